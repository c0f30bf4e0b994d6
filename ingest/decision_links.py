"""Which decision record supersedes which: by front matter, and by the lines that decision records say it in.

Forms: `supersedes:`/`superseded-by:` in front matter; `Superseded by [9. Title](0009-title.md)` (also with the
spelling of adr-tools, `Superceded`) and `Status: superseded by ADR-0009` (or `by 0009`) at the head or under a status heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from graph.facts import Edge, Place, Ref
from graph.vocabulary import Label, Rel
from ingest.documents import Document, joined, unrendered
from ingest.markdown_document import Page

__all__ = ["supersedes"]

HEAD_LINES = 40
LONG_LINE = 1_000
FRONT = {
    **dict.fromkeys(("supersedes", "replaces", "supercedes"), False),
    **dict.fromkeys(("superseded-by", "superseded_by", "supersededBy", "replaced-by"), True),
    **dict.fromkeys(("replaced_by", "replacedBy", "superceded-by", "superceded_by"), True),
}  # whether the other record is the newer one
SAID = re.compile(
    r"\b(?P<verb>supersed(?:es|ed by)|superced(?:es|ed by)|replace(?:s|d by))\b", re.I
)
BEGINS = re.compile(r"[\s*_>#|+-]*(?:status\b|supersed|superced|replace[sd] )", re.I)
LINK = re.compile(r"\[(?P<text>[^\]]{1,200})\]\((?P<target>[^)\s]{1,300})[^)]{0,200}\)")
NUMBER = re.compile(r"\b(?:ADR|decision|record)[-_ #]*0*(?P<number>\d{1,5})\b", re.I)
PLAIN_NUMBER = re.compile(r"\s*#?0*(?P<number>\d{1,5})\s*\Z")


def supersedes(page: Page) -> Iterator[Edge]:
    """The edges from newer to older records that a page states, each once."""
    seen: set[tuple[Ref, Ref]] = set()
    for other, newer, at in (*_front(page.doc), *_text(page)):
        pair = (other, page.ref) if newer else (page.ref, other)
        if other != page.ref and other.key != page.ref.key and pair not in seen:
            seen.add(pair)
            yield Edge(pair[0], Rel.SUPERSEDES, pair[1], at)


def _front(doc: Document) -> Iterator[tuple[Ref, bool, Place]]:
    if not isinstance(doc.data, dict):
        return
    for key, newer in FRONT.items():
        for value in doc.root.get(key).one_or_many():
            text = value.text
            if text and not unrendered(text):
                found = list(_linked(doc, text)) or list(_numbered(doc, text, alone=True))
                if not found and (path := joined(doc.folder, text)) and "." in text:
                    found = [_file(path, text)]
                for other in found:
                    yield other, newer, value.at
    status = doc.root.get("status")
    for other, newer in _said(doc, status.text if status.is_scalar else ""):
        yield other, newer, status.at


def _said(doc: Document, line: str) -> Iterator[tuple[Ref, bool]]:
    """The records that a line says to be superseded, or to supersede (true)."""
    for said, rest in _parts(line):
        found = list(_linked(doc, rest)) or list(_numbered(doc, rest, alone=True))
        for other in found:
            yield other, said.lower().endswith("by")


def _text(page: Page) -> Iterator[tuple[Ref, bool, Place]]:
    doc = page.doc
    lines = doc.text.split("\n")
    under = {
        line
        for section in page.sections
        if section.text.casefold() in ("status", "links", "related", "related decisions")
        for line in range(section.after, min(section.after + 15, len(lines)))
    }
    for number in sorted({*range(min(HEAD_LINES, len(lines))), *under}):
        line = lines[number][:LONG_LINE]
        if number not in under and not BEGINS.match(line):
            continue  # prose about something else that is replaced
        for other, newer in _said(doc, line):
            yield other, newer, doc.lines(doc.line + number)


def _parts(line: str) -> Iterator[tuple[str, str]]:
    """The verbs of a line, each with what follows it."""
    found = list(SAID.finditer(line))
    for here, after in zip(found, [*found[1:], None], strict=False):
        yield here["verb"], line[here.end() : after.start() if after else len(line)]


def _linked(doc: Document, text: str) -> Iterator[Ref]:
    for link in LINK.finditer(text):
        target = unquote(link["target"].partition("#")[0])
        path = joined(doc.folder, target)
        if path is not None and path.lower().endswith((".md", ".markdown")):
            yield _file(path, link["text"])


def _file(path: str, text: str) -> Ref:
    return Ref(Label.DOCUMENT, text.strip(), key=f"document:{path}")


def _numbered(doc: Document, text: str, *, alone: bool) -> Iterator[Ref]:
    """Records of the same folder by their number: `ADR-0009`, and where nothing else is said `9`."""
    found = [m["number"] for m in NUMBER.finditer(text)]
    if not found and alone and (plain := PLAIN_NUMBER.match(text)):
        found = [plain["number"]]
    for number in found:
        yield Ref(Label.DOCUMENT, f"ADR-{number}", key=f"adr:{doc.folder}/{number}")
