"""Dumps of a schema registry: subjects with their versions, whatever the dump was made with.

Replies of the REST API saved as JSON (one, or a list of them), records of the `_schemas` topic as JSON lines
or as lines of key and value, and backups of Karapace: version 1 (one JSON list of pairs) and 2 (`/V2`, then
key and value in hexadecimal digits).
https://docs.confluent.io/platform/current/schema-registry/develop/api.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from ingest.documents import Data, Document, Embedded, Value
from ingest.parse import Problems, Unreadable, json_data

__all__ = ["TEXTS", "Entry", "Registry", "is_dump", "registry_of"]

HEAD: Final = 4_000  # characters of a text that show what it is
TEXTS: Final = (".log", ".dump")
WRAPPERS: Final = ("schemas", "subjects")
LEVELS: Final = ("compatibilityLevel", "compatibility")


@dataclass(frozen=True, slots=True)
class Entry:
    """One version of a subject; `at` is what states it, `schema` the schema as text or as it is."""

    subject: str
    version: int
    at: Value
    schema: Value
    kind: str
    id: Value
    references: tuple[tuple[str, int], ...]
    deleted: bool


@dataclass(slots=True)
class Registry:
    """What a dump comes to when its records are applied in order."""

    subjects: dict[str, dict[int, Entry]] = field(default_factory=dict[str, dict[int, Entry]])
    compatibility: dict[str, Value] = field(default_factory=dict[str, Value])
    referenced: dict[tuple[str, int], Entry] = field(default_factory=dict[tuple[str, int], Entry])
    broken: list[tuple[Value, str]] = field(default_factory=list[tuple[Value, str]])

    def version(self, subject: str, number: int) -> Entry | None:
        """A version that a schema refers to: of the dump, or told beside the schema."""
        return self.subjects.get(subject, {}).get(number) or self.referenced.get((subject, number))

    def latest(self) -> Iterator[Entry]:
        """The newest version of every subject that is not deleted."""
        for subject in sorted(self.subjects):
            there = [e for e in self.subjects[subject].values() if not e.deleted]
            if there:
                yield max(there, key=lambda e: e.version)

    def reply(self, value: Value) -> None:
        """One subject's version, as the REST API tells it."""
        entry = _entry(value, value["subject"].text)
        if entry is None:
            self.broken.append((value, "a version of a subject needs subject, version and schema"))
            return
        self.subjects.setdefault(entry.subject, {})[entry.version] = entry
        for other in value["referenced"] if value["referenced"].is_list else ():
            if other.is_map and (known := _entry(other, other["subject"].text)) is not None:
                self.referenced[known.subject, known.version] = known
        for level in LEVELS:
            if value[level].is_scalar:
                self.compatibility.setdefault(entry.subject, value[level])

    def record(self, key: Value, value: Value) -> None:
        """One record of the `_schemas` topic; a null value takes back what the key said before."""
        what, subject = key["keytype"].text.upper(), key["subject"].text
        version = key["version"].number
        versions = self.subjects.setdefault(subject, {}) if subject else {}
        if what == "SCHEMA":
            entry = _entry(value, subject) if value.is_map else None
            if entry is not None:
                versions[entry.version] = entry
            elif value.data is None:
                versions.pop(int(version or 0), None)
            else:
                self.broken.append((value, "a version of a subject needs version and schema"))
        elif what == "DELETE_SUBJECT" and value.is_map:
            last = value["version"].number
            for number in [n for n in versions if last is None or n <= last]:
                del versions[number]
        elif what == "CLEAR_SUBJECT":
            versions.clear()
        elif what == "CONFIG":
            level = next((v for k in LEVELS if value.is_map and (v := value[k]).is_scalar), None)
            if level is not None:
                self.compatibility[subject] = level
            else:
                self.compatibility.pop(subject, None)


def _entry(value: Value, subject: str) -> Entry | None:
    version, schema = value["version"].number, value["schema"]
    if not subject or not isinstance(version, int) or not (schema.is_scalar or schema.data):
        return None
    stated = value["references"]
    references = tuple(
        (r["subject"].text, int(r["version"].number or 0))
        for r in (stated if stated.is_list else ())
        if r.is_map
    )
    kind = value["schemaType"].text.upper() or "AVRO"
    deleted = value["deleted"].flag
    return Entry(subject, version, value, schema, kind, value["id"], references, deleted)


def _is_reply(data: Data) -> bool:
    return (
        isinstance(data, dict)
        and isinstance(data.get("subject"), str)  # pyright: ignore[reportUnknownMemberType]
        and isinstance(data.get("version"), int)  # pyright: ignore[reportUnknownMemberType]
        and isinstance(data.get("schema"), (str, dict, list))  # pyright: ignore[reportUnknownMemberType]
    )


