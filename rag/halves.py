"""A sentence that asks several things, in its clauses: a topic, questions about it, and what else is wanted of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

__all__ = [
    "OCCASION",
    "THEIR_LAST",
    "TOGETHER",
    "Clause",
    "Parted",
    "followed",
    "parted_ways",
    "rejoined",
    "the_role",
    "two_questions",
]

ASKING = "who|whom|whose|what|which|when|where|why|how|is|are|does|do|did|has|have|can"
NAMES = r"(?:list|show|name|give|tell|say|print|count)"
TWO = re.compile(
    rf"(?P<first>\s*(?:{ASKING}|list|show)\b.+?)[,;]?\s+and\s+(?:also\s+)?(?P<second>(?:{ASKING})\b.+)",
    re.I | re.S,
)
BREAK = re.compile(
    r"\s*(?:[,;:–—]|\s-(?=\s))\s*(?:and|plus|with|along with|together with|as well as|or|but)?\s+(?:also\s+|then\s+|if (?:so|yes|any),?\s+)?"
    r"|\s+(?:and(?: also| then)?|plus|along with|together with|as well as|with)\s+",
    re.I,
)
STARTS = re.compile(
    rf"(?:(?:to|from|on|in|by|for|with|of) )?(?:{ASKING}|any)\b|{NAMES}(?: me| us)?\b|(?:their|its|his|her|whatever|whoever)\b"
    r"|(?:the|how many|which|what|(?:all|any|every|some)\w*)\b[^,;:]*\b(?:each|every one|its?|them|they|their|those|these)\b"
    r"|[\w-]+ (?:each|it|they)\b|of (?:which|whom|those|these|them)\b",
    re.I,
)
IMPERATIVE = re.compile(
    rf"\W*(?:please |and |but |so )*(?:{ASKING}|{NAMES}|find|get|explain|describe|any|of)\b", re.I
)
COMPARED = re.compile(r"(?:please )?(?:compare|contrast|take|look at) ", re.I)
IN_SITU = re.compile(r"\b(?:which|what|who|whom|where|how many)\b", re.I)
SOME = re.compile(
    r"(?P<asked>which|who|how many|what|(?:(?:do|does|did|are|is|was|were|have|has|can)\s+)?(?:any|some|all|none|most))"
    r"(?:\s+ones)?\s+(?:of|among)\s+(?:them|these|those|it|that)\b(?: \w+s(?= (?:are|have|do|is|has|run|can|would|depend)\b))?(?P<rest>.+)",
    re.I | re.S,
)
ONES = re.compile(
    r"(?P<asked>which)(?:\s+ones)?(?=\s+(?:are|is|have|has)\b(?! (?:it|they)\b))", re.I
)
PER = re.compile(r"(?:for|by|in|of|on|to|at|from)\s+(?:which|what)\s+(?P<noun>[\w ]+)", re.I)
EACH = re.compile(
    r"\b(?:each|every) one(?: of (?:them|these|those))?\b"
    r"|\beach(?: of (?:them|these|those|which))?\b(?!\s+(?:other|another)\b)",
    re.I,
)
NAMING = re.compile(
    r"(?:who|what|which)\s+(?:that|this|those|these|the|their|its)\s+(?P<noun>[\w ]+?)\s+(?:is|are|was|were)",
    re.I,
)
TURNED = re.compile(
    r"(?P<asked>(?:who|what|where|how many \w+|which \w+|what \w+))\s+(?P<they>it|they)\s+(?P<be>is|are|was|were)\s+(?P<done>\w+)",
    re.I,
)
ITS = re.compile(
    r"(?:what(?:'s|\s+is|\s+are)\s+|with\s+)?(?:its|their|his|her)\s+(?P<noun>(?!own\b)[\w ]+)",
    re.I,
)
WHOSE = re.compile(
    r"whose(?: \w+)? (?:is|are) (?:it|they|those|these|them|that)(?: things)?(?: then)?", re.I
)
THE_ROLE = re.compile(
    r"(?:who|what)(?: exactly)? (?:is|are|was) the (?P<noun>[a-z-]+(?: [a-z-]+)?)", re.I
)
WHAT_WAY = re.compile(
    r"(?:by|on|to|from|with|in|for|of|at) (?:what|whom|which|which ones?)(?: exactly)?", re.I
)
YES_NO_ANY = re.compile(
    r"\W*(?:is|are|was|were|does|do|did|has|have|can)\b.*\b(?:by|on|to|from|with|in|for|of|at|than) (?:any|some)",
    re.I,
)
SAY = re.compile(
    rf"(?:please )?(?:{NAMES}|find out)(?: me| us)? (?=(?:who|whom|whose|what|which|where|how many|whether|if)\b)",
    re.I,
)
ONE = re.compile(r"which ones?\b", re.I)
HEAD = re.compile(r".*?\b(?:which|what|how many|list|show(?: me)?)\s+(?P<noun>[a-z]+)", re.I | re.S)
SAME = re.compile(
    r"(?:if so,?\s+)?(?:who|which|what|where)(?:\s+ones?)?(?:\s+(?:are|is|would)\s+(?:they|those|it|these|that)(?:\s+be)?)?"
    rf"|(?:please )?{NAMES}(?: me| us)? (?:it|them|those|these|all|all of them|the lot)(?: all)?",
    re.I,
)
ANY = re.compile(
    r"(?:do|have) (?:we|you|they) (?:have |got |actually have |really have )?(?:any|some|one|such)(?: of (?:them|those|these|that))?|(?:are|is) there (?:any|some|one)(?: of (?:them|those|these))?|any",
    re.I,
)
COUNTED = re.compile(
    r"(?:and )?how many(?: (?:are there|are they|of them|of them are there|do we have|have we got|is that|would that be))?|count them",
    re.I,
)
PER_FIRST = re.compile(
    rf"\s*(?P<per>(?:for|in|per|on|by|of|at)\s+(?:each|every)\b[^,:?]*?)\s*[,:]?\s+(?P<rest>(?:{ASKING})\b.+)",
    re.I | re.S,
)
PER_LAST = re.compile(
    r"\s(?P<per>(?:per|(?:for|in|of|on|by) (?:each|every)) [\w -]+?)\s*\??$", re.I
)
COUNTS = re.compile(r"\s*how many\b", re.I)
TALLY = re.compile(
    r"how many(?: \w+)?(?: (?:do|does|are|is|has|have|for|in))?\s+(?:each|every one)(?: one)?(?: of (?:them|these|those))?(?: (?:have|has|got))?",
    re.I,
)
WHAT_IT_IS = re.compile(
    r"(?:what|who)(?: exactly)? (?:is|are) (?:it|that|this|he|she)(?: exactly| called| named)?",
    re.I,
)
BACK = re.compile(
    r"\b(it|its|them|they|their|theirs|these|those|one|ones|he|she|his|him|her|hers)\b|\b(?:that|this)(?=$| (?:part of|in|on|owned|run|used)\b)",
    re.I,
)
PERSON = re.compile(r"\b(?:he|she|his|him|her|hers)\b", re.I)
LINK = re.compile(
    r"(?P<link>by|from|to|for|on|in|with|into)\s+(?P<asked>whom|what|which|who)", re.I
)
PASSIVE = re.compile(
    r"\b(?:is|are|was|were|been|being)\b.*?\s(?P<done>\w+)(?: by (?:any|some)(?:thing|one|body))?\s*\??$",
    re.I,
)
OCCASION = re.compile(
    r"(?:and |so |but )*(?:if|when|once|before|after|should|suppose|supposing|in case|in the event|were|whenever)\b",
    re.I,
)
THEIR_LAST = re.compile(
    r",? (?:and|along with|together with|plus) (?:also )?their (?!own\b)[\w-]+(?: [\w-]+)?$", re.I
)
THEIRS = re.compile(
    r"\b(?:is|are)(?P<also> also)? (?:theirs|hers|his|its own|their own|his own|her own)\b", re.I
)
ONE_THING = re.compile(r"\b(?:it|its|he|she|his|him|her|hers)\b|\b(?:that|this)$", re.I)
LAST_THAT = re.compile(r"\b(?:that|this)(?=$| (?:part of|in|on|owned|run|used)\b)", re.I)
ROLES = re.compile(
    r"(?P<topic>[^:;,]+?)\s*(?::|[–—]|\s-\s)\s*(?:the |its |their )?(?P<nouns>[\w-]+(?: [\w-]+){0,2}(?:\s*,\s*(?:and )?[\w-]+(?: [\w-]+){0,2})*(?:(?:,|,? and) [\w-]+(?: [\w-]+){0,2})?)",
    re.I,
)
TWICE = re.compile(
    r"(?P<topic>[^,:;]+?) (?P<one>[\w-]+(?: (?:to|from|on|into|with|by))?) (?:what|which [\w-]+|whom|who),? (?:and|but) (?P<two>[\w-]+(?: [\w-]+)?(?: (?:to|from|on|into|with|by))?) (?:what|which [\w-]+|whom|who)",
    re.I,
)
NO_ROLE = re.compile(
    rf"\b(?:{ASKING}|{NAMES}|their|its|his|her|it|them|they|each|only|just|all|please)\b", re.I
)
IT_ALL = re.compile(r"\b(?:is|are) (?:it|that|this|they) all\b", re.I)
TOPICAL = re.compile(r"[^:,;?]+(?::|[–—]|\s-)\s*[\w-]+(?: [\w-]+){0,2}\s*\?$")
FEWEST = 2  # words of a clause
MOST_CLAUSES = 4


TOGETHER = re.compile(
    r"(?:the |both |all |our |these |those )*(?:two|three|four|both|all|pair of)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Clause:
    """What is asked after the first: `some` of those of the first; `back` speaks of them, `each` of each one,
    `one` of a single thing, `person` of somebody; `same` asks for no more than which they are (`other`: what they
    are related to), `counted` how many, `tally` how many each has, `any` whether there are any, `what` for the
    thing itself; `whole` says both as one question."""

    asked: str
    some: bool = False
    back: bool = False
    each: bool = False
    one: bool = False
    person: bool = False
    same: bool = False
    other: bool = False
    counted: bool = False
    tally: bool = False
    any: bool = False
    what: bool = False
    whole: str = ""


@dataclass(frozen=True, slots=True)
class Parted:
    """A sentence in its clauses; `topic` when the first asks nothing, `joined` when "and" stands after it,
    `marked` when a colon or a dash does, `roles` when mere nouns follow."""

    first: str
    rest: tuple[Clause, ...]
    topic: bool = False
    joined: bool = False
    marked: bool = False
    roles: bool = False

    @property
    def several(self) -> bool:
        """Whether the first means all that its name names."""
        return TOGETHER.match(self.first) is not None


def two_questions(asked: str) -> Parted | None:
    """The two questions of a sentence in which both begin as questions do."""
    per = PER_FIRST.match(asked)
    if per is not None:
        inner = TWO.match(per["rest"])
        if inner is None:
            return None
        one, other = (f"{per['per']}, {inner[half]}" for half in ("first", "second"))
        return Parted(one, (Clause(other),))
    match = TWO.match(asked)
    if match is None or len(match.group("second").split()) <= FEWEST:
        return None
    first = match.group("first").strip(" ,;:")
    last = PER_LAST.search(match["second"])
    if last is not None and COUNTS.match(first) and COUNTS.match(match["second"]):
        return Parted(f"{first} {last['per']}", (Clause(match["second"]),))
    return Parted(first, (_clause(first, match.group("second")),))


def followed(first: str, second: str) -> Parted:
    """A question and what the sentence after it asks besides."""
    first, said = first.rstrip("?.! "), second.rstrip("?.! ")
    breaks = [m for m in BREAK.finditer(said) if STARTS.match(said, m.end())]
    starts, ends = [0, *(m.end() for m in breaks)], [*(m.start() for m in breaks), len(said)]
    pieces = (said[s:e].strip(" ,;:") for s, e in zip(starts, ends, strict=True))
    return Parted(first, tuple(_clause(first, piece) for piece in pieces if piece))


def the_role(asked: str) -> str:
    """ "Who is the vendor" asks that of what is spoken of; nothing where a sentence is no such."""
    role = THE_ROLE.fullmatch(asked.rstrip("?. "))
    return f"what is the {role['noun']} of it" if role is not None else ""


def rejoined(asked: str, told: Sequence[str]) -> tuple[str, Sequence[str]]:
    """A question with the topic before it, that a dash set off as a sentence: "X – who reads it, who writes it"."""
    if not told:
        return asked, told
    before = told[-1]
    if before[-1] not in ".?!;:,":
        return f"{before}: {asked}", told[:-1]
    if before.endswith("?") and TOPICAL.match(before) and not IMPERATIVE.match(asked):
        return f"{before.rstrip('? ')}, {asked}", told[:-1]  # "X: owner? dependents?"
    return asked, told


def parted_ways(asked: str) -> Iterator[Parted]:
    """The ways to part a sentence: at all its breaks, then at one of them, the last first."""
    said = re.sub(r"[, ]*\bplease$", "", asked.rstrip("?.! "), flags=re.I)
    yield from _roles(said)
    yield from _twice(said)
    breaks = [m for m in BREAK.finditer(said) if STARTS.match(said, m.end())]
    ways = [breaks] if 1 < len(breaks) < MOST_CLAUSES else []
    ways += [[m] for m in reversed(breaks)]
    for way in ways:
        starts, ends = [0, *(m.end() for m in way)], [*(m.start() for m in way), len(said)]
        pieces = [said[s:e].strip(" ,;:") for s, e in zip(starts, ends, strict=True)]
        if len(pieces[0].split()) < FEWEST and way[0].group().strip()[:1] not in (*":–—-,", ""):
            continue
        pieces[0] = COMPARED.sub("", pieces[0], count=1)
        topic = not IMPERATIVE.match(pieces[0]) and not IN_SITU.search(pieces[0])
        rest = tuple(_clause(pieces[0], piece) for piece in pieces[1:])
        joined = re.search(r"\b(?:and|plus|with|well)\b", way[0].group(), re.I) is not None
        if all(map(_worth, rest)):
            marked = way[0].group().strip()[:1] in {":", "–", "—", "-"}
            yield Parted(pieces[0], rest, topic, joined, marked)


def _roles(said: str) -> Iterator[Parted]:
    """ "X: owner, tier and dependents": each is asked of X."""
    match = ROLES.fullmatch(said)
    if match and not NO_ROLE.search(match["nouns"]):
        nouns = re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+", match["nouns"])
        rest = tuple(Clause(f"what is the {noun} of it", back=True, one=True) for noun in nouns)
        yield Parted(match["topic"].strip(), rest, topic=True, marked=True, roles=True)


def _twice(said: str) -> Iterator[Parted]:
    """ "X reads what and writes what": each is asked of X."""
    match = TWICE.fullmatch(said)
    if match:
        rest = tuple(
            Clause(f"what is it that it {match[verb].strip()}", back=True, one=True)
            for verb in ("one", "two")
        )
        yield Parted(match["topic"].strip(), rest, topic=True, marked=True)


def _worth(clause: Clause) -> bool:
    told = (
        clause.some
        or clause.back
        or clause.same
        or clause.whole
        or clause.counted
        or clause.tally
        or clause.any
    )
    asking = re.match(rf"(?:{ASKING}|any)\b", clause.asked, re.I) is not None
    return bool(told) or clause.what or (asking and len(clause.asked.split()) >= FEWEST)


def _clause(first: str, second: str) -> Clause:
    second = re.sub(r"^(?:and|but|also|then|so|please)\s+", "", second.strip(), flags=re.I)
    second = SAY.sub("", second, count=1)
    second = re.sub(r"^if (?:so|yes|any|they do|it does|we do),?\s+", "", second, flags=re.I)
    plain = second.rstrip("?. ")
    some = SOME.match(second)
    if some:
        return Clause(f"{some['asked']} things{some['rest']}", some=True)
    ones = ONES.match(second)
    if ones:
        return Clause(f"{ones['asked']} things{second[ones.end() :]}", some=True)
    if TALLY.fullmatch(plain):
        return Clause(plain, tally=True)
    if COUNTED.fullmatch(plain):
        return Clause(plain, counted=True)
    if ANY.fullmatch(plain):
        return Clause(plain, any=True)
    if the_role(plain):
        return Clause(the_role(plain), back=True, one=True)
    if WHAT_WAY.fullmatch(plain) and YES_NO_ANY.match(first):
        return Clause(plain, same=True, other=True)
    if WHAT_IT_IS.fullmatch(plain):
        return Clause(plain, back=True, one=_one(second), what=True)
    if SAME.fullmatch(plain):
        return Clause(plain, same=True)
    if WHOSE.fullmatch(plain):
        return Clause("who owns it", back=True, one=_one(second))
    per = PER.fullmatch(plain)
    if per:
        return Clause(plain, whole=f"{first} per {per['noun']}")
    naming = NAMING.fullmatch(plain)
    if naming:
        return Clause(f"what is the {naming['noun']} of it", back=True, each=True)
    link, done = LINK.fullmatch(plain), PASSIVE.search(first)
    if link and done:
        asked = f"{link['link']} {link['asked']} is it {done['done']}"
        return Clause(asked, back=True, each=True)
    return _speaking_of(first, second)


def _speaking_of(first: str, second: str) -> Clause:
    """A clause with a pronoun in it, or none."""
    each = EACH.search(second) is not None
    person = PERSON.search(second) is not None
    back = each or _back(second)
    one = _one(second)
    plain = EACH.sub("it", second, count=1)
    plain = IT_ALL.sub("are they all", plain)
    plain = THEIRS.sub(r"do they\g<also> own", plain)
    plain = TURNED.sub(r"\g<asked> \g<be> \g<they> \g<done>", plain)
    if back:
        plain = LAST_THAT.sub("it", plain.rstrip("?. "), count=1)
    its = ITS.fullmatch(plain.rstrip("?. "))
    if its:
        each = each or not plain.casefold().startswith("what")
        plain = f"what is the {its['noun']} of it"
    head = HEAD.match(first)
    plain = ONE.sub(f"which {head['noun']}", plain, count=1) if head else plain
    return Clause(plain, back=back, each=each, one=one, person=person)


def _back(second: str) -> bool:
    return BACK.search(ONE.sub("which", second).rstrip("?. ")) is not None


def _one(second: str) -> bool:
    return ONE_THING.search(second.rstrip("?. ")) is not None
