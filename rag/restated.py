"""A question in plainer words: depth and number said at length, groups one by one, and what narrows it at its end."""

from __future__ import annotations

import re
from collections.abc import Callable

from rag.causes import caused
from rag.words import stem

__all__ = ["left_aside", "restated"]

IsClass = Callable[[str], bool]

STEPS = (
    r"(?:routes?|paths?|ways?|means|hands?|hops?|steps?|removes?|levels?|distances?|depths?|stages?|roads?|links?|degrees?|detours?|layers?|chains?"
    r"|intermediar(?:y|ies)|middlem[ae]n|parties|intermediate (?:steps|stages|things|services|systems)|connections?|corners?|channels?|turns?)"
)
FAR = re.compile(
    rf",?\s*\b(?:(?:by|via|through|along|over|at|in|on|from|across|after)\s+(?:however many|however long a|whatever|whichever|any number of|no matter (?:which|what|how many)|one or more|goodness knows how many|ever so many)\s+(?:other\s+)?{STEPS}"
    r"|(?:(?:be|whether|either)\s+(?:it\s+|that\s+|this\s+)?)?(?:directly|immediately|straight)\s+or\s+(?:not|otherwise|(?:via|through|by way of|over|by|by means of|because of|along)\s+(?:(?:some|any|an|one or more|several|many)\s+)?(?:other \w+|others?|one another|each other|intermediar(?:y|ies)|something else|somebody else|someone else|other \w+|several (?:steps|hops)|a chain|detours?|middlemen|anything else))"
    r"|(?:both |either )(?:directly|direct)\s+(?:and|or)\s+(?:indirectly|indirect)|(?:directly|direct)\s+and\s+(?:indirectly|indirect)"
    r"|(?:be|whether)\s+(?:it\s+|that\s+)?(?:directly|direct)\s+or\s+(?:indirectly|indirect)"
    r"|(?:(?:even|including|also|be it|if|only|if only|possibly|either directly or)\s+)*(?:only\s+)?(?:via|through|by way of|by means of) (?:(?:an|some|any|the)?\s?other|another|one or more(?: other)?|several(?: other)?) \w+(?: (?:that )?(?:it|they) (?:delegates?|hands?(?: over| off)?|pass(?:es)?(?: on| over)?)(?: work)?(?: to)?)?"
    r"|(?:be it|if|even if|if only|even)\s+only because (?:one of them|it|they|one|some)\b.*"
    r"|in some (?:way|form|manner|fashion)(?: or (?:an)?other)?|in any shape or form|in any (?:form|manner|fashion)|somewhere along the (?:line|way)|counting (?:the )?(?:ones? further (?:back|down|up|away)|indirect (?:ones|links|steps)|everything)|including (?:the )?indirect (?:ones|links)|whether (?:by |on |for )?(?:themselves|itself|alone|on (?:their|its) own|in person|directly) or (?:(?:by|through|via) )?(?:delegating|delegation|others?|another|one another|(?:by )?handing (?:it )?(?:on|over))|sooner or later|first or last|in the (?:long|final) run|when all is said and done|at the end of the day|in the final analysis|in some way or other|somehow or other"
    r"|however\s+(?:indirectly|remotely|distantly|far(?: (?:away|off|removed))?|deep(?:ly)?|long the (?:way|chain|path)|many (?:hops|steps|levels|removes) (?:away|off)|roundabout(?: the (?:way|route))?|tenuously|faintly)"
    r"|no matter how\s+(?:indirectly|remotely|distantly|far(?: (?:away|off|removed))?|deep(?:ly)?|long the (?:way|chain|path)|many (?:hops|steps|levels|removes)(?: away)?|roundabout(?: the (?:way|route))?)"
    r"|(?:right |all the way |clear |way |straight )?(?:back|down|up|on|through|forwards?) to (?:its|the|their|his|her) (?:very |ultimate |original )*(?:beginnings?|start|sources?|origins?|roots?|ends?|bottom|top|last (?:step|stage|one|consumer)|first (?:source|step|stage))|to the (?:very )?(?:last|final) (?:step|stage|one|hop|link)|all the way (?:back|up|down|upstream|downstream|through)|however far (?:back|up|down|upstream|downstream)|no matter how many (?:steps|hops|levels|stages) (?:back|up|down|away|upstream|downstream)|at any stage|from (?:beginning|start) to end|in the first place|to the (?:very )?end$|as far (?:(?:back|up|down|upstream|downstream) )?as (?:it|they|this|that|one can) (?:go(?:es)?|reach(?:es)?|flows?|travels?|follow)|to the (?:very )?end of the (?:chain|line)|at second or third hand|at (?:first|one) or more removes?)\b\s*,?",
    re.I,
)
FOLLOWING = re.compile(
    r"^(?:following|tracing|if (?:you|we|one) follow(?:s|ed)?|when following|chasing|tracking)\s+(?:the\s+)?(?:data|chain|trail|links?|lineage|flow|dependenc(?:y|ies)|line)\s*(?:back(?:wards?)?|forwards?|on|down|up)?\s*(?:transitively|as far as (?:it|they) (?:flows?|goes?|go)|all the way(?: back| down| up)?|to (?:its|the) (?:source|origin|end)s?)?\s*,\s*",
    re.I,
)
NEAR = re.compile(
    r"[,;:(–-]\s*(?:but\s+)?(?:just |only )?(?:the\s+)?(?:direct(?:ly)?(?: ones| links| dependenc(?:y|ies)| dependents?| consumers?| users?)?|(?:first|top)[- ]level(?: ones)?|immediate(?: ones| neighbou?rs)?|one (?:step|hop|level)(?: deep| away)?)(?: only| alone| please)*\s*\)?$"
    r"|\s+(?:directly|direct) only$|\s+only (?:directly|direct)$",
    re.I,
)
COUNT_ONLY = re.compile(
    r"[,;:(–-]\s*(?:(?:please\s+)?(?:just|only)\s+)?(?:(?:give|tell) me\s+)?(?:(?:just|only)\s+)?(?:a |the )?(?:count|number|total|figure|how many)(?: only| alone| please| will do| is enough| suffices)*\s*\)?$",
    re.I,
)
BY_ONE = re.compile(r"\b(?P<one>[a-z][\w-]+) (?:by|for|after) (?P=one)\b,?:?", re.I)
IN_TURN = r"(?:one by one|one at a time|one after (?:the other|another)|in turn|individually|separately|singly|each in turn|each on its own|each for itself|each by itself)"
TAKING = re.compile(
    r"^(?:if (?:you|we|i) )?(?:tak(?:e|ing)|going through|go through|looking at|look at|consider(?:ing)?|walking through|running through|run through|listing|list|treating|viewing|counting|for)\s+"
    rf"(?:(?:each|every|all)(?:\s+of)?\s+)?(?:(?:our|the|my|your|these|those)\s+)?(?P<one>[a-z][\w -]*?)(?:\s+(?:we have|there (?:is|are)))?,?\s+{IN_TURN}\s*[,:]\s*",
    re.I,
)
EACH_OF = re.compile(
    r"\b(?P<per>for|in|of|per|from|to|under|on) (?:each|every|each and every|every single) (?:one )?of (?:our|the|my|your|these|those|all our|all the)\s+",
    re.I,
)
SUPPOSED = re.compile(
    r"^(?:(?:let us|now|just|so|ok|okay|please|then|and|but|well|hypothetically|purely hypothetically|for a moment|for the sake of argument)\s*,?\s+)*"
    r"(?:say|assume|assuming|suppose|supposing|imagine|imagining|pretend|picture|envisage|envision|presume|posit|what if|how about if|what about if)"
    r"(?:\s+(?:for (?:a|one|the) (?:moment|minute|second|sake of argument)|hypothetically|just))*,?\s+(?:(?:that|now|a (?:scenario|situation|world|day|case|future) (?:in which|where|when|that)|the (?:situation|case|scenario|day) (?:that|where|in which|when)|there (?:is|was|were|being))\s+)?(?=\S+\s+\S)",
    re.I,
)
HAD = re.compile(
    r"^(?:had|were|should)\s+(?!(?:we|you|i)\s+(?:any|some)\b)(?P<rest>[^,?]+,\s*.+)$", re.I
)
THERE_IN = re.compile(
    r"\b(?:in|on|under|within|inside|at|for|to|with|of|behind) which there (?:is|are|exists?|lives?|sits?|was|were|can be found|is to be found)\b(?: not)?",
    re.I,
)
NOTHING_OF = re.compile(
    r"\b(?:of|from) which (?:nothing|none|no part|not a thing|not anything)\b", re.I
)


