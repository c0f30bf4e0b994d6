"""What a script of SQL makes, statement by statement: tables with their columns, and what fills them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlglot import exp

from ingest.dataset_naming import qualified
from ingest.sql_columns import ColumnSaid, column_said, comment_in, keys_said
from ingest.sql_lineage import Kept, Lineage, Temporary, keep, lineage_of
from ingest.sql_parse import separate
from ingest.sql_relation import Column, Source, Tables, folded
from ingest.sql_script import Statement
from ingest.sql_source import name_of

__all__ = ["Filled", "Made", "Session"]

SYSTEM = ("information_schema.", "pg_catalog.", "sys.", "system.")
WHOLE_NAME = frozenset(["tsql"])  # a database is followed by a schema that need not be said
USES_ARE_SCHEMAS = "schema"


@dataclass(slots=True)
class Made:
    """A table or view that the script makes, or whose columns it changes (`whole` is then false)."""

    name: str
    kind: str
    first: int
    last: int
    whole: bool = True
    comment: str = ""
    columns: dict[str, ColumnSaid] = field(default_factory=dict[str, ColumnSaid])


@dataclass(frozen=True, slots=True)
class Filled:
    """What a statement fills a table from, and the lines that say so."""

    lineage: Lineage
    first: int
    last: int


class _Known(Tables):
    """Tables by their names, as far as the script leaves them out."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session

    def key(self, name: str) -> str:
        return folded(self.session.called(name))


