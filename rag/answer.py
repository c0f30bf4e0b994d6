"""The chain from a question to its reply: link, read, choose, plan, evidence, words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from threading import Lock
from time import perf_counter

import numpy as np

from graph.history import history
from graph.ledger import Ledger
from graph.ontology import Container, Ontology
from graph.projection import Projection
from graph.store import Store
from graph.vocabulary import Prop
from rag.algebra import Answer, Changes, Documents
from rag.answering import MOST, Answering
from rag.changes import UnknownPast, changes_reply
from rag.choose import Weighed
from rag.derivation import Reachable
from rag.descriptions import Descriptions
from rag.documents import document_reply
from rag.embedding import Embedder
from rag.english import english
from rag.explanation import Considered, Explanation, verdict
from rag.kept_names import keep_names, kept_names
from rag.language import other_language
from rag.names import Named, NameIndex
from rag.normal import normal
from rag.outcome import outcome_of
from rag.passages import Passages
from rag.plan import Known, Plan
from rag.properties import values_of
from rag.reading import Chosen, Decision, Reading, ResultSummary, Several, Tie, Unclear
from rag.reply import Ambiguous, Answered, Choice, EntityOut, NothingFound, NotUnderstood, Reply
from rag.rests import linked
from rag.said import StoredSaid
from rag.several import combined, last_number
from rag.understanding import LONGEST_TEXT, Understanding
from rag.values import kinds_of_graph, values_of_graph
from rag.wording import series

__all__ = ["Assistant", "named_things"]


class Assistant:
    """Questions in plain English over one store; the whole chain."""

    def __init__(
        self,
        store: Store,
        ontology: Ontology,
        *,
        cache: Path | None = None,
        embedder: Embedder | None = None,
        clock: Callable[[], float] = perf_counter,
        now: Callable[[], datetime] | None = None,
        limit: int = MOST,
    ) -> None:
        self.store = store
        self.ontology = ontology
        self.answering = Answering(store, ontology, folder=cache, limit=limit)
        self._passages = Passages(store, embedder, cache)
        self._descriptions = Descriptions(StoredSaid(store, ontology), embedder, cache)
        self._clock = clock
        self._now = now
        self._one_at_a_time = Lock()
        self._understanding: tuple[str, Understanding] | None = None

    def ask(self, text: str) -> Reply:
        """The reply to a question. Raises StoreUnavailable when the store cannot be had."""
        begun = self._clock()
        reply = self._reply(text.encode("utf-8", "replace").decode("utf-8"))  # no lone surrogates
        return replace(reply, elapsed_ms=round((self._clock() - begun) * 1000))

    def explain(self, text: str, pick: int | None = None) -> tuple[Reply, Explanation]:
        """The reply with how it came about; `pick` answers that reading (counted from 1) instead of the best.

        Raises IndexError when there is no such reading, StoreUnavailable when the store cannot be had.
        """
        begun = self._clock()
        said = text.encode("utf-8", "replace").decode("utf-8")
        refused = _unusable(said)
        if refused is not None:
            return refused, Explanation((), ())
        weighed = Weighed()
        found = self._consider(said, weighed)
        called = self.answering.called(found.reachable.projection)
        considered = tuple(
            Considered(
                english(reading.answer, called, self.ontology),
                reading.cost,
                verdict(i, reading, found.decision, weighed),
                weighed.results[i].things if i in weighed.results else None,
                reading.answer,
            )
            for i, reading in enumerate(found.readings)
        )
        if pick is None:
            reply = self._decided(said, found)
        elif 0 < pick <= len(considered):
            reply = self._answer(said, considered[pick - 1].answer, found)
        else:
            raise IndexError(f"there are {len(considered)} readings, counted from 1")
        with self._one_at_a_time:
            links = self._understand(found.reachable.projection).links(said)
        took = round((self._clock() - begun) * 1000)
        left = found.left if isinstance(found.decision, Unclear) else ()
        return replace(reply, elapsed_ms=took), Explanation(links, considered, left)

    def _reply(self, text: str) -> Reply:
        refused = _unusable(text)
        return self._decided(text, self._consider(text)) if refused is None else refused

    def _consider(self, text: str, weighed: Weighed | None = None) -> _Considering:
        """The readings of a text, and which of them is chosen."""
        reachable = self.answering.reachable()
        understanding = self._understand(reachable.projection)
        candidates = _Candidates(self.answering, reachable)
        with self._one_at_a_time:  # the words left over are kept between reading and choice
            readings = understanding.readings(text)
            decision = understanding.decide(readings, candidates.summary, weighed)
            left = understanding.left
        return _Considering(reachable, candidates, readings, decision, left)

    def _decided(self, text: str, found: _Considering) -> Reply:
        match found.decision:
            case Chosen(reading):
                return self._answer(text, reading.answer, found)
            case Several(readings):
                return self._several(text, [r.answer for r in readings], found)
            case Tie(tied):
                return self._ambiguous(text, [r.answer for r in tied], found.reachable)
            case Unclear(words):
                return _not_understood(text, words)

    def _understand(self, projection: Projection) -> Understanding:
        """The words of this version of the graph, made once."""
        kept = self._understanding
        if kept is None or kept[0] != projection.version or not projection.version:
            names = self._names(projection)
            values = values_of_graph(projection.columns, self.ontology)
            made = Understanding(
                self.ontology,
                names,
                values=values,
                kinds=kinds_of_graph(projection, self.ontology),
                now=self._now,
                describes=lambda text, labels, kind: self._descriptions.find(
                    text, labels, projection.version, kind
                ),
            )
            kept = self._understanding = (projection.version, made)
        return kept[1]

    def _names(self, projection: Projection) -> NameIndex:
        """The index of all names, from the file beside the arrays where that is of this version."""
        things = sorted(named_things(projection, self.ontology), key=lambda t: t.urn)
        folder = self.answering.folder
        found = kept_names(folder, projection.version, self.ontology, things)
        if found is None:
            found = NameIndex(self.ontology, things)
            keep_names(folder, projection.version, found)
        return found

    def _answer(self, text: str, answer: Answer, found: _Considering) -> Reply:
        reachable = found.reachable
        if isinstance(answer, Changes):
            return self._changed(text, answer, reachable)
        if isinstance(answer, Documents):
            plan = Plan(self.store, self.ontology, reachable)
            said = english(answer, self.answering.called(reachable.projection), self.ontology)
            reply = document_reply(text, said, answer, plan, self._passages)
            if isinstance(reply, NothingFound) and not (
                answer.cued and (answer.about or answer.kind)
            ):
                return _not_understood(text, found.left)  # no more than a search that found nothing
            return reply
        return self.answering.reply(text, answer, reachable, found.candidates.asked)

    def _several(self, text: str, answers: Sequence[Answer], found: _Considering) -> Reply:
        """Each answer in turn, as one reply."""
        replies: list[Answered | NothingFound] = []
        for answer in answers:
            after = last_number(replies[-1]) if replies else 0
            asked = found.candidates.asked
            replies.append(self.answering.reply(text, answer, found.reachable, asked, after=after))
        return combined(text, replies)

    def _changed(self, text: str, answer: Changes, reachable: Reachable) -> Reply:
        """What the runs have done, from their records."""
        past = history(Ledger(self.store), self.ontology, answer.since, answer.until)
        plan = Plan(self.store, self.ontology, reachable)
        said = english(answer, self.answering.called(reachable.projection), self.ontology)
        made = normal(answer, self.ontology)
        assert isinstance(made, Changes)
        wording = self.answering.wording(plan)
        try:
            return changes_reply(text, said, made, plan, past, wording)
        except UnknownPast:
            told = "What has been removed can be asked for by its class and its properties only."
            return NotUnderstood(text, told, (said,))

    def _ambiguous(self, text: str, tied: Sequence[Answer], reachable: Reachable) -> Ambiguous:
        """The choices, each with the things that make it differ from the others."""
        called = self.answering.called(reachable.projection)
        named = [linked(answer) for answer in tied]
        common = frozenset.intersection(*map(frozenset, named)) if named else frozenset[str]()
        choices: list[Choice] = []
        for answer, urns in zip(tied, named, strict=True):
            own = [u for u in urns if u not in common] or urns
            graph = reachable.projection
            entities = tuple(
                EntityOut(u, graph.label_of(at), graph.names[at], bool(graph.placeholder[at]))
                for u in own
                for at in (graph.place[u],)
            )
            choices.append(Choice(english(answer, called, self.ontology), entities))
        alike = Counter((e.label, e.name) for c in choices for e in c.entities)
        lines = "\n".join(
            f"- {c.reading}{_which(c.entities, self.ontology, alike)}" for c in choices
        )
        return Ambiguous(text, f"This can mean several things:\n\n{lines}", tuple(choices))


def _unusable(text: str) -> NotUnderstood | None:
    """Why a text is no question that can be read at all."""
    if not text.strip():
        return NotUnderstood(text, "No question was asked.", ())
    if len(text) > LONGEST_TEXT:
        start = f"{text[:60].strip()} …"
        return NotUnderstood(
            text, f"The question is too long: more than {LONGEST_TEXT} characters.", (start,)
        )
    return None


def _not_understood(text: str, words: tuple[str, ...]) -> NotUnderstood:
    said = series([f"“{word}”" for word in words]) if words else "the question"
    spoken = other_language(text)
    hint = f" It reads like {spoken}; questions are understood in English only." if spoken else ""
    return NotUnderstood(text, f"Not understood: {said}.{hint}", words)


def _which(
    entities: Sequence[EntityOut], ontology: Ontology, alike: Mapping[tuple[str, str], int]
) -> str:
    """What each choice is about: by URN where another has the same class and name."""
    said = [
        e.urn
        if alike[(e.label, e.name)] > 1
        else f"{e.name}, {ontology.classes[e.label].label if e.label in ontology.classes else e.label}"
        for e in entities
    ]
    return f" ({series(said)})" if said else ""


@dataclass(frozen=True, slots=True)
class _Considering:
    """What was made of a text: its readings over one version of the graph, and the decision."""

    reachable: Reachable
    candidates: _Candidates
    readings: Sequence[Reading]
    decision: Decision
    left: tuple[str, ...]


class _Candidates:
    """Readings tried before one is chosen; what the store said is kept for the one that is."""

    def __init__(self, answering: Answering, reachable: Reachable) -> None:
        self._answering = answering
        self._reachable = reachable
        self.asked = Known()

    def summary(self, answer: Answer) -> ResultSummary:
        if isinstance(answer, Documents | Changes):
            return ResultSummary(repr(answer), empty=False)
        plan = Plan(
            self._answering.store, self._answering.ontology, self._reachable, known=self.asked
        )
        found = outcome_of(normal(answer, self._answering.ontology), plan, misses=False)
        groups = tuple((g.urn, tuple(g.members)) for g in found.groups)
        empty = not found.things
        unstated = empty and bool(self._answering.unstated(answer, self._reachable.projection))
        key = (found.things, found.value, groups)
        return ResultSummary(key, empty, len(found.things), unstated)


def named_things(projection: Projection, ontology: Ontology) -> list[Named]:
    """What everything is called, and what holds the parts."""
    aliases = dict(projection.columns.get(Prop.ALIASES, ()))
    titles = dict(projection.columns.get(Prop.TITLE, ()))
    holders = _holders(projection, ontology)
    placeholder = projection.placeholder
    return [
        Named(
            urn,
            projection.label_of(i),
            projection.names[i],
            str(titles[i]) if i in titles else None,
            tuple(str(a) for a in values_of(aliases.get(i))),
            bool(placeholder[i]),
            holders.get(i),
        )
        for i, urn in enumerate(projection.urns)
    ]


def _holders(projection: Projection, ontology: Ontology) -> dict[int, str]:
    """The container of each part."""
    parts = projection.of_labels(name for name, kind in ontology.classes.items() if kind.part)
    found: dict[int, str] = {}
    for edge in np.flatnonzero(parts[projection.start]).tolist():
        start, end = int(projection.start[edge]), int(projection.end[edge])
        row = ontology.row(
            projection.label_of(start),
            projection.relations[int(projection.relation[edge])],
            projection.label_of(end),
        )
        if row is not None and row.container in (
            Container.WHOLE_AND_PARTS,
            Container.PART_TO_WHOLE,
        ):
            found.setdefault(start, projection.urns[end])
    return found
