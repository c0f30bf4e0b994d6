"""What a change reaches: by hop and severity, whom to tell, in which order to move, what is not known."""

from __future__ import annotations

import streamlit as st

from graph.closure import nodes_of
from graph.errors import CartularyError
from graph.impact import Impact, ImpactedAsset, Item
from graph.impact_text import Places, markdown_of
from graph.ontology import Severity
from graph.places import places_of
from ui.analysis import analysis, headline, unknowns
from ui.drawing import Step
from ui.links import locate
from ui.naming import candidates, resolve
from ui.parts import Page, asset_button, chart, open_page, show_places
from ui.text import inline, short

READABLE = 22
MOST_DRAWN = 100
MOST_CHOICES = 20


def _steps(asset: ImpactedAsset) -> list[Step]:
    return [Step(s.start, s.relation, s.end, back=not s.forward) for s in asset.path]


def _path(asset: ImpactedAsset, page: Page, places: Places) -> None:
    chart(
        page, nodes_of(asset.path), _steps(asset),
        strong=frozenset({asset.item.urn}),
    )  # fmt: skip
    for step in asset.path:
        start, end = inline(page.name(step.start)), inline(page.name(step.end))
        st.markdown(f"{start} **{inline(step.relation)}** {end}")
        show_places(places.get((step.start, step.relation, step.end), ()), page)
    asset_button(asset.item.urn, page, "reached")


def _whole_graph(found: Impact, page: Page) -> None:
    assets = _drawn(found)
    steps = dict.fromkeys(step for asset in assets for step in _steps(asset))
    severities = {a.item.urn: a.severity.value for a in assets}
    changed = [i.urn for i in found.changed]
    urns = changed + [u for a in assets for u in nodes_of(a.path)]
    chart(page, urns, list(steps), strong=frozenset(changed), kinds=severities)
    left = len(found.assets) - len(assets)
    st.caption(
        "Red breaks, yellow degrades, grey is to be informed, blue is passed on the way; "
        "arrows run as the relations are stated." + (f" {left} more are not drawn." if left else "")
    )


def _drawn(found: Impact) -> list[ImpactedAsset]:
    """Those within as many hops as are asked for; at first as many hops as can be read."""
    farthest = max(a.hops for a in found.assets)
    if farthest == 1:
        return list(found.assets[:MOST_DRAWN])
    readable = [
        hops
        for hops in range(1, farthest + 1)
        if sum(a.hops <= hops for a in found.assets) <= READABLE
    ]
    hops = st.slider("Hops drawn", 1, farthest, max(readable, default=1))
    return [a for a in found.assets if a.hops <= hops][:MOST_DRAWN]


def _assets(found: Impact, page: Page, places: Places) -> None:
    st.dataframe(
        [
            {
                "hops": a.hops,
                "severity": a.severity.value,
                "class": a.item.label,
                "name": short(a.item.name, 300)
                + (" (placeholder)" if a.item.placeholder else "")
                + ("" if a.whole else " (through its parts)"),
                "path": " › ".join(short(page.name(urn), 60) for urn in nodes_of(a.path)),
            }
            for a in found.assets
        ],
        hide_index=True,
        column_config={
            "hops": st.column_config.NumberColumn(width=60),
            "severity": st.column_config.TextColumn(width=90),
            "class": st.column_config.TextColumn(width=120),
            "name": st.column_config.TextColumn(width=240),
        },
    )
    by_urn = {a.item.urn: a for a in found.assets}
    chosen = st.selectbox(
        "Show the path to",
        list(by_urn),
        index=None,
        format_func=lambda urn: f"{by_urn[urn].item.label} {short(by_urn[urn].item.name)}",
        key="path",
    )
    if chosen:
        _path(by_urn[chosen], page, places)


def _names(items: tuple[Item, ...]) -> str:
    return ", ".join(inline(item.name) for item in items) or "nobody that is known"


