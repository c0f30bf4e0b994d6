"""What changed since when: the difference that the runs made, each claim with where it is said, or was."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from graph.history import Change, ChangeKind, History, LinkNote, PropertyNote
from graph.identity import parse_urn
from rag.algebra import Changes, Entity, In, OfClass, Op, SetExpr, Where
from rag.evidence import Evidence, gather
from rag.plan import Plan
from rag.reply import Absent, Answered, Citation, Claim, EntityOut, NothingFound
from rag.typing import below, label_in_urn
from rag.witness import Trail
from rag.wording import Wording, marks

__all__ = ["UnknownPast", "changes_reply"]

MOST_NOTES = 5  # notes of one thing that a claim tells; it says how many more there are
LISTED = 5000
NUMBERED = 25  # claims that the text of an answer tells


class UnknownPast(Exception):
    """What has been removed can be told apart by its class and properties only."""


@dataclass(frozen=True, slots=True)
class _Told:
    change: Change
    text: str
    trails: tuple[Trail, ...]


def changes_reply(
    question: str, reading: str, answer: Changes, plan: Plan, history: History, wording: Wording
) -> Answered | NothingFound:
    """Things of the set that were added, changed or removed, with a claim for each. Raises UnknownPast."""
    return _Report(question, reading, answer, plan, history, wording).reply()


@dataclass
class _Report:
    question: str
    reading: str
    answer: Changes
    plan: Plan
    history: History
    wording: Wording
    _numbers: dict[tuple[Trail, str], Citation] = field(
        default_factory=dict[tuple[Trail, str], Citation]
    )

    def reply(self) -> Answered | NothingFound:
        if not self.history.runs:
            return self._nothing("No run of an ingestion is on record for that time.")
        changes = self._wanted()
        told = [self._told(change) for change in changes[:LISTED]]
        present = [t.change.urn for t in told if t.change.kind is not ChangeKind.REMOVED]
        evidence = gather([x for t in told for x in t.trails], present, self.plan.fresh)
        found = [(t, claim) for t in told if (claim := self._claim(t, evidence)) is not None]
        if not found and self.answer.form == "list":
            return self._nothing(f"Nothing: {self._runs()}.")
        entities = tuple(self._entity(t.change, evidence) for t, _ in found)
        claims = tuple(claim for _, claim in found)
        total = len(changes)
        value = {"count": total, "exists": bool(total), "list": None}[self.answer.form]
        return Answered(
            question=self.question,
            reading=self.reading,
            answer=self._text(entities, claims, total),
            entities=entities,
            claims=claims,
            value=value,
            complete=total == len(entities),
            total=total,
            stale=evidence.stale(),
            cypher=tuple(self.plan.runs),
        )

    def _nothing(self, text: str) -> NothingFound:
        return NothingFound(self.question, self.reading, text, cypher=tuple(self.plan.runs))

    # ------------------------------------------------------------ which

    def _wanted(self) -> list[Change]:
        kinds = {ChangeKind(self.answer.kind)} if self.answer.kind else set(ChangeKind)
        changes = [c for c in self.history.changes.values() if c.kind in kinds]
        gone = [c for c in changes if c.kind is ChangeKind.REMOVED]
        here = {c.urn: c for c in changes if c.kind is not ChangeKind.REMOVED}
        kept = self._members(here)
        found = [here[urn] for urn in kept]
        found += [c for c in gone if self._was_in(self.answer.of, c)]
        return sorted(found, key=lambda c: (list(ChangeKind).index(c.kind), self._name(c), c.urn))

    def _members(self, urns: Collection[str]) -> list[str]:
        """Those that are in the set now; a set of no named class leaves parts out."""
        known = [u for u in sorted(urns) if u in self.plan.reachable.projection.place]
        return [u for u in self.plan.things(self.answer.of, known) if u in urns] if known else []

    def _was_in(self, of: SetExpr, change: Change) -> bool:
        """Whether a thing that is gone was in the set, as far as its class and properties tell."""
        ontology = self.plan.ontology
        match of:
            case Entity(urns):
                return change.urn in urns
            case OfClass(labels):
                label = label_in_urn(ontology)(change.urn)
                return label in below(labels, ontology)
            case In(parts):
                return all(self._was_in(part, change) for part in parts)
            case Where(inner, name, op, value) if op in (Op.EQ, Op.NE):
                same = str(change.was.get(name)) == str(value)
                return self._was_in(inner, change) and same is (op is Op.EQ)
            case _:
                if self.answer.kind == ChangeKind.REMOVED:
                    raise UnknownPast
                return False

    # ------------------------------------------------------------ what is said

    def _told(self, change: Change) -> _Told:
        when = f"in the run of {change.time}"
        name = self._name(change)
        match change.kind:
            case ChangeKind.ADDED:
                return _Told(change, f"{name} was added {when}", (Trail((change.urn,)),))
            case ChangeKind.REMOVED:
                return _Told(change, f"{name} was removed {when}", ())
            case ChangeKind.CHANGED:
                said = list(self._notes(change))
                text = "; ".join(words for words, _ in said[:MOST_NOTES])
                more = len(said) - MOST_NOTES
                text += f"; and {more} more" if more > 0 else ""
                trails = tuple(trail for _, trail in said[:MOST_NOTES])
                return _Told(change, f"{name} changed {when}: {text}", trails)

    def _notes(self, change: Change) -> Iterator[tuple[str, Trail]]:
        urn, here = change.urn, (change.urn,)
        for note in change.notes:
            match note:
                case PropertyNote(name, old, new):
                    was = f", not {_short(old)} any more" if old else ""
                    if new:
                        yield f"its {_plain(name)} is {_short(new)}{was}", Trail(here, stated=name)
                    else:
                        yield (
                            f"its {_plain(name)} is not stated any more (it was {_short(old)})",
                            Trail(here, absent=Absent(property=name)),
                        )
                case LinkNote(relation, forward, other, gone):
                    start, end = (urn, other) if forward else (other, urn)
                    edge = self.wording.edge(start, relation, end)
                    if gone:
                        absent = Absent(relation=relation, forward=forward, target=other)
                        there = other in self.plan.reachable.projection.place
                        lacking = absent if there else Absent(relation=relation, forward=forward)
                        yield f"no longer: {edge}", Trail(here, absent=lacking)
                    else:
                        yield f"new: {edge}", Trail((urn, other), (relation,), (forward,))

    def _claim(self, told: _Told, evidence: Evidence) -> Claim | None:
        """The claim with what is there to cite; None for what has gone since."""
        change = told.change
        if change.kind is ChangeKind.REMOVED:
            places = change.was.get("sources") or ()
            at = Trail((change.urn,))
            citation = self._numbers.setdefault(
                (at, "gone"),
                Citation(len(self._numbers) + 1, (change.urn,), (), (), (tuple(map(str, places)),)),
            )
            return Claim(told.text, (citation,))
        if change.urn not in evidence.nodes:
            return None
        borne = [trail for trail in told.trails if evidence.bears(trail)]
        return Claim(
            told.text, tuple(self._cite(t, evidence) for t in borne or [Trail((change.urn,))])
        )

    def _cite(self, trail: Trail, evidence: Evidence) -> Citation:
        key = (trail, "")
        if key not in self._numbers:
            self._numbers[key] = evidence.citation(len(self._numbers) + 1, trail)
        return self._numbers[key]

    def _entity(self, change: Change, evidence: Evidence) -> EntityOut:
        node = evidence.nodes.get(change.urn)
        label = label_in_urn(self.plan.ontology)(change.urn) or ""
        return EntityOut(change.urn, label, self._name(change), bool(node and node.placeholder))

    def _name(self, change: Change) -> str:
        if change.kind is ChangeKind.REMOVED:
            urn = parse_urn(change.urn)
            return str(change.was.get("name") or (urn.name if urn else change.urn))
        return self.wording.name(change.urn)

    def _text(self, entities: Sequence[EntityOut], claims: Sequence[Claim], total: int) -> str:
        lines = [f"- {c.text} {marks(c.citations)}" for c in claims[:NUMBERED]]
        if len(claims) > NUMBERED:
            lines.append(f"- and {len(claims) - NUMBERED} more")
        cut = (
            f"Cut: the first {len(entities)} of {total} are given.\n\n"
            if total > len(entities)
            else ""
        )
        match self.answer.form:
            case "exists":
                lead = "Yes" if total else f"No: {self._runs()}"
            case "count":
                lead = str(total)
            case "list":
                lead = self.wording.counted(total, entities)
        return "\n\n".join(filter(None, (f"{lead}.", cut.strip(), "\n".join(lines))))

    def _runs(self) -> str:
        runs = self.history.runs
        if len(runs) == 1:
            return f"the run of {runs[0]} did no such change"
        return f"the {len(runs)} runs from {runs[0]} to {runs[-1]} did no such change in all"


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 80 else flat[:77] + "…"
