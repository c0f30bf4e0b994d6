"""Column lineage of a query, worked out plainly: what each output column is made of, and what decides its rows.

Written from the meaning of SQL alone, with sqlglot only as a parser, to count by what the product works out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sqlglot import exp

Column = tuple[str, str]  # (table as written, column), in lower case
Outputs = dict[str, set[Column]]


@dataclass
class Query:
    """`columns` by name in order; `rows` are columns that join, filter or group; `open` tables under a `*`."""

    columns: Outputs = field(default_factory=dict[str, set[Column]])
    rows: set[Column] = field(default_factory=set[Column])
    open: list[str] = field(default_factory=list[str])


@dataclass
class Source:
    """What stands under an alias in FROM: a table, or a query of its own."""

    table: str | None
    query: Query
    some: frozenset[str] = frozenset()

    def column(self, name: str) -> set[Column] | None:
        if name in self.query.columns:
            return self.query.columns[name]
        if len(self.query.open) == 1:
            return {(self.query.open[0], name)}
        return None


def table_name(table: exp.Table) -> str:
    return ".".join(part.name for part in table.parts).lower()


@dataclass(frozen=True)
class Tables:
    """Columns of tables by their names as written, in lower case: all of them, or some that are known to be there."""

    whole: dict[str, list[str]]
    some: Mapping[str, list[str]]

    def source(self, name: str) -> Source:
        if name in self.whole:
            return Source(name, Query({c: {(name, c)} for c in self.whole[name]}))
        return Source(name, Query(open=[name]), frozenset(self.some.get(name, ())))


def lineage(query: exp.Expr, known: Tables) -> Query:
    return _query(query, {}, known)


def _query(node: exp.Expr, around: Mapping[str, Query], known: Tables) -> Query:
    while isinstance(node, exp.Subquery):
        node = node.this
    names = dict(around)
    inner_rows: set[Column] = set()
    ctes = node.args.get("with_") or node.args.get("with")
    for cte in ctes.expressions if ctes else ():
        query = _query(cte.this, names, known)
        given = [c.name.lower() for c in cte.args["alias"].args.get("columns") or ()]
        if given:
            query.columns = dict(zip(given, query.columns.values(), strict=False))
        names[cte.alias.lower()] = query
    if isinstance(node, exp.SetOperation):
        return _union(_query(node.left, names, known), _query(node.right, names, known))
    if not isinstance(node, exp.Select):
        return Query()
    sources = dict(_sources(node, names, known))
    result = Query(rows=inner_rows)
    for source in sources.values():
        result.rows |= source.query.rows
    for item in node.expressions:
        _output(item, sources, result, names, known)
    for condition in _conditions(node):
        result.rows |= _used(condition, sources, result, names, known, result.rows)
    return result


def _union(one: Query, other: Query) -> Query:
    """By position; under a `*` of tables that are not known, by name."""
    columns = {name: set(made) for name, made in one.columns.items()}
    for name, made in zip(list(columns), other.columns.values(), strict=False):
        columns[name] |= made
    return Query(columns, one.rows | other.rows, one.open + other.open)


def _sources(
    node: exp.Select, names: Mapping[str, Query], known: Tables
) -> Iterator[tuple[str, Source]]:
    first = node.args.get("from_") or node.args.get("from")
    joins = node.args.get("joins") or []
    for item in [*([first.this] if first else []), *(join.this for join in joins)]:
        if isinstance(item, exp.Table):
            name = table_name(item)
            alias = (item.alias or item.name).lower()
            if name in names and len(item.parts) == 1:
                yield alias, Source(None, names[name])
            else:
                yield alias, known.source(name)
        elif isinstance(item, exp.Subquery):
            yield item.alias.lower(), Source(None, _query(item, names, known))


def _output(
    item: exp.Expr,
    sources: Mapping[str, Source],
    result: Query,
    names: Mapping[str, Query],
    known: Tables,
) -> None:
    star = item if isinstance(item, exp.Star) else None
    of = ""
    if isinstance(item, exp.Column) and isinstance(item.this, exp.Star):
        star, of = item.this, item.table.lower()
    if star is None:
        name = (item.alias or item.output_name or f"_{len(result.columns)}").lower()
        result.columns[name] = _used(item, sources, Query(), names, known, result.rows)
        return
    left_out = {c.name.lower() for c in star.args.get("except_") or star.args.get("except") or ()}
    for alias, source in sources.items():
        if not of or alias == of:
            for name, made in source.query.columns.items():
                if name not in left_out:
                    result.columns.setdefault(name, made)
            result.open += source.query.open


def _conditions(node: exp.Select) -> Iterator[exp.Expr]:
    for join in node.args.get("joins") or ():
        if on := join.args.get("on"):
            yield on
        yield from join.args.get("using") or ()
    for key in ("where", "having", "group", "qualify"):
        if part := node.args.get(key):
            yield part


def _used(
    part: exp.Expr,
    sources: Mapping[str, Source],
    outputs: Query,
    names: Mapping[str, Query],
    known: Tables,
    decides: set[Column],
) -> set[Column]:
    """The columns of tables that an expression uses, those of queries in it too; `decides` gets windows' columns."""
    found: set[Column] = set()
    stack: list[exp.Expr] = [part]
    while stack:
        node = stack.pop()
        if isinstance(node, exp.Query):
            query = _query(node, names, known)
            found |= query.rows.union(*query.columns.values())
        elif isinstance(node, exp.Window):  # what it is over decides rows, not values
            over = [*(node.args.get("partition_by") or ()), node.args.get("order")]
            for inner in over:
                if inner is not None:
                    decides |= _used(inner, sources, Query(), names, known, set())
            stack.append(node.this)
        elif isinstance(node, exp.Column):
            found |= _column(node.name.lower(), node.table.lower(), sources, outputs)
        elif isinstance(node, exp.Identifier) and node is part:  # USING (x)
            for source in sources.values():
                found |= source.column(node.name.lower()) or set()
        elif isinstance(node, exp.Literal) and isinstance(node.parent, exp.Group):
            made = list(outputs.columns.values())
            found |= made[int(node.this) - 1] if node.this.isdigit() and made else set()
        else:
            stack += list(node.iter_expressions())
    return found


def _column(name: str, table: str, sources: Mapping[str, Source], outputs: Query) -> set[Column]:
    if table:
        return (sources[table].column(name) if table in sources else None) or set()
    certain = [s.query.columns[name] for s in sources.values() if name in s.query.columns]
    certain += [{(s.table, name)} for s in sources.values() if s.table and name in s.some]
    if certain:
        return certain[0]
    maybe = [c for s in sources.values() if (c := s.column(name)) is not None]
    if len(maybe) == 1:
        return maybe[0]
    return outputs.columns.get(name, set())
