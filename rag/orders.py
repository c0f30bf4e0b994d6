"""Plainer orders of a sentence: fronted prepositions, parted particles, and what is said twice."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise

from rag.words import Token

__all__ = [
    "PREPOSITIONS",
    "asks_for_others",
    "orders",
    "parted",
]

PREPOSITIONS = frozenset(
    {
        "to",
        "from",
        "on",
        "in",
        "by",
        "for",
        "with",
        "of",
        "at",
        "under",
        "into",
        "via",
        "through",
        "upon",
        "onto",
    }
)
WH = frozenset({"which", "what", "whom", "who", "whose", "where"})
FRONTED = 20  # words before a preposition that is put back behind its verb
BEFORE_OTHER = WH | {
    "any",
    "all",
    "list",
    "show",
    "me",
    "many",
    "the",
    "anything",
    "anyone",
    "anybody",
    "everything",
}


def parted(asked: str) -> tuple[str, str, str]:
    """What stands before and after "i.e." or another word that says the same again."""
    match = re.search(
        r"[,:;(]?\s*\b(ie|that is to say|in other words|namely|or rather)\b[,:]?", asked, re.I
    )
    return (
        (asked[: match.start()], match.group(1), asked[match.end() :]) if match else (asked, "", "")
    )


def asks_for_others(found: Sequence[Token]) -> bool:
    """ "What else", "which other services": the things that the question names are not meant."""
    if {t.fold for t in found} & {"than", "besides", "except"}:
        return False
    ways = {a.fold for a, b in pairwise(found) if b.fold in ("way", "direction")}  # round
    return any(
        b.fold in ("other", "else") and a.fold in BEFORE_OTHER and b.fold not in ways
        for a, b in pairwise(found)
    )


def orders(
    found: list[Token], particles: Mapping[str, Collection[str]] | None = None
) -> Iterator[list[Token]]:
    """The sentence as it stands, and in plainer orders: "to which topics does X publish" ends in "to".

    `particles` are the verbs that a preposition may belong to.
    """
    yield found
    yield from _split_particles(found)
    for i, token in enumerate(found[:-1]):
        if token.fold in PREPOSITIONS and found[i + 1].fold in WH and i < FRONTED:
            rest = [*found[:i], *found[i + 1 :]]
            verbs = (particles or {}).get(token.fold, ())
            last = len(rest) - 1
            ends = [k + 1 for k in range(i + 1, last) if rest[k].fold in verbs]
            commas = [k for k in range(last, i, -1) if rest[k].fold == ","][:1]
            for at in dict.fromkeys((last + 1, *commas, *ends[:2])):
                yield [*rest[:at], token._replace(glued=False), *rest[at:]]
            break
    commas = [i for i, t in enumerate(found) if t.fold == ","]
    for first, second in pairwise(commas):
        if 1 < second - first <= 5:  # "depend, directly or indirectly, on X"
            inside = found[first + 1 : second]
            yield [*found[:first], *found[second + 1 :], *inside]
            break
    for i, token in enumerate(found):
        if i and token.fold in ("if", "when") and found[i - 1].fold == ",":
            end = next((j for j in range(i, len(found)) if found[j].fold == ","), None)
            if end is not None:
                yield [*found[: i - 1], *found[end + 1 :], *found[i:end]]
            break


def _split_particles(found: list[Token]) -> Iterator[list[Token]]:
    """ "Depends neither on A nor on B" as "depends on neither A nor B"; "on A and on B" as "on A and B"."""
    made = list(found)
    changed = False
    for i in range(len(made) - 2):
        if made[i].fold in ("neither", "both", "either") and made[i + 1].fold in PREPOSITIONS:
            word = made[i + 1].fold
            made[i], made[i + 1] = made[i + 1], made[i]
            for k in range(i + 2, len(made) - 1):
                if made[k].fold in ("nor", "and", "or") and made[k + 1].fold == word:
                    del made[k + 1]
                    break
            changed = True
            break
    if not changed:
        changed = _late_particle(made)
    if not changed:
        for k in range(2, len(made) - 2):
            word = made[k + 1].fold
            said = any(t.fold == word for t in made[:k])
            if made[k].fold in ("and", "or") and word in PREPOSITIONS and said:
                del made[k + 1]
                changed = True
                break
    if changed:
        yield made


def _late_particle(made: list[Token]) -> bool:
    """ "Neither owned by A nor by B" as "owned by neither A nor B"."""
    for i in range(len(made) - 4):
        if (
            made[i].fold not in ("neither", "both", "either")
            or made[i + 2].fold not in PREPOSITIONS
        ):
            continue
        for k in range(i + 3, len(made) - 1):
            if made[k].fold in ("nor", "and", "or") and made[k + 1].fold == made[i + 2].fold:
                del made[k + 1]
                made[i : i + 3] = [made[i + 1], made[i + 2], made[i]]
                return True
    return False
