"""What the sentences before a question tell: the things that they name, and what they say will change."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rag.algebra import Count, Entity, Exists, Grouped, Listing, SetExpr, Union, Value
from rag.causes import BLAMED, causes
from rag.continued import ENDS, QUESTION, narrowed_at_end
from rag.grammar import entities
from rag.lexicon import Lexicon
from rag.link import link
from rag.names import NameIndex
from rag.orders import PREPOSITIONS
from rag.reading import Reading
from rag.typing import LabelOf, label_in_urn
from rag.words import tokens

__all__ = ["LONGEST_SENTENCE", "Told"]

LONGEST_SENTENCE = 60
POINTED = re.compile(
    r"\b(?:that|this|the said)(?: very| same)? (?P<one>[a-z]+(?: [a-z]+)?)\b(?! (?:that|which|who|of|called|named)\b)",
    re.I,
)
DEMONSTRATED = re.compile(
    r"\b(?:that|this|those|these|the said|such)(?: very| same| two| three)? (?P<one>[a-z]+(?: [a-z]+)?)\b(?! (?:that|which|who|of|called|named)\b)",
    re.I,
)
SPEAKING = frozenset("NP RN PN ADJ VALUE NUM DEPTH SEVERITY EFFECT CHANGE V".split())
ANYTHING = frozenset({"anything", "something", "anyone", "anybody", "someone", "somebody"})
WH = frozenset({"which", "what", "who", "whom", "whose", "where"})
DENIED = re.compile(
    r"\b(?:not|no|nothing|nobody|without|never|survives?|unaffected|recovers?|recovered)\b", re.I
)
SAME_OF = re.compile(
    r"^(?:and |then |ok |so |now |but )*(?:(?:(?:what|how) (?:about|of)|the same (?:for|of|with)|same (?:for|of|with|question for)|ditto for|likewise for) |(?<=and )(?:of |for )?)(?:the )?(?P<one>\S+(?: \S+){0,4})$",
    re.I,
)
OURS = re.compile(
    r"\b(?:we|our|ours|us)\b|\b(?:am|do|would|will) i (?:own|be|have|look|run)\b", re.I
)
OF_OURS = re.compile(
    r"\b(?:i|we) (?:am|are|have|was|were|just|recently|work|join|joined|started|start|belong|run|lead|manage|sit)\b|\bnew (?:on|in|to|at|starter|joiner|hire|member|one|here)\b|\bjust joined\b"
    r"|\bspeaking (?:for|as)\b|\bon behalf of\b|\bas (?:a|the|one of)\b|\bhere from\b|\b(?:our|my) team\b",
    re.I,
)


@dataclass(frozen=True)
class Told:
    """`readings` are those of a sentence after others; `plainer` is its plainer wording."""

    lexicon: Lexicon
    names: NameIndex
    containers: Mapping[str, str]
    readings: Callable[[str, Sequence[str]], list[Reading]]
    plainer: Callable[[str], str]

    @cached_property
    def label_of(self) -> LabelOf:
        return label_in_urn(self.lexicon.ontology)

    def conditioned(self, asked: str, told: Sequence[str]) -> list[Reading] | None:
        """What a statement says will change or fail is the cause of what is asked after it."""
        if not told or told[-1].endswith("?") or not self._effect(asked):
            return None
        cause = self.plainer(f"if {told[-1].rstrip(ENDS + ' ')}, what breaks")
        cause = cause.removesuffix("what breaks")
        found = self.readings(cause + asked, told[:-1])
        if found or not self.readings(cause + "what breaks", told[:-1]):
            return found or None
        return self._about(self.readings(asked, told), told)

    def caused(self, asked: str, told: Sequence[str]) -> list[Reading]:
        """Whatever a clause says of the one thing that it names, is a change to it."""
        ways = [(cause, rest, told) for cause, rest in causes(asked)]
        if told and not told[-1].endswith("?"):
            ways.append((told[-1].rstrip(ENDS + " "), asked, told[:-1]))
        for clause, asking, before in ways:
            cause, only = narrowed_at_end(clause)
            rest = f"{asking}, {only}" if only else asking
            name = self._one_named(cause)
            if not name:
                continue
            blamed = BLAMED.match(rest)
            if blamed is not None:
                found = self.readings(f"{blamed['what'] or 'what'} is upstream of {name}", before)
            elif self._effect(rest):
                found = self.readings(f"if {name} fails, {rest}", before)
            else:
                continue
            if found:
                return found
        return []

    def only_dealt_with(self, name: str) -> bool:
        """Whether a name is that of one who is outside: no relation starts from its class."""
        thing = self.thing(name)
        return thing is not None and self.label_of(thing.urns[0]) in self._outside

    @cached_property
    def _outside(self) -> frozenset[str]:
        """The classes from which no relation starts: those that we only ever deal with."""
        rows = [row for r in self.lexicon.ontology.relations.values() for row in r.rows]
        return frozenset({row.range for row in rows} - {row.domain for row in rows})

    def _one_named(self, clause: str) -> str:
        """The words of a clause that name one thing, where it names no other and denies nothing."""
        if DENIED.search(clause) or len(self.meant([clause])) != 1:
            return ""
        found = tokens(clause)[:LONGEST_SENTENCE]
        lattice = link(found, clause, self.lexicon, self.names)
        named = {u for before in self.meant([clause]) for u in entities(before)}
        places = [
            (e.start, e.end)
            for e in lattice.edges
            if isinstance(e.cell.sem, Entity) and named & set(e.cell.sem.urns)
            if e.cell.cost <= self.lexicon.costs["name"]["normalised"]
        ]
        if len(named) != 1 or not places:
            return ""
        start, end = min(places, key=lambda p: (p[0] - p[1], p))
        return clause[found[start].start : found[end - 1].end]

    def concerned(self, found: Sequence[Reading], told: Sequence[str]) -> list[Reading]:
        """The readings that are about what the sentence before names; where it names nothing, about a thing."""
        if not told or self.meant(told[-1:]):
            return self._about(found, told) if told else list(found)
        return [r for r in found if re.search(r"urns=\('", repr(r.answer))]

    def _about(self, found: Sequence[Reading], told: Sequence[str]) -> list[Reading]:
        """A reading that leaves out what was told is half an answer."""
        named = {u for before in self.meant(told) for u in entities(before)}
        return [
            r
            for r in found
            if isinstance(r.answer, Listing | Count | Exists | Grouped | Value)
            and named & set(entities(r.answer.of))
        ]

    def _effect(self, asked: str) -> bool:
        """Whether a sentence speaks of those that suffer from something."""
        said = tokens(asked)[:LONGEST_SENTENCE]
        lattice = link(said, asked, self.lexicon, self.names)
        return any(edge.cell.cat == "EFFECT" for edge in lattice.edges)

    def mentioned(self, told: Sequence[str]) -> SetExpr | None:
        """The thing that the sentences before the question name, the last one first."""
        found = self.meant(told)
        return found[0] if len(found) == 1 else None

    def meant(self, told: Sequence[str]) -> tuple[SetExpr, ...]:
        """The same; several where a name is that of several things."""
        for sentence in reversed(told):
            by_place = self._named(sentence)
            things = tuple(dict.fromkeys(u for urns in by_place for u in urns))
            inside = {u for u in things if self.containers.get(u) in things}
            if inside:  # "column c in t": of the columns of that name the one in t
                things = tuple(u for u in things if u in inside or not self._is_part(u))
            held = {self.containers.get(u) for u in things} & set(things)
            things = tuple(u for u in things if u not in held)  # a column of a table is the column
            whole = tuple(
                u for u in things if not self._is_part(u) or self.containers.get(u) in held
            )
            things = whole or things  # a part whose container is not named is a mere word
            if len(by_place) == 1 or len(things) == 1:
                return tuple(Entity((u,)) for u in things)
            if things:
                return (Union(tuple(Entity((u,)) for u in things)),)
        return ()

    def thing(self, text: str, dearest: str = "mentioned") -> Entity | None:
        """The things that a text names and nothing else, but for a preposition before them."""
        said = [t for t in tokens(text) if t.word or t.glued]
        while said and said[0].fold in PREPOSITIONS | {"the", "about"}:
            said.pop(0)
        if not said:
            return None
        lattice = link(said, text, self.lexicon, self.names)
        whole = [
            edge.cell
            for edge in lattice.edges
            if (edge.start, edge.end) == (0, len(said)) and isinstance(edge.cell.sem, Entity)
            if edge.cell.cost <= self.lexicon.costs["name"][dearest]
        ]
        best = min((cell.cost for cell in whole), default=None)
        urns = [
            u for c in whole if c.cost == best and isinstance(c.sem, Entity) for u in c.sem.urns
        ]
        return Entity(tuple(dict.fromkeys(urns))) if urns else None

    def says(self, sentence: str) -> bool:
        """Whether a sentence speaks of anything in the catalog."""
        said = tokens(sentence)[:LONGEST_SENTENCE]
        lattice = link(said, sentence, self.lexicon, self.names)
        return any(edge.cell.cat in SPEAKING for edge in lattice.edges)

    def same_of(self, asked: str, told: Sequence[str]) -> str:
        """ "And of X?": the question before, asked of X."""
        match = SAME_OF.match(asked)
        if match is None or not told or not QUESTION.match(told[-1]):
            return ""
        before = told[-1]
        found = tokens(before)[:LONGEST_SENTENCE]
        lattice = link(found, before, self.lexicon, self.names)
        places = {(e.start, e.end) for e in lattice.edges if isinstance(e.cell.sem, Entity)}
        longest = [
            p for p in places if not any(q != p and q[0] <= p[0] and p[1] <= q[1] for q in places)
        ]
        if len(longest) != 1 or not self._named(match["one"]):
            return ""
        start, end = longest[0]
        return f"{before[: found[start].start]}{match['one']}{before[found[end - 1].end :]}".rstrip(
            "?.! "
        )

    def _named(self, sentence: str) -> list[list[str]]:
        """The things that a sentence names, by the place where it does."""
        found = tokens(sentence)[:LONGEST_SENTENCE]
        lattice = link(found, sentence, self.lexicon, self.names)
        taken: dict[tuple[int, int], list[str]] = {}
        for edge in sorted(lattice.edges, key=lambda e: (e.start - e.end, e.cell.cost)):
            sem, place = edge.cell.sem, (edge.start, edge.end)
            if edge.cell.kind != "ent" or not isinstance(sem, Entity):
                continue
            if edge.cell.cost > self.lexicon.costs["name"]["mentioned"]:
                continue
            if any(edge.start < e and s < edge.end for s, e in taken if (s, e) != place):
                continue
            taken.setdefault(place, []).extend(sem.urns)
        return list(taken.values())

    def _is_part(self, urn: str) -> bool:
        label = self.label_of(urn)
        return label is not None and self.lexicon.ontology.classes[label].part

    def pointed(self, asked: str, told: Sequence[str]) -> str:
        """ "That service", where a sentence before names one, is it."""
        before = self.mentioned(told)
        if not isinstance(before, Entity):
            return asked
        label = self.label_of(before.urns[0])
        mask = self.lexicon.meaning.bit.get(label or "", 0)

        def it(match: re.Match[str]) -> str:
            key = tuple(match["one"].casefold().split())
            cells = self.lexicon.entries.get(key, ())
            kinds = [c for c in cells if c.cat == "NP" and c.kind == "cls" and not c.many]
            return "it" if any(c.mask & mask for c in kinds) else match.group()

        return POINTED.sub(it, asked)

    def demonstrated(self, asked: str) -> tuple[str, frozenset[str]]:
        """ "Those services" as a pronoun, and the classes of which it is; none where it may be of any."""
        kinds: set[str] = set()

        def it(match: re.Match[str]) -> str:
            words = match["one"].casefold().split()
            for first, last in ((0, 2), (1, 2), (0, 1)):  # "that parent model" is a model
                mask = self._kinds(tuple(words[first:last]))
                if mask:
                    if mask != self.lexicon.meaning.everything:
                        kinds.update(self.lexicon.meaning.labels(mask))
                    return " ".join(("it", *match["one"].split()[last:]))
            return match.group()

        return DEMONSTRATED.sub(it, asked, count=1), frozenset(kinds)

    def one(self, clause: str) -> bool:
        """Whether a clause is about a single thing, by the first of its words that is one for a class."""
        words = [t.fold for t in tokens(clause)[:LONGEST_SENTENCE] if t.word]
        asking = next((i for i, w in enumerate(words) if w in WH), None)
        near = range(asking + 1, asking + 4) if asking is not None else range(len(words))
        for i in near:
            if i < len(words) and words[i] in ANYTHING:
                return True
            for n in (2, 1):
                cells = self.lexicon.entries.get(tuple(words[i : i + n]), ())
                nouns = [c for c in cells if c.cat == "RN" or (c.cat == "NP" and c.kind == "cls")]
                if nouns:
                    return not any(c.many for c in nouns)
        return False

    def _kinds(self, words: tuple[str, ...]) -> int:
        """What a word for a class, or for those in a relation, may mean."""
        cells = self.lexicon.entries.get(words, ())
        mask = 0
        for cell in cells:
            mask |= cell.mask if cell.cat == "NP" and cell.kind == "cls" else 0
        loose = any(c.cat in ("RN", "THOSE", "LIGHT") for c in cells)
        return mask or (self.lexicon.meaning.everything if loose else 0)

    def as_ours(self, asked: str, told: Sequence[str]) -> str:
        """ "I have just joined T. What do we own?" asks what T owns."""
        if not OURS.search(asked) or not told or not OF_OURS.search(told[-1]):
            return asked
        team = self.mentioned(told[-1:])
        if not isinstance(team, Entity) or self.label_of(team.urns[0]) not in self._teams:
            return asked
        name = next((t.name for t in self.names.things if t.urn == team.urns[0]), "")
        asked = re.sub(
            r"\b(?:our|my) (?:own )?(?:things|stuff|assets)\b",
            f"things of {name}",
            asked,
            flags=re.I,
        )
        asked = re.sub(r"\b(?:our|my)\b", f"{name}'s", asked, flags=re.I)
        asked = re.sub(
            r"\b(do|are|have|would|will|can|did|must|should) (?:we|i)\b",
            rf"\1 {name}",
            asked,
            flags=re.I,
        )
        asked = re.sub(r"\b(?:do) (?=" + re.escape(name) + ")", "does ", asked, flags=re.I)
        return re.sub(r"\b(?:we|us|ours)\b", name, asked, flags=re.I)

    @cached_property
    def _teams(self) -> frozenset[str]:
        """The classes that persons are members of, and that own as persons do."""
        ontology = self.lexicon.ontology
        rows = [row for r in ontology.relations.values() for row in r.rows]
        persons = {c.name for c in ontology.classes.values() if c.pronouns}
        joined = {row.range for row in rows if row.domain in persons}
        owning = {
            row.domain
            for r in ontology.relations.values()
            if persons & {row.domain for row in r.rows}
            for row in r.rows
        }
        return frozenset(joined & owning)
