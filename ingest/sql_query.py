"""What a query's columns come from, and which columns decide its rows: read off sqlglot's syntax tree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from sqlglot import exp

from ingest.sql_expression import Mode, trace
from ingest.sql_relation import (
    UNKNOWN,
    Column,
    Kind,
    Relation,
    Source,
    Tables,
    folded,
    united,
    united_by_name,
)
from ingest.sql_scope import Cte, Scope
from ingest.sql_source import add_join, add_source, pivoted, source_of

__all__ = ["Reader", "TooLarge"]

MAX_STEPS = 1_000_000  # of one statement: expressions and column origins looked at
MAX_ROUNDS = 8  # of a recursive query, until no column gets a further origin
MANY = (
    40  # common table expressions; more are read one by one, since each may rest on the one before
)
LATERAL_ALIASES = frozenset(
    ["clickhouse", "databricks", "duckdb", "redshift", "snowflake", "spark", "teradata"]
)  # a select may use the aliases that stand before
WHERE_ALIASES = frozenset(["clickhouse", "duckdb", "snowflake"])
CAST_KEEPS_NAME = frozenset(["duckdb", "postgres", "redshift"])
RECURSIVE_UNSAID = frozenset(["oracle", "tsql"])


class TooLarge(Exception):
    """The statement takes too long; nothing is said of its columns."""


class Reader:
    """Reads one statement's queries.

    indirect  the columns that join, filter, group, sort or window, with what they do
    read      the tables that are read
    resolved  every one of those columns is known
    """

    def __init__(
        self, tables: Tables, dialect: str, temporary: Mapping[str, Callable[[Reader], Relation]]
    ) -> None:
        self.tables = tables
        self.dialect = dialect
        self.temporary = temporary
        self.indirect: dict[Source, set[str]] = {}
        self.read: dict[str, None] = {}
        self.resolved = True
        self.steps = 0

    def step(self, number: int = 1) -> None:
        self.steps += number
        if self.steps > MAX_STEPS:
            raise TooLarge

    def value(
        self, node: Any, scope: Scope, kind: Kind = Kind.IDENTITY, mode: Mode = Mode.COLUMN
    ) -> Column:
        """What an expression comes from."""
        return trace(self, node, scope, kind, mode)

    def decides(self, node: Any, how: str, scope: Scope, mode: Mode = Mode.COLUMN) -> None:
        """The columns of an expression decide rows, or their order."""
        if node is not None:
            self.counts(self.value(node, scope, mode=mode), how)

    def counts(self, column: Column, how: str) -> None:
        self.step(len(column.origins))
        self.resolved = self.resolved and column.complete
        for source in column.origins:
            self.indirect.setdefault(source, set()).add(how)

    def ctes_of(self, node: exp.Expr) -> dict[str, Cte]:
        """The common table expressions that a statement other than a query begins with."""
        known: dict[str, Cte] = {}
        self._with(node, None, known)
        return known

    # queries

    def query(
        self, node: Any, parent: Scope | None = None, ctes: Mapping[str, Cte] | None = None
    ) -> Relation:
        """The relation that a query is; `parent` is what it may look names up in besides its own."""
        self.step()
        known = dict(ctes if ctes is not None else parent.ctes if parent else {})
        self._with(node, parent, known)
        self._read_in_order(node, known)
        if isinstance(node, exp.Subquery):
            return pivoted(self, self.query(node.this, parent, known), node, Scope(parent, known))
        if isinstance(node, exp.Select):
            return self._select(node, Scope(parent, known))
        if isinstance(node, exp.SetOperation):
            return self._set(node, parent, known)
        if isinstance(node, (exp.Table, exp.Values)):
            return source_of(self, node, Scope(parent, known))[1]
        return UNKNOWN

    def _with(self, node: exp.Expr, parent: Scope | None, known: dict[str, Cte]) -> None:
        """Common table expressions: each knows those before it, a recursive one itself too."""
        clause = node.args.get("with_")
        if clause is None:
            return
        for each in clause.expressions:
            key = folded(each.alias)
            names = [c.name for c in each.args["alias"].columns] if each.args.get("alias") else []
            body, before = each.this, dict(known)
            if each.args.get("scalar"):
                known[key] = Cte(partial(self._scalar, body, parent, before), scalar=True)
                continue
            recursive = clause.args.get("recursive") or self.dialect in RECURSIVE_UNSAID
            if recursive and isinstance(body, exp.SetOperation):
                read = partial(self._recursive, key, names, body, parent, before)
            else:
                read = partial(self._named, names, body, parent, before)
            known[key] = Cte(read)

    def _scalar(self, body: Any, parent: Scope | None, ctes: Mapping[str, Cte]) -> Relation:
        return Relation([self.value(body, Scope(parent, ctes))])

    def _read_in_order(self, node: exp.Expr, known: Mapping[str, Cte]) -> None:
        """Read those common table expressions that the query needs, the first one first."""
        clause = node.args.get("with_")
        if clause is None or len(clause.expressions) < MANY:
            return
        own = {folded(each.alias): each for each in clause.expressions}
        needed = set[str]()
        body = node.copy()
        body.set("with_", None)
        for each in (body, *reversed(clause.expressions)):
            if each is body or folded(each.alias) in needed:
                needed.update(folded(t.name) for t in each.find_all(exp.Table) if not t.db)
        for name in own:
            if name in needed:
                _ = known[name].relation

    def _named(
        self, names: list[str], body: Any, parent: Scope | None, ctes: Mapping[str, Cte]
    ) -> Relation:
        return self.query(body, parent, ctes).with_names(names)

    def _recursive(
        self,
        key: str,
        names: list[str],
        body: exp.SetOperation,
        parent: Scope | None,
        ctes: Mapping[str, Cte],
    ) -> Relation:
        """Starts with the first branch; read again until nothing is added."""
        found = self.query(body.this, parent, ctes).with_names(names)
        for _ in range(MAX_ROUNDS):
            known = {**ctes, key: Cte(partial(_same, found))}
            further = self.query(body, parent, known).with_names(names)
            if [c.origins for c in further.columns] == [c.origins for c in found.columns]:
                return further
            found = further
        self.resolved = False
        return found

    def _set(
        self, node: exp.SetOperation, parent: Scope | None, ctes: Mapping[str, Cte]
    ) -> Relation:
        """UNION, EXCEPT, INTERSECT; long chains lean to the left."""
        chain: list[exp.SetOperation] = []
        first: Any = node
        while isinstance(first, exp.SetOperation) and (
            first is node or not first.args.get("with_")
        ):
            chain.append(first)
            first = first.this
        result = self.query(first, parent, ctes)
        same: list[Relation] = []  # what stands below the result, in the same columns
        for each in reversed(chain):
            other = self.query(each.expression, parent, ctes)
            by_name = bool(each.args.get("by_name"))
            if isinstance(each, exp.Union) and not by_name:
                same.append(other)
                if not each.args.get("order"):
                    continue
            result, same = self._united(result, same), []
            if not isinstance(each, exp.Union):
                self.counts(other.all_columns(""), "FILTER")
            elif by_name:
                result = united_by_name(result, other)
            self._sorted(each, Scope(parent, ctes, {"": result}), result.columns)
        return self._united(result, same)

    def _united(self, result: Relation, same: list[Relation]) -> Relation:
        if not same:
            return result
        self.step(sum(len(c.origins) for r in (result, *same) for c in r.columns))
        return united([result, *same])

    # SELECT

    def _select(self, node: exp.Select, scope: Scope) -> Relation:
        args = node.args
        if args.get("from_"):
            add_source(self, args["from_"].this, scope)
        for join in args.get("joins") or ():
            add_join(self, join, scope)
        for lateral in args.get("laterals") or ():
            add_source(self, lateral, scope)
        result = self._projections(node, scope)
        where = Mode.GROUP if self.dialect in WHERE_ALIASES else Mode.COLUMN
        for clause in ("prewhere", "where"):
            if args.get(clause):
                self.decides(args[clause].this, "FILTER", scope, where)
        if args.get("connect"):
            self.decides(args["connect"].args.get("start"), "FILTER", scope)
            self.decides(args["connect"].args.get("connect"), "JOIN", scope)
        self._grouped(node, scope, result)
        for clause in ("having", "qualify"):
            if args.get(clause):
                self.decides(args[clause].this, "FILTER", scope, Mode.GROUP)
        for window in args.get("windows") or ():
            self.windowed(window, scope)
        distinct = args.get("distinct")
        if distinct and distinct.args.get("on"):
            self.decides(distinct.args["on"], "GROUP_BY", scope, Mode.GROUP)
        self._sorted(node, scope, result.columns)
        return pivoted(self, result, node, scope)

    def _projections(self, node: exp.Select, scope: Scope) -> Relation:
        columns: list[Column] = []
        rest: list[Relation] = []
        mode = Mode.GROUP if self.dialect in LATERAL_ALIASES else Mode.COLUMN
        excluded = frozenset(folded(e.name) for e in node.args.get("exclude") or ())
        for each in node.expressions:
            star = each.this if isinstance(each, exp.Column) else each
            if isinstance(star, exp.Star):
                found, more = self._star(each, star, scope, excluded)
                columns += found
                rest += more
                continue
            if isinstance(each, exp.Columns) or each.find(exp.Columns):
                rest.append(UNKNOWN)
                continue
            column = self.value(each, scope, mode=mode)
            if isinstance(each, exp.Aliases):
                made = column.at_least(Kind.TRANSFORMATION)
                columns += [made.named(alias.name) for alias in each.expressions]
                continue
            column = column.named(self._output_name(each))
            columns.append(column)
            self._alias(each, column, scope)
        return Relation(columns, tuple(rest), exact=not rest)

    def _output_name(self, each: exp.Expr) -> str:
        """ "" for an expression without a name, which every database calls something else."""
        if isinstance(each, (exp.Alias, exp.Column, exp.Dot, exp.Subquery)):
            return each.output_name
        if isinstance(each, exp.Cast) and self.dialect in CAST_KEEPS_NAME:
            return each.output_name
        return ""

    def _alias(self, each: exp.Expr, column: Column, scope: Scope) -> None:
        if not isinstance(each, exp.Alias):
            return
        key = folded(column.name)
        scope.aliases[key] = column
        reads = each.this.find_all(exp.Column)
        if any(folded(c.name) == key and not c.table for c in reads):
            scope.own.add(key)

    def _star(
        self, each: exp.Expr, star: exp.Star, scope: Scope, excluded: frozenset[str]
    ) -> tuple[list[Column], list[Relation]]:
        """`*` or `t.*`, without what EXCEPT names, with what REPLACE and RENAME say."""
        hidden = excluded | {folded(e.name) for e in star.args.get("except_") or ()}
        renamed = {
            folded(e.this.name): e.alias
            for e in star.args.get("rename") or ()
            if isinstance(e, exp.Alias)
        }
        replaced = {
            folded(e.alias): self.value(e, scope).named(e.alias)
            for e in star.args.get("replace") or ()
        }
        columns: list[Column] = []
        rest: list[Relation] = []
        if isinstance(each, exp.Column):
            relation = scope.find(each.table) or UNKNOWN
            columns, more = relation.without(hidden)
            rest += more
        else:
            columns += [c for key, c in scope.merged.items() if key not in hidden]
            for key, relation in scope.sources.items():
                if key not in scope.beside:
                    found, more = relation.without(hidden | scope.merged.keys())
                    columns += found
                    rest += more
        self.step(sum(len(c.origins) + 1 for c in columns))
        if rest and (renamed or replaced):
            moved = frozenset(renamed) | frozenset(replaced)
            inner = Relation([], tuple(rest), exact=False)
            known = {folded(c.name) for c in columns}
            columns += [
                inner.get(old).named(new) for old, new in renamed.items() if old not in known
            ]
            columns += [c for key, c in replaced.items() if key not in known]
            rest = list(Relation([], (inner,), exact=False).without(moved)[1])
        return [_changed(c, renamed, replaced) for c in columns], rest

    def _grouped(self, node: exp.Select, scope: Scope, result: Relation) -> None:
        group = node.args.get("group")
        if group is None:
            return
        parts = list(group.expressions)
        for name in ("cube", "rollup", "grouping_sets"):
            for each in group.args.get(name) or ():
                parts += each.expressions if isinstance(each, exp.Expr) else ()
        for each in parts:
            place = _position(each, result)
            if place is not None:
                self.counts(place, "GROUP_BY")
            else:
                self.decides(each, "GROUP_BY", scope, Mode.GROUP)
        if group.args.get("all") is True and not parts:
            if not result.exact:
                self.resolved = False
                return
            for each, column in zip(node.expressions, result.columns, strict=False):
                if not each.find(exp.AggFunc):
                    self.counts(column, "GROUP_BY")

    def _sorted(self, node: exp.Expr, scope: Scope, columns: Iterable[Column]) -> None:
        result = Relation(list(columns))
        for name in ("order", "sort", "cluster", "distribute"):
            clause = node.args.get(name)
            for each in clause.expressions if clause else ():
                term = each.this if isinstance(each, exp.Ordered) else each
                place = _position(term, result)
                if place is not None:
                    self.counts(place, "SORT")
                else:
                    self.decides(term, "SORT", scope, Mode.ORDER)

    def windowed(self, window: exp.Expr, scope: Scope) -> None:
        """The columns that a window is cut and sorted by."""
        for each in window.args.get("partition_by") or ():
            self.decides(each, "WINDOW", scope, Mode.GROUP)
        order = window.args.get("order")
        for each in order.expressions if order else ():
            self.decides(each, "WINDOW", scope, Mode.GROUP)


def _same(relation: Relation) -> Relation:
    return relation


def _changed(column: Column, renamed: Mapping[str, str], replaced: Mapping[str, Column]) -> Column:
    key = folded(column.name)
    if key in replaced:
        return replaced[key]
    return column.named(renamed[key]) if key in renamed else column


def _position(node: Any, result: Relation) -> Column | None:
    """The output column that `GROUP BY 2` or `ORDER BY 2` means."""
    if not isinstance(node, exp.Literal) or node.is_string or not node.name.isdecimal():
        return None
    place = int(node.name) - 1
    if not result.exact or not 0 <= place < len(result.columns):
        return Column("", {}, False)
    return result.columns[place]