ASIDE = re.compile(
    r"^(?:leaving|setting|putting|leave|set|put)\s+(?P<one>[^,]+?)\s+(?:itself |themselves )?(?:aside|out|apart|out of it|out of account)\s*,\s*|^(?:ignoring|disregarding|not counting|excluding|without counting|forgetting(?: about)?|omitting|leaving out|leaving aside|setting aside|discounting|skipping)\s+(?P<other>[^,]+?)(?:\s+(?:itself|themselves))?\s*,\s*",
    re.I,
)
GROUP = re.compile(
    r"^(?:group|arrange|sort|split|organi[sz]e|cluster|bucket|break|divide|order|classify|categori[sz]e|partition|class)(?: down| up| out)?\s+(?P<what>.+?)(?: down| up)?\s+(?:by|under|per|according to|into|along|for)\s+(?:(?:their|its|the|each|every)\s+)?(?P<by>[\w -]+)$",
    re.I,
)
WHATSOEVER = re.compile(
    r"(?P<no>\b(?:no|not any|without any|any|nothing|none|nobody)\b[^,?]*?)\s+(?:whatever|whatsoever)\b",
    re.I,
)
LOSES = re.compile(
    r"^what (?:would|will|could|might|does|do|did) (?P<who>.+?) (?:lose|miss|have to do without|be left without|be missing)\s+(?P<cause>(?:if|when|were|should|in case|without|with|after|once|in the event)\b.+)$",
    re.I,
)
MANY_AT_ONCE = re.compile(
    r"^(?P<lead>(?:for|in|across|within|inside|of|from|under|at)\s+)(?P<a>[^,:]+?) and (?P<b>[^,:]+?),? (?:together|combined|taken together|jointly|put together|both|alike|as a whole|together with each other)\s*[,:]\s*",
    re.I,
)


