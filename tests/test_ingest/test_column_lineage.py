"""Columns of SQL statements against a gold set made by hand: nothing missing, nothing invented."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from ingest.sql_lineage import Lineage, Unparsed, lineage_of, statements
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
