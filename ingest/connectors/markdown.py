"""Markdown documents: decision records, runbooks, policies, guides and READMEs, and what each is about."""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Edge, Fact, Ref, Reject, Selector, Selects
from graph.vocabulary import Label, Rel
from ingest.class_words import thing_named
from ingest.connector import connector
from ingest.decision_links import supersedes
from ingest.document_kind import kind_of
from ingest.documents import Document, Value, unrendered
from ingest.markdown_document import DECISION, Page, page_of
from ingest.model_cards import NO_MODEL_CARD

ANYTHING = (Label.ASSET, Label.ACTOR, Label.POLICY)
ONE_CLASS = {"service": Label.SERVICE, "services": Label.SERVICE}
APPLIES = ("applies_to", "applies-to", "appliesTo")
BOILERPLATE = frozenset(
    {"license", "licence", "changelog", "changes", "code_of_conduct", "notice", "authors"}
    | {"pull_request_template", "issue_template", "third_party_notices"}
)


@connector(
    title="Markdown documents",
    reads=NO_MODEL_CARD,
    nodes={Label.DOCUMENT},
    edges={Rel.DOCUMENTS, Rel.OWNS, Rel.SUPERSEDES},
)
def markdown(doc: Document) -> Iterator[Fact | Reject]:
    name = doc.filename.rpartition(".")[0].lower().replace("-", "_")
    if name in BOILERPLATE or not doc.text.strip():
        return
    page = page_of(doc)
    kind = kind_of(doc, page.title, tuple(h.text for h in page.sections))
    yield from page.facts(kind)
    if kind == DECISION:
        yield from supersedes(page)
    for owner in _stated(doc, "owner", "owners"):
        yield Edge(Ref(Label.TEAM, owner.text, loose=True), Rel.OWNS, page.ref, owner.at)
    about = list(_named(doc))
    for thing, value in about:
        yield Edge(page.ref, Rel.DOCUMENTS, thing, value.at)
    if not about:
        yield from _guesses(page)


def _stated(doc: Document, *keys: str) -> Iterator[Value]:
    """The texts under the front matter's keys."""
    if isinstance(doc.data, dict):
        for key in keys:
            for value in doc.root.get(key).one_or_many():
                if value.text and not unrendered(value.text):
                    yield value


def _named(doc: Document) -> Iterator[tuple[Ref, Value]]:
    """What the front matter says that the document is about."""
    for key, label in ONE_CLASS.items():
        for value in _stated(doc, key):
            if ":" in value.text:
                yield thing_named(doc.ontology, value.text, ANYTHING), value
            else:
                yield Ref(label, value.text), value
    for value in _stated(doc, *APPLIES):
        yield thing_named(doc.ontology, value.text, ANYTHING), value


def _guesses(page: Page) -> Iterator[Fact]:
    """What is known only when all files are read: the folder's catalog entity, and names in the title."""
    at = page.doc.at
    yield Selects(page.ref, Rel.DOCUMENTS, Selector(folder=page.doc.folder), at)
    yield Selects(page.ref, Rel.DOCUMENTS, Selector(mentioned_in=page.title), at)
