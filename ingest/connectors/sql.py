"""SQL files: the tables and views that they make, their columns, and which columns others are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.facts import Edge, Fact, Node, Place, PropValue, Provenance, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.connector import connector
from ingest.documents import Document
from ingest.sniff import Condition

if TYPE_CHECKING:
    from ingest.sql_columns import ColumnSaid
    from ingest.sql_tables import Filled, Made

ENDINGS = (".sql", ".ddl", ".hql")
INFERRED = Provenance.INFERRED
_CONCERNS = re.compile(
    r"\b(?:create|alter|drop)\b[^;]{0,200}?\b(?:table|view)\b|\binsert\b|\bmerge\b|\bupdate\b|\binto\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Script(Condition):
    """SQL that makes or fills tables; what Jinja still has to make SQL of is none."""

    def matches(self, doc: Document) -> bool:
        return (
            self.claims(doc.path)
            and doc.data is None
            and not _is_template(doc.text)
            and _CONCERNS.search(doc.text) is not None
        )

    def claims(self, path: str) -> bool:
        return path.lower().endswith(ENDINGS)

    def __str__(self) -> str:
        return f"file {', '.join(f'*{e}' for e in ENDINGS)} that makes or fills a table"


def _is_template(text: str) -> bool:
    """Whether Jinja's braces stand in it."""
    for opening, closing in (("{{", "}}"), ("{%", "%}")):
        start = text.find(opening)
        if start >= 0 and text.find(closing, start) >= 0:
            return True
    return False


@connector(
    title="SQL",
    reads=Script(),
    nodes={Label.DATASET, Label.FIELD},
    edges={Rel.DERIVED_FROM, Rel.PART_OF},
)
def sql(doc: Document) -> Iterator[Fact | Reject]:
    from ingest.sql_script import Broken, script
    from ingest.sql_tables import Session

    dialect, found = script(doc.path, doc.text)
    session = Session(dialect)
    for statement in found:
        if isinstance(statement, Broken):
            reason = f"SQL that cannot be read ({dialect or 'any dialect'}): {statement.reason}"
            yield Reject(doc.lines(statement.first, statement.last), reason)
        else:
            session.read(statement)
    for made in session.made.values():
        yield from _made(doc, made, dialect)
    declared = set(session.made)
    for filled in session.filled:
        target = filled.lineage.target
        if target.casefold() not in declared:
            declared.add(target.casefold())
            at = doc.lines(filled.first, filled.last)
            yield Node(_ref(doc, target), at, location=doc.path, provenance=INFERRED)
    for filled in session.filled:
        yield from _filled(doc, filled, doc.lines(filled.first, filled.last))


def _ref(doc: Document, name: str) -> Ref:
    """A table; one that is named without its schema is that of its folder."""
    return Ref(Label.DATASET, name, scope=None if "." in name else doc.folder or "/")


def _made(doc: Document, made: Made, dialect: str) -> Iterator[Fact]:
    ref = _ref(doc, made.name)
    if made.whole:
        props: dict[str, PropValue] = {Prop.TYPE: made.kind, "dialect": dialect}
        if made.comment:
            props[Prop.DESCRIPTION] = made.comment
        props = {name: value for name, value in props.items() if value}
        yield Node(ref, doc.lines(made.first, made.last), props, location=doc.path)
    for column in made.columns.values():
        part = Ref(Label.FIELD, column.name, within=ref)
        at = doc.lines(column.first, column.last)
        yield Node(part, at, _props(column))
        yield Edge(part, Rel.PART_OF, ref, at)


def _props(column: ColumnSaid) -> dict[str, PropValue]:
    said: dict[str, PropValue] = {
        Prop.TYPE: column.type,
        Prop.DESCRIPTION: column.comment,
        Prop.REQUIRED: column.required,
        "primary_key": column.primary_key,
        "references": column.references,
        "unique": column.unique,
    }
    return {name: value for name, value in said.items() if value}


def _filled(doc: Document, filled: Filled, at: Place) -> Iterator[Edge]:
    found = filled.lineage
    target = _ref(doc, found.target)
    said = {} if found.complete else {"columns_complete": False}
    for table in found.tables:
        if table.casefold() != found.target.casefold():
            yield Edge(target, Rel.DERIVED_FROM, _ref(doc, table), at, said, INFERRED)
    for (column, (table, name)), kind in found.direct.items():
        start = Ref(Label.FIELD, column, within=target)
        end = Ref(Label.FIELD, name, within=_ref(doc, table))
        yield Edge(start, Rel.DERIVED_FROM, end, at, {"transformation": kind.name}, INFERRED)
    for (table, name), how in found.indirect.items():
        end = Ref(Label.FIELD, name, within=_ref(doc, table))
        how_said = {"transformation": ", ".join(how)}
        yield Edge(target, Rel.DERIVED_FROM, end, at, how_said, INFERRED)
