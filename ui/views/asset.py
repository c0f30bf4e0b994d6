"""Find an asset and see it whole: properties, owners, relations, and the place behind each statement."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import streamlit as st

from graph.errors import CartularyError
from ui.asset import AssetView, Related, asset_view, shown
from ui.drawing import Step
from ui.finding import find
from ui.links import Located, locate
from ui.parts import Page, asset_button, chart, open_page, show_places, web_link
from ui.text import inline

MOST_DRAWN = 24
MOST_LISTED = 200


def _choose(urn: str) -> None:
    st.query_params["urn"] = urn


def _list(urns: Sequence[str], page: Page, key: str) -> None:
    with st.container(gap=None):
        for i, urn in enumerate(urns[:MOST_LISTED]):
            text = f"{inline(page.label(urn))} **{inline(page.name(urn))}**"
            st.button(text, key=f"{key}-{i}", type="tertiary", on_click=_choose, args=(urn,))
    if len(urns) > MOST_LISTED:
        st.caption(f"… and {len(urns) - MOST_LISTED} more; search by name.")


def _browse(page: Page) -> None:
    counts = {
        label: int(page.projection.of_labels([label]).sum())
        for label in sorted(set(page.projection.labels))
    }
    present = {label: n for label, n in counts.items() if n}
    chosen = st.selectbox(
        "Or browse a class",
        list(present),
        index=None,
        format_func=lambda label: f"{label} ({present[label]})",
        key="class",
    )
    if chosen:
        rows = page.projection.of_labels([chosen]).nonzero()[0].tolist()
        _list(sorted((page.projection.urns[i] for i in rows), key=page.name), page, "browsed")


def _neighbourhood(view: AssetView, page: Page) -> None:
    near = [r for r in view.relations if not _is_part(r, page)] or list(view.relations)
    some = near[:MOST_DRAWN]
    steps = [
        Step(view.urn, r.relation, r.urn) if r.outgoing else Step(r.urn, r.relation, view.urn)
        for r in some
    ]
    chart(page, [view.urn, *(r.urn for r in some)], steps, strong=frozenset({view.urn}))
    if len(some) < len(view.relations):
        st.caption(f"Drawn: {len(some)} of {len(view.relations)} relations; all are listed below.")


def _is_part(related: Related, page: Page) -> bool:
    known = page.catalog.ontology.classes.get(related.label)
    return known is not None and known.part


def _relations(view: AssetView, page: Page) -> None:
    st.subheader(f"Relations ({len(view.relations)})")
    for (outgoing, relation), group in groupby(
        view.relations, key=lambda r: (r.outgoing, r.relation)
    ):
        members = list(group)
        arrow = f"—{relation}→" if outgoing else f"←{relation}—"
        key = f"{'out' if outgoing else 'in'}-{relation}-{view.urn}"
        names = ", ".join(r.name for r in members)
        box = st.expander(
            f"{inline(arrow)} **{len(members)}** · {inline(names, 100)}", key=key, on_change="rerun"
        )
        if not box.open:
            continue
        with box:
            for i, related in enumerate(members):
                how = ", ".join(sorted(set(related.provenance)))
                asset_button(related.urn, page, f"{key}-{i}", f"· {how}")
                show_places(related.sources, page)


def _properties(view: AssetView) -> None:
    for name, value in view.properties.items():
        with st.container(gap=None):
            st.markdown(f"**{inline(name)}** &nbsp; {inline(shown(value), 2000)}")
            if view.places.get(name):
                st.caption(inline(", ".join(view.places[name]), 1000))


def _whole(view: AssetView, page: Page) -> None:
    st.header(inline(view.name), divider="gray")
    if len(view.name) > 100:
        st.code(view.name, language=None, wrap_lines=True, height=160)
    st.caption(f"{inline(view.label)} · {inline(view.urn, 300)} · first seen {view.first_seen}")
    if view.placeholder:
        st.warning("A placeholder: named by someone, declared by nobody.")
    for said in view.differing():
        st.warning("Sources disagree: " + inline(said, 1000), icon=":material/call_split:")
    if view.relations:
        _neighbourhood(view, page)
    left, right = st.columns([2, 1], gap="large")
    with left:
        st.subheader("Properties")
        _properties(view)
    with right:
        st.subheader("Owners")
        if not view.owners:
            st.write("None, neither of its own nor inherited.")
        for i, owner in enumerate(view.owners):
            asset_button(owner.urn, page, f"owner-{i}", "(inherited)" if owner.inherited else "")
        st.subheader("Declared in")
        located = locate(page.catalog.store, view.sources)
        for place in view.sources:
            st.caption(inline(place, 300) + web_link(located.get(place, Located()).url))
    _relations(view, page)
    with st.expander(
        "The lines that declare it", key=f"places-{view.urn}", on_change="rerun"
    ) as box:
        if box.open:
            show_places(view.sources, page)


def main() -> None:
    page = open_page("Explore")
    text = st.text_input(
        "Search names, titles and descriptions", key="search", placeholder="checkout"
    )
    urn = st.query_params.get("urn")
    if text and st.session_state.get("searched") != text:
        st.session_state["searched"] = text
        st.query_params.clear()
        urn = None
    if not urn:
        if text:
            found = [hit.urn for hit in find(page.catalog, text, limit=25)]
            _list(found, page, "hit")
            if not found:
                st.info("Nothing found.")
        elif len(page.projection):
            _browse(page)
        return
    try:
        _whole(asset_view(page.catalog, urn), page)
    except CartularyError as error:
        st.error(inline(str(error), 500))


main()
