"""A spreadsheet of assets as CSV: its dialect, which column is which, and whether it is one at all.

Quoting by RFC 4180; separators `,`, `;`, tab and `|`, whichever the header has most of.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from io import StringIO
from itertools import islice

from graph.facts_format import folded
from graph.ontology import Ontology
from graph.vocabulary import Label, Prop, Rel
from ingest.class_words import class_named
from ingest.documents import Document, Value
from ingest.key_words import meaning

__all__ = ["Row", "Sheet", "sheet_of", "split"]

SEPARATORS = ",;\t|"
CLASS = frozenset(
    [
        "class",
        "assetclass",
        "assettype",
        "kind",
        "type",
        "label",
        "entitytype",
        "category",
        "componenttype",
        "citype",
    ]
)
NAME = frozenset(["name", "assetname", "componentname", "entityname"])
STRONG = frozenset([Prop.TIER, Prop.LIFECYCLE, Prop.SENSITIVITY, Prop.ENVIRONMENT, Prop.REPOSITORY])
ROWS_TRIED = 50
MAX_CELL = 100_000
MAX_COLUMNS = 500


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the sheet: its cells by column, each a Value whose place is the line."""

    cells: tuple[Value, ...]
    at: Value


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where the name and the class stand; `label` is the class of all rows when no column says it."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    name: int
    kind: int | None
    label: str | None
    wrong: str = field(default="")  # why the rows end before the file does


def sheet_of(doc: Document, most: int | None = None) -> Sheet | None:
    """The sheet (of its first `most` rows), or None for a file of data that describes no assets."""
    text = doc.text.removeprefix("\ufeff")
    first = next((line for line in text.splitlines() if line.strip()), "")
    if first.lower().startswith("sep=") and len(first) == 5:  # what Excel writes for itself
        text = text.replace(first, "", 1)
        first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(SEPARATORS, key=first.count)
    rows, wrong = _rows(doc, text, separator, most)
    if not rows or separator not in first or len(rows[0].cells) > MAX_COLUMNS:
        return None
    header = tuple(c.text for c in rows[0].cells)
    found = _columns(doc, header, tuple(rows[1:]))
    if found is None:
        return None
    name, kind, label = found
    return Sheet(header, tuple(rows[1:]), name, kind, label, wrong)


def _rows(doc: Document, text: str, separator: str, most: int | None) -> tuple[list[Row], str]:
    found: list[Row] = []
    old = csv.field_size_limit(MAX_CELL)
    try:
        reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=False)
        begun = 1
        for cells in islice(reader, most):
            place = doc.lines(begun, reader.line_num).pointer
            begun = reader.line_num + 1
            if any(c.strip() for c in cells):
                row = tuple(Value(doc, c.strip().replace("\x00", ""), place) for c in cells)
                found.append(Row(row, Value(doc, None, place)))
    except csv.Error as error:
        return found, str(error)
    finally:
        csv.field_size_limit(old)
    return found, ""


def _columns(
    doc: Document, header: tuple[str, ...], rows: tuple[Row, ...]
) -> tuple[int, int | None, str | None] | None:
    """The columns of the name and of the class, and the class that stands for all rows; None for no sheet of assets."""
    ontology, words = doc.ontology, [folded(h) for h in header]
    named = next((i for i, w in enumerate(words) if w in NAME), None)
    kind = next(
        (i for i, w in enumerate(words) if w in CLASS and _are_classes(ontology, rows, i)), None
    )
    label, sure = None, kind is not None
    if kind is None:
        label = _by_file(ontology, doc.filename)
    if named is None:
        named = next(
            (i for i, h in enumerate(header) if _class_word(ontology, h) is not None), None
        )
        if named is not None and kind is None:
            label = _class_word(ontology, header[named])
    if named is None or (kind is None and label is None):
        return None
    own = label or Label.SERVICE
    said = [meaning(ontology, own, h) for i, h in enumerate(header) if i not in (named, kind)]
    strong = [s for s in said if s and (s.relation or (s.property and s.property.name in STRONG))]
    if not (strong or (sure and any(said))):
        return None
    return named, kind, label


def _are_classes(ontology: Ontology, rows: tuple[Row, ...], column: int) -> bool:
    """Whether most of the column's first values are classes of the ontology."""
    cells = [r.cells[column].text for r in rows[:ROWS_TRIED] if column < len(r.cells)]
    stated = [c for c in cells if c]
    return bool(stated) and 2 * sum(1 for c in stated if class_of(ontology, c)) > len(stated)


def class_of(ontology: Ontology, word: str) -> str | None:
    """The class that a cell or a header word means, in the singular or the plural, if things can have it."""
    for form in (word, re.sub(r"ies\Z", "y", word.strip()), re.sub(r"s\Z", "", word.strip())):
        found = class_named(ontology, form)
        if found is not None:
            return found if found in ontology.leaves(found) else None
    return None


def _class_word(ontology: Ontology, header: str) -> str | None:
    """The class that a name's column is called after: `Application`, `service name`."""
    return class_of(ontology, re.sub(r"[\s_-]*name\Z", "", header.strip(), flags=re.I))


@cache
def _by_file(ontology: Ontology, filename: str) -> str | None:
    """The class that the file is called after: `services.csv`, `our-teams.csv`; none when its words name two."""
    words = re.split(r"[\s_.\-]+", filename.rpartition(".")[0])
    found = {c for w in words if (c := class_of(ontology, w)) is not None}
    return found.pop() if len(found) == 1 else None


def split(cell: Value, relation: str) -> Iterator[str]:
    """The names in a cell; an owner may have a comma in its name."""
    parts = re.split(r"[;|\n]" if relation == Rel.OWNS else r"[;|,\n]", cell.text)
    return (part.strip() for part in parts if part.strip())
