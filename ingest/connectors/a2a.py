"""A2A agent cards: an agent, the skills that it offers as tools, and who provides it."""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Edge, Fact, Node, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.connector import connector
from ingest.documents import Document, Value, unrendered
from ingest.mcp import described_here, own_machine
from ingest.properties import Props
from ingest.sniff import keys

SINCE_0_1 = ("protocolVersion", "capabilities", "defaultInputModes", "preferredTransport")


@connector(
    title="A2A agent card",
    reads=keys("name", "skills", "supportedInterfaces")
    | keys("name", "skills", "url", some=SINCE_0_1),
    nodes={Label.AGENT, Label.TOOL},
    edges={Rel.PROVIDES, Rel.SUPPLIED_BY, Rel.OWNS},
    authority="contract",
)
def a2a(doc: Document) -> Iterator[Fact | Reject]:
    name = doc["name"].text
    if not name or unrendered(name):
        yield Reject(doc["name"].at, "an agent card needs a name")
        return
    agent = Ref(Label.AGENT, name)
    yield _agent(doc, agent)
    yield from described_here(agent, doc, doc.at)
    for skill in doc["skills"]:
        yield from _skill(skill, agent)
    supplier = doc["provider/organization"]
    if text := supplier.text:
        team = Ref(Label.TEAM, text, loose=True)
        yield Edge(agent, Rel.SUPPLIED_BY, Ref(Label.VENDOR, text), supplier.at, unless=team)
        yield Edge(team, Rel.OWNS, agent, supplier.at, known_only=True)


def _agent(doc: Document, agent: Ref) -> Node:
    """The agent, known by the addresses that it answers at.

    https://a2a-protocol.org/latest/specification/#5-agent-discovery-the-agent-card
    """
    props = Props(doc)
    props.text(Prop.DESCRIPTION, doc["description"])
    props.text(Prop.VERSION, doc["version"])
    interfaces = [*doc["supportedInterfaces"], *doc["additionalInterfaces"]]
    addresses = [doc["url"], *(each["url"] for each in interfaces)]
    for address in addresses:
        props.text(Prop.URL, address)
    bindings = [i[key] for i in interfaces for key in ("protocolBinding", "transport")]
    for stated in (doc["preferredTransport"], *bindings):
        props.text(Prop.PROTOCOL, stated)
    for stated in (doc["protocolVersion"], *(i["protocolVersion"] for i in interfaces)):
        props.text("protocol_version", stated)
    skills = tuple(t for s in doc["skills"] if (t := s["name"].text or s["id"].text))
    props.put("skills", skills, doc["skills"].at)
    able = tuple(key for key, value in doc["capabilities"].items() if value.flag)
    props.put("capabilities", able, doc["capabilities"].at)
    extensions = tuple(t for e in doc["capabilities/extensions"] if (t := e["uri"].text))
    props.put("extensions", extensions, doc["capabilities"].at)
    schemes = tuple(f"{key}: {_scheme(value)}" for key, value in doc["securitySchemes"].items())
    props.put("security_schemes", schemes, doc["securitySchemes"].at)
    props.texts("security_schemes", doc["authentication/schemes"])  # cards before 0.2.2
    props.text("documentation", doc["documentationUrl"])
    props.flag("extended_card", doc["supportsAuthenticatedExtendedCard"])
    props.flag("extended_card", doc["capabilities/extendedAgentCard"])
    if doc["signatures"].is_list and doc["signatures"]:
        props.put("signed", True, doc["signatures"].at)
    found = dict.fromkeys(f"a2a:{a.text.rstrip('/')}" for a in addresses if not own_machine(a.text))
    return Node(agent, doc.at, props.values, props.places, keys=tuple(found), location=doc.folder)


def _scheme(value: Value) -> str:
    """The kind of a security scheme; since 1.0 it is the name of the one key inside."""
    inner = next((key.removesuffix("SecurityScheme") for key, _ in value.items()), "")
    return value["type"].text or inner


def _skill(skill: Value, agent: Ref) -> Iterator[Fact | Reject]:
    name = skill["id"].text or skill["name"].text
    if not name:
        yield Reject(skill.at, "a skill needs an id or a name")
        return
    tool = Ref(Label.TOOL, name, within=agent)
    props = Props(skill.document)
    props.text(Prop.TITLE, skill["name"])
    props.text(Prop.DESCRIPTION, skill["description"])
    props.texts(Prop.TAGS, skill["tags"])
    title = skill["name"].text
    yield Node(
        tool, skill.at, props.values, props.places, aliases=(title,) if title != name else ()
    )
    yield Edge(agent, Rel.PROVIDES, tool, skill.at)
