"""Ingested folders: what they are called, which may stand beside which, and the repository they are a checkout of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Final

from graph.errors import UsageError
from graph.ledger import Root

__all__ = ["name_root", "repository_of", "top_of"]

ORIGIN: Final = re.compile(
    r'^\[remote "origin"\]\s*$(?:\n(?!\[).*?)*?\n\s*url\s*=\s*(?P<url>\S+)', re.M
)
SLUG: Final = re.compile(
    r"(?:@|//)(?:[^/@\s]*@)?(?P<host>github\.com|gitlab\.com|bitbucket\.org)[:/]"
    r"(?P<path>[\w.-]+/[\w.-]+?)(?:\.git)?/?\Z"
)


def top_of(path: Path) -> Path:
    """The folder that a path names, with links resolved. Raises UsageError when it is none."""
    try:
        top = path.expanduser().resolve(strict=True)
    except (OSError, RuntimeError) as error:
        raise UsageError(f"{path}: there is no such folder") from error
    if not top.is_dir():
        raise UsageError(f"{path} is a file; name the folder that holds it")
    return top


def name_root(top: Path, roots: Mapping[str, Root], landscape: str) -> tuple[Root, str]:
    """The root for a folder, known or new, and what there is to say of its name ("" for nothing).

    Raises UsageError when the folder lies inside a root that is there, or around one.
    """
    for root in roots.values():
        if Path(root.path) == top:
            return _moved(root, top, landscape), ""
    named = roots.get(top.name)
    gone = named if named is not None and not Path(named.path).is_dir() else None
    _check_nesting(top, (r for r in roots.values() if r is not gone))
    if gone is not None:
        note = f"{gone.name} moved from {gone.path} to {top}"
        return _moved(gone, top, landscape), note
    name = _free_name(top, roots)
    note = (
        f"called {name}, since another folder called {top.name} is ingested already"
        if name != top.name and top.name
        else ""
    )
    return Root(name, str(top), landscape, repository_of(top)), note


def _moved(root: Root, top: Path, landscape: str) -> Root:
    return Root(
        name=root.name,
        path=str(top),
        landscape=landscape,
        repository=repository_of(top),
        last_run=root.last_run,
        edition=root.edition,
        decisions=root.decisions,
        files=root.files,
        no_format=root.no_format,
        plain=root.plain,
    )


def _check_nesting(top: Path, roots: Iterable[Root]) -> None:
    for root in roots:
        other = Path(root.path)
        if other in top.parents:
            raise UsageError(
                f"{top} lies inside {other}, which is ingested already as {root.name}; "
                f"ingest {other} again, or take it back first with: cartulary forget {root.name}"
            )
        if top in other.parents:
            raise UsageError(
                f"{top} holds {other}, which is ingested already as {root.name}; "
                f"take that back first with: cartulary forget {root.name}"
            )


def _free_name(top: Path, roots: Mapping[str, Root]) -> str:
    parts = PurePosixPath(top.as_posix()).parts
    for count in range(1, len(parts)):
        name = "/".join(parts[-count:])
        if name not in roots:
            return name
    name = "/".join(parts[1:]) or "root"
    number = 2
    while f"{name} ({number})" in roots:
        number += 1
    return name if name not in roots else f"{name} ({number})"


def repository_of(top: Path) -> str:
    """`github.com/org/repo` when the folder is a checkout of it, else ""; never anything secret of its URL."""
    try:
        text = (top / ".git" / "config").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    found = ORIGIN.search(text[:100_000])
    slug = SLUG.search(found["url"]) if found else None
    return f"{slug['host']}/{slug['path']}".lower() if slug else ""
