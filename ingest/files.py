"""Finding and reading files below a root: what is ignored, how big, in which encoding; nothing outside the root."""

from __future__ import annotations

import codecs
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pathspec

from graph.facts import Place, Reject

__all__ = ["SPREADSHEETS", "Bytes", "find_files", "read_bytes", "text_of"]

IGNORE_FILES = (".gitignore", ".cartularyignore")
NEVER = frozenset({".git", ".hg", ".svn", "node_modules", "__pycache__", ".venv", ".tox"})
SPREADSHEETS = (".csv", ".tsv")
MAX_BYTES = 256 * 1024 * 1024

_XML_ENCODING = re.compile(rb"""\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


def find_files(root: Path) -> Iterator[str]:
    """Paths below `root`, with `/`, sorted; ignored files and whole folders left out, as git does.

    A symbolic link is followed only to a file that lies in the root too; one to a folder never, so there
    are no loops.
    """
    yield from sorted(_walk(root, "", ()))


def _walk(
    root: Path, folder: str, rules: tuple[tuple[str, pathspec.GitIgnoreSpec], ...]
) -> Iterator[str]:
    here = root / folder if folder else root
    try:
        with os.scandir(here) as found:
            entries = sorted(found, key=lambda e: e.name)
    except OSError:
        return
    names = {entry.name for entry in entries}
    for ignore in IGNORE_FILES:
        if ignore in names and (spec := _spec(here / ignore)) is not None:
            rules = (*rules, (folder, spec))
    for entry in entries:
        path = f"{folder}/{entry.name}" if folder else entry.name
        if not _printable(path):
            continue
        if entry.is_dir(follow_symlinks=False):
            if entry.name not in NEVER and not _ignored(path + "/", rules):
                yield from _walk(root, path, rules)
        elif (entry.is_file(follow_symlinks=False) or _inside(root, entry)) and not _ignored(
            path, rules
        ):
            yield path


def _printable(path: str) -> bool:
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _inside(root: Path, entry: os.DirEntry[str]) -> bool:
    """Whether a symbolic link leads to a regular file below the root."""
    try:
        target = Path(entry.path).resolve(strict=True)
        return target.is_file() and target.is_relative_to(root.resolve())
    except (OSError, RuntimeError):
        return False


def _spec(file: Path) -> pathspec.GitIgnoreSpec | None:
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
        return pathspec.GitIgnoreSpec.from_lines(lines)
    except (OSError, ValueError):
        return None


def _ignored(path: str, rules: tuple[tuple[str, pathspec.GitIgnoreSpec], ...]) -> bool:
    """The rules of the nearest folder that says anything about the path decide."""
    for base, spec in reversed(rules):
        result = spec.check_file(path[len(base) + 1 :] if base else path)
        if result.include is not None:
            return result.include
    return False


@dataclass(frozen=True, slots=True)
class Bytes:
    """A file's content, and its hash."""

    content: bytes
    digest: str


def read_bytes(root: Path, path: str) -> Bytes | Reject:
    """The content of a regular file below the root; every failure is a Reject of the whole file."""
    at = Place(path)
    file = root / path
    if NEVER & set(path.split("/")):
        return Reject(at, "in a folder that is never read", True)
    try:
        if not file.resolve(strict=True).is_relative_to(root.resolve()):
            return Reject(at, "a link that leads out of the ingested folder; not followed", True)
        size = file.stat()
        if not stat.S_ISREG(size.st_mode):
            return Reject(at, "no regular file", True)
        if size.st_size > MAX_BYTES:
            return Reject(at, f"larger than {MAX_BYTES // 1024**2} MiB; split the file", True)
        content = file.read_bytes()
    except FileNotFoundError:
        return Reject(at, "there is no such file (any more: it may have vanished meanwhile)", True)
    except (OSError, RuntimeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return Reject(at, f"cannot be read: {reason}", True)
    return Bytes(content, sha256(content).hexdigest())


def _declared(content: bytes) -> str:
    """The encoding that an XML declaration states (one that Python knows), else UTF-8."""
    found = _XML_ENCODING.match(content[:200])
    try:
        return codecs.lookup(found.group(1).decode("ascii")).name if found else "utf-8"
    except LookupError:
        return "utf-8"


def text_of(path: str, content: bytes) -> str | Reject:
    """The text: UTF-8, or what a byte order mark says; anything else is a Reject that names the line."""
    encoding = "utf-8"
    for mark, named in _MARKS:
        if content.startswith(mark):
            content, encoding = content[len(mark) :], named
            break
    else:
        encoding = _declared(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if path.lower().endswith(SPREADSHEETS):  # what Excel writes in western Europe and America
            return content.decode("cp1252", errors="replace")
        line = content.count(b"\n", 0, error.start) + 1
        byte = content[error.start]
        return Reject(
            Place(path, f"L{line}"),
            f"not UTF-8 text (byte 0x{byte:02x} in line {line}); save it as UTF-8",
            True,
        )
    if "\x00" in text:
        return Reject(
            Place(path), "holds NUL characters: a binary file, or UTF-16 without its mark", True
        )
    return text
