"""Other ways to read a text as statements and a question, where the way that its marks give is not understood."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.continued import QUESTION, YES_NO
from rag.reworded import but_the_one, reworded
from rag.rewording import Means, ways_to_put

__all__ = ["asked_before", "rewordings", "splits"]

Way = tuple[str, tuple[str, ...]]  # what is asked, and what is told before it
ASKS = r"(?=(?:(?:to|from|on|in|by|for|with|of|at)\s+)?(?:who|whom|whose|what|which|where|how|any|is|are|do|does|did|has|have|can|could|will|would)\b)"
FIRST_PERSON = re.compile(
    rf"^(?P<told>(?:i|we) (?:am|are|have|was|just|recently|work|joined|started|belong)\b[^,]+),\s*{ASKS}(?P<asked>.+)$",
    re.I,
)
SO = re.compile(
    rf"^(?P<told>.+?)\s*(?:(?<=\w)[:;]|,)\s*(?:(?<=[:;] )|(?:so|and so|and|but|now|hence|therefore|then|thus|that means)\s*,?\s*|(?=any\b)){ASKS}(?P<asked>.+)$",
    re.I,
)
FRONT = re.compile(
    r"^(?P<told>(?:once|when|whenever|after|since|as|given that|because|now that|seeing that|considering that|while|although|though)\s+[^,]+),\s*(?P<asked>.+)$",
    re.I,
)
AGAIN = re.compile(
    r"^(?P<told>.+?)\s*[,.…;:-]+\s*(?:and\s+)?(?:i mean|or rather|rather|no,? wait|wait|sorry|actually|scratch that|correction|better|make that|that is to say|in other words|put differently)\s*,?\s*"
    r"(?P<asked>(?:(?:to|from|on|in|by|for|with|of|at)\s+)?(?:who|whom|whose|what|which|where|how|list|show|is|are|do|does)\b.+)$",
    re.I,
)


def rewordings(asked: str, means: Means) -> Iterator[str]:
    """The same question in other words, the likeliest first."""
    for other in ways_to_put(asked, means):
        yield other
        yield from but_the_one(other)
    yield from reworded(asked)


def splits(asked: str, told: Sequence[str]) -> Iterator[Way]:
    """A sentence as a statement and a question, the likeliest first."""
    before = tuple(told)
    for pattern in (AGAIN, FRONT, FIRST_PERSON, SO):
        match = pattern.match(asked)
        if match is None or (pattern is SO and _asks(match["told"])):
            continue
        yield match["asked"], (*before, match["told"])


def asked_before(asked: str, told: Sequence[str]) -> Iterator[Way]:
    """ "Who owns X? I could not find it anywhere": the question that a statement follows."""
    if told and not _asks(asked) and QUESTION.match(told[-1]):
        yield told[-1].rstrip("?.!; "), tuple(told[:-1])


def _asks(text: str) -> bool:
    return (
        QUESTION.match(text) is not None
        or YES_NO.match(text) is not None
        or text[:3].casefold() == "if "
    )
