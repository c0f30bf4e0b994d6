"""Which dialect a text of SQL is in: said by it, by its folder, by words that only one dialect has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

__all__ = ["candidates", "of_adapter"]

# dbt's adapters, and what people call databases, whose name is not sqlglot's
ADAPTERS = {
    "alloydb": "postgres",
    "bq": "bigquery",
    "cockroachdb": "postgres",
    "cratedb": "postgres",
    "fabricspark": "spark",
    "firebolt": "postgres",
    "glue": "spark",
    "greenplum": "postgres",
    "hologres": "postgres",
    "impala": "hive",
    "mariadb": "mysql",
    "mssql": "tsql",
    "pg": "postgres",
    "plsql": "oracle",
    "postgresql": "postgres",
    "psql": "postgres",
    "sparksql": "spark",
    "sqlite3": "sqlite",
    "sqlserver": "tsql",
    "starburst": "trino",
    "synapse": "tsql",
    "tidb": "mysql",
    "timescaledb": "postgres",
    "vertica": "postgres",
    "yellowbrick": "postgres",
}
_SAID = re.compile(r"(?:--|/\*|#)[^\n]{0,80}?\bdialect\b\s*[:=]\s*(\w+)", re.IGNORECASE)
MARKS: tuple[tuple[str, str], ...] = (
    ("clickhouse", r"\bENGINE\s*=\s*\w*MergeTree\b|\bLowCardinality\s*\("),
    ("mysql", r"\bAUTO_INCREMENT\b|\bENGINE\s*=\s*(?:InnoDB|MyISAM)\b|^DELIMITER\s|\bUNSIGNED\b"),
    ("bigquery", r"\bINT64\b|\bFLOAT64\b|\bSTRUCT\s*<|`[\w-]+\.[\w-]+\.[\w-]+`|\bSAFE_CAST\b"),
    ("databricks", r"\bUSING\s+DELTA\b|\bTBLPROPERTIES\s*\(\s*'?delta\."),
    ("hive", r"\bSTORED\s+AS\b|\bROW\s+FORMAT\b|\bLATERAL\s+VIEW\b|\bINSERT\s+OVERWRITE\b"),
    ("tsql", r"^\s*GO\s*$|\[dbo\]|\bdbo\.|\bNVARCHAR\b|\bIDENTITY\s*\(|\bDATETIME2\b"),
    ("oracle", r"\bVARCHAR2\b|\bFROM\s+DUAL\b|\bCLOB\b"),
    ("redshift", r"\bDISTKEY\b|\bSORTKEY\b|\bDISTSTYLE\b"),
    (
        "snowflake",
        r"\bVARIANT\b|\bTIMESTAMP_[NLT]TZ\b|\bFLATTEN\s*\(|\bCOPY\s+GRANTS\b|\bTRANSIENT\b",
    ),
    (
        "postgres",
        r"\bBIGSERIAL\b|\bSERIAL\b|\bJSONB\b|\bTIMESTAMPTZ\b|\$\$|::\w|\bpg_catalog\b|\bILIKE\b",
    ),
    ("sqlite", r"\bAUTOINCREMENT\b|\bWITHOUT\s+ROWID\b|\bPRAGMA\b"),
)
LIKELY = (
    "postgres",
    "mysql",
    "tsql",
    "snowflake",
    "bigquery",
    "oracle",
    "spark",
    "sqlite",
    "duckdb",
)
SAMPLE = 200_000


def of_adapter(adapter: str) -> str:
    """The dialect of a dbt adapter; "" (what all have in common) for one that nobody knows."""
    from sqlglot.dialects.dialect import Dialect

    named = ADAPTERS.get(adapter, adapter)
    return named if named and Dialect.get(named) is not None else ""


def candidates(path: str, sql: str) -> list[str]:
    """Dialects to try, the likeliest first; only one where the file or its folder says which."""
    said = _SAID.search(sql[:2_000])
    if said and (named := of_adapter(said.group(1).lower())):
        return [named]
    for word in reversed(re.split(r"[^a-z0-9]+", path.lower())):
        if word in _names():
            return [of_adapter(word)]
    found = list(_marked(sql[:SAMPLE]))
    return [*found, *(d for d in LIKELY if d not in found)]


def _marked(sql: str) -> Iterator[str]:
    for dialect, pattern in MARKS:
        if re.search(pattern, sql, re.IGNORECASE | re.MULTILINE):
            yield dialect


@cache
def _names() -> frozenset[str]:
    from sqlglot.dialects.dialect import Dialects

    return frozenset(d.value for d in Dialects if d.value) | ADAPTERS.keys() - {"pg", "glue"}
