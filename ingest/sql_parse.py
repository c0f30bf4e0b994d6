"""SQL to sqlglot's syntax trees, one a statement; what cannot be read is a value, and never raises."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

__all__ = ["MAX_SQL", "Unparsed", "said_by", "separate", "statements"]

MAX_SQL = 300_000  # characters of one statement

logging.getLogger("sqlglot").setLevel(logging.CRITICAL)  # it writes to stderr what it cannot parse


@dataclass(frozen=True, slots=True)
class Unparsed:
    """SQL that could not be read, and why."""

    reason: str


def statements(sql: str, dialect: str) -> list[Any] | Unparsed:
    """The statements' syntax trees; never raises."""
    if len(sql) > MAX_SQL:
        return Unparsed(f"longer than {MAX_SQL:,} characters")
    try:
        trees = sqlglot.parse(sql, read=dialect or None)
        return [one for tree in trees if tree is not None for one in separate(tree)]
    except SqlglotError as error:
        return Unparsed(said_by(error))
    except RecursionError:
        return Unparsed("nested too deeply")
    except Exception as error:  # a parser's own mistake on odd input
        return Unparsed(f"the parser failed ({type(error).__name__})")


def separate(tree: Any) -> list[Any]:
    """One query that fills several tables (Hive's FROM … INSERT …, Snowflake's INSERT ALL) as a statement each."""
    if not isinstance(tree, exp.MultitableInserts):
        return [tree]
    found: list[Any] = []
    source, clause = tree.args["source"], tree.args.get("with_")
    for each in tree.expressions:
        insert = (each.this if isinstance(each, exp.ConditionalInsert) else each).copy()
        query = insert.expression
        if isinstance(query, exp.Select):
            query.set("from_", exp.From(this=source.copy()))
        elif isinstance(source, exp.Query):
            inner = exp.Subquery(this=source.copy())
            values = query.expressions[0].expressions if isinstance(query, exp.Values) else ()
            picked = exp.Select(expressions=[v.copy() for v in values] or [exp.Star()])
            picked.set("from_", exp.From(this=inner))
            if each.expression is not None:
                picked.set("where", exp.Where(this=each.expression.copy()))
            insert.set("expression", picked)
        if clause is not None:
            insert.set("with_", clause.copy())
        found.append(insert)
    return found


def said_by(error: Exception) -> str:
    """A parser's error in one short line."""
    if isinstance(error, RecursionError):
        return "nested too deeply"
    return re.sub(r"<Token[^>]*text: ([^,]*),[^>]*>", r"\1", str(error).split("\n")[0])[:200]
