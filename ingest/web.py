"""Web pages of files: by the address of a repository as its host shows files, or by a stated pattern."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote, urlsplit

__all__ = ["bare", "page", "pattern_of", "slug_of"]

SHORT: Final = re.compile(r"(?:[^@/\s]+@)?(?P<host>[\w.-]+):(?!//)(?P<path>[^\s]+)\Z")
SLUGS: Final = frozenset({"github.com", "gitlab.com", "bitbucket.org"})
MARKDOWN: Final = (".md", ".markdown")


@dataclass(frozen=True, slots=True)
class _Remote:
    """Host (with a port other than the usual), and the parts of the path without `.git`."""

    host: str
    parts: tuple[str, ...]


def bare(address: str) -> str:
    """An address without user, password, question and fragment."""
    if "://" not in address:
        return address
    parts = urlsplit(address)
    try:
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return f"{parts.scheme}://"
    host = f"[{host}]" if ":" in host else host
    user = f"{parts.username}@" if parts.scheme == "ssh" and parts.username else ""
    return f"{parts.scheme}://{user}{host}{port}{parts.path}"


def _remote(address: str) -> _Remote | None:
    if "://" in address:
        parts = urlsplit(address)
        try:
            host, port = (parts.hostname or "").lower(), parts.port
        except ValueError:
            return None
        if parts.scheme not in ("http", "https", "ssh", "git") or not host:
            return None
        web = parts.scheme in ("http", "https") and port not in (None, 80, 443)
        return _Remote(f"{host}:{port}" if web else host, _parts(parts.path))
    found = SHORT.match(address)
    return _Remote(found["host"].lower(), _parts(found["path"])) if found else None


def _parts(path: str) -> tuple[str, ...]:
    path = unquote(path).strip("/").removesuffix(".git")
    return tuple(part for part in path.split("/") if part)


def slug_of(address: str) -> str:
    """`github.com/org/repo` for an address on a well-known host, else ""."""
    remote = _remote(address)
    if remote is None or remote.host not in SLUGS or len(remote.parts) < 2:
        return ""
    return f"{remote.host}/{'/'.join(remote.parts)}".lower()


def pattern_of(address: str, commit: str, branch: str) -> str:
    """The web page of a file by a remote's address, with `{path}`, `{line}`, `{last}`; "" when its host is
    of no known kind, or neither commit nor branch is known.
    """
    remote = _remote(address)
    if remote is None or not (commit or branch) or len(remote.parts) < 2:
        return ""
    make = _shape(remote.host)
    return make(remote, commit, branch) if make is not None else ""


def _shape(host: str) -> Callable[[_Remote, str, str], str] | None:
    """How a host shows files, by its name; self-hosted ones mostly say in it what they are."""
    bare_host = host.partition(":")[0]
    if bare_host in ("dev.azure.com", "ssh.dev.azure.com") or bare_host.endswith(
        ".visualstudio.com"
    ):
        return _azure
    if bare_host == "bitbucket.org":
        return _bitbucket
    words = set(re.split(r"[.-]", bare_host))
    if "github" in words:
        return _github
    if "gitlab" in words:
        return _gitlab
    if words & {"gitea", "forgejo", "codeberg"}:
        return _gitea
    return None


def _base(remote: _Remote) -> str:
    return f"https://{remote.host}/" + "/".join(_escaped(p) for p in remote.parts)


def _github(remote: _Remote, commit: str, branch: str) -> str:
    return (
        f"{_base(remote)}/blob/{_escaped(commit or branch)}/{{path}}{{plain}}#L{{line}}-L{{last}}"
    )


def _gitlab(remote: _Remote, commit: str, branch: str) -> str:
    return (
        f"{_base(remote)}/-/blob/{_escaped(commit or branch)}/{{path}}{{plain}}#L{{line}}-{{last}}"
    )


def _bitbucket(remote: _Remote, commit: str, branch: str) -> str:
    return f"{_base(remote)}/src/{_escaped(commit or branch)}/{{path}}#lines-{{line}}:{{last}}"


def _gitea(remote: _Remote, commit: str, branch: str) -> str:
    where = f"commit/{commit}" if commit else f"branch/{_escaped(branch)}"
    return f"{_base(remote)}/src/{where}/{{path}}#L{{line}}-L{{last}}"


def _azure(remote: _Remote, commit: str, branch: str) -> str:
    """`org/project/_git/repo`, by ssh `v3/org/project/repo`."""
    parts = remote.parts
    if parts[0] == "v3" and len(parts) == 4:
        base = (
            f"https://dev.azure.com/{'/'.join(map(_escaped, parts[1:3]))}/_git/{_escaped(parts[3])}"
        )
    elif "_git" in parts:
        host = remote.host if remote.host.endswith(".visualstudio.com") else "dev.azure.com"
        base = f"https://{host}/" + "/".join(map(_escaped, parts))
    else:
        return ""
    version = f"GC{commit}" if commit else f"GB{quote(branch, safe='')}"
    return (
        f"{base}?path=/{{path}}&version={version}&line={{line}}&lineEnd={{after}}"
        "&lineStartColumn=1&lineEndColumn=1"
    )


def _escaped(text: str) -> str:
    return quote(text, safe="/-._~").replace("{", "%7B").replace("}", "%7D")


def page(pattern: str, path: str, line: int | None = None, last: int | None = None) -> str:
    """The web page of a file, at a line (without one: of the file as a whole); "" for what is no web address."""
    if not pattern.startswith(("https://", "http://")):
        return ""
    if line is None:
        pattern = _without_lines(pattern)
    first = line or 1
    end = max(last or first, first)
    markdown = path.lower().endswith(MARKDOWN) and line is not None
    values = {
        "path": quote(path, safe="/-._~", errors="replace"),
        "plain": "?plain=1" if markdown else "",
        "line": str(first),
        "last": str(end),
        "after": str(end + 1),
    }
    if end == first:
        pattern = re.sub(r"(?:-L|-|:)\{last\}", "", pattern)
    return re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], ""), pattern)


def _without_lines(pattern: str) -> str:
    """The pattern without the parts that name lines."""
    address, mark, fragment = pattern.partition("#")
    if mark and "{line}" in fragment:
        pattern = address
    base, mark, question = pattern.partition("?")
    kept = [q for q in question.split("&") if not re.search(r"\{(line|last|after)\}|^line", q)]
    return base + (mark + "&".join(kept) if kept and mark else "")
