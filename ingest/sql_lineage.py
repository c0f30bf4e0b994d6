"""Column lineage of SQL statements: which columns of which tables each output column is made of.

Words as in OpenLineage's columnLineage facet (https://openlineage.io/docs/spec/facets/dataset-facets/column_lineage_facet).
Nothing is guessed: a column that could be of two tables is of neither, and the statement is then incomplete.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from sqlglot import exp

from ingest.sql_query import Reader, TooLarge
from ingest.sql_relation import (
    UNKNOWN,
    Column,
    Kind,
    Relation,
    Source,
    Tables,
    folded,
    joined,
)
from ingest.sql_scope import Scope
from ingest.sql_source import add_join, add_source, name_of

__all__ = [
    "Kept",
    "Lineage",
    "Temporary",
    "keep",
    "lineage_of",
]

Temporary: TypeAlias = dict[str, Callable[[Reader], Relation]]
"""Tables that live as long as the session, by folded name: lineage goes through them."""

ADDS_COLUMNS = frozenset(
    ["doris", "mysql", "starrocks"]
)  # CREATE TABLE (columns) AS adds the query's


@dataclass(frozen=True, slots=True)
class Lineage:
    """What one statement says.

    target    the table that it fills, as named; "" for a query alone
    columns   the target's columns in order, as far as the statement tells; `exact` when these are all
    direct    by output column and source column, how the one is made of the other
    indirect  columns that decide the rows: JOIN, FILTER, GROUP_BY, SORT, WINDOW
    tables    the tables that it reads, without the target
    complete  every output column, and every column that decides rows, could be followed to tables
    """

    target: str = ""
    columns: tuple[str, ...] = ()
    exact: bool = False
    direct: Mapping[tuple[str, Source], Kind] = field(
        default_factory=dict[tuple[str, Source], Kind]
    )
    indirect: Mapping[Source, tuple[str, ...]] = field(
        default_factory=dict[Source, tuple[str, ...]]
    )
    tables: tuple[str, ...] = ()
    complete: bool = False


def lineage_of(
    statement: Any, dialect: str, tables: Tables, temporary: Temporary | None = None
) -> Lineage | None:
    """What a statement fills from what; None for one that moves no data between tables."""
    work = _Statement(Reader(tables, dialect, temporary or {}), tables)
    try:
        return work.read(statement)
    except (RecursionError, TooLarge):
        target = _target_of(statement)
        named = {name_of(t) for t in _tables_in(statement)}
        return Lineage(target, tables=tuple(sorted(named - {target})))


def _target_of(statement: Any) -> str:
    found = statement.args.get("this") if not isinstance(statement, exp.Query) else None
    found = found.this if isinstance(found, exp.Schema) else found
    return name_of(found) if isinstance(found, exp.Table) else ""


def _tables_in(statement: Any) -> Iterator[exp.Table]:
    ctes = {folded(c.alias) for c in statement.find_all(exp.CTE)}
    for each in statement.find_all(exp.Table):
        if isinstance(each.this, exp.Identifier) and folded(name_of(each)) not in ctes:
            yield each


@dataclass(slots=True)
class Kept:
    """A table that lives as long as the session: who reads it reads what filled it."""

    columns: dict[str, Column] = field(default_factory=dict[str, Column])
    exact: bool = True
    resolved: bool = True
    indirect: dict[Source, set[str]] = field(default_factory=dict[Source, set[str]])
    read: dict[str, None] = field(default_factory=dict[str, None])

    def __call__(self, reader: Reader) -> Relation:
        for source, how in self.indirect.items():
            reader.indirect.setdefault(source, set()).update(how)
        reader.read.update(self.read)
        reader.resolved = reader.resolved and self.resolved
        return Relation(
            list(self.columns.values()), () if self.exact else (UNKNOWN,), exact=self.exact
        )


def keep(statement: Any, dialect: str, tables: Tables, temporary: Temporary, kept: Kept) -> None:
    """Note what a statement fills a temporary table from."""
    work = _Statement(Reader(tables, dialect, temporary), tables)
    try:
        if work.read(statement) is None:
            return
    except (RecursionError, TooLarge):
        kept.exact = kept.resolved = False
        return
    for key, column in work.made.items():
        before = [kept.columns[key]] if key in kept.columns else []
        kept.columns[key] = joined(column.name, (*before, column))
    kept.exact = kept.exact and (work.complete or not work.exact)
    kept.resolved = kept.resolved and work.reader.resolved and work.complete
    for source, how in work.reader.indirect.items():
        kept.indirect.setdefault(source, set()).update(how)
    kept.read.update(work.reader.read)


class _Statement:
    """One statement being read."""

    def __init__(self, reader: Reader, tables: Tables) -> None:
        self.reader = reader
        self.tables = tables
        self.target = ""
        self.made: dict[str, Column] = {}
        self.names: dict[str, str] = {}
        self.exact = True
        self.complete = True

    def read(self, node: Any) -> Lineage | None:
        if isinstance(node, exp.Create):
            return self._create(node)
        if isinstance(node, exp.Insert):
            return self._insert(node)
        if isinstance(node, exp.Merge):
            return self._merge(node)
        if isinstance(node, exp.Update):
            return self._update(node)
        if isinstance(node, (exp.Query, exp.Subquery)):
            into = node.args.get("into")
            if into is not None and isinstance(into.this, exp.Table):
                self.target = name_of(into.this)
            return self._whole(self.reader.query(node))
        return None

    # kinds of statements

    def _create(self, node: exp.Create) -> Lineage | None:
        self.target = _target_of(node)
        into = node.find(exp.ToTableProperty)
        if into is not None and isinstance(into.this, exp.Table):
            self.target = name_of(into.this)  # ClickHouse's view that fills a table
        clone = node.args.get("clone")
        if clone is not None and isinstance(clone.this, exp.Table):
            return self._whole(self.reader.query(clone.this))
        query = node.expression
        if not self.target or not isinstance(query, (exp.Query, exp.Subquery)):
            return None
        relation = self.reader.query(query)
        if node.kind != "TABLE" or self.reader.dialect not in ADDS_COLUMNS:
            relation = relation.with_names(_names(node.this))
        return self._whole(relation)

    def _insert(self, node: exp.Insert) -> Lineage | None:
        self.target = _target_of(node)
        query = node.expression
        if not self.target or not isinstance(query, (exp.Query, exp.Subquery)):
            return None
        self.exact = False
        ctes = self._ctes(node)
        relation = self.reader.query(query, ctes, ctes.ctes)
        if node.args.get("by_name"):
            self._by_name(relation)
        else:
            self._by_place(_names(node.this) or self.tables.columns_of(self.target), relation)
        conflict = node.args.get("conflict")
        if conflict is not None:
            given = Relation(list(self.made.values()), exact=False)
            scope = Scope(sources={"excluded": given})
            scope.add(self.target.rpartition(".")[2], self.tables.relation(self.target))
            if isinstance(alias := node.args.get("alias"), exp.TableAlias):
                scope.add(alias.name, given)
            for call in list(conflict.find_all(exp.Anonymous)):
                if call.name.upper() == "VALUES" and len(call.expressions) == 1:  # MySQL's EXCLUDED
                    call.replace(exp.column(call.expressions[0].name, table="excluded"))
            self._set(conflict.expressions, scope)
            where = conflict.args.get("where")
            self.reader.decides(where.this if where else None, "FILTER", scope)
        return self._done()

    def _merge(self, node: exp.Merge) -> Lineage | None:
        self.target = _target_of(node)
        if not self.target or not isinstance(node.this, exp.Table):
            return None
        self.exact = False
        scope = self._ctes(node)
        scope.add(node.this.alias_or_name, self.tables.relation(self.target))
        using = scope.sources[add_source(self.reader, node.args["using"], scope)]
        self.reader.decides(node.args.get("on"), "JOIN", scope)
        whens = node.args.get("whens")
        for when in whens.expressions if whens else ():
            self.reader.decides(when.args.get("condition"), "FILTER", scope)
            then = when.args.get("then")
            if isinstance(then, exp.Update):
                if any(isinstance(e, exp.Star) for e in then.expressions):
                    self._by_name(using)
                else:
                    self._set(then.expressions, scope)
            elif isinstance(then, exp.Insert):
                self._inserted(then, using, scope)
        return self._done()

    def _inserted(self, node: exp.Insert, using: Relation, scope: Scope) -> None:
        """The branch of a MERGE that inserts: named values, or the whole row."""
        if not isinstance(node.expression, exp.Tuple):
            self._by_name(using)
            return
        values = [self.reader.value(each, scope) for each in node.expression.expressions]
        names = (
            [e.name for e in node.this.expressions] if isinstance(node.this, exp.Tuple) else None
        )
        self._by_place(names or self.tables.columns_of(self.target), Relation(values))

    def _update(self, node: exp.Update) -> Lineage | None:
        table = node.this
        if not isinstance(table, exp.Table):
            return None
        self.exact = False
        scope = self._ctes(node)
        alias = folded(table.alias_or_name)
        if node.args.get("from_"):
            add_source(self.reader, node.args["from_"].this, scope)
        if alias not in scope.sources:
            add_source(self.reader, table, scope)
        self.target = scope.sources[alias].table if alias in scope.sources else ""
        if not self.target:
            return None
        for join in node.args.get("joins") or ():
            add_join(self.reader, join, scope)
        self._set(node.expressions, scope)
        where = node.args.get("where")
        self.reader.decides(where.this if where else None, "FILTER", scope)
        return self._done()

    # what is filled

    def _ctes(self, node: exp.Expr) -> Scope:
        return Scope(ctes=self.reader.ctes_of(node))

    def _give(self, name: str, column: Column) -> None:
        key = folded(name)
        self.names.setdefault(key, name)
        before = [self.made[key]] if key in self.made else []
        self.made[key] = joined(self.names[key], (*before, column))

    def _set(self, assignments: Sequence[Any], scope: Scope) -> None:
        for each in assignments:
            if not isinstance(each, exp.EQ):
                self.complete = False
            elif isinstance(each.this, exp.Tuple):
                made = self._values(each.expression, scope)
                for place, column in enumerate(each.this.expressions):
                    unknown = Column("", {}, False)
                    self._give(column.name, made[place] if place < len(made) else unknown)
            else:
                self._give(each.this.name, self.reader.value(each.expression, scope))

    def _values(self, node: Any, scope: Scope) -> list[Column]:
        """What `SET (a, b) =` gives, in order."""
        if isinstance(node, exp.Tuple):
            return [self.reader.value(each, scope) for each in node.expressions]
        if isinstance(node, (exp.Query, exp.Subquery)):
            relation = self.reader.query(node, scope)
            return list(relation.columns) if relation.exact else []
        return []

    def _by_name(self, relation: Relation) -> None:
        """Of two columns of one name the first; databases differ in what becomes of the other."""
        seen = set[str]()
        for column in relation.columns:
            if (key := folded(column.name)) and key in seen:
                self.complete = False
                continue
            seen.add(key)
            self._give(column.name, column)
        self.complete = self.complete and relation.exact

    def _by_place(self, names: Sequence[str] | None, relation: Relation) -> None:
        if names is None or not relation.exact or len(names) < len(relation.columns):
            self.complete = False
        if names is not None and relation.exact:
            for name, column in zip(names, relation.columns, strict=False):
                self._give(name, column)

    def _whole(self, relation: Relation) -> Lineage:
        self._by_name(relation)
        self.exact = relation.exact
        return self._done()

    def _done(self) -> Lineage:
        direct: dict[tuple[str, Source], Kind] = {}
        complete = self.complete and self.reader.resolved
        for key, column in self.made.items():
            complete = complete and column.complete and bool(column.name or not column.origins)
            for source, kind in column.origins.items():
                itself = (folded(source[0]), folded(source[1])) == (folded(self.target), key)
                if column.name and not itself:
                    direct[column.name, source] = kind
        own = folded(self.target)
        indirect = {
            source: tuple(sorted(how))
            for source, how in sorted(self.reader.indirect.items())
            if folded(source[0]) != own
        }
        tables = tuple(sorted(t for t in self.reader.read if folded(t) != own))
        columns = tuple(c.name for c in self.made.values() if c.name)
        exact = self.exact and len(columns) == len(self.made)
        return Lineage(self.target, columns, exact, direct, indirect, tables, complete)


def _names(node: Any) -> list[str]:
    """The columns that a target is named with."""
    if not isinstance(node, exp.Schema):
        return []
    return [e.name for e in node.expressions if isinstance(e, (exp.ColumnDef, exp.Identifier))]
