"""Replies: every claim cited, absence proved, nothing said that the store does not say at that moment."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from graph.landscape import Landscape, Link, Thing
from graph.ontology import load_ontology
from graph.store import Store
from graph.vocabulary import Label, Prop, Rel
from rag.algebra import (
    Answer,
    Count,
    Depth,
    Entity,
    Exists,
    Grouped,
    Hop,
    Image,
    In,
    Listing,
    Named,
    NoneOf,
    OfClass,
    Op,
    PathOf,
    SetExpr,
    Subset,
    Value,
    Where,
)
from rag.answering import Answering
from rag.language import other_language
from rag.reply import Answered, NothingFound
from rag.reply_json import reply_json
from tests.stored import put


def urn(label: str, name: str) -> str:
    return f"urn:cartulary:{label.lower()}:default:{name}"


def thing(label: str, name: str, **props: Any) -> Thing:
    return Thing(
        urn(label, name), label, {"name": name, "sources": (f"shop/{name}.yaml#0",), **props}
    )


def link(start: Thing, relation: str, end: Thing) -> Link:
    place = f"shop/{start.name}.yaml#0/{relation}/{end.name}"
    return Link(start.urn, relation, end.urn, {"sources": (place,), "provenance": ("declared",)})


CHECKOUT = thing(Label.SERVICE, "checkout", tier=1)
PAYMENTS = thing(
    Label.SERVICE,
    "payments",
    lifecycle="deprecated",
    property_sources=("lifecycle=shop/payments.yaml#0/spec/lifecycle",),
)
WEB = thing(Label.SERVICE, "web", placeholder=True)
LEDGER = thing(Label.TEAM, "ledger")
SHOP = thing(Label.SYSTEM, "shop")
ORDERS = thing(Label.DATASET, "orders", sensitivity="internal")
EMAIL = thing(Label.FIELD, "orders.email", sensitivity="pii")
LANDSCAPE = Landscape.of(
    (CHECKOUT, PAYMENTS, WEB, LEDGER, SHOP, ORDERS, EMAIL),
    (
        link(CHECKOUT, Rel.DEPENDS_ON, PAYMENTS),
        link(WEB, Rel.DEPENDS_ON, CHECKOUT),
        link(LEDGER, Rel.OWNS, SHOP),
        link(PAYMENTS, Rel.PART_OF, SHOP),
        link(CHECKOUT, Rel.READS, ORDERS),
        link(EMAIL, Rel.PART_OF, ORDERS),
    ),
)
ONTOLOGY = load_ontology(environ={})


def an(*things: Thing) -> Entity:
    return Entity(tuple(t.urn for t in things))


def every(*labels: str) -> OfClass:
    return OfClass(frozenset(labels))


@pytest.fixture
def ask(empty_embedded: Store, tmp_path: Path) -> Callable[[Answer], Answered | NothingFound]:
    put(empty_embedded, LANDSCAPE, ONTOLOGY)
    answering = Answering(empty_embedded, ONTOLOGY, folder=tmp_path)
    return lambda answer: answering.reply("?", answer)


Ask = Callable[[Answer], Answered | NothingFound]


def names(reply: Answered | NothingFound) -> list[str]:
    assert isinstance(reply, Answered)
    return [e.name for e in reply.entities]


def test_each_thing_has_a_claim_with_its_path_and_its_places(ask: Ask) -> None:
    reply = ask(Listing(Image(Named("impact"), an(PAYMENTS))))
    assert names(reply) == ["checkout", "web"]
    assert isinstance(reply, Answered)
    assert [e.placeholder for e in reply.entities] == [False, True]
    assert "web (placeholder)" in reply.answer
    assert len(reply.claims) == 2
    (far,) = reply.claims[1].citations
    assert far.nodes == (WEB.urn, CHECKOUT.urn, PAYMENTS.urn)
    assert far.relations == (Rel.DEPENDS_ON, Rel.DEPENDS_ON)
    assert far.forward == (True, True)
    assert far.sources == (
        ("shop/web.yaml#0/DEPENDS_ON/checkout",),
        ("shop/checkout.yaml#0/DEPENDS_ON/payments",),
    )
    assert f"[{far.n}]" in reply.answer


def test_inherited_owner_is_said_to_be_inherited(ask: Ask) -> None:
    reply = ask(Listing(Image(Named("owner", forward=False), an(PAYMENTS))))
    assert names(reply) == ["ledger"]
    assert "(inherited)" in reply.claims[0].text


def test_property_is_cited_by_the_place_that_states_it(ask: Ask) -> None:
    reply = ask(Value(an(PAYMENTS), Prop.LIFECYCLE))
    assert isinstance(reply, Answered)
    assert reply.value == "deprecated"
    (citation,) = reply.claims[0].citations
    assert citation.sources == (("shop/payments.yaml#0/spec/lifecycle",),)


def test_sensitivity_of_a_dataset_is_that_of_its_most_sensitive_field(ask: Ask) -> None:
    reply = ask(Listing(Where(every(Label.DATASET), Prop.SENSITIVITY, Op.EQ, "pii")))
    assert names(reply) == ["orders"]
    cited = {node for claim in reply.claims for c in claim.citations for node in c.nodes}
    assert EMAIL.urn in cited
    assert names(
        ask(Listing(Where(every(Label.DATASET), Prop.SENSITIVITY, Op.NE, "internal")))
    ) == ["orders"]


def test_placeholders_are_not_in_lists_of_their_class(ask: Ask) -> None:
    assert names(ask(Listing(every(Label.SERVICE)))) == ["checkout", "payments"]


@pytest.mark.parametrize(
    ("of", "absent"),
    [
        (Image(Hop(Rel.OWNS), an(PAYMENTS)), {"relation": "OWNS", "forward": False}),
        (
            Image(Hop(Rel.OWNS, forward=False), an(LEDGER), frozenset({"Topic"})),
            {"relation": "OWNS", "forward": True},
        ),
        (Image(Named("owner", forward=False), an(CHECKOUT)), {"derived": "owner"}),
    ],
)
def test_empty_set_is_nothing_found_with_proof_of_absence(
    ask: Ask, of: SetExpr, absent: dict[str, object]
) -> None:
    reply = reply_json(ask(Listing(of)))
    assert reply["status"] == "nothing_found"
    assert [c["absent"] for c in reply["citations"]] == [absent]
    assert all(len(c["nodes"]) == len(c["sources"]) == 1 for c in reply["citations"])
    assert reply["citations"][0]["sources"][0]
    assert {"relation": "OWNS", "sources": ["shop"]} in reply["searched"]


def test_no_source_states_the_relation_at_all(ask: Ask) -> None:
    of = Image(Hop(Rel.MEASURES), an(PAYMENTS))
    for answer in (Listing(of), Count(of), Exists(of)):
        reply = ask(answer)
        assert isinstance(reply, NothingFound)
        assert "no data of that kind" in reply.answer


def test_count_of_nothing_is_answered_with_zero(ask: Ask) -> None:
    reply = ask(Count(Image(Named("dependency"), an(WEB))))
    assert isinstance(reply, Answered)
    assert reply.value == 0
    assert reply.entities == ()


def test_no_is_answered_with_what_was_looked_for(ask: Ask) -> None:
    of = In((an(PAYMENTS), Image(Named("dependency", depth=Depth.ANY), an(CHECKOUT))))
    reply = reply_json(ask(Exists(of)))
    assert (reply["status"], reply["value"]) == ("answered", False)
    (citation,) = reply["citations"]
    assert citation["nodes"] == [PAYMENTS.urn]
    assert citation["absent"] == {"derived": "dependency", "target": CHECKOUT.urn}


def test_none_is_proved_by_absence_at_each_thing(ask: Ask) -> None:
    reply = reply_json(ask(Listing(NoneOf(every(Label.SERVICE), Named("owner")))))
    assert [e["name"] for e in reply["entities"]] == ["checkout"]
    assert reply["citations"][0]["absent"] == {"derived": "owner"}


def test_exceptions_are_given_where_not_all_are(ask: Ask) -> None:
    reply = ask(Subset(every(Label.SERVICE), Image(Named("owner"), an(LEDGER))))
    assert isinstance(reply, Answered)
    assert reply.value is False
    assert names(reply) == ["checkout"]


def test_path_lists_its_nodes_in_order(ask: Ask) -> None:
    reply = ask(PathOf(an(WEB), an(LEDGER)))
    assert names(reply) == ["web", "checkout", "payments", "shop", "ledger"]
    assert len(reply.claims) == 1


def test_groups_hold_what_belongs_to_each(ask: Ask) -> None:
    reply = ask(Grouped(every(Label.SERVICE), Named("owner"), frozenset({"Team"}), count=True))
    assert isinstance(reply, Answered)
    (row,) = reply.rows
    assert row.group == next(e for e in reply.entities if e.name == "ledger")
    assert ([e.name for e in row.entities], row.value) == (["payments"], 1)


def test_list_that_is_cut_says_so(empty_embedded: Store, tmp_path: Path) -> None:
    put(empty_embedded, LANDSCAPE, ONTOLOGY)
    reply = Answering(empty_embedded, ONTOLOGY, folder=tmp_path, limit=1).reply(
        "?", Listing(Image(Named("impact"), an(PAYMENTS)))
    )
    assert isinstance(reply, Answered)
    assert (len(reply.entities), reply.total, reply.complete) == (1, 2, False)
    assert "1 of 2" in reply.answer


# ------------------------------------------------------------ between plan and reply


class Meddled:
    """A store in which an edge is deleted at the moment when the evidence is fetched again."""

    def __init__(self, store: Store, relation: str, start: Thing, end: Thing) -> None:
        self._store = store
        self._gone: tuple[str, dict[str, str]] | None = (
            relation,
            {"start": start.urn, "end": end.urn},
        )

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def rows(self, cypher: str, **parameters: object) -> list[dict[str, Any]]:
        if self._gone is not None and ("r.sources" in cypher or "n.sources" in cypher):
            relation, row = self._gone
            self._gone = None
            self._store.delete_edges(relation, [row])
        return self._store.rows(cypher, **parameters)


@pytest.mark.store
@pytest.mark.parametrize(
    ("answer", "gone", "before", "after"),
    [
        pytest.param(
            Listing(Image(Hop(Rel.DEPENDS_ON), an(PAYMENTS, CHECKOUT))),
            (Rel.DEPENDS_ON, WEB, CHECKOUT),
            ["checkout", "web"],
            ["checkout"],
            id="cypher",
        ),
        pytest.param(
            Listing(Image(Named("impact"), an(PAYMENTS))),
            (Rel.DEPENDS_ON, WEB, CHECKOUT),
            ["checkout", "web"],
            ["checkout"],
            id="arrays",
        ),
        pytest.param(
            Count(Image(Named("owner"), an(LEDGER))),
            (Rel.PART_OF, PAYMENTS, SHOP),
            ["payments", "shop"],
            ["shop"],
            id="count",
        ),
    ],
)
def test_edge_that_goes_between_plan_and_reply_changes_the_reply(
    store: Store,
    tmp_path: Path,
    answer: Answer,
    gone: tuple[str, Thing, Thing],
    before: list[str],
    after: list[str],
) -> None:
    put(store, LANDSCAPE, ONTOLOGY)
    assert names(Answering(store, ONTOLOGY, folder=tmp_path).reply("?", answer)) == before
    meddled: Any = Meddled(store, *gone)
    reply = Answering(meddled, ONTOLOGY, folder=tmp_path).reply("?", answer)
    assert names(reply) == after
    assert isinstance(reply, Answered)
    assert reply.value in (None, len(after))
    cited = {
        edge
        for claim in reply.claims
        for c in claim.citations
        for edge in zip(c.nodes, c.relations, c.nodes[1:], strict=False)
    }
    assert (gone[1].urn, gone[0], gone[2].urn) not in cited


def test_json_has_every_key_of_every_reply(ask: Ask) -> None:
    answered = reply_json(ask(Listing(every(Label.SERVICE))))
    nothing = reply_json(ask(Listing(Image(Hop(Rel.OWNS), an(PAYMENTS)))))
    assert set(answered) == set(nothing)
    assert list(answered) == [
        "status", "question", "reading", "answer", "entities", "value", "rows", "complete", "total",
        "claims", "citations", "searched", "stale", "cypher", "choices", "not_understood", "elapsed_ms",
    ]  # fmt: skip


def test_what_no_source_states_is_not_called_absent(ask: Ask) -> None:
    """ "Which services break no policy" says nothing where the catalog knows of no violation at all."""
    reply = ask(Listing(NoneOf(OfClass(frozenset({Label.SERVICE})), Hop(Rel.VIOLATES))))
    assert isinstance(reply, NothingFound)
    assert "no source states" in reply.answer


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Wem gehört der Service checkout?", "German"),
        ("Quels services dépendent de payments ?", "French"),
        ("welke services hangen af van orders", "Dutch"),
        ("誰がcheckoutを所有していますか", "Japanese"),
        ("what is the weather", None),
        ("list services in de prod", None),
        ("restart payments", None),
    ],
)
def test_another_language_is_told(question: str, language: str | None) -> None:
    assert other_language(question) == language
