"""Search as the interfaces show it: what is called just so first, then what full text finds, wholes before parts."""

from __future__ import annotations

from dataclasses import dataclass

from ui.catalog import Catalog
from ui.naming import candidates, described

__all__ = ["Found", "find"]

WIDER = 5  # parts crowd out wholes in a short list, so more is fetched than shown


@dataclass(frozen=True, slots=True)
class Found:
    """`score` compares within one search; 0 for what full text did not find."""

    urn: str
    label: str
    name: str
    score: float

    def json(self) -> dict[str, object]:
        return {"urn": self.urn, "label": self.label, "name": self.name, "score": self.score}


def find(catalog: Catalog, text: str, *, limit: int) -> list[Found]:
    """At most `limit` things, best first."""
    if not text.strip():
        return []
    projection = catalog.projection()
    classes = catalog.ontology.classes
    scores = {hit.urn: hit.score for hit in catalog.store.search(text, limit=limit * WIDER)}

    def part(urn: str) -> bool:
        label = described(projection, urn)[0]
        return label in classes and classes[label].part

    exact = candidates(projection, text)
    worded = sorted(scores, key=lambda urn: (part(urn), -scores[urn], urn))
    found = [urn for urn in dict.fromkeys([*exact, *worded]) if urn in projection.place]
    return [
        Found(urn, *described(projection, urn), round(scores.get(urn, 0.0), 4))
        for urn in found[:limit]
    ]
