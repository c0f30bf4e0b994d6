"""The names in the graph: what a stretch of a question may be called, best tier first."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from typing import Protocol, TypeAlias

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from graph.ontology import Ontology
from rag.spaces import Space, spaces
from rag.spelling import Spelled, alike_words, long_forms
from rag.words import camel_pieces, fold, pieces, stem

__all__ = ["Match", "NameEntry", "NameIndex", "Named", "NamedThing", "Tables", "Tier", "index_of"]

FUZZY_NAME = 0.8 - 1e-6  # one letter of five; a bare 0.8 is missed by rounding
FEW = 12  # things that a word of a name may still mean
KEPT = 1000  # misspelled words that are remembered
CUT = 3  # letters that are left at least of a word cut short
PARTS = re.compile(r"[^\W\d_]+|\d+")


class NamedThing(Protocol):
    """What the index has to know of a thing; `container` is the URN of what holds a part."""

    @property
    def urn(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str | None: ...
    @property
    def aliases(self) -> Sequence[str]: ...
    @property
    def placeholder(self) -> bool: ...
    @property
    def container(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Named:
    """A thing's names, as a value."""

    urn: str
    label: str
    name: str
    title: str | None = None
    aliases: tuple[str, ...] = ()
    placeholder: bool = False
    container: str | None = None


class Tier(IntEnum):
    """How well a stretch of text names a thing; lower is better."""

    EXACT = 0
    TITLE = 1
    NORMALISED = 2
    PARTIAL = 3
    WORD = 4
    SPELLED = 5
    FUZZY = 6


@dataclass(frozen=True, slots=True)
class Match:
    thing: NamedThing
    tier: Tier
    whole: bool  # by its whole name, not by its last segment


NameEntry: TypeAlias = tuple[int, Tier, str, bool]  # thing, tier, folded text, whole name or not


@dataclass(frozen=True, slots=True)
class Tables:
    """What the index is made of: things by joined words, by each word, by initials."""

    keys: Mapping[str, list[NameEntry]]
    words: Mapping[str, list[int]]
    initials: Mapping[str, list[int]]