def _is_key(data: Data) -> bool:
    return isinstance(data, dict) and isinstance(data.get("keytype"), str)  # pyright: ignore[reportUnknownMemberType]


def _key_of(data: Data) -> Data:
    """The key of a record: of a pair, of `{key, value}`, also where it stands as text."""
    if isinstance(data, list):
        pair: list[Any] = data
        return pair[0] if len(pair) == 2 else None
    if isinstance(data, dict) and "key" in data:
        key: Any = data["key"]
        return _loaded(key) if isinstance(key, str) and '"keytype"' in key else key
    return None


def _is_record(data: Data) -> bool:
    return _is_key(_key_of(data))


def is_dump(doc: Document) -> bool:
    """Whether a document is a dump, or a line of one."""
    data = doc.data
    if data is None:
        named = doc.path.lower().endswith(TEXTS)
        return named and (doc.text.startswith("/V2\n") or '"keytype"' in doc.text[:HEAD])
    if isinstance(data, list):
        items: list[Any] = data
        return _is_record(items) or any(_is_reply(d) or _is_record(d) for d in items[:50])
    return _is_reply(data) or _is_record(data) or _wrapped(data) is not None


def _wrapped(data: Data) -> str | None:
    """The key of a mapping that holds a list of replies."""
    if isinstance(data, dict):
        for key in WRAPPERS:
            inner: Any = data.get(key)  # pyright: ignore[reportUnknownMemberType]
            if isinstance(inner, list) and any(_is_reply(d) for d in inner[:50]):  # pyright: ignore[reportUnknownVariableType]
                return key
    return None


def registry_of(doc: Document) -> Registry:
    """Everything that the file says; of JSON lines the first speaks for all."""
    found = Registry()
    if doc.data is None:
        _text(doc, found)
    elif (lines := _lines(doc)) is not None:
        for number, data in lines if doc.number == 0 else ():
            _any(Value(doc, data, str(number)), found)
    elif isinstance(doc.data, list) and not _is_record(doc.data):
        for item in doc.root:
            _any(item, found)
    elif (wrapper := _wrapped(doc.data)) is not None:
        for item in doc.root[wrapper]:
            _any(item, found)
    else:
        _any(doc.root, found)
    return found


def _any(value: Value, found: Registry) -> None:
    if _is_reply(value.data):
        found.reply(value)
    elif _is_record(value.data):
        pair = value.is_list
        key, inner = (value[0], value[1]) if pair else (value["key"], value["value"])
        if not pair and inner.data is None and isinstance(value.data.get("payload"), str):
            inner = value["payload"]
        found.record(_unpacked(key), _unpacked(inner))


def _unpacked(value: Value) -> Value:
    """What a text of JSON says, at the text's place."""
    if isinstance(value.data, str):
        return Embedded(value.document, _loaded(value.data), value.pointer)
    return value


def _loaded(text: str) -> Data:
    problems: Problems = []
    try:
        return json_data(text, problems)
    except Unreadable:
        return None


def _lines(doc: Document) -> list[tuple[int, Data]] | None:
    """(number, data) of the lines of a JSON lines file; None for a file of one document."""
    if not (_is_reply(doc.data) or _is_record(doc.data)):
        return None
    if doc.number > 0:
        return []
    other = doc.sibling(doc.filename)
    text = other[1] if isinstance(other, tuple) else ""
    lines = [(n, line) for n, line in enumerate(text.split("\n")) if line.strip()]
    if len(lines) < 2 or _loaded(lines[0][1]) is None:
        return None
    return [(n, _loaded(line)) for n, line in lines]


def _text(doc: Document, found: Registry) -> None:
    """A backup of Karapace, or keys and values parted by tabs."""
    if doc.text.lstrip().startswith("[") and (data := _loaded(doc.text)) is not None:
        for item in Value(doc, data, "0"):
            _any(item, found)
        return
    coded = doc.text.startswith("/V2\n")
    for number, line in enumerate(doc.text.split("\n"), start=doc.line):
        key, tab, value = line.strip("\r").partition("\t")
        if not tab:
            continue
        at = f"L{number}"
        data = _plain(key) if coded else _loaded(key)
        if _is_key(data):
            inner = _plain(value) if coded else _loaded(value)
            found.record(Embedded(doc, data, at), Embedded(doc, inner, at))
        else:
            found.broken.append((Embedded(doc, None, at), "no key of a schema registry's record"))


def _plain(digits: str) -> Data:
    """What a column of hexadecimal digits says; nothing for `null` or what is no JSON."""
    try:
        return _loaded(bytes.fromhex(digits).decode("utf-8"))
    except ValueError:
        return None
