"""Other wordings of a question that is not understood: what it is about in its place, adjuncts left out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.words import tokens

__all__ = ["but_the_one", "reworded"]

INTRODUCED = (
    r"(?:as for|as to|as far as|regarding|concerning|about|speaking of|talking of|when it comes to|if it comes to|with regard to|with respect to|in regard to|with reference to|in terms of|in the matter of"
    r"|trace|tracing|follow|following|track|tracking|(?:i have (?:got )?|we have (?:got )?|there is )?(?:a |an |another |one |one more |just a |my )?(?:quick |short |small |brief )?question (?:about|regarding|concerning|on|re|with regard to|as to)|on the subject of|on the topic of|looking at|look at|take|taking|consider|considering|think of|thinking of|now|what about|how about|coming to|turning to|now to|next|given|re|for|in the case of|in case of"
    r"|there is|there are|we have|this is about|it is about|let us take|let us look at|say|i am looking at|i am looking into|i have a question about|a question about|question about|question on|one question about|between|of|among|amongst|both)"
)
TOPIC = re.compile(
    rf"^(?:{INTRODUCED}\s+)?(?P<topic>[^,:;?]+?(?:(?:,\s*[^,:;?]+?)*,?\s+(?:and|or|&|plus|vs\.?|versus|against|or rather)\s+[^,:;?]+?)?)(?: (?:is|are) concerned| forwards?| back(?:wards?)?| on| further| downstream| upstream)?\s*(?:[,:;]|\s[-–—])\s*(?P<asked>.+)$",
    re.I | re.S,
)
THEY_BOTH = re.compile(
    r"\b(?:they both|both of them|both of these|both of those|the two of them|these two|those two|the two|both|the pair(?: of them)?)\b",
    re.I,
)
THEIR = re.compile(r"\b(?:its|their|his|her)\b(?! own\b)", re.I)
THEM = re.compile(
    r"\b(?:it|they|them|these|those|he|she|him|each of them|each one of them|each)\b", re.I
)
ASKED_OF = re.compile(r"^(?:who|which (?:\w+ )?(?:is|are|has)|what (?:is|are)|how many)\b", re.I)
ENDS_OPEN = ("of", "for", "on", "to", "in", "with", "by", "from", "at", "into", "under")


def topics(asked: str) -> Iterator[str]:
    """The question with what it is about put in the place of the pronoun: "A and B: what do they both …"."""
    match = TOPIC.match(asked)
    if match is None or len(match["topic"].split()) > 14:
        return
    topic, rest = (
        re.sub(r"\s+(?:vs\.?|versus|&|plus)\s+", " and ", match["topic"].strip()),
        match["asked"].strip(),
    )
    if len(rest.split()) < 2:
        return
    several = re.search(r"\b(?:and|or)\b|,", topic) is not None
    if several and THEY_BOTH.search(rest):
        made = THEY_BOTH.sub(f"{topic} both", rest, count=1)
        yield _possessed(made, topic)
        yield _possessed(THEY_BOTH.sub(f"both {topic}", rest, count=1), topic)
        yield _possessed(THEY_BOTH.sub(topic, rest, count=1), topic)
    together = re.search(
        r"\b(?:same|share|shared|common|each other|one another|between|differ|compare)\b",
        rest,
        re.I,
    )
    if several and not together and THEM.search(rest):  # "A, B: who owns them"
        either = re.sub(r"\s+and\s+", " or ", topic)
        yield _possessed(THEM.sub(either, rest, count=1), either)
    if THEIR.search(rest) or THEM.search(rest):
        yield _possessed(THEM.sub(topic, rest, count=1), topic)
        return
    fronted = re.match(
        r"(?:downstream|upstream|in|within|inside|on|for|from|across|among|under|at|below|above|outside)\b",
        asked,
        re.I,
    )
    if fronted is not None:
        yield f"{rest} {asked[: match.start('asked')].rstrip(' ,:;-–')}"
    if several:
        return
    words = [t.fold for t in tokens(rest) if t.word]
    if not words:
        return
    if words[-1] in ENDS_OPEN:
        yield f"{rest} {topic}"
    elif ASKED_OF.match(rest):
        yield f"{rest} {topic}"
        yield f"{rest} for {topic}"
    elif not fronted:
        yield f"{rest} in {topic}"


def _possessed(asked: str, topic: str) -> str:
    return THEIR.sub(f"{topic}'s", asked)


LISTED = re.compile(
    r"^(?P<first>[^,:;]+(?:,\s*[^,:;]+)*),\s*(?P<last>[^,:;]+)\s*(?:[:;]|\s[-–—])\s*(?P<asked>.+)$",
    re.I,
)
STARTED = re.compile(
    r"^\W*(?:(?:to|from|on|in|by|for|with|of|at)\s+)?(?:who|whom|whose|what|which|where|when|why|how|is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|list|show|name|give|count|find|tell|if|number|for|per)\b|.*[:;]",
    re.I,
)
BY_WHICH = re.compile(
    r"\b(?:that|which|who) (?!we\b|i\b|you\b|the\b)\w+(?: (?:to|on|from|for|with))? (?=\S)", re.I
)
ELSE = re.compile(r"\b(?P<any>(?:any|some)(?:thing|one|body)) else\b", re.I)


def but_the_one(asked: str) -> Iterator[str]:
    """ "Does the vendor that supplies X supply anything else": anything but X."""
    for named in BY_WHICH.finditer(asked) if ELSE.search(asked) else ():
        words = asked[named.end() :].split()
        for n in range(min(3, len(words)), 0, -1):
            one = " ".join(words[:n])
            if ELSE.search(one) is None:
                yield ELSE.sub(lambda m, one=one: f"{m['any']} except {one}", asked, count=1)


def reworded(asked: str) -> Iterator[str]:
    """Other ways to put a question that is not understood: what it is about in its place, a statement as a question."""
    yield from but_the_one(asked)
    listed = LISTED.match(asked)
    if listed is not None:
        yield from topics(f"{listed['first']} and {listed['last']}: {listed['asked']}")
    yield from topics(asked)
    if not STARTED.match(asked) and len(asked.split()) > 3:
        yield f"is it true that {re.sub(r'^(?:so|and|but|then|well) ', '', asked, flags=re.I)}"  # "So X has no owner?"
