"""Cedar policies: who may or may not do what on which resources."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from graph.facts import Edge, Fact, Node, Place, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.cedar_text import statements
from ingest.class_words import class_named
from ingest.connector import connector
from ingest.documents import Document
from ingest.properties import Props
from ingest.sniff import Condition, suffix

MAX_LENGTH = 200_000
ABOUT = frozenset({Prop.TITLE, Prop.DESCRIPTION, Prop.SEVERITY})
PARTS = ("principal", "action", "resource")


class CedarJson(Condition):
    """The JSON of a policy set, or of one policy.

    https://docs.cedarpolicy.com/policies/json-format.html
    """

    def matches(self, doc: Document) -> bool:
        data: Any = doc.data
        return isinstance(data, dict) and (
            isinstance(data.get("staticPolicies"), dict) or _is_policy(data)
        )

    def __str__(self) -> str:
        return "keys staticPolicies, or effect, principal, action and resource"


def _is_policy(data: Any) -> bool:
    return (
        isinstance(data, dict)
        and data.get("effect") in ("permit", "forbid")
        and all(isinstance(data.get(k), dict) and "op" in data[k] for k in PARTS)
    )


@connector(
    title="Cedar",
    reads=suffix(".cedar") | CedarJson(),
    nodes={Label.POLICY},
    edges={Rel.GOVERNS},
)
def cedar(doc: Document) -> Iterator[Fact | Reject]:
    """One Policy a statement, named by its `@id`, else as Cedar does by its position in the file."""
    seen: set[str] = set()
    for position, data, at in _policies(doc):
        if isinstance(data, str):
            yield Reject(at, f"no Cedar policy: {data}")
            continue
        name = " ".join(_notes(data).get("id", "").split()) or position
        if name in seen:
            yield Reject(at, f"another policy of this file is called {name!r} too; rename one")
            continue
        seen.add(name)
        yield from _policy(doc, data, name, at)


def _policies(doc: Document) -> Iterator[tuple[str, dict[str, Any] | str, Place]]:
    """Each policy by its position, as the JSON format has it, or what is wrong with it."""
    if doc.data is None:
        for number, statement in enumerate(statements(doc.text)):
            at = doc.lines(doc.line + statement.first - 1, doc.line + statement.last - 1)
            yield f"policy{number}", _parsed(statement.text), at
        return
    listed = [item for key in ("staticPolicies", "templates") for item in doc[key].items()]
    for name, value in listed or [("policy0", doc.root)]:
        reason = "it needs effect, principal, action and resource"
        yield name, value.data if _is_policy(value.data) else reason, value.at


def _parsed(text: str) -> dict[str, Any] | str:
    import cedarpy  # loads a shared library

    if len(text) > MAX_LENGTH:
        return f"a policy of more than {MAX_LENGTH:,} characters"
    try:
        whole = json.loads(cedarpy.policies_to_json_str(text))
    except (ValueError, RecursionError) as error:
        return str(error)[:200] or "it does not parse"
    found = [*whole["staticPolicies"].values(), *whole["templates"].values()]
    return found[0] if len(found) == 1 else "it does not parse"


def _notes(data: dict[str, Any]) -> dict[str, str]:
    stated = data.get("annotations")
    notes: dict[str, Any] = stated if isinstance(stated, dict) else {}
    return {key: value.strip() for key, value in notes.items() if isinstance(value, str)}


def _policy(doc: Document, data: dict[str, Any], name: str, at: Place) -> Iterator[Fact]:
    """Principal, action and resource as written; a template leaves some of them open (`?resource`).

    It governs the resources that it names, where the catalog knows one of that name.
    """
    home = Ref(Label.POLICY, f"cedar/{doc.path}")
    policy = Ref(Label.POLICY, name, within=home, key=f"cedar:{doc.path}#{name}")
    props = Props(doc)
    for key, text in _notes(data).items():
        props.put(key if key in ABOUT else f"annotation_{key}", text if key != "id" else "", at)
    props.put("effect", data["effect"], at)
    for part in PARTS:
        props.put(part, tuple(_shown(data[part])), at)
    said = data.get("conditions")
    kinds = (c.get("kind") for c in (said if isinstance(said, list) else ()) if isinstance(c, dict))
    props.put("conditions", tuple(k for k in kinds if isinstance(k, str)), at)
    if any(
        "slot" in str(data[part].keys()) or "slot" in str(data[part].get("in")) for part in PARTS
    ):
        props.put("template", True, at)
    yield Node(policy, at, props.values, props.places, (policy.key or "",), location=doc.path)
    for kind, identity in _entities(data["resource"]):
        label = class_named(doc.ontology, kind.rpartition("::")[2])
        if label in doc.ontology.leaves(Label.ASSET):
            thing = Ref(label or Label.SERVICE, identity)
        else:
            thing = Ref(Label.SERVICE, identity, among=(Label.ASSET,))
        yield Edge(policy, Rel.GOVERNS, thing, at, known_only=True)


def _entities(scope: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The entities that a part of the scope names: type and id."""
    inside = scope.get("in")
    for holder in (scope, inside if isinstance(inside, dict) else {}):
        several = holder.get("entities")
        for entity in (holder.get("entity"), *(several if isinstance(several, list) else ())):
            if isinstance(entity, dict):
                found = entity["__entity"] if isinstance(entity.get("__entity"), dict) else entity
                kind, identity = found.get("type"), found.get("id")
                if isinstance(kind, str) and isinstance(identity, str) and identity.strip():
                    yield kind, identity


def _shown(scope: dict[str, Any]) -> Iterator[str]:
    yield from (f'{kind}::"{identity}"' for kind, identity in _entities(scope))
    inside = scope.get("in")
    for holder in (scope, inside if isinstance(inside, dict) else {}):
        for key in ("entity_type", "slot"):
            if isinstance(holder.get(key), str):
                yield holder[key]
