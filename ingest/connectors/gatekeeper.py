"""OPA Gatekeeper: templates of constraints, the constraints themselves and what they found in a cluster."""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Edge, Fact, Node, PropValue, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.cluster import name_of
from ingest.connector import connector
from ingest.controls import control as control_of
from ingest.documents import Document, Value, unrendered
from ingest.kind_match import Match, selects
from ingest.manifest import manifest
from ingest.metadata_block import Block, blocks
from ingest.pod_selector import requirements
from ingest.properties import Props
from ingest.sniff import kind
from ingest.violation import violates

CONSTRAINT = "constraints.gatekeeper.sh"
SAYS = "metadata.gatekeeper.sh/"


POLICY = manifest(
    kind("templates.gatekeeper.sh/*", "ConstraintTemplate"),
    kind(f"{CONSTRAINT}/*"),
    kind("mutations.gatekeeper.sh/*"),
)


@connector(
    title="OPA Gatekeeper",
    reads=POLICY,
    nodes={Label.POLICY},
    edges={Rel.GOVERNS, Rel.IMPLEMENTS, Rel.VIOLATES},
)
def gatekeeper(doc: Document) -> Iterator[Fact | Reject]:
    """https://open-policy-agent.github.io/gatekeeper/website/docs/howto"""
    for value in POLICY.of(doc):
        name, what = name_of(value), value["kind"].text
        if not name or unrendered(name):
            yield Reject(value["metadata/name"].at, f"a {what} needs a metadata.name")
        elif what == "ConstraintTemplate":
            yield from _template(value, value["spec/crd/spec/names/kind"].text or name)
        else:
            yield from _constraint(value, name, what)


def _about(value: Value) -> Props:
    props = Props(value.document)
    said = value["metadata/annotations"]
    for name in (Prop.TITLE, Prop.DESCRIPTION, Prop.SEVERITY):
        props.text(name, said.get(f"{SAYS}{name}") or said.get(name))
    props.text(Prop.VERSION, said.get(f"{SAYS}version"))
    return props


def _template(value: Value, name: str) -> Iterator[Fact | Reject]:
    """The rule, without what it is applied to; METADATA of its Rego says more about it."""
    key = f"gatekeeper:ConstraintTemplate/{name}"
    policy = Ref(Label.POLICY, name, within=Ref(Label.POLICY, "ConstraintTemplate"), key=key)
    props = _about(value)
    props.put(Prop.TYPE, "ConstraintTemplate", value["kind"].at)
    said: list[tuple[Value, Block]] = []
    for target in value["spec/targets"]:
        sources = [target["rego"], *(c["source/rego"] for c in target["code"])]
        for source in (s for s in sources if s.text):
            text = Document(value.document.path, 0, None, value.document.ontology, source.text)
            found = blocks(text, source.text.split("\n"))
            said += [(source, block) for block in found if isinstance(block, Block)]
    for source, block in said:
        for prop in (Prop.TITLE, Prop.DESCRIPTION):
            props.put(prop, block.data[prop].text, source.at)
        props.put(Prop.SEVERITY, block.data["custom/severity"].text, source.at)
    parameters = value["spec/crd/spec/validation/openAPIV3Schema/properties"]
    props.put("parameters", tuple(key for key, _ in parameters.items()), parameters.at)
    aliases = (own,) if (own := name_of(value)) != name else ()
    yield Node(
        policy,
        value.at,
        props.values,
        props.places,
        (key,),
        aliases=aliases,
        location=value.document.path,
    )
    for source, block in said:
        custom = block.data["custom"]
        for control in (*custom["control"].one_or_many(), *custom["controls"].one_or_many()):
            if text := (control["id"] if control.is_map else control).text:
                yield Edge(policy, Rel.IMPLEMENTS, control_of(text), source.at)


def _constraint(value: Value, name: str, what: str) -> Iterator[Fact | Reject]:
    key = f"gatekeeper:{what}/{name}"
    policy = Ref(Label.POLICY, name, within=Ref(Label.POLICY, what), key=key)
    props = _about(value)
    props.put(Prop.TYPE, what, value["kind"].at)
    if value["apiVersion"].text.startswith(CONSTRAINT):
        props.put("template", what, value["kind"].at)
        props.put("action", value["spec/enforcementAction"].text or "deny", value["spec"].at)
    parameters = value["spec/parameters"]
    stated = tuple(
        f"{key}: {', '.join(v.texts())}"
        for key, v in parameters.items()
        if v.is_scalar or (v.is_list and all(item.is_scalar for item in v))
    )
    props.put("parameters", stated, parameters.at)
    yield Node(policy, value.at, props.values, props.places, (key,), location=value.document.path)
    for match in _matches(value["spec/match"]):
        yield from selects(policy, match)
    for found in value["status/violations"]:
        said: dict[str, PropValue] = {}
        if text := found["message"].text:
            said["message"] = text
        yield from violates(found, policy, said)


def _matches(match: Value) -> Iterator[Match]:
    """Every condition must hold; no kinds are all kinds. https://open-policy-agent.github.io/gatekeeper/website/docs/matching"""
    left = (f"!{name}" for name in match["excludedNamespaces"].texts())
    spaces = (*match["namespaces"].texts(), *left)
    pods = requirements(match["labelSelector"])
    names = match["name"].texts()
    if not match["kinds"]:
        yield Match(("*",), match.at, names, spaces, pods)
    for entry in match["kinds"]:
        yield Match(entry["kinds"].texts() or ("*",), entry.at, names, spaces, pods)
