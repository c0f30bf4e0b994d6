"""Words of English: tokens of a text, and the forms that a noun or a verb takes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

__all__ = [
    "Token",
    "fold",
    "noun_forms",
    "pieces",
    "plural",
    "sentences",
    "stem",
    "symbol",
    "tokens",
    "verb_forms",
]

VOWELS = "aeiou"
IRREGULAR = {
    "be": ("is", "been", "being"),
    "begin": ("begins", "began begun", "beginning"),
    "bind": ("binds", "bound", "binding"),
    "break": ("breaks", "broke broken", "breaking"),
    "bring": ("brings", "brought", "bringing"),
    "build": ("builds", "built", "building"),
    "buy": ("buys", "bought", "buying"),
    "choose": ("chooses", "chose chosen", "choosing"),
    "come": ("comes", "came come", "coming"),
    "cut": ("cuts", "cut", "cutting"),
    "die": ("dies", "died", "dying"),
    "do": ("does", "did done", "doing"),
    "draw": ("draws", "drew drawn", "drawing"),
    "drive": ("drives", "drove driven", "driving"),
    "eat": ("eats", "ate eaten", "eating"),
    "fall": ("falls", "fell fallen", "falling"),
    "feed": ("feeds", "fed", "feeding"),
    "feel": ("feels", "felt", "feeling"),
    "find": ("finds", "found", "finding"),
    "get": ("gets", "got gotten", "getting"),
    "give": ("gives", "gave given", "giving"),
    "go": ("goes", "went gone", "going"),
    "grow": ("grows", "grew grown", "growing"),
    "hand": ("hands", "handed", "handing"),
    "have": ("has", "had", "having"),
    "hit": ("hits", "hit", "hitting"),
    "hold": ("holds", "held", "holding"),
    "hurt": ("hurts", "hurt", "hurting"),
    "keep": ("keeps", "kept", "keeping"),
    "know": ("knows", "knew known", "knowing"),
    "lean": ("leans", "leaned leant", "leaning"),
    "learn": ("learns", "learned learnt", "learning"),
    "leave": ("leaves", "left", "leaving"),
    "lie": ("lies", "lay lain", "lying"),
    "lose": ("loses", "lost", "losing"),
    "make": ("makes", "made", "making"),
    "meet": ("meets", "met", "meeting"),
    "oversee": ("oversees", "oversaw overseen", "overseeing"),
    "pay": ("pays", "paid", "paying"),
    "put": ("puts", "put", "putting"),
    "read": ("reads", "read", "reading"),
    "run": ("runs", "ran run", "running"),
    "say": ("says", "said", "saying"),
    "see": ("sees", "saw seen", "seeing"),
    "sell": ("sells", "sold", "selling"),
    "send": ("sends", "sent", "sending"),
    "set": ("sets", "set", "setting"),
    "shut": ("shuts", "shut", "shutting"),
    "sit": ("sits", "sat", "sitting"),
    "speak": ("speaks", "spoke spoken", "speaking"),
    "stand": ("stands", "stood", "standing"),
    "stick": ("sticks", "stuck", "sticking"),
    "take": ("takes", "took taken", "taking"),
    "tell": ("tells", "told", "telling"),
    "think": ("thinks", "thought", "thinking"),
    "understand": ("understands", "understood", "understanding"),
    "write": ("writes", "wrote written", "writing"),
}
NO_DOUBLING = frozenset({"own", "fix", "follow", "show", "view", "draw", "sow", "pay", "deploy"})
DOUBLING = frozenset(
    {
        "refer",
        "commit",
        "submit",
        "transfer",
        "permit",
        "control",
        "occur",
        "emit",
        "unplug",
        "input",
        "overlap",
    }
)
IRREGULAR_PLURALS = {"person": ("people", "persons"), "child": ("children",), "data": ("data",)}
APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "`"})
CONTRACTIONS = (
    (re.compile(r"\b(\w+)'s (?=(?:got|been|had|never had|never been|become)\b)", re.I), r"\1 has "),
    (re.compile(r"\bi\.\s?e\.?(?=[\s,])", re.I), "ie"),
    (re.compile(r"\be\.\s?g\.?(?=[\s,])", re.I), "eg"),
    (
        re.compile(r"\b(who|what|where|which|how|when|that|there|it|he|she|here|why)'s\b", re.I),
        r"\1 is",
    ),
    (
        re.compile(r"\b(who|what|where|which|how|when|that|there|it|why)s\b(?<=whos|hats)", re.I),
        r"\1 is",
    ),
    (re.compile(r"\b(who|what|where|which|how|when|why)'re\b", re.I), r"\1 are"),
    (re.compile(r"\b(we|they|you)'re\b", re.I), r"\1 are"),
    (re.compile(r"\b(i|we|you|they|who|what|that|it)'d\b", re.I), r"\1 would"),
    (re.compile(r"\b(i|we|you|they|who|what|that|it|which)'ll\b", re.I), r"\1 will"),
    (re.compile(r"\b(i|we|you|they|who)'ve\b", re.I), r"\1 have"),
    (re.compile(r"\bi'm\b", re.I), "i am"),
    (
        re.compile(
            r"\b(no one|nobody|noone|some ?one|somebody|any ?one|anybody|every ?one|everybody|nothing|something|anything|everything|else)'s (?=(?:not |still |really |actually |currently )?\w+(?:ing|ed)\b)",
            re.I,
        ),
        r"\1 is ",
    ),
    (
        re.compile(
            r"\b(\w+)'s (?=\w+ing (?:which|what|to|on|from|by|for|the|in|with|any|a|an|no|whose)\b)",
            re.I,
        ),
        r"\1 is ",
    ),
    (re.compile(r"\b(\w+)'d\b", re.I), r"\1 would"),
    (re.compile(r"\b(\w+)'ll\b", re.I), r"\1 will"),
    (re.compile(r"\b(\w+)'ve\b", re.I), r"\1 have"),
    (re.compile(r"\b(\w+)'re\b", re.I), r"\1 are"),
    (re.compile(r"\blet's\b", re.I), "let us"),
    (re.compile(r"\bcan'?t\b|\bcannot\b", re.I), "can not"),
    (re.compile(r"\bwon'?t\b", re.I), "will not"),
    (
        re.compile(
            r"\b(is|are|was|were|do|does|did|has|have|had|would|should|could|must|need|ai)n'?t\b",
            re.I,
        ),
        r"\1 not",
    ),
)
TOKEN = re.compile(r"'s(?![^\W_])|[^\W_]+|[?!.,;:()\"“”'`*/&+<>=#@%|\[\]{}~^$\\_-]", re.UNICODE)
SENTENCE_END = re.compile(
    r"(?<=[.?!;])(?<!\bi\.e\.)(?<!\be\.g\.)(?<!\bvs\.)(?<!\bno\.)\s+|\n+|\s+[–—]\s+", re.I
)


class Token(NamedTuple):
    """A word or a mark; `start` and `end` are its place in the text, `glued` true when nothing stands
    between it and the token before it."""

    text: str
    fold: str
    start: int
    end: int
    glued: bool

    @property
    def word(self) -> bool:
        return self.fold[0].isalnum()


def fold(text: str) -> str:
    """The text as it is compared: NFC, without case."""
    return unicodedata.normalize("NFC", text).casefold()


def plain(text: str) -> str:
    """The question with contractions written out."""
    text = unicodedata.normalize("NFC", text).translate(APOSTROPHES)
    for pattern, written in CONTRACTIONS:
        text = pattern.sub(written, text)
    return text


def symbol(char: str) -> bool:
    """Whether a character is a picture, a replacement for what could not be decoded, or nothing at all."""
    return unicodedata.category(char) in ("So", "Co", "Cn", "Cs")


def sentences(text: str) -> list[str]:
    """The sentences of a text, its contractions written out."""
    return [s.strip() for s in SENTENCE_END.split(plain(text)) if s and s.strip()]


def tokens(text: str) -> list[Token]:
    """Words and marks in order; the possessive 's is a token of its own."""
    found: list[Token] = []
    last = -1
    for match in TOKEN.finditer(text):
        if match.group() == "'" and not (
            last == match.start() and found and found[-1].fold.endswith("s")
        ):
            continue  # a quotation mark; after a plural it is a possessive
        word = "'s" if match.group() == "'" else match.group()
        found.append(Token(word, fold(word), match.start(), match.end(), match.start() == last))
        last = match.end()
    return found


