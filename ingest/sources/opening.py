"""A source laid open as a folder: what is elsewhere is fetched into one of our own, which goes afterwards."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from urllib.parse import urlsplit

import pathspec

from graph.errors import CartularyError, SourceUnavailable, UsageError
from ingest.checkout import checkout_of
from ingest.connector import discover
from ingest.files import find_files
from ingest.roots import repository_of, top_of
from ingest.sources.source import LIVE, Kind, Opened, Source
from ingest.sources.spool import Spool
from ingest.web import pattern_of, slug_of

__all__ = ["Failed", "opened"]

AT_ONCE: Final = 8


@dataclass(frozen=True, slots=True)
class Failed:
    """A source that cannot be read now, and why."""

    source: Source
    reason: CartularyError


@contextmanager
def opened(
    sources: Sequence[Source], environ: Mapping[str, str], now: str
) -> Generator[list[Opened | Failed]]:
    """Every source as a folder, or why not, in the order given; those elsewhere are fetched side by side."""
    with TemporaryDirectory(prefix="cartulary-", ignore_cleanup_errors=True) as folder:
        spools = [Path(folder) / str(n) for n in range(len(sources))]
        if (
            all(s.kind in (Kind.FOLDER, Kind.FILE, Kind.SETTINGS) for s in sources)
            or len(sources) == 1
        ):
            yield [_one(s, p, environ, now) for s, p in zip(sources, spools, strict=True)]
            return
        with ThreadPoolExecutor(min(AT_ONCE, len(sources))) as pool:
            waiting = [
                pool.submit(_one, s, p, environ, now) for s, p in zip(sources, spools, strict=True)
            ]
            found = [each.result() for each in waiting]
        yield found


def _one(source: Source, folder: Path, environ: Mapping[str, str], now: str) -> Opened | Failed:
    try:
        return _chosen(_opened(source, folder, environ, now))
    except CartularyError as error:
        return Failed(source, error)
    except Exception as error:  # a mistake of a client must not end the other sources
        reason = f"this is a fault of Cartulary, please report it: {type(error).__name__}"
        return Failed(source, SourceUnavailable(reason))


def _opened(source: Source, folder: Path, environ: Mapping[str, str], now: str) -> Opened:
    stated = source.url_pattern
    match source.kind:
        case Kind.FOLDER:
            top = top_of(Path(source.place))
            found = checkout_of(top)
            return Opened(
                source,
                top,
                repository=repository_of(top),
                commit=found.commit,
                web=stated or found.web,
                blobs=None if stated else found.blobs,
                note="" if stated else found.problem,
            )
        case Kind.FILE | Kind.SETTINGS:
            file = Path(source.place)
            found = checkout_of(file.parent)
            return Opened(
                source,
                file.parent,
                (file.name,),
                repository_of(file.parent),
                found.commit,
                stated or found.web,
                None if stated else found.blobs,
                "" if stated else found.problem,
            )
        case _:
            folder.mkdir(mode=0o700)
            return _fetched(source, folder, environ, now)


def _fetched(source: Source, folder: Path, environ: Mapping[str, str], now: str) -> Opened:
    top = folder / "files"
    top.mkdir(mode=0o700)
    spool = Spool(top)
    plain = Opened(source, top, web=source.url_pattern)
    credentials = source.access.credentials(environ)
    if source.kind is Kind.ZIP:
        from ingest.sources.zips import unpack

        unpack(_archive(source, folder, environ), spool)
        return plain
    if source.kind is Kind.GIT:
        from ingest.sources import git

        got = git.fetch(source.place, source.ref, credentials, spool, folder / "git")
        return replace(
            plain,
            repository=slug_of(source.place),
            commit=got.commit,
            web=source.url_pattern or pattern_of(source.place, got.commit, got.branch),
        )
    assert source.kind in LIVE
    _asked(source, spool, environ, now)
    return plain


def _archive(source: Source, folder: Path, environ: Mapping[str, str]) -> Path:
    if urlsplit(source.place).scheme not in ("http", "https"):
        return Path(source.place)
    from ingest.sources.http import download

    file = folder / "archive.zip"
    file.write_bytes(download(source.place, source.access.credentials(environ)))
    return file


def _asked(source: Source, spool: Spool, environ: Mapping[str, str], now: str) -> None:
    from ingest.sources import kubernetes_api, marquez, mlflow, schema_registry
    from ingest.sources.http import api

    if source.kind is Kind.KUBERNETES:
        kubernetes_api.fetch(spool, source, environ, discover())
        return
    with api(source.place, source.access.credentials(environ)) as asked:
        match source.kind:
            case Kind.SCHEMA_REGISTRY:
                schema_registry.fetch(asked, spool, source)
            case Kind.MARQUEZ:
                marquez.fetch(asked, spool, source, now)
            case _:
                mlflow.fetch(asked, spool, source)


def _chosen(found: Opened) -> Opened:
    """The files that the source's patterns leave, where it has any."""
    source = found.source
    if not source.include and not source.exclude:
        return found
    paths = find_files(found.top) if found.paths is None else found.paths
    try:
        include = pathspec.GitIgnoreSpec.from_lines(source.include) if source.include else None
        exclude = pathspec.GitIgnoreSpec.from_lines(source.exclude)
    except ValueError as error:
        raise UsageError(f"a pattern of include or exclude is none: {error}") from error
    kept = (
        path
        for path in paths
        if (include is None or include.match_file(path)) and not exclude.match_file(path)
    )
    return replace(found, paths=tuple(kept))
