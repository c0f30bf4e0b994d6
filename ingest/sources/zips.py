"""Zip archives, unpacked within limits: no path out of the folder, no link, no bomb."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from graph.errors import SourceUnavailable
from ingest.files import MAX_BYTES
from ingest.sources.spool import MAX_FILES, Spool, safe_path

__all__ = ["unpack"]

MAX_RATIO: Final = 200  # of one file; texts that repeat themselves reach some 100
SMALL: Final = 1024 * 1024  # whatever its ratio
PIECE: Final = 1024 * 1024


def unpack(archive: Path, spool: Spool) -> None:
    """Write the archive's files; a folder that holds all of them is left out of their paths.

    Links are left out, encrypted files and paths that lead out refuse the whole: such an archive was
    made by nobody who means well. Raises SourceUnavailable.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            if len(opened.infolist()) > MAX_FILES:
                raise SourceUnavailable(f"it holds more than {MAX_FILES:,} files")
            members = [(_path(m), m) for m in opened.infolist() if not m.is_dir() and _regular(m)]
            above = _shared([path for path, _ in members])
            for path, member in members:
                _extract(opened, member, path[len(above) :], spool)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise SourceUnavailable(f"not a zip that can be read: {error}") from error
    except OSError as error:
        raise SourceUnavailable(f"cannot be read: {error.strerror or error}") from error


def _path(member: zipfile.ZipInfo) -> str:
    path = safe_path(member.filename.removeprefix("./"))
    if path is None:
        raise SourceUnavailable(f"refused: its path {member.filename[:200]!r} leads out of it")
    if member.flag_bits & 1:
        raise SourceUnavailable(f"{path} in it is encrypted; unpack it yourself")
    return path


def _regular(member: zipfile.ZipInfo) -> bool:
    kind = stat.S_IFMT(member.external_attr >> 16)
    return kind in (0, stat.S_IFREG)


def _shared(paths: Sequence[str]) -> str:
    """The one folder that everything lies in, with its `/`; hosts name it by the commit."""
    tops = {path.partition("/")[0] for path in paths}
    return f"{tops.pop()}/" if len(tops) == 1 and all("/" in path for path in paths) else ""


def _extract(opened: zipfile.ZipFile, member: zipfile.ZipInfo, path: str, spool: Spool) -> None:
    """Unpack one file, believing nothing that the archive says of its size."""
    limit = max(SMALL, member.compress_size * MAX_RATIO)
    if member.file_size > MAX_BYTES:
        spool.room(0)
        return  # read as nothing: larger than any file that is read
    size = 0
    spool.room(member.file_size)
    file = spool.place(path)
    if file.exists():
        raise SourceUnavailable(f"refused: it holds {path} twice")
    with opened.open(member) as stream, file.open("wb") as out:
        while piece := stream.read(PIECE):
            size += len(piece)
            if size > limit or size > member.file_size:
                raise SourceUnavailable(f"refused: {path} in it unpacks to far more than it is")
            out.write(piece)
