"""A Git repository somewhere else: one commit fetched, its files written down; nothing of it is run.

By dulwich, in process: no hooks, no filters, no `ext::` transports, no options to inject.
"""

from __future__ import annotations

import re
import stat
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from graph.errors import SourceUnavailable
from ingest.files import MAX_BYTES
from ingest.sources.source import Credentials
from ingest.sources.spool import MAX_TOTAL, Spool, safe_path

__all__ = ["Fetched", "fetch", "is_git_address"]

LONGEST: Final = 600.0  # seconds for all of it
QUIET: Final = 60.0  # seconds without a byte
SHORT: Final = re.compile(r"(?:(?P<user>[\w.-]+)@)?(?P<host>\w[\w.-]*):(?!:|//)(?P<path>[^-].*)\Z")
NAME: Final = re.compile(r"[\w.][\w.@-]*\Z")
REF: Final = re.compile(r"[\w.][\w./@+-]*\Z")
SHA: Final = re.compile(r"[0-9a-f]{40}\Z")
SERVERS: Final = (
    "; a server is named with what it is: schema-registry+https://…, marquez+https://…, "
    "mlflow+https://…"
)
SSH: Final = (
    "ssh -o BatchMode=yes -o ConnectTimeout=15 -o ServerAliveInterval=15 -o ServerAliveCountMax=4"
)


@dataclass(frozen=True, slots=True)
class Fetched:
    """The commit that was fetched, the branch it is of ("" when none was named), Git's hash of each file."""

    commit: str
    branch: str
    blobs: Mapping[str, str]


def is_git_address(text: str) -> bool:
    """Whether it is a form of address that is fetched from: https, http, ssh, file, `user@host:path`."""
    scheme = text.partition("://")[0] if "://" in text else ""
    if scheme:
        return scheme in ("https", "http", "ssh", "file")
    return bool(SHORT.match(text)) and "@" in text


def fetch(address: str, ref: str, credentials: Credentials, spool: Spool, work: Path) -> Fetched:
    """Write the files of a branch, tag or commit ("" for the default branch); `work` is a folder for the rest.

    Raises SourceUnavailable, without anything secret.
    """
    if ref and (not REF.match(ref) or ".." in ref):
        raise SourceUnavailable(f"{ref!r} is no branch, tag or commit")
    from dulwich.errors import GitProtocolError, HangupException, NotGitRepository, SendPackError
    from dulwich.repo import Repo

    until = time.monotonic() + LONGEST
    size = 0

    def moved(count: int, _way: str) -> None:
        nonlocal size
        size += count
        if size > MAX_TOTAL or time.monotonic() > until:
            raise SourceUnavailable("the repository is too large, or takes too long; zip a part")

    try:
        client, path = _client(address, credentials, moved)
        target = Repo.init_bare(str(work), mkdir=not work.exists())
        with target:
            chosen = _Choice(ref)
            result = client.fetch(path, target, determine_wants=chosen, depth=1)
            branch = chosen.branch(getattr(result, "symrefs", None) or {})
            return _write(target, chosen.sha, branch, spool)
    except SourceUnavailable:
        raise
    except (GitProtocolError, HangupException, NotGitRepository, SendPackError, KeyError) as error:
        said = credentials.scrubbed(str(error)) or type(error).__name__
        hint = SERVERS if address.startswith("http") and not address.endswith(".git") else ""
        raise SourceUnavailable(f"no Git repository that can be read: {said}{hint}") from None
    except Exception as error:  # urllib3's, ssh's, and whatever a broken server makes of it
        said = credentials.scrubbed(str(error)) or type(error).__name__
        raise SourceUnavailable(f"cannot be fetched: {said[:500]}") from None


def _client(
    address: str, credentials: Credentials, moved: Callable[[int, str], None]
) -> tuple[Any, str]:
    from dulwich.client import HttpGitClient, LocalGitClient, SSHGitClient, default_urllib3_manager
    from dulwich.config import ConfigDict

    if short := (None if "://" in address else SHORT.match(address)):
        host, user, path, port = short["host"], short["user"], short["path"], None
    else:
        parts = urlsplit(address)
        if parts.scheme == "file":
            if parts.netloc not in ("", "localhost"):
                raise SourceUnavailable(f"{address}: a file address has three slashes")
            return LocalGitClient(), unquote(parts.path)
        if parts.scheme in ("http", "https"):
            from ingest.sources.http import checked_base

            checked_base(address, credentials)
            manager = default_urllib3_manager(ConfigDict(), base_url=address, timeout=QUIET)
            client = HttpGitClient(
                address,
                pool_manager=manager,
                username=credentials.username or ("x-access-token" if credentials.token else None),
                password=credentials.password or credentials.token or None,
                config=ConfigDict(),
                report_activity=moved,
                quiet=True,
            )
            return client, parts.path
        if parts.scheme != "ssh":
            raise SourceUnavailable(f"{parts.scheme}: is no way that is fetched by")
        host, user, path, port = parts.hostname or "", parts.username, parts.path, parts.port
    if not NAME.match(host) or (user and not NAME.match(user)) or path.startswith("-"):
        raise SourceUnavailable("the address is none of ssh's")
    client = SSHGitClient(
        host, port, user, ssh_command=SSH, config=ConfigDict(), report_activity=moved, quiet=True
    )
    return client, path


class _Choice:
    """Which commit is wanted, once the server has said what there is."""

    def __init__(self, ref: str) -> None:
        self.ref = ref
        self.sha = b""
        self.name = b""

    def __call__(self, refs: Mapping[bytes, bytes], depth: int | None = None) -> list[bytes]:
        del depth
        wanted = self.ref.encode()
        names = [b"refs/heads/" + wanted, b"refs/tags/" + wanted, wanted] if wanted else [b"HEAD"]
        self.name = next((name for name in names if refs.get(name)), b"")
        if self.name:
            self.sha = refs[self.name]
        elif SHA.match(self.ref):
            self.sha = wanted
        else:
            raise SourceUnavailable(
                f"it has no branch or tag called {self.ref}" if self.ref else "it has no commits"
            )
        return [self.sha]

    def branch(self, symrefs: Mapping[bytes, bytes]) -> str:
        name = symrefs.get(b"HEAD", b"") if self.name == b"HEAD" else self.name
        heads = b"refs/heads/"
        return name.removeprefix(heads).decode("utf-8", "replace") if name.startswith(heads) else ""


def _write(repository: Any, sha: bytes, branch: str, spool: Spool) -> Fetched:
    """Write the files of a commit; links and other repositories in it are left out."""
    from dulwich.object_store import iter_tree_contents
    from dulwich.objects import Blob, Commit, Tag

    store = repository.object_store
    found = store[sha]
    for _ in range(10):
        if isinstance(found, Tag):
            found = store[found.object[1]]
    if not isinstance(found, Commit):
        raise SourceUnavailable("what was named is no commit")
    blobs: dict[str, str] = {}
    for entry in iter_tree_contents(store, found.tree, max_depth=100):
        path = safe_path(entry.path.decode("utf-8", "surrogateescape"))
        if path is None or not stat.S_ISREG(entry.mode) or not _text(path):
            continue
        blob = store[entry.sha]
        if isinstance(blob, Blob):
            blobs[path] = entry.sha.decode("ascii")
            content = blob.data
            spool.write(path, content if len(content) <= MAX_BYTES else b"")
    return Fetched(found.id.decode("ascii"), branch, blobs)


def _text(path: str) -> bool:
    return path.isprintable() or not any(0xD800 <= ord(c) <= 0xDFFF for c in path)
