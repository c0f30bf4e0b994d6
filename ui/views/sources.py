"""What was read, when, with what result; every reject with its place and reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from ui.parts import open_page
from ui.state import State, state_of
from ui.text import inline

WIDTHS = {"place": st.column_config.TextColumn(width="medium")}


def _table(title: str, rows: Sequence[Mapping[str, Any]], none: str) -> None:
    st.subheader(title)
    if rows:
        st.dataframe([dict(row) for row in rows], hide_index=True, column_config=WIDTHS)
    else:
        st.caption(none)


def _runs(state: State) -> list[dict[str, Any]]:
    return [
        {
            "time": line.run.time,
            "what": line.run.action,
            "roots": ", ".join(line.run.roots),
            "added": line.run.added,
            "changed": line.run.changed,
            "removed": line.run.removed,
            "run": line.run.id,
        }
        for line in state.runs
    ]


def main() -> None:
    page = open_page("Sources")
    state = state_of(page.catalog)
    st.caption(f"Store {inline(state.store, 300)} · embeddings: {inline(state.embeddings)}")
    figures = (
        ("Things", sum(state.classes.values())),
        ("Relations", sum(state.relations.values())),
        ("Placeholders", state.placeholders),
        ("Rejects", len(state.rejects)),
        ("Stale files", len(state.stale)),
    )
    for column, (title, number) in zip(st.columns(len(figures)), figures, strict=True):
        column.metric(title, number, border=True)
    roots = [{k.replace("_", " "): v for k, v in root.items()} for root in state.roots]
    _table("Roots", roots, "Nothing was read yet: `cartulary ingest FOLDER`")
    failed = [{"root": r["name"], "why": r["failed"]} for r in state.roots if r["failed"]]
    if failed:
        _table("Could not be read when last tried; what they said before is kept", failed, "")
    rejects = [{"place": r["place"], "reason": r["reason"]} for r in state.rejects]
    _table("Rejects", rejects, "None: everything that is a catalog format could be read.")
    if state.stale:
        files = [{"file": file} for file in state.stale]
        _table("Could not be read lately; what they said last is kept", files, "")
    _table("Last runs", _runs(state), "None yet.")
    _table("By connector", state.sources, "None yet.")
    classes, kinds = st.columns(2, gap="large")
    with classes:
        things = [{"class": k, "things": n} for k, n in state.classes.items()]
        _table("By class", things, "None yet.")
    with kinds:
        edges = [{"relation": k, "edges": n} for k, n in state.relations.items()]
        _table("By relation", edges, "None yet.")


main()
