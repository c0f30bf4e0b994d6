"""What is said of things: names, titles, aliases and descriptions, as texts that descriptions are compared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from graph.ontology import Ontology
from graph.store import Store
from graph.vocabulary import Label
from rag.typing import below
from rag.words import camel_pieces

__all__ = ["Said", "StoredSaid", "said_of"]

MOST: Final = 20_000  # described things that are all compared; of more, those that full text finds
FEW: Final = 4000  # things up to which those without a description are compared too, by their names
FOUND: Final = 200
LONGEST: Final = 600
LONGEST_ALIAS: Final = 40
_FIELDS: Final = (
    "n.urn AS urn, n.name AS name, n.title AS title, n.aliases AS aliases, "
    "n.description AS description, n.kind AS kind, labels(n) AS labels"
)


@dataclass(frozen=True, slots=True)
class Said:
    """A thing by its own label, and all that is said of it as one text."""

    urn: str
    label: str
    name: str
    text: str
    kind: str = ""  # of a text: decision record, runbook …


def said_of(
    urn: str,
    label: str,
    name: str,
    title: str | None,
    aliases: Sequence[str],
    description: str,
    kind: str = "",
) -> Said:
    """The text is what people call the thing, and what they write of it: "Van Router: Plans the rounds"."""
    called = [title or "", name, *(a for a in aliases if len(a) <= LONGEST_ALIAS and "/" not in a)]
    spoken = {
        text.casefold(): text
        for text in reversed([" ".join(camel_pieces(c)) if c != title else c for c in called if c])
    }
    names = ", ".join(reversed(spoken.values()))
    text = f"{names}: {description}" if description else names
    return Said(urn, label, name, text[:LONGEST], kind)


class StoredSaid:
    """What is said of the things of one version of the graph, read from the store once."""

    def __init__(self, store: Store, ontology: Ontology) -> None:
        self._store = store
        self._ontology = ontology
        self._all: tuple[str, list[Said] | None] | None = None

    def __call__(self, text: str, version: str) -> Sequence[Said]:
        """What is said of all things, or where they are too many of those that the words of the text find."""
        if self._all is None or self._all[0] != version:
            self._all = (version, self._whole())
        if self._all[1] is not None:
            return self._all[1]
        urns = [hit.urn for hit in self._store.search(text, limit=FOUND)]
        return self._of_rows(
            self._store.rows(
                f"UNWIND $urns AS u MATCH (n:Thing {{urn: u}}) WHERE n.description IS NOT NULL "
                f"RETURN {_FIELDS} ORDER BY urn",
                urns=urns,
            )
        )

    def _whole(self) -> list[Said] | None:
        described = f"MATCH (n:{Label.THING}) WHERE n.description IS NOT NULL"
        if self._count(f"MATCH (n:{Label.THING})") <= FEW:
            described = f"MATCH (n:{Label.THING})"
        elif self._count(described) > MOST:
            return None
        return self._of_rows(self._store.rows(f"{described} RETURN {_FIELDS} ORDER BY urn"))

    def _count(self, matched: str) -> int:
        counted = self._store.rows(f"{matched} RETURN count(n) AS n")[0]["n"]
        return counted if isinstance(counted, int) else MOST + 1

    def _of_rows(self, rows: Sequence[dict[str, object]]) -> list[Said]:
        found: list[Said] = []
        for row in rows:
            own = self._own(_texts(row["labels"]))
            if own is None:
                continue
            title, description = row["title"], row["description"]
            found.append(
                said_of(
                    str(row["urn"]),
                    own,
                    str(row["name"]),
                    str(title) if title else None,
                    _texts(row["aliases"]),
                    str(description or ""),
                    str(row["kind"] or ""),
                )
            )
        return found

    def _own(self, labels: Sequence[str]) -> str | None:
        """The label that no other one is below."""
        known = [label for label in labels if label in self._ontology.classes]
        return next(
            (
                a
                for a in known
                if not any(b != a and b in below((a,), self._ontology) for b in known)
            ),
            None,
        )


def _texts(value: object) -> list[str]:
    return [str(x) for x in value] if isinstance(value, list | tuple) else []
