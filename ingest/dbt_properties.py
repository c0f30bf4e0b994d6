"""What dbt says of a node or column as properties: its configuration, meta, tests and constraints; its owner."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.facts import Edge, Fact, Ref
from graph.vocabulary import Label, Prop, Rel
from ingest.backstage_entity import SETS_PROPERTY
from ingest.dbt_manifest import Manifest, short_name
from ingest.documents import Value, unrendered
from ingest.properties import Props

__all__ = ["column_props", "dataset_props", "owner_ref", "owners", "tests_of"]

TYPES = ("seed", "snapshot", "source")
PERSONAL = frozenset(["contains_pii", "has_pii", "is_pii", "pii"])
_MODEL = re.compile(r"""['"]([^'"]+)['"]\s*(?:,\s*v\w*\s*=[^)]*)?\)""")


def owner_ref(owner: Value) -> Ref | None:
    """A team or person by name or e-mail; None where neither is stated."""
    if owner.is_scalar:
        name, mail = owner.text, ""
    elif owner.is_map:
        name, mail = owner["name"].text, next(iter(owner["email"].texts()), "")
    else:
        return None
    mail = mail or (name if re.fullmatch(r"[^@\s]+@[^@\s]+", name) else "")
    if not (name or mail) or unrendered(name):
        return None
    return Ref(
        Label.TEAM,
        name or mail,
        key=f"email:{mail.lower()}" if mail else None,
        among=(Label.TEAM, Label.PERSON),
        loose=True,
    )


def owners(value: Value, ref: Ref, groups: dict[str, Ref]) -> Iterator[Fact]:
    """The group that a node is in, and whom its meta names."""
    group = value["group"] or value["config/group"]
    if group.is_scalar and group.text:
        team = groups.get(group.text, Ref(Label.TEAM, group.text))
        yield Edge(team, Rel.OWNS, ref, group.at)
    owner = value["config/meta/owner"] or value["meta/owner"] or value["source_meta/owner"]
    for each in owner.one_or_many():
        if (actor := owner_ref(each)) is not None:
            yield Edge(actor, Rel.OWNS, ref, each.at)


def dataset_props(value: Value, tests: list[str]) -> Props:
    props = Props(value.document)
    props.text(Prop.DESCRIPTION, value["description"])
    kind = value["resource_type"]
    props.text(Prop.TYPE, kind if kind.text in TYPES else value["type"])
    props.text(Prop.TYPE, value["config/materialized"])
    _tags(props, value)
    _meta(props, value)
    props.text(Prop.VERSION, value["version"])
    props.text("access", value["access"] or value["config/access"])
    props.text("group", value["group"] or value["config/group"])
    props.text("deprecation_date", value["deprecation_date"])
    props.text("package", value["package_name"])
    props.text("loader", value["loader"])
    props.text("source_name", value["source_name"])
    enforced = value["contract/enforced"]
    props.flag(
        "contract_enforced",
        enforced if enforced.data is not None else value["config/contract/enforced"],
    )
    props.put("tests", tuple(sorted(set(tests))), value.at)
    return props


def column_props(column: Value, tests: list[str]) -> Props:
    props = Props(column.document)
    props.text(Prop.DESCRIPTION, column["description"])
    props.text(Prop.TYPE, column["data_type"])
    _tags(props, column)
    _meta(props, column)
    for constraint in column["constraints"]:
        match constraint["type"].text:
            case "not_null":
                props.put(Prop.REQUIRED, True, constraint.at)
            case "primary_key" | "unique" as kind:
                props.put(kind, True, constraint.at)
            case "foreign_key":
                target = constraint["to"].text or constraint["expression"].text
                props.put("references", (target,) if target else (), constraint.at)
            case _:
                pass
    props.put("tests", tuple(sorted(set(tests))), column.at)
    return props


def _tags(props: Props, value: Value) -> None:
    for stated in (value["tags"], value["config/tags"]):
        if stated:
            props.texts(Prop.TAGS, stated)


def _meta(props: Props, value: Value) -> None:
    """`meta` sets a property where a key is called like one (tier, sensitivity, criticality, environment)."""
    for meta in (value["config/meta"], value["meta"], value["source_meta"]):
        if not meta.is_map:
            continue
        for key, stated in meta.items():
            sets = SETS_PROPERTY.get(key.lower())
            if sets is not None and stated.is_scalar:
                props.text(sets, stated)
            elif key.lower() in PERSONAL and stated.flag:
                props.put(Prop.SENSITIVITY, "pii", stated.at)


def tests_of(manifest: Manifest) -> dict[str, dict[str, list[str]]]:
    """Names of tests by unique id of what they test, then by folded column ("" for the whole)."""
    found: dict[str, dict[str, list[str]]] = {}
    for unique_id, value in manifest.doc["nodes"].items():
        if unique_id.partition(".")[0] != "test":
            continue
        name = value["test_metadata/name"].text or value["name"].text
        column = value["column_name"].text or value["test_metadata/kwargs/column_name"].text
        for tested in _tested(manifest, value):
            found.setdefault(tested, {}).setdefault(column.strip('"`').casefold(), []).append(name)
    return found


def _tested(manifest: Manifest, value: Value) -> Iterator[str]:
    """What a test is about: said since v8; before, by the only dependency, or the model that it names."""
    attached = value["attached_node"].text
    ids = [attached] if attached else list(value["depends_on/nodes"].texts())
    if len(ids) > 1:
        named = _MODEL.findall(value["test_metadata/kwargs/model"].text)
        ids = [i for i in ids if named and short_name(i) == named[-1]]
    yield from (i for i in ids if i in manifest.nodes)
