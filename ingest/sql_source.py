"""The sources of a query: tables, subqueries, joins, what functions make, pivots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlglot import exp

from ingest.sql_relation import UNKNOWN, Column, Has, Kind, Relation, folded, joined
from ingest.sql_scope import Scope

if TYPE_CHECKING:
    from ingest.sql_query import Reader

__all__ = ["add_join", "add_source", "name_of", "pivoted", "source_of"]

NESTED = frozenset(["bigquery", "databricks", "spark"])  # `from orders o, o.lines`


def name_of(table: exp.Table) -> str:
    """A table's name as it is written, without quotes: `db.schema.table`."""
    return ".".join(part_name(part) for part in table.parts)


def part_name(part: exp.Expr) -> str:
    """The part of a name; SQL Server's `#` of a table that lives as long as the session stays."""
    return f"#{part.name}" if part.args.get("temporary") else part.name


def add_source(reader: Reader, node: Any, scope: Scope) -> str:
    """The source with what is joined to it; its key."""
    while isinstance(node, (exp.Paren, exp.Stream)):
        node = node.this
    if isinstance(node, exp.Subquery) and isinstance(node.this, exp.Table) and not node.alias:
        key = add_source(reader, node.this, scope)  # joins in parentheses
    else:
        alias, relation = source_of(reader, node, scope)
        key = scope.add(alias, relation)
    for join in node.args.get("joins") or ():
        add_join(reader, join, scope)
    for lateral in node.args.get("laterals") or ():
        add_source(reader, lateral, scope)
    return key


def add_join(reader: Reader, join: exp.Join, scope: Scope) -> None:
    if (join.kind or "").upper() == "ARRAY":
        for each in (join.this, *join.expressions):  # ClickHouse: elements in the place of a column
            element = reader.value(each, scope, Kind.TRANSFORMATION)
            scope.merged[folded(each.alias_or_name)] = element.named(each.alias_or_name)
        return
    before = [r for key, r in scope.sources.items() if key not in scope.beside]
    key = add_source(reader, join.this, scope)
    relation = scope.sources[key]
    side = (join.side or "").upper()
    if (join.kind or "").upper() in ("SEMI", "ANTI"):
        scope.beside.add(key)
    for each in join.args.get("using") or ():
        _merged(reader, each.name, before, relation, side, scope)
    if (join.method or "").upper() == "NATURAL":
        if relation.exact and all(r.exact for r in before):
            for column in relation.columns:
                if any(r.has(folded(column.name)) is Has.YES for r in before):
                    _merged(reader, column.name, before, relation, side, scope)
        else:
            reader.resolved = False
    reader.decides(join.args.get("on"), "JOIN", scope)
    reader.decides(join.args.get("match_condition"), "JOIN", scope)


def _merged(
    reader: Reader, name: str, before: list[Relation], relation: Relation, side: str, scope: Scope
) -> None:
    """A column of both sides that the join makes one."""
    key = folded(name)
    left = scope.merged.get(key)
    if left is None:
        has, left = Scope(sources={str(i): r for i, r in enumerate(before)}).search(name)
        if has is Has.NO:
            left = Column(name, {}, False)
    right = relation.get(name)
    reader.counts(left, "JOIN")
    reader.counts(right, "JOIN")
    if side == "FULL":
        left = joined(name, (left, right), Kind.TRANSFORMATION)
    scope.merged[key] = right if side == "RIGHT" else left.named(name)


def source_of(reader: Reader, node: Any, scope: Scope) -> tuple[str, Relation]:
    """A source's alias and relation."""
    alias = node.args.get("alias")
    names = [c.name for c in alias.columns] if isinstance(alias, exp.TableAlias) else []
    called = node.alias_or_name
    if isinstance(node, exp.Table):
        relation = pivoted(reader, _table(reader, node, scope), node, scope)
        pivots = node.args.get("pivots")
        called = (pivots[-1].alias if pivots else "") or called
    elif isinstance(node, exp.Subquery):
        inner = scope if isinstance(node.parent, exp.Lateral) else scope.parent
        relation = reader.query(node, inner, scope.ctes)
        pivots = node.args.get("pivots")
        called = (pivots[-1].alias if pivots else "") or called
    elif isinstance(node, exp.Lateral):
        inner = node.this
        if isinstance(inner, (exp.Query, exp.Subquery)):
            relation = reader.query(inner, scope, scope.ctes)
        else:
            relation = _made(reader, inner, scope)
    elif isinstance(node, exp.Values):
        rows = [r.expressions for r in node.expressions if isinstance(r, exp.Tuple)]
        relation = Relation([Column("") for _ in rows[0]] if rows else [], exact=bool(rows))
    elif isinstance(node, (exp.Unnest, exp.Func, exp.TableFromRows)):
        relation = _made(reader, node, scope)
        if not called and len(names) == 1:
            return names[0], relation.with_names(names)  # BigQuery: the alias is the element
        offset = node.args.get("offset")
        names += [offset.name] if isinstance(offset, exp.Identifier) and names else []
    else:
        relation = UNKNOWN
    return called, relation.with_names(names)


