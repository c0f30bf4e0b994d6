"""JSON with comments and trailing commas, as editors write their settings: to JSON, every value where it was."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Final

__all__ = ["may_have_comments", "without_comments"]

FOLDERS: Final = frozenset([".vscode", ".cursor", ".zed", ".devcontainer", "zed"])
NAMES: Final = frozenset(["settings.json", "mcp.json", "devcontainer.json"])
MAX_TEXT: Final = 1024 * 1024  # characters; nobody writes so long settings

_STRING: Final = r'"(?:[^"\\]|\\.?)*(?:"|\Z)'
_COMMENT: Final = re.compile(rf"{_STRING}|//[^\n]*|/\*.*?(?:\*/|\Z)", re.S)
_COMMA: Final = re.compile(rf"{_STRING}|,(?=\s*[}}\]])", re.S)
_VISIBLE: Final = re.compile(r"[^\n]")


def may_have_comments(path: str) -> bool:
    """Whether the programs that read this file allow comments in it (https://code.visualstudio.com/docs/languages/json)."""
    parts = PurePosixPath(path.lower()).parts
    return bool(parts) and (parts[-1] in NAMES or not FOLDERS.isdisjoint(parts[:-1]))


def without_comments(text: str) -> str:
    """The text with blanks for comments and for commas that nothing follows; lines and columns stay."""
    if len(text) > MAX_TEXT:
        return text
    return _COMMA.sub(_blank, _COMMENT.sub(_blank, text))


def _blank(found: re.Match[str]) -> str:
    return found[0] if found[0].startswith('"') else _VISIBLE.sub(" ", found[0])
