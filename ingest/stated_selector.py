"""Conditions that people write down for what a rule is about, as a selector."""

from __future__ import annotations

from graph.facts import PropValue, Selector
from graph.vocabulary import Prop
from ingest.class_words import class_named
from ingest.documents import Value
from ingest.properties import in_catalog_words

__all__ = ["selector_of"]

PROPERTIES = (Prop.SENSITIVITY, Prop.LIFECYCLE, Prop.TIER, Prop.ENVIRONMENT, Prop.TYPE)


def selector_of(entry: Value) -> Selector | str:
    """The conditions as a selector, or what is wrong with them."""
    ontology = entry.document.ontology
    labels: list[str] = []
    names: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    pods: tuple[str, ...] | None = None
    system: str | None = None
    props: dict[str, PropValue] = {}
    for key, value in entry.items():
        match key:
            case "class" | "classes" | "kind":
                for word in value.texts():
                    if (label := class_named(ontology, word)) is None:
                        return f"the ontology has no class {word!r}"
                    labels.append(label)
            case "name" | "names":
                names = value.texts()
            case "tag" | "tags":
                tags = value.texts()
            case "system":
                system = value.text
            case "label" | "labels":
                pairs = (
                    [f"{k}={v.text}" for k, v in value.items()] if value.is_map else value.texts()
                )
                pods = tuple(sorted(pairs))
            case _ if key in PROPERTIES and value.is_scalar:
                props[key] = in_catalog_words(ontology, key, value.text)
            case _:
                return f"{key!r} is no condition of a selector"
    if not (labels or names or tags or props or pods or system):
        return "a selector needs a condition"
    return Selector(tuple(labels), names, tags, props, system, pods=pods)
