"""What a reply says, in words: first the answer, then what proves it, with [n] marks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from graph.ontology import Ontology, Severity
from rag.algebra import Image, Listing, Named, PathOf
from rag.derivation import EdgeKey
from rag.properties import Scalar
from rag.reply import Absent, Citation, Claim, EntityOut, ValueOut
from rag.say import plural, third_person, verb_of
from rag.witness import Trail

__all__ = ["Wording", "marks", "series", "shown"]

MANY = 6  # citations and clauses of one claim that are spelled out
INLINE = 12  # names in the first sentence, and claims after it


def marks(citations: Sequence[Citation]) -> str:
    """`[1][2]`; of many the first ones and the last."""
    numbers = [f"[{c.n}]" for c in citations]
    return "".join(numbers if len(numbers) <= MANY else [*numbers[: MANY - 2], "…", numbers[-1]])


def series(items: Sequence[str], more: int = 0) -> str:
    """`a, b and c`."""
    said = [*items, f"{more} more"] if more else list(items)
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}" if said else ""


def shown(entity: EntityOut) -> str:
    return f"{entity.name} (placeholder)" if entity.placeholder else entity.name


def said_value(value: ValueOut | Scalar) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return series([str(v) for v in value]) if isinstance(value, tuple) else str(value)


class Wording:
    """Sentences about things and trails; `name` and `label` say what a URN is called and what it is."""

    def __init__(
        self,
        ontology: Ontology,
        name: Callable[[str], str],
        label: Callable[[str], str],
        value: Callable[[str, str], tuple[Scalar, ...]],
    ) -> None:
        self.ontology = ontology
        self.name = name
        self.label = label
        self.value = value
        self._said: dict[EdgeKey, str] = {}  # paths of one closure share most of their edges
        self._severities: dict[EdgeKey, Severity | None] = {}

    # ------------------------------------------------------------ claims

    def trail(self, trail: Trail) -> str:
        """What a trail says."""
        first = trail.nodes[0]
        if trail.absent is not None:
            return self.absence(first, trail.absent)
        if trail.stated is not None:
            return self.stated(first, trail.stated)
        if not trail.relations:
            return f"{self.name(first)} is {_article(self.noun(first))}"
        for edge in trail.edges:
            if edge not in self._said:
                self._said[edge] = self.edge(*edge)
        return ", ".join(self._said[edge] for edge in trail.edges)

    def edge(self, start: str, relation: str, end: str) -> str:
        return f"{self.name(start)} {self.ontology.relations[relation].label} {self.name(end)}"

    def stated(self, urn: str, name: str) -> str:
        known = self.ontology.properties.get(name)
        noun = known.nouns[0] if known and known.nouns and name not in known.nouns else name
        values = self.value(urn, name)
        if not values:
            return f"no source states the {noun} of {self.name(urn)}"
        return f"the {noun} of {self.name(urn)} is {series([said_value(v) for v in values])}"

    def absence(self, urn: str, absent: Absent) -> str:
        here = self.name(urn)
        there = self.name(absent.target) if absent.target else "anything"
        if absent.property is not None:
            known = self.ontology.properties.get(absent.property)
            noun = (
                known.nouns[0]
                if known and known.nouns and absent.property not in known.nouns
                else absent.property
            )
            return f"no source states the {noun} of {here}"
        if absent.relation is not None:
            label = self.ontology.relations[absent.relation].label
            return (
                f"no source says that {here} {label} {there}"
                if absent.forward
                else f"no source says that {there} {label} {here}"
            )
        derived = self.ontology.derived.get(absent.derived or "")
        if derived is None:
            return f"no path leads from {here} to {there}"
        verb = verb_of(derived.name, True, absent.forward is not False, self.ontology)
        first, second = (here, there) if verb.active else (there, here)
        return f"nothing in the catalog says that {first} {third_person(verb.text)} {second}"

    def claim(self, answer: object, trails: Sequence[Trail]) -> str:
        said = list(dict.fromkeys(self.trail(t) for t in trails))
        if len(said) > MANY:
            said = [*said[: MANY - 1], f"and {len(said) - MANY + 1} more"]
        return "; ".join(said) + self._note(answer, trails)

    def _note(self, answer: object, trails: Sequence[Trail]) -> str:
        """How hard an impact is and how far, and that an owner is inherited."""
        of = answer.of if isinstance(answer, Listing) else None
        if not isinstance(of, Image) or not isinstance(of.relation, Named) or not trails:
            return ""
        derived, steps = self.ontology.derived[of.relation.name], trails[0].own
        if derived.function == "owner" and steps > 1:
            return " (inherited)"
        if derived.function == "impact" and (severity := self._severity(trails[0])) is not None:
            return f" ({severity.value}, {steps} {'step' if steps == 1 else 'steps'})"
        return ""

    def _severity(self, trail: Trail) -> Severity | None:
        """As severe as the weakest step."""
        own = trail.edges[: trail.own]
        for start, relation, end in own:
            if (start, relation, end) not in self._severities:
                row = self.ontology.row(self.label(start), relation, self.label(end))
                self._severities[start, relation, end] = None if row is None else row.severity
        found = [severity for e in own if (severity := self._severities[e]) is not None]
        return min(found, key=lambda s: s.rank, default=None)

    # ------------------------------------------------------------ nouns

    def noun(self, urn: str) -> str:
        known = self.ontology.classes.get(self.label(urn))
        return known.label if known is not None else "thing"

    def counted(self, number: int, entities: Sequence[EntityOut]) -> str:
        """`3 services`."""
        labels = {e.label for e in entities}
        known = self.ontology.classes.get(next(iter(labels))) if len(labels) == 1 else None
        if known is None:
            return f"{number} {'thing' if number == 1 else 'things'}"
        many = known.plurals[0] if known.plurals else plural(known.label)
        return f"{number} {known.label if number == 1 else many}"

    # ------------------------------------------------------------ answers

    def names(
        self,
        entities: Sequence[EntityOut],
        cited: Mapping[str, Claim],
        total: int,
        numbers: Mapping[str, int] | None = None,
    ) -> str:
        said: list[str] = []
        for entity in entities[:INLINE]:
            name = shown(entity)
            if numbers and entity.urn in numbers:
                name = f"{name} with {numbers[entity.urn]}"
            claim = cited.get(entity.urn)
            said.append(f"{name} {marks(claim.citations)}" if claim else name)
        return series(said, total - len(said))

    def details(self, claims: Sequence[Claim]) -> str:
        lines = [f"- {_sentence(c.text)} {marks(c.citations)}" for c in claims[:INLINE]]
        return "\n".join(lines)

    def listing(
        self,
        entities: Sequence[EntityOut],
        claims: Mapping[str, Claim],
        total: int,
        numbers: Mapping[str, int] | None = None,
    ) -> str:
        first = self.names(entities, claims, total, numbers)
        lead = f"{self.counted(total, entities)}: " if total > 1 else ""
        return _paragraphs(f"{lead}{first}.", self.details(list(claims.values())))

    def number(
        self,
        value: ValueOut,
        entities: Sequence[EntityOut],
        claims: Mapping[str, Claim],
        total: int,
    ) -> str:
        if not entities:
            return f"{value}."
        return f"{self.counted(total, entities)}: {self.names(entities, claims, total)}."

    def share(
        self,
        value: ValueOut,
        out_of: int,
        entities: Sequence[EntityOut],
        claims: Mapping[str, Claim],
        total: int,
    ) -> str:
        names = f": {self.names(entities, claims, total)}" if entities else ""
        return f"{value} %, {total} of {out_of}{names}."

    def yes_no(self, value: bool, claims: Sequence[Claim]) -> str:
        said = "Yes" if value else "No"
        if not claims:
            return f"{said}."
        if len(claims) == 1:
            return f"{said}: {claims[0].text} {marks(claims[0].citations)}."
        return _paragraphs(f"{said}.", self.details(claims))

    def values(self, claims: Sequence[Claim]) -> str:
        if len(claims) == 1:
            return f"{_sentence(claims[0].text)} {marks(claims[0].citations)}."
        return self.details(claims)

    def path(self, answer: PathOf, claim: Claim, steps: int) -> str:
        lead = "Yes" if answer.boolean else f"In {steps} {'step' if steps == 1 else 'steps'}"
        return f"{lead}: {claim.text} {marks(claim.citations)}."


def _article(noun: str) -> str:
    return f"an {noun}" if noun[:1].lower() in "aeiou" else f"a {noun}"


def _sentence(text: str) -> str:
    """A claim begins as its subject does: names keep their case."""
    return text if not text.startswith(("no ", "the ", "nothing ")) else text[0].upper() + text[1:]


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)