OWN_DATA = re.compile(
    r"\b(?P<get>get|gets|draw|draws|take|takes|pull|pulls|fetch|fetches|obtain|obtains|receive|receives|source|sources)\s+(?:all )?(?:its|their|his|her)\s+(?=(?:data|figures|numbers|contents?|information|inputs?|values?|rows|records|events|messages|material|facts)\b)",
    re.I,
)
RUNNING = re.compile(
    r"\b(?P<what>anything|something|everything|\w+s) running (?=that\b|which\b|with\b|without\b)",
    re.I,
)


CONCESSIVE = re.compile(
    r",?\s*\b(?:(?:even though|although|though|even if|even as)\s+(?:they|it|these|those)\s+(?P<be>are|is|have|has|do|does|run|use|depend|own)\b|(?:despite|in spite of|while|whilst)\s+being(?= ))",
    re.I,
)
RATHER = re.compile(
    r",?\s*\b(?:rather than|as opposed to|and not)\s+(?=(?:(?:by|to|on|from|with|for|in) )?(?:an?|any)\b)",
    re.I,
)
I_ONLY = re.compile(
    r"^(?:but )?(?:(?:i|we) (?:only|just) (?:want|need|care about|mean|meant)|(?:i|we) (?:want|need|mean|meant) (?:only|just)|(?:only|just) (?:give|show|list|tell|name) me)\s+",
    re.I,
)
BACK_TO = re.compile(
    r",?\s*\b(?:right|all the way|clear|straight|the whole way) (?:back|down|up|through)(?: to (?:the|its|their|where it) (?:very )?(?:beginning|start|source|sources|origin|origins|first|roots?|top|bottom|end|starts|started|begins|began))?\b\s*,?",
    re.I,
)
WHICH_AND = re.compile(
    r"\bwhich (?P<one>\w+)(?P<and>,| and| or| as well as) which (?P<other>\w+)\b", re.I
)
WHAT_OF = re.compile(r"^(?:what|which|anything|everything) of (?P<one>[^,?]+?)'s\s+(?=\w)", re.I)
OF_THEIRS = re.compile(
    r"\b(?P<a>(?:an?|any|some|no|one) \w+) of (?:theirs|its|his|hers)\b(?! own)", re.I
)
NOT_THROUGH = re.compile(
    r"\s*,?\s*\b(?:and |but )?not (?:just |only |merely )?(?:indirectly|(?:through|via|by way of)(?: (?:an|any|some))?(?: (?:others?|another|anything else|something else|anyone else|intermediar\w+|middlem[ae]n|other \w+|detours?))(?: \w+s?)?)\b\s*,?",
    re.I,
)
WE_HAVE = re.compile(
    r"^what (?:all )?(?:have we got|do we have|have you got|do you have|have we)(?: all)? (?=(?:in|on|under|inside|within)\b)",
    re.I,
)
WHAT_THERE = re.compile(
    r"^(?P<where>(?:in|within|inside|under|on) [^,?]+),? what (?:is there|have we got|do we have|is|exists|all is there|can be found)$",
    re.I,
)
ONLY_FIRST = re.compile(
    r"^(?:(?:just|only)(?: the)? (?P<one>\w+)|(?P<two>\w+) (?:only|alone))\s*[:,]\s*(?P<asked>.+)$",
    re.I,
)
ONE_AT = re.compile(r"\bone (?P<one>[a-z]\w+) (?:at a time|after (?:the other|another))\b", re.I)
INNER = re.compile(
    r"^(?P<wh>(?:what|who|whom|(?:which|what|how many) \w+)),?\s+(?:apart from|besides|except(?: for)?|other than|aside from|excluding|not counting|leaving aside|in addition to|beyond)\s+(?P<one>[^,]+),\s*(?P<rest>(?:do|does|did|is|are|was|were|can|could|will|would|has|have)\b.+)$",
    re.I,
)
BUT_ONLY = re.compile(r"\s*[,;(]\s*but (?=only\b|just\b|not\b|no\b)", re.I)
OURS = re.compile(
    r"\b(?P<what>what|which|anything|something|everything|nothing|who) (?:of ours|of our own|on our side|at our end|on our end|over here|around here)\b",
    re.I,
)
ONLY_IN = re.compile(
    r",\s*(?P<where>(?:in|within|inside|on|for|of|from|under)\s+[^,]+?)\s+(?:only|alone|please)$",
    re.I,
)


