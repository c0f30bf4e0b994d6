"""Questions for what changed and when: told by words of change and of time, and taken out of the sentence.

"Which services of team a were added since Monday" is the list of "services of team a", of which those are
meant that came then.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, TypeAlias

from rag.phrases import NUMBERS

__all__ = ["TimeAsked", "time_asked"]

Kind: TypeAlias = Literal["added", "changed", "removed"]

UNITS = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "night": timedelta(days=1),
    "week": timedelta(days=7),
    "fortnight": timedelta(days=14),
    "month": timedelta(days=30),
    "quarter": timedelta(days=91),
    "year": timedelta(days=365),
}
COUNTS = {word: n for n, word in enumerate(NUMBERS)} | {
    "a": 1,
    "an": 1,
    "couple of": 2,
    "a couple of": 2,
    "few": 3,
    "a few": 3,
}
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december"
    "|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec"
)
_UNIT = rf"(?:{'|'.join(UNITS)})s?"
_COUNT = r"(?:\d{1,4}|" + "|".join(sorted(map(re.escape, COUNTS), key=len, reverse=True)) + ")"
_DATE = (
    r"(?:\d{4}-\d{2}-\d{2}(?:[t ]\d{2}:\d{2}(?::\d{2})?(?:z|[+-]\d{2}:?\d{2})?)?"
    rf"|(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{MONTHS})\b(?:,?\s+\d{{4}})?"
    rf"|(?:{MONTHS})\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}})?)"
)
_MOMENT = (
    rf"(?P<moment>{_DATE}|yesterday|today|this\s+morning|last\s+night|(?:last\s+)?(?:{'|'.join(DAYS)})"
    rf"|(?:the\s+)?(?:last|past|previous)\s+{_UNIT}|(?:the\s+(?:start|beginning)\s+of\s+)?this\s+(?:week|month|quarter|year)"
    rf"|{_COUNT}\s+{_UNIT}\s+ago)"
)
_RUN = r"(?:run|ingestion|ingest|import|load|scan|sync|crawl|refresh|update|reading)"
PHRASES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(rf"(?<![\w-]){pattern}(?![\w-])", re.IGNORECASE))
    for kind, pattern in (
        (
            "run",
            rf"(?:since|in|during|by|with|at|from|after)\s+(?:(?:the|our|your)\s+)?(?:very\s+)?(?:last|latest|most\s+recent|previous|newest)\s+{_RUN}",
        ),
        (
            "between",
            rf"between\s+(?P<from>{_DATE}|yesterday)\s+and\s+(?P<to>{_DATE}|today|yesterday|now)",
        ),
        ("since", rf"(?:ever\s+)?(?:since|after|from)\s+{_MOMENT}(?:\s+on(?:wards?)?)?"),
        (
            "span",
            rf"(?:in|during|over|within|for)\s+(?:the\s+)?(?:last|past|previous)\s+(?:(?P<count>{_COUNT})\s+)?(?P<unit>{_UNIT})",
        ),
        ("span", rf"(?:the\s+)?(?:last|past)\s+(?P<count>{_COUNT})\s+(?P<unit>{_UNIT})"),
        (
            "day",
            rf"(?:on\s+|before\s+)?(?P<day>yesterday|today|last\s+night|this\s+morning|(?:on\s+|last\s+)(?:{'|'.join(DAYS)})|on\s+{_DATE})",
        ),
        ("whole", r"(?:in\s+|during\s+)?(?P<which>last|this)\s+(?P<what>week|month|quarter|year)"),
        ("lately", r"(?:recently|lately|of\s+late)"),
    )
)
KINDS: tuple[tuple[Kind, str], ...] = (
    (
        "added",
        r"(?:newly\s+)?(?:added|created|introduced|registered|onboarded|appeared|came\s+in|come\s+in|came\s+up|turned\s+up|shown\s+up|showed\s+up|new)",
    ),
    (
        "removed",
        r"(?:removed|deleted|dropped|disappeared|vanished|gone|went\s+away|taken\s+out|thrown\s+out)",
    ),
    (
        "changed",
        r"(?:changed|modified|updated|altered|edited|different|differs?|changes?|differences?)",
    ),
)
AUX = r"(?:was|were|is|are|has|have|had|been|being|got|gotten|get|gets|did|does|do|be|just|newly|recently|anything|any)"
CHANGES: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (
        kind,
        re.compile(
            rf"(?<![\w'-])(?P<before>(?:{AUX}\s+)*)(?P<word>{words})(?![\w'-])", re.IGNORECASE
        ),
    )
    for kind, words in KINDS
)
DONE = re.compile(r"\b(was|were|been|has|have|had|got|did|what's|whats|is|are|'s)\b", re.IGNORECASE)
HYPOTHETICAL = re.compile(
    r"\b(if|when|should|would|will|could|might|suppose|before|must|were to|planning|plan|going to)\b",
    re.IGNORECASE,
)
CATALOG = re.compile(
    r"\b(?:to|from|in|of)\s+(?:the|our)\s+(?:catalog(?:ue)?|graph|landscape|inventory|estate)\b",
    re.IGNORECASE,
)
LEAD = re.compile(
    r"^(?:please\s+|and\s+|so\s+|also\s+)*(?:(?:can|could)\s+you\s+)?(?:list|show|give|tell|name|find)?\s*(?:me|us)?\s*"
    r"(?P<wh>how\s+many|number\s+of|count(?:\s+of)?|which|what(?:'s|s)?|who|whatever|everything|anything|nothing|something)?\s*"
    r"(?P<aux>(?:was|were|is|are|has|have|had|did|does|do)\b)?\s*(?:there\s+)?(?:any\s+|the\s+|all\s+|all\s+the\s+)?"
    r"(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
EMPTY = frozenset(
    [
        "that",
        "which",
        "it",
        "thing",
        "things",
        "asset",
        "assets",
        "all",
        "everything",
        "anything",
        "something",
        "stuff",
        "there",
        "the",
        "a",
        "an",
        "of",
        "been",
        "happened",
        "happen",
        "happens",
        "is",
        "are",
        "was",
        "were",
        "has",
        "have",
        "had",
        "did",
        "do",
        "does",
        "to",
        "for",
        "us",
        "we",
        "in",
        "with",
        "about",
        "new",
    ]
)
BEFORE_NEW = re.compile(
    r"(?:^|\b(?:is|are|any|which|what|what's|the|list|show|all|many|me|of|our|new)\s+)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class TimeAsked:
    """What a sentence asks of the history: `rest` names the set ("" for everything).

    since and until are ISO 8601 in UTC; without since, the last run is meant. `timed` when words of time
    stand in the sentence, so that it can mean nothing else.
    """

    rest: str
    kind: Kind | None
    since: str | None
    until: str | None
    form: Literal["list", "count", "exists"]
    timed: bool
    words: tuple[str, ...]


def time_asked(sentence: str, now: Callable[[], datetime]) -> TimeAsked | None:
    """What the sentence asks of the history; None when it asks nothing of it."""
    if HYPOTHETICAL.search(sentence):
        return None
    text = sentence.strip().rstrip("?.! ")
    span = _span(text, now)
    if span is not None:
        text = f"{text[: span.start]} {text[span.end :]}"
    found = _change(text, timed=span is not None)
    if found is None:
        return None
    kind, start, end, word = found
    text = CATALOG.sub(" ", f"{text[:start]} {text[end:]}")
    match = LEAD.match(" ".join(text.split()).strip(" ,"))
    assert match is not None
    wh = (match["wh"] or "").casefold()
    rest = match["rest"].strip(" ,")
    words = tuple(w for w in re.findall(r"[\w'-]+", rest.casefold()))
    if all(w in EMPTY for w in words):
        rest = ""
    form: Literal["list", "count", "exists"] = "list"
    if wh.startswith(("how", "number", "count")):
        form = "count"
    elif not wh and _yes_no(sentence):
        form = "exists"
    said = tuple(w for w in (word, span.said if span else "") if w)
    return TimeAsked(
        rest,
        kind,
        span.since if span else None,
        span.until if span else None,
        form,
        span is not None,
        said,
    )


def _yes_no(sentence: str) -> bool:
    return bool(
        re.match(r"\W*(?:was|were|is|are|has|have|had|did|does|do)\b", sentence, re.IGNORECASE)
    )


def _change(text: str, *, timed: bool) -> tuple[Kind | None, int, int, str] | None:
    """The word of change: its kind (None for any kind), where it stands with its auxiliaries, the word."""
    every: list[tuple[int, Kind | None, int, str]] = []
    for kind, pattern in CHANGES:
        for match in pattern.finditer(text):
            word = match["word"].casefold()
            means: Kind | None = None if word.startswith(("chang", "differ")) else kind
            before = text[: match.start("word")]
            if word == "new" and not (BEFORE_NEW.search(before) or timed):
                continue
            done = bool(DONE.search(text[: match.start("word")])) or word == "new"
            if not timed and not (done and (match["before"].strip() or word == "new")):
                continue
            every.append((match.start(), means, match.end(), str(match["word"])))
    if not every:
        return None
    start, kind, end, word = min(every, key=lambda found: found[0])
    return kind, start, end, word


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    since: str | None
    until: str | None
    said: str


def _span(text: str, now: Callable[[], datetime]) -> _Span | None:
    """The words of time in the text, and what they mean."""
    for kind, pattern in PHRASES:
        match = pattern.search(text)
        if match is None:
            continue
        times = _times(kind, match, now().astimezone(UTC))
        if times is not None:
            since, until = times
            return _Span(match.start(), match.end(), _iso(since), _iso(until), match.group(0))
    return None


Times = tuple[datetime | None, datetime | None]


def _times(kind: str, match: re.Match[str], now: datetime) -> Times | None:
    said = match.groupdict()
    match kind:
        case "run":
            return None, None
        case "between":
            first, last = _day(said["from"], now), _day(said["to"], now)
            if said["to"].casefold() == "now":
                return (first, None) if first else None
            return (first, last + UNITS["day"]) if first and last else None
        case "since":
            moment = _moment(said["moment"], now)
            return None if moment is None else (moment, None)
        case "span":
            return now - _count(said["count"]) * UNITS[said["unit"].casefold().rstrip("s")], None
        case "day":
            day = _day(re.sub(r"^(on|last)\s+", "", said["day"].casefold()), now)
            return None if day is None else (day, day + UNITS["day"])
        case "whole":
            return _whole(said["which"].casefold(), said["what"].casefold(), now)
        case _:
            return now - UNITS["week"], None


def _count(text: str | None) -> int:
    if not text:
        return 1
    return int(text) if text.isdigit() else COUNTS[" ".join(text.casefold().split())]


def _midnight(time: datetime) -> datetime:
    return time.replace(hour=0, minute=0, second=0, microsecond=0)


def _moment(text: str, now: datetime) -> datetime | None:
    """The moment that "since …" counts from."""
    said = " ".join(text.casefold().split())
    ago = re.fullmatch(rf"({_COUNT})\s+({_UNIT})\s+ago", said)
    if ago:
        return now - _count(ago[1]) * UNITS[ago[2].rstrip("s")]
    last = re.fullmatch(rf"(?:the )?(?:last|past|previous) ({_UNIT})", said)
    if last and last[1] != "night":
        return now - UNITS[last[1].rstrip("s")]
    this = re.fullmatch(r"(?:the (?:start|beginning) of )?this (week|month|quarter|year)", said)
    if this:
        return _whole("this", this[1], now)[0]
    return _day(re.sub(r"^last (?!night)", "", said), now)


def _day(text: str, now: datetime) -> datetime | None:
    """The beginning of a day (or the moment, where a time of day is given); days of the week are the last such."""
    said = " ".join(text.casefold().split())
    today = _midnight(now)
    if said in ("today", "now", "this morning"):
        return today
    if said in ("yesterday", "last night"):
        return today - UNITS["day"]
    if said in DAYS:
        return today - ((today.weekday() - DAYS.index(said) - 1) % 7 + 1) * UNITS["day"]
    return _date(said, now)


def _date(said: str, now: datetime) -> datetime | None:
    from dateutil import parser

    try:
        found = parser.parse(said.replace(" of ", " "), default=_midnight(now).replace(tzinfo=None))
    except (ValueError, OverflowError):
        return None
    found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    year_said = re.search(r"\d{4}", said) is not None
    return found.replace(year=found.year - 1) if found > now and not year_said else found


def _whole(which: str, what: str, now: datetime) -> Times:
    """This week, or the whole of the one before it."""
    today = _midnight(now)
    match what:
        case "week":
            start = today - today.weekday() * UNITS["day"]
            before = start - UNITS["week"]
        case "month":
            start = today.replace(day=1)
            before = (start - UNITS["day"]).replace(day=1)
        case "quarter":
            start = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
            before = (start - UNITS["day"]).replace(day=1)
            before = before.replace(month=(before.month - 1) // 3 * 3 + 1)
        case _:
            start = today.replace(month=1, day=1)
            before = start.replace(year=start.year - 1)
    return (start, None) if which == "this" else (before, start)


def _iso(time: datetime | None) -> str | None:
    return None if time is None else time.astimezone(UTC).isoformat(timespec="seconds")
