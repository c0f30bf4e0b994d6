"""From a reading to its reply: plan, evidence, words; planned again when an edge has gone in between."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

from graph.cache import cache_folder, reach_of
from graph.ontology import Ontology
from graph.projection import LEFT_OUT, Projection
from graph.store import Store
from rag.algebra import Answer, Spread, Value
from rag.derivation import Reachable
from rag.draft import Draft, Draftsman, all_trails, drafted
from rag.english import english
from rag.evidence import Evidence, gather
from rag.normal import normal
from rag.outcome import Outcome, outcome_of
from rag.plan import Known, Plan
from rag.properties import Scalar, values_of
from rag.reply import Answered, NothingFound, Searched
from rag.rests import denied, properties_of, relations_of
from rag.wording import Wording

__all__ = ["Answering"]

MOST = 5000  # things that a reply holds; it says when there are more
ATTEMPTS = 3  # plans made anew when an edge has gone between plan and reply


class Answering:
    """Readings answered over one store, every claim with evidence that was fetched again."""

    def __init__(
        self, store: Store, ontology: Ontology, *, folder: Path | None = None, limit: int = MOST
    ) -> None:
        self.store = store
        self.ontology = ontology
        self.limit = limit
        self.folder = folder if folder is not None else cache_folder(store)
        self._shared: tuple[Projection, Collection[str]] | None = None

    def reachable(self) -> Reachable:
        """The arrays of the graph as it is now."""
        return Reachable(reach_of(self.store, self.ontology, self.folder))

    def reply(
        self,
        question: str,
        answer: Answer,
        reachable: Reachable | None = None,
        asked: Known | None = None,
        *,
        after: int = 0,
    ) -> Answered | NothingFound:
        """The answer to a reading; its cited edges and nodes were there a moment ago.

        Citations are numbered from the one that follows `after`.
        """
        answer = normal(answer, self.ontology)
        reachable = reachable or self.reachable()
        plan, outcome, draft, evidence = self._worked_out(answer, reachable, asked)
        name = _names(reachable.projection, evidence)
        wording = Wording(self.ontology, name, plan.label, _values(plan, outcome, answer))
        searched = self._searched(answer, reachable.projection)
        return Draftsman(
            ontology=self.ontology,
            wording=wording,
            evidence=evidence,
            question=question,
            reading=english(answer, self.called(reachable.projection), self.ontology),
            searched=searched,
            cypher=tuple(plan.runs),
            unstated=self.unstated(answer, reachable.projection),
            baseless=self.baseless(answer, reachable.projection),
            after=after,
        ).reply(answer, outcome, draft)

    def _worked_out(
        self, answer: Answer, reachable: Reachable, asked: Known | None
    ) -> tuple[Plan, Outcome, Draft, Evidence]:
        """Plan and evidence that agree; where an edge goes in between, the plan is made again without it."""
        attempt = 0
        while True:
            attempt += 1
            plan = Plan(self.store, self.ontology, reachable, known=asked if attempt == 1 else None)
            outcome = outcome_of(answer, plan)
            draft = drafted(outcome, self.limit)
            evidence = gather(all_trails(draft), draft.order, plan.fresh)
            if evidence.whole:
                return plan, outcome, draft, evidence
            if attempt == ATTEMPTS:
                sound = _borne(outcome, evidence)
                return plan, sound, drafted(sound, self.limit), evidence
            reachable = reachable.without(evidence.missing_edges, evidence.missing_nodes)

    def called(self, projection: Projection) -> Callable[[str], str]:
        """What a URN is called in a reading: its name, with its class where several things share it."""
        if self._shared is None or self._shared[0] is not projection:
            self._shared = (projection, _shared_names(projection))
        shared = self._shared[1]

        def said(urn: str) -> str:
            at = projection.place.get(urn)
            if at is None:
                return urn.rsplit(":", 1)[-1]
            name = projection.names[at]
            known = self.ontology.classes.get(projection.label_of(at))
            return f"{name} {known.label}" if name.casefold() in shared and known else name

        return said

    def wording(self, plan: Plan) -> Wording:
        """Words for things and links of the graph as it is now."""
        graph = plan.reachable.projection

        def name(urn: str) -> str:
            at = graph.place.get(urn)
            return graph.names[at] if at is not None else urn.rsplit(":", 1)[-1]

        return Wording(self.ontology, name, plan.label, lambda _u, _n: ())

    # ------------------------------------------------------------ what was searched

    def unstated(self, answer: Answer, projection: Projection) -> tuple[str, ...]:
        """What the answer rests on and no source states at all, in words."""
        found: list[str] = []
        for alternatives in relations_of(answer, self.ontology):
            if alternatives and not any(len(projection.edges(r)) for r in alternatives):
                labels = " or ".join(
                    f"“{self.ontology.relations[r].label}”" for r in sorted(alternatives)
                )
                found.append(f"{labels} of anything")
        for name in properties_of(answer):
            if name not in projection.columns and name not in LEFT_OUT:
                found.append(f"a {name.replace('_', ' ')} of anything")
        return tuple(dict.fromkeys(found))

    def baseless(self, answer: Answer, projection: Projection) -> bool:
        """Whether the answer rests on the absence of what no source states of anything: then it says nothing."""
        return any(
            not any(len(projection.edges(relation)) for relation in alternatives)
            for alternatives in denied(answer, self.ontology)
        )

    def _searched(self, answer: Answer, projection: Projection) -> tuple[Searched, ...]:
        relations = sorted({r for a in relations_of(answer, self.ontology) for r in a})
        return tuple(
            Searched(r, projection.stating.get(r, ()))
            for r in relations
            if len(projection.edges(r))
        )


def _shared_names(projection: Projection) -> Collection[str]:
    seen: set[str] = set()
    shared: set[str] = set()
    for name in projection.names:
        key = name.casefold()
        (shared if key in seen else seen).add(key)
    return shared


def _names(projection: Projection, evidence: Evidence) -> Callable[[str], str]:
    def name(urn: str) -> str:
        node = evidence.nodes.get(urn)
        if node is not None and node.name:
            return node.name
        at = projection.place.get(urn)
        return projection.names[at] if at is not None else urn.rsplit(":", 1)[-1]

    return name


def _values(
    plan: Plan, outcome: Outcome, answer: Answer
) -> Callable[[str, str], tuple[Scalar, ...]]:
    asked = answer.property if isinstance(answer, Value | Spread) else None

    def values(urn: str, name: str) -> tuple[Scalar, ...]:
        if name == asked and urn in outcome.values:
            return outcome.values[urn]
        if (urn, name) in plan.filters.read:
            return plan.filters.read[(urn, name)]
        projection = plan.reachable.projection
        at = projection.place.get(urn)
        return () if at is None else values_of(projection.value(at, name))

    return values


def _borne(outcome: Outcome, evidence: Evidence) -> Outcome:
    """What of an outcome the evidence still bears, where the graph does not keep still."""
    from rag.witness import trails

    proofs = {x: p for x, p in outcome.proofs.items() if all(evidence.bears(t) for t in trails(p))}
    things = tuple(
        x
        for x in outcome.things
        if (x in proofs or x not in outcome.proofs) and x in evidence.nodes
    )
    groups = tuple(
        replace(
            g,
            members={
                x: p for x, p in g.members.items() if all(evidence.bears(t) for t in trails(p))
            },
        )
        for g in outcome.groups
        if g.urn in evidence.nodes
    )
    misses = tuple(p for p in outcome.misses if all(evidence.bears(t) for t in trails(p)))
    return replace(outcome, things=things, proofs=proofs, groups=groups, misses=misses)
