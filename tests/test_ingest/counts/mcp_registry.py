"""What MCP registry documents say: a service for every server (https://github.com/modelcontextprotocol/registry)."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NAME = re.compile(r"[a-zA-Z0-9.-]+/[a-zA-Z0-9._-]+")  # by the schema of server.json


def servers(root: Path) -> Iterator[dict[str, Any]]:
    for file in sorted(root.rglob("*.json")):
        try:
            data = json.loads(file.read_text("utf-8"))
        except ValueError:
            continue
        listed = data.get("servers", [data]) if isinstance(data, dict) else data
        for item in listed if isinstance(listed, list) else ():
            server = item.get("server", item) if isinstance(item, dict) else {}
            if isinstance(server, dict) and is_server(server):
                yield server


def is_server(data: dict[str, Any]) -> bool:
    described = {"version", "version_detail"} & data.keys() and "description" in data
    return bool(
        described and "name" in data and {"packages", "remotes", "repository"} & data.keys()
    )


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for server in servers(root):
        found["node Service" if NAME.fullmatch(server["name"]) else "reject"] += 1
    return +found
