"""Queries that somebody else wrote, on the embedded store and a real Neo4j: what they give, what is refused, what is cut."""

from __future__ import annotations

import pytest

from graph.errors import QueryInvalid, QueryRefused, QueryTimeout
from graph.store import Store
from tests.stores import everything, urn

READING = [
    "MATCH (n:Service) RETURN n.name ORDER BY n.name;",
    "// a comment; with LOAD CSV\nMATCH (n) /* SHOW TRANSACTIONS; */ RETURN count(n)",
    "RETURN 'LOAD CSV; CALL dbms.shutdown()' AS text",
    "CALL db.labels() YIELD label RETURN label",
    "MATCH (t:Team) CALL (t) { MATCH (t)-[:OWNS]->(s) RETURN count(s) AS n } RETURN t.name, n",
    "MATCH p = shortestPath((a:Service {name: 'shop'})-[:DEPENDS_ON*..5]->(b:Service {name: 'stock'})) "
    "RETURN length(p)",
    "MATCH (n:Service) WHERE NOT EXISTS { (n)<-[:OWNS]-() } RETURN n.name",
    "MATCH (n) WHERE COUNT { (n)-->() } > 0 RETURN n.name AS `load csv`",
    "MATCH (n:Service) OPTIONAL MATCH (n)<-[:OWNS]-(t) RETURN n.name, collect(t.name)",
    "MATCH (n:Thing {urn: 'x'}) RETURN n UNION MATCH (n:Team) RETURN n",
    "WITH 1 AS set, 2 AS delete RETURN set + delete AS create",
    "RETURN duration.between(date('2026-01-01'), date('2026-02-01')) AS d, toUpper('x') AS u",
]
WRITING = [
    "CREATE (n:Service {urn: 'x'}) RETURN n",
    "MATCH (n:Service) SET n.name = 'gone'",
    "MATCH (n:Service) SET n:Team RETURN n",
    "MATCH (n:Service) REMOVE n.name",
    "MATCH (n:Service) DETACH DELETE n",
    "MATCH ()-[r]->() DELETE r",
    "MERGE (n:Service {urn: 'y'}) RETURN n",
    "MATCH (n:Service) FOREACH (x IN [1] | CREATE (:Service {urn: 'z'}))",
    "MATCH (n:Service) CALL (n) { SET n.name = 'gone' } RETURN n",
    "WITH 1 AS one MERGE (n:CartularyRun {id: 'r'}) RETURN n",
    "/* only reading */ CREATE (n:NewLabel)",
    "CREATE INDEX nosy FOR (n:Service) ON (n.name)",
    "DROP CONSTRAINT cartulary_thing_urn",
]
PRYING = [
    "LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line",
    "load  /* x */ csv FROM 'file:///etc/passwd' AS line RETURN line",
    "MATCH (n) LOAD CSV FROM 'http://127.0.0.1/' AS line RETURN line",
    "CALL { LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line } RETURN line",
    "SHOW TRANSACTIONS",
    "SHOW SETTINGS",
    "show users",
    "TERMINATE TRANSACTIONS 'x'",
    "CALL dbms.listConfig()",
    "CALL dbms.security.listUsers() YIELD user RETURN user",
    "CALL `dbms`.`listConfig`()",
    "CALL db . clearQueryCaches()",
    "CALL algo.pagerank()",
    "RETURN apoc.load.json('file:///etc/passwd')",
    "RETURN `apoc`.`util`.sleep(10)",
    "RETURN 1; RETURN 2",
    "EXPLAIN MATCH (n) RETURN n",
    "PROFILE MATCH (n) RETURN n",
    "USE system SHOW USERS",
    "ALTER USER neo4j SET PASSWORD 'x'",
    "STOP DATABASE neo4j",
]
BROKEN = [
    "",
    "  ;",
    "RETRUN 1",
    "MATCH (n RETURN n",
    "MATCH (n) RETURN m",
    "RETURN 'open",
    "RETURN nope(1)",
    "{",
]
ENDLESS = [
    "UNWIND range(1, 1000000) AS a UNWIND range(1, 1000000) AS b WITH a * b AS c WHERE c < 0 RETURN count(c)",
    "UNWIND range(1, 1000000) AS a UNWIND range(1, 1000000) AS b RETURN a + b",
]