def _made(reader: Reader, node: exp.Expr, scope: Scope) -> Relation:
    """What a function makes of its arguments, each of its columns of all of them."""
    parts = [reader.value(each, scope, Kind.TRANSFORMATION) for each in node.iter_expressions()]
    return Relation([], every=joined("", parts))


def _table(reader: Reader, node: exp.Table, scope: Scope) -> Relation:
    if not isinstance(node.this, exp.Identifier):
        if isinstance(node.this, (exp.Dot, exp.Var)):
            return _named_table(reader, name_of(node))
        return _made(reader, node.this, scope) if node.this else UNKNOWN
    parts = [part_name(part) for part in node.parts]
    if len(parts) == 1:
        cte = scope.ctes.get(folded(parts[0]))
        if cte is not None and not cte.scalar:
            return cte.relation
    elif reader.dialect in NESTED and (outer := scope.find(parts[0])) is not None:
        return Relation([], every=outer.get(parts[1]).at_least(Kind.TRANSFORMATION))
    return _named_table(reader, ".".join(parts))


def _named_table(reader: Reader, name: str) -> Relation:
    if name.startswith("@"):
        return Relation([], every=Column(""))  # files, not a table
    if (made := reader.temporary.get(folded(name))) is not None:
        return made(reader)
    reader.read.setdefault(name)
    return reader.tables.relation(name)


def pivoted(reader: Reader, relation: Relation, node: exp.Expr, scope: Scope) -> Relation:
    for pivot in node.args.get("pivots") or ():
        inner = Scope(scope.parent, scope.ctes, {folded(node.alias_or_name): relation})
        make = _unpivot if pivot.args.get("unpivot") else _pivot
        relation = make(reader, pivot, relation, inner)
        alias = pivot.args.get("alias")
        if isinstance(alias, exp.TableAlias):
            relation = relation.with_names([c.name for c in alias.columns])
    return relation


def _pivot(reader: Reader, pivot: exp.Expr, relation: Relation, scope: Scope) -> Relation:
    """PIVOT: a column for each value; the columns that it does not name are what it groups by."""
    values = [reader.value(each, scope) for each in pivot.expressions]
    fields = [f.this for f in pivot.args.get("fields") or () if isinstance(f, exp.In)]
    for each in fields:
        reader.decides(each, "GROUP_BY", scope)
    parts = [*pivot.expressions, *fields]
    used = frozenset(folded(c.name) for each in parts for c in each.find_all(exp.Column))
    kept, rest = relation.without(used)
    for column in kept:
        reader.counts(column, "GROUP_BY")
    names = [c.name.strip("'") for c in pivot.args.get("columns") or ()]
    made = [values[i % len(values)].named(name) for i, name in enumerate(names)] if values else []
    more = rest if names else (*rest, UNKNOWN)
    return Relation([*kept, *made], more, exact=not more)


def _unpivot(reader: Reader, pivot: exp.Expr, relation: Relation, scope: Scope) -> Relation:
    """UNPIVOT: the named columns one below the other."""
    fields = [f for f in pivot.args.get("fields") or () if isinstance(f, exp.In)]
    columns = [c for f in fields for e in f.expressions for c in e.find_all(exp.Column)]
    kept, rest = relation.without(frozenset(folded(c.name) for c in columns))
    sources = [reader.value(c, scope) for c in columns]
    values = [c for e in pivot.expressions for c in e.find_all(exp.Identifier)]
    names = [Column(c.name) for f in fields for c in f.this.find_all(exp.Identifier)]
    made = (
        [joined(values[0].name, sources)]
        if len(values) == 1
        else [Column(v.name, {}, False) for v in values]
    )
    return Relation([*kept, *names, *made], rest, exact=not rest)
