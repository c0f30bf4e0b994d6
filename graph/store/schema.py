"""What a store is prepared for: labels with their ancestors, relations, Cartulary's own records, full-text indexes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from graph.vocabulary import Label

ROOT: Final = str(Label.THING)
"""The label of every catalogued node; it carries the uniqueness of `urn` and the full-text index."""

OWN: Final = "CartularyStore"
"""The private label of what the store notes about itself: its schema, its identity and the version of its graph."""

TEXT_INDEX: Final = "cartulary_things"
PASSAGE_INDEX: Final = "cartulary_passages"


@dataclass(frozen=True, slots=True)
class Schema:
    """What there is to store.

    `labels` gives for every label its ancestors, nearest first and the root last (the root has none);
    `private` gives Cartulary's own labels with the property that is their unique key;
    `fulltext` names the properties of the root that are searched, `lists` those of them that hold lists of strings;
    `passage` is the private label and property that have a full-text index of their own.
    """

    labels: Mapping[str, tuple[str, ...]]
    relations: tuple[str, ...]
    private: Mapping[str, str]
    fulltext: tuple[str, ...]
    passage: tuple[str, str] | None = None
    lists: tuple[str, ...] = ("aliases",)

    def __post_init__(self) -> None:
        for label, ancestors in self.labels.items():
            expected = () if label == ROOT else ROOT
            if (ancestors[-1] if ancestors else ()) != expected:
                raise ValueError(f"the ancestors of {label} must end in {ROOT}: {ancestors}")
        if self.passage and self.passage[0] not in self.private:
            raise ValueError(f"{self.passage[0]} has a full-text index but no key")

    def parents_first(self) -> list[str]:
        """Every label after all of its ancestors."""
        return sorted(self.labels, key=lambda label: (len(self.labels[label]), label))

    def own_label(self, labels: frozenset[str]) -> str:
        """The label of which the others are ancestors."""
        return max(labels, key=lambda label: (len(self.labels.get(label, ())), label))

    def as_json(self) -> str:
        return json.dumps(
            {
                "labels": {label: list(self.labels[label]) for label in sorted(self.labels)},
                "relations": sorted(self.relations),
                "private": dict(sorted(self.private.items())),
                "fulltext": list(self.fulltext),
                "passage": list(self.passage) if self.passage else None,
                "lists": sorted(self.lists),
            },
            sort_keys=True,
        )

    @staticmethod
    def from_json(text: str) -> Schema:
        data: dict[str, Any] = json.loads(text)
        passage = data["passage"]
        return Schema(
            labels={label: tuple(ancestors) for label, ancestors in data["labels"].items()},
            relations=tuple(data["relations"]),
            private=data["private"],
            fulltext=tuple(data["fulltext"]),
            passage=(passage[0], passage[1]) if passage else None,
            lists=tuple(data["lists"]),
        )

    def fingerprint(self) -> str:
        return hashlib.sha256(self.as_json().encode()).hexdigest()[:32]


def quoted(name: str) -> str:
    """A label, relation or property name as Cypher takes it, whatever is in it."""
    return "`" + name.replace("`", "``") + "`"
