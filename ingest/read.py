"""One file to its facts: found out what it is, parsed, given to the connectors that read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from graph.facts import Fact, Place, Reject
from graph.ontology import Ontology
from ingest.connector import Connector, discover
from ingest.documents import Document
from ingest.files import SPREADSHEETS, Bytes, read_bytes, text_of
from ingest.identity import under
from ingest.json_comments import may_have_comments, without_comments
from ingest.lines import lines_of, places_in
from ingest.parse import Problems, Unreadable, json_data, yaml_documents
from ingest.sniff import Syntax
from ingest.xml_document import xml_root

__all__ = [
    "FileResult",
    "Status",
    "documents_of",
    "fingerprint",
    "is_candidate",
    "read_file",
    "syntax_of",
]

YAML = (".yaml", ".yml")
JSON = (".json",)
JSON_LINES = (".jsonl", ".ndjson")
MARKDOWN = (".md", ".markdown")
MAX_TEXT = 8 * 1024 * 1024


class Status(StrEnum):
    """What became of a file."""

    READ = "read"  # a connector read it; some of it may be rejected
    REJECTED = "rejected"  # it could not be read at all
    NO_FORMAT = "no catalog format"


@dataclass(frozen=True, slots=True)
class FileResult:
    """What one file says.

    fingerprint   of the content of the file and of all that was read for its sake; "" when not read
    also_read     paths below the root that were read for its sake, sorted (some may not exist)
    by_connector  facts by connector, in the order of the file; a connector that found its format in
                  the file is there, also without facts
    rejects       by connector, "" for what no connector got to see; sorted
    lines         the line of every place in it that is said by a pointer
    """

    path: str
    fingerprint: str
    status: Status
    by_connector: Mapping[str, tuple[Fact, ...]] = field(
        default_factory=dict[str, tuple[Fact, ...]]
    )
    rejects_by: Mapping[str, tuple[Reject, ...]] = field(
        default_factory=dict[str, tuple[Reject, ...]]
    )
    also_read: tuple[str, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict[str, int])

    @property
    def connectors(self) -> tuple[str, ...]:
        return tuple(sorted(self.by_connector))

    @property
    def facts(self) -> tuple[Fact, ...]:
        return tuple(fact for name in self.connectors for fact in self.by_connector[name])

    @property
    def rejects(self) -> tuple[Reject, ...]:
        return tuple(sorted({r for found in self.rejects_by.values() for r in found}))


class _Siblings:
    """Reads other files of the root for a document's sake, and remembers which."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.digests: dict[str, str] = {}

    def __call__(self, path: str) -> str | Reject:
        found = read_bytes(self.root, path)
        self.digests[path] = found.digest if isinstance(found, Bytes) else ""
        return text_of(path, found.content) if isinstance(found, Bytes) else found


def is_candidate(path: str, connectors: Sequence[Connector] | None = None) -> bool:
    """Whether the file's name allows that a connector reads it; other files are never opened."""
    if path.lower().endswith((*YAML, *JSON, *JSON_LINES)):
        return True
    return any(c.reads.claims(path) for c in (discover() if connectors is None else connectors))


def syntax_of(path: str, connectors: Sequence[Connector]) -> Syntax | None:
    """How the file is parsed, where a connector that claims it says so and its name does not."""
    if path.lower().endswith((*YAML, *JSON, *JSON_LINES, *MARKDOWN)):
        return None
    return next((found for c in connectors if (found := c.reads.syntax(path))), None)


def fingerprint(root: Path, path: str, also_read: Sequence[str] = ()) -> str:
    """The fingerprint that `read_file` would give, without parsing; "" when the file cannot be read."""
    found = read_bytes(root, path)
    if isinstance(found, Reject):
        return ""
    siblings = _Siblings(root)
    for other in also_read:
        siblings(other)
    return _fingerprint(found.digest, siblings.digests)


