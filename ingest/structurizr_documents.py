"""Documentation and decisions that a Structurizr workspace carries, as Documents with passages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from graph.facts import Edge, Fact, Node, Passage, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.documents import Document, Value
from ingest.passages import headings, passages
from ingest.properties import Props

__all__ = ["documents_of"]

OLDER = ("supersedes", "superseded", "replaces")


def documents_of(documentation: Value, about: Ref | None) -> Iterator[Fact | Reject]:
    """Sections and decision records; they document the element that carries them, if one does."""
    for section in documentation["sections"]:
        text = section["content"].text
        heads = headings(text)
        title = section["title"].text or (heads[0].text if heads else section["filename"].text)
        if text and title:
            yield from _document(section, title, text, about, "other")
    decisions = {d["id"].text: d for d in documentation["decisions"] if d["id"].text}
    for decision in documentation["decisions"]:
        title = decision["title"].text
        if not title:
            yield Reject(decision.at, "a decision record needs a title")
            continue
        yield from _document(decision, title, decision["content"].text, about, "decision record")
        yield from _links(decision, decisions)


def _ref(value: Value, title: str) -> Ref:
    return Ref(Label.DOCUMENT, title, key=f"document:{value.at}")


def _document(
    value: Value, title: str, text: str, about: Ref | None, kind: str
) -> Iterator[Fact | Reject]:
    ref = _ref(value, title)
    props = Props(value.document)
    props.text(Prop.TITLE, value["title"])
    props.text(Prop.STATUS, value["status"])
    if date := value["date"].text[:10]:
        props.put(Prop.DATE, date, value["date"].at)
    props.put(Prop.KIND, kind, value.at)
    yield Node(ref, value.at, props.values, props.places, keys=(ref.key,) if ref.key else ())
    inner = Document(value.document.path, 0, None, value.document.ontology, text)
    for fact in passages(inner, ref, headings(text)):
        if isinstance(fact, Passage):
            yield replace(fact, at=value["content"].at)
    if about is not None:
        yield Edge(ref, Rel.DOCUMENTS, about, value.at)


def _links(decision: Value, known: dict[str, Value]) -> Iterator[Edge | Reject]:
    """`links` from one decision to another: of those that say so, the newer supersedes the older."""
    for link in decision["links"]:
        other, said = known.get(link["id"].text), link["description"].text.casefold()
        if other is None:
            yield Reject(link.at, f"a link to the decision {link['id'].text!r}, which is not here")
        elif other["title"].text and said.startswith(OLDER):
            pair = (_ref(decision, decision["title"].text), _ref(other, other["title"].text))
            newer, older = pair[::-1] if said.startswith("superseded") else pair
            yield Edge(newer, Rel.SUPERSEDES, older, link.at)
