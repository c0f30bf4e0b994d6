"""Query the graph in Cypher, read-only, beside the labels, relations and properties that there are."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, cast

import streamlit as st

from graph.errors import CartularyError, UsageError
from ui.cells import cell
from ui.parts import Page, open_page
from ui.text import inline

FIRST = "MATCH (t:Team)-[:OWNS]->(s:Service)\nRETURN t.name AS team, collect(s.name) AS services\nORDER BY team"


def _schema(page: Page) -> None:
    ontology, graph = page.catalog.ontology, page.projection
    with st.expander("Labels, relations and properties"):
        classes, relations, properties = st.tabs(["Labels", "Relations", "Properties"])
        with classes:
            things = Counter(graph.label_of(i) for i in range(len(graph)))
            st.dataframe(
                [
                    {
                        "label": c.name,
                        "things": things.get(c.name, 0),
                        "also": ", ".join(c.ancestors),
                        "what": c.comment,
                    }
                    for c in ontology.classes.values()
                ],
                hide_index=True,
            )
        with relations:
            edges = Counter(str(graph.relations[code]) for code in graph.relation.tolist())
            st.dataframe(
                [
                    {
                        "from": row.domain,
                        "relation": r.name,
                        "to": row.range,
                        "edges of it in all": edges.get(r.name, 0),
                    }
                    for r in ontology.relations.values()
                    for row in r.rows
                ],
                hide_index=True,
            )
        with properties:
            st.dataframe(
                [
                    {
                        "property": p.name,
                        "of": p.of,
                        "type": p.type,
                        "stated": len(list(graph.columns[p.name]))
                        if p.name in graph.columns
                        else 0,
                    }
                    for p in ontology.properties.values()
                ],
                hide_index=True,
            )


def _parameters(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError) as error:
        raise UsageError(f"the parameters are no JSON: {error}") from error
    if not isinstance(found, dict):
        raise UsageError('the parameters are no JSON object: write {"name": "value"}')
    return cast(dict[str, Any], found)


def main() -> None:
    page = open_page("Cypher")
    _schema(page)
    with st.form("cypher"):
        text = st.text_area("Query (read-only)", FIRST, height=160)
        given = st.text_input(
            "Parameters (a JSON object)", placeholder='{"name": "checkout"}', key="parameters"
        )
        left, right = st.columns(2)
        limit = left.number_input("At most so many rows", 1, 100_000, 1000)
        timeout = right.number_input("Stop after so many seconds", 1, 600, 30)
        sent = st.form_submit_button("Run", type="primary")
    if not sent:
        return
    try:
        with st.spinner("Running"):
            table = page.catalog.store.query(
                text, _parameters(given), limit=int(limit), timeout=float(timeout)
            )
    except CartularyError as error:
        st.error(inline(str(error), 2000))
        return
    ontology = page.catalog.ontology
    names = [f"{c} ({i})" if table.columns.count(c) > 1 else c for i, c in enumerate(table.columns)]
    shown = {name: [_cell(row[i], ontology) for row in table.rows] for i, name in enumerate(names)}
    st.dataframe(shown, hide_index=True)
    rows = len(table.rows)
    st.caption(f"{rows} {'row' if rows == 1 else 'rows'} in {table.elapsed_ms} ms")
    if not table.complete:
        st.warning(f"Cut at {limit} rows; there are more.")
    whole = json.dumps(table.json(), ensure_ascii=False, default=str)
    st.download_button("The whole as JSON", whole, "result.json", "application/json")


def _cell(value: object, ontology: Any) -> object:
    return value if isinstance(value, int | float | None) else cell(value, ontology)


main()
