"""Cause and effect, and the way that data takes, in plainer words: how far an outage spreads, whether it is safe to drop."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

__all__ = ["BLAMED", "caused", "causes", "plainly_caused"]

IsClass = Callable[[str], bool]

WHEN = r"(?:if|when|whenever|once|the moment|the minute|as soon as|after|in case|every time|each time|should|were)"
DATA = r"(?:data|figures|numbers|contents?|rows|records|values|information|entries|facts)"
MODAL = r"(?:can|could|will|would|do|does|did|may|might|must|should|shall|are|is)"
SPEAKER = r"(?:we|i|you|one|they|someone|somebody)"
HARM = r"(?:outage|failure|fault|problem|error|mistake|change|crash|incident|breakdown|impact|effects?|consequences?|damage|fallout|ripples?|disruption|loss|removal|trouble|bug|shock ?waves?|knock-on)"

DOES_SO = re.compile(
    rf"\b(?P<when>{WHEN})\s+(?!(?:any|some|every|no)(?:one|body|thing)?\b|it\b|they\b|he\b|she\b|we\b|i\b|you\b|there\b|this\b|that\b|so\b)(?P<one>[^,?]+?)\s+(?:does|did|goes|has)(?: so| it| too)?$",
    re.I,
)
WHO_OR_WHAT = re.compile(
    r"\b(?:who (?:or|and) what|what (?:or|and) who|who(?:ever)? or whatever)\b", re.I
)
HOW_FAR = re.compile(
    rf"^how (?:far|wide|widely|far and wide|deep)(?: out| down the line)? {MODAL} (?:the )?(?P<of>.*\b{HARM}\b.*?)(?: be)? (?:spread|reach|go|travel|extend|ripple|cascade|carry|propagate|stretch|felt)(?: out| on| through)?$",
    re.I,
)
EFFECTS_OF = re.compile(
    r"^(?:the )?(?:effects?|impact|consequences?|damage|fallout|ripples?|shock ?waves?|knock-on effects?) of ",
    re.I,
)
HOW_FAR_ALONG = re.compile(
    rf"^how far (?:(?P<back>back|up|upstream)|(?P<on>down|downstream|on|forward|along|out))?\s*(?:{MODAL})\s+(?P<of>.+?) (?:go|reach|travel|flow|spread|extend|stretch|get|run|carry|make it|trace)(?: (?:back|on|down|up))?$",
    re.I,
)
DATA_OF = re.compile(
    rf"^(?:the |all )?(?:lineage|{DATA}|ancestry|provenance) (?:of|in|on|from|inside) (?P<one>.+)$|^(?P<other>.+?)'s (?:lineage|{DATA}|ancestry|provenance)$",
    re.I,
)
STAYING = re.compile(
    r"(?P<need>\b(?:depend|rel|need|requir|count|hing|rest|lean|want)\w*\b.*?)\s+(?:staying|being|remaining|keeping|to be|to stay|to remain|to keep)\s+(?:up and running|up|alive|online|there|available|around|reachable|in service|running|working|healthy)$",
    re.I,
)
CAUSES_TO = re.compile(
    r"\b(?:cause|force|lead|bring|get)s?(?P<what>\s+(?:[^,?]+?\s+)?)to (?:fail|break|go down|stop(?: working)?|crash|fall over|suffer|die)\b",
    re.I,
)
LOSE = r"(?:lose|miss|be left without|have to do without|do without|no longer have|not have|stand to lose|be without|have to go without|forfeit|need replacing|have to replace)"
WE_LOSE = re.compile(
    rf"(?:^|(?<=, )|(?<=: ))(?P<what>what|which [\w -]+?|how many [\w -]+?) (?:(?:{MODAL}) {SPEAKER} (?:then |still |all )*{LOSE}|(?:are|were|is) {SPEAKER} (?:then )?left without)(?: then)?(?=$| {WHEN}\b| with\b| without\b)",
    re.I,
)
PERMISSION = re.compile(
    rf"\bwhose (?:permission|approval|consent|blessing|ok|okay|sign-off|go-ahead|agreement|green light) {MODAL} {SPEAKER} (?:need|want|require|have to (?:get|ask for|seek|have)|get|ask for|seek|have)(?: (?:first|beforehand))?",
    re.I,
)
WISE = re.compile(r",?\s*\b(?P<one>[a-z]+)[ -]wise$", re.I)
CHANGING = r"(?:retire|drop|remove|delete|switch off|turn off|shut down|take down|decommission|kill|kill off|get rid of|scrap|replace|change|rename|move|unplug|do away with|axe|bin|stop|upgrade|migrate|touch|alter|restart|reboot|take offline|phase out|pull|ditch|lose)"
NO_HARM = r"(?:without (?:(?:any|some)(?:one|body|thing)(?: else)? (?:noticing|minding|caring|breaking|suffering|being (?:affected|hurt|hit|bothered)|getting hurt|complaining|missing it|falling over|going wrong|failing)|(?:any |further |bad |ill )?(?:consequences?|effects?|side effects?|harm|risks?|damage|trouble|fallout|impact|problems?|pain|repercussions)|(?:breaking|hurting|affecting|harming|disrupting|hitting|disturbing|bothering|damaging|endangering|touching|impacting|upsetting|bringing down|taking down) (?:any(?:thing|one|body)|something|things)(?: else)?))"
SAFELY = re.compile(
    rf"^(?:can|could|may|might|would it be possible to|is it possible to|are we able to)\s+(?:{SPEAKER}\s+)?(?P<safe>safely )?(?P<change>{CHANGING}) (?P<one>.+?)(?P<no> {NO_HARM}| safely)?$",
    re.I,
)
SAFELY_BE = re.compile(
    rf"^(?:can|could|may|might) (?P<one>.+?) (?P<safe>safely )?be (?P<change>\w+(?: (?:off|down|out|offline))?)(?P<no> {NO_HARM}| safely)?$",
    re.I,
)
IS_SAFE = re.compile(
    rf"^(?:is|would) (?:it|that) (?:be )?(?:safe|harmless|without risk|without consequences|no problem|ok|okay|fine|risk-free) (?:for us )?(?:to |if (?:we|i) )(?P<change>{CHANGING}) (?P<one>.+)$",
    re.I,
)
MATTERS = re.compile(
    rf"^(?:would|will|does|do|could|might|should) (?:it|that|this) (?:really |even |actually |also )?(?:matter|make (?:a|any) difference|be (?:a|any) problem|hurt|have (?:any |some )?(?:consequences|effects?|impact))(?: to (?:any(?:one|body|thing)|us))? (?P<rest>{WHEN}\b.+)$",
    re.I,
)
MISSED = re.compile(
    r"^(?:would|will|does|do|could|might) any(?:one|body|thing) (?:really |even |actually |at all )?(?:miss|notice the (?:loss|absence|removal|disappearance) of|need|care about|mourn) (?P<one>.+)$",
    re.I,
)
BOTHERS = re.compile(
    rf"^(?:would|will|does|could|might|can|may) (?P<change>(?:\w+ing|(?:an?|the) (?:\w+ )?{HARM}s? (?:of|to|in|at|on|with)) .+?|.+? {HARM}) (?:bother|trouble|touch|concern|reach|inconvenience|matter to|be felt by|be felt in|be noticed by|be felt at|spill over to|spill over into|spread to|ripple (?:out )?to|make (?:a|any) difference to|get through to|get to|extend to|make itself felt in|carry over to) (?P<one>.+)$",
    re.I,
)
CARES = re.compile(
    r"\b(?P<who>.+?) (?:care|mind|notice|feel it)s?(?: at all)? (?:whether|if|when) (?P<one>.+?) (?:is|was|were|stays|goes|works|runs)(?: (?:up|down|there|around|alive|gone|running|available|or not|or down|up or down|up or not|there or not))*$",
    re.I,
)
HAVE_TO = re.compile(
    rf"(?:^|(?<=, ))(?:do|must|should|will|would|shall) {SPEAKER} (?:also |then |even |still )*(?:have to |need to |be forced to |want to )?(?:touch|change|worry about|adapt|adjust|rework|retest|re-test|test|check|fix|rebuild|update|look at|think about|expect trouble with|expect problems with|bother about|care about)(?: again)? (?P<one>.+?)(?P<cause> {WHEN}\b.+)?$",
    re.I,
)
PLACES = re.compile(
    r"\b(?:in|at|on|to|into) (?:which|what) (?:places?|things?|spots?|corners?|parts?)\b", re.I
)
SEE_IN = re.compile(
    rf"^(?P<where>where|(?:in|on) (?:which|what) [\w -]+?) (?:can|could|do|would|might|may) {SPEAKER} (?:see|find|spot|encounter|meet|come across|look at|get to see) (?P<data>(?:the )?{DATA} (?:from|of|in) .+)$",
    re.I,
)
WITH_DATA = re.compile(rf"\bwith (?P<data>{DATA} (?:from|of|out of) .+?) in (?:it|them)$", re.I)
HELD_DATA = re.compile(
    rf"\b(?:use|hold|contain|have|show|carry|display|see|process|present|keep|store|include|deal with|work with|work on|has)s? (?:any |some |the )?{DATA} (?:that|which) (?:had |have |has )?(?:originally |ultimately |once |first |initially |at first )?(?:comes?|came|originat\w+|start\w*(?: (?:out|off|life))?|beg[aiu]ns?|stem\w*|flow\w*|was born|arose|arises?)(?: originally| ultimately| once)? (?:from|in|out of|at|with)\b",
    re.I,
)
FROM_WHICH = re.compile(
    rf"^from (?:which|what) (?P<what>[\w -]+?) (?:does|do|is|are|did) (?:the |any )?{DATA} (?:flow|come|go|get|travel|move|pass|carried|taken|loaded|copied|make its way)(?: ultimately)? (?:in|on)?to (?P<one>.+)$",
    re.I,
)
DATA_FROM = re.compile(
    rf"^(?:the )?{DATA} (?:from|of|in) (?P<which>(?:which|what) [\w-]+) (?P<rest>\w+s? (?:in|on|at|into|onto|to|up) .+)$",
    re.I,
)
TWO_WAYS = re.compile(
    rf"^where (?P<do>does|do|is|are) (?P<one>\S+?)(?:'s)? {DATA} (?P<rest>(?!from\b|in\b|of\b).+)$",
    re.I,
)
AFTERWARDS = re.compile(
    r"^(?P<q>where\b.*?|what happens to .*?)\s+(?:from there(?: on)?|next|afterwards?|after that|then|thereafter|from here)(?P<rest>,.*)?$",
    re.I,
)
ONCE_THERE = re.compile(
    rf"^(?:once|when|after|as soon as) (?:the |some |any |new )?(?P<data>{DATA}|it|something|anything|a \w+) (?:has |have )?(?:is|are|lands?|landed|arrives?|arrived|gets?|got|reach(?:es|ed)?|been (?:loaded|copied|written)|sits?|written|loaded)(?: (?:in|into|on|onto|to|at))? (?P<one>[^,]+?), where (?:does|do|will|can|might) (?:it|they|this|that) (?P<rest>.+)$",
    re.I,
)
FURTHER = re.compile(
    r"\b(?:(?P<up>(?:further |somewhere |anywhere )?up(?: the (?:line|chain|stream|road|river))? from|(?:comes?|sits?|lies|stands?|is|are) (?:further |somewhere )?(?:before|ahead of|in front of) (?=.+ in the (?:data flow|flow|chain|lineage|data chain|pipeline)$))|(?P<down>(?:further |somewhere |anywhere )?down(?: the (?:line|chain|road|river))? from|(?:comes?|sits?|lies|stands?|is|are) (?:further |somewhere )?(?:after|behind) (?=.+ in the (?:data flow|flow|chain|lineage|data chain|pipeline)$)))",
    re.I,
)
IN_THE_FLOW = re.compile(r" in the (?:data flow|flow|chain|lineage|data chain|pipeline)$", re.I)
FELT = re.compile(
    rf"^(?:where|who|in (?P<n>how many|which|what) (?P<of>[\w -]+?)) (?:would|will|could|can|might|may|does|do|is|are) (?P<change>(?:an? |the )?(?:[\w-]+ )?{HARM}\b.+?|.+? {HARM}) (?:be |make itself )?(?:shown?|felt|visible|seen|noticed|noticeable|appear|turn up|show up|surface|come through|bite|hurt|hit|strike|have (?:any |an )?(?:effects?|impact|consequences))(?: (?:among|amongst|in|by|across|within|on) (?:the |our |all )?(?P<among>.+?))?(?: only)?$",
    re.I,
)
WHOSE_STUFF = re.compile(
    r"\bwhose (?:stuff|bits|toys|kit|work|assets|belongings|property|parts|software|components)\b",
    re.I,
)
TOLD_THAT = re.compile(
    r"\b(?P<who>who|whom|(?:which|what) [\w -]+?|how many [\w -]+?) (?:needs? to|has to|have to|must|should|ought to|would|will|wants? to|deserves? to|would want to|would have to|would need to) (?:know|hear|learn|get to know|find out|be (?:told|informed|aware|made aware|warned|notified|alerted)|get told)(?: of it| about it)? that (?=\S+ \S+)",
    re.I,
)
TELL_THAT = re.compile(
    rf"\b(?P<tell>(?:{MODAL}) {SPEAKER} (?:need to |have to |want to )?(?:tell|warn|inform|notify|alert|advise|brief)) that (?=\S+ \S+)",
    re.I,
)
PAPER = r"(?:contracts?|agreements?|deal|relationship|partnership|licen[cs]es?|subscription|account|business)"
OUR_PAPER = re.compile(
    rf"\b(?:our|the|a|any|all our|all) {PAPER} with (?P<one>[\w-]+(?: [A-Z][\w-]*)*)\b", re.I
)
PAPER_ENDS = re.compile(
    rf"\b(?:terminat|cancel|end|quit|revok|withdraw|br[eo]k|br[eo]ak|call off|tear up|annul|stop)\w* (?:our|the|its|their) {PAPER}\b(?! with\b)",
    re.I,
)
ITS_PAPER = re.compile(
    rf"\bthe (?P<one>[A-Z][\w-]*(?: [A-Z][\w-]*)*) {PAPER}(?= (?:is|was|were|gets?|ends?|ended|expires?|expired|runs?|ran|lapses?|lapsed|falls?|fell|goes|went|should|comes?|terminat\w+)\b)"
)
NO_LONGER = re.compile(
    r"\b(?:is|are) (?:no longer|not) (?:going|able) to (?:work|run|function|operate)\b(?: any ?more)?",
    re.I,
)
UNTRUSTED = re.compile(
    rf"\b(?:can|could|should|may|must) {SPEAKER} (?:not|no longer) (?:trust|rely on|believe|use)(?= {WHEN}\b|$)",
    re.I,
)
SYMPTOM = r"(?:nonsense|rubbish|garbage|wrong|off|gaps|empty|stale|odd|strange|weird|old|incorrect|bad|funny|fishy|broken|crazy|too (?:low|high)|inaccurate|mistaken|false|outdated|out of date)"
SUSPECT = re.compile(
    rf"^(?P<what>what|which [\w -]+?|where) {MODAL} {SPEAKER} (?:have to |need to |want to )?(?:check|look at|look|inspect|investigate|suspect|blame|go through|question|verify|trace)(?: first| upstream)? (?:if|when|because|now that|since|as) (?P<one>.+?)(?:'s)? (?:{DATA} )?(?:shows?|is showing|are showing|looks?|is|are|has|have|seems?|displays?|goes|went|turns?|comes?)\b(?: [\w-]+){{0,3}}? {SYMPTOM}\b.*$",
    re.I,
)
TRACED = re.compile(
    r"^(?:please )?(?:trace|follow|track|walk|take|chase|backtrack)(?: me| us)?(?: (?P<first>back|backwards?|forwards?|downstream|upstream|on))?(?: from)?(?: the (?:data|figures|numbers|contents|rows|lineage|trail) (?:of|in|on|from|behind))? (?P<one>(?:(?!to\b|from\b)\S+)(?: (?!to\b|from\b)\S+){0,3}?)(?: (?P<then>(?:all the way |right )?(?:back|backwards?|upstream|forwards?|downstream|onwards?|on|down|up)))?(?: (?:to (?:wherever\b.*|where\b.*|(?:its|the|their) (?:very |ultimate )*(?:beginnings?|sources?|origins?|roots?|start|ends?))|from there))?$",
    re.I,
)
THEIR_DATA = re.compile(
    rf"\b(?:have|has|had) (?:their|its) {DATA} (?P<done>shown|displayed|used|visible|copied|loaded|included|presented|reported|read)\b",
    re.I,
)
CONTENTS = re.compile(
    r"^(?P<where>where (?:do|does|is|are|did|will|can)) (?:the |all )*(?:contents?|everything|all|stuff|anything) (?:that is )?(?:of|in|on|from) ",
    re.I,
)
AS_VENDOR = re.compile(
    r"\s+as (?:a|an|the|our|one of our) (?P<one>[a-z]+)\b(?=,| (?:what|which|who|how)\b|$)", re.I
)
BLAMED = re.compile(
    rf"^(?:where (?:could|might|may|can|does|do|would|did|should) (?:the |that |this |such an? |an? |these )?(?:error|mistake|problem|fault|issue|bad data|nonsense|rubbish|garbage|wrong \w+|it|errors|mistakes|problems) (?:come|have come|be coming|originate|have originated|stem|have crept|creep|have slipped|have entered|enter|have started|start|lie|be|sit)(?: (?:from|in|out))?"
    rf"|(?P<what>what|which [\w -]+?|everything|all [\w -]+?) (?:(?:is |are |lies? |sits? )?upstream )?(?:of it |from it )?(?:that )?(?:could|might|may|can|would|should|must) (?:{SPEAKER} )?(?:be (?:to blame|the (?:cause|culprit|reason|source|origin)|at fault|behind (?:it|this|that)|responsible for (?:it|this|that))|have (?:caused|led to) (?:it|this|that)|cause (?:it|this|that)|(?:check|look at|inspect|investigate)(?= upstream))(?: upstream)?)$",
    re.I,
)
TOGETHER = re.compile(
    r"^(?P<rest>.+?) (?:(?:together|along|in tandem|hand in hand|simultaneously|in one go|at the same time) (?:with|as)|with) (?P<one>(?!out\b)[^,]+)$",
    re.I,
)


def caused(asked: str, is_class: IsClass) -> str:
    """The question with cause, effect and the way of data in the plain words of the language."""
    asked = WHO_OR_WHAT.sub("what", asked)
    asked = DOES_SO.sub(r"\g<when> \g<one> fails", asked)
    asked = STAYING.sub(r"\g<need>", asked)
    asked = CAUSES_TO.sub(r"break\g<what>", asked)
    asked = WE_LOSE.sub(lambda m: f"{m['what']} {_be(m['what'])} affected", asked)
    asked = PERMISSION.sub("who must approve", asked)
    asked = WHOSE_STUFF.sub("whose things", asked)
    asked = TOLD_THAT.sub(r"\g<who> must be told if ", asked)
    asked = TELL_THAT.sub(r"\g<tell> if ", asked)
    asked = NO_LONGER.sub("will break", UNTRUSTED.sub("are affected", asked))
    if re.search(rf"\b{WHEN}\b", asked, re.I):
        asked = torn(asked)
    asked = AS_VENDOR.sub(lambda m: "" if is_class(m["one"]) else m.group(), asked)
    far = HOW_FAR.match(asked)
    if far is not None:
        return f"what is affected by {EFFECTS_OF.sub('', far['of'])}"
    traced = TRACED.match(asked)
    if traced is not None and (way := traced["first"] or traced["then"]):
        side = "upstream" if re.search(r"back|up", way, re.I) else "downstream"
        return f"list the {side} of {traced['one']}"
    along = HOW_FAR_ALONG.match(asked)
    if along is not None:
        return _along(along) or asked
    felt = FELT.match(asked)
    if felt is not None:
        return _felt(felt)
    suspect = SUSPECT.match(asked)
    if suspect is not None:
        what = re.sub(r"^where$", "what", suspect["what"], flags=re.I)
        return f"{what} {_be(what)} upstream of {suspect['one']}"
    asked = _by_class(asked, is_class)
    return _flowing(_harmless(asked))


def torn(clause: str) -> str:
    """ "Our contract with V ends", "V cancels our contract" as "V ends"."""
    return PAPER_ENDS.sub("fails", OUR_PAPER.sub(r"\g<one>", clause))


def _be(what: str) -> str:
    return "are" if " " in what else "is"


def _along(match: re.Match[str]) -> str:
    """ "How far back does the lineage of X go": its upstream."""
    of = DATA_OF.match(match["of"])
    one = (of["one"] or of["other"]) if of is not None else match["of"]
    if match["back"]:
        return f"list the upstream of {one}"
    return f"list the downstream of {one}" if match["on"] or of is not None else ""


def _felt(match: re.Match[str]) -> str:
    """ "Where would a bug in X be felt", "in how many reports would it show": what it affects."""
    of = match["among"] or match["of"]
    if of is None:
        return f"what is affected by {match['change']}"
    which = "how many" if (match["n"] or "").casefold() == "how many" else "which"
    return f"{which} {of} are affected by {match['change']}"


def _by_class(asked: str, is_class: IsClass) -> str:
    """ "Team-wise": of whatever it may be, only the teams; a number for each of them."""
    wise = WISE.search(asked)
    if wise is None:
        return asked
    rest, one = asked[: wise.start()], wise["one"]
    if not is_class(one):
        return rest if re.fullmatch(DATA, one, re.I) else asked
    if re.match(r"how many\b|count\b|number\b", rest, re.I):
        return f"{rest} per {one}"
    return rest if re.search(rf"\b{one}s?\b", rest, re.I) else f"{rest}, only {one}s"


def _harmless(asked: str) -> str:
    """ "Can we drop X without anyone noticing": is nothing affected if X fails."""
    for pattern in (SAFELY, SAFELY_BE):
        match = pattern.match(asked)
        if match is not None and (match["safe"] or match["no"]):
            return f"is nothing affected if {match['one']} fails"
    safe = IS_SAFE.match(asked)
    if safe is not None:
        return f"is nothing affected if {safe['one']} fails"
    matters = MATTERS.match(asked)
    if matters is not None:
        return f"is anything affected {matters['rest']}"
    missed = MISSED.match(asked)
    if missed is not None:
        return f"is anything affected if {missed['one']} fails"
    bothers = BOTHERS.match(asked)
    if bothers is not None:
        one = re.sub(r"^any(?:one|body|thing)$", "anything", bothers["one"], flags=re.I)
        return f"is {one} affected by {bothers['change']}"
    return asked


def _flowing(asked: str) -> str:
    """The way of data: where it comes from, where it goes, what shows it."""
    asked = PLACES.sub("where", asked)
    asked = CONTENTS.sub(r"\g<where> data in ", asked)
    asked = THEIR_DATA.sub(r"are \g<done>", asked)
    asked = HELD_DATA.sub("contain data from", asked)
    asked = WITH_DATA.sub(r"that contain \g<data>", asked)
    asked = FURTHER.sub(
        lambda m: (
            f"{'is ' if _verbal(m.group()) else ''}{'upstream' if m['up'] else 'downstream'} of "
        ),
        asked,
    )
    if re.search(r"\b(?:up|down)stream of\b", asked, re.I):
        asked = IN_THE_FLOW.sub("", asked)
    seen = SEE_IN.match(asked)
    if seen is not None:
        return f"{seen['where']} is {seen['data']} visible"
    once = ONCE_THERE.match(asked)
    if once is not None:
        asked = f"where does data from {once['one']} {once['rest']}"
    asked = AFTERWARDS.sub(lambda m: m["q"] + (m["rest"] or ""), asked)
    which = FROM_WHICH.match(asked)
    if which is not None:
        return f"which {which['what']} feed {which['one']}"
    data = DATA_FROM.match(asked)
    if data is not None:
        return f"{data['which']} {data['rest']}"
    ways = TWO_WAYS.match(asked)
    if ways is not None and ways["one"].casefold() not in ("the", "our", "its", "their", "this"):
        return f"where {ways['do']} {ways['one']} {ways['rest']}"
    return " ".join(asked.split())


def _verbal(text: str) -> bool:
    return re.match(r"(?:comes?|sits?|lies|stands?|is|are)\b", text, re.I) is not None


def plainly_caused(asked: str) -> Iterator[str]:
    """Other ways to put cause and effect, for a question that is not understood."""
    cares = CARES.match(asked)
    if cares is not None:
        yield f"{cares['who']} suffer if {cares['one']} fails"
    have = HAVE_TO.search(asked)
    if have is not None:
        cause = asked[: have.start()].strip(" ,") or (have["cause"] or "").strip()
        if cause:
            yield f"is {have['one']} affected {cause}"
    together = TOGETHER.match(asked)
    if together is not None:
        yield f"{together['rest']} if {together['one']} fails"


def causes(asked: str) -> Iterator[tuple[str, str]]:
    """The clause of a sentence that gives the cause, and the rest that asks for the effect."""
    front = re.match(
        rf"^(?:{WHEN}|before|while|with|given that|because|since|now that)\s+(?P<cause>[^,]+(?:, [^,]+)?),\s*(?P<rest>.+)$",
        asked,
        re.I,
    )
    if front is not None:
        yield front["cause"], front["rest"]
    back = re.match(
        rf"^(?P<rest>.+?),?\s+(?:{WHEN}|before|while|because|now that)\s+(?P<cause>.+)$",
        asked,
        re.I,
    )
    if back is not None:
        yield back["cause"], back["rest"]
    said = re.match(
        r"^(?P<cause>[^,;:]+)\s*[,;:–-]\s*(?P<rest>(?:what|which|who|whom|how many|is|are|does|do|will|would)\b.+)$",
        asked,
        re.I,
    )
    if said is not None and front is None:
        yield said["cause"], said["rest"]
