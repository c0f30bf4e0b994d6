"""`MLmodel` files: a saved MLflow model, its flavours and its signature."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from graph.facts import Fact, Node, Ref, Reject
from graph.vocabulary import Label
from ingest.connector import connector
from ingest.documents import Document, Value
from ingest.mlflow import of_run, parsed
from ingest.properties import Props
from ingest.sniff import filename


@connector(
    title="MLflow model (MLmodel)",
    reads=filename("MLmodel", syntax="yaml"),
    nodes={Label.MODEL},
    edges=(),
)
def mlflow_model(doc: Document) -> Iterator[Fact | Reject]:
    """https://mlflow.org/docs/latest/ml/model/#mlmodel-file"""
    if not doc.root.is_map or not doc["flavors"].is_map:
        yield Reject(doc.at, "an MLmodel needs flavors: a mapping by name")
        return
    run = doc["run_id"].text
    name = _name(doc)
    model = of_run(run, name) if run else Ref(Label.MODEL, name, scope=doc.folder or None)
    props = Props(doc)
    props.put("flavors", tuple(name for name, _ in doc["flavors"].items()), doc["flavors"].at)
    versions = tuple(_versions(doc["flavors"]))
    props.put("flavor_versions", versions, doc["flavors"].at)
    for side in ("inputs", "outputs"):
        stated = doc["signature"].get(side)
        props.put(f"signature_{side}", _columns(stated), stated.at)
    for key in ("run_id", "artifact_path", "mlflow_version", "model_id", "utc_time_created"):
        props.text(key, doc.root.get(key))
    keys = [key for key in (model.key,) if key]
    if logged := doc["model_id"].text:
        keys.append(f"mlflow-model:{logged}")
    yield Node(model, doc.at, props.values, props.places, keys=tuple(keys), location=doc.folder)


def _name(doc: Document) -> str:
    """The folder that the model was logged to, else the one that it stands in."""
    stated = doc["artifact_path"].text
    if stated and ":" not in stated:
        return stated.rstrip("/").rpartition("/")[2] or stated
    return doc.folder.rpartition("/")[2] or "model"


def _versions(flavors: Value) -> Iterator[str]:
    """`sklearn 1.3.0`: what each flavour was saved with."""
    for _, flavor in flavors.items():
        if flavor.is_map:
            for key, value in flavor.items():
                if key.endswith("_version") and value.is_scalar:
                    yield f"{key.removesuffix('_version')} {value.text}"


def _columns(signature: Value) -> tuple[str, ...]:
    """`name: type` of each column, or `tensor`; the signature is JSON in a text."""
    found: list[str] = []
    listed: Any = parsed(signature)
    if not isinstance(listed, list):
        return ()
    for column in cast("list[Any]", listed):
        if isinstance(column, dict):
            said = cast("dict[str, Any]", column)
            name, kind = said.get("name"), said.get("type")
            words = [word for word in (name, kind) if isinstance(word, str)]
            found.append(": ".join(words))
    return tuple(text for text in found if text)
