"""What the two kinds of data contract share: the contract, its servers, its tables and columns as facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graph.facts import Edge, Fact, Node, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.dataset_naming import DatasetName, by_parts
from ingest.documents import Value, unrendered
from ingest.properties import Props

__all__ = [
    "Server",
    "column",
    "contract_ref",
    "owned_by",
    "production",
    "promised",
    "quality",
    "server_props",
    "table",
    "table_ref",
]

# what a server calls the database and the schema that its tables are in, most usual first
DATABASES = ("database", "project", "catalog", "serviceName")
SCHEMAS = ("schema", "dataset")
HOSTS = ("host", "account", "endpointUrl", "workspace")
PRODUCTION = frozenset(["prod", "production", "prd"])


PROMISES = (Prop.LATENCY, Prop.FRESHNESS, Prop.RETENTION, Prop.FREQUENCY, Prop.AVAILABILITY)


@dataclass(frozen=True, slots=True)
class Server:
    """Where a contract's data is; `name` is the contract's own word for it."""

    name: str
    value: Value

    @property
    def kind(self) -> str:
        return self.value["type"].text.lower()

    @property
    def environment(self) -> str:
        return self.value["environment"].text.lower()

    @property
    def address(self) -> str:
        """Host, account or bucket; "" when none is stated."""
        location = self.value["location"].text
        bucket = location if "://" in location else ""
        return self._first(HOSTS) or self.value["bucket"].text or bucket

    def dataset(self, name: str) -> DatasetName:
        """How the table or topic of this name is called there."""
        before = (self._first(DATABASES), self._first(SCHEMAS))
        return by_parts(self.kind, self.address.partition("{")[0], before, name)

    def _first(self, names: tuple[str, ...]) -> str:
        texts = (self.value[name].text for name in names)
        return next((text for text in texts if text and not unrendered(text)), "")


def production(servers: list[Server]) -> Server | None:
    """The server that counts: the production one, else the first."""
    for server in servers:
        if server.environment in PRODUCTION or server.name.lower() in PRODUCTION:
            return server
    return servers[0] if servers else None


def contract_ref(name: str, id_: str) -> Ref:
    return Ref(Label.DATA_CONTRACT, name, key=f"contract:{id_}" if id_ else None)


def server_props(props: Props, servers: list[Server]) -> None:
    """The production server as properties; the others are `locations`."""
    chosen = production(servers)
    if chosen is None:
        return
    props.text(Prop.SERVER_TYPE, chosen.value["type"])
    props.text(Prop.ENVIRONMENT, chosen.value["environment"])
    if (address := chosen.address) and not unrendered(address):
        props.put(Prop.ENDPOINT, address, chosen.value.at)
    others = [s for s in servers if s is not chosen]
    locations = tuple(f"{s.name} ({s.kind}) {s.address}".strip() for s in others)
    props.put("locations", locations, others[0].value.at if others else chosen.value.at)


def table_ref(server: Server | None, physical: str, *, topic: bool) -> Ref:
    """The dataset, or the topic of a broker, that a contract's table of this physical name is."""
    named = server.dataset(physical) if server else by_parts("", "", (), physical)
    if topic or named.label == Label.TOPIC:
        return Ref(Label.TOPIC, physical)
    return Ref(named.label, named.name, namespace=named.namespace)


def table(
    contract: Ref, ref: Ref, value: Value, props: Props, aliases: tuple[str, ...] = ()
) -> Iterator[Fact]:
    """A table or topic and that the contract guarantees it."""
    yield Node(ref, value.at, props.values, props.places, aliases=aliases)
    yield Edge(contract, Rel.GUARANTEES, ref, value.at)


def column(
    owner: Ref, name: str, value: Value, props: Props, aliases: tuple[str, ...] = ()
) -> Iterator[Fact]:
    """A column and that it is part of its table."""
    field = Ref(Label.FIELD, name, within=owner)
    yield Node(field, value.at, props.values, props.places, aliases=aliases)
    yield Edge(field, Rel.PART_OF, owner, value.at)


def owned_by(owner: Value, label: Label, owned: Ref) -> Edge | Reject:
    """An owner by name, title or e-mail; what is meant as a team may turn out to be a person."""
    text = owner.text
    if unrendered(text):
        return Reject(owner.at, f"unrendered template: {text}")
    key = f"email:{text.lower()}" if "@" in text.strip("@") and " " not in text else None
    among = () if label == Label.PERSON else (Label.TEAM, Label.PERSON)
    return Edge(Ref(label, text, key=key, among=among, loose=True), Rel.OWNS, owned, owner.at)


def quality(props: Props, checks: Value) -> None:
    """Quality rules in few words: `nullValues mustBe 0`, `sql: no duplicates`."""
    found: list[str] = []
    for check in checks.one_or_many():
        if not check.is_map:
            continue
        what = next(
            (t for k in ("metric", "rule", "name", "description", "type") if (t := check[k].text)),
            "",
        )
        limits = [
            f"{key} {inner.text}"
            for key, inner in check.items()
            if key.startswith("must") and inner.is_scalar
        ]
        found.append(" ".join([what, *limits])[:200])
    props.put("quality", tuple(text for text in found if text), checks.at)


def promised(props: Props, levels: Iterable[tuple[str, str, Value]]) -> None:
    """Service levels that can be asked for one by one: their name, the value with its unit, where it stands."""
    for name, level, at in levels:
        if name.lower() in PROMISES and level:
            props.put(name.lower(), level, at.at)