def test_a_table_holds_nodes_edges_and_paths_by_urn(small: Store) -> None:
    table = small.query(
        "MATCH p = (a:Service {name: 'shop'})-[r]->(b) RETURN a, r, p, {k: [1, 2.5, null, true]} AS m"
    ).json()
    shop = {
        "urn": urn("shop"),
        "labels": ["Asset", "Service", "Thing"],
        "properties": {"name": "shop", "tier": 1, "urn": urn("shop")},
    }
    cart = {
        "urn": urn("cart"),
        "labels": ["Asset", "Service", "Thing"],
        "properties": {"aliases": ["basket", "trolley"], "name": "cart", "urn": urn("cart")},
    }
    step = {
        "type": "DEPENDS_ON",
        "start": urn("shop"),
        "end": urn("cart"),
        "properties": {"sources": ["a.yaml#0/x"]},
    }
    assert table["columns"] == ["a", "r", "p", "m"]
    assert table["complete"] is True
    assert table["rows"] == [
        [shop, step, {"nodes": [shop, cart], "relationships": [step]}, {"k": [1, 2.5, None, True]}]
    ]


def test_a_lone_relationship_comes_with_the_urns_of_its_ends(small: Store) -> None:
    table = small.query("MATCH ()-[r:OWNS]->() RETURN r, [r] AS rs")
    owns = {
        "type": "OWNS",
        "start": urn("core", "team"),
        "end": urn("cart"),
        "properties": {"sources": ["c"]},
    }
    assert table.rows == ((owns, [owns]),)


def test_times_are_iso_8601(small: Store) -> None:
    table = small.query(
        "RETURN date('2026-02-03') AS d, datetime('2026-02-03T04:05:06Z') AS t, duration('P1DT2H') AS l"
    )
    assert table.rows[0][0] == "2026-02-03"
    assert str(table.rows[0][1]).startswith("2026-02-03T04:05:06")
    assert table.rows[0][2] == "P1DT2H"


def test_a_limit_cuts_and_says_so(small: Store) -> None:
    query = "UNWIND range(1, 2500) AS n RETURN n"
    assert len(small.query(query).rows) == 1000
    assert small.query(query).complete is False
    assert small.query(query, limit=2500).complete is True
    assert len(small.query(query, limit=None).rows) == 2500
    assert small.query(query, limit=1).rows == ((1,),)


def test_parameters_are_data(small: Store) -> None:
    nasty = "shop'}) DETACH DELETE n //"
    table = small.query("MATCH (n:Service) WHERE n.name = $name RETURN n.name", {"name": nasty})
    assert table.rows == ()
    assert small.query("RETURN $name AS x", {"name": nasty}).rows == ((nasty,),)


@pytest.mark.parametrize("cypher", READING, ids=range(len(READING)))
def test_queries_that_read_are_run(small: Store, cypher: str) -> None:
    assert small.query(cypher).columns


@pytest.mark.parametrize("cypher", WRITING, ids=range(len(WRITING)))
def test_queries_that_write_are_refused_and_write_nothing(small: Store, cypher: str) -> None:
    before = everything(small)
    with pytest.raises((QueryRefused, QueryInvalid)):
        small.query(cypher)
    assert everything(small) == before
    assert small.rows("MATCH (n:CartularyRun) RETURN count(n) AS n") == [{"n": 0}]


@pytest.mark.parametrize("cypher", PRYING, ids=range(len(PRYING)))
def test_queries_that_look_beyond_the_catalog_are_refused(small: Store, cypher: str) -> None:
    with pytest.raises(QueryRefused):
        small.query(cypher)


@pytest.mark.parametrize("cypher", BROKEN, ids=range(len(BROKEN)))
def test_queries_that_make_no_sense_say_where(small: Store, cypher: str) -> None:
    with pytest.raises(QueryInvalid) as caught:
        small.query(cypher)
    assert str(caught.value).strip()


def test_a_missing_parameter_is_told(small: Store) -> None:
    with pytest.raises(QueryInvalid, match=r"(?i)name"):
        small.query("RETURN $name AS n")


@pytest.mark.parametrize("cypher", ENDLESS, ids=["silent", "talkative"])
def test_a_query_is_stopped_at_its_time_limit(small: Store, cypher: str) -> None:
    with pytest.raises(QueryTimeout, match="1 s"):
        small.query(cypher, timeout=1, limit=None)
    listed = small.rows(
        "SHOW TRANSACTIONS YIELD currentQuery" if small.kind == "neo4j" else "SHOW TRANSACTIONS"
    )
    assert not [row for row in listed if "1000000" in str(row["currentQuery"])]
    assert small.query("MATCH (n:Service) RETURN count(n)").rows == ((3,),)
