"""OSCAL system security plans: a system, its components and the controls that they implement."""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Edge, Fact, Node, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.connector import connector
from ingest.documents import Document, Value
from ingest.oscal import (
    OWNER,
    Component,
    Oscal,
    back_matter,
    components,
    file_key,
    implements,
    owners,
    plain,
)
from ingest.oscal_xml import model_of
from ingest.properties import Props


@connector(
    title="OSCAL system security plan",
    reads=Oscal("system-security-plan"),
    nodes={Label.SYSTEM, Label.SERVICE, Label.RESOURCE, Label.POLICY},
    edges={Rel.IMPLEMENTS, Rel.PART_OF, Rel.GOVERNS, Rel.DEPENDS_ON, Rel.OWNS},
    authority="contract",
)
def oscal_ssp(doc: Document) -> Iterator[Fact | Reject]:
    """https://pages.nist.gov/OSCAL/resources/concepts/layer/implementation/ssp/"""
    plan = model_of(doc, "system-security-plan")
    about = plan["system-characteristics"]
    name = plain(about["system-name"].text or plan["metadata/title"].text)
    if not name:
        yield Reject(about.at, "a plan needs system-characteristics/system-name")
        return
    keys = tuple(f"oscal-system:{i['id'].text}" for i in about["system-ids"] if i["id"].text)
    system = Ref(Label.SYSTEM, name)
    yield _system(plan, about, system, keys)
    for party in plan["metadata/responsible-parties"]:
        if OWNER.match(party["role-id"].text):
            yield from owners(plan, party["party-uuids"], system)
    href = plan["import-profile/href"]
    if key := file_key(plan, href.text):
        resource = back_matter(plan, href.text)
        title = plain(resource["title"].text) if resource else ""
        profile = Ref(Label.POLICY, title or key.rpartition("/")[2], key=key)
        yield Edge(profile, Rel.GOVERNS, system, href.at, known_only=True)
    known: dict[str, Ref] = {}
    for said in components(plan, plan["system-implementation/components"], system):
        if isinstance(said, Component):
            known[said.uuid] = said.ref
        else:
            yield said
    for requirement in plan["control-implementation/implemented-requirements"]:
        yield from implements(system, requirement)
        yield from _by_components(requirement, system, known)


def _system(plan: Value, about: Value, system: Ref, keys: tuple[str, ...]) -> Node:
    props = Props(plan.document)
    props.text(Prop.TITLE, about["system-name"])
    props.text(Prop.DESCRIPTION, about["description"])
    props.text("security_sensitivity_level", about["security-sensitivity-level"])
    for objective in ("confidentiality", "integrity", "availability"):
        level = about["security-impact-level"][f"security-objective-{objective}"]
        props.text(f"{objective}_impact", level)
    props.text(Prop.STATUS, about["status/state"])
    short = plain(about["system-name-short"].text)
    return Node(system, about.at, props.values, props.places, keys, (short,) if short else ())


def _by_components(
    requirement: Value, system: Ref, known: dict[str, Ref]
) -> Iterator[Fact | Reject]:
    """What each component does for the control, said for the whole of it or for its statements."""
    done = {system}
    for part in (requirement, *requirement["statements"]):
        for said in part["by-components"]:
            component = known.get(said["component-uuid"].text)
            if component is None:
                yield Reject(said.at, f"no component has the uuid {said['component-uuid'].text!r}")
            elif component not in done:
                done.add(component)
                yield from implements(component, requirement, said)
