"""What is no question for a catalog: code, a text of pages, symbols that are no mark of English, who is at work tonight."""

from __future__ import annotations

import re
from collections.abc import Container

from rag.words import symbol

__all__ = ["LONGEST_TEXT", "unreadable"]

LONGEST_TEXT = 4000
CODE = re.compile(
    r"^\s*(select\s.+\sfrom\s|(optional\s+)?match\s*\(|drop\s+table|insert\s+into|update\s+\S+\s+set\s|merge\s*\(|create\s*\(|delete\s+from)",
    re.I | re.S,
)
ROSTER = re.compile(
    r"^\W*(?:do you know |tell me )?who\b(?!.*\b(?:if|when|while|before|after|once|because|since)\b).*"
    r"\b(?:tonight|this (?:weekend|evening|night|afternoon)|on duty|on shift|on holiday|on vacation)\b",
    re.I,
)


def unreadable(text: str, symbols: Container[str]) -> tuple[str, ...]:
    """What in the text is none; `symbols` stand in names, and ones after the end say nothing."""
    if CODE.search(text) or ROSTER.search(text):
        return tuple(text.split()[:6])
    if len(text) > LONGEST_TEXT:
        return (text[:60].strip() + " …",)
    said = re.sub(r"(?<=[.?!])[^\w.?!]+$", "", text.rstrip())
    return tuple(w for w in said.split() if any(symbol(c) and c not in symbols for c in w))
