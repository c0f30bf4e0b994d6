"""The gate before queries that somebody else wrote: what it reads in a text, and in a plan of Neo4j's."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import QueryInvalid, QueryRefused
from graph.store.bolt import lucene
from graph.store.driver import neo4j
from graph.store.gate import check_plan, checked, tokens
from tests.neo4j_server import Neo4jServer

HARMLESS = [
    "MATCH (n) RETURN n.load AS csv",
    "MATCH (n {call: 'x'}) RETURN n",
    "MATCH (n:`LOAD CSV`) RETURN n.`show transactions`",
    "RETURN \"CALL dbms.x()\", 'it\\'s; fine'",
    "RETURN 1 // ; CALL dbms.x()",
    "RETURN 1 /* ; */ /**/",
    "MATCH (n) CALL { WITH n RETURN 1 AS x } RETURN x",
    "MATCH (n) CALL (n) { RETURN 1 AS x } RETURN x",
    "CALL db.labels",
    "call `db`.`labels`() yield label return label",
    "RETURN $call, $load",
    "MATCH (n) WHERE n.name IN ['a'] AND (n.x = 1) RETURN date.truncate('day', n.at)",
    "RETURN point.distance(point({x: 1, y: 2}), point({x: 3, y: 4}))",
]


@pytest.mark.parametrize("cypher", HARMLESS, ids=range(len(HARMLESS)))
def test_harmless_text_passes_as_it_is(cypher: str) -> None:
    assert checked(cypher) == cypher


@pytest.mark.parametrize("ending", [";", " ; ", ";;", "; // done;", "\n;/* x */"])
def test_semicolons_at_the_end_are_taken_off(ending: str) -> None:
    left = checked("RETURN 1" + ending)
    assert left.startswith("RETURN 1")
    assert [token.text for token in tokens(left)] == ["RETURN", "1"]


REFUSED = [
    "RETURN 1; MATCH (n) RETURN n",
    "/* ; */ SHOW TRANSACTIONS",
    "MATCH (n) RETURN n UNION SHOW/**/TRANSACTIONS",
    "MATCH (n)\nLOAD\n//x\nCSV FROM 'x' AS l RETURN l",
    "CALL dbms.killQuery('x')",
    "MATCH (n) CALL sql('x') RETURN n",
    "CALL foo",
    "CALL foo YIELD x RETURN x",
    "CALL db.`clearQueryCaches`()",
    "RETURN a.b.c(1)",
    "RETURN apoc . text . join(['a'], 'b')",
    "\\u004cOAD CSV FROM 'x' AS l RETURN l",
    "RETURN '\\u0027 SHOW TRANSACTIONS //'",
]


@pytest.mark.parametrize("cypher", REFUSED, ids=range(len(REFUSED)))
def test_what_would_do_more_is_refused(cypher: str) -> None:
    with pytest.raises(QueryRefused):
        checked(cypher)


@pytest.mark.parametrize(
    "cypher", ["'", '"x', "RETURN `x", "RETURN 1 /* x", "", " // only a comment"]
)
def test_text_that_does_not_end_is_invalid(cypher: str) -> None:
    with pytest.raises(QueryInvalid):
        checked(cypher)


@given(st.text(alphabet=st.sampled_from("'\"`\\/*;. \n(){}aLOADCSVcall$:1é🚢"), max_size=60))
def test_any_text_passes_or_is_refused(cypher: str) -> None:
    with contextlib.suppress(QueryRefused, QueryInvalid):
        assert ";" not in [token.text for token in tokens(checked(cypher)) if token.kind == "sign"]


@given(st.text())
def test_a_search_is_words_and_no_syntax(text: str) -> None:
    words = [word.removesuffix("*") for word in lucene(text).split()]
    assert not set("".join(words)) & set('+-&|!(){}[]^"~*?:\\/')
    assert not {"AND", "OR", "NOT"} & set(words)


def test_no_plan_is_refused() -> None:
    with pytest.raises(QueryRefused):
        check_plan(None)
    with pytest.raises(QueryRefused):
        check_plan({})


def test_an_operator_that_nobody_knows_is_refused_wherever_it_stands() -> None:
    plan = {
        "operatorType": "ProduceResults@neo4j",
        "children": [{"operatorType": "Apply@neo4j", "children": [{"operatorType": "Brew@neo4j"}]}],
    }
    with pytest.raises(QueryRefused, match="Brew"):
        check_plan(plan)


PLANNED = [
    "LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line",
    "SHOW SETTINGS",
    "SHOW TRANSACTIONS",
    "SHOW PROCEDURES",
    "TERMINATE TRANSACTIONS 'x'",
    "CALL dbms.listConfig()",
    "CALL db.clearQueryCaches()",
    "CREATE (n)",
    "MATCH (n) SET n.x = 1",
    "MATCH (n) CALL (n) { SET n.x = 1 } IN TRANSACTIONS",
    "CREATE INDEX x FOR (n:X) ON (n.y)",
]


@pytest.mark.store
@pytest.mark.parametrize("cypher", PLANNED, ids=range(len(PLANNED)))
def test_the_plan_alone_gives_away_what_does_more_than_read(
    neo4j_server: Neo4jServer, cypher: str
) -> None:
    auth = (neo4j_server.user, neo4j_server.password)
    with (
        neo4j.GraphDatabase.driver(neo4j_server.url, auth=auth) as driver,
        driver.session() as session,
    ):
        plan = session.run(f"EXPLAIN {cypher}").consume().plan  # pyright: ignore[reportArgumentType]
    with pytest.raises(QueryRefused):
        check_plan(plan)
