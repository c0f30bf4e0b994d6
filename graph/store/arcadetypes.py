"""ArcadeDB's side of a schema: types that inherit, and indexes on the root, made by its SQL in its own process."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graph.store.schema import OWN, ROOT, Schema


def prepare_types(database: Any, schema: str) -> None:
    """Make what `schema` (as JSON) names and is not there yet; `database` is ArcadeDB's Python object."""
    wanted = Schema.from_json(schema)
    java = database._java_db.getSchema()
    for label in wanted.parents_first():
        ancestors = wanted.labels[label]
        if not java.existsType(label):
            extends = f" EXTENDS {_quoted(ancestors[0])}" if ancestors else ""
            database.command("sql", f"CREATE VERTEX TYPE {_quoted(label)} IF NOT EXISTS{extends}")
        elif ancestors:
            _move(database, java.getType(label), ancestors[0])
    _property(database, ROOT, "urn", "STRING")
    _index(database, ROOT, "`urn`", "UNIQUE")
    for relation in wanted.relations:
        database.command("sql", f"CREATE EDGE TYPE {_quoted(relation)} IF NOT EXISTS")
    for label, key in sorted({**wanted.private, OWN: "id"}.items()):
        database.command("sql", f"CREATE VERTEX TYPE {_quoted(label)} IF NOT EXISTS")
        _property(database, label, key, "STRING")
        _index(database, label, _quoted(key), "UNIQUE")
    for name in wanted.fulltext:
        _property(database, ROOT, name, "LIST OF STRING" if name in wanted.lists else "STRING")
    _drop_other_full_text(database, java, full_text_names(wanted))
    for columns in full_text_columns(wanted):
        listed = columns[0] in wanted.lists
        _index(
            database,
            ROOT,
            ", ".join(map(_quoted, columns)) + (" BY ITEM" if listed else ""),
            "FULL_TEXT",
        )
    if wanted.passage is not None:
        label, name = wanted.passage
        _property(database, label, name, "STRING")
        _index(database, label, _quoted(name), "FULL_TEXT")


def full_text_columns(schema: Schema) -> list[tuple[str, ...]]:
    """The columns of each full-text index: one for all strings, one for each list.

    (One for both kinds leaves out every record that has no list.)
    """
    strings = tuple(name for name in schema.fulltext if name not in schema.lists)
    return [
        columns
        for columns in (strings, *((name,) for name in schema.fulltext if name in schema.lists))
        if columns
    ]


def full_text_names(schema: Schema) -> Sequence[str]:
    """What `db.index.fulltext.queryNodes` calls those indexes."""
    return [
        f"{ROOT}[{','.join(f'{name}byitem' if name in schema.lists else name for name in columns)}]"
        for columns in full_text_columns(schema)
    ]


def _drop_other_full_text(database: Any, java: Any, wanted: Sequence[str]) -> None:
    """Full-text indexes of an earlier schema would only cost time at every write."""
    for index in list(java.getIndexes()):
        name = str(index.getName())
        if (
            name.startswith(f"{ROOT}[")
            and str(index.getType()) == "FULL_TEXT"
            and name not in wanted
        ):
            database.command("sql", f"DROP INDEX {_quoted(name)}")


def _move(database: Any, java_type: Any, parent: str) -> None:
    """Hang a type that is there under another parent."""
    parents = [str(found.getName()) for found in java_type.getSuperTypes()]
    name = _quoted(str(java_type.getName()))
    if parent not in parents:
        database.command("sql", f"ALTER TYPE {name} SUPERTYPE +{_quoted(parent)}")
    for old in parents:
        if old != parent:
            database.command("sql", f"ALTER TYPE {name} SUPERTYPE -{_quoted(old)}")


def _property(database: Any, label: str, name: str, kind: str) -> None:
    database.command(
        "sql", f"CREATE PROPERTY {_quoted(label)}.{_quoted(name)} IF NOT EXISTS {kind}"
    )


def _index(database: Any, label: str, columns: str, kind: str) -> None:
    database.command("sql", f"CREATE INDEX IF NOT EXISTS ON {_quoted(label)} ({columns}) {kind}")


def _quoted(name: str) -> str:
    if "`" in name or not name:
        raise ValueError(f"not a name for a type or a property: {name!r}")
    return f"`{name}`"
