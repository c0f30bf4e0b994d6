"""Text from files made safe to show: on a terminal, in Markdown, in a label."""

from __future__ import annotations

import re

__all__ = ["inline", "lines", "plain", "short"]

LONGEST = 120
_JOINERS = "\u200c\u200d"  # without them emoji and some scripts fall apart
_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&^@=\"'])")
_ICON = re.compile(r":(?=material/)", re.IGNORECASE)
_SAID = re.compile(r"(\s*)(- )?(.*)", re.DOTALL)
WORD_JOINER = "\u2060"


def plain(text: str) -> str:
    """Text without control characters, line feeds aside: a name moves no cursor and turns no writing round."""
    return "".join(
        c
        if c.isprintable() or c == "\n" or c in _JOINERS
        else " "
        if c in "\t\r"
        else "\N{REPLACEMENT CHARACTER}"
        for c in text
    )


def short(text: str, most: int = LONGEST) -> str:
    """Text on one line and not longer than a label bears."""
    line = " ".join(plain(text[: most * 4]).split())
    return line if len(line) <= most else line[: most - 1] + "…"


def inline(text: str, most: int | None = LONGEST) -> str:
    """Markdown that shows just that text on one line, cut at `most` characters."""
    line = " ".join(plain(text).split()) if most is None else short(text, most)
    return _SPECIAL.sub(r"\\\1", _ICON.sub(f":{WORD_JOINER}", line))


def lines(text: str) -> str:
    """Markdown that shows a reply's text: its line ends and its list items, and all else as it is."""
    return "\n".join(_line(line) for line in plain(text).split("\n"))


def _line(line: str) -> str:
    match = _SAID.fullmatch(line)
    if match is None or not match[3]:
        return ""
    bullet, said = match[2] or "", inline(match[3], None)
    return f"{bullet}{said}" if bullet else f"{said}  "
