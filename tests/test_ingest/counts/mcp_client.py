"""What MCP client configurations say: a server for every entry (https://modelcontextprotocol.io/docs/develop/connect-local-servers)."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for file in sorted(root.rglob("*.json")):
        try:
            data = json.loads(file.read_text("utf-8"))
        except ValueError:
            continue
        if isinstance(data, dict) and isinstance(data.get("mcpServers"), dict):
            servers = len(data["mcpServers"])
            found["node Service"] += servers
            found["edge DEPENDS_ON"] += servers  # of the agent in the same folder, if there is one
    return +found
