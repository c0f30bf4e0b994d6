"""Text to links: the words of ontology and language, and the names in the graph, at their places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from rag.algebra import Entity
from rag.cell import Cell
from rag.guessed import Guesses
from rag.lattice import Edge, Lattice
from rag.lexicon import Lexicon
from rag.literals import literals
from rag.misspelling import Rereading
from rag.names import Match, NameIndex, Tier
from rag.space_links import space_edges
from rag.spelling import frequency
from rag.words import Token, pieces

__all__ = ["link"]

NAME_WORDS = 12
ABOUT = frozenset({"about", "on", "for", "regarding", "concerning", "against", "saying", "to"})
FILE_ENDINGS = frozenset({"md", "markdown", "rst", "adoc", "txt", "yaml", "yml", "json", "html"})
CAMEL = re.compile(r"[a-z]+[A-Z][A-Za-z]*$")
EVERYDAY = 4.0  # Zipf frequency of a word that people use without thinking of a name
TIER_COST = {
    Tier.EXACT: "exact",
    Tier.TITLE: "title",
    Tier.NORMALISED: "normalised",
    Tier.PARTIAL: "partial",
    Tier.WORD: "word",
    Tier.SPELLED: "spelled",
    Tier.FUZZY: "fuzzy",
}


def link(tokens: Sequence[Token], text: str, lexicon: Lexicon, names: NameIndex) -> Lattice:
    """Everything that the sentence's stretches may mean."""
    return _Linker(tokens, text, lexicon, names).link()


