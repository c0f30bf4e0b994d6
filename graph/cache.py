"""The projection of a store, read once for each version of its graph and kept in a file beside it."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
import zipfile
from collections import OrderedDict
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any, cast

import numpy as np
from platformdirs import user_cache_path

from graph.landscape import Landscape
from graph.load import stored
from graph.ontology import Ontology
from graph.projection import Column, Projection
from graph.reach import Reach
from graph.store.protocol import Store

__all__ = [
    "cache_folder",
    "keep_projection",
    "load_projection",
    "project",
    "reach_of",
    "save_projection",
]

FORMAT = 2
FILE = "projection.npz"
KEPT = 4  # projections in memory: one store is the rule, tests and servers have a few
ARRAYS = ("label", "start", "relation", "end", "by_query", "incomplete")

_lock = Lock()
_projections: OrderedDict[str, Projection] = OrderedDict()
_reaches: OrderedDict[tuple[str, str], Reach] = OrderedDict()


def cache_folder(store: Store) -> Path:
    """Inside an embedded store's folder; for a server, a folder of its own in the user's cache."""
    if store.folder is not None:
        return store.folder
    return user_cache_path("cartulary") / sha256(store.url.encode()).hexdigest()[:16]


def project(store: Store, folder: Path | None = None) -> Projection:
    """The graph as it is now: from memory or the file in `folder` when its version is unchanged, else scanned.

    Without `folder` no file is read or written. A file that cannot be used is made anew.
    """
    version = store.version()
    with _lock:
        if version in _projections:
            _projections.move_to_end(version)
            return _projections[version]
    found = load_projection(folder / FILE, version) if folder is not None else None
    if found is None:
        found = Projection.from_rows(
            ((n["urn"], n["label"], n["props"]) for n in store.scan_nodes()),
            store.scan_edges(),
            version=version,
        )
        if store.version() != version:  # a load is under way: right for now, not to be kept
            return found
        if folder is not None:
            save_projection(found, folder / FILE)
    with _lock:
        _projections[version] = found
        while len(_projections) > KEPT:
            _projections.popitem(last=False)
    return found


def reach_of(store: Store, ontology: Ontology, folder: Path | None = None) -> Reach:
    """Traversal over the graph as it is now; what it worked out is shared while the version is unchanged."""
    projection = project(store, folder)
    key = (projection.version, ontology.fingerprint)
    with _lock:
        found = _reaches.get(key)
        if found is None or found.projection is not projection:
            found = _reaches[key] = Reach(projection, ontology)
        _reaches.move_to_end(key)
        while len(_reaches) > KEPT:
            _reaches.popitem(last=False)
        return found


def keep_projection(store: Store, landscape: Landscape, version: str) -> None:
    """Spare the first reader of an embedded store the scan: what was just loaded is its graph of that version."""
    if store.folder is None:
        return  # a server's readers are elsewhere
    things = ((t.urn, t.label, stored(t.props)) for t in landscape.things.values())
    links = ((k.start, k.relation, k.end, k.props) for k in landscape.links.values())
    save_projection(Projection.from_rows(things, links, version=version), store.folder / FILE)


def save_projection(projection: Projection, file: Path) -> None:
    """Written whole or not at all; a folder that cannot be written to is no error, since it only saves time."""
    side = {
        "format": FORMAT,
        "version": projection.version,
        "urns": list(projection.urns),
        "names": list(projection.names),
        "labels": list(projection.labels),
        "relations": list(projection.relations),
        "stating": {name: list(roots) for name, roots in projection.stating.items()},
        "columns": {name: list(column.values) for name, column in projection.columns.items()},
    }
    arrays: dict[str, Any] = {name: getattr(projection, name) for name in ARRAYS}
    arrays |= {f"rows_{i}": c.rows for i, c in enumerate(projection.columns.values())}
    text = json.dumps(side, ensure_ascii=False, separators=(",", ":"))
    arrays["side"] = np.frombuffer(text.encode("utf-8", "surrogatepass"), np.uint8)
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=".projection")
        try:
            with os.fdopen(handle, "wb") as out:
                np.savez(out, allow_pickle=False, **arrays)
            Path(name).replace(file)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def load_projection(file: Path, version: str) -> Projection | None:
    """None when there is no such file, or it is of another version, or it is damaged."""
    try:
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as arrays:
            side = json.loads(bytes(arrays["side"]).decode("utf-8", "surrogatepass"))
            if side["format"] != FORMAT or side["version"] != version:
                return None
            columns = {
                name: Column(arrays[f"rows_{i}"], _values(values))
                for i, (name, values) in enumerate(side["columns"].items())
            }
            found = Projection(
                urns=side["urns"],
                names=side["names"],
                labels=side["labels"],
                relations=side["relations"],
                columns=columns,
                version=version,
                stating={str(r): tuple(map(str, found)) for r, found in side["stating"].items()},
                **{name: arrays[name] for name in ARRAYS},
            )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, EOFError, zipfile.BadZipFile):
        return None
    return found if _sound(found) else None


def _values(values: list[object]) -> tuple[object, ...]:
    return tuple(
        tuple(cast("list[object]", value)) if isinstance(value, list) else value for value in values
    )


def _sound(projection: Projection) -> bool:
    """Whether lengths and codes agree, so that a file cut short or meddled with is not believed."""
    nodes, edges = len(projection.urns), len(projection.start)
    in_step = (
        len(projection.names) == len(projection.label) == nodes
        and len(projection.relation) == len(projection.end) == edges
        and len(projection.by_query) == len(projection.incomplete) == edges
        and all(len(c.rows) == len(c.values) for c in projection.columns.values())
    )
    return in_step and all(
        not len(codes) or (int(codes.min()) >= 0 and int(codes.max()) < limit)
        for codes, limit in (
            (projection.label, len(projection.labels)),
            (projection.relation, len(projection.relations)),
            (projection.start, nodes),
            (projection.end, nodes),
            *((c.rows, nodes) for c in projection.columns.values()),
        )
    )
