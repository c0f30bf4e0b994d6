"""What a question leaves aside: "leaving X aside, which …"."""

from __future__ import annotations

import re

__all__ = ["left_aside"]

ASIDE = re.compile(
    r"^(?:leaving|setting|putting|leave|set|put)\s+(?P<one>[^,]+?)\s+(?:itself |themselves )?(?:aside|out|apart|out of it|out of account)\s*,\s*|^(?:ignoring|disregarding|not counting|excluding|without counting|forgetting(?: about)?|omitting|leaving out|leaving aside|setting aside|discounting|skipping)\s+(?P<other>[^,]+?)(?:\s+(?:itself|themselves))?\s*,\s*",
    re.I,
)
INNER = re.compile(
    r"^(?P<wh>(?:what|who|whom|(?:which|what|how many) \w+)),?\s+(?:apart from|besides|except(?: for)?|other than|aside from|excluding|not counting|leaving aside|in addition to|beyond)\s+(?P<one>[^,]+),\s*(?P<rest>(?:do|does|did|is|are|was|were|can|could|will|would|has|have)\b.+)$",
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