@dataclass
class NameIndex:
    """Things by their joined words: "order-service", "Order Service" and "OrderService" are one key."""

    ontology: Ontology
    things: Sequence[NamedThing]
    kept: Tables | None = None
    _keys: dict[str, list[NameEntry]] = field(default_factory=dict, init=False)
    _misspelled: dict[str, list[Spelled]] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        if self.kept is not None:
            self._keys = dict(self.kept.keys)
            return
        kinds = self._kind_words()
        for i, thing in enumerate(self.things):
            self._index(i, thing, kinds)

    def _kind_words(self) -> dict[str, frozenset[str]]:
        """For each own label the words that a name may be said without."""
        found: dict[str, frozenset[str]] = {}
        for name, c in self.ontology.classes.items():
            words = {
                w
                for phrase in (c.label, *c.alternatives, *c.kind_words)
                for w in (fold(phrase).replace(" ", ""),)
            }
            found[name] = frozenset(words | {w + "s" for w in words})
        return found

    def _index(self, i: int, thing: NamedThing, kinds: dict[str, frozenset[str]]) -> None:
        self._put(thing.name, i, Tier.EXACT, True)
        for sep in "./:":
            if sep in thing.name:
                self._put(thing.name.rsplit(sep, 1)[1], i, Tier.EXACT, False)
        if "." in thing.name:  # schema.table of database.schema.table
            head = thing.name.split(".")
            for at in range(1, len(head) - 1):
                self._put(".".join(head[at:]), i, Tier.TITLE, False)
        for other in (thing.title, *thing.aliases):
            if other:
                self._put(other, i, Tier.TITLE, True)
                if "/" in other or ":" in other:
                    self._put(other.replace(":", "/").rsplit("/", 1)[1], i, Tier.TITLE, False)
        for number in self._numbers(thing):
            self._put_key(number, i, Tier.PARTIAL, number, False)
        for text in (thing.name, thing.title or ""):
            words = camel_pieces(text)
            for kind in (kinds.get(thing.label, frozenset()),):
                for at in (1, 2):
                    if len(words) > at and "".join(words[-at:]) in kind:
                        self._put_key(
                            "".join(words[:-at]), i, Tier.PARTIAL, " ".join(words[:-at]), True
                        )
                    if len(words) > at and "".join(words[:at]) in kind:
                        self._put_key(
                            "".join(words[at:]), i, Tier.PARTIAL, " ".join(words[at:]), True
                        )

    def _numbers(self, thing: NamedThing) -> set[str]:
        """The number that a name begins with, as it stands and without zeros: "0003-one-topic", "ADR 3: One topic"."""
        found: set[str] = set()
        for name in (thing.title or thing.name, thing.name.rsplit("/", 1)[-1], *thing.aliases):
            for word in pieces(name)[:2]:
                if word.isdigit():
                    found.update({word, word.lstrip("0") or word})
                    break
        return found

    def _put(self, text: str, i: int, tier: Tier, whole: bool) -> None:
        words = pieces(text)
        self._put_key("".join(words), i, tier, fold(text), whole)
        long = [long_forms().get(w, w) for w in words]
        if len(words) > 1 and long != [*words]:
            self._put_key("".join(long), i, Tier.PARTIAL, " ".join(long), whole)

    def _put_key(self, key: str, i: int, tier: Tier, text: str, whole: bool) -> None:
        if key:
            self._keys.setdefault(key, []).append((i, tier, text, whole))

    @property
    def tables(self) -> Tables:
        return Tables(self._keys, self._by_word, self._initials)

    @cached_property
    def spaces(self) -> Mapping[str, tuple[Space, ...]]:
        """The databases and schemas that only the names of what is kept tell."""
        relations = self.ontology.relations.values()
        kept = {row.domain for r in relations for row in r.rows if row.keeps}
        return spaces((str(t.label), t.name) for t in self.things if t.label in kept)

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of a name."""
        return frozenset(self._by_word)

    @cached_property
    def starts(self) -> frozenset[str]:
        """Prefixes of keys by whole words are not kept; the first three letters prune well enough."""
        return frozenset(key[:3] for key in self._keys)

    def find(self, key: str, raw: str) -> list[Match]:
        """What the joined words name, with the tier; `raw` is the stretch as it was typed."""
        best: dict[int, Match] = {}
        typed = fold(raw)
        for i, tier, text, whole in self._keys.get(key, ()):
            if tier in (Tier.EXACT, Tier.TITLE) and typed != text:
                tier = Tier.NORMALISED
            found = best.get(i)
            if found is None or (tier, not whole) < (found.tier, not found.whole):
                best[i] = Match(self.things[i], tier, whole)
        return sorted(best.values(), key=lambda m: (m.tier, m.thing.urn))

    def in_other_number(self, key: str) -> list[Match]:
        """What the words name when the last one is taken for its plural or its singular."""
        other = key[:-1] if key.endswith("s") else key + "s"
        if len(other) < CUT:
            return []
        found = [m for m in self.find(other, other) if m.tier <= Tier.NORMALISED]
        return [Match(m.thing, Tier.PARTIAL, m.whole) for m in found]

    def known(self, key: str) -> bool:
        return key in self._keys

    @cached_property
    def _fuzzy_keys(self) -> Mapping[int, Sequence[str]]:
        """Keys long enough to be told misspelled, by their length."""
        found: dict[int, list[str]] = {}
        for key in self._keys:
            if len(key) > 3:
                found.setdefault(len(key), []).append(key)
        return found

    def alike(self, key: str, limit: int = 3) -> Iterator[Match]:
        """Things whose name is spelled nearly so, the nearest first."""
        near = range(int(len(key) * FUZZY_NAME), int(len(key) / FUZZY_NAME) + 2)
        found = process.extract(
            key,
            [k for length in near for k in self._fuzzy_keys.get(length, ())],
            scorer=DamerauLevenshtein.normalized_similarity,
            score_cutoff=FUZZY_NAME,
            limit=limit,
        )
        if not found:
            return
        best = found[0][1]
        near = [entry for name, score, _ in found if score == best for entry in self._keys[name]]
        tier = min(entry[1] for entry in near)
        seen: set[str] = set()
        for i, own, _, whole in near:
            if own == tier and self.things[i].urn not in seen:
                seen.add(self.things[i].urn)
                yield Match(self.things[i], Tier.FUZZY, whole)

    @cached_property
    def _by_word(self) -> Mapping[str, list[int]]:
        if self.kept is not None:
            return self.kept.words
        found: dict[str, list[int]] = {}
        for i, thing in enumerate(self.things):
            words = dict.fromkeys(camel_pieces(thing.name) + camel_pieces(thing.title or ""))
            known = self.ontology.classes.get(thing.label)
            if known is not None and known.text:  # a paper is known by its file as well
                words |= dict.fromkeys(w for a in thing.aliases for w in camel_pieces(a))
            for word in dict.fromkeys((*words, *(p for w in words for p in PARTS.findall(w)))):
                found.setdefault(word, []).append(i)
        return found

    @cached_property
    def _by_stem(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for word in self._by_word:
            found.setdefault(stem(word), []).append(word)
        return found

    def telling(self, words: Sequence[str], limit: int = 12) -> list[Match]:
        """Things whose name holds these words, in whatever form they stand."""
        sets = [
            {i for form in self._by_stem.get(stem(w), ()) for i in self._by_word[form]}
            for w in words
        ]
        both = sorted(set[int].intersection(*sets)) if sets else []
        return [Match(self.things[i], Tier.WORD, False) for i in both[:limit]]

    @cached_property
    def _initials(self) -> Mapping[str, list[int]]:
        """Things by the first letters of the words of their names."""
        if self.kept is not None:
            return self.kept.initials
        found: dict[str, list[int]] = {}
        for i, thing in enumerate(self.things):
            for text in {thing.name, thing.title or ""}:
                words = camel_pieces(text)
                if 2 <= len(words) <= 6 and all(w.isalpha() for w in words):
                    there = found.setdefault("".join(w[0] for w in words), [])
                    if i not in there[-1:]:
                        there.append(i)
        return found

    def initialled(self, letters: str) -> list[Match]:
        """Things whose names have words that begin so; none where too many have."""
        found = self._initials.get(letters, ())
        if len(found) > FEW:
            return []
        return [Match(self.things[i], Tier.PARTIAL, False) for i in found]

    @cached_property
    def _by_letter(self) -> Mapping[tuple[int, int, str], Sequence[str]]:
        """Words by their length and their first, and their second, letter."""
        found: dict[tuple[int, int, str], list[str]] = {}
        for word in sorted(self._by_word):
            if not word.isdigit():
                for at, letter in enumerate(word[:2]):
                    found.setdefault((len(word), at, letter), []).append(word)
        return found

    def words_like(self, word: str) -> Iterator[str]:
        """Words of names of about that length that begin alike: one letter before or behind is forgiven."""
        buckets = self._by_letter
        for length in range(len(word) - 2, len(word) + 3):
            for letter in dict.fromkeys(word[:2]):
                yield from buckets.get((length, 0, letter), ())
        yield from (
            w for w in buckets.get((len(word) + 1, 1, word[:1]), ()) if w[0] not in word[:2]
        )

    def misspelled(self, word: str, limit: int = 3) -> list[Spelled]:
        """The words of names that a word may be, with a slip in it."""
        found = self._misspelled.get(word)
        if found is None:
            if len(self._misspelled) >= KEPT:
                self._misspelled.clear()
            found = self._misspelled[word] = alike_words(word, self.words_like(word), limit)
        return found

    @cached_property
    def _sorted_words(self) -> Sequence[str]:
        return sorted(self._by_word)

    def _beginning(self, word: str) -> list[str]:
        """Words of names that are longer and begin so."""
        words = self._sorted_words
        at = bisect_left(words, word)
        found: list[str] = []
        while at < len(words) and words[at].startswith(word) and len(found) < FEW:
            if len(words[at]) > len(word) + 1:
                found.append(words[at])
            at += 1
        return found

    def has_word(self, word: str) -> bool:
        """Whether a word stands in a name, in whatever form."""
        return word in self._by_word or stem(word) in self._by_stem

    def begins(self, word: str) -> bool:
        return bool(self._beginning(word))

    def abbreviated(self, said: Sequence[str]) -> list[Match]:
        """Things with a name of which each word said is one or cuts one short, those with the fewest words left."""
        sets: list[set[int]] = []
        for word in (p for w in said for p in ([w] if w in long_forms() else PARTS.findall(w))):
            forms = {word, long_forms().get(word, word)}
            if len(word) >= CUT:
                forms.update(self._beginning(word))
            forms.update(self._by_stem.get(stem(word), ()))
            sets.append({i for form in forms for i in self._by_word.get(form, ())})
        both = set[int].intersection(*sets) if sets else set[int]()
        if not both:
            return []
        left = {i: len(camel_pieces(self.things[i].name)) for i in both}
        fewest = min(left.values())
        kept = sorted(i for i in both if left[i] == fewest)
        return [Match(self.things[i], Tier.WORD, False) for i in kept] if len(kept) <= FEW else []

    def holding(self, words: Sequence[str], limit: int = 12) -> list[Match]:
        """Things whose name holds these words among others."""
        sets = [set(self._by_word.get(w, ())) for w in words]
        both = sorted(set[int].intersection(*sets)) if sets else []
        return [Match(self.things[i], Tier.WORD, False) for i in both[:limit]]


def index_of(ontology: Ontology, things: Iterable[NamedThing]) -> NameIndex:
    """An index over things in any order."""
    return NameIndex(ontology, sorted(things, key=lambda t: t.urn))