@dataclass
class _Linker:
    tokens: Sequence[Token]
    text: str
    lexicon: Lexicon
    names: NameIndex
    words: list[str] = field(default_factory=list[str])  # folded, misspelled ones put right

    def link(self) -> Lattice:
        lattice = Lattice(self.tokens)
        self.words = Rereading(self.tokens, self.lexicon, self.names, self._guesses).read(lattice)
        lattice.edges += literals(self.tokens, self.text, self.lexicon.ontology.relations)
        lattice.edges += space_edges(self.tokens, self.lexicon, self.names)
        self._link_names(lattice)
        self._note_unknown(lattice)
        return lattice

    @cached_property
    def _costs(self) -> Mapping[str, float]:
        costs = self.lexicon.costs
        return {**costs["name"], "spelled": costs["spelling"]["name"]}

    @cached_property
    def _guesses(self) -> Guesses:
        return Guesses(self.tokens, self.lexicon, self.names)

    # ------------------------------------------------------------ names

    def _link_names(self, lattice: Lattice) -> None:
        found: list[tuple[int, int, list[Match]]] = []
        for i, j, key, raw in self._stretches():
            matches = self.names.find(key, raw) or self._of_file(i, j)
            if not (matches or self._joined(i, j) or self._is_language(i, j)):
                matches = self.names.in_other_number(key)
            if matches:
                found.append((i, j, matches))
        covered = {k for i, j, _ in found for k in range(i, j)}
        for i, j in self._plain_words(covered):
            matches = self.names.holding([t.fold for t in self.tokens[i:j] if t.word])
            if matches:
                found.append((i, j, matches))
                covered.update(range(i, j))
        self._link_by_kind({(i, j) for i, j, _ in found}, lattice)
        self._link_by_topic(lattice)
        guesses = self._guesses
        guessed = [*guesses.initials(), *guesses.shortened(covered)]
        if not guessed:
            guessed = list(guesses.misspelled(covered))
        found += guessed
        covered.update(k for i, j, _ in guessed for k in range(i, j))
        for i, j, key in guesses.stretches(covered):
            matches = list(self.names.alike(key))
            if matches:
                found.append((i, j, matches))
        named = self._named_classes(lattice)
        for i, j, matches in found:
            containers = {
                m.thing.urn for k, e, ms in found if (k, e) != (i, j) for m in ms
            }  # "column c of t": named by words of its own
            self._place(i, j, matches, named, containers, lattice)

    def _link_by_kind(self, taken: set[tuple[int, int]], lattice: Lattice) -> None:
        """ "The on-call policy": some words of a name right before a word for its class."""
        costs, meaning = self.lexicon.costs["name"], self.lexicon.meaning
        for k in range(len(self.tokens)):
            mask = self.lexicon.kind_words.get((self.words[k],))
            if not mask:
                continue
            for i in range(max(0, k - 5), k):
                words = self._name_words(i, k)
                if not words or (i, k) in taken:
                    continue
                matches = [
                    m for m in self.names.holding(words) if meaning.bit.get(m.thing.label, 0) & mask
                ]
                only = {m.thing.urn for m in matches}
                cost = costs["title"] if len(only) == 1 else costs["word"] + costs["by_kind"]
                for match in matches:
                    self._entity(i, k + 1, match, cost, lattice)
                if matches:
                    break

    def _link_by_topic(self, lattice: Lattice) -> None:
        """ "The policy about patient data staying here": words of a name after a word for its class."""
        costs, meaning = self.lexicon.costs["name"], self.lexicon.meaning
        for k in range(len(self.tokens) - 2):
            mask = self.lexicon.kind_words.get((self.words[k],))
            if not mask or self.tokens[k + 1].fold not in ABOUT:
                continue
            for j in range(min(len(self.tokens), k + 12), k + 2, -1):
                said = [t.fold for t in self.tokens[k + 2 : j] if t.word]
                words = [w for w in said if len(w) > 2 and w not in PLAIN]
                if not words or said[-1] not in words:
                    continue
                if len(words) < 2 and self.names.known(words[0]):
                    continue
                matches = [
                    m for m in self.names.telling(words) if meaning.bit.get(m.thing.label, 0) & mask
                ]
                for match in matches:
                    self._entity(k, j, match, costs["word"] + costs["by_kind"], lattice)
                if matches:
                    break

    def _name_words(self, i: int, k: int) -> list[str]:
        """The words of a stretch that may be part of a name; none when a plain function word is among them."""
        found: list[str] = []
        for at in range(i, k):
            token = self.tokens[at]
            joined = token.glued or (at + 1 < k and self.tokens[at + 1].glued)
            if not token.word:
                if not joined:
                    return []
                continue
            if not joined and (len(token.fold) < 3 or token.fold in PLAIN):
                return []
            found.append(token.fold)
        return found

    def _stretches(self) -> Iterator[tuple[int, int, str, str]]:
        tokens = self.tokens
        for i, first in enumerate(tokens):
            if not first.word:
                continue
            key = ""
            for j in range(i, min(len(tokens), i + 2 * NAME_WORDS)):
                token = tokens[j]
                if not token.word:
                    if j > i and not token.glued and token.fold not in "&-–/":
                        break
                    continue
                key += token.fold
                if key[:3] not in self.names.starts and len(key) >= 3:
                    break
                yield i, j + 1, key, self._raw(i, j + 1)

    def _of_file(self, i: int, j: int) -> list[Match]:
        """What a file's name means without its ending: "open-door.md"."""
        if j - i < 3 or self.tokens[j - 1].fold not in FILE_ENDINGS or not self.tokens[j - 1].glued:
            return []
        if self.tokens[j - 2].fold != ".":
            return []
        key = "".join(t.fold for t in self.tokens[i : j - 2] if t.word)
        return self.names.find(key, self._raw(i, j - 2))

    def _joined(self, i: int, j: int) -> bool:
        """Whether a mark of names joins the stretch to what stands before or after it."""
        before = i > 1 and self.tokens[i].glued and self.tokens[i - 1].glued
        return before or (
            j + 1 < len(self.tokens) and self.tokens[j].glued and self.tokens[j + 1].glued
        )

    def _raw(self, i: int, j: int) -> str:
        return self.text[self.tokens[i].start : self.tokens[j - 1].end]

    def _plain_words(self, covered: set[int]) -> Iterator[tuple[int, int]]:
        """Runs of words that are nothing else, but stand in some name."""
        i, n = 0, len(self.tokens)
        while i < n:
            j = i
            while j < n and j not in covered and self._only_in_names(j):
                j += 1
                if (
                    j + 1 < n
                    and self.tokens[j].glued
                    and not self.tokens[j].word
                    and self._only_in_names(j + 1)
                ):
                    j += 1
            if j > i:
                yield i, j
            i = max(j, i + 1)

    def _only_in_names(self, i: int) -> bool:
        word = self.tokens[i].fold
        return (
            self.tokens[i].word
            and (len(word) > 2 or (i > 0 and not word.isalpha() and not word.isdigit()))
            and word in self.names.words
            and word not in self.lexicon.own_words
        )

    def _named_classes(self, lattice: Lattice) -> int:
        """The classes that the sentence names by a word."""
        found = 0
        for edge in lattice.edges:
            if edge.cell.cat == "NP" and edge.cell.kind in ("cls", "def"):
                found |= edge.cell.mask
        return found

    def _place(
        self,
        i: int,
        j: int,
        matches: list[Match],
        named: int,
        containers: set[str],
        lattice: Lattice,
    ) -> None:
        """Edges for a name: bare, and with a word for its class before or after it."""
        meaning, costs = self.lexicon.meaning, self._costs
        bare = [m for m in matches if self._competes(m, named)]
        i_is_word = self._is_language(i, j)
        near = bare if i_is_word and not self._identifier(i, j) else matches
        bare = [m for m in near if self._part_of(m, containers)] or bare
        if self._identifier(i, j):
            bare = [m for m in matches if m.tier is Tier.EXACT] or bare or matches
        if not bare and len({m.thing.urn for m in matches}) == 1 and not i_is_word:
            bare = matches
        if bare:
            best = min(m.tier for m in bare)
            only = best is Tier.WORD and self._the_only(i, j, bare)
            common = costs["common"] if self._is_language(i, j) and not only else 0.0
            everyday = all(frequency(t.fold) >= EVERYDAY for t in self.tokens[i:j] if t.word)
            if best is Tier.WORD and everyday and not only:
                common += costs["everyday"]  # "audit" need not be the audit log
            for match in bare:
                if match.tier == best:
                    cost = costs[TIER_COST[Tier.PARTIAL if only else best]] + common
                    self._entity(i, j, match, cost, lattice)
        for start, end, mask in self._kinds_beside(i, j):
            kept = [m for m in matches if meaning.bit.get(m.thing.label, 0) & mask]
            kept = [m for m in kept if self._part_of(m, containers)] or kept
            best = min((m.tier for m in kept), default=None)
            for match in kept:
                if match.tier == best:
                    self._entity(start, end, match, costs[TIER_COST[match.tier]] - 0.02, lattice)

    def _the_only(self, i: int, j: int, matches: Sequence[Match]) -> bool:
        """ "The warehouse", where one thing alone has a name that holds the word, as its last one."""
        last = self.tokens[j - 1].fold
        if (last,) in self.lexicon.entries and (last,) not in self.lexicon.taught:
            return False
        definite = i > 0 and self.tokens[i - 1].fold == "the"
        names = {m.thing.urn: m.thing.name for m in matches}
        return definite and len(names) == 1 and all(pieces(n)[-1] == last for n in names.values())

    def _identifier(self, i: int, j: int) -> bool:
        """Whether a name is written as programs write it: `placed_at`, `createOrder`."""
        return any(t.text == "_" or CAMEL.match(t.text) for t in self.tokens[i:j])

    def _part_of(self, match: Match, containers: set[str]) -> bool:
        return (
            match.thing.container in containers
            and self.lexicon.ontology.classes[match.thing.label].part
        )

    def _competes(self, match: Match, named: int) -> bool:
        c = self.lexicon.ontology.classes.get(match.thing.label)
        if c is None:
            return False
        if not (c.part or c.named):
            return True
        if self.lexicon.meaning.bit[c.name] & named:
            return True
        return match.whole and match.tier <= Tier.NORMALISED and not c.named

    def _is_language(self, i: int, j: int) -> bool:
        key = tuple(t.fold for t in self.tokens[i:j] if t.word)
        return key in self.lexicon.entries or key in self.lexicon.noise

    def _kinds_beside(self, i: int, j: int) -> Iterator[tuple[int, int, int]]:
        """Singular class words that stand right before or after: "the orders topic", "team payments"."""
        words = self.words
        if j + 1 < len(words) and words[j] == "the":
            mask = self.lexicon.kind_words.get((words[j + 1],))
            if mask:
                yield i, j + 2, mask
        for length in (1, 2, 3):
            after = tuple(w for w in words[j : j + length] if w != "-")
            mask = self.lexicon.kind_words.get(after)
            if mask and j + length <= len(words):
                yield i, j + length, mask
            before = tuple(words[max(0, i - length) : i])
            mask = self.lexicon.kind_words.get(before)
            if mask and i >= length:
                yield i - length, j, mask
        if i >= 2 and words[i - 1] in ("called", "named"):
            mask = self.lexicon.kind_words.get((words[i - 2],))
            if mask:
                yield i - 2, j, mask

    def _entity(self, i: int, j: int, match: Match, cost: float, lattice: Lattice) -> None:
        mask = self.lexicon.meaning.bit[match.thing.label]
        cell = Cell("NP", Entity((match.thing.urn,)), mask, max(cost, 0.0), kind="ent")
        lattice.edges.append(Edge(i, j, cell))
        lattice.entities.append((i, j, match))

    # ------------------------------------------------------------ what is left

    def _note_unknown(self, lattice: Lattice) -> None:
        known: set[int] = set()
        for edge in lattice.edges:
            if (
                edge.cell.cat != "TEXT" or not edge.cell.cost
            ):  # what is taken as it stands is not known
                known.update(range(edge.start, edge.end))
        for start, ends in lattice.skips.items():
            known.update(range(start, max(ends)))
        for i, token in enumerate(lattice.tokens):
            if i in known:
                continue
            if not token.word:
                lattice.skips.setdefault(i, set()).add(i + 1)
            else:
                lattice.unknown.append(token.text)


PLAIN = frozenset(
    (
        "the a an our my your this that these those which what who whose and or not for from with "
        "by of in on to at is are was were be does do did has have had can all any every each no "
        "some only other new old tier most"
    ).split()
)
