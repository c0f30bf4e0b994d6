"""What a change reaches: by hop and severity, whom to tell, in which order to move, what is not known."""

from __future__ import annotations

import streamlit as st

from graph.closure import Path, nodes_of
from graph.errors import CartularyError
from graph.impact import Impact, ImpactedAsset
from graph.impact_text import Places, markdown_of
from graph.places import places_of
from ui.analysis import analysis
from ui.catalog import Catalog
from ui.drawing import Step, dot, markdown_text
from ui.naming import described, resolve
from ui.parts import drawn, page_catalog, show_places
from ui.roots import known_roots

MOST_DRAWN = 60


def _names(urns: tuple[str, ...], opened: Catalog) -> str:
    projection = opened.projection()
    return ", ".join(markdown_text(described(projection, urn)[1]) for urn in urns)


def _path(path: Path, opened: Catalog, places: Places) -> None:
    steps = [Step(s.start, s.relation, s.end) for s in path]
    st.graphviz_chart(dot(drawn(nodes_of(path), opened.projection(), opened.ontology), steps))
    roots = known_roots(opened.store)
    for step in path:
        st.markdown(f"**{markdown_text(step.relation)}**")
        show_places(places.get((step.start, step.relation, step.end), ()), roots)


def _whole_graph(found: Impact, opened: Catalog) -> None:
    assets = found.assets[:MOST_DRAWN]
    steps = {Step(s.start, s.relation, s.end): None for a in assets for s in a.path}
    urns = [i.urn for i in found.changed] + [u for a in assets for u in nodes_of(a.path)]
    st.graphviz_chart(dot(drawn(urns, opened.projection(), opened.ontology), list(steps)))
    if len(found.assets) > MOST_DRAWN:
        st.caption(f"Drawn: the nearest {MOST_DRAWN} of {len(found.assets)}; the list has all.")


def _assets(found: Impact, opened: Catalog, places: Places) -> None:
    st.dataframe(
        [
            {
                "hops": a.hops,
                "severity": a.severity.value,
                "class": a.item.label,
                "name": a.item.name,
                "reached": "whole" if a.whole else "through its parts",
                "placeholder": a.item.placeholder,
            }
            for a in found.assets
        ],
        hide_index=True,
    )
    by_name = {f"{a.item.label} {a.item.name} ({a.item.urn})": a for a in found.assets}
    chosen = st.selectbox("Show the path to", list(by_name), index=None)
    asset: ImpactedAsset | None = by_name.get(chosen) if chosen else None
    if asset is not None:
        _path(asset.path, opened, places)


def _sections(found: Impact, opened: Catalog) -> None:
    st.subheader(f"Owners to tell ({len(found.owners)})")
    for owner in found.owners:
        assets = ", ".join(
            markdown_text(a.name) + (" (inherited)" if inherited else "")
            for a, inherited in owner.assets
        )
        st.markdown(f"- **{markdown_text(owner.item.name)}**: {assets}")
    st.subheader("Migration waves")
    st.caption("What an asset needs comes before it; rolling back goes the other way.")
    for wave in found.waves:
        groups = "; ".join(_names(group, opened) for group in wave.groups)
        st.markdown(f"{wave.number}\\. {groups}")
    if found.contracts:
        st.subheader("Contracts")
        for contract in found.contracts:
            st.markdown(f"- {markdown_text(contract.item.name)}: {contract.severity.value}")
    if found.policies:
        st.subheader("Policies")
        for policy in found.policies:
            st.markdown(f"- {markdown_text(policy.item.name)}")
    if found.gaps:
        st.subheader("Gaps")
        for gap in found.gaps:
            st.markdown(f"- {markdown_text(gap.item.name)}: no {gap.missing}")


def _unknown(found: Impact) -> None:
    unknown = found.unknown
    lines = [
        *(f"{i.name} is a placeholder: declared by nobody" for i in unknown.placeholders),
        *(f"{i.name} rests on files that could not be read lately" for i in unknown.stale),
        *(f"no source states {relation}" for relation in unknown.not_stated),
        *(f"{i.name} has no column links: followed as a whole" for i in unknown.no_columns),
        *(f"{file} could not be read" for file in unknown.unread),
    ]
    if lines:
        st.subheader("What the catalog does not know")
        st.markdown("\n".join(f"- {markdown_text(line)}" for line in lines))


def main() -> None:
    opened = page_catalog()
    st.title("Impact")
    name = st.text_input(
        "What changes", st.query_params.get("name", ""), placeholder="topic:orders"
    )
    if not name:
        return
    try:
        found = analysis(opened, [resolve(opened.projection(), name)])
    except CartularyError as error:
        st.error(markdown_text(str(error)))
        return
    places = places_of(opened.store, [a.path for a in found.assets])
    severities = [a.severity.value for a in found.assets]
    total, breaks, degrades, owners = st.columns(4)
    total.metric("Assets reached", len(found.assets))
    breaks.metric("Break", severities.count("break"))
    degrades.metric("Degrade", severities.count("degrade"))
    owners.metric("Owners to tell", len(found.owners))
    _whole_graph(found, opened)
    _assets(found, opened, places)
    _sections(found, opened)
    _unknown(found)
    report = markdown_of(found, lambda urn: described(opened.projection(), urn)[1], places)
    st.download_button("Report in Markdown", report, "impact.md", "text/markdown")


main()
