"""A folder that outside files are written into: nothing leaves it, and it grows no further than it may."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from graph.errors import SourceUnavailable
from ingest.files import MAX_BYTES

__all__ = ["MAX_FILES", "MAX_TOTAL", "Spool", "part", "safe_path"]

MAX_FILES: Final = 200_000
MAX_TOTAL: Final = 4 * 1024**3
LONGEST_PART: Final = 200
LONGEST_PATH: Final = 1000
_KEPT: Final = " !$&'()+,-.:;=@[]^_{}~"


def part(text: str) -> str:
    """A name as one part of a path, the same for the same name whatever it holds."""
    quoted = quote(text, safe=_KEPT, errors="surrogatepass")
    if quoted.strip(".") == "":
        quoted = "".join(f"%{ord(c):02X}" for c in text) or "%"
    if len(quoted) > LONGEST_PART:
        quoted = f"{quoted[:150]}~{sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"
    return quoted


def safe_path(name: str) -> str | None:
    """A path of an archive or tree, normalised; None when it is absolute, leaves the folder, or is no path."""
    if (
        not name
        or "\\" in name
        or "\x00" in name
        or name.startswith("/")
        or len(name) > LONGEST_PATH
    ):
        return None
    parts = name.split("/")
    if any(p in ("", ".", "..") or len(p.encode("utf-8", "replace")) > 255 for p in parts):
        return None
    return None if ":" in parts[0] and len(parts[0]) == 2 else name


class Spool:
    """Files below a folder of our own. Raises SourceUnavailable when there is more than can be meant."""

    def __init__(self, top: Path) -> None:
        self.top = top
        self.files = 0
        self.size = 0

    def room(self, more: int) -> None:
        """Count a file of that size, before it is there."""
        self.files += 1
        self.size += more
        if self.files > MAX_FILES:
            raise SourceUnavailable(f"it holds more than {MAX_FILES:,} files; read a part of it")
        if self.size > MAX_TOTAL:
            raise SourceUnavailable(
                f"it holds more than {MAX_TOTAL // 1024**3} GiB; read a part of it"
            )

    def write(self, path: str, content: bytes) -> None:
        """Write a file; `path` is made of `part`s or went through `safe_path`."""
        if len(content) > MAX_BYTES:
            raise SourceUnavailable(f"{path} is larger than {MAX_BYTES // 1024**2} MiB")
        self.room(len(content))
        self.place(path).write_bytes(content)

    def place(self, path: str) -> Path:
        """Where a file goes, its folder made."""
        file = self.top / path
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SourceUnavailable(f"{path}: is below a file of it: {error.strerror}") from error
        return file

    def write_json(self, path: str, value: Any) -> None:
        """One JSON text, always written the same way."""
        self.write(path, _json(value, indent=2))

    def write_lines(self, path: str, values: list[Any]) -> None:
        """JSON lines."""
        self.write(path, b"".join(_json(value) for value in values))


def _json(value: Any, indent: int | None = None) -> bytes:
    text = json.dumps(value, ensure_ascii=False, indent=indent, sort_keys=True)
    return (text + "\n").encode("utf-8", "replace")