def _fingerprint(digest: str, others: Mapping[str, str]) -> str:
    if not others:
        return digest
    joined = "\n".join((digest, *(f"{p}\t{d}" for p, d in sorted(others.items()))))
    return sha256(joined.encode()).hexdigest()


def read_file(
    root: Path, path: str, ontology: Ontology, connectors: Sequence[Connector] | None = None
) -> FileResult:
    """Read the file at `path` below `root`; never raises for what a file holds."""
    connectors = discover() if connectors is None else connectors
    if not is_candidate(path, connectors):
        return FileResult(path, "", Status.NO_FORMAT)
    content = read_bytes(root, path)
    if isinstance(content, Reject):
        return FileResult(path, "", Status.REJECTED, rejects_by={"": (content,)})
    text = text_of(path, content.content)
    if isinstance(text, Reject):
        return FileResult(path, content.digest, Status.REJECTED, rejects_by={"": (text,)})
    siblings = _Siblings(root)
    facts: dict[str, list[Fact]] = {}
    rejects: dict[str, list[Reject]] = {}
    try:
        with under(ontology.identity):
            for doc in documents_of(path, text, ontology, siblings, syntax_of(path, connectors)):
                _run(doc, connectors, facts, rejects)
    except Unreadable as error:
        whole = Reject(Place(path, error.pointer), error.reason, True)
        return FileResult(path, content.digest, Status.REJECTED, rejects_by={"": (whole,)})
    if not any(facts.values()) and any(r.whole_file for found in rejects.values() for r in found):
        facts = {}
    return FileResult(
        path,
        _fingerprint(content.digest, siblings.digests),
        Status.READ if facts else Status.REJECTED if any(rejects.values()) else Status.NO_FORMAT,
        {name: tuple(found) for name, found in sorted(facts.items())},
        {name: tuple(sorted(set(found))) for name, found in sorted(rejects.items()) if found},
        tuple(sorted(siblings.digests)),
        _lines(path, text, connectors, facts, rejects),
    )


def _lines(
    path: str,
    text: str,
    connectors: Sequence[Connector],
    facts: Mapping[str, Sequence[Fact]],
    rejects: Mapping[str, Sequence[Reject]],
) -> dict[str, int]:
    """Where in the file its places are, for readers who do not have the file."""
    places = (place for said in facts.values() for place in places_in(said))
    pointers = {place.pointer for place in places if place.path == path}
    pointers.update(r.at.pointer for refused in rejects.values() for r in refused)
    return lines_of(path, text, _syntax(path, connectors), pointers)


def _syntax(path: str, connectors: Sequence[Connector]) -> Syntax:
    """How the file is parsed, by its name or by who claims it."""
    lower = path.lower()
    if lower.endswith(YAML):
        return "yaml"
    if lower.endswith(JSON_LINES):
        return "json-lines"
    return "json" if lower.endswith(JSON) else syntax_of(path, connectors) or "text"


def _run(
    doc: Document,
    connectors: Sequence[Connector],
    facts: dict[str, list[Fact]],
    rejects: dict[str, list[Reject]],
) -> None:
    matched = [c for c in connectors if c.reads.matches(doc)]
    if matched and doc.problems:
        rejects.setdefault("", []).extend(doc.problems)
    for each in matched:
        doc.problems = []
        kept, refused = facts.setdefault(each.name, []), rejects.setdefault(each.name, [])
        try:
            for said in each.read(doc):
                if isinstance(said, Reject):
                    refused.append(said)
                else:
                    kept.append(said)
        except Exception as error:  # a mistake of a connector must not end the run of all files
            refused.append(
                Reject(
                    doc.at,
                    f"the {each.name} connector failed ({type(error).__name__}: {error})",
                    True,
                )
            )
        refused.extend(doc.problems)


