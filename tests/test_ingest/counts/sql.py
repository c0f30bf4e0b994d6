"""What SQL files define and fill, counted by the meaning of their statements alone."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from tests.plain_lineage import Tables, lineage, table_name


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for file in sorted(root.rglob("*.sql")):
        try:
            statements = sqlglot.parse(file.read_text("utf-8", errors="ignore"))
        except SqlglotError:
            continue
        found += script(statements)
    return +found


def script(statements: list[exp.Expr | None]) -> Counter[str]:
    """Tables, columns, and what each is made of, each once in a file."""
    tables: set[str] = set()
    fields: set[tuple[str, str]] = set()
    edges: set[tuple[object, object]] = set()
    known = Tables({}, {})
    for statement in statements:
        if not isinstance(statement, exp.Create | exp.Insert):
            continue
        makes = isinstance(statement, exp.Create)
        if makes and statement.kind not in ("TABLE", "VIEW"):
            continue
        target, query = statement.this, statement.expression
        name, columns = target_of(target)
        if not makes and not isinstance(query, exp.Query):
            continue
        tables.add(name)
        fields |= {(name, column) for column in columns} if makes else set()
        if columns and name not in known.whole:
            known.whole[name] = columns
        if isinstance(query, exp.Query):
            result = lineage(query, known)
            made = list(result.columns.items())
            names = (
                columns or ([] if result.open else known.whole.get(name)) or list(result.columns)
            )
            fields |= {(name, column) for column in names} if makes else set()
            edges |= {(name, other) for other in below(query)}
            edges |= {(name, column) for column in result.rows}
            for column, (_, sources) in zip(names, made, strict=False):
                edges |= {((name, column), source) for source in sources}
            if not result.open:
                known.whole.setdefault(name, list(names))
    return Counter(
        {
            "node Dataset": len(tables),
            "node Field": len(fields),
            "edge PART_OF": len(fields),
            "edge DERIVED_FROM": len(edges),
        }
    )


def target_of(target: exp.Expr) -> tuple[str, list[str]]:
    if isinstance(target, exp.Schema):
        parts = [e for e in target.expressions if isinstance(e, exp.ColumnDef | exp.Identifier)]
        return table_name(target.this), [part.name.lower() for part in parts]
    return (table_name(target) if isinstance(target, exp.Table) else ""), []


def below(query: exp.Expr) -> set[str]:
    own = {cte.alias.lower() for cte in query.find_all(exp.CTE)}
    return {table_name(table) for table in query.find_all(exp.Table)} - own