def left_aside(asked: str) -> tuple[str, str]:
    """ "Leaving X aside, which …": the question, and what is to be left out of its answer."""
    inner = INNER.match(asked)
    if inner is not None:
        return f"{inner['wh']} {inner['rest']}", inner["one"].strip()
    match = ASIDE.match(asked)
    if match is None:
        return asked, ""
    return asked[match.end() :], (match["one"] or match["other"]).strip()


def supposed(sentence: str) -> str:
    """ "Let us say that X fails" as "X fails"; the same sentence where it supposes nothing."""
    return SUPPOSED.sub("", sentence, count=1)


def restated(asked: str, is_class: IsClass) -> str:
    """The question with its depth, its groups and its last narrowing in the plain words of the language."""
    plain = supposed(asked)
    if plain != asked:
        asked = f"if {plain}" if re.search(r"[,;:]\s", plain) else f"what is affected if {plain}"
    asked = WHATSOEVER.sub(r"\g<no>", asked)
    asked = caused(asked, is_class)
    asked = MANY_AT_ONCE.sub(r"\g<lead>\g<a> or \g<b>, ", asked, count=1)
    asked = LOSES.sub(r"what does \g<who> own that is affected \g<cause>", asked, count=1)
    asked = RATHER.sub(" but not ", asked)
    asked = CONCESSIVE.sub(lambda m: f" and {m['be'] or 'are'}", asked)
    asked = _not_through(asked)
    asked = BACK_TO.sub(" all the way back ", asked).strip()
    asked = WHICH_AND.sub(r"which \g<one>\g<and> \g<other>", asked)
    asked = WHAT_OF.sub(r"which things of \g<one> ", asked, count=1)
    asked = OF_THEIRS.sub(r"\g<a>", asked)
    asked = WHAT_THERE.sub(r"what is \g<where>", asked, count=1)
    asked = WE_HAVE.sub("what is ", asked, count=1)
    asked = re.sub(r"\beach and every\b", "each", asked, flags=re.I)
    asked = I_ONLY.sub("only ", asked, count=1)
    asked = BUT_ONLY.sub(", ", asked)
    asked = OURS.sub(r"\g<what>", asked)
    asked = ONLY_IN.sub(r", \g<where>", asked)
    asked = OWN_DATA.sub(r"\g<get> ", asked)
    asked = RUNNING.sub(r"\g<what> ", asked)
    group = GROUP.match(asked)
    if group is not None:
        asked = f"{group['what']} per {group['by']}"
    asked = HAD.sub(r"if \g<rest>", asked, count=1)
    asked = re.sub(r"\bupon (?=which|what|whom)", "on ", asked, flags=re.I)
    asked = THERE_IN.sub("that have", asked)
    asked = NOTHING_OF.sub("that never", asked)
    asked = FOLLOWING.sub("", asked, count=1)
    asked = " ".join(FAR.sub(_far, asked).split())
    near = NEAR.sub("", asked)
    if near != asked and len(near.split()) > 2:
        asked = near + " directly"
    asked = _counted(asked)
    asked = re.sub(
        r"\b(?:those|these) (?=[a-z]+s (?:that|which|who|with|without|whose)\b)",
        "the ",
        asked,
        flags=re.I,
    )
    asked = EACH_OF.sub(lambda m: f"{m['per']} each ", asked)
    asked = _one_by_one(asked, is_class)
    return _narrowed(asked, is_class)


