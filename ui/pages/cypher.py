"""Query the graph in Cypher, read-only, beside the labels, relations and properties that there are."""

from __future__ import annotations

import json

import streamlit as st

from graph.errors import CartularyError
from graph.ontology import Ontology
from ui.drawing import markdown_text
from ui.parts import page_catalog

FIRST = "MATCH (t:Team)-[:OWNS]->(s:Service)\nRETURN t.name AS team, collect(s.name) AS services\nORDER BY team"


def _schema(ontology: Ontology) -> None:
    with st.expander("Labels, relations and properties"):
        classes, relations, properties = st.tabs(["Labels", "Relations", "Properties"])
        with classes:
            st.dataframe(
                [
                    {"label": c.name, "ancestors": ", ".join(c.ancestors), "what": c.comment}
                    for c in ontology.classes.values()
                ],
                hide_index=True,
            )
        with relations:
            st.dataframe(
                [
                    {"from": row.domain, "relation": r.name, "to": row.range}
                    for r in ontology.relations.values()
                    for row in r.rows
                ],
                hide_index=True,
            )
        with properties:
            st.dataframe(
                [
                    {"property": p.name, "of": p.of, "type": p.type}
                    for p in ontology.properties.values()
                ],
                hide_index=True,
            )


def _cell(value: object) -> object:
    return value if isinstance(value, str | int | float | bool | None) else json.dumps(value)


def main() -> None:
    opened = page_catalog()
    st.title("Cypher")
    _schema(opened.ontology)
    with st.form("cypher"):
        text = st.text_area("Query (read-only)", FIRST, height=160)
        left, right = st.columns(2)
        limit = left.number_input("At most so many rows", 1, 100_000, 1000)
        timeout = right.number_input("Stop after so many seconds", 1, 600, 30)
        sent = st.form_submit_button("Run", type="primary")
    if not sent:
        return
    try:
        table = opened.store.query(text, {}, limit=int(limit), timeout=float(timeout))
    except CartularyError as error:
        st.error(markdown_text(str(error)))
        return
    rows = [[_cell(value) for value in row] for row in table.rows]
    names = [f"{c} ({i})" if table.columns.count(c) > 1 else c for i, c in enumerate(table.columns)]
    st.dataframe({name: [row[i] for row in rows] for i, name in enumerate(names)}, hide_index=True)
    st.caption(f"{len(rows)} rows in {table.elapsed_ms} ms")
    if not table.complete:
        st.warning(f"Cut at {limit} rows; there are more.")


main()
