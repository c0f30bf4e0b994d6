"""What a connector is, and how they are found: by being there."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Literal, TypeAlias

from graph.errors import UsageError
from graph.facts import Fact, Reject
from ingest.documents import Document
from ingest.sniff import Condition

__all__ = [
    "ENTRY_POINTS",
    "Authority",
    "Connector",
    "Reading",
    "connector",
    "discover",
    "in_modules",
]

ENTRY_POINTS = "cartulary.connectors"

Authority: TypeAlias = Literal["catalog", "contract", "infrastructure"]
Reading: TypeAlias = Callable[[Document], Iterator[Fact | Reject]]


@dataclass(frozen=True, slots=True)
class Connector:
    """A format that can be read: one document in, facts and rejects out.

    `nodes` and `edges` are the labels and relations that it may yield; None where it may yield any.
    `authority` is how much it is believed where sources disagree on a property (design.md §2): catalogs
    before contracts (which say what a thing is to be) before code and infrastructure; what a fact calls
    observed comes after all of them.
    """

    name: str
    title: str
    reads: Condition
    nodes: frozenset[str] | None
    edges: frozenset[str] | None
    read: Reading
    authority: Authority = "infrastructure"

    def __call__(self, doc: Document) -> Iterator[Fact | Reject]:
        return self.read(doc)


def connector(
    *,
    reads: Condition,
    nodes: Iterable[str] | None,
    edges: Iterable[str] | None,
    title: str,
    authority: Authority = "infrastructure",
) -> Callable[[Reading], Connector]:
    """Declare the decorated generator as the connector of that name."""

    def declare(read: Reading) -> Connector:
        return Connector(
            name=getattr(read, "__name__", ""),
            title=title,
            reads=reads,
            nodes=None if nodes is None else frozenset(nodes),
            edges=None if edges is None else frozenset(edges),
            read=read,
            authority=authority,
        )

    return declare


def in_modules(modules: Iterable[ModuleType]) -> tuple[Connector, ...]:
    """The connectors that the modules define, by name; two of one name are a mistake of the installation."""
    found: dict[str, Connector] = {}
    for module in modules:
        for value in vars(module).values():
            if isinstance(value, Connector) and found.setdefault(value.name, value) is not value:
                raise UsageError(f"two connectors are called {value.name}; rename one of them")
    return tuple(found[name] for name in sorted(found))


@cache
def discover(folder: Path | None = None) -> tuple[Connector, ...]:
    """All connectors, sorted by name: those of `ingest.connectors`, of installed packages that have the
    entry point group `cartulary.connectors` (each names a module), and of the Python files in `folder`.
    """
    package = importlib.import_module("ingest.connectors")
    modules = [
        importlib.import_module(f"{package.__name__}.{info.name}")
        for info in pkgutil.iter_modules(package.__path__)
    ]
    for entry in sorted(entry_points(group=ENTRY_POINTS), key=lambda e: e.name):
        loaded: object = entry.load()
        if not isinstance(loaded, ModuleType):
            raise UsageError(f"entry point {entry.name} of {ENTRY_POINTS} must name a module")
        modules.append(loaded)
    if folder is not None:
        modules += [_from_file(file) for file in sorted(folder.glob("*.py"))]
    return in_modules(modules)


def _from_file(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"cartulary_connector_{file.stem}", file)
    if spec is None or spec.loader is None:
        raise UsageError(f"{file} cannot be loaded as a Python module")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