def documents_of(
    path: str,
    text: str,
    ontology: Ontology,
    source: _Siblings | None = None,
    syntax: Syntax | None = None,
) -> Iterator[Document]:
    """The documents of a file's text, by its name or a stated syntax. Raises Unreadable."""
    lower = path.lower()
    problems: Problems = []
    if syntax == "xml":
        yield Document(path, 0, None, ontology, text, source=source, xml=xml_root(path, text))
    elif lower.endswith(YAML) or syntax == "yaml":
        for number, data in yaml_documents(text, problems):
            yield _document(path, number, data, ontology, source, problems)
    elif lower.endswith(JSON_LINES) or syntax == "json-lines":
        for number, line in enumerate(text.split("\n")):
            if line.strip():
                data = _json_line(line, problems, number)
                yield _document(path, number, data, ontology, source, problems)
    elif lower.endswith(JSON) or syntax == "json":
        yield from _json(path, text, ontology, source, problems)
    elif len(text) > MAX_TEXT and lower.endswith(SPREADSHEETS):
        return  # a table of data: nobody lists so many assets
    elif len(text) > MAX_TEXT:
        raise Unreadable(f"a text of more than {MAX_TEXT // 1024**2} MiB")
    elif lower.endswith(MARKDOWN):
        yield _markdown(path, text, ontology, source, problems)
    else:
        yield Document(path, 0, None, ontology, text, source=source)


def _document(
    path: str,
    number: int,
    data: object,
    ontology: Ontology,
    source: _Siblings | None,
    problems: Problems,
) -> Document:
    found = [Reject(Place(path, pointer), reason) for pointer, reason in problems]
    problems.clear()
    return Document(path, number, data, ontology, source=source, problems=found)


def _json(
    path: str, text: str, ontology: Ontology, source: _Siblings | None, problems: Problems
) -> Iterator[Document]:
    """A JSON text, or JSON lines under a `.json` name."""
    try:
        data = _one_json(path, text, problems)
    except Unreadable as error:
        lines = [(i, line) for i, line in enumerate(text.split("\n")) if line.strip()]
        if len(lines) < 2 or not all(_is_object(line) for _, line in lines):
            raise error
        for number, line in lines:
            yield _document(
                path, number, _json_line(line, problems, number), ontology, source, problems
            )
        return
    yield _document(path, 0, data, ontology, source, problems)


def _one_json(path: str, text: str, problems: Problems) -> object:
    try:
        return json_data(text, problems)
    except Unreadable:
        if not may_have_comments(path):
            raise
    return json_data(without_comments(text), problems)


def _is_object(line: str) -> bool:
    line = line.strip()
    return line.startswith("{") and line.endswith("}")


def _json_line(line: str, problems: Problems, number: int) -> object:
    try:
        return json_data(line, problems, number)
    except Unreadable as error:
        raise Unreadable(error.reason, f"L{number + 1}") from error


def _markdown(
    path: str, text: str, ontology: Ontology, source: _Siblings | None, problems: Problems
) -> Document:
    """Markdown with its YAML front matter (between `---` lines at the very start) as data."""
    lines = text.split("\n")
    if lines[0].rstrip() == "---":
        for number, line in enumerate(lines[1:], start=1):
            if line.rstrip() in ("---", "..."):
                doc = _front(path, "\n".join(lines[1:number]), ontology, source, problems)
                doc.text, doc.line = "\n".join(lines[number + 1 :]), number + 2
                return doc
    return Document(path, 0, None, ontology, text, source=source)


def _front(
    path: str, front: str, ontology: Ontology, source: _Siblings | None, problems: Problems
) -> Document:
    try:
        data = next((data for _, data in yaml_documents(front, problems)), None)
    except Unreadable as error:
        line = error.pointer
        place = f"L{int(line[1:]) + 1}" if line.startswith("L") else line
        doc = Document(path, 0, None, ontology, source=source)
        doc.reject(Place(path, place), f"front matter: {error.reason}")
        return doc
    return _document(path, 0, data, ontology, source, problems)