def _whom_and_when(found: Impact, page: Page) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader(f"Owners to tell ({len(found.owners)})")
        for owner in found.owners:
            assets = ", ".join(
                inline(a.name) + (" *(inherited)*" if inherited else "")
                for a, inherited in owner.assets
            )
            st.markdown(f"- **{inline(owner.item.name)}**: {assets}")
        if not found.owners:
            st.write("None of what is reached has an owner.")
    with right:
        st.subheader(f"Migration waves ({len(found.waves)})")
        st.caption("What an asset needs comes before it; rolling back goes the other way.")
        for wave in found.waves:
            groups = "; ".join(
                " + ".join(inline(page.name(urn)) for urn in group) for group in wave.groups
            )
            st.markdown(f"**{wave.number}** &nbsp; {groups}")


def _more(found: Impact) -> None:
    if found.contracts:
        st.subheader(f"Contracts ({len(found.contracts)})")
        for c in found.contracts:
            st.markdown(
                f"- **{inline(c.item.name)}** ({c.severity.value}): promised by "
                f"{_names(c.promised_by)} to {_names(c.consumers)}, on {_names(c.guarantees)}"
            )
    if found.policies:
        st.subheader(f"Policies ({len(found.policies)})")
        for policy in found.policies:
            st.markdown(f"- **{inline(policy.item.name)}**: {_names(policy.assets)}")
    if found.gaps:
        st.subheader(f"Gaps ({len(found.gaps)})")
        missing: dict[str, list[str]] = {}
        for gap in found.gaps:
            missing.setdefault(gap.missing, []).append(inline(gap.item.name))
        for what, names in missing.items():
            st.markdown(f"- no **{inline(what)}**: {', '.join(names)}")
    st.subheader("What the catalog does not know")
    said = list(unknowns(found))
    st.markdown("\n".join(f"- {inline(line, 500)}" for line in said) or "Nothing that it knows of.")


def _choices(urns: list[str], page: Page) -> None:
    st.markdown(f"{len(urns)} things are called so. Which one?")
    for i, urn in enumerate(urns[:MOST_CHOICES]):
        text = f"{inline(page.label(urn))} **{inline(page.name(urn))}** · {inline(urn, 200)}"
        st.button(text, key=f"choice-{i}", type="tertiary", on_click=_choose, args=(urn,))


def _choose(urn: str) -> None:
    st.session_state["name"] = urn


def main() -> None:
    page = open_page("Impact")
    if "name" not in st.session_state:
        st.session_state["name"] = st.query_params.get("name", "")
    name = st.text_input(
        "What changes", key="name", placeholder="A name, or class:name, as topic:orders"
    )
    if not name:
        st.caption("What breaks, whom to tell and in which order to move, before you change it.")
        return
    several = candidates(page.projection, name)
    if len(several) > 1:
        _choices(several, page)
        return
    try:
        found = analysis(page.catalog, [resolve(page.projection, name)])
        places = places_of(page.catalog.store, [a.path for a in found.assets])
        located = locate(page.catalog.store, (p for stated in places.values() for p in stated))
    except CartularyError as error:
        st.error(inline(str(error), 500))
        return
    st.markdown(f"**{inline(headline(found), 300)}**")
    severities = [a.severity for a in found.assets]
    figures = [("Reached", len(found.assets))]
    figures += [
        (s.value.capitalize(), severities.count(s)) for s in sorted(Severity, key=lambda s: -s.rank)
    ]
    figures.append(("Owners to tell", len(found.owners)))
    for column, (title, number) in zip(st.columns(len(figures)), figures, strict=True):
        column.metric(title, number, border=True)
    if found.assets:
        _whole_graph(found, page)
        _assets(found, page, places)
        _whom_and_when(found, page)
    _more(found)
    links = {place: where.url for place, where in located.items()}
    report = markdown_of(found, page.name, places, links)
    st.download_button("Report in Markdown", report, "impact.md", "text/markdown")


main()
