"""The index of names in a file beside the arrays, for the version of the graph that it was made of.

Arrays and JSON only: what is read can be wrong, but cannot run; a file that does not agree with itself or
with the graph is made anew.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from graph.ontology import Ontology
from rag.names import NamedThing, NameEntry, NameIndex, Tables, Tier

__all__ = ["keep_names", "kept_names"]

FILE: Final = "names.npz"
FORMAT: Final = 1
TIERS: Final = tuple(Tier)
T = TypeVar("T")


def kept_names(
    folder: Path | None, version: str, ontology: Ontology, things: Sequence[NamedThing]
) -> NameIndex | None:
    """The index of these things (sorted by URN) as it was kept, or None."""
    if folder is None or not version:
        return None
    try:
        with (folder / FILE).open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            side = json.loads(bytes(arrays["side"]).decode("utf-8", "surrogatepass"))
            if side["made_of"] != _made_of(version, ontology, len(things)):
                return None
            tables = Tables(
                _entries(side, arrays, len(things)),
                _places("words", side, arrays, len(things)),
                _places("initials", side, arrays, len(things)),
            )
    except (OSError, ValueError, KeyError, TypeError, IndexError, EOFError, zipfile.BadZipFile):
        return None
    return NameIndex(ontology, things, tables)


def keep_names(folder: Path | None, version: str, index: NameIndex) -> None:
    """Written whole or not at all; a folder that cannot be written to is no error, since it only saves time."""
    if folder is None or not version:
        return
    tables = index.tables
    entries = [entry for found in tables.keys.values() for entry in found]
    side = {
        "made_of": _made_of(version, index.ontology, len(index.things)),
        "keys": list(tables.keys),
        "texts": [entry[2] for entry in entries],
        "words": list(tables.words),
        "initials": list(tables.initials),
    }
    text = json.dumps(side, ensure_ascii=False, separators=(",", ":"))
    arrays: dict[str, Any] = {
        "side": np.frombuffer(text.encode("utf-8", "surrogatepass"), np.uint8),
        "counts": np.array([len(found) for found in tables.keys.values()], np.int32),
        "thing": np.array([entry[0] for entry in entries], np.int32),
        "tier": np.array([entry[1] for entry in entries], np.int8),
        "whole": np.array([entry[3] for entry in entries], np.bool_),
    }
    for name, table in (("words", tables.words), ("initials", tables.initials)):
        arrays[f"{name}_counts"] = np.array([len(found) for found in table.values()], np.int32)
        arrays[f"{name}_things"] = np.array(
            [i for found in table.values() for i in found], np.int32
        )
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=folder, prefix=".names")
        try:
            with os.fdopen(handle, "wb") as out:
                np.savez(out, allow_pickle=False, **arrays)
            Path(part).replace(folder / FILE)
        except BaseException:
            Path(part).unlink(missing_ok=True)
            raise


def _made_of(version: str, ontology: Ontology, size: int) -> list[object]:
    return [FORMAT, version, ontology.fingerprint, size]


def _entries(
    side: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]], size: int
) -> dict[str, list[NameEntry]]:
    tiers = [TIERS[t] for t in arrays["tier"].tolist()]
    rows = list(
        zip(
            _within(arrays["thing"], size),
            tiers,
            side["texts"],
            arrays["whole"].tolist(),
            strict=True,
        )
    )
    return _runs(side["keys"], arrays["counts"], rows)


def _places(
    name: str, side: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]], size: int
) -> dict[str, list[int]]:
    return _runs(side[name], arrays[f"{name}_counts"], _within(arrays[f"{name}_things"], size))


def _within(places: NDArray[Any], size: int) -> list[int]:
    if len(places) and not 0 <= int(places.min()) <= int(places.max()) < size:
        raise ValueError("a place outside the graph")
    return places.tolist()


def _runs(keys: Sequence[str], counts: NDArray[Any], rows: list[T]) -> dict[str, list[T]]:
    """Rows one after the other, as many for each key as its count says."""
    if len(keys) != len(counts) or int(counts.sum()) != len(rows) or (counts < 0).any():
        raise ValueError("counts that do not agree")
    ends = np.cumsum(counts).tolist()
    begins = [0, *ends[:-1]] if ends else []
    return {key: rows[a:b] for key, a, b in zip(keys, begins, ends, strict=True)}
