"""What protobuf files say, counted by the language's grammar alone (https://protobuf.dev/reference/protobuf/proto3-spec/)."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

COMMENT = re.compile(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|//[^\n]*|/\*.*?\*/', re.DOTALL)
SERVICE = re.compile(r"\bservice\s+(\w+)\s*\{")
RPC = re.compile(r"\brpc\s+\w+\s*\(")


def count(root: Path) -> Counter[str]:
    """A service is an API, an rpc an operation of it.

    Whoever is called like the service, `CartService`, `cart-service` or `cart`, provides it where there is one;
    `Health` of grpc.health.v1 is everybody's.
    """
    found: Counter[str] = Counter()
    for file in sorted(root.rglob("*.proto")):
        text = COMMENT.sub(" ", file.read_text("utf-8", errors="replace"))
        rpcs = len(RPC.findall(text))
        services = SERVICE.findall(text)
        found["node API"] += len(services)
        found["edge PROVIDES"] += sum(
            len(spellings(name)) for name in services if "package grpc.health" not in text
        )
        found["node Operation"] += rpcs
        found["edge PART_OF"] += rpcs
    return +found


def spellings(name: str) -> set[str]:
    dashed = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()
    return {name.lower(), dashed, dashed.removesuffix("-service")}
