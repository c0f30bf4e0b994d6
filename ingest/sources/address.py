"""What a person types after `cartulary ingest`: a folder, a file, an archive, a repository, or a server."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from graph.errors import UsageError
from ingest.sources.git import is_git_address
from ingest.sources.source import Access, Credentials, Kind, Source
from ingest.web import bare

__all__ = ["given_in", "source_of"]

SERVERS: Final = {
    "schema-registry": Kind.SCHEMA_REGISTRY,
    "marquez": Kind.MARQUEZ,
    "mlflow": Kind.MLFLOW,
}
FORMS: Final = (
    "a folder, a file or a zip; a Git address (https://…, ssh://…, file://…, git@host:path, each also with "
    "#branch); schema-registry+https://…, marquez+https://…, mlflow+https://…; kubernetes:CONTEXT"
)


def source_of(text: str, landscape: str = "") -> Source:
    """The source that a text names. Raises UsageError for what is none."""
    kind, plus, address = text.partition("+")
    if plus and "://" in address:
        if kind == "git":
            return _git(address, landscape)
        if kind in SERVERS and address.startswith(("http://", "https://")):
            return Source(
                SERVERS[kind], bare(address), landscape=landscape, access=given_in(address)
            )
    if text.startswith("kubernetes:"):
        return Source(Kind.KUBERNETES, "", landscape=landscape, context=text.partition(":")[2])
    if "://" not in text and _exists(text):
        return _local(Path(text).expanduser(), landscape)
    if is_git_address(text):
        if text.startswith(("http://", "https://")) and urlsplit(text).path.endswith(".zip"):
            return Source(Kind.ZIP, bare(text), landscape=landscape, access=given_in(text))
        return _git(text, landscape)
    if "://" in text or "::" in text:
        raise UsageError(f"{bare(text)} is nothing that can be read; name {FORMS}")
    raise UsageError(f"{text}: there is no such folder or file; name {FORMS}")


def _exists(text: str) -> bool:
    try:
        return Path(text).expanduser().exists()
    except (OSError, ValueError, RuntimeError):
        return False


def _local(path: Path, landscape: str) -> Source:
    path = path.resolve()
    if path.is_dir():
        return Source(Kind.FOLDER, str(path), landscape=landscape)
    if not path.is_file():
        raise UsageError(f"{path} is neither a folder nor a file")
    kind = Kind.ZIP if path.suffix.lower() == ".zip" else Kind.FILE
    return Source(kind, str(path), landscape=landscape)


def _git(address: str, landscape: str) -> Source:
    if not is_git_address(address):
        raise UsageError(f"{bare(address)} is no Git address; name {FORMS}")
    ref = address.partition("#")[2]
    place = bare(address) if "://" in address else address.partition("#")[0]
    return Source(Kind.GIT, place, landscape=landscape, ref=ref, access=given_in(address))


def given_in(address: str) -> Access:
    """The credentials that an http address typed in full holds; they are used, and kept nowhere."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not (parts.username or parts.password):
        return Access()
    return Access(given=Credentials(unquote(parts.username or ""), unquote(parts.password or "")))
