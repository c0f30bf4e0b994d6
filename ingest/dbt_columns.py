"""Column lineage of a dbt project: the compiled SQL of its models, read in the order in which they build."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from graph.facts import Edge, Place, Provenance, Ref, Reject
from graph.vocabulary import Label, Rel
from ingest.dbt_manifest import Manifest, short_name
from ingest.documents import Value
from ingest.sql_dialect import of_adapter
from ingest.sql_lineage import Lineage, lineage_of
from ingest.sql_parse import Unparsed, statements
from ingest.sql_relation import Source, Tables

__all__ = ["Columns", "column_lineage"]

CTE = "__dbt__cte__"  # what dbt puts an ephemeral model's query in


@dataclass(slots=True)
class Columns:
    """The links of all models; `incomplete` are those of which some column could not be followed."""

    facts: list[Edge | Reject] = field(default_factory=list[Edge | Reject])
    incomplete: set[str] = field(default_factory=set[str])


def column_lineage(manifest: Manifest) -> Columns:
    """What the compiled code of every model and snapshot says."""
    found = Columns()
    dialect = of_adapter(manifest.adapter)
    tables = _known(manifest)
    for unique_id in _in_order(manifest):
        value = manifest.nodes[unique_id]
        code = _compiled(value)
        if code is None:
            continue
        read = _read(code.data, dialect, tables)
        if isinstance(read, Reject):
            found.facts.append(Reject(code.at, read.reason))
            found.incomplete.add(unique_id)
            continue
        if not read.complete:
            found.incomplete.add(unique_id)
        name = _table_name(manifest, unique_id)
        if name not in tables and read.columns:
            tables.add(name, read.columns, exact=read.exact)
        _name_missing(manifest, value, read)
        found.facts += _edges(manifest, unique_id, read, code.at, not read.complete)
    return found


def _name_missing(manifest: Manifest, value: Value, read: Lineage) -> None:
    """What is referred to but not in the manifest (a part of a bigger one) is called as the SQL calls it."""
    for unique_id, _ in manifest.datasets(value):
        if unique_id in manifest.refs:
            continue
        name = short_name(unique_id).casefold()
        tables = [t for t in read.tables if t.casefold().rpartition(".")[2] == name]
        if len(tables) == 1 and tables[0].casefold() not in manifest.relations:
            key = f"dbt:{unique_id}"
            manifest.refs[unique_id] = Ref(Label.DATASET, tables[0], key=key)
            manifest.relations[tables[0].casefold()] = unique_id


def _compiled(value: Value) -> Value | None:
    """The SQL as it ran: `compiled_code`, in manifests before v7 `compiled_sql`."""
    if value["language"].text not in ("", "sql"):
        return None
    for key in ("compiled_code", "compiled_sql"):
        if isinstance(value[key].data, str) and value[key].data.strip():
            return value[key]
    return None


def _read(sql: str, dialect: str, tables: Tables) -> Lineage | Reject:
    parsed = statements(sql, dialect)
    if isinstance(parsed, Unparsed):
        return Reject(Place(""), f"no column lineage from this SQL: {parsed.reason}")
    if len(parsed) != 1:
        return Reject(Place(""), "no column lineage from this SQL: not one statement")
    _open(parsed[0])
    read = lineage_of(parsed[0], dialect, tables)
    return read or Reject(Place(""), "no column lineage from this SQL: not a query")


def _open(statement: Any) -> None:
    """Ephemeral models are tables here: their own compiled code says what they are made of."""
    clause = statement.args.get("with_")
    for each in list(clause.expressions) if clause else ():
        if each.alias.casefold().startswith(CTE):
            each.pop()
    if clause is not None and not clause.expressions:
        clause.pop()


def _table_name(manifest: Manifest, unique_id: str) -> str:
    ref = manifest.refs[unique_id]
    return f"{CTE}{ref.name}" if ref.scope else ref.name


def _known(manifest: Manifest) -> Tables:
    """Columns by the catalog; by the manifest, where a contract is enforced all of them, else some."""
    tables = Tables()
    for unique_id, value in manifest.nodes.items():
        name = _table_name(manifest, unique_id)
        if columns := manifest.catalog.get(unique_id):
            tables.add(name, columns, exact=True)
        elif value["config/contract/enforced"].flag or value["contract/enforced"].flag:
            names = [c["name"].text or key for key, c in value["columns"].items()]
            if names:
                tables.add(name, names, exact=True)
    return tables


def _in_order(manifest: Manifest) -> Iterator[str]:
    """What a node is made of before it; a cycle is read as far as it goes."""
    done: set[str] = set()
    for first in manifest.nodes:
        stack = [(first, False)]
        while stack:
            unique_id, ready = stack.pop()
            if ready:
                yield unique_id
            elif unique_id not in done and unique_id in manifest.nodes:
                done.add(unique_id)
                stack.append((unique_id, True))
                above = manifest.nodes[unique_id]["depends_on/nodes"]
                stack += [(item.text, False) for item in above if item.text not in done]


def _edges(
    manifest: Manifest, unique_id: str, read: Lineage, at: Place, partial: bool
) -> Iterator[Edge]:
    own = manifest.refs[unique_id]
    inferred = Provenance.INFERRED
    stated = {manifest.ref(i) for i, _ in manifest.datasets(manifest.nodes[unique_id])}
    for name in read.tables:
        table = _ref(manifest, unique_id, name)
        if table not in stated and table != own:
            said = {"columns_complete": False} if partial else {}
            yield Edge(own, Rel.DERIVED_FROM, table, at, said, inferred)
    for (column, source), kind in read.direct.items():
        start, end = Ref(Label.FIELD, column, within=own), _field(manifest, unique_id, source)
        if end.within != own or end.name.casefold() != column.casefold():
            yield Edge(start, Rel.DERIVED_FROM, end, at, {"transformation": kind.name}, inferred)
    for source, how in read.indirect.items():
        end = _field(manifest, unique_id, source)
        if end.within != own:
            said = {"transformation": ", ".join(how)}
            yield Edge(own, Rel.DERIVED_FROM, end, at, said, inferred)


def _field(manifest: Manifest, unique_id: str, source: Source) -> Ref:
    return Ref(Label.FIELD, source[1], within=_ref(manifest, unique_id, source[0]))


def _ref(manifest: Manifest, unique_id: str, table: str) -> Ref:
    """The dataset that a table of the compiled SQL is."""
    key = table.casefold()
    if key.startswith(CTE):
        name = key.removeprefix(CTE)
        for each, _ in manifest.datasets(manifest.nodes[unique_id]):
            if manifest.ref(each).name.casefold() == name:
                return manifest.ref(each)
    known = manifest.relations.get(key)
    return manifest.refs[known] if known else Ref(Label.DATASET, table)