PIECE = re.compile(r"[^\W_]+", re.UNICODE)
CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def pieces(name: str) -> tuple[str, ...]:
    """The words of a name, folded: split at marks."""
    return tuple(fold(p) for p in PIECE.findall(name))


def camel_pieces(name: str) -> tuple[str, ...]:
    """The words of a name, split at marks and at changes of case."""
    return tuple(fold(p) for piece in PIECE.findall(name) for p in CAMEL.split(piece))


def plural(noun: str) -> tuple[str, ...]:
    """Plurals of a noun or of the last word of a phrase."""
    head, _, last = noun.rpartition(" ")
    lead = f"{head} " if head else ""
    if last in IRREGULAR_PLURALS:
        return tuple(lead + p for p in IRREGULAR_PLURALS[last])
    if last.endswith("s") and not last.endswith("ss"):
        return (noun, noun + "es")
    if last.endswith("y") and len(last) > 1 and last[-2] not in VOWELS:
        return (lead + last[:-1] + "ies",)
    if last.endswith(("s", "x", "z", "ch", "sh")):
        return (noun + "es",)
    return (noun + "s",)


def stem(word: str) -> str:
    """A word without its ending, to tell forms of one word: stays, staying, stayed."""
    for ending in ("ing", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) > 2:
            return word[: -len(ending)]
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def noun_forms(noun: str, plurals: tuple[str, ...] = ()) -> Iterator[tuple[str, bool]]:
    """Forms of a noun with whether each is a plural; 'point of contact' takes its plural inside."""
    noun = noun.lower()
    yield noun, False
    for sep in (" of ", " from ", " to ", " for "):
        if sep in noun:
            before, after = noun.split(sep, 1)
            for form in plural(before):
                yield form + sep + after, True
            return
    if " responsible" in noun or " accountable" in noun:
        before, after = noun.split(" ", 1)
        for form in plural(before):
            yield f"{form} {after}", True
        return
    for form in plurals or plural(noun):
        if form != noun:
            yield form.lower(), True


