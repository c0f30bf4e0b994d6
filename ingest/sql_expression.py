"""What an expression of SQL comes from: its columns, each as a value, an ingredient, or part of an aggregate."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from ingest.sql_relation import NOWHERE, Column, Has, Kind, Relation, folded, joined
from ingest.sql_scope import Scope

if TYPE_CHECKING:
    from ingest.sql_query import Reader

__all__ = ["Mode", "trace"]

# columns that no table has: a clock, a counter, a property of the row's storage
PSEUDO = frozenset(
    [
        "_file_name",
        "_metadata",
        "_partitiondate",
        "_partitiontime",
        "_table_suffix",
        "ctid",
        "current_date",
        "current_timestamp",
        "current_user",
        "level",
        "rowid",
        "rownum",
        "sysdate",
        "systimestamp",
        "user",
        "xmin",
    ]
)
STRUCTS = frozenset(
    [
        "athena",
        "bigquery",
        "clickhouse",
        "databricks",
        "duckdb",
        "hive",
        "presto",
        "redshift",
        "snowflake",
        "spark",
        "spark2",
        "trino",
    ]
)  # `address.city` is the city in the column address
PASSED_ON = (exp.FirstValue, exp.Lag, exp.LastValue, exp.Lead, exp.NthValue)  # aggregate nothing
NOT_VALUES = (exp.DataType, exp.Identifier, exp.Literal, exp.Var)


class Mode(Enum):
    """Whether a name in this clause may mean an output column."""

    COLUMN = "never"
    GROUP = "where no source surely has it"
    ORDER = "before any source's"


def trace(reader: Reader, node: Any, scope: Scope, kind: Kind, mode: Mode) -> Column:
    """Everything that the expression comes from, without recursion but for queries inside it."""
    found: list[Column] = []
    stack: list[tuple[Any, Kind]] = [(node, kind)]
    while stack:
        each, how = stack.pop()
        reader.step()
        if isinstance(each, exp.Column):
            column = _column(reader, each, scope, mode).at_least(how)
            reader.step(len(column.origins))
            found.append(column)
            continue
        if isinstance(each, exp.Star):
            found += [_whole(reader, source, "") for source in scope.sources.values()]
            continue
        if isinstance(each, (exp.Alias, exp.Paren, exp.Ordered)):
            stack.append((each.this, how))
            continue
        if isinstance(each, (exp.Query, exp.Subquery)):
            relation = reader.query(each, scope)
            reader.step(sum(len(column.origins) for column in relation.columns))
            found.append(joined("", relation.columns, how))
            if not relation.exact:
                found.append(Column("", {}, False))
            continue
        if isinstance(each, exp.Dot) and (one := _field(reader, each, scope, how)) is not None:
            found.append(one)
            continue
        stack += _inside(reader, each, scope, how)
    if len(found) == 1:
        return found[0]
    return joined("", found) if found else NOWHERE


def _inside(reader: Reader, each: exp.Expr, scope: Scope, how: Kind) -> list[tuple[Any, Kind]]:
    """The parts that the expression takes values from; what only picks or sorts rows is noted."""
    made = max(how, Kind.TRANSFORMATION)
    if isinstance(each, NOT_VALUES):
        return []
    if isinstance(each, exp.Exists):
        reader.query(each.this, scope)
        return []
    if isinstance(each, exp.Window):
        reader.windowed(each, scope)
        return [(each.this, made)]
    if isinstance(each, exp.Filter):
        reader.decides(each.expression.this, "FILTER", scope)
        return [(each.this, made)]
    if isinstance(each, exp.WithinGroup):
        ordered = each.expression.expressions
        if any(True for _ in each.this.find_all(exp.Column)):
            for term in ordered:  # of a list; a percentile has its value there
                reader.decides(term, "SORT", scope)
            ordered = []
        return [(each.this, made), *((o, Kind.AGGREGATION) for o in ordered)]
    if isinstance(each, exp.Order):
        for term in each.expressions:
            reader.decides(term, "SORT", scope)
        return [(each.this, how)]
    if isinstance(each, exp.HavingMax):
        reader.decides(each.expression, "SORT", scope)
        return [(each.this, how)]
    if isinstance(each, exp.Count) and _is_star(each.this):
        return []
    if isinstance(each, (exp.Kwarg, exp.PropertyEQ)):
        return [(each.expression, made)]
    if isinstance(each, exp.AggFunc) and not isinstance(each, PASSED_ON):
        made = Kind.AGGREGATION
    return [(inner, made) for inner in each.iter_expressions()]


def _field(reader: Reader, dot: exp.Dot, scope: Scope, how: Kind) -> Column | None:
    """`struct(a, b).b`, `array_agg(t order by x limit 1)[offset(0)].b`: that field; None for anything else."""
    node: Any = dot.this
    kind = max(how, Kind.TRANSFORMATION)
    orders: list[Any] = []
    while isinstance(node, (exp.AggFunc, exp.Bracket, exp.Limit, exp.Order, exp.Paren)):
        kind = Kind.AGGREGATION if isinstance(node, exp.AggFunc) else kind
        orders += node.expressions if isinstance(node, exp.Order) else ()
        node = node.this
    name = folded(dot.expression.name)
    column: Column | None = None
    if isinstance(node, exp.Struct):
        for each in node.expressions:
            value = each.expression if isinstance(each, exp.PropertyEQ) else each
            called = each.this.name if isinstance(each, exp.PropertyEQ) else each.alias_or_name
            if folded(called) == name:
                column = reader.value(value, scope, kind)
    elif isinstance(node, exp.Column) and not node.table and node is not dot.this:
        relation = scope.find(node.name)
        column = relation.get(dot.expression.name).at_least(kind) if relation else None
    if column is not None:
        for term in orders:
            reader.decides(term, "SORT", scope)
    return column


def _is_star(node: Any) -> bool:
    """`count(*)`, `count(t.*)`."""
    return isinstance(node, exp.Star) or (
        isinstance(node, exp.Column) and isinstance(node.this, exp.Star)
    )


def _column(reader: Reader, node: exp.Column, scope: Scope, mode: Mode) -> Column:
    parts = [part.name for part in node.parts]
    if isinstance(node.this, exp.Star):
        relation = scope.find(node.table)
        return _whole(reader, relation, "") if relation else Column("", {}, False)
    if len(parts) == 1:
        return _bare(reader, node, scope, mode)
    if (relation := scope.find(parts[-2])) is not None:
        return relation.get(parts[-1])
    if len(parts) > 2 and (relation := scope.find(parts[0])) is not None:
        return relation.get(parts[1]).at_least(Kind.TRANSFORMATION)
    if reader.dialect in STRUCTS:
        has, column = scope.search(parts[0])
        if has is Has.NO and (only := scope.only_table()) is not None:
            column = only.get(parts[0])
        return column.at_least(Kind.TRANSFORMATION)
    return Column(parts[-1], {}, False)


def _whole(reader: Reader, relation: Relation, name: str) -> Column:
    """A row as one value."""
    reader.step(sum(len(column.origins) for column in relation.columns))
    return relation.all_columns(name)


def _bare(reader: Reader, node: exp.Column, scope: Scope, mode: Mode) -> Column:
    """An unqualified column: of a source, or an output column where the clause allows that."""
    name = node.name
    key = folded(name)
    if mode is Mode.ORDER and key in scope.aliases:
        return scope.aliases[key]
    if (stated := scope.ctes.get(key)) is not None and stated.scalar:
        return joined(name, stated.relation.columns)
    has, column = scope.search(name)
    if has is Has.YES:
        return column
    if mode is Mode.GROUP and key in scope.aliases and key not in scope.own:
        return scope.aliases[key]
    if key in PSEUDO and not node.this.args.get("quoted"):
        return NOWHERE
    if (relation := scope.find(name)) is not None:
        return _whole(reader, relation, name)
    if has is Has.NO and (only := scope.only_table()) is not None:
        return only.get(name)
    return column
