"""Pieces that several pages show: the open catalog, a citation with its drawing and places, an asset's link."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import streamlit as st

from graph.errors import CartularyError, StoreUnavailable
from graph.ontology import Ontology
from graph.projection import Projection
from graph.vocabulary import Label
from rag.reply import Citation
from ui.catalog import Catalog, open_catalog
from ui.drawing import Drawn, Step, dot, markdown_text
from ui.excerpt import excerpt
from ui.naming import described

__all__ = ["asset_button", "drawn", "page_catalog", "show_citation", "show_path", "show_places"]

KINDS = (Label.ASSET, Label.ACTOR, Label.GOVERNANCE)


@st.cache_resource(show_spinner="Opening the store")
def _opened(url: str | None) -> Catalog:
    return open_catalog(url, os.environ)


def page_catalog() -> Catalog:
    """The catalog of this server, or a message and the end of the page when it cannot be had."""
    url = os.environ.get("CARTULARY_STORE")
    try:
        opened = _opened(url)
        opened.store.version()
    except StoreUnavailable:
        _opened.clear()
        try:
            return _opened(url)
        except CartularyError as error:
            st.error(markdown_text(str(error)))
            st.stop()
    except CartularyError as error:
        st.error(markdown_text(str(error)))
        st.stop()
    return opened


def drawn(urns: Iterable[str], projection: Projection, ontology: Ontology) -> list[Drawn]:
    """Nodes to draw, each once, in order."""
    found: list[Drawn] = []
    for urn in dict.fromkeys(urns):
        label, name = described(projection, urn)
        above = ontology.classes[label].ancestors if label in ontology.classes else ()
        kind = next((k for k in KINDS if k in above), KINDS[0])
        found.append(Drawn(urn, label, name, kind))
    return found


def show_path(
    nodes: tuple[str, ...], relations: tuple[str, ...], forward: tuple[bool, ...], opened: Catalog
) -> None:
    """A path as a graph."""
    steps = [
        Step(a, r, b) if f else Step(b, r, a)
        for a, b, r, f in zip(nodes, nodes[1:], relations, forward, strict=False)
    ]
    things = drawn(nodes, opened.projection(), opened.ontology)
    st.graphviz_chart(dot(things, steps), use_container_width=False)


def show_places(places: Iterable[str], roots: dict[str, Path]) -> None:
    """Places in files, with the lines themselves where the file is within reach."""
    for place in places:
        path, _, pointer = place.partition("#")
        st.code(place, language=None, wrap_lines=True)
        for root, folder in roots.items():
            if path.startswith(root + "/"):
                lines = excerpt(folder, path[len(root) + 1 :], pointer)
                if lines is not None:
                    st.caption(f"line {lines.line}")
                    st.code(lines.text, language=None, line_numbers=False)
                break


def show_citation(citation: Citation, opened: Catalog, roots: dict[str, Path]) -> None:
    """One citation: its path drawn, and for each step the places that say so."""
    with st.expander(f"[{citation.n}] {_title(citation, opened.projection())}"):
        show_path(citation.nodes, citation.relations, citation.forward, opened)
        if citation.absent is not None:
            st.markdown("Looked for in vain: " + markdown_text(_absent(citation)))
        for i, places in enumerate(citation.sources):
            if i < len(citation.relations):
                st.markdown(f"**{markdown_text(citation.relations[i])}**")
            show_places(places, roots)


def _title(citation: Citation, projection: Projection) -> str:
    names = [markdown_text(described(projection, urn)[1]) for urn in citation.nodes]
    parts = [names[0]]
    for name, relation, forward in zip(
        names[1:], citation.relations, citation.forward, strict=False
    ):
        parts.append(f"—{markdown_text(relation)}→" if forward else f"←{markdown_text(relation)}—")
        parts.append(name)
    return " ".join(parts)


def _absent(citation: Citation) -> str:
    absent = citation.absent
    if absent is None:
        return ""
    return absent.relation or absent.property or absent.derived or ""


def asset_button(urn: str, name: str, key: str) -> None:
    """A button that opens an asset's page."""
    if st.button(markdown_text(name), key=key, type="tertiary"):
        st.session_state["asset"] = urn
        st.switch_page("pages/asset.py")