class Session:
    """The script as far as it has been read.

    made    tables by folded name, in order; what is dropped again is not there
    filled  what was filled from what, with the names that the tables have at the end
    """

    def __init__(self, dialect: str) -> None:
        self.dialect = dialect
        self.made: dict[str, Made] = {}
        self.filled: list[Filled] = []
        self.before: tuple[str, ...] = ()
        self.temporary: Temporary = {}
        self.kept: dict[str, Kept] = {}
        self.tables = _Known(self)

    def called(self, name: str) -> str:
        """A table's name with the database or schema that USE or SET gave before it."""
        return qualified(self.before, name) if self.before else qualified((), name)

    def read(self, statement: Statement) -> None:
        tree = statement.tree
        if isinstance(tree, exp.Use):
            self._use(tree)
        elif isinstance(tree, exp.Set):
            self._set(tree)
        elif isinstance(tree, exp.Drop):
            self._drop(tree)
        elif isinstance(tree, exp.Alter):
            self._alter(tree, statement)
        elif isinstance(tree, exp.Comment):
            self._comment(tree)
        elif isinstance(tree, exp.Create) and tree.kind in ("TABLE", "VIEW"):
            self._create(tree, statement)
        else:
            for each in separate(tree):
                self._fill(replace(statement, tree=each))

    # where names are looked up

    def _use(self, tree: exp.Use) -> None:
        table = tree.this
        if not isinstance(table, exp.Table):
            return
        parts = [part.name for part in table.parts]
        kind = str(tree.args.get("kind") or "").lower()
        if kind == USES_ARE_SCHEMAS:
            self.before = (*self.before[:1], *parts) if len(parts) == 1 else tuple(parts)
        elif not kind or kind in ("database", "catalog"):
            self.before = (*parts, "dbo") if self.dialect in WHOLE_NAME else tuple(parts)

    def _set(self, tree: exp.Set) -> None:
        for item in tree.expressions:
            said = item.this if isinstance(item, exp.SetItem) else None
            if isinstance(said, exp.EQ) and said.this.name.lower() == "search_path":
                self.before = (said.expression.name,) if said.expression.name else ()

    # tables

    def _create(self, tree: exp.Create, statement: Statement) -> None:
        target = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
        if not isinstance(target, exp.Table):
            return
        raw = name_of(target)
        if tree.find(exp.PartitionedOfProperty):
            return  # a part of another table
        if _is_temporary(tree):
            kept = self.kept[folded(raw)] = Kept()
            self.temporary[folded(raw)] = kept
            columns = [e.name for e in tree.this.expressions if isinstance(e, exp.ColumnDef)]
            if columns:
                self.tables.add(raw, columns, exact=True)
                kept.columns.update({folded(c): Column(c) for c in columns})
            keep(tree, self.dialect, self.tables, self.temporary, kept)
            return
        name = self.called(raw)
        if tree.args.get("exists") and folded(name) in self.made:
            return
        made = Made(name, _kind(tree), statement.first, statement.last, comment=_comment(tree))
        if isinstance(tree.this, exp.Schema):
            for each in tree.this.expressions:
                self._column(made, each, statement)
            keys_said(made.columns, tree.this.expressions, self.called)
        for like in tree.find_all(exp.LikeProperty):
            other = self.made.get(folded(self.called(like.this.name)))
            made.columns.update(other.columns if other else {})
        found = lineage_of(tree, self.dialect, self.tables, self.temporary)
        if found is not None:
            for column in found.columns:
                said = ColumnSaid(column, statement.first, statement.last)
                made.columns.setdefault(folded(column), said)
            self._filled(found, statement)
        self.made[folded(name)] = made
        exact = found.exact if found is not None else bool(made.columns)
        self.tables.add(raw, [c.name for c in made.columns.values()], exact=exact)

    def _column(self, made: Made, each: Any, statement: Statement) -> None:
        if isinstance(each, exp.Schema):
            for inner in each.expressions:
                self._column(made, inner, statement)
        if isinstance(each, exp.ColumnDef) and each.name:
            said = column_said(each, statement.text, statement.first, self.dialect, self.called)
            made.columns[folded(said.name)] = said

    def _alter(self, tree: exp.Alter, statement: Statement) -> None:
        if not isinstance(tree.this, exp.Table):
            return
        raw = name_of(tree.this)
        name = self.called(raw)
        made = self.made.get(folded(name))
        if made is None:
            made = Made(name, "", statement.first, statement.last, whole=False)
        known = dict(made.columns)
        for action in tree.args.get("actions") or ():
            if isinstance(action, exp.AlterRename) and isinstance(action.this, exp.Table):
                self._rename(made, name_of(action.this))
                raw, name = made.name, made.name
            else:
                self._change(made, action, statement)
        if made.whole or made.columns:
            self.made[folded(name)] = made
        if made.columns.keys() != known.keys() and raw in self.tables:
            exact = self.tables.columns_of(raw) is not None
            self.tables.add(raw, [c.name for c in made.columns.values()], exact=exact)

    def _change(self, made: Made, action: Any, statement: Statement) -> None:
        if isinstance(action, (exp.ColumnDef, exp.Schema)):
            self._column(made, action, statement)
        elif isinstance(action, exp.Drop):
            if (action.kind or "").upper() == "COLUMN":
                for column in action.args.get("tables") or ():
                    made.columns.pop(folded(column.name), None)
        elif isinstance(action, exp.RenameColumn):
            self._rename_column(made, action.this.name, action.args["to"].name)
        elif isinstance(action, exp.ModifyColumn):
            old = action.args.get("rename_from")
            if old is not None:
                self._rename_column(made, old.name, action.this.name)
            before = made.columns.get(folded(action.this.name))
            self._column(made, action.this, statement)
            after = made.columns.get(folded(action.this.name))
            if before and after and before.primary_key:
                made.columns[folded(after.name)] = replace(after, primary_key=True, required=True)
        elif isinstance(action, exp.AlterColumn):
            key = folded(action.this.name)
            if key in made.columns:
                made.columns[key] = made.columns[key].altered(action, self.dialect)
        elif isinstance(action, exp.AddConstraint):
            keys_said(made.columns, action.expressions, self.called)

    def _rename_column(self, made: Made, old: str, new: str) -> None:
        said = made.columns.get(folded(old))
        if said is None:
            return
        renamed = replace(said, name=new)
        made.columns = {
            folded(c.name): c for c in (renamed if c is said else c for c in made.columns.values())
        }
        own = folded(made.name)

        def source(known: Source) -> Source:
            is_it = (folded(self.called(known[0])), folded(known[1])) == (own, folded(old))
            return (known[0], new) if is_it else known

        for place, each in enumerate(self.filled):
            fills = folded(each.lineage.target) == own
            direct = {
                (new if fills and folded(out) == folded(old) else out, source(known)): kind
                for (out, known), kind in each.lineage.direct.items()
            }
            indirect = {source(known): how for known, how in each.lineage.indirect.items()}
            changed = replace(each.lineage, direct=direct, indirect=indirect)
            self.filled[place] = replace(each, lineage=changed)

    def _rename(self, made: Made, raw: str) -> None:
        """`a` is called `b` from here on, and so is what was said of it before."""
        old = made.name
        new = qualified(old.split(".")[:-1], raw)
        self.made.pop(folded(old), None)
        columns = self.tables.columns_of(old)
        self.tables.forget(old)
        if columns is not None:
            self.tables.add(new, columns, exact=True)

        def name(known: str) -> str:
            return new if folded(known) == folded(old) else known

        for place, each in enumerate(self.filled):
            found = each.lineage
            changed = replace(
                found,
                target=name(found.target),
                direct={(o, (name(t), c)): k for (o, (t, c)), k in found.direct.items()},
                indirect={(name(t), c): how for (t, c), how in found.indirect.items()},
                tables=tuple(name(t) for t in found.tables),
            )
            self.filled[place] = replace(each, lineage=changed)
        made.name = new

    def _drop(self, tree: exp.Drop) -> None:
        if (tree.kind or "").upper() not in ("TABLE", "VIEW"):
            return
        for table in _tables_of(tree):
            raw = name_of(table)
            if self.temporary.pop(folded(raw), None) is not None:
                continue
            name = folded(self.called(raw))
            self.made.pop(name, None)
            self.tables.forget(raw)
            self.filled = [f for f in self.filled if folded(f.lineage.target) != name]

    def _comment(self, tree: exp.Comment) -> None:
        text, kind = tree.expression, str(tree.args.get("kind") or "").lower()
        if not isinstance(text, exp.Literal):
            return
        if kind == "column" and isinstance(tree.this, exp.Column):
            parts = [part.name for part in tree.this.parts]
            made = self.made.get(folded(self.called(".".join(parts[:-1]))))
            said = made.columns.get(folded(parts[-1])) if made else None
            if made and said:
                made.columns[folded(said.name)] = replace(said, comment=text.name)
        elif isinstance(tree.this, exp.Table):
            made = self.made.get(folded(self.called(name_of(tree.this))))
            if made:
                made.comment = text.name

    # what fills them

    def _fill(self, statement: Statement) -> None:
        tree = statement.tree
        if isinstance(tree, (exp.Insert, exp.Merge, exp.Update)) or _into(tree) is not None:
            target = _into(tree) if _into(tree) is not None else tree.this
            target = target.this if isinstance(target, exp.Schema) else target
            raw = name_of(target) if isinstance(target, exp.Table) else ""
            if raw.startswith("#") and folded(raw) not in self.kept:
                self.temporary[folded(raw)] = self.kept[folded(raw)] = Kept()
            if folded(raw) in self.kept:
                kept = self.kept[folded(raw)]
                keep(tree, self.dialect, self.tables, self.temporary, kept)
                return
            found = lineage_of(tree, self.dialect, self.tables, self.temporary)
            if found is not None and found.target:
                if _into(tree) is not None:
                    self._selected_into(found, statement)
                self._filled(found, statement)

    def _selected_into(self, found: Lineage, statement: Statement) -> None:
        name = self.called(found.target)
        made = Made(name, "table", statement.first, statement.last)
        for column in found.columns:
            made.columns[folded(column)] = ColumnSaid(column, statement.first, statement.last)
        self.made[folded(name)] = made
        self.tables.add(found.target, found.columns, exact=found.exact)

    def _filled(self, found: Lineage, statement: Statement) -> None:
        """With whole names; what the database says of itself is no source."""
        tables = (t for t in found.tables if _is_data(t))
        named = replace(
            found,
            target=self.called(found.target),
            tables=tuple(dict.fromkeys(self.called(t) for t in tables)),
            direct={
                (out, (self.called(t), c)): kind
                for (out, (t, c)), kind in found.direct.items()
                if _is_data(t)
            },
            indirect={
                (self.called(t), c): how for (t, c), how in found.indirect.items() if _is_data(t)
            },
        )
        self.filled.append(Filled(named, statement.first, statement.last))


def _is_data(table: str) -> bool:
    return folded(table) != "dual" and not folded(table).startswith(SYSTEM)


def _is_temporary(tree: exp.Create) -> bool:
    properties = tree.args.get("properties")
    return properties is not None and any(
        isinstance(p, exp.TemporaryProperty) for p in properties.expressions
    )


def _kind(tree: exp.Create) -> str:
    properties = tree.args.get("properties")
    said: Sequence[Any] = properties.expressions if properties is not None else ()
    if any(isinstance(p, exp.MaterializedProperty) for p in said):
        return "materialized view"
    if any(isinstance(p, exp.ExternalProperty) for p in said):
        return "external table"
    return (tree.kind or "").lower()


def _comment(tree: exp.Create) -> str:
    properties = tree.args.get("properties")
    return comment_in(properties) if properties is not None else ""


def _tables_of(tree: exp.Drop) -> Iterator[exp.Table]:
    for each in tree.args.get("tables") or ():
        if isinstance(each, exp.Table):
            yield each


def _into(tree: Any) -> exp.Table | None:
    into = tree.args.get("into") if isinstance(tree, exp.Query) else None
    return into.this if into is not None and isinstance(into.this, exp.Table) else None
