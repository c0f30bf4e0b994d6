"""Ways of asking that a reader takes apart without thinking, put as the plain question that they are."""

from __future__ import annotations

import re

__all__ = ["plainly"]

WH = r"(?:what|who|whom|which|whose|how|is|are|do|does)"
REWORDINGS = tuple(
    (re.compile(pattern, re.I | re.S), put)
    for pattern, put in (
        (  # "A; B; C: who owns them"
            rf"^(?P<some>[^;:?]+(?:;\s*[^;:?]+)+)(?=\s*:\s*{WH}\b)",
            lambda m: " and ".join(p.strip() for p in m["some"].split(";")),
        ),
        (  # "Which X have both a team and a person as owner"
            r"^(?P<head>which [\w -]+?) (?:have|has) both (?P<one>an? [\w-]+) and (?P<two>an? [\w-]+) as (?:an? |their |its )?owners?\b",
            lambda m: f"{m['head']} are owned by {m['one']} and are owned by {m['two']}",
        ),
        (  # "How many services are written in java vs typescript"
            r"^(?P<head>how many .+ (?:in|with|on|by|at) )(?P<one>[\w.#+-]+) (?:vs\.?|versus|as against|as opposed to|compared (?:to|with)) (?P<two>[\w.#+-]+)\s*\??$",
            lambda m: f"{m['head']}{m['one']} and {m['head']}{m['two']}",
        ),
        (
            r"^(?:what|which way|which route) (?:leads|runs|goes|takes (?:me|us|one|you)|gets (?:me|us|one|you)) from (?P<one>.+?) to (?=\S)",
            lambda m: f"what is the path from {m['one']} to ",
        ),
        (  # "what do we own that's tier 1"
            r"^what (?P<do>do|does) (?P<rest>.+?) that(?: is|'s) (?=(?:a )?tier\b)",
            lambda m: f"which things {m['do']} {m['rest']} that are ",
        ),
        (r"\bversion number\b", lambda _: "version"),
        (  # "who is R working with"
            r"^(?:who (?:is|does)|whom (?:is|does)) (?P<one>[^,]+?) work(?:s|ing)? (?:together |alongside )?with\s*\??$",
            lambda m: f"who else is in {m['one']}'s team",
        ),
        (  # "which of the two has more services"
            r"^(?!(?:of|between|among|amongst|from) )(?P<one>[^,:;]+?) and (?P<two>[^,:;]+?)\s*(?:[:;,]|\s[–—-])\s*which (?:one )?(?:of (?:the two|them|these|those|these two|those two|the pair) )?(?:has|have|holds|contains|counts) (?:the )?(?P<most>more|most|fewer|fewest|less|least) (?!\w*(?:dependents?|consumers?|users?|dependencies)\b)",
            lambda m: f"which of {m['one']} and {m['two']} has the {MOST[m['most'].casefold()]} ",
        ),
        (  # "…: which is it and who has it"
            r"^(?:the |a |an )?(?P<kind>\w+) with the (?P<rest>(?:lowest|highest|most|fewest|least|latest|oldest|newest) [^:;?]+?)\s*[:;,–—-]+\s*which (?:one )?is (?:it|that),? and (?P<then>.+)$",
            lambda m: f"which {m['kind']} has the {m['rest']}, and {m['then']}",
        ),
        (  # "get the orphans on one page"
            r"^(?:please |let's |lets |let us |could you |can you )*(?:get|have|put|show|see|bring)(?: me| us)? (?P<what>[^:]+?) (?:on|onto) (?:one|a single|the same) page\b",
            lambda m: f"list {m['what']}",
        ),
        (  # "what's on the cluster"
            r"^what(?: else)?(?: is|'s|s) (?:there )?(?:sitting |hosted |deployed )?on (?=(?:the |our |this |that )?[\w -]*\b(?:clusters?|hosts?|machines?|nodes?|servers?|vms?)\b)",
            lambda _: "what runs on ",
        ),
        (  # "which SLOs do we have, and for which services"
            r"^(?P<first>(?:which|what) (?:slos?|objectives?|service level objectives?) [^,;?]+?),? and for which (?P<kind>[\w-]+)\s*\??$",
            lambda m: f"{m['first']}, and which {m['kind']} do they measure",
        ),
    )
)
MOST = {"more": "most", "most": "most"} | dict.fromkeys(
    ("fewer", "fewest", "less", "least"), "fewest"
)


def plainly(asked: str) -> str:
    """The question in plain words, or as it is."""
    for pattern, put in REWORDINGS:
        asked = pattern.sub(put, asked, count=1)
    return asked
