"""Columns of SQL statements against a gold set made by hand: nothing missing, nothing invented."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from ingest.sql_lineage import Lineage, lineage_of
from ingest.sql_parse import Unparsed, statements
from ingest.sql_relation import Tables

GOLD = Path(__file__).parents[1] / "golden" / "column_lineage"
FILES = sorted(GOLD.glob("*.yaml"))
CASES: list[dict[str, Any]] = [
    {**case, "file": file.stem}
    for file in FILES
    for case in yaml.safe_load(file.read_text("utf-8"))
]


def lineage(case: dict[str, Any]) -> Lineage:
    tables = Tables()
    for name, columns in (case.get("schema") or {}).items():
        tables.add(name, columns, exact=True)
    found = statements(case["sql"], case["dialect"])
    assert not isinstance(found, Unparsed), found
    (statement,) = found
    read = lineage_of(statement, case["dialect"], tables)
    assert read is not None
    return read


def direct(found: Lineage) -> set[str]:
    return {f"{out} <- {t}.{c} {kind.name}" for (out, (t, c)), kind in found.direct.items()}


def indirect(found: Lineage) -> set[str]:
    return {f"{t}.{c} {', '.join(how)}" for (t, c), how in found.indirect.items()}


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['file']}/{c['name']}")
def test_statement(case: dict[str, Any]) -> None:
    found = lineage(case)
    assert found.target == case.get("target", "")
    assert direct(found) == set(case["direct"])
    assert indirect(found) == set(case.get("indirect") or ())
    assert found.complete is case.get("complete", True)


def test_the_gold_set_is_whole() -> None:
    """Counted in the files' text, so that cases which are not collected are noticed."""
    named = sum(f"\n{file.read_text('utf-8')}".count("\n- name:") for file in FILES)
    assert len(CASES) == named >= 60
    assert len({case["dialect"] for case in CASES}) >= 6


LARGE = {
    "parentheses": "select " + "(" * 5000 + "a" + ")" * 5000 + " as x from t",
    "subqueries": "select a from (" * 400 + "select a from t" + ") q" * 400,
    "cases": "select " + "case when a = 1 then " * 300 + "b" + " end" * 300 + " as x from t",
    "rows of rows": "with c0 as (select "
    + ", ".join(f"x{k}" for k in range(300))
    + " from t)"
    + "".join(
        f", c{i} as (select "
        + ", ".join(f"greatest(c.*) as x{k}" for k in range(300))
        + f" from c{i - 1} c)"
        for i in range(1, 20)
    )
    + " select * from c19",
    "far too long": "select '" + "x" * 400_000 + "' as x from t",
}


@pytest.mark.parametrize("name", LARGE)
def test_what_is_too_large_or_too_deep_is_given_up(name: str) -> None:
    found = statements(LARGE[name], "postgres")
    if isinstance(found, Unparsed):
        assert found.reason
        return
    read = lineage_of(found[0], "postgres", Tables())
    assert read is not None
    assert (read.direct, read.complete, read.tables) == ({}, False, ("t",))


def test_long_is_not_too_large() -> None:
    conditions = " or ".join(f"b = {i}" for i in range(5_000))
    ctes = ["c0 as (select a, b from t)"]
    ctes += [f"c{i} as (select a + b as a, b from c{i - 1} where {i} > a)" for i in range(1, 300)]
    unions = " union all ".join(f"select a from c{i % 300} where {i} = b" for i in range(300))
    (statement,) = _parsed(
        f"with {', '.join(ctes)} {unions} union select a from u where {conditions}"
    )
    read = lineage_of(statement, "postgres", Tables())
    assert read is not None
    assert read.complete
    assert direct(read) == {
        "a <- t.a TRANSFORMATION",
        "a <- t.b TRANSFORMATION",
        "a <- u.a IDENTITY",
    }


def _parsed(sql: str) -> list[Any]:
    found = statements(sql, "postgres")
    assert not isinstance(found, Unparsed), found
    return found
