"""A folder as a Git checkout: where its files can be seen on the web, and which of them are as shown there."""

from __future__ import annotations

import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha1
from pathlib import Path
from typing import Any, Final

from ingest.web import pattern_of

__all__ = ["Checkout", "checkout_of", "differing"]

FAR: Final = 2000  # commits that are looked through for the one that is checked out
REMOTES: Final = b"refs/remotes/"
HEADS: Final = b"refs/heads/"


@dataclass(frozen=True, slots=True)
class Checkout:
    """`web` is a pattern for paths below the folder; `blobs` Git's hash of each file as shown there.

    `problem` says why nothing is known of a repository that is there.
    """

    commit: str = ""
    web: str = ""
    blobs: Mapping[str, str] | None = field(default=None, repr=False)
    problem: str = ""


def checkout_of(top: Path) -> Checkout:
    """What is known of the folder's repository; nothing, where it is none or cannot be read.

    Only Git's own files are read: no command, hook or filter runs.
    """
    if not any((folder / ".git").exists() for folder in (top, *top.parents)):
        return Checkout()
    from dulwich.repo import Repo

    try:
        with Repo.discover(str(top)) as repository:
            return _of(repository, top)
    except (
        Exception
    ) as error:  # a broken or foreign .git may raise anything; only the links are lost
        why = f"{type(error).__name__}: {error}"
        return Checkout(problem=f"its Git repository cannot be read ({why}): no links to web pages")


def _of(repository: Any, top: Path) -> Checkout:
    inside = top.relative_to(Path(repository.path).resolve()).as_posix()
    prefix = "" if inside == "." else f"{inside}/"
    try:
        head: bytes = repository.head()
    except KeyError:  # nothing has been committed yet
        return Checkout()
    symbolic: Mapping[bytes, bytes] = repository.refs.get_symrefs()
    branch = symbolic.get(b"HEAD", b"").removeprefix(HEADS)
    config = repository.get_config()
    remote = _remote(config, branch)
    if not remote:
        return Checkout(head.decode("ascii"))
    address = config.get((b"remote", remote), b"url").decode("utf-8", "replace")
    known: dict[bytes, bytes] = {
        name: repository.refs[name]
        for name in sorted(repository.refs.keys())
        if name.startswith(REMOTES + remote + b"/")
    }
    shown = _shown(repository, head, branch, remote, known)
    name = branch.decode("utf-8", "replace")
    pattern = pattern_of(address, shown.decode("ascii"), name)
    from urllib.parse import quote

    pattern = pattern.replace("{path}", quote(prefix, safe="/-._~") + "{path}")
    blobs = _blobs(repository, shown, prefix) if pattern and shown else None
    return Checkout(head.decode("ascii"), pattern, blobs)


def _remote(config: Any, branch: bytes) -> bytes:
    """The remote of the branch, else `origin`, else the first."""
    there = sorted(
        section[1]
        for section in config.sections()
        if section[:1] == (b"remote",) and len(section) == 2
    )
    try:
        stated = config.get((b"branch", branch), b"remote")
    except KeyError:
        stated = b"origin"
    return next((name for name in (stated, b"origin", *there) if name in there), b"")


def _shown(
    repository: Any, head: bytes, branch: bytes, remote: bytes, known: Mapping[bytes, bytes]
) -> bytes:
    """The commit to link to: the one checked out where the remote has it, else the remote's own.

    Empty when nothing is known of what the remote has.
    """
    tips = sorted(set(known.values()))
    if not tips or head in tips:
        return head if tips else b""
    for entry in repository.get_walker(include=tips, max_entries=FAR):
        if entry.commit.id == head:
            return head
    base = REMOTES + remote + b"/"
    chosen = (base + branch, base + b"HEAD", base + b"main", base + b"master")
    return next((known[name] for name in chosen if name in known), tips[0])


def _blobs(repository: Any, commit: bytes, prefix: str) -> dict[str, str]:
    from dulwich.object_store import iter_tree_contents

    tree: Any = repository[commit].tree
    for step in prefix.encode("utf-8", "surrogateescape").strip(b"/").split(b"/"):
        if step:
            tree = repository[tree][step][1]
    return {
        entry.path.decode("utf-8", "surrogateescape"): entry.sha.decode("ascii")
        for entry in iter_tree_contents(repository.object_store, tree)
        if stat.S_ISREG(entry.mode)
    }


def differing(
    top: Path, paths: Iterable[str], blobs: Mapping[str, str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Of the files below `top`: those that are otherwise on the web page, and those that have none."""
    changed: list[str] = []
    absent: list[str] = []
    for path in sorted(set(paths)):
        shown = blobs.get(path)
        if shown is None:
            absent.append(path)
        elif shown not in _hashes(top / path):
            changed.append(path)
    return tuple(changed), tuple(absent)


def _hashes(file: Path) -> set[str]:
    """Git's hash of a file as it stands, and with the line ends that a checkout may have changed."""
    try:
        content = file.read_bytes()
    except OSError:
        return set()
    return {_hash(content), _hash(content.replace(b"\r\n", b"\n"))}


def _hash(content: bytes) -> str:
    return sha1(b"blob %d\x00" % len(content) + content, usedforsecurity=False).hexdigest()
