"""Kubernetes objects in a document: one, or a `List` of them; and what is only a patch of one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from ingest.documents import Document, Value, joined
from ingest.parse import Unreadable, yaml_documents
from ingest.sniff import Condition, Kind

__all__ = ["Manifest", "is_patch", "manifest"]

KUSTOMIZATIONS = ("kustomization.yaml", "kustomization.yml", "Kustomization")
FOLDERS_UP = 3


@dataclass(frozen=True, slots=True)
class Manifest(Condition):
    """A document that is an object of one of the kinds, or a list in which one is."""

    parts: tuple[Kind, ...]

    def matches(self, doc: Document) -> bool:
        return next(self.of(doc), None) is not None

    def of(self, doc: Document) -> Iterator[Value]:
        """The objects of these kinds."""
        data: Any = doc.data
        if not isinstance(data, dict):
            return
        found = cast("dict[str, Any]", data)
        listed = found.get("items")
        if str(found.get("kind")).endswith("List") and isinstance(listed, list):
            for number, item in enumerate(cast("list[Any]", listed)):
                if self._fits(Document(doc.path, doc.number, item, doc.ontology)):
                    yield doc["items"][number]
        elif self._fits(doc):
            yield doc.root

    def _fits(self, doc: Document) -> bool:
        return any(part.matches(doc) for part in self.parts)

    def __str__(self) -> str:
        return " or ".join(str(part) for part in self.parts)


def manifest(*parts: Kind) -> Manifest:
    """Objects of these kinds, also those in a `List`, as `kubectl get -o yaml` writes them."""
    return Manifest(parts)


def is_patch(doc: Document) -> bool:
    """Whether a kustomization in this folder, or in one above, names the file as a patch.

    https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/patches/
    """
    folder = doc.folder
    for up in range(FOLDERS_UP):
        for name in KUSTOMIZATIONS:
            found = doc.sibling("../" * up + name)
            if isinstance(found, tuple) and doc.path in _patches(folder, found[1]):
                return True
        if not folder:
            break
        folder = folder.rpartition("/")[0]
    return False


@lru_cache(maxsize=64)
def _patches(folder: str, text: str) -> frozenset[str]:
    """The files that a kustomization takes as patches, below the root."""
    try:
        data: Any = next((data for _, data in yaml_documents(text, [])), None)
    except Unreadable:
        return frozenset()
    if not isinstance(data, dict):
        return frozenset()
    stated = cast("dict[str, Any]", data)
    found: set[str] = set()
    for key in ("patches", "patchesStrategicMerge", "patchesJson6902"):
        for entry in stated.get(key) or () if isinstance(stated.get(key), list) else ():
            path: Any = entry.get("path") if isinstance(entry, dict) else entry
            if isinstance(path, str) and "\n" not in path and (whole := joined(folder, path)):
                found.add(whole)
    return frozenset(found)