def _not_through(asked: str) -> str:
    """ "Directly, not through others": directly."""
    plain = NOT_THROUGH.sub(" ", asked)
    if plain == asked:
        return asked
    direct = re.search(r"\b(?:direct(?:ly)?|immediate(?:ly)?|straight)\b", plain, re.I)
    return " ".join(plain.split()) if direct else f"{' '.join(plain.split())} directly"


def _far(match: re.Match[str]) -> str:
    return (
        " indirectly "
        if re.search(r"\bother|another|because|deleg|handing", match.group(), re.I)
        else " transitively "
    )


def _counted(asked: str) -> str:
    """ "What depends on X, count only": how many things do."""
    plain = COUNT_ONLY.sub("", asked)
    if (
        plain == asked
        or len(plain.split()) < 2
        or re.match(r"(?:and )?if (?:so|yes)\b", asked, re.I)
    ):
        return asked
    for said, meant in (
        (r"^(?:which|what) of\b", "how many of"),
        (r"^which\b", "how many"),
        (
            r"^(?:what|who|whatever|everything|all) (?:that )?(?=\w+s\b|is\b|are\b|would\b|will\b|can\b)",
            "how many things ",
        ),
        (r"^what (?=\w+s\b)", "how many "),
        (r"^(?:list|show|name|give|give me|show me|tell me|find)(?: all)?(?: the)?\b", "how many"),
    ):
        if re.match(said, plain, re.I):
            return re.sub(said, meant, plain, count=1, flags=re.I)
    if re.match(r"(?:how many|number|count|is|are|do|does)\b", plain, re.I):
        return plain
    return f"number of {plain}"


def _one_by_one(asked: str, is_class: IsClass) -> str:
    """ "Team by team", "taking the teams one by one": per team."""
    match = TAKING.match(asked)
    if match and is_class(match["one"]):
        one = stem(match["one"].split()[-1].casefold())
        rest = re.sub(rf"\b(?:that|this|the same) {re.escape(one)}\w*", "it", asked[match.end() :])
        return f"for each {match['one']}, {rest}"
    asked = ONE_AT.sub(r"\g<one> by \g<one>", asked, count=1)
    match = BY_ONE.search(asked)
    if match and is_class(match["one"]):
        before, after = asked[: match.start()].rstrip(" ,"), asked[match.end() :].strip(" ,:")
        each = f"for each {match['one']}"
        return f"{each}, {after}" if not before else f"{before} {each} {after}".strip()
    return asked


def _narrowed(asked: str, is_class: IsClass) -> str:
    """ "…, services only please": only services."""
    first = ONLY_FIRST.match(asked)
    one = (first["one"] or first["two"]) if first is not None else ""
    if first is not None and is_class(one):
        return f"{first['asked']}, only {one}"
    match = re.search(
        r"(?:[,;:(]|\s[-–—])\s*(?:but\s+|i mean\s+|meaning\s+|and\s+)*(?:(?:just|only|nothing but|limited to|restricted to|confined to|narrowed down to|at least)\s+)*(?:the |our |all )?(?P<one>[a-z][\w -]*?)(?P<only>(?:\s+(?:only|alone|exclusively|please|will do|suffice|is enough|are enough|matter|count))*)\s*\)?$",
        asked,
        re.I,
    )
    match = match or re.search(
        r"\s(?:limited to|restricted to|confined to|narrowed down to)\s+(?:the |our |all )?(?P<one>[a-z][\w -]*?)(?P<only>)$",
        asked,
        re.I,
    )
    if match is None or not all(is_class(w) for w in re.split(r"\s+(?:and|or)\s+", match["one"])):
        return asked
    return f"{asked[: match.start()].rstrip(' ,;:(')}, only {match['one']}"
