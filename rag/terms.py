"""What the ontology calls relations, properties and classes, as canonical English says them."""

from __future__ import annotations

from graph.ontology import Ontology
from rag.algebra import (
    But,
    Chain,
    Depth,
    EitherOf,
    Hop,
    Mutual,
    Named,
    OfParts,
    Onto,
    RelExpr,
    Then,
)
from rag.say import Verb, fewest, plural, verb_of

__all__ = ["Terms", "number_asked"]

_ROOT = "thing"


def number_asked(least: int, most: int | None) -> str:
    """How many of something there should be, as a question."""
    if most == 0:
        return "are there no"
    if most == least:
        return f"are there exactly {least}"
    return f"are there at least {least}" if most is None else f"are there at most {most}"


class Terms:
    """The words of one ontology."""

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology

    def verb(self, relation: RelExpr) -> tuple[Verb, str]:
        """The verb and the adverb of depth before it."""
        match relation:
            case Hop(name, forward):
                return verb_of(name, False, forward, self.ontology), ""
            case Named(name, forward, depth):
                return verb_of(name, True, forward, self.ontology), self.adverb(name, depth)
            case Chain(Hop(name, forward)):
                return verb_of(name, False, forward, self.ontology), "transitively "
            case Onto(inner) | Then(inner) | But(inner) | OfParts(inner) | Mutual(inner):
                return self.verb(inner)
            case EitherOf(parts):
                return self.verb(parts[0])

    def adverb(self, name: str, depth: Depth | None) -> str:
        if depth is Depth.DELEGATED:
            return "indirectly "
        if depth is Depth.ANY and self.ontology.derived[name].depth != "any":
            return "transitively "
        return "directly " if depth is Depth.ONE else ""

    def noun(self, property_: str) -> str:
        known = self.ontology.properties.get(property_)
        if known is None or not known.nouns:
            return property_.replace("_", " ")
        own = property_.replace("_", " ")
        return own if own in known.nouns else min(known.nouns, key=lambda n: (len(n), n))

    def labels(self, labels: frozenset[str], *, one: bool = False) -> str:
        said: list[str] = []
        for label in fewest(labels, self.ontology):
            known = self.ontology.classes[label]
            singular = known.label or label
            said.append(
                singular if one else (known.plurals[0] if known.plurals else plural(singular))
            )
        return " or ".join(said)

    def plain(self) -> str:
        roots = [c for c in self.ontology.classes.values() if not c.ancestors]
        return plural(roots[0].label or _ROOT) if roots else plural(_ROOT)
