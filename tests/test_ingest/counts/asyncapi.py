"""What AsyncAPI 2 and 3 documents say, counted by the specification alone (https://www.asyncapi.com/docs/reference/specification/v3.0.0)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

Found = tuple[Any, Path]


class Files:
    """Documents by path, read once; `$ref`s are followed inside the root."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.read: dict[Path, Any] = {}

    def load(self, file: Path) -> Any:
        if file not in self.read:
            try:
                self.read[file] = yaml.load(file.read_text("utf-8"), yaml.CSafeLoader)
            except (OSError, yaml.YAMLError):
                self.read[file] = None
        return self.read[file]

    def resolved(self, value: Any, file: Path) -> Found:
        for _ in range(20):
            if not isinstance(value, dict) or not isinstance(value.get("$ref"), str):
                return value, file
            path, _, pointer = value["$ref"].partition("#")
            file = (file.parent / path).resolve() if path else file
            value = self.load(file) if "://" not in path else None
            for step in pointer.split("/")[1:]:
                key = step.replace("~1", "/").replace("~0", "~")
                value = value.get(key) if isinstance(value, dict) else None
        return None, file


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    files = Files(root)
    for file in sorted(p for p in root.rglob("*") if p.suffix in (".yaml", ".yml", ".json")):
        if "asyncapi" not in file.read_text("utf-8", errors="ignore")[:20_000]:
            continue
        document = files.load(file.resolve())
        if isinstance(document, dict) and "asyncapi" in document and "info" in document:
            found += document_count(document, file.resolve(), files)
    return +found


def document_count(document: dict[str, Any], file: Path, files: Files) -> Counter[str]:
    found = Counter({"node API": 1})
    info, channels = document["info"], document.get("channels") or {}
    contact = info.get("contact") or {}
    found["edge OWNS"] += sum("x-owner" in place for place in (document, info))
    found["edge OWNS"] += sum(bool(contact.get(key)) for key in ("name", "email"))
    found["node Topic"] += len(channels)
    fields: set[tuple[str, str]] = set()  # channels of one address are one topic
    for name, channel in channels.items():
        address = files.resolved(channel, file)[0].get("address") or name
        for message in messages(channel, file, files):
            fields |= {(address, field) for field in fields_of(message, files)}
    found += Counter({"node Field": len(fields), "edge PART_OF": len(fields)})
    for action in actions(document, file, files):
        found["edge PUBLISHES_TO" if action == "send" else "edge SUBSCRIBES_TO"] += 1
    operations = operations_of(document)
    found += Counter({"node Operation": operations, "edge PART_OF": operations})
    return found


def operations_of(document: dict[str, Any]) -> int:
    if str(document["asyncapi"]).startswith("2."):
        channels = (document.get("channels") or {}).values()
        return sum(len({"publish", "subscribe"} & channel.keys()) for channel in channels)
    return len(document.get("operations") or {})


def actions(document: dict[str, Any], file: Path, files: Files) -> Iterator[str]:
    """What the application does: until 2.x `publish` is what others may do, so it receives."""
    if str(document["asyncapi"]).startswith("2."):
        for channel in (document.get("channels") or {}).values():
            yield from ("receive" for _ in {"publish"} & channel.keys())
            yield from ("send" for _ in {"subscribe"} & channel.keys())
        return
    for stated in (document.get("operations") or {}).values():
        operation, place = files.resolved(stated, file)
        yield operation["action"]
        reply, place = files.resolved(operation.get("reply") or {}, place)
        if reply.get("channel"):
            yield "receive" if operation["action"] == "send" else "send"


def messages(channel: Any, file: Path, files: Files) -> Iterator[Found]:
    """The messages of a channel, those of 2.x under its operations."""
    channel, file = files.resolved(channel, file)
    stated = list((channel.get("messages") or {}).values())
    for operation in ("publish", "subscribe"):
        message, _ = files.resolved((channel.get(operation) or {}).get("message") or {}, file)
        stated += message.get("oneOf") or [message]
    for each in stated:
        yield files.resolved(each, file)


def fields_of(message: Found, files: Files) -> set[str]:
    value, file = message
    payload, place = files.resolved((value or {}).get("payload") or {}, file)
    if "schema" in payload and "schemaFormat" in payload:
        payload, place = files.resolved(payload["schema"], place)
    return properties(payload, place, files, "", ())


def properties(
    schema: Any, file: Path, files: Files, before: str, within: tuple[int, ...]
) -> set[str]:
    """Names of the properties of an object, of objects in it by their path; of a list, those of its items."""
    schema, file = files.resolved(schema, file)
    if not isinstance(schema, dict) or id(schema) in within:
        return set()
    within = (*within, id(schema))
    found: set[str] = set()
    for name, inner in (schema.get("properties") or {}).items():
        found |= {before + name} | properties(inner, file, files, f"{before}{name}.", within)
    for key in ("allOf", "anyOf", "oneOf"):
        for part in schema.get(key) or []:
            found |= properties(part, file, files, before, within)
    if isinstance(schema.get("items"), dict):
        found |= properties(schema["items"], file, files, before, within)
    return found
