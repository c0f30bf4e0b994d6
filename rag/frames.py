"""What stands around a question without asking anything: courtesy, asides, who asks it and why, tags and clefts.

Sentences come with their contractions written out. What is taken away names nothing and restricts nothing, so
that the plainer sentence asks the same.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from rag.words import Token, fold, tokens

__all__ = ["Framed", "courtesy", "framed", "told_already"]


SEPARATORS = frozenset(",:()-–—;")
WH = r"(?:who|whom|whose|what|which|where|when|why|how|whatever|whichever|whoever)"
PREPOSITION = r"(?:(?:on top of|because of|to|from|on|upon|in|by|for|with|of|at|under|into|via|through|within|about|against|among)\s+)?"
AUX = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|must|may|might)"
IT = r"(?:it|they|he|she|that|this|there|those|these|we|you|one|i)"
TAG = re.compile(rf",\s*{AUX}(?:\s+not)?\s+{IT}(?:\s+not)?\s*$", re.I)
SAID_SO = re.compile(
    r"(?:[,;:]\s*|\s+(?=right|correct|or not|am i|or am))(?:right|correct|true|yes|no|or not|or no|agreed|true or false|am i (?:right|correct|wrong|mistaken)|is (?:that|it) (?:so|true|right|correct|not so)|"
    r"is not that (?:so|true|right)|or am i (?:wrong|mistaken)|or is it not|is it)\s*$",
    re.I,
)
BACK = re.compile(
    r"(?:and |so |but )?(?:is|was) (?:that|this|it|he|she) (?:so|true|right|correct|the case|still true|still so|still the case|accurate)(?: or not| or false)?"
    r"|(?:is|are) (?:he|she|they|we) right(?: about (?:that|this|it))?|am i (?:right|correct|wrong|mistaken)(?: here| there| about (?:that|this|it))?"
    r"|(?:can|could|would) (?:you|anyone|somebody|someone) (?:please )?(?:confirm|verify|check)(?: (?:that|this|it))?(?: please)?"
    r"|(?:please )?(?:confirm|verify|check)(?: (?:that|this|it))?(?: please)?|true or false|true|correct|right|yes or no|agreed|do you agree|does (?:that|this|it) hold|does that sound right|or not|or am i (?:wrong|mistaken)|is it",
    re.I,
)
HEARSAY = re.compile(
    r"^[^?;:]{0,60}?\b(?:told|tells?|said|says?|claim(?:s|ed)?|thinks?|thought|believed?s?|hear|heard|suppose|assumed?s?|guess|reckons?|suspect|insists?|maintains?"
    r"|mentioned|read|remember|understand|swears?|notes?|noted|under the impression|pretty sure|fairly sure|quite sure|almost sure|sure|certain|convinced|positive|confident)\b"
    r"(?:\s+(?:me|us|you))?(?:\s*,)?(?:\s+that\b)?\s+",
    re.I,
)
CLEFT = re.compile(
    rf"\b(?P<wh>{PREPOSITION}(?:who|whom|what|where|(?:which|what)(?:\s+(?!(?:is|are|was|were|it)\b)[\w.-]+){{0,4}}?))\s+(?:is|are|was|were|would|might|can)(?:\s+be)?\s+(?:it|this)\s+(?:exactly\s+)?(?:that|which|who|whom)\b",
    re.I,
)
ASKS_STILL = re.compile(
    rf"^\s*(?:{PREPOSITION}{WH}|{AUX}|list|show|name|count|find|give|tell)\b", re.I
)
IS_IT = re.compile(
    r"^(?:is|was|is not|was not) (?:it|this) (?P<it>.+?) (?:that|which|who|whom) (?P<rest>.+)$",
    re.I,
)
IT_IS = re.compile(r"^it (?:is|was) (?P<it>.+?) (?:that|which|who|whom) (?P<rest>.+)$", re.I)
IF_ANY = re.compile(
    r",?\s*(?:and\s+|or\s+|but\s+)?if (?:so|yes|any|there (?:is|are)(?: any| one| some)?)\s*,?\s*(?:which|who|what)(?: ones?)?(?: (?:is|are) (?:it|they|that|those))?$",
    re.I,
)
A_LIST = re.compile(
    r"^(?!(?:which|what|who|whose|how)\b)(?:(?!\b(?:for|per|of|in|on|by|from|each|every)\b)[^,;:?])*?\b(?:to |i |we |you |me )(?:please )?(?:get|have|see|receive|obtain|be given|be shown|provide|share|send me|give me|prepare|compile|draw up|put together|work with)\s+(?:me |us |i )?(?:a|the|your)\s+(?:full |complete |short |quick |simple )?(?=(?:list|overview|inventory|listing|rundown|breakdown|summary|count|number) of\b)",
    re.I,
)
NEEDED_FOR = re.compile(
    r"^(?:for|of|about|on|regarding|concerning) (?!each\b|every\b|all\b|any\b)(?P<of>[^,]+?),? (?:i|we) (?:need|want|would like|would need|am looking for|are looking for|require|should have)(?: to (?:know|see|have|get))? (?P<what>(?:the|its|their|all|every|a list of)\b[^,]+?)(?: and nothing (?:else|more)| only| alone)?$",
    re.I,
)
THE_ONE = re.compile(
    r"^(?P<wh>(?:who|what|which(?: \w+){1,3}))(?: exactly)? (?:is|are|was|were) (?:the ones?|those|the (?:guys|people|team|person|teams|persons|things|thing)) (?:that|who|which)\s+",
    re.I,
)
IS_THE_ONE = re.compile(
    r"^(?:is|are|was|were) (?P<it>.+?) (?:the ones?|those|the (?:guys|people|only one)) (?:that|who|which)\s+",
    re.I,
)
WITHIN = re.compile(
    r"^(?P<within>(?:for|in|of|among|amongst|within|across|on|under|per|inside|from|regarding|about|concerning|at|outside|as for|as to|if|when|should|were|once|after|given|suppose|supposing|assuming|without|apart from|besides|except|leaving|looking at|taking|team by team|\w+ by \w+)\b.+?),?\s+"
    r"(?:(?:and|so|then|please|now|also)\s+)*(?:can|could|would|will|do|does|did|please|i|we|my|our|one|tell|show|let|remind|help|just|somebody|someone|the \w+ (?:wants?|asks?|needs?|would)|find|figure|work|check|explain)\b",
    re.I,
)
CLAUSE = re.compile(
    r"^(?P<told>.+?)\s*[,;]?\s+(?:and|but|so|because|hence|therefore)\s+(?:(?!\b(?:and|but|so)\b).)*$",
    re.I,
)
GOING_ON = re.compile(
    r"(?:before|while|as|now that|until|when|once) (?:we|i|you) (?:are |were |can |do |have to )?(?:go on|start|started|begin|continue|go|going|do anything|meet|decide|talk|proceed|move on|at it|here|forget|finish|leave|go any further|get into that|get to that|do that)",
    re.I,
)
OCCASION_NEED = re.compile(
    r"^(?:for|before|ahead of|because of|as part of|in preparation for|during) [^,;:?]{2,40}?(?= (?:i|we) (?:need|want|require|would like|have to have|am after|are after|am looking for|are looking for)\b)",
    re.I,
)
HOW = re.compile(r"(?:\w+,? )?(?:how|why|by what (?:path|route|way)|in what way)\b", re.I)
THE_CHAIN = re.compile(
    r"\W*(?:(?:and |so |please )*(?:(?:i|we) (?:would like|want|need|wish)(?: to (?:see|have|know|get))?|(?:please )?(?:show|give|list|tell|draw|print|spell out|walk)(?: me| us)?(?: through)?|(?:can|could) (?:you|i|we) (?:show|see|give|have|list|get)(?: me| us)?) )(?:just )?(?:the |every |each |all the |a )?(?:whole |full |entire |complete |exact )?(?:chains?|paths?|routes?|steps?|links?|connections?|ways?|hops?|trail)(?: (?:from (?:the )?(?:one|first) to the (?:other|second|last)|between (?:the two(?: of them)?|them|both|these two|those two)|in between|step by step|that leads? there|from end to end|from start to end|please))*\W*",
    re.I,
)
FAVOUR = re.compile(
    r"^(?:(?:could|can|would|will|might) (?:you|someone|somebody|anyone|anybody|i)|i would ask you|may i ask you|i ask you)\s+(?:please |kindly |perhaps |possibly )*(?:be (?:so )?(?:kind|good|nice)(?: enough)?(?: as)? to|do me (?:a|the) favou?r and|take a look and|go ahead and|help me (?:to )?|try (?:to|and))\s+",
    re.I,
)
WANTED = re.compile(
    r"^(?:what|all|the (?:only )?thing(?: that)?) (?:i|we|my boss|the board) (?:really |just |still |now )*(?:want|need|wants|needs|lack|miss|require|am looking for|are looking for|am after|are after|would like|was asked for)(?: to (?:see|have|get))?(?: now| here| today)? (?:is|are|would be)\s+(?=(?:a|an|the|all|every|our|any)\b)",
    re.I,
)
NAME_OF = re.compile(
    r"^(?:list |give me |show me |tell me )?(?:the )?(?:full |exact )?names? of (?:whoever|whichever (?P<one>\w+)|those who|the (?:people|person|one|ones) (?:who|that)|anyone who|everyone who|everybody who|all those who)\s+(?=\w)",
    re.I,
)
TRULY = "is it true that "


@dataclass(frozen=True, slots=True)
class Framed:
    """The plainer question, what was told before it, and other ways to put it, to be tried in turn."""

    asked: str
    told: tuple[str, ...]
    others: tuple[str, ...] = ()


@cache
def _words() -> Mapping[str, frozenset[str]]:
    text = (resources.files("rag") / "frames.toml").read_text(encoding="utf-8")
    return {part: frozenset(map(fold, words)) for part, words in tomllib.loads(text).items()}


@cache
def _lead() -> re.Pattern[str]:
    """Everything up to a verb of asking that stands right before an embedded question."""
    verbs = "|".join(sorted(map(re.escape, _words()["asking"]), key=len, reverse=True))
    more = "|".join(sorted(map(re.escape, _words()["asking_more"]), key=len, reverse=True))
    return re.compile(
        rf"^(?P<lead>.*?\b(?:{verbs})(?:\s+(?:{more}))*)\s*[:,-]?\s+(?P<asked>(?:{PREPOSITION}{WH}|whether|if)\b.+)$",
        re.I | re.S,
    )


@cache
def _wish() -> re.Pattern[str]:
    """ "The board would like a list of …"."""
    audience = "|".join(sorted(map(re.escape, _words()["audience"]), key=len, reverse=True))
    return re.compile(
        rf"^(?:(?:the|our|my|a|an|one of (?:our|the|my))\s+)?(?:[\w-]+\s+)?(?:{audience})\s+(?:(?:now|just|also|urgently|really|has|have)\s+)*"
        r"(?:would (?:like|love|appreciate|be (?:grateful|glad|happy|thankful|interested)(?: for| in| about| to (?:have|get|see|receive))?|welcome)|wants?|needs?|requires?|requested|requests?"
        r"|asked for|asks for|is asking for|are asking for|am asking for|asked me for|is after|am after|are after|am looking for|is looking for|are looking for|demands?|could (?:use|do with))\s+"
        r"(?:(?:to (?:see|have|get|receive|be (?:given|shown|told)))\s+)?(?:(?:me|you|us) to (?:list|name|show|give|tell|find|count|prepare|compile|draw up)\s+)?(?=(?:a|an|the|all|every|our|each|any)\b)",
        re.I,
    )


Means = Callable[[Sequence[str]], bool]


def framed(asked: str, told: Sequence[str], documents: frozenset[str], means: Means) -> Framed:
    """The question without what stands around it; `documents` are words for things that say something
    ("what does the runbook ask …"); `means` tells whether a phrase says something of the catalog."""
    before = list(told)
    asked = IF_ANY.sub(", and if so which", asked.strip().rstrip("?.!; "))
    if before and BACK.fullmatch(asked):
        asked = TRULY + _claim(before.pop())
        return Framed(_without_asides(asked, means), tuple(before))
    asked = _without_asides(OCCASION_NEED.sub(r"\g<0>,", asked, count=1), means)
    asked, claimed = _without_tag(asked)
    if claimed:
        others = _of_cleft(IT_IS.match(asked))
        return Framed(others[0] if others else TRULY + _claim(asked), tuple(before), others[1:])
    for _ in range(3):
        plainer, lead = _without_lead(asked, documents)
        if plainer == asked:
            break
        asked = plainer
        if lead:
            before.append(lead)
    asked = _wish().sub("list ", asked, count=1)
    asked = FAVOUR.sub("", asked, count=1)
    asked = A_LIST.sub("list ", asked, count=1)
    asked = NEEDED_FOR.sub(r"list \g<what> of \g<of>", asked, count=1)
    asked = THE_ONE.sub(r"\g<wh> ", asked, count=1)
    asked = IS_THE_ONE.sub(rf"{TRULY}\g<it> ", asked, count=1)
    asked = WANTED.sub("list ", asked, count=1)
    asked = NAME_OF.sub(lambda m: f"which {m['one']} " if m["one"] else "who ", asked, count=1)
    asked = CLEFT.sub(_straight, asked)
    cleft = _of_cleft(IS_IT.match(asked))
    return Framed(asked, tuple(before), cleft)


def told_already(sentence: str, before: str) -> bool:
    """ "I would like to see the chain from one to the other", after a question how or why."""
    return THE_CHAIN.fullmatch(sentence) is not None and HOW.match(before) is not None


def courtesy(sentence: str) -> bool:
    """Whether a sentence is made of words of courtesy and little words alone: "Thanks in advance"."""
    words = [t.fold for t in tokens(sentence) if t.word]
    vocabulary = _words()
    little, polite = vocabulary["little"], vocabulary["social"]
    said = all(w in little or w in polite for w in words) and any(w in polite for w in words)
    return (
        said and not ASKS_STILL.match(sentence) and BACK.fullmatch(sentence.rstrip("?.!; ")) is None
    )


def _straight(match: re.Match[str]) -> str:
    return match["wh"]


def _of_cleft(match: re.Match[str] | None) -> tuple[str, ...]:
    """ "Is it T that owns X", "it is X that T owns": the thing is what the clause says it of, or to."""
    if match is None:
        return ()
    return f"{TRULY}{match['it']} {match['rest']}", f"{TRULY}{match['rest']} {match['it']}"


def _claim(sentence: str) -> str:
    """What a sentence says, without who says so."""
    sentence = sentence.strip().rstrip("?.!; ")
    sentence = SAID_SO.sub("", sentence)
    plain = HEARSAY.sub("", sentence, count=1)
    return plain if len(plain.split()) > 2 else sentence


def _without_tag(asked: str) -> tuple[str, bool]:
    """A statement whose tag makes it a question; whether it had one."""
    if ASKS_STILL.match(asked):
        return asked, False
    plain = TAG.sub("", asked)
    if plain == asked:
        plain = SAID_SO.sub("", asked)
    return (plain, True) if plain != asked and len(plain.split()) > 2 else (asked, False)


def _without_lead(asked: str, documents: frozenset[str]) -> tuple[str, str]:
    """ "Our lawyers ask what …" is the question what …; what is told besides is given apart."""
    match = _lead().match(asked)
    if match is None:
        return asked, ""
    lead, rest = match["lead"], match["asked"].strip()
    said = [t.fold for t in tokens(lead) if t.word]
    if set(said) & documents or len(said) > 40:
        return asked, ""
    if re.match(WH, lead, re.I) and not re.match(
        r"(?:what\s+(?:i|we|my|our|you)|who (?:can|could|will|would) (?:please )?(?:tell|say|remind|explain|help|enlighten|show)|what\s+(?:interests|matters|puzzles|bothers|the (?:board|boss|auditors?|management)))\b",
        lead,
        re.I,
    ):
        return asked, ""
    if re.match(r"(?:list|show|name|give|find|count)\b(?! me\b| us\b| out\b)", lead, re.I):
        return asked, ""
    if re.match(r"(?:whether|if)\b", rest, re.I):
        rest = _whether(re.sub(r"^(?:whether or not|whether|if)\s+", "", rest, flags=re.I))
    within = WITHIN.match(lead)
    if within is not None:  # "In S, can you tell me which …"
        return f"{within['within'].rstrip(' ,')}, {rest}", ""
    clause = CLAUSE.match(lead)
    if clause is not None and len(clause["told"].split()) > 1:
        return rest, clause["told"]
    told = lead if re.search(rf"\b{IT}\b|\b(?:its|their|them|those)\b", rest, re.I) else ""
    return rest, told


def _whether(clause: str) -> str:
    there = re.match(r"(there|we)\s+(is|are|was|were|have|has)\b", clause, re.I)
    if there is None:
        return TRULY + clause
    if there[1].casefold() == "we":
        return f"do we have {clause[there.end() :].strip()}"
    return f"{there[2]} {there[1]} {clause[there.end() :].strip()}"


# ------------------------------------------------------------------ asides


def _without_asides(asked: str, means: Means) -> str:
    """The sentence without the parts between its marks that are made of words of courtesy and little words."""
    said = tokens(asked)
    parts = _parts(said)
    if len(parts) < 2:
        return asked
    kept = [not _aside(part, i, len(parts), means) for i, part in enumerate(parts)]
    if all(kept) or not any(kept):
        return asked
    drop = set[int]()
    for i, part in enumerate(parts):
        if kept[i]:
            continue
        drop.update(t.start for t in part)
        drop |= _marks_around(said, part)
    pieces: list[str] = []
    last = 0
    for token in said:
        if token.start in drop:
            pieces.append(asked[last : token.start])
            last = token.end
    pieces.append(asked[last:])
    plain = " ".join("".join(pieces).split()).strip(" ,:;-–")
    return re.sub(r"^(?:but|and|so|then|now)\s+", "", plain, flags=re.I) or asked


def _parts(said: Sequence[Token]) -> list[list[Token]]:
    """The stretches between marks."""
    found: list[list[Token]] = [[]]
    for i, token in enumerate(said):
        after = said[i + 1] if i + 1 < len(said) else None
        joined = after is not None and after.glued and token.fold != "("
        if (
            token.fold in SEPARATORS
            and not (token.glued and joined)
            and not (joined and token.fold in "-:")
        ):
            found.append([])
        else:
            found[-1].append(token)
    return [part for part in found if part]


def _marks_around(said: Sequence[Token], part: Sequence[Token]) -> set[int]:
    """The marks that set a part off; between two parts that stay, one of them stays."""
    starts = [t.start for t in said]
    before, after = starts.index(part[0].start) - 1, starts.index(part[-1].start) + 1
    found: set[int] = set()
    if before >= 0 and said[before].fold in SEPARATORS:
        found.add(said[before].start)
    if after < len(said) and said[after].fold in SEPARATORS:
        found.add(said[after].start)
    return found


def _aside(part: Sequence[Token], at: int, count: int, means: Means) -> bool:
    words = [t.fold for t in part if t.word]
    if not words or means(words):
        return False
    vocabulary = _words()
    little, social = vocabulary["little"], vocabulary["social"]
    if all(w in little or w in social for w in words) and any(w in social for w in words):
        return not (
            len(words) == 1
            and words[0]
            in ("first", "any", "team", "time", "answer", "record", "question", "morning")
            and count == 2
        )
    if at == count - 1 and at and all(w in vocabulary["telling"] for w in words):
        return any(w in vocabulary["telling_head"] for w in words)
    return at < count - 1 and (_occasion(words) or GOING_ON.fullmatch(" ".join(words)) is not None)


def _occasion(words: Sequence[str]) -> bool:
    """ "For my report to the board"."""
    vocabulary = _words()
    if words[0] not in vocabulary["occasion_first"]:
        return False
    content = [w for w in words[1:] if w not in vocabulary["little"]]
    named = [w for w in content if w in vocabulary["occasion"] or w in vocabulary["audience"]]
    return bool(named) and all(w in named or w in vocabulary["occasion_time"] for w in content)
