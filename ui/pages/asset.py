"""Find an asset and see it whole: properties, owners, relations, and the place behind each statement."""

from __future__ import annotations

import json

import streamlit as st

from graph.errors import CartularyError
from ui.asset import AssetView, Related, asset_view
from ui.catalog import Catalog
from ui.drawing import Step, dot, markdown_text
from ui.naming import candidates, described
from ui.parts import asset_button, drawn, page_catalog, show_places
from ui.roots import known_roots

MOST_DRAWN = 30


def _found(opened: Catalog, text: str) -> list[str]:
    projection = opened.projection()
    exact = candidates(projection, text)
    words = [hit.urn for hit in opened.store.search(text, limit=25)]
    return [u for u in dict.fromkeys([*exact, *words]) if u in projection.place]


def _neighbourhood(view: AssetView, opened: Catalog) -> None:
    near = view.relations[:MOST_DRAWN]
    steps = [
        Step(view.urn, r.relation, r.urn) if r.outgoing else Step(r.urn, r.relation, view.urn)
        for r in near
    ]
    things = drawn([view.urn, *(r.urn for r in near)], opened.projection(), opened.ontology)
    st.graphviz_chart(dot(things, steps))
    if len(view.relations) > MOST_DRAWN:
        st.caption(
            f"Drawn: {MOST_DRAWN} of {len(view.relations)} relations; the list below has all."
        )


def _relation(number: int, related: Related, opened: Catalog) -> None:
    arrow = f"—{related.relation}→" if related.outgoing else f"←{related.relation}—"
    with st.expander(f"{markdown_text(arrow)} {related.label} {markdown_text(related.name)}"):
        show_places(related.sources, known_roots(opened.store))
        st.caption(", ".join(sorted(set(related.provenance))))
        asset_button(related.urn, f"Open {related.name}", f"open-{number}")


def _whole(view: AssetView, opened: Catalog) -> None:
    st.header(markdown_text(view.name))
    st.caption(f"{view.label} · {markdown_text(view.urn)} · first seen {view.first_seen}")
    if view.properties.get("placeholder"):
        st.warning("A placeholder: named by someone, declared by nobody.")
    left, right = st.columns([2, 1])
    with left:
        for name, value in view.properties.items():
            shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            st.markdown(f"**{markdown_text(name)}** {markdown_text(shown)}")
            if view.places.get(name):
                st.caption(markdown_text(", ".join(view.places[name])))
    with right:
        st.subheader("Owners")
        if not view.owners:
            st.write("None, neither of its own nor inherited.")
        for i, owner in enumerate(view.owners):
            name = described(opened.projection(), owner.urn)[1]
            asset_button(
                owner.urn, name + (" (inherited)" if owner.inherited else ""), f"owner-{i}"
            )
    for text in view.disagreements:
        st.warning("Sources disagree: " + markdown_text(json.dumps(json.loads(text))))
    _neighbourhood(view, opened)
    st.subheader("Declared in")
    show_places(view.sources, known_roots(opened.store))
    st.subheader(f"Relations ({len(view.relations)})")
    for number, related in enumerate(view.relations):
        _relation(number, related, opened)


def main() -> None:
    opened = page_catalog()
    st.title("Explore")
    text = st.text_input("Search names, titles and descriptions", key="search")
    if text:
        found = _found(opened, text)
        if not found:
            st.info("Nothing found.")
        for i, urn in enumerate(found):
            label, name = described(opened.projection(), urn)
            if st.button(f"{label} {markdown_text(name)}", key=f"hit-{i}", type="tertiary"):
                st.session_state["asset"] = urn
    urn = st.session_state.get("asset") or st.query_params.get("urn")
    if not urn:
        return
    try:
        _whole(asset_view(opened, urn), opened)
    except CartularyError as error:
        st.error(markdown_text(str(error)))


main()
