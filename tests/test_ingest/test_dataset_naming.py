"""Names of datasets by where they are stored: https://openlineage.io/docs/spec/naming."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.vocabulary import Label
from ingest.dataset_naming import by_openlineage, by_parts, host_of, qualified, topic_of_subject


@pytest.mark.parametrize(
    ("namespace", "name", "expected"),
    [
        (
            "postgres://DB.example.com:5432",
            "shop.public.orders",
            ("db.example.com", "shop.public.orders"),
        ),
        ("mysql://host:3306", "shop.orders", ("host", "shop.orders")),
        ("hive://localhost:9083", "test.t1", ("localhost", "test.t1")),
        ("trino://h:8080", "c.s.t", ("h", "c.s.t")),
        ("cassandra://a:9042,b:9042", "ks.t", ("a", "ks.t")),
        ("snowflake://org-account", "DB.PUBLIC.T", ("org-account", "DB.PUBLIC.T")),
        ("bigquery", "project.dataset.table", ("bigquery", "project.dataset.table")),
        ("arn:aws:glue:eu-west-1:123", "table/db/t", ("arn:aws:glue:eu-west-1:123", "db.t")),
        ("spark://h:10000", "None.default.t", ("h", "default.t")),
        ("postgres://user:pw@h:1", '"s"."t"', ("h", "s.t")),
        ("s3://Bucket", "/raw/orders/", ("bucket", "raw/orders")),
        ("gs://bucket", "raw", ("bucket", "raw")),
        ("abfss://box@acct.dfs.core.windows.net", "out", ("box@acct.dfs.core.windows.net", "out")),
        ("hdfs://namenode:8020", "/user/x", ("namenode", "user/x")),
        ("file", "/tmp/x/", (None, "/tmp/x")),
        ("file://host", "/tmp/x", ("host", "/tmp/x")),
        ("file:/tmp/warehouse", "default.t", (None, "default.t")),
        ("duckdb:///data/x.duckdb", "x.main.t", (None, "x.main.t")),
        ("", "a.b", (None, "a.b")),
        ("food_delivery", "public.orders", ("food_delivery", "public.orders")),
    ],
)
def test_tables_and_files(namespace: str, name: str, expected: tuple[str | None, str]) -> None:
    found = by_openlineage(namespace, name)
    assert (found.namespace, found.name) == expected
    assert found.label == Label.DATASET


@pytest.mark.parametrize(
    ("namespace", "name", "expected"),
    [
        ("kafka://broker:9092", "Orders.v1", "Orders.v1"),
        ("pubsub", "topic:project:Clicks", "Clicks"),
        ("kinesis://stream.eu-west-1", "arn:aws:kinesis:eu-west-1:1:stream/clicks", "clicks"),
    ],
)
def test_what_a_broker_holds_is_a_topic_without_host(
    namespace: str, name: str, expected: str
) -> None:
    found = by_openlineage(namespace, name)
    assert (found.label, found.namespace, found.name) == (Label.TOPIC, None, expected)


@pytest.mark.parametrize(
    ("before", "name", "expected"),
    [
        (("shop", "public"), "orders", "shop.public.orders"),
        (("shop", "public"), "crm.orders", "shop.crm.orders"),
        (("shop", "public"), "other.crm.orders", "other.crm.orders"),
        (("", "public"), "orders", "public.orders"),
        ((), "orders", "orders"),
    ],
)
def test_a_table_is_qualified_as_far_as_it_is_known(
    before: tuple[str, ...], name: str, expected: str
) -> None:
    assert qualified(before, name) == expected


def test_a_contracts_server_and_an_event_name_one_table_alike() -> None:
    contract = by_parts("postgres", "DB.example.com:5432", ("shop", "public"), "orders")
    event = by_openlineage("postgres://db.example.com:5432", "shop.public.orders")
    assert contract == event
    assert by_parts("kafka", "broker:9092", (), "orders") == by_openlineage("kafka://b:1", "orders")
    assert by_parts("bigquery", "", ("p", "d"), "t") == by_openlineage("bigquery", "p.d.t")


@pytest.mark.parametrize(
    ("address", "host"),
    [("[::1]:5432", "::1"), ("https://x.y/z?q", "x.y"), ("", None), ("a@B:1", "b")],
)
def test_hosts(address: str, host: str | None) -> None:
    assert host_of(address) == host


@given(st.text(max_size=60), st.text(min_size=1, max_size=60))
def test_any_name_is_named(namespace: str, name: str) -> None:
    found = by_openlineage(namespace, name)
    assert found.label in (Label.DATASET, Label.TOPIC)
    assert found.namespace is None or found.namespace == found.namespace.lower()


@pytest.mark.parametrize(
    ("namespace", "name", "expected"),
    [
        ("awsathena://athena.eu-west-1.amazonaws.com", "c.d.t", ("athena.eu-west-1.amazonaws.com", "c.d.t")),
        ("azurecosmos://acct.documents.azure.com/dbs/shop", "colls/orders", ("acct.documents.azure.com", "shop.orders")),
        ("azurecosmos://acct.documents.azure.com/dbs/shop", "/colls/orders", ("acct.documents.azure.com", "shop.orders")),
        ("azurekusto://c1.kusto.windows.net", "db/t", ("c1.kusto.windows.net", "db.t")),
        ("sqlserver://h:1433", "dbo.orders", ("h", "dbo.orders")),
        ("milvus://h:19530", "db.coll", ("h", "db.coll")),
        ("fabric-warehouse://x.datawarehouse.fabric.microsoft.com", "w.s.t", ("x.datawarehouse.fabric.microsoft.com", "w.s.t")),
        ("crate://h:4200", "d.s.t", ("h", "d.s.t")),
        ("db2://h:50000", "d.s.t", ("h", "d.s.t")),
        ("mssql://h:1433", "d.s.t", ("h", "d.s.t")),
        ("oceanbase://h:2881", "d.t", ("h", "d.t")),
        ("oracle://h:1521", r"mydb\.example\.com.S.T", ("h", "mydb.example.com.S.T")),
        ("teradata://h:1025", "d.t", ("h", "d.t")),
        ("redshift://c1.us-west-2:5439", "d.s.t", ("c1.us-west-2", "d.s.t")),
        ("redshift://c1.abc123.us-west-2.redshift.amazonaws.com:5439", "d.s.t", ("c1.us-west-2", "d.s.t")),
        ("spanner://project:instance", "d.s.t", ("project:instance", "d.s.t")),
        ("unitycatalog://adb-1.azuredatabricks.net", "c.s.t", ("adb-1.azuredatabricks.net", "c.s.t")),
        ("dbfs://workspace", "/mnt/x", ("workspace", "mnt/x")),
        ("wasbs://box@acct.dfs.core.windows.net", "a/b", ("box@acct.dfs.core.windows.net", "a/b")),
        ("box://h:443/ent1", "k/o", ("h", "ent1/k/o")),
        ("mssharepoint://h:443/site", "k", ("h", "site/k")),
        ("inmemory://", "tmp1", (None, "tmp1")),
    ],
)  # fmt: skip
def test_every_store_of_the_specification(
    namespace: str, name: str, expected: tuple[str | None, str]
) -> None:
    found = by_openlineage(namespace, name)
    assert (found.namespace, found.name, found.label) == (*expected, Label.DATASET)


def test_an_endpoint_and_a_namespace_name_one_server() -> None:
    host = "c1.abc123.us-west-2.redshift.amazonaws.com"
    contract = by_parts("redshift", host, ("d", "s"), "t")
    assert contract == by_openlineage("redshift://c1.us-west-2:5439", "d.s.t")
    account = by_parts("snowflake", "org-acct.snowflakecomputing.com", ("d", "s"), "t")
    assert account == by_openlineage("snowflake://org-acct", "d.s.t")


@pytest.mark.parametrize(
    ("subject", "topic"),
    [("orders-value", "orders"), ("a.b-key", "a.b"), ("com.acme.Order", None)],
)
def test_a_subject_names_a_topic_where_its_strategy_says_so(
    subject: str, topic: str | None
) -> None:
    assert topic_of_subject(subject) == topic
