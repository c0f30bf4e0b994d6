"""A column as a CREATE or ALTER TABLE states it: type, constraints, comment, what it refers to."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlglot import exp

from ingest.sql_relation import folded
from ingest.sql_source import name_of

__all__ = ["ColumnSaid", "Text", "column_said", "comment_in", "keys_said", "text_of"]

Called = Callable[[str], str]
_NO_TYPE = re.compile(
    r"(?<!\w)(?:AS|AUTO_?INCREMENT|CHECK|COLLATE|COMMENT|CONSTRAINT|DEFAULT|DISTKEY|ENCODE|GENERATED"
    r"|IDENTITY|INVISIBLE|KEY|MASKING|NOT|NULL|ON|OPTIONS|PRIMARY|REFERENCES|SORTKEY|SPARSE|UNIQUE"
    r"|WITH(?!\s+(?:LOCAL\s+)?TIME\s+ZONE|OUT))\b|--|/\*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Text:
    """A script, and the lines of its characters."""

    sql: str
    breaks: tuple[int, ...]

    def line(self, offset: int) -> int:
        return bisect_left(self.breaks, offset) + 1


def text_of(sql: str) -> Text:
    return Text(sql, tuple(place for place, char in enumerate(sql) if char == "\n"))


@dataclass(frozen=True, slots=True)
class ColumnSaid:
    """A column and the lines that state it; `references` are columns of other tables, `table.column`."""

    name: str
    first: int
    last: int
    type: str = ""
    required: bool = False
    primary_key: bool = False
    unique: bool = False
    comment: str = ""
    references: tuple[str, ...] = ()

    def altered(self, action: exp.AlterColumn, dialect: str) -> ColumnSaid:
        """With another type, or (not) NULL."""
        changed = self
        if (dtype := action.args.get("dtype")) is not None:
            changed = replace(changed, type=dtype.sql(dialect=dialect or None))
        if (may_be_null := action.args.get("allow_null")) is not None:
            changed = replace(changed, required=not may_be_null)
        return changed


def column_said(
    node: exp.ColumnDef, text: Text, line: int, dialect: str, called: Called
) -> ColumnSaid:
    """`line` is where the statement begins, for what has no place of its own."""
    start, end = node.this.meta.get("start"), node.this.meta.get("end")
    first = line if start is None else text.line(start)
    kind = node.args.get("kind")
    type_ = kind.sql(dialect=dialect or None) if isinstance(kind, exp.Expr) else ""
    if type_ and end is not None:
        type_ = _as_written(text.sql, end + 1) or type_
    said = ColumnSaid(node.name, first, first, type_)
    for constraint in node.args.get("constraints") or ():
        stated = constraint.args.get("kind")
        if isinstance(stated, exp.NotNullColumnConstraint):
            said = replace(said, required=not stated.args.get("allow_null"))
        elif isinstance(stated, exp.PrimaryKeyColumnConstraint):
            said = replace(said, required=True, primary_key=True)
        elif isinstance(stated, exp.UniqueColumnConstraint):
            said = replace(said, unique=True)
        elif isinstance(stated, exp.CommentColumnConstraint):
            said = replace(said, comment=stated.this.name)
        elif isinstance(stated, exp.Properties):
            said = replace(said, comment=comment_in(stated))
        elif isinstance(stated, exp.Reference):
            said = replace(said, references=_targets(stated, 1, called))
    return said


def _as_written(sql: str, start: int) -> str:
    """The type that follows a column's name: up to what is no part of it."""
    depth, end = 0, start + 1
    rest = sql[start : start + 2_000].lstrip('"`]')
    for end, char in enumerate(rest):
        depth += char in "(<"
        depth -= char in ")>"
        if depth < 0 or (depth == 0 and (char in ",;" or _NO_TYPE.match(rest, end))):
            break
    else:
        end = len(rest)
    return " ".join(rest[:end].split())


def comment_in(properties: exp.Properties) -> str:
    """The description among properties: `COMMENT 'x'`, `OPTIONS (description = 'x')`."""
    for each in properties.expressions:
        if isinstance(each, exp.SchemaCommentProperty) and isinstance(each.this, exp.Literal):
            return each.this.name
        value = each.args.get("value")
        if each.name.lower() == "description" and isinstance(value, exp.Literal):
            return value.name
    return ""


def keys_said(columns: dict[str, ColumnSaid], stated: Iterable[Any], called: Called) -> None:
    """PRIMARY KEY, UNIQUE and FOREIGN KEY that stand beside the columns."""
    for each in stated:
        if isinstance(each, exp.Constraint):
            keys_said(columns, each.expressions, called)
            if any(isinstance(e, exp.PrimaryKeyColumnConstraint) for e in each.expressions):
                for name in _clustered(each.expressions):
                    _put(columns, name, primary_key=True, required=True)
        elif isinstance(each, exp.PrimaryKey):
            for name in _names(each.expressions):
                _put(columns, name, primary_key=True, required=True)
        elif isinstance(each, exp.UniqueColumnConstraint):
            inner = each.this.expressions if isinstance(each.this, exp.Schema) else ()
            names = _names(inner)
            if len(names) == 1:
                _put(columns, names[0], unique=True)
        elif isinstance(each, exp.ForeignKey):
            names = _names(each.expressions)
            reference = each.args.get("reference")
            targets = _targets(reference, len(names), called) if reference else ()
            for name, target in zip(names, targets, strict=False):
                said = columns.get(folded(name))
                if said is not None:
                    columns[folded(name)] = replace(said, references=(*said.references, target))


def _clustered(stated: Iterable[Any]) -> list[str]:
    """The columns of SQL Server's `PRIMARY KEY CLUSTERED (a, b)`."""
    found = [each.this for each in stated if isinstance(each, exp.ClusteredColumnConstraint)]
    return _names(term for terms in found for term in terms)


def _put(columns: dict[str, ColumnSaid], name: str, **changed: bool) -> None:
    said = columns.get(folded(name))
    if said is not None:
        columns[folded(name)] = replace(said, **changed)


def _names(nodes: Iterable[Any]) -> list[str]:
    return [found.name for node in nodes if (found := node.find(exp.Identifier))]


def _targets(reference: exp.Expr, number: int, called: Called) -> tuple[str, ...]:
    """`table.column` for each column; `table` where no columns are named."""
    target = reference.this
    table = target.this if isinstance(target, exp.Schema) else target
    if not isinstance(table, exp.Table):
        return ()
    name = called(name_of(table))
    columns = _names(target.expressions) if isinstance(target, exp.Schema) else []
    return tuple(f"{name}.{column}" for column in columns) or (name,) * number
