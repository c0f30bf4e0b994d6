"""Which dialect a text of SQL is in."""

from __future__ import annotations

__all__ = ["of_adapter"]

# dbt's adapters whose name is not sqlglot's
ADAPTERS = {
    "alloydb": "postgres",
    "athena": "athena",
    "cockroachdb": "postgres",
    "cratedb": "postgres",
    "databricks_sql": "databricks",
    "dremio": "dremio",
    "fabric": "fabric",
    "fabricspark": "spark",
    "firebolt": "postgres",
    "glue": "spark",
    "greenplum": "postgres",
    "hologres": "postgres",
    "impala": "hive",
    "layer": "bigquery",
    "materialize": "materialize",
    "risingwave": "risingwave",
    "spark": "spark",
    "sqlserver": "tsql",
    "starburst": "trino",
    "synapse": "tsql",
    "tidb": "mysql",
    "timescaledb": "postgres",
    "vertica": "postgres",
    "yellowbrick": "postgres",
}


def of_adapter(adapter: str) -> str:
    """The dialect of a dbt adapter; "" (what all have in common) for one that nobody knows."""
    from sqlglot.dialects.dialect import Dialect

    named = ADAPTERS.get(adapter, adapter)
    return named if named and Dialect.get(named) is not None else ""
