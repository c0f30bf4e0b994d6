"""`$ref`: from a value to what it refers to, in the same document or in another file below the root."""

from __future__ import annotations

from typing import TypeAlias
from urllib.parse import unquote

from graph.facts import Reject
from ingest.documents import Document, Value
from ingest.parse import Problems, Unreadable, json_data, yaml_documents

__all__ = ["MAX_STEPS", "References", "pointer_key"]

MAX_STEPS = 10  # references in a row
MAX_FILES = 200  # other files that one document may lead to

Found: TypeAlias = Value | Reject


def pointer_key(pointer: str) -> str:
    """The last key of a reference: `x` of `common.yaml#/channels/x`; "" for a whole file."""
    return _token(pointer.partition("#")[2].rpartition("/")[2])


def _token(text: str) -> str:
    """A step of a JSON pointer in a URI fragment (RFC 6901, 6)."""
    return unquote(text).replace("~1", "/").replace("~0", "~")


class References:
    """Follows the references of one document; `home` is its top value, which may be embedded in another.

    Remote references are never fetched: they are rejects, as are those that lead nowhere or in circles.
    """

    def __init__(self, home: Value) -> None:
        self.home = home
        self._files: dict[str, Value | str] = {}

    def __call__(self, value: Value) -> Found:
        """The value itself where it is no reference, else what it finally refers to."""
        here = value
        for _ in range(MAX_STEPS):
            stated = here.get("$ref") if here.is_map else None
            if stated is None or not isinstance(stated.data, str) or not stated.data:
                return here
            found = self._target(here, stated.text)
            if isinstance(found, str):
                return Reject(value.at, f"$ref {stated.text!r}: {found}")
            here = found
        return Reject(value.at, f"more than {MAX_STEPS} references in a row")

    def _target(self, here: Value, pointer: str) -> Value | str:
        file, _, fragment = pointer.partition("#")
        home = self.home if here.document is self.home.document else here.document.root
        target = self._file(here.document, file) if file else home
        if isinstance(target, str):
            return target
        if fragment and not fragment.startswith("/"):
            return "only JSON pointers are followed"
        for step in fragment.split("/")[1:]:
            target = target.get(_token(step)) if target.is_map or target.is_list else target
            if target.data is None:
                return "nothing is there"
        return target

    def _file(self, doc: Document, pointer: str) -> Value | str:
        """The first document of the other file, or what is wrong with it."""
        at = f"{doc.folder}\n{pointer}"
        if at not in self._files:
            too_many = len(self._files) >= MAX_FILES
            self._files[at] = (
                f"more than {MAX_FILES} files" if too_many else self._read(doc, pointer)
            )
        return self._files[at]

    def _read(self, doc: Document, pointer: str) -> Value | str:
        other = doc.sibling(pointer)
        if isinstance(other, Reject):
            return other.reason
        if other is None:
            return "only files of the same folder tree are read"
        path, text = other
        if path == doc.path:
            return doc.root
        problems: Problems = []
        try:
            data = (
                json_data(text, problems)
                if text.lstrip().startswith(("{", "["))
                else next((data for _, data in yaml_documents(text, problems)), None)
            )
        except Unreadable as error:
            return error.reason
        known = self.home.document
        return Document(
            path, 0, data, known.ontology, source=known.source, problems=known.problems
        ).root
