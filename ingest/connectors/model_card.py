"""Hugging Face model cards: a model, what it was made and measured with, and the card as a document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from graph.facts import Edge, Fact, Node, PropValue, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.connector import connector
from ingest.documents import Document, Value, unrendered
from ingest.markdown_document import Page, page_of
from ingest.model_cards import MODEL_CARD
from ingest.properties import Props

HUB_ID = re.compile(r"(?P<organisation>[\w.-]+)/(?P<name>[\w.-]+)\Z")
ORGANISATION = ("organization", "organisation", "developed_by")


@connector(
    title="Hugging Face model card",
    reads=MODEL_CARD,
    nodes={Label.MODEL, Label.DOCUMENT},
    edges={
        Rel.DOCUMENTS,
        Rel.TUNED_FROM,
        Rel.TRAINED_ON,
        Rel.EVALUATED_ON,
        Rel.SUPERSEDES,
        Rel.SUPPLIED_BY,
        Rel.OWNS,
    },
    authority="contract",
)
def model_card(doc: Document) -> Iterator[Fact | Reject]:
    page = page_of(doc)
    name = _name(doc, page)
    if unrendered(name):
        yield Reject(doc.at, "unrendered template: the card's model has no name yet")
        return
    model = _known(name)
    if model.key is None:  # two cards may give one name to two models
        model = replace(model, scope=doc.folder or None)
    yield _model(doc, model)
    yield from page.facts("model card")
    yield Edge(page.ref, Rel.DOCUMENTS, model, doc.at)
    yield from _made_with(doc, model)
    yield from _supplied(doc, model)


def _name(doc: Document, page: Page) -> str:
    """By the model index, else the heading, else the folder."""
    for entry in doc["model-index"]:
        if stated := entry["name"].text:
            return stated
    ranked = sorted(page.sections, key=lambda h: h.level)
    if ranked and ranked[0].text:
        return ranked[0].text
    return doc.folder.rpartition("/")[2] or page.title


def _known(name: str) -> Ref:
    """A model, with its native key where the name is an id of the hub."""
    return Ref(Label.MODEL, name, key=f"hf:{name.lower()}" if HUB_ID.match(name) else None)


def _model(doc: Document, model: Ref) -> Node:
    props = Props(doc)
    props.texts(Prop.TAGS, doc["tags"])
    props.text(Prop.VERSION, doc["version"])
    props.text(Prop.LICENSE, doc["license_name"])  # given where `license` is `other`
    for name, key in ((Prop.LICENSE, "license"), (Prop.LANGUAGE, "language")):
        value = doc.root.get(key)
        props.put(name, ", ".join(value.texts()), value.at)
    for key in ("library_name", "pipeline_tag"):
        props.text(key, doc.root.get(key))
    props.texts("metrics", doc["metrics"])
    return Node(
        model,
        doc.at,
        props.values,
        props.places,
        keys=(model.key,) if model.key else (),
        location=doc.folder,
    )


def _made_with(doc: Document, model: Ref) -> Iterator[Fact]:
    """https://huggingface.co/docs/hub/model-cards#model-card-metadata"""
    props: dict[str, PropValue] = {}
    if how := doc["base_model_relation"].text:
        props["base_model_relation"] = how
    for base in doc["base_model"].one_or_many():
        name, marked, revision = base.text.partition("@")  # an id may name its revision
        if name:
            said = {**props, "revision": revision} if marked else props
            yield Edge(model, Rel.TUNED_FROM, _known(name), base.at, said)
    if newer := doc["new_version"].text:
        yield Edge(_known(newer), Rel.SUPERSEDES, model, doc["new_version"].at)
    for used in doc["datasets"].one_or_many():
        if used.text:
            yield Edge(model, Rel.TRAINED_ON, Ref(Label.DATASET, used.text), used.at)
    for entry in doc["model-index"]:
        for result in entry["results"]:
            dataset = result["dataset"]
            if measured := dataset["type"].text or dataset["name"].text:
                yield Edge(model, Rel.EVALUATED_ON, Ref(Label.DATASET, measured), dataset.at)


def _supplied(doc: Document, model: Ref) -> Iterator[Fact]:
    """The organisation of the model's own id, or the one that the card names: a vendor, unless it is a team."""
    stated: list[tuple[str, Value]] = [
        (value.text, value) for key in ORGANISATION for value in doc.root.get(key).one_or_many()
    ]
    if not stated and (found := HUB_ID.match(model.name)):
        stated = [(found["organisation"], doc.root)]
    for text, value in stated:
        if text:
            team, vendor = Ref(Label.TEAM, text, loose=True), Ref(Label.VENDOR, text)
            yield Edge(model, Rel.SUPPLIED_BY, vendor, value.at, unless=team)
            yield Edge(team, Rel.OWNS, model, value.at, known_only=True)
