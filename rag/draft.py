"""From an outcome and its evidence to a reply: claims with citations, the rules of "nothing there"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from graph.ontology import Ontology
from rag.algebra import (
    Answer,
    Average,
    Count,
    Exists,
    Grouped,
    PathOf,
    Share,
    Spread,
    Subset,
    Value,
)
from rag.evidence import Evidence
from rag.outcome import Outcome
from rag.reply import (
    Answered,
    Citation,
    Claim,
    CypherRun,
    EntityOut,
    GroupRow,
    Heading,
    NothingFound,
    Searched,
    ValueOut,
)
from rag.witness import Trail, trails
from rag.wording import Wording, shown

__all__ = ["Draft", "Draftsman", "all_trails", "drafted"]


@dataclass(frozen=True, slots=True)
class Draft:
    """The trails of everything that a reply will say, worked out once."""

    things: Mapping[str, tuple[Trail, ...]]
    groups: Mapping[tuple[str, str], tuple[Trail, ...]]
    misses: tuple[tuple[Trail, ...], ...]
    order: tuple[str, ...]
    total: int

    @property
    def complete(self) -> bool:
        return self.total == len(self.order)


def drafted(outcome: Outcome, limit: int) -> Draft:
    """The trails of the first `limit` things (groups whole)."""
    order = outcome.things[:limit]
    kept = set(order)
    groups = [group for group in outcome.groups if group.urn in kept]
    return Draft(
        {x: trails(outcome.proofs[x]) for x in order if x in outcome.proofs},
        {(g.urn, x): trails(proof) for g in groups for x, proof in g.members.items()},
        tuple(trails(proof) for proof in outcome.misses),
        order,
        len(outcome.things),
    )


def all_trails(draft: Draft) -> tuple[Trail, ...]:
    found = [t for ts in draft.things.values() for t in ts]
    found += [t for ts in draft.groups.values() for t in ts]
    found += [t for ts in draft.misses for t in ts]
    return tuple(dict.fromkeys(found))


@dataclass
class Draftsman:
    """Writes one reply."""

    ontology: Ontology
    wording: Wording
    evidence: Evidence
    question: str
    reading: str
    searched: tuple[Searched, ...]
    cypher: tuple[CypherRun, ...]
    unstated: tuple[str, ...]  # what the reading rests on and no source states at all, in words
    baseless: bool = False  # the reading rests on the absence of what no source states
    after: int = 0  # the number of the last citation before this reply
    _numbers: dict[Trail, Citation] = field(default_factory=dict[Trail, Citation])

    def reply(self, answer: Answer, outcome: Outcome, draft: Draft) -> Answered | NothingFound:
        empty = not outcome.things
        if self.baseless or (empty and self.unstated):
            return self._nothing(draft, f"The catalog has no data of that kind: {self._unsaid()}.")
        if isinstance(answer, Exists | Subset) or (isinstance(answer, PathOf) and answer.boolean):
            return self._yes_no(answer, outcome, draft)
        if isinstance(answer, Count):
            return self._count(outcome, draft, answer)
        if isinstance(answer, Share) and outcome.value is not None:
            claims = self._claims(answer, draft)
            entities = self._entities(draft.order)
            text = self.wording.share(outcome.value, outcome.out_of, entities, claims, draft.total)
            return self._answered(text, entities, tuple(claims.values()), outcome.value, draft)
        if empty:
            return self._nothing(draft, "Nothing found.")
        if isinstance(answer, Grouped):
            return self._rows(outcome, draft)
        if isinstance(answer, Spread):
            return self._spread(answer, outcome, draft)
        if isinstance(answer, PathOf):
            return self._path(answer, outcome, draft)
        claims = self._claims(answer, draft)
        entities = self._entities(draft.order)
        if isinstance(answer, Value):
            text = self.wording.values(list(claims.values()))
        elif isinstance(answer, Average):
            text = self.wording.listing(entities, claims, draft.total, outcome.numbers)
            text = f"{outcome.value} on average, over {text}"
        else:
            text = self.wording.listing(entities, claims, draft.total, outcome.numbers)
        return self._answered(text, entities, tuple(claims.values()), outcome.value, draft)

    # ------------------------------------------------------------ kinds of answer

    def _yes_no(self, answer: Answer, outcome: Outcome, draft: Draft) -> Answered:
        value = bool(outcome.value)
        if isinstance(answer, PathOf) and value:
            return self._path(answer, outcome, draft)
        claims = [*self._claims(answer, draft).values(), *self._missing(draft)]
        text = self.wording.yes_no(value, claims)
        if not value and not claims:
            text = f"No. {self._looked()}".strip()
        return self._answered(text, self._entities(draft.order), tuple(claims), value, draft)

    def _count(self, outcome: Outcome, draft: Draft, answer: Answer) -> Answered:
        claims = self._claims(answer, draft)
        missing = self._missing(draft)
        entities = self._entities(draft.order)
        text = self.wording.number(outcome.value, entities, claims, draft.total)
        if not entities:
            text = "\n\n".join(
                filter(None, (f"None. {self._looked()}".strip(), self.wording.details(missing)))
            )
        return self._answered(text, entities, (*claims.values(), *missing), outcome.value, draft)

    def _path(self, answer: PathOf, outcome: Outcome, draft: Draft) -> Answered:
        (found,) = draft.things.values()
        claim = Claim(self.wording.claim(answer, found), self._cite(found))
        text = self.wording.path(answer, claim, len(found[0].relations))
        return self._answered(text, self._entities(outcome.things), (claim,), outcome.value, draft)

    def _rows(self, outcome: Outcome, draft: Draft) -> Answered:
        rows: list[GroupRow] = []
        claims: list[Claim] = []
        lines: list[str] = []
        for group in outcome.groups:
            if group.urn not in draft.order:
                continue
            members = self._entities(tuple(group.members))
            (head,) = self._entities((group.urn,))
            value = len(members) if outcome.value is not None else None
            rows.append(GroupRow(head, members, value))
            cited: dict[str, Claim] = {}
            for x in group.members:
                found = draft.groups[(group.urn, x)]
                cited[x] = Claim(self.wording.claim(None, found), self._cite(found))
            claims.extend(cited.values())
            names = self.wording.names(members, cited, len(members)) if members else "none"
            lines.append(
                f"- {shown(head)}: {names}"
                if value is None
                else f"- {shown(head)}: {value} ({names})"
            )
        claims.extend(self._missing(draft))
        heads = [r.group for r in rows if isinstance(r.group, EntityOut)]
        text = f"{self.wording.counted(draft.total, heads)}:\n\n" + "\n".join(lines)
        value = tuple(len(r.entities) for r in rows) if outcome.value is not None else None
        return self._answered(text, tuple(heads), tuple(claims), value, draft, tuple(rows))

    def _spread(self, answer: Spread, outcome: Outcome, draft: Draft) -> Answered:
        """Things under what they have in common, and how many say nothing of it."""
        claims = self._claims(answer, draft)
        rows: list[GroupRow] = []
        lines: list[str] = []
        for value, urns in outcome.parts:
            members = self._entities([u for u in urns if u in claims])
            head = Heading(value, answer.property)
            rows.append(GroupRow(head, members, len(urns) if answer.count else None))
            names = self.wording.names(members, claims, len(members))
            said = value
            if answer.property is None:
                said = self.wording.counted(len(urns), members).split(" ", 1)[1]
            lines.append(
                f"- {said}: {len(urns)} ({names})" if answer.count else f"- {said}: {names}"
            )
        lacking = outcome.out_of - len(outcome.things)
        if lacking:
            lines.append(f"- not stated: {lacking}")
        entities = self._entities(draft.order)
        text = f"{self.wording.counted(draft.total, entities)}:\n\n" + "\n".join(lines)
        every = (*claims.values(), *self._missing(draft))
        return self._answered(text, entities, every, outcome.value, draft, tuple(rows))

    def _nothing(self, draft: Draft, lead: str) -> NothingFound:
        claims = self._missing(draft)
        looked = self._looked() if not self.unstated else ""
        details = self.wording.details(claims)
        return NothingFound(
            question=self.question,
            reading=self.reading,
            answer="\n\n".join(filter(None, (f"{lead} {looked}".strip(), details))),
            claims=tuple(claims),
            searched=self.searched,
            stale=self.evidence.stale(),
            cypher=self.cypher,
        )

    # ------------------------------------------------------------ pieces

    def _answered(
        self,
        text: str,
        entities: tuple[EntityOut, ...],
        claims: tuple[Claim, ...],
        value: ValueOut,
        draft: Draft,
        rows: tuple[GroupRow, ...] = (),
    ) -> Answered:
        if not draft.complete:
            text = f"{text}\n\nCut: the first {len(draft.order)} of {draft.total} are given."
        elif self.unstated:
            text = f"{text}\n\nNote: {self._unsaid()}."
        stale = self.evidence.stale()
        if stale:
            text = f"{text}\n\nPartly from files that could not be read lately: {', '.join(stale)}."
        return Answered(
            question=self.question,
            reading=self.reading,
            answer=text,
            entities=entities,
            claims=claims,
            value=value,
            rows=rows,
            complete=draft.complete,
            total=draft.total,
            searched=self.searched,
            stale=stale,
            cypher=self.cypher,
        )

    def _claims(self, answer: Answer, draft: Draft) -> dict[str, Claim]:
        return {
            x: Claim(self.wording.claim(answer, found), self._cite(found))
            for x, found in draft.things.items()
        }

    def _missing(self, draft: Draft) -> list[Claim]:
        return [
            Claim(self.wording.claim(None, _telling(found)), self._cite(found))
            for found in draft.misses
        ]

    def _cite(self, found: Sequence[Trail]) -> tuple[Citation, ...]:
        for trail in found:
            if trail not in self._numbers:
                self._numbers[trail] = self.evidence.citation(
                    self.after + len(self._numbers) + 1, trail
                )
        return tuple(self._numbers[trail] for trail in found)

    def _entities(self, urns: Sequence[str]) -> tuple[EntityOut, ...]:
        return tuple(
            EntityOut(
                urn,
                self.wording.label(urn),
                self.wording.name(urn),
                urn in self.evidence.nodes and self.evidence.nodes[urn].placeholder,
            )
            for urn in urns
        )

    def _unsaid(self) -> str:
        return f"no source states {' or '.join(self.unstated)}"

    def _looked(self) -> str:
        """Where was looked, in words."""
        relations = [self.ontology.relations[s.relation].label for s in self.searched]
        if not relations:
            return ""
        sources = sorted({source for s in self.searched for source in s.sources})
        kinds = ", ".join(f"“{r}”" for r in relations[:4]) + (
            " and more" if len(relations) > 4 else ""
        )
        where = (
            f" in {', '.join(sources[:4])}" + (" and more" if len(sources) > 4 else "")
            if sources
            else ""
        )
        return f"Looked for {kinds}{where}."


def _telling(found: Sequence[Trail]) -> Sequence[Trail]:
    """Of a lack, what is missing: not that the thing is declared."""
    return [t for t in found if not t.bare] or found
