"""A Markdown file as a Document: its name, what is said of it, and its passages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from graph.facts import Fact, Node, Ref
from graph.vocabulary import Label, Prop
from ingest.documents import Document
from ingest.passages import Heading, headings, passages
from ingest.properties import Props

__all__ = ["DECISION", "Page", "page_of"]

_STATUS = re.compile(r"(?:[*+-]\s*)?[*_]*status[*_]*\s*:[*_]*\s*(?P<value>\w.*)", re.I)
_DATE = re.compile(
    r"(?:[*+-]\s*)?[*_]*(?:date|created)[*_]*\s*:[*_]*\s*(?P<value>\d{4}-\d\d-\d\d)", re.I
)
_MARKUP = re.compile(r"[*_`]|\[([^\]]*)\]\([^)]*\)")
_NO_NAMES = frozenset({"readme", "index", "_index"})
_NUMBER = re.compile(r"(?:adr[-_ ]?)?0*(?P<number>\d{1,5})(?!\d)", re.I)
DECISION = "decision record"
_LONG_LINE = 500
_HEAD_LINES = 30  # where a decision record without front matter says its status


@dataclass(frozen=True, slots=True)
class Page:
    """A document's title, headings and the reference that stands for it."""

    doc: Document
    title: str
    names: tuple[str, ...]
    sections: tuple[Heading, ...]

    @property
    def ref(self) -> Ref:
        return Ref(Label.DOCUMENT, self.title, key=f"document:{self.doc.path}")

    def facts(self, kind: str) -> Iterator[Fact]:
        """The Document and its passages."""
        doc, front = self.doc, self.doc.root if isinstance(self.doc.data, dict) else None
        props = Props(doc)
        if front is not None:
            props.text(Prop.TITLE, front["title"])
            status = front.get(Prop.STATUS)
            props.put(Prop.STATUS, _plain(status.text) if status.is_scalar else "", status.at)
            for name in (Prop.DATE, Prop.VERSION, Prop.DESCRIPTION):
                props.text(name, front.get(name))
            props.texts(Prop.TAGS, front["tags"])
            for key in ("decision-makers", "deciders", "authors", "author"):
                props.texts("authors" if key.startswith("author") else "deciders", front.get(key))
        props.put(Prop.TITLE, self.title, doc.at)
        props.put(Prop.KIND, kind, doc.at)
        props.put(Prop.PATH, doc.path, doc.at)
        self._in_the_text(props)
        yield Node(
            self.ref,
            doc.at,
            props.values,
            props.places,
            keys=(f"document:{doc.path}", *self._number(kind)),
            aliases=self.names[1:],
            location=doc.path,
        )
        yield from passages(doc, self.ref, self.sections)

    def _number(self, kind: str) -> tuple[str, ...]:
        """A decision record is known in its folder by the number that its file's name begins with."""
        found = _NUMBER.match(self.doc.filename) if kind == DECISION else None
        return (f"adr:{self.doc.folder}/{found['number']}",) if found else ()

    def _in_the_text(self, props: Props) -> None:
        """Status and date as decision records write them: a line, a section, or a small table."""
        lines = [line[:_LONG_LINE] for line in self.doc.text.split("\n")]
        for number, line in enumerate(lines[:_HEAD_LINES]):
            at = self.doc.lines(self.doc.line + number)
            for name, pattern in ((Prop.STATUS, _STATUS), (Prop.DATE, _DATE)):
                if found := pattern.match(line.strip()):
                    props.put(name, _plain(found["value"]), at)
            heads = _cells(line)
            values = _cells(lines[number + 2]) if number + 2 < len(lines) else []
            if len(heads) == len(values) > 1:
                at = self.doc.lines(self.doc.line + number + 2)
                for head, value in zip(heads, values, strict=True):
                    if head.lower() == "status":
                        props.put(Prop.STATUS, value, at)
                    elif head.lower() in ("date", "created"):
                        props.put(Prop.DATE, value, at)
        for section in self.sections:
            if section.text.lower() == "status":
                for number in range(section.after, min(section.after + 4, len(lines))):
                    if lines[number].strip():
                        at = self.doc.lines(self.doc.line + number)
                        props.put(Prop.STATUS, _plain(lines[number]), at)
                        break


def _cells(line: str) -> list[str]:
    line = line.strip()
    if not (line.startswith("|") and line.endswith("|")):
        return []
    return [_plain(cell) for cell in line[1:-1].split("|")]


def _plain(text: str) -> str:
    return _MARKUP.sub(lambda m: m[1] or "", text).strip()[:200]


def page_of(doc: Document) -> Page:
    """The page with its name: the front matter's title, else its first heading, else the file's (or folder's) name."""
    sections = headings(doc.text)
    stem = doc.filename.rpartition(".")[0] or doc.filename
    last = "" if stem.lower() in _NO_NAMES else stem
    stated = doc["title"].text if isinstance(doc.data, dict) else ""
    first = next((h.text for h in sections if h.level == 1), "")
    if not first and sections and not any(doc.text.split("\n")[: sections[0].line]):
        first = sections[0].text
    names = tuple(dict.fromkeys(name for name in (stated, first, last) if name))
    names = names or (doc.folder.rpartition("/")[2] or stem,)
    return Page(doc, names[0], names, sections)
