"""From the text of a question to its readings: sentences, links, chart, choice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from graph.ontology import Ontology
from rag.algebra import (
    Answer,
    Count,
    Exists,
    Grouped,
    Listing,
    PathOf,
)
from rag.anaphora import Anaphora
from rag.choose import Weighed, decide
from rag.class_words import ClassWords
from rag.continued import (
    ENDS,
    QUESTION,
    WHAT_EXACTLY,
    back_in_one,
    continued,
    if_so,
    is_fragment,
    of_any_kind,
    of_those,
    those_in_one,
)
from rag.describing import Describing
from rag.descriptions import Described
from rag.document_question import asks_for_reasons, documents
from rag.each import Each
from rag.explanation import Link, links_in
from rag.frames import framed
from rag.grammar import Ground
from rag.halves import the_role
from rag.history import History
from rag.holes import left_out
from rag.lattice import Lattice
from rag.left_aside import left_aside
from rag.lexicon import Costs, Lexicon, load_costs
from rag.link import link
from rag.lookup import LOOKED_UP, looked_up, named_alone
from rag.meaning import Meaning
from rag.names import NameIndex
from rag.orders import parted
from rag.put_right import put_right
from rag.reading import Chosen, Decision, Reading, ResultSummary, Several
from rag.remarks import beside
from rag.rests import linked
from rag.rewording import put
from rag.sentence import Sentences
from rag.sound import Sound
from rag.time_question import TimeAsked, time_asked
from rag.together import Together
from rag.told import LONGEST_SENTENCE, Told
from rag.topic import Topics
from rag.typing import label_in_urn
from rag.unreadable import LONGEST_TEXT, unreadable
from rag.ways import asked_before, rewordings, splits
from rag.words import pieces, sentences, tokens

__all__ = ["Understanding"]

WHAT_TO = re.compile(r"(?:\w+ )?\w+ (?:\w+ )?to \w+", re.I)  # "whom to call"


Framing = tuple[str, Sequence[str], bool]  # the question itself, what was told, whether before it


@dataclass
class Understanding:
    """Readings of questions over one ontology and the names of one graph."""

    ontology: Ontology
    names: NameIndex
    costs: Costs = field(default_factory=load_costs)
    values: Mapping[str, Iterable[str]] = field(default_factory=dict)  # of properties, in the graph
    kinds: Mapping[str, Mapping[str, Iterable[str]]] = field(default_factory=dict)
    now: Callable[[], datetime] | None = None  # without it nothing is asked of the history
    describes: Callable[[str, frozenset[str], str], Sequence[Described]] | None = None

    def __post_init__(self) -> None:
        shape = self.costs["shape"]
        self.meaning = Meaning(
            self.ontology, bridge_cost=shape["bridge"], bridge_general=shape["bridge_of"]
        )
        self.lexicon = Lexicon(self.ontology, self.meaning, self.costs)
        known = self.names.known
        self.lexicon.learn(
            {n: [v for v in vs if not known("".join(pieces(v)))] for n, vs in self.values.items()},
            self.kinds,
        )
        self._symbols = {c for t in self.names.things if not t.name.isascii() for c in t.name}
        containers = {t.urn: t.container for t in self.names.things if t.container}
        self.ground = Ground(self.meaning, self.costs, containers)
        labels = {t.urn: self.meaning.bit.get(t.label, 0) for t in self.names.things}
        self.meaning.learn_places({(labels[u], labels.get(c, 0)) for u, c in containers.items()})
        self.apart: list[list[Reading]] = []  # of two questions in one sentence
        self._others = False
        self._classes = ClassWords(self.lexicon)
        self._texts = self._classes.texts()
        dear = self.costs["choice"]["dear"]
        texts = frozenset(n for n, c in self.ontology.classes.items() if c.text)
        self._sound = Sound(self._classes.kinds, label_in_urn(self.ontology), texts, dear)
        self._told = Told(self.lexicon, self.names, containers, self._readings, self._plain)
        self._sentences = Sentences(self.lexicon, self.names, self.ground, self._told.meant)
        self._together = Together(
            self.meaning,
            self._clause,
            self._holed,
            Each(self.ontology, self._sentences.by_containers),
            self._told.meant,
            Topics(self._told.meant, self._told.thing, self._told.label_of),
            self._told.one,
            self._told.demonstrated,
            dear,
        )
        holed = self._sentences.holed
        self._anaphora = Anaphora(self.meaning, self._readings, holed, self._told.mentioned, dear)
        self._describing = (
            Describing(self.ontology, self.lexicon, self.names, self.costs, self.describes, holed)
            if self.describes is not None
            else None
        )

    @property
    def left(self) -> tuple[str, ...]:
        """The words of the last question that were not understood."""
        return self._sentences.left

    @left.setter
    def left(self, words: tuple[str, ...]) -> None:
        self._sentences.left = words

    def _readings(self, asked: str, told: Sequence[str]) -> list[Reading]:
        return self._sentences.readings(asked, told)

    def readings(self, text: str) -> list[Reading]:
        """All readings, the likeliest first; `left` then holds the words that were not understood."""
        found = self._all_readings(text)
        kept = self._sound.kept(text, found)
        self.apart = [self._sound.kept(text, half) for half in self.apart]
        if self.apart and not all(self.apart):
            self.apart, kept = [], []
        if found and not kept:
            self.left = tuple(t.text for t in tokens(text) if t.word)
        return kept

    def _all_readings(self, text: str) -> list[Reading]:
        self.apart = []
        self.left = unreadable(text, self._symbols)
        if self.left:
            return []
        found, framing = self._framed(text)
        if asks_for_reasons(text):  # of what people did, and not of what depends on what
            found = [r for r in found if isinstance(r.answer, PathOf)]
        found = self._sound.kept(text, found)
        left = self.left
        variants = [*put_right(text, self.lexicon, self.names)] if not found else []
        for right, slips in variants:
            dear = slips * self.costs["spelling"]["near"]
            made, framing = self._framed(right)
            found = found or [replace(r, cost=round(r.cost + dear, 4)) for r in made]
            if found:
                break
        if not found and framing is not None:
            found = looked_up(framing[0], self._told.thing)
        if framing is not None and self._describing is not None and not self._surely(found):
            found = self._describing.doing.readings(framing[0]) or found
        put = (*(right for right, _ in variants[:1]), text) if not found else ()
        said = [r for asked in put for r in documents(asked, self.lexicon, self.names)]
        found = found or [r for r in said if r.cued][:1]
        if not found and framing is not None:
            found = self._otherwise(*framing)
        found = found or said[:1]  # what no word puts to documents
        self.left = left
        return found

    def _framed(self, text: str) -> tuple[list[Reading], Framing | None]:
        """Readings of the last sentence, without what stands around the question, and what is left of it."""
        parts = sentences(text)
        if not parts:
            return [], None
        told, asked = parts[:-1], parts[-1]
        if told and told[-1][-1] not in ENDS + ":," and not QUESTION.match(asked):
            asked = f"{told.pop()}: {asked}"  # a dash sets off a topic, or what narrows a question
        alone = named_alone(asked, self._told.thing) if not told else []
        if alone:
            return alone, None
        while told and (not self._content(asked) or beside(asked, told[-1])):
            asked = told.pop()
        if told:
            told = [*told[:-1], *self._plainly_told(told[-1])]
        plainer = framed(asked, told, self._texts, self.lexicon.tells)
        rest, without = left_aside(plainer.asked)
        plain = self._plain(rest)
        found = self._asked(plain, plainer.told)
        left = self.left
        sure = self._surely(found)
        for other in (*plainer.others, *rewordings(plain, self._means)) if not sure else ():
            sure = sure or self._surely(self._asked(other, plainer.told))
        if not sure and not found:
            sure = self._surely(self._told.caused(plain, plainer.told))
        found = sure or found
        if self._told.mentioned([t for t in plainer.told if not t.endswith("?")]) is not None:
            found = [r for r in found if linked(r.answer)]  # what is told of is not forgotten
        self.left = left
        if without:
            return self._leaving(without, found), None
        return found, (plain, plainer.told, bool(told))

    def _otherwise(self, plain: str, told: Sequence[str], after: bool) -> list[Reading]:
        """Readings of a question with what was told before it, or with a description in it."""
        found: list[Reading] = []
        told_first = [*splits(plain, told)]
        if after and not self._told.says(plain):
            told_first += asked_before(plain, told)
        for other, before in told_first:
            made = found or self._surely(self._asked(other, before))
            found = made if found else self._told.concerned(made, before)
        if not found and self._describing is not None:
            found = self._describing.readings(plain, told)
        return found

    def _surely(self, found: Sequence[Reading]) -> list[Reading]:
        """Those of another wording that are good enough for one."""
        return list(found) if found and found[0].cost <= self.costs["choice"]["dear"] else []

    def _leaving(self, name: str, found: Sequence[Reading]) -> list[Reading]:
        """The readings without a thing that is to be left aside."""
        thing = self._told.thing(name)
        if thing is None:
            self.left = (name,)
            return []
        return [
            replace(r, answer=replace(r.answer, of=left_out(r.answer.of, thing)))
            for r in found
            if isinstance(r.answer, Listing | Count | Exists | Grouped)
        ]

    def _plainly_told(self, sentence: str) -> list[str]:
        """A question asked before the question, without what stands around it."""
        if not sentence.endswith("?"):
            plainer = framed(sentence, (), self._texts, self.lexicon.tells)
            asks = QUESTION.match(plainer.asked) and not WHAT_TO.match(plainer.asked)
            return [*plainer.told, plainer.asked] if asks else [sentence]
        return [sentence]

    def _asked(self, asked: str, told: Sequence[str]) -> list[Reading]:
        """Readings of a question after what was told."""
        history = time_asked(asked, self.now) if self.now is not None else None
        if history is not None and history.timed:
            return self._changes(history, told)
        asked = self._told.pointed(self._told.as_ours(asked, told), told)
        found = self._several(self._together.apart(asked, told))
        if found:
            return found
        rest = if_so(asked) if told and QUESTION.match(told[-1]) else ""
        found = self._several(self._together.after(rest, told)) if rest else []
        if found:
            return found
        back = back_in_one(asked) or those_in_one(asked)
        if back is not None:
            told, asked = [*told, back[0]], back[1]
        same = self._told.same_of(asked, told)
        if same:
            return self._readings(same, told[:-1])
        for again, earlier in continued(asked, told, self.lexicon):
            plain = self._plain(again)
            found = found or self._readings(plain, earlier) or self._clause(plain, earlier)
        if not found and told and QUESTION.match(told[-1]):
            found = self._together.following(asked, told)
        if not found and told and WHAT_EXACTLY.fullmatch(asked):
            found = self._together.claimed(told)
        found = found or self._anaphora.after(asked, told)
        back = bool(told) and QUESTION.match(told[-1]) and is_fragment(asked, self.lexicon)
        if not found and (back or of_those(asked) is not None):  # of whom is not told
            self.left = tuple(t.text for t in tokens(asked) if t.word)
            return []
        if not found:
            conditioned = self._told.conditioned(asked, told)
            found = self._readings(asked, told) if conditioned is None else conditioned
        if not found and told:  # a clause on its own: "… all the way down"
            left = self.left
            joined = told[-1].rstrip(ENDS + " ") + ", " + asked
            found = self._readings(joined, told[:-1])
            self.left = left
        if not found:
            left = self.left
            found = self._several(self._together.joined(asked, told))
            self.left = left
        if not found:
            found = self._reworded(asked, told)
        if not found and history is not None:
            left = self.left
            found = self._changes(history, told)
            self.left = left
        return found

    def _plain(self, asked: str) -> str:
        """The question in the plain words of the language."""
        return of_any_kind(put(asked, self._means))

    def _clause(self, asked: str, told: Sequence[str]) -> list[Reading]:
        """Readings of one of several clauses, in its own words or in others."""
        left = self.left
        plain = self._plain(asked)
        found = looked_up(plain, self._told.thing) if LOOKED_UP.match(plain) else []
        found = found or self._surely(self._told.conditioned(plain, told) or [])
        found = found or self._surely(self._readings(plain, told))
        found = found or looked_up(plain, self._told.thing)
        ways = [the_role(plain), *rewordings(plain, self._means)] if not found else []
        for other in filter(None, ways):
            found = found or self._surely(self._readings(other, told))
        self.left = left
        return found

    def _holed(self, asked: str, mask: int) -> list[tuple[Answer, float]]:
        """The same with a thing of some classes left open."""
        plain = self._plain(asked)
        found = self._sentences.holed(plain, mask)
        for other in rewordings(plain, self._means) if not found else ():
            found = found or self._sentences.holed(other, mask)
        return found

    def _several(self, found: list[list[Reading]]) -> list[Reading]:
        """Of two questions the best reading of each; all of one."""
        if len(found) < 2:
            return found[0] if found else []
        self.apart = found
        return [half[0] for half in found]

    def _reworded(self, asked: str, told: Sequence[str]) -> list[Reading]:
        """ "Models that need no signature, i.e. not governed by P": the second wording, where the first
        is not understood; a predicate belongs to the head of the first."""
        before, marker, after = parted(asked)
        if not marker:
            return []
        left = self.left
        found = self._readings(after, [*told, before])
        if not found:
            head = re.split(r"\b(?:that|which|who)\b", before, maxsplit=1)[0] or before
            found = self._readings(f"{head} {after}", told)
        self.left = left
        return found

    def _changes(self, asked: TimeAsked, told: Sequence[str]) -> list[Reading]:
        """What the runs have done to what is asked about."""
        found = History(self.meaning, self._told.thing, self._readings).changes(asked, told)
        if not found:
            self.left = tuple(self.left) or asked.words
        return found

    def decide(
        self,
        readings: Sequence[Reading],
        evaluate: Callable[[Answer], ResultSummary],
        weighed: Weighed | None = None,
    ) -> Decision:
        """The choice among the readings of the last question."""
        if self.apart:
            return self._each(evaluate)
        return decide(readings, evaluate, self.costs, self.left, weighed)

    def _each(self, evaluate: Callable[[Answer], ResultSummary]) -> Decision:
        """The choice in each half; a half that is not clear leaves the whole so."""
        chosen: list[Reading] = []
        for half in self.apart:
            decision = decide(half, evaluate, self.costs, self.left)
            if not isinstance(decision, Chosen):
                return decision
            chosen.append(decision.reading)
        return Several(tuple(chosen))

    def links(self, text: str) -> tuple[Link, ...]:
        """What the words of the question, sentence by sentence, may mean."""
        return links_in(text[:LONGEST_TEXT], self.meaning, self._linked)

    def _linked(self, sentence: str) -> Lattice:
        """All that the stretches of a sentence may mean."""
        return link(tokens(sentence)[:LONGEST_SENTENCE], sentence, self.lexicon, self.names)

    # ------------------------------------------------------------ one sentence

    def _means(self, words: str, sort: str) -> bool:
        """Whether words are what a slot of a rewording wants; see rag/pattern.py."""
        if sort == "outside":
            return self._told.only_dealt_with(words)
        return self._classes.means(words, sort)

    def _content(self, sentence: str) -> bool:
        words = [t.fold for t in tokens(sentence) if t.word]
        return any((w,) not in self.lexicon.noise for w in words)