def _third(verb: str) -> str:
    if verb.endswith("y") and verb[-2] not in VOWELS:
        return verb[:-1] + "ies"
    if verb.endswith(("s", "x", "z", "ch", "sh", "o")):
        return verb + "es"
    return verb + "s"


def _doubles(verb: str) -> bool:
    if verb in DOUBLING:
        return True
    if verb in NO_DOUBLING or len(verb) < 3:
        return False
    short = sum(c in VOWELS for c in verb) == 1
    return (
        short and verb[-1] not in VOWELS + "wxy" and verb[-2] in VOWELS and verb[-3] not in VOWELS
    )


def _irregular(verb: str) -> tuple[str, tuple[str, str, str] | None]:
    """The forms of an irregular verb, with what stands before it (with-draw, re-write)."""
    if verb in IRREGULAR:
        return "", IRREGULAR[verb]
    for lead in ("with", "re", "over", "under", "out", "up", "mis", "for"):
        if verb.startswith(lead) and verb[len(lead) :] in IRREGULAR:
            return lead, IRREGULAR[verb[len(lead) :]]
    return "", None


def verb_forms(verb: str) -> Iterator[tuple[str, str]]:
    """Forms of one verb with their kind: b(ase), s (third person), d (past, participle), g (-ing)."""
    yield verb, "b"
    lead, irregular = _irregular(verb)
    if irregular:
        third, past, ing = irregular
        yield lead + third, "s"
        for form in past.split():
            yield lead + form, "d"
        yield lead + ing, "g"
        return
    yield _third(verb), "s"
    stem = verb + verb[-1] if _doubles(verb) else verb
    if verb.endswith("e"):
        yield verb + "d", "d"
        yield (verb if verb.endswith("ee") else verb[:-1]) + "ing", "g"
    elif verb.endswith("y") and verb[-2] not in VOWELS:
        yield verb[:-1] + "ied", "d"
        yield verb + "ing", "g"
    else:
        yield stem + "ed", "d"
        yield stem + "ing", "g"
    if verb.endswith("l") and verb[-2] in VOWELS and stem == verb:  # labelled, modelling
        yield verb + "led", "d"
        yield verb + "ling", "g"
