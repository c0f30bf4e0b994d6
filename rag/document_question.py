"""Questions for what documents say: told by their cue words, answered by passages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.algebra import Documents, Entity, SetExpr, Where
from rag.lattice import Lattice
from rag.lexicon import Lexicon
from rag.link import link
from rag.names import NameIndex
from rag.reading import Reading
from rag.words import sentences, tokens

__all__ = ["asks_for_reasons", "documents"]

COST = 0.6
EARLY = 8
DENIED = frozenset(
    {"no", "not", "without", "lack", "lacks", "lacking", "neither", "missing", "many", "number"}
)
CUES = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"^\W*(so |and |but )?why\b",
        r"\bwhat (is|was|were|are) the (reason|reasons|rationale|reasoning|motivation|background)\b",
        r"\bhow (should|can|could|would|must|shall|may|to) (i|we|you|one|somebody|someone|a |an |the |people)\b",
        r"\bhow (do|does|did) (i|we|you|one|somebody|someone|people) (?!get (from|to)|come|reach|travel)\w",
        r"^\W*how (is|are|was|were)\b",
        r"\bhow to\b",
        r"^\W*how (do|does|did) .{0,60}\b(work|works|function|come about)\W*$",
        r"^\W*how (long|often|soon|quickly) (do|may|must|should|can|is|are|shall|will) (we|i|you|one|a|an|the|it)\b",
        r"^\W*where (is|was|are|does|do) .{0,40}\b(written|documented|described|explained|recorded|laid down)\b",
        r"\bwhat (should|can|must|could|shall|may) (i|we|one)\b",
        r"\bwhat do (i|we|you|people) (do|say|check|try|look at|look for)\b",
        r"\bwhat to do\b",
        r"^\W*what happens (to|with|when|if|after) (a|an|one|somebody|someone)\b",
        r"^\W*what (may|must|should|shall) (?!you)\w",
        r"\baccording to\b",
        r"\bwhat (does|do|did) .{0,80}\b(say|state|recommend|prescribe|advise)\b",
        r"\bwhat (is|are|was|were|has been|have been) (said|written|documented|decided|known|recommended|the (known )?(limit|limits|limitation|limitations|steps|procedure|process|rules|guidance|instructions|intended use|alternatives|consequences))\b",
        r"^\W*when (should|must|may|can|shall)\b",
        r"^\W*when (do|does|will) (i|we|you|one|people|somebody|someone)\b",
        r"^\W*(for )?how (long|often|soon|quickly|early|late|many (days|weeks|months|years|minutes|hours)) .{0,40}\b(must|may|should|can|shall|ought)\b",
        r"\b(what|which way) (now|next|first|then)\W*$",
        r"\bwhat (should|must|may|can|shall)(n't| not)? \w+ (not )?be (used|done|told|kept|said|shown|stored)\b",
        r"\b(what|which step) (comes|goes|do (we|i) do|happens) (first|next|then)\b",
        r"^\W*(?!(which|who|what)\b).*\b(is|are|am|be|was|it['’]s|we['’]re) ([\w'-]+ ){0,4}(safe|ok|okay|allowed|permitted|forbidden|advisable|acceptable) (for \w+ )?to \w",
        r"\bwhere (do|should|can|must) (i|we|one|you) (look|start|begin|check|go)\b",
        r"\bwhat('s| is| are) .{0,40}\b(bad|good|weak|poor|strong|not good) at\b",
        r"\b(is|are) (it|this|that|we|i) .{0,30}\b(safe|allowed|permitted|forbidden|advisable|acceptable)\b",
        r"\bwho (is|are|has|have|ought) to be (told|informed|notified|warned|asked|rung|called)\b",
        r"\banything (written|documented|recorded|known|noted)\b",
        r"\bwritten down\b",
        r"\bwhat did (we|they|people) (decide|agree|conclude|learn)\b",
        r"\bby (its|their|his|her|the|our) own (documentation|account|rules|description|admission)\b",
        r"\bwhat (are|is|am|was|were) (i|we|you|one|they|people|somebody|someone|anybody|anyone) (supposed|meant|expected|required|obliged|told) to\b",
        r"\b(we|i|you|they|people|one)( are| am| is|['’](re|m)) (supposed|meant|expected|required) to do\b",
        r"\b(any|some|the|are there|is there|have we got|do we have)( \w+)? (instructions?|guidance|advice|procedures?|checklist|how-?to|steps)\b",
        r"\b(first|next|last) (step|thing to (do|check|look at))\b|\bstep (one|two|three|four|[1-9])\b",
        r"^\W*(for )?how (long|many (days|weeks|months|years)) .{0,70}\b(kept|keep|stored|store|retained|retain|saved|save|archived|deleted)\b",
        r"\bwhat('s| is| are| was| were) (our|the) (rules?|polic(y|ies)|procedures?|guidelines?|stance|position|practice) (on|about|regarding|when|if|for \w+ing)\b",
        r"^\W*(so |and |but )?when('s| is| was| will| are| were| does| did| do)\b.{0,70}\b(turned off|switched off|shut (down|off)|phased out|taken down|removed|retired|discontinued|going away|go away|sunset|decommissioned|abandoned|dropped|switch(ing)? off|turn(ing)? off|shut(ting)? down|stop using)\b",
        r"\b(does|do|did) (it|they|this|that) (say|tell|recommend|advise)\b",
        r"\b(tell|show|remind) (me|us) about .{0,60}\b(limits?|limitations?|drawbacks?|risks?|weaknesses)\b",
        r"\bwhere (is|can i find|do i find|are) (the|our|a) \w*\s*(steps|instructions|guidance)\b",
    )
)
REASONS = tuple(  # reasons for what people did, which no edge of a graph is
    re.compile(pattern, re.I)
    for pattern in (
        r"^\W*(so |and |but )?what(['’]s| is| was| were| are) (the |our |your |their )?(\w+ )?(reasons?|rationale|reasoning|motivation|thinking|justification|argument|background) (for|behind|of|to|in)\b",
        r"^\W*(so |and |but )?(why|what for) (did|are|were|have|had|do) (we|they|you|people)\b",
    )
)
LIKELY = tuple(  # questions that documents may answer, where they say nearly all of it
    re.compile(pattern, re.I)
    for pattern in (
        r"\b(may|must|should|shall|ought|allowed|permitted|forbidden|supposed|meant|intended|safe)\b",
        r"^\W*(can|could) (?!you\b)",
        r"^\W*when('s| is| are| was| were| did| do| does| will| has| have)\b",
        r"^\W*how (do|does|did|is|are)\b",
        r"^\W*(for )?how (long|often|soon|quickly|fast|old|early|late|much)\b",
        r"^\W*what (keeps|stops|prevents|hinders|hindered|made|makes|led|leads|causes|caused)\b",
        r"\b(limits|limitations?|purpose|drawbacks?|alternatives?|consequences|steps?|procedure)\b",
        r"^\W*what (happens|has to|have to|needs to|need to)\b",
        r"^\W*what (is|are) (our |the )?(rules?|polic(y|ies)|process|reasons?|guidelines?)\b",
        r"^\W*(tell|explain|describe)\b",
        r"\b(decided|decide|decision)\b",
    )
)
UNNOTICED = re.compile(  # what nothing depends on, which the graph knows
    r"\bwithout (any(body|one|thing)|some(body|one)|breaking|affecting|hurting|harming|disturbing)\b",
    re.I,
)
OF_FACTS = re.compile(  # what the graph knows of a document, or nobody does
    r"^\W*((and|so|but|ok|hey) )?(who(m|se)?|when|how many|where) |\bstatus of\b|\b(date|owner|author) of\b",
    re.I,
)
NUMBERED = re.compile(r"\bhow many\b(?! (days|weeks|months|years|minutes|hours|times))", re.I)
ASKED = frozenset({"which", "what", "any", ""})
TOLD = frozenset(
    [
        *(
            "about",
            "on",
            "for",
            "of",
            "that",
            "which",
            "say",
            "says",
            "said",
            "explain",
            "explains",
        ),
        *(
            "cover",
            "covers",
            "describe",
            "describes",
            "tell",
            "tells",
            "regarding",
            "concerning",
            "to",
        ),
        *(
            "when",
            "why",
            "how",
            "with",
            "in",
            "where",
            "who",
            "what",
            "mention",
            "mentions",
            "behind",
        ),
        *("is", "are", "does", "do", "we", "i", "should", "must", "if", "?", ":"),
    ]
)
SAYING = frozenset(
    [
        *("say", "says", "said", "tell", "tells", "told", "step", "steps", "instruction", "one"),
        *("instructions", "guidance", "advice", "procedure", "checklist", "note", "supposed"),
        *("reason", "reasons", "rationale", "reasoning", "motivation", "explain", "written"),
        *("documented", "recommend", "recommends", "advise", "anything", "something", "according"),
        *("decide", "decided", "first", "allowed", "anybody", "anyone", "there", "which", "what"),
    ]
)
ABOUT = re.compile(r"\b(about|on|for|regarding|concerning|of|to)\b", re.I)


def documents(text: str, lexicon: Lexicon, names: NameIndex) -> list[Reading]:
    """The question put to documents, where its words say that it is for them."""
    said = " ".join(sentences(text))
    lattice = link(tokens(said)[:80], said, lexicon, names)
    kinds = list(_text_kinds(lattice, lexicon))
    headed = _headed(lattice, lexicon)
    cued = headed is not None or any(
        cue.search(sentence) for cue in CUES for sentence in sentences(text)
    )
    cued = cued or (bool(kinds) and _for_a_document(lattice, lexicon, names))
    if not cued and not _likely(said):
        return []
    if not any(c.text for c in lexicon.ontology.classes.values()):
        return []
    if len([t for t in lattice.tokens if t.word]) < 3:
        return []
    kind = next((k for k in kinds if k), None)
    asked = sentences(said)[-1]
    facts = OF_FACTS.search(asked) or (asked != said and _of_its_facts(asked, lexicon, names))
    if UNNOTICED.search(asked):
        cued = False
    if headed is None and facts and not any(c.search(asked) for c in CUES):
        cued = False
    about = headed or (_about(lattice) if kind else None)
    return [Reading(Documents(said, about, kind, cued, _topic(said, lattice, lexicon)), COST)]


def asks_for_reasons(text: str) -> bool:
    """Whether the last sentence asks why people did something."""
    last = sentences(text)[-1:]
    return any(form.search(asked) for asked in last for form in REASONS)


def _topic(said: str, lattice: Lattice, lexicon: Lexicon) -> str:
    """What the question is about, without the words that only say that documents are asked."""
    texts = _texts(lexicon)
    saying = {
        i
        for e in lattice.edges
        if e.cell.cat == "NP" and e.cell.kind in ("cls", "def")
        if e.cell.mask & texts and not e.cell.mask & ~texts
        for i in range(e.start, e.end)
    }
    kept = [
        said[t.start : t.end]
        for i, t in enumerate(lattice.tokens)
        if i not in saying and t.fold not in SAYING
    ]
    return " ".join(kept) if any(t.isalnum() for t in kept) else said


def _likely(said: str) -> bool:
    """Whether a question may be one for documents, though none of its words says so."""
    last = sentences(said)[-1:]
    return any(
        not NUMBERED.search(asked) and any(form.search(asked) for form in LIKELY) for asked in last
    )


def _headed(lattice: Lattice, lexicon: Lexicon) -> Entity | None:
    """The document that a question names before a colon: "open-door.md: who is to be told"."""
    texts = _texts(lexicon)
    at = next((i for i, t in enumerate(lattice.tokens) if t.fold == ":"), 0)
    if any(not t.word and t.fold not in "-._/" for t in lattice.tokens[:at]):
        return None
    named = {
        match.thing.urn
        for _, end, match in lattice.entities
        if end <= at and lexicon.meaning.bit.get(match.thing.label, 0) & texts
    }
    return Entity((named.pop(),)) if len(named) == 1 else None


def _for_a_document(lattice: Lattice, lexicon: Lexicon, names: NameIndex) -> bool:
    """Whether a document is what the sentence is after: it comes early, and nothing is denied."""
    texts = _texts(lexicon)
    if lattice.tokens[0].fold not in lexicon.words | names.words or _commands(
        lattice
    ):  # "translate the runbook", "approve the decision": something else is wanted
        return False
    early = any(
        e.start < EARLY
        and _asked_of(lattice, e.start, e.end)
        and e.cell.cat == "NP"
        and e.cell.kind in ("cls", "def")
        and e.cell.mask & texts
        and not e.cell.mask & ~texts
        for e in lattice.edges
    )
    return early and not any(t.fold in DENIED for t in lattice.tokens)


def _asked_of(lattice: Lattice, start: int, end: int) -> bool:
    """Whether a word for a document is one that is asked for something: "which runbook", "the guide on …"."""
    tokens = lattice.tokens
    before = tokens[start - 1].fold if start else ""
    return before in ASKED or end >= len(tokens) or tokens[end].fold in TOLD


def _of_its_facts(asked: str, lexicon: Lexicon, names: NameIndex) -> bool:
    """Whether a sentence asks for a property or a relative of what was told before: "what is its status"."""
    lattice = link(tokens(asked)[:80], asked, lexicon, names)
    back = any(t.fold in ("its", "it", "that", "this") for t in lattice.tokens)
    return back and any(e.cell.cat in ("PN", "RN") for e in lattice.edges)


def _commands(lattice: Lattice) -> bool:
    """Whether the first word is a verb that tells somebody to act."""
    first = [e.cell for e in lattice.edges if e.start == 0]
    acts = any(c.cat in ("V", "CHANGE", "SPEAK", "PV") and c.kind == "b" for c in first)
    return acts and not any(c.cat in ("LIST", "NP", "ADJ", "DO", "HAVE", "MODAL") for c in first)


def _texts(lexicon: Lexicon) -> int:
    return lexicon.meaning.mask(c.name for c in lexicon.ontology.classes.values() if c.text)


def _text_kinds(lattice: Lattice, lexicon: Lexicon) -> Iterator[str | None]:
    """The kinds of document that the sentence names."""
    texts = sum(
        lexicon.meaning.of_class[c.name] for c in lexicon.ontology.classes.values() if c.text
    )
    for edge in sorted(lattice.edges, key=lambda e: e.start - e.end):
        cell = edge.cell
        if (
            cell.cat == "NP"
            and cell.kind in ("cls", "def")
            and cell.mask & texts
            and not cell.mask & ~texts
        ):
            yield str(cell.sem.value) if isinstance(cell.sem, Where) else None


def _about(lattice: Lattice) -> SetExpr | None:
    """The one thing that the sentence names, where it names one without doubt."""
    spans: dict[tuple[int, int], set[str]] = {}
    for start, end, match in lattice.entities:
        spans.setdefault((start, end), set()).add(match.thing.urn)
    longest = [s for s in spans if not any(o != s and o[0] <= s[0] and s[1] <= o[1] for o in spans)]
    urns: Sequence[str] = sorted({u for s in longest for u in spans[s]})
    return Entity((urns[0],)) if len(urns) == 1 else None
