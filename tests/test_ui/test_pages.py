"""The Streamlit pages, run by Streamlit's own test runner on the sample."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import ui
from tests.test_ui.conftest import HOSTILE
from ui.text import inline

pytestmark = pytest.mark.store

PAGES = Path(ui.__file__).parent / "views"
CHECKOUT = "urn:cartulary:service:default:checkout"


@pytest.fixture(autouse=True)
def own_resources() -> Iterator[None]:
    """A store opened for one test's environment is not served to the next."""
    yield
    st.cache_resource.clear()


@pytest.fixture
def on_sample(filled: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARTULARY_STORE", filled)


def page(title: str, /, **parameters: str) -> AppTest:
    found = AppTest.from_file(str(PAGES / f"{title}.py"), default_timeout=60)
    for key, value in parameters.items():
        found.query_params[key] = value
    return ran(found)


def ran(found: AppTest) -> AppTest:
    found.run()
    assert not found.exception, found.exception
    return found


def said(found: AppTest) -> str:
    """All text on the page."""
    texts: list[str] = [
        *(e.value for e in found.markdown),
        *(e.value for e in found.caption),
        *(e.value for e in found.header),
        *(e.value for e in found.subheader),
        *(e.value for e in found.code),
        *(e.value for e in found.warning),
        *(e.value for e in found.error),
        *(e.value for e in found.info),
        *(e.label for e in found.expander),
        *(e.label for e in found.button),
    ]
    return "\n".join(texts)


def charts(found: AppTest) -> list[str]:
    """The DOT text of every graph on the page."""
    kind: Any = found.get("graphviz_chart")
    return [element.proto.spec for element in kind]


def ask(question: str) -> AppTest:
    found = page("ask")
    found.chat_input[0].set_value(question)
    return ran(found)


# ------------------------------------------------------------ ask


@pytest.mark.usefixtures("on_sample")
def test_an_answer_and_its_citation_opened() -> None:
    found = ask("who owns checkout?")
    assert r"order\-desk \[1\]" in said(found)
    assert charts(found) == []  # a citation is made when it is opened
    found.session_state["citation-0-1"] = True
    ran(found)
    drawing = charts(found)[0]
    assert "Team\\norder-desk" in drawing
    assert "OWNS" in drawing
    text = said(found)
    assert "line 17" in text
    assert "▸ 17" in text
    assert "owner: " in text
    assert "MATCH" in text
    assert found.json


@pytest.mark.usefixtures("on_sample")
def test_a_long_answer_lists_some_citations_and_then_all() -> None:
    found = ask("what is affected by a change of the orders topic?")
    some = len(found.expander)
    found.toggle[0].set_value(True)
    assert len(ran(found).expander) > some


@pytest.mark.usefixtures("on_sample")
def test_a_question_of_several_meanings_is_asked_back_and_chosen() -> None:
    found = ask("who owns payments?")
    assert "several things" in said(found)
    choice = next(b for b in found.button if b.key == "choice-0-1")
    choice.click()
    ran(found)
    assert len(found.chat_message) == 4
    assert "Understood as" in said(found)


@pytest.mark.usefixtures("on_sample")
def test_a_question_that_is_not_understood_and_one_that_finds_nothing() -> None:
    assert "Not understood" in said(ask("what is the weather?"))
    assert "Understood as" in said(ask("which vendors are deprecated?"))


@pytest.mark.usefixtures("on_sample")
def test_how_a_question_was_understood_unfolds_and_another_reading_is_picked() -> None:
    found = ask("what depends on payments service?")
    assert not any(b.key and b.key.startswith("reading-") for b in found.button)
    found.session_state["how-0"] = True
    ran(found)
    assert inline("payments (Service)") in said(found)
    other = next(b for b in found.button if b.key == "reading-0-2")
    picked = other.label.split(". ", 1)[1].split(" ·")[0]
    other.click()
    assert f"Understood as: {picked}" in said(ran(found))


@pytest.mark.usefixtures("on_sample")
def test_an_example_is_asked_by_a_click() -> None:
    found = page("ask")
    found.button[0].click()
    ran(found)
    assert len(found.chat_message) == 2


@pytest.mark.usefixtures("on_sample")
def test_hostile_text_in_a_question_stays_text() -> None:
    question = "who owns <img src=x onerror=alert(1)> [x](javascript:y) :material/home:"
    assert inline(question) in said(ask(question))


# ------------------------------------------------------------ explore


@pytest.mark.usefixtures("on_sample")
def test_an_asset_is_found_and_opened() -> None:
    found = page("asset")
    found.text_input[0].set_value("checkout")
    ran(found)
    hit = next(b for b in found.button if b.label == "Service **checkout**")
    hit.click()
    ran(found)
    text = said(found)
    assert "Relations (" in text
    assert "Team **order\\-desk**" in text
    assert CHECKOUT in found.query_params["urn"]
    assert "Service\\ncheckout" in charts(found)[0]


@pytest.mark.usefixtures("on_sample")
def test_a_relation_opens_the_lines_behind_it() -> None:
    found = page("asset", urn=CHECKOUT)
    found.session_state[f"in-OWNS-{CHECKOUT}"] = True
    text = said(ran(found))
    assert r"landscape/checkout/catalog\-info\.yaml\#0/spec/owner · line 17" in text


@pytest.mark.usefixtures("on_sample")
def test_a_class_can_be_browsed() -> None:
    found = page("asset")
    found.selectbox[0].select("Team")
    assert "Team **order\\-desk**" in said(ran(found))


@pytest.mark.usefixtures("on_sample")
def test_an_asset_that_is_not_there_is_said_to_be_so() -> None:
    assert "nothing in the catalog" in said(page("asset", urn="urn:cartulary:service:default:no"))


@pytest.mark.usefixtures("on_sample")
@pytest.mark.parametrize("kind", sorted(HOSTILE))
def test_a_hostile_name_is_shown_as_text_on_every_page(kind: str) -> None:
    name = HOSTILE[kind]
    asset = page("asset")
    asset.text_input[0].set_value(name)
    ran(asset)
    hit = next(b for b in asset.button if b.label == f"Service **{inline(name)}**")
    hit.click()
    ran(asset)
    assert asset.header[0].value == inline(name)
    assert not any(m.proto.allow_html for m in asset.markdown)
    impact = page("impact", name=name)
    assert "Traceback" not in said(impact)
    assert inline(name, 60)[:20] in said(impact)


# ------------------------------------------------------------ impact


@pytest.mark.usefixtures("on_sample")
def test_impact_with_owners_waves_and_a_path() -> None:
    found = page("impact", name="topic:orders")
    figures = {m.label: m.value for m in found.metric}
    assert int(figures["Reached"]) == len(found.dataframe[0].value)
    assert "Migration waves" in said(found)
    assert r"**parcel\-works**" in said(found)
    assert "What the catalog does not know" in said(found)
    before = len(charts(found))
    chosen = next(o for o in found.selectbox[0].options if "shipment-api" in o)
    found.selectbox[0].select_index(found.selectbox[0].options.index(chosen))
    ran(found)
    assert len(charts(found)) == before + 1
    assert r"landscape/parcels/catalog\-info\.yaml\#1/spec/providesApis/0" in said(found)


@pytest.mark.usefixtures("on_sample")
def test_impact_of_a_shared_name_asks_which() -> None:
    found = page("impact", name="payments")
    assert "2 things are called so" in said(found)
    found.button[0].click()
    ran(found)
    assert found.metric


@pytest.mark.usefixtures("on_sample")
def test_impact_of_an_unknown_name_and_of_one_that_reaches_nothing() -> None:
    assert r"near names\: checkout" in said(page("impact", name="chekout"))
    assert "reaches nothing" in said(page("impact", name="report:sales-dashboard"))


# ------------------------------------------------------------ Cypher, sources


@pytest.mark.usefixtures("on_sample")
def test_cypher_with_parameters() -> None:
    found = page("cypher")
    found.text_area[0].set_value("MATCH (t:Team {name: $name}) RETURN t, t.name AS name, 1 AS one")
    found.text_input[0].set_value('{"name": "order-desk"}')
    found.button[0].click()
    ran(found)
    table = found.dataframe[-1].value
    assert list(table.columns) == ["t", "name", "one"]
    assert table.iloc[0].tolist() == ["(:Team order-desk)", "order-desk", 1]


@pytest.mark.usefixtures("on_sample")
@pytest.mark.parametrize(
    ("query", "parameters", "complaint"),
    [
        ("CREATE (n) RETURN n", "", "read"),
        ("MATCH (n RETURN n", "", "nput"),
        ("RETURN 1", "[1]", "no JSON object"),
    ],
)
def test_cypher_that_cannot_run_is_explained(query: str, parameters: str, complaint: str) -> None:
    found = page("cypher")
    found.text_area[0].set_value(query)
    found.text_input[0].set_value(parameters)
    found.button[0].click()
    ran(found)
    assert complaint in found.error[0].value


@pytest.mark.usefixtures("on_sample")
def test_the_labels_relations_and_properties_are_listed() -> None:
    labels, relations, properties = (frame.value for frame in page("cypher").dataframe[:3])
    assert labels.set_index("label").loc["Team", "things"] == 9
    assert "OWNS" in set(relations["relation"])
    assert "tier" in set(properties["property"])


@pytest.mark.usefixtures("on_sample")
def test_sources_runs_and_rejects() -> None:
    found = page("sources")
    figures = {m.label: m.value for m in found.metric}
    assert figures["Rejects"] == "1"
    rejects = next(f.value for f in found.dataframe if "reason" in f.value.columns)
    assert rejects.iloc[0]["place"].startswith("hostile/broken.yaml")
    runs = next(f.value for f in found.dataframe if "run" in f.value.columns)
    assert runs.iloc[0]["run"] == "filled"


# ------------------------------------------------------------ every page


@pytest.mark.parametrize("name", ["ask", "asset", "impact", "cypher", "sources"])
def test_a_page_of_an_empty_catalog_says_what_to_do(
    name: str, empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CARTULARY_STORE", empty)
    assert "cartulary ingest FOLDER" in said(page(name))


@pytest.mark.parametrize("name", ["ask", "asset", "impact", "cypher", "sources"])
def test_a_page_without_a_store_says_so(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARTULARY_STORE", "bolt://127.0.0.1:1")
    found = page(name)
    assert "Is the server up" in found.error[0].value


@pytest.mark.usefixtures("on_sample")
def test_the_whole_app_starts() -> None:
    found = AppTest.from_file(str(PAGES.parent / "app.py"), default_timeout=60)
    assert ran(found).title[0].value == "Ask"
