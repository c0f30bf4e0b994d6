"""Roots: what they are called, which may stand beside which, and the repository that a folder is a checkout of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Final

from graph.errors import UsageError
from graph.ledger import Root
from ingest.sources.source import Kind, Opened, Source

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


def name_root(opened: Opened, roots: Mapping[str, Root]) -> tuple[Root, str]:
    """The root of a source, known or new, and what there is to say of its name ("" for nothing).

    Raises UsageError when its folder lies inside a root that is there, or around one, and when the name
    that the source states is another's, or not the one that it was read under before.
    """
    source = opened.source
    for root in roots.values():
        if root.path == source.address and _same_kind(root, source):
            if source.name and source.name != root.name:
                raise UsageError(
                    f"{source.address} is ingested already as {root.name}; call it so, or take it back "
                    f"first with: cartulary forget {root.name}"
                )
            return _now(root, opened), ""
    wanted = source.name or _short(source)
    named = roots.get(wanted)
    gone = named if named is not None and _is_gone(named, source) else None
    if source.kind in (Kind.FOLDER, Kind.FILE):
        _check_nesting(Path(source.place), (r for r in roots.values() if r is not gone))
    if gone is not None:
        return _now(gone, opened), f"{gone.name} moved from {gone.path} to {source.address}"
    if named is not None and source.name:
        raise UsageError(
            f"{named.path} is ingested already as {named.name}; give {source.address} another name"
        )
    name = _free_name(source, roots)
    note = (
        f"called {name}, since another source called {wanted} is ingested already"
        if name != wanted and wanted
        else ""
    )
    return _now(Root(name, source.address, source.landscape), opened), note


def _now(root: Root, opened: Opened) -> Root:
    """The root as it is read now; what its last run left is kept."""
    source = opened.source
    return replace(
        root,
        path=source.address,
        landscape=source.landscape,
        repository=opened.repository,
        kind="" if source.kind is Kind.FOLDER else source.kind,
        commit=opened.commit,
        web=opened.web,
        max_age=source.max_age,
    )


def _same_kind(root: Root, source: Source) -> bool:
    return (root.kind or Kind.FOLDER) == source.kind


def _is_gone(root: Root, source: Source) -> bool:
    """Whether the source is a known root that moved: a folder that is no more, or an address renamed."""
    if source.name and source.kind not in (Kind.FOLDER, Kind.FILE):
        return _same_kind(root, source)
    return not root.kind and source.kind is Kind.FOLDER and not Path(root.path).is_dir()


def _short(source: Source) -> str:
    """The name that a source has of itself."""
    parts = _parts(source)
    return parts[-1] if parts else str(source.kind)


def _parts(source: Source) -> tuple[str, ...]:
    if source.kind is Kind.FOLDER:
        return PurePosixPath(source.place).parts[1:]
    if source.kind in (Kind.FILE, Kind.SETTINGS):
        return PurePosixPath(source.place).parent.parts[1:]
    if source.kind is Kind.KUBERNETES:
        return (source.context or "kubernetes",)
    path = source.place.partition("://")[2] or source.place.replace(":", "/")
    path = path.removesuffix("/").removesuffix(".git")
    if source.kind is Kind.ZIP:
        path = path[:-4] if path.lower().endswith(".zip") else path
    return tuple(p for p in path.split("/") if p)


def _check_nesting(top: Path, roots: Iterable[Root]) -> None:
    for root in roots:
        if root.kind not in ("", Kind.FILE):
            continue
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


def _free_name(source: Source, roots: Mapping[str, Root]) -> str:
    if source.name:
        return source.name
    parts = _parts(source)
    for count in range(1, len(parts) + 1):
        name = "/".join(parts[-count:])
        if name not in roots:
            return name
    name = "/".join(parts) or "root"
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
