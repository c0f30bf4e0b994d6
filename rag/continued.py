"""A last sentence that only sends one back to the sentence before it, narrows it, or asks about what it gave."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.lexicon import Lexicon
from rag.remarks import untagged
from rag.words import tokens

__all__ = [
    "ENDS",
    "WHAT_EXACTLY",
    "back_in_one",
    "continued",
    "if_so",
    "is_fragment",
    "narrowed_at_end",
    "of_any_kind",
    "of_those",
    "quantified",
    "those_in_one",
]

ENDS = "?.!;"
TELLING = frozenset(
    "list name give show tell enumerate print me us just only i we mean want need would like to see know please".split()
)
BACKWARD = frozenset(
    "those them all of concerned affected ones names name their which are each full list a in by out".split()
)
EMBEDDED = re.compile(
    r"(?<=\w )(?:(?:to|from|on|in|by|for|with|of|at) )?(?:who|whose|whom|which|what)\b(?! (?:is|are|was|were) (?:it|that)\b).+$",
    re.I,
)
COUNTING = frozenset({"count", "number", "total", "counts", "numbers"})
SENT_BACK = frozenset(
    "which who what one ones it is are they that was were those these but and so exactly would be then".split()
)
WHERE = frozenset({"where", "exactly", "and", "is", "that"})
MANY = (
    r"(?:one|some|several|many|most|a few|a number|a lot|lots|plenty|two|three|four|five|a couple|a handful|at least one|exactly one|only one|not all|none)"
    r" of (?:the|our|my|these|those|your)"
    r"|(?:a|quite a) (?:great|good|large|small|certain|fair) (?:many|number of|deal of|few)|a (?:number|lot|couple|handful|range|host) of|lots of|plenty of|loads of|quite a few|quite some|at least (?:one|two|three)"
    r"|exactly (?:one|two|three)|only (?:one|two|three)|just (?:one|two|three)|more than one|some|several|many|a certain|certain|various|two|three|four|five|a few|one"
)
SOME = (
    (r"\b(?:some|one of the|one of our) (?:people|persons)\b|\bsome(?:body|one)\b", "who"),
    (r"\bsomething\b", "what"),
    (rf"\b(?:{MANY})\b", "which"),
    (r"\b(?:a|an|another)\b", "which"),
)
QUESTION = re.compile(
    r"^\W*(?:(?:to|from|on|in|by|for|with|of|at)\s+)?(?:who|whom|whose|what|which|where|when|why|how|is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|list|show|name|give|count|find|tell)\b",
    re.I,
)
YES_NO = re.compile(
    r"^\W*(?:is|are|was|were|do|does|did|has|have|can|could|will|would|any|anything|anyone|anybody)\b",
    re.I,
)
SEEMS = re.compile(
    r"\b(?:apparently|seemingly|allegedly|probably|obviously|clearly)\s+|\bis (?=still\b)", re.I
)
LAST_OF_ALL = re.compile(
    r"^(?P<says>.+?)(?<! no)\s+(?P<kind>something|anything|(?:an?|some) things?)\s+(?:(?P<be>(?:that|which)\s+(?:is|are|was|were))\s+|(?:that|which)\s+(?P<that>(?!is\b|are\b|was\b|were\b)\w+)\s+)?(?P<what>(?!of\b|in\b|on\b|from\b|to\b)[\w'-]+(?: [\w'-]+){0,4})$",
    re.I,
)
THOSE_IN_ONE = re.compile(r"^(?P<before>[^,:;]+?)\s*[:;,]\s*(?P<back>.+)$", re.I)
IF_SO = re.compile(
    r"^(?:and\s+|but\s+)?if (?:so|yes|there (?:is|are)(?: any| one| some)?|any|it does|they do|you do|we do|we have|not none)\b,?\s*(?:then\s+)?(?P<rest>.*)$",
    re.I,
)
IF_NOT = re.compile(
    r"^(?:and\s+|but\s+)?(?:if (?:not|no|none|it does not|they do not|nobody does)|otherwise)\b,?\s*(?:then\s+)?(?P<rest>.+)$",
    re.I,
)
IS_THERE_ONE = re.compile(
    r"^(?:so\s+|but\s+|and\s+|or\s+)*(?:is there (?:really )?(?:one|any|such a thing)|are there (?:any|some)|does (?:it|one|such a thing) exist|do (?:we|you|they) have (?:one|any|it)|have we (?:got )?(?:one|any)|do any exist)(?: at all| anywhere| somewhere)?$",
    re.I,
)
A_THING = re.compile(
    r"\b(?:an?|any|no|some|the|whether there is an?)\s+(?P<thing>(?!\w+ of (?:the|a) )\S+.*)$", re.I
)
WHICH_ARE_THOSE = re.compile(
    r"^(?P<which>(?:which|what)(?: \w+){0,2}) (?:are|is|would) (?:those|these|they|that|this|it|be those)$",
    re.I,
)
WHICH_IS_IT = re.compile(
    r"^(?P<wh>which|what) (?P<one>\w+)(?: exactly)? (?:is|was|would) (?:it|this|that)(?: then| again| about| be)?$",
    re.I,
)
LEFT_OUT = re.compile(
    r"^(?:but |and )?(?:please )?(?:not|no|without|excluding|except(?: for)?|leave out|leaving out|minus|other than|apart from|ignore|ignoring|skip|drop|omit)(?: the| any| our)? (?P<what>[\w ]+?)(?: please| though| this time)*$",
    re.I,
)
THE_ONE = re.compile(
    r"(?:the (?:ones?|thing|person|team)|whatever|whoever) (?:that |which |who )?(?P<rest>.+)", re.I
)
SAID_OF = re.compile(
    r"\b(?P<kind>[\w-]+) (?:(?:that|who|which) (?P<clause>.+)|(?P<lack>(?:without|with no) .+))$",
    re.I,
)
UNIVERSAL = re.compile(
    r"^(?:is |are |do we have |have we got )?(?:there )?(?:anything|something|everything|anyone|anybody|what|who|all)(?: is| are| else)?(?: that| which| who)?\s+",
    re.I,
)
BACK = re.compile(
    r"^(?P<before>.+?)\s*[,:;]\s*(?:but|and|so|now|only|question is)?\s*(?P<back>(?:which|who|what|how many)(?: exactly)?(?: one| ones)?(?: (?:is|are|was|were) (?:it|they|that|those|these))?)$",
    re.I,
)
WHAT_EXACTLY = re.compile(r"\W*(?:and )?(?:which|what|who)(?: ones?)?(?: exactly)?\W*", re.I)
NARROWED = re.compile(r"\s*[,;:]\s*(?P<only>only (?:the )?[a-z][\w -]*)$", re.I)
OF_THOSE = re.compile(
    r"^(?:and\s+|so\s+|then\s+|now\s+)*(?:(?:of|among|from|out of) (?:them|these|those|the latter|that list|this list|that set)(?: \w+s)?,?\s*(?P<first>which|who|how many|what)(?: ones?| of them)?"
    r"|(?P<asked>which|who|how many|what|what number|what share|any|do any|are any|is any|have any|does any)(?:\s+ones?)?\s+(?:of|among|from)\s+(?:them|these|those|the latter|the result|that list)(?: \w+s(?= (?:are|have|do|is|has|run|can|would|depend)))?)\b(?P<rest>.*)$",
    re.I | re.S,
)


def if_so(asked: str) -> str:
    """What a sentence asks for the case that the question before it is answered with yes, or with no."""
    match = IF_SO.match(asked.lstrip(" ,")) or IF_NOT.match(asked)
    return match["rest"] if match is not None else ""


def narrowed_at_end(clause: str) -> tuple[str, str]:
    """ "X fails, only services": the clause, and what narrows the question that it belongs to."""
    match = NARROWED.search(clause)
    return (clause[: match.start()], match["only"]) if match is not None else (clause, "")


def of_any_kind(asked: str) -> str:
    """ "Who is hit, only services": things of whatever kind are asked for, and narrowed afterwards."""
    if NARROWED.search(asked) is None:
        return asked
    return re.sub(
        r"^(\W*|.*, )who\b(?! (?:owns?|has|is in)\b)", r"\1what", asked, count=1, flags=re.I
    )


def continued(
    asked: str, told: Sequence[str], lexicon: Lexicon
) -> Iterator[tuple[str, Sequence[str]]]:
    """The questions that may be meant, each with what was told before it; none where the sentence stands alone."""
    if not told:
        return
    before, earlier = told[-1], told[:-1]
    so = IF_SO.match(asked.lstrip(" ,"))
    if so and QUESTION.match(before):
        asked = so["rest"] or "which"
    words = [t.fold for t in tokens(asked) if t.word and (t.fold,) not in lexicon.noise]
    those = WHICH_ARE_THOSE.match(asked)
    if those is not None and not QUESTION.match(before):
        yield from ((q, earlier) for q in _those_said(those["which"], before, lexicon))
    back = _sent_back(asked, before, words)
    if back is not None:
        yield from ((q, earlier) for q in back)
        return
    it_is = WHICH_IS_IT.match(asked)
    if it_is and not QUESTION.match(before) and _class_word(it_is["one"], lexicon, single=True):
        yield from _which_it_is(f"{it_is['wh']} {it_is['one']}", before, told)
        return
    yield from ((q, earlier) for q in _narrowed(asked, before, lexicon))


def _sent_back(asked: str, before: str, words: list[str]) -> Iterator[str] | None:
    """The questions of a sentence that only sends one back; None where it is no such."""
    if words and set(words) <= SENT_BACK:  # "Which one is it?"
        return _again(before, whole=bool(set(words) & {"they", "those", "these"}))
    if words[:2] == ["how", "many"] and set(words) <= SENT_BACK | {"how", "many", "there"}:
        if QUESTION.match(before):
            return _counted(before)
        return (re.sub(r"\bwhich\b", "how many", q, count=1) for q in quantified(before))
    told_to = {t.fold for t in tokens(asked)} & TELLING
    left = _without_telling(words)
    if (left and set(left) <= BACKWARD) or (not left and told_to):  # "List those concerned."
        return _again(before, whole=not left or "them" in left)
    if IS_THERE_ONE.match(asked):
        one = A_THING.search(before.rstrip(ENDS + " "))
        return iter([f"is there a {one['thing']}"] if one is not None else [])
    if words and set(words) <= WHERE and YES_NO.match(before):
        return iter([f"{before.rstrip(ENDS + ' ')}, and where"])
    those = WHICH_ARE_THOSE.match(asked)
    if those is not None and not QUESTION.match(before) and not WHICH_IS_IT.match(asked):
        plain = before.rstrip(ENDS + " ")
        return iter([f"{those['which']} are {plain}", f"{those['which']} {plain}"])
    return None


def _those_said(which: str, before: str, lexicon: Lexicon) -> Iterator[str]:
    """ "I want to be rid of models that nobody uses. Which are they?": those of whom a statement says something."""
    said = SAID_OF.search(before.rstrip(ENDS + " "))
    if said is None:
        return
    kind = said["kind"].casefold()
    words = [w for w in which.split()[1:] if w not in ("ones", "one")]
    if not words and not (_class_word(kind, lexicon) and kind not in ("and", "or")):
        return
    yield f"which {' '.join(words) or kind} {said['clause'] or said['lack']}"


def _again(before: str, *, whole: bool) -> Iterator[str]:
    """The sentence before as a question for a list; `whole`: it may name what is meant itself."""
    said = untagged(before)
    if not said and (QUESTION.match(before) or before.endswith("?")):
        yield from _listed(before)
        return
    for asked in quantified(said or before):
        if not said or len(asked.split()) >= len(said.split()):  # nothing of it is left out
            yield asked
    if whole:  # "The owners of X – who are they?"
        yield f"list {before.rstrip(ENDS + ' –—-')}"


def _which_it_is(
    which: str, before: str, told: Sequence[str]
) -> Iterator[tuple[str, Sequence[str]]]:
    """ "X is slow. Which team is it?"; "the one that owns X – which team is it?"."""
    the_one = THE_ONE.match(before)
    if the_one is not None:
        yield f"{which} {the_one['rest'].rstrip(ENDS + ' –—-')}", told[:-1]
    yield f"{which} does it belong to", told
    yield f"{which} has it", told


def _narrowed(asked: str, before: str, lexicon: Lexicon) -> Iterator[str]:
    """The question before, kept to a class, without one, or counted."""
    plain = before.rstrip(ENDS + " ")
    if not (before.endswith("?") or QUESTION.match(before)):
        return

    def classes(words: Sequence[str]) -> bool:
        return bool(words) and all(_class_word(w, lexicon) for w in words)

    without = LEFT_OUT.match(asked)
    if without is not None and classes(without["what"].casefold().split()):
        yield f"{plain}, except {without['what']}"
        return
    said = [t.fold for t in tokens(asked) if t.word and (t.fold,) not in lexicon.noise]
    words = _without_telling(said)
    if classes(words):
        only = " ".join(words)
        yield f"{plain}, only {only}"  # "Name the teams."
        if UNIVERSAL.match(plain):
            yield UNIVERSAL.sub(f"which {only} ", plain, count=1)
    elif set(words) & COUNTING and is_fragment(asked, lexicon):
        only = " ".join(w for w in words if w not in COUNTING)
        narrower = f", only {only}" if only else ""
        yield f"{plain}{narrower}, count only"


def _without_telling(words: Sequence[str]) -> list[str]:
    left = list(words)
    while left and left[0] in TELLING:
        left.pop(0)
    while left and left[-1] in ("only", "alone", "please"):
        left.pop()
    return left


def is_fragment(asked: str, lexicon: Lexicon) -> bool:
    """Whether a sentence only says in what form, or of what class, the answer is wanted."""
    words = [t.fold for t in tokens(asked) if t.word and (t.fold,) not in lexicon.noise]
    form = TELLING | BACKWARD | COUNTING | {"only", "alone", "many", "how"}
    return bool(words) and all(w in form or _class_word(w, lexicon) for w in words)


def _listed(before: str) -> Iterator[str]:
    """A question, asked so that its answer is a list."""
    plain = before.rstrip(ENDS + " ")
    if YES_NO.match(plain):
        yield f"{plain}, and which ones"
    else:
        yield re.sub(r"^(\W*)how many\b", r"\1which", plain, flags=re.I)


def _counted(before: str) -> Iterator[str]:
    """The same, so that its answer is a number."""
    plain = before.rstrip(ENDS + " ")
    for pattern, made in (
        (r"^(?:is|are|were|was) there (?:any |some )?(?P<a>.+)$", r"number of \g<a>"),
        (r"^(?:do|did|have) we (?:have |got )?(?:any |some )?(?P<a>.+)$", r"number of \g<a>"),
        (r"^(?:do|does|did|are|is|have|has|can) (?:any|some) (?P<a>.+)$", r"how many \g<a>"),
        (r"^(?:which|what) (?P<a>.+)$", r"how many \g<a>"),
    ):
        if re.match(pattern, plain, re.I):
            yield re.sub(pattern, made, plain, flags=re.I)
            return


def quantified(before: str) -> Iterator[str]:
    """The questions that a statement about some things answers: "two services share X": which services do."""
    plain = before.rstrip(ENDS + " ")
    last = LAST_OF_ALL.match(plain)
    if last is not None:  # "X depends on something old"
        of = re.sub(r"^(?:an?|some)\s+", "", last["kind"], flags=re.I)
        kind = "things" if of.endswith("thing") else of
        said = SEEMS.sub("", last["says"])
        yield f"list the {kind} that {said} and that {last['that'] or 'are'} {last['what']}"
    embedded = EMBEDDED.search(plain)
    if embedded is not None:  # "We argued over which team owns X"
        yield embedded.group()
    told = plain
    plain = re.sub(
        r"^there (?:is|are|was|were|may be|must be|seems? to be)\s+(?!no\b)", "", plain, flags=re.I
    )
    for some, which in SOME:
        match = re.search(some, plain, re.I)
        if match is not None:
            if match.start():
                yield f"{plain[: match.start()]}{which}{plain[match.end() :]}"
            yield f"{which}{plain[match.end() :]}"
            if match.start():
                yield f"{which}{plain[match.end() :]} {plain[: match.start()]}"
            return
    if plain != told:  # "There must be services nobody owns"
        yield f"which {plain}"


def back_in_one(asked: str) -> tuple[str, str] | None:
    """ "One of our services publishes to X: which one is it": the statement and what sends one back to it."""
    match = BACK.match(asked)
    if match is None or IF_SO.match(asked):
        return None
    if any(QUESTION.match(p) or YES_NO.match(p) for p in re.split(r"[,:;]\s*", match["before"])):
        return None
    return match["before"], match["back"]


def those_in_one(asked: str) -> tuple[str, str] | None:
    """ "The services of T: how many of them have no owner"."""
    match = THOSE_IN_ONE.match(asked)
    if match is None or QUESTION.match(match["before"]) or of_those(match["back"]) is None:
        return None
    return match["before"], match["back"]


def of_those(asked: str) -> tuple[str, str] | None:
    """ "How many of those have no owner": what is asked of what was found before, and the rest."""
    match = OF_THOSE.match(asked)
    if match is None:
        return None
    wh = (match["first"] or match["asked"]).casefold()
    return wh, match["rest"]


def _class_word(word: str, lexicon: Lexicon, *, single: bool = False) -> bool:
    cells = lexicon.entries.get((word,), ())
    return (word in ("and", "or") and not single) or any(
        c.cat == "NP" and c.kind == "cls" and c.many != single for c in cells
    )
