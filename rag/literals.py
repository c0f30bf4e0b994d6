"""What a sentence says literally: dates, decimal numbers, quoted texts, and words after "contains"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta

from rag.cell import Cell
from rag.lattice import Edge
from rag.words import Token

__all__ = ["literals"]

MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
SHORT = {name[:3]: at for at, name in enumerate(MONTHS, 1)} | {"sept": 9}
MONTH = "|".join([*MONTHS, *SHORT])
YEAR = r"(?P<y>(?:19|20)\d\d)"
DATES = tuple(
    re.compile(rf"(?<![\w.-]){pattern}(?![\w-]|\.\d)", re.I)
    for pattern in (
        rf"{YEAR}-(?P<m>\d\d?)-(?P<d>\d\d?)",
        rf"(?P<d>\d\d?)(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<n>{MONTH})\.?,?\s+{YEAR}",
        rf"(?P<n>{MONTH})\.?\s+(?P<d>\d\d?)(?:st|nd|rd|th)?,?\s+{YEAR}",
        rf"(?P<n>{MONTH})\.?,?\s+(?:of\s+)?{YEAR}",
        rf"{YEAR}-(?P<m>\d\d)",
        YEAR,
    )
)
DECIMAL = re.compile(r"(?<![\w.])\d+[.,]\d+(?![\w]|[.,]\d)")
RELATION = re.compile(r"(?<![\w.-])[A-Z]+(?:_[A-Z]+)*(?![\w-]|\.\w)")
QUOTED = re.compile(r"[\"“”](?P<text>[^\"“”]{1,60})[\"“”]|(?<!\w)'(?P<single>[^']{1,60})'(?!\w)")
CUES = frozenset(
    [
        "contain",
        "contains",
        "containing",
        "mention",
        "mentions",
        "mentioning",
        "include",
        "includes",
        "including",
        "with",
        "word",
        "string",
        "text",
        "like",
        "is",
        "are",
        "equals",
        "ends",
        "starts",
        "begins",
        "by",
        "tagged",
        "labelled",
        "labeled",
    ]
)
STOPS = frozenset({",", "?", "!", ";", ":", "(", ")"})
LONGEST = 3  # bare words that are taken literally


def literals(tokens: Sequence[Token], text: str, relations: Collection[str] = ()) -> Iterator[Edge]:
    """Dates as (first day, day after the last), numbers, names of relations, and texts as they were typed."""
    starts = {t.start: i for i, t in enumerate(tokens)}
    ends = {t.end: i + 1 for i, t in enumerate(tokens)}
    taken: set[int] = set()
    for pattern in DATES:
        for match in pattern.finditer(text):
            i, j = starts.get(match.start()), ends.get(match.end())
            span = _days(match)
            if i is not None and j is not None and span and not taken & set(range(i, j)):
                taken.update(range(i, j))
                bare = pattern is DATES[-1]  # a year may be any number
                yield Edge(i, j, Cell("DATE", span, cost=0.05 if bare else 0.0))
    for match in DECIMAL.finditer(text):
        i, j = starts.get(match.start()), ends.get(match.end())
        if i is not None and j is not None:
            yield Edge(i, j, Cell("NUM", float(match.group().replace(",", "."))))
    for match in QUOTED.finditer(text):
        group = "text" if match.group("text") is not None else "single"
        i, j = starts.get(match.start(group)), ends.get(match.end(group))
        if i is not None and j is not None:
            yield Edge(i, j, Cell("TEXT", match.group(group)))
    for match in RELATION.finditer(text):
        i, j = starts.get(match.start()), ends.get(match.end())
        if match.group() in relations and i is not None and j is not None:
            yield Edge(i, j, Cell("RELNAME", match.group()))
    yield from _bare(tokens, text)


def _bare(tokens: Sequence[Token], text: str) -> Iterator[Edge]:
    """Words that stand after a word of containing or being, taken as they are."""
    for i, token in enumerate(tokens[1:], 1):
        before = tokens[i - 1].fold
        if token.fold in STOPS or not (
            token.word and (before in CUES or before in ("or", "a", "an"))
        ):
            continue
        said = 0
        for j in range(i, len(tokens)):
            if tokens[j].fold in STOPS:
                break
            said += tokens[j].word and not tokens[j].glued
            if said > LONGEST:
                break
            if j + 1 < len(tokens) and tokens[j + 1].glued:
                continue
            raw = text[token.start : tokens[j].end]
            yield Edge(i, j + 1, Cell("TEXT", raw, cost=0.1))


def _days(match: re.Match[str]) -> tuple[str, str] | None:
    """The first day that a date means, and the day after its last."""
    said = match.groupdict()
    year = int(said["y"])
    name = (said.get("n") or "").casefold()
    month = int(said["m"]) if said.get("m") else SHORT.get(name) or SHORT.get(name[:3], 0)
    try:
        if said.get("d"):
            day = date(year, month, int(said["d"]))
            return day.isoformat(), (day + timedelta(days=1)).isoformat()
        if month:
            after = date(year + month // 12, month % 12 + 1, 1)
            return date(year, month, 1).isoformat(), after.isoformat()
        return date(year, 1, 1).isoformat(), date(year + 1, 1, 1).isoformat()
    except ValueError:
        return None
