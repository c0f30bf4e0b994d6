"""An invented landscape of any size, the same every time, for measurements."""

from __future__ import annotations

import random

from graph.landscape import Landscape, Link, Thing
from graph.ledger import catalog_schema
from graph.ontology import Ontology
from graph.store import Store
from graph.vocabulary import Label, Prop, Rel

__all__ = ["invented", "put"]

FIRST = [
    "amber",
    "birch",
    "cedar",
    "delta",
    "ember",
    "flint",
    "grove",
    "heron",
    "iris",
    "jade",
    "kelp",
    "lotus",
    "maple",
    "north",
    "onyx",
    "pearl",
    "quartz",
    "raven",
    "slate",
    "tidal",
    "umber",
    "violet",
    "willow",
]
SECOND = [
    "anchor",
    "beacon",
    "bridge",
    "canal",
    "depot",
    "engine",
    "falcon",
    "gate",
    "harbor",
    "index",
    "junction",
    "kiosk",
    "ledger",
    "meadow",
    "needle",
    "orbit",
    "parcel",
    "quarry",
    "relay",
    "signal",
    "tower",
    "vault",
    "wharf",
    "yard",
]
SHARES = (
    (Label.SERVICE, 0.36),
    (Label.DATASET, 0.2),
    (Label.API, 0.1),
    (Label.TOPIC, 0.07),
    (Label.FIELD, 0.1),
    (Label.REPORT, 0.03),
    (Label.WORKFLOW, 0.03),
    (Label.DATA_CONTRACT, 0.03),
    (Label.MODEL, 0.02),
    (Label.AGENT, 0.015),
    (Label.TOOL, 0.015),
    (Label.SYSTEM, 0.02),
    (Label.DOMAIN, 0.002),
    (Label.RESOURCE, 0.008),
)
LIFECYCLES = ("production", "production", "production", "experimental", "deprecated")


