"""Pieces that several pages show: the open catalog, a citation with its drawing and places, a link to an asset."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from graph.errors import CartularyError, StoreUnavailable
from graph.projection import Projection
from rag.reply import Citation, CypherRun
from ui.catalog import Catalog, open_catalog
from ui.citing import absent, steps
from ui.drawing import Step, dot, drawn, too_wide
from ui.excerpt import Excerpt, excerpt_of
from ui.links import Located, locate
from ui.naming import described
from ui.roots import known_roots
from ui.text import inline, short

__all__ = [
    "Page",
    "asset_button",
    "chart",
    "open_page",
    "show_citation",
    "show_cypher",
    "show_places",
    "web_link",
]

MOST_PLACES = 20
_NO_MARKUP = {ord(c): f"%{ord(c):02X}" for c in "<>|\\ \"'`\n\r\t"}
LONGEST_TITLE = 7  # names and arrows: three steps


@dataclass(frozen=True, slots=True)
class Page:
    """What one run of a page works on: the catalog, the graph as it was when the run began, folders by root."""

    catalog: Catalog
    projection: Projection
    roots: Mapping[str, Path]

    def name(self, urn: str) -> str:
        return described(self.projection, urn)[1]

    def label(self, urn: str) -> str:
        return described(self.projection, urn)[0]


@st.cache_resource(show_spinner="Opening the store", on_release=Catalog.close)
def _opened(url: str | None) -> Catalog:
    return open_catalog(url, os.environ)


def _catalog(url: str | None) -> tuple[Catalog, Projection]:
    """The shared catalog, opened again when its store has gone meanwhile."""
    opened = _opened(url)
    try:
        return opened, opened.projection()
    except StoreUnavailable:
        _opened.clear()
        opened = _opened(url)
        return opened, opened.projection()


def open_page(title: str) -> Page:
    """The title and the catalog of this server, or a message and the end of the page when it cannot be had."""
    st.title(title)
    try:
        opened, projection = _catalog(os.environ.get("CARTULARY_STORE"))
        page = Page(opened, projection, known_roots(opened.store))
    except CartularyError as error:
        st.error(inline(str(error), None), icon=":material/error:")
        st.stop()
    if not len(projection):
        st.info(
            "The catalog is empty. Read some files into it first: `cartulary ingest FOLDER`",
            icon=":material/info:",
        )
    return page


def chart(
    page: Page,
    urns: Iterable[str],
    drawn_steps: Sequence[Step],
    *,
    strong: frozenset[str] = frozenset(),
    kinds: Mapping[str, str] | None = None,
) -> None:
    """A graph as wide as it is, within the page; `strong` stand out, `kinds` have a colour of their own."""
    nodes = drawn(urns, page.projection, page.catalog.ontology, strong=strong, kinds=kinds)
    down = too_wide(nodes, drawn_steps)
    st.graphviz_chart(dot(nodes, drawn_steps, down=down), width="content")


def show_places(places: Sequence[str], page: Page) -> None:
    """Places in files, with their web pages, and the lines themselves where the file is within reach."""
    shown = places[:MOST_PLACES]
    located = locate(page.catalog.store, shown)
    for place in shown:
        known = located.get(place, Located())
        found = excerpt_of(place, page.roots)
        if found is None and known.line is not None:  # XML, and what else is no YAML or JSON
            found = excerpt_of(f"{place.partition('#')[0]}#L{known.line}", page.roots)
        line = found.line if found is not None else known.line
        where = f" · line {line}" if line is not None else ""
        if found is None and not known.url:
            where += " · file not within reach"
        st.caption(f":material/description: {inline(place, 300)}{where}{web_link(known.url)}")
        if found is not None:
            st.code(numbered(found), language=None, wrap_lines=True)
    if len(places) > MOST_PLACES:
        st.caption(f"… and {len(places) - MOST_PLACES} more places")


def web_link(url: str) -> str:
    """Markdown that links to a web page, empty for none."""
    if not url.startswith(("https://", "http://")):
        return ""
    return f" · [web page](<{url.translate(_NO_MARKUP)}>)"


def numbered(found: Excerpt) -> str:
    """The lines with their numbers, and a mark at the one pointed at."""
    last = found.first + found.text.count("\n")
    wide = len(str(last))
    return "\n".join(
        f"{'▸' if number == found.line else ' '} {number:>{wide}}  {line}"
        for number, line in enumerate(found.text.split("\n"), found.first)
    )


def show_citation(
    citation: Citation, cypher: Sequence[CypherRun], page: Page, key: str, *, opened: bool = False
) -> None:
    """One citation, made when it is opened: its path drawn, the places behind each step, the Cypher that ran."""
    title = f"\\[{citation.n}\\] {_title(citation, page)}"
    missing = absent(citation, page.projection)
    if missing:
        title += f" · {inline(missing)}"
    box = st.expander(title, expanded=opened, key=key, on_change="rerun")
    if not box.open:
        return
    with box:
        proof, ran = st.tabs(["Path and places", "Cypher that ran"])
        with proof:
            _path(citation, page, key)
        with ran:
            show_cypher(cypher)


def _title(citation: Citation, page: Page) -> str:
    """The path, its middle left out when it is long."""
    parts = [short(part, 60) for part in steps(citation, page.projection, "—{}→", "←{}—")]
    if len(parts) > LONGEST_TITLE:
        parts = [*parts[:3], "…", *parts[-2:], f"({len(citation.relations)} steps)"]
    return inline(" ".join(parts), 400)


def _path(citation: Citation, page: Page, key: str) -> None:
    nodes = citation.nodes
    path = [
        Step(a, r, b) if onward else Step(b, r, a, back=True)
        for a, b, r, onward in zip(
            nodes, nodes[1:], citation.relations, citation.forward, strict=False
        )
    ]
    chart(page, nodes, path)
    for i, places in enumerate(citation.sources):
        if i < len(path):
            step = path[i]
            st.markdown(
                f"{inline(page.name(step.start))} **{inline(step.relation)}** "
                f"{inline(page.name(step.end))}"
            )
        show_places(places, page)
    with st.container(horizontal=True):
        for i, urn in enumerate(dict.fromkeys(nodes)):
            asset_button(urn, page, f"{key}-node-{i}")


def show_cypher(cypher: Sequence[CypherRun]) -> None:
    """The statements that ran, each with its parameters."""
    if not cypher:
        st.caption("None: the answer was found in the arrays kept beside the store.")
    for run in cypher:
        st.code(run.text, language="cypher", wrap_lines=True)
        if run.parameters:
            st.json(run.parameters, expanded=len(str(run.parameters)) < 400)


def asset_button(urn: str, page: Page, key: str, note: str = "") -> None:
    """A button that opens an asset's page."""
    label, name = described(page.projection, urn)
    text = f"{inline(label)} **{inline(name, 80)}** {inline(note)}".rstrip()
    if st.button(text, key=key, type="tertiary", icon=":material/open_in_new:"):
        st.switch_page("views/asset.py", query_params={"urn": urn})
