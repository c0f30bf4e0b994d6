"""What was read, when, with what result; every reject with its place and reason."""

from __future__ import annotations

import streamlit as st

from ui.drawing import markdown_text
from ui.parts import page_catalog
from ui.state import state_of


def main() -> None:
    opened = page_catalog()
    st.title("Sources")
    state = state_of(opened)
    st.caption(
        f"Store {markdown_text(state.store)} · embeddings: {markdown_text(state.embeddings)}"
    )
    things, relations, placeholders, rejects = st.columns(4)
    things.metric("Things", sum(state.classes.values()))
    relations.metric("Relations", sum(state.relations.values()))
    placeholders.metric("Placeholders", state.placeholders)
    rejects.metric("Rejects", len(state.rejects))
    st.subheader("Roots")
    st.dataframe([dict(root) for root in state.roots], hide_index=True)
    st.subheader("By connector")
    st.dataframe([dict(source) for source in state.sources], hide_index=True)
    st.subheader("Last runs")
    st.dataframe(
        [
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
        ],
        hide_index=True,
    )
    st.subheader(f"Rejects ({len(state.rejects)})")
    if state.rejects:
        st.dataframe([dict(reject) for reject in state.rejects], hide_index=True)
    if state.stale:
        st.subheader("Could not be read lately; what they said last is kept")
        st.dataframe([{"file": file} for file in state.stale], hide_index=True)
    classes, kinds = st.columns(2)
    classes.dataframe(
        [{"class": k, "things": n} for k, n in state.classes.items()], hide_index=True
    )
    kinds.dataframe(
        [{"relation": k, "edges": n} for k, n in state.relations.items()], hide_index=True
    )


main()