def invented(assets: int, seed: int = 1) -> Landscape:
    """`assets` assets in systems of some fifty, with teams, people, policies; edges stay near home."""
    rng = random.Random(seed)
    made: dict[str, list[Thing]] = {}
    for label, share in SHARES:
        made[label] = [_thing(rng, label, i) for i in range(max(2, round(assets * share)))]
    made[Label.TEAM] = [_thing(rng, Label.TEAM, i) for i in range(max(3, assets // 60))]
    made[Label.PERSON] = [_thing(rng, Label.PERSON, i) for i in range(max(3, assets // 20))]
    made[Label.POLICY] = [_thing(rng, Label.POLICY, i) for i in range(max(2, assets // 250))]
    made[Label.OBJECTIVE] = [_thing(rng, Label.OBJECTIVE, i) for i in range(max(2, assets // 25))]
    links = {link.key: link for link in _links(rng, made)}
    return Landscape.of((t for things in made.values() for t in things), links.values())


def _thing(rng: random.Random, label: str, i: int) -> Thing:
    name = f"{rng.choice(FIRST)}-{rng.choice(SECOND)}-{label.lower()[:3]}{i}"
    if label in (Label.TEAM, Label.PERSON):
        name = f"{rng.choice(FIRST)}-{rng.choice(SECOND)}-{i}"
    props: dict[str, str | int | tuple[str, ...]] = {
        "name": name,
        "sources": (f"repo{i % 40}/{label.lower()}/{name}.yaml#0",),
        "provenance": ("declared",),
        "first_seen": "2026-01-01T00:00:00+00:00",
    }
    if label in (Label.SERVICE, Label.DATASET, Label.API):
        props[Prop.LIFECYCLE] = rng.choice(LIFECYCLES)
        props[Prop.TIER] = rng.randint(1, 4)
    if label in (Label.DATASET, Label.FIELD) and rng.random() < 0.3:
        props[Prop.SENSITIVITY] = rng.choice(("public", "internal", "confidential", "pii"))
    return Thing(f"urn:cartulary:{label.lower()}:default:{name}", label, props)


def _near(rng: random.Random, things: list[Thing], at: float, spread: float = 0.02) -> Thing:
    """One of the things whose place in their list is near `at` (0 to 1)."""
    place = min(max(at + rng.gauss(0, spread), 0.0), 0.999)
    return things[int(place * len(things))]


def _links(rng: random.Random, made: dict[str, list[Thing]]) -> list[Link]:
    found: list[Link] = []

    def add(start: Thing, relation: str, end: Thing) -> None:
        if start is not end:
            place = f"repo{rng.randrange(40)}/{start.name}.yaml#0/{relation}/{rng.randrange(9)}"
            found.append(
                Link(
                    start.urn, relation, end.urn, {"sources": (place,), "provenance": ("declared",)}
                )
            )

    def spread(label: str) -> list[tuple[float, Thing]]:
        things = made[label]
        return [(i / len(things), thing) for i, thing in enumerate(things)]

    for at, service in spread(Label.SERVICE):
        for _ in range(rng.randint(0, 2)):
            later = (
                at + abs(rng.gauss(0, 0.004)) + 0.0005
            )  # mostly one way, so that closures stay small
            if later < 1 and rng.random() < 0.8:
                add(service, Rel.DEPENDS_ON, _near(rng, made[Label.SERVICE], later, 0.0001))
        add(service, Rel.PART_OF, _near(rng, made[Label.SYSTEM], at, 0.001))
        if rng.random() < 0.6:
            add(_near(rng, made[Label.TEAM], at), Rel.OWNS, service)
        if rng.random() < 0.5:
            add(service, Rel.READS, _near(rng, made[Label.DATASET], at, 0.004))
        if rng.random() < 0.3:
            add(service, Rel.CONSUMES, _near(rng, made[Label.API], at, 0.004))
        if rng.random() < 0.2:
            add(service, Rel.SUBSCRIBES_TO, _near(rng, made[Label.TOPIC], at, 0.004))
        add(service, Rel.RUNS_ON, _near(rng, made[Label.RESOURCE], at, 0.01))
    for at, api in spread(Label.API):
        add(_near(rng, made[Label.SERVICE], at, 0.004), Rel.PROVIDES, api)
    for at, topic in spread(Label.TOPIC):
        add(_near(rng, made[Label.SERVICE], at, 0.004), Rel.PUBLISHES_TO, topic)
    for at, dataset in spread(Label.DATASET):
        add(dataset, Rel.PART_OF, _near(rng, made[Label.SYSTEM], at, 0.001))
        if rng.random() < 0.5 and at > 0.01:
            add(dataset, Rel.DERIVED_FROM, _near(rng, made[Label.DATASET], at - 0.003, 0.001))
        if rng.random() < 0.3:
            add(_near(rng, made[Label.POLICY], at), Rel.GOVERNS, dataset)
    for at, field in spread(Label.FIELD):
        add(field, Rel.PART_OF, _near(rng, made[Label.DATASET], at, 0.001))
    for at, contract in spread(Label.DATA_CONTRACT):
        add(contract, Rel.GUARANTEES, _near(rng, made[Label.DATASET], at))
        add(_near(rng, made[Label.TEAM], at), Rel.OWNS, contract)
    for at, report in spread(Label.REPORT):
        add(report, Rel.DERIVED_FROM, _near(rng, made[Label.DATASET], at))
    for at, workflow in spread(Label.WORKFLOW):
        add(workflow, Rel.READS, _near(rng, made[Label.DATASET], at, 0.004))
        add(workflow, Rel.WRITES, _near(rng, made[Label.DATASET], at, 0.004))
    for at, model in spread(Label.MODEL):
        add(model, Rel.TRAINED_ON, _near(rng, made[Label.DATASET], at))
    for at, agent in spread(Label.AGENT):
        add(agent, Rel.USES_MODEL, _near(rng, made[Label.MODEL], at))
        add(agent, Rel.USES_TOOL, _near(rng, made[Label.TOOL], at))
        if rng.random() < 0.4:
            add(agent, Rel.DELEGATES_TO, _near(rng, made[Label.AGENT], at))
    for at, system in spread(Label.SYSTEM):
        add(system, Rel.PART_OF, _near(rng, made[Label.DOMAIN], at, 0.001))
        if rng.random() < 0.7:
            add(_near(rng, made[Label.TEAM], at), Rel.OWNS, system)
    for at, person in spread(Label.PERSON):
        add(person, Rel.MEMBER_OF, _near(rng, made[Label.TEAM], at))
    for at, objective in spread(Label.OBJECTIVE):
        add(objective, Rel.MEASURES, _near(rng, made[Label.SERVICE], at))
    return found


def put(store: Store, landscape: Landscape, ontology: Ontology) -> None:
    """Write all of the landscape, as it is."""
    store.prepare(catalog_schema(ontology))
    for label in sorted({t.label for t in landscape.things.values()}):
        rows = [
            {
                "urn": t.urn,
                "props": {k: list(v) if isinstance(v, tuple) else v for k, v in t.props.items()},
            }
            for t in landscape.things.values()
            if t.label == label
        ]
        store.merge_nodes(label, rows)
    for relation in sorted({k.relation for k in landscape.links.values()}):
        links = [k for k in landscape.links.values() if k.relation == relation]
        store.merge_edges(
            relation,
            [
                {
                    "start": k.start,
                    "end": k.end,
                    "props": {
                        n: list(v) if isinstance(v, tuple) else v for n, v in k.props.items()
                    },
                }
                for k in links
            ],
        )
    store.bump()
