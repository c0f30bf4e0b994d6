"""The pages in a real Chromium, once through: ask, open a citation, explore, impact, Cypher, sources.

`CARTULARY_SCREENSHOTS=docs` also writes the pictures that the README shows.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect, sync_playwright

import ui
from tests.test_ui.conftest import HOSTILE

pytestmark = [pytest.mark.browser, pytest.mark.store]

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS = 60
WAIT_MS = 60_000
SCREENSHOTS = os.environ.get("CARTULARY_SCREENSHOTS", "")
SHOWN = {"ask", "impact"}
LARGEST_PICTURE = 300_000


def _chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    if os.environ.get("CI"):
        pytest.fail("the pages must be tested in a browser in CI: no Chromium")
    pytest.skip("no Chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=_chromium(), headless=True, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def served(filled: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The pages, served as `make ui` does; the server's log holds no warning of what Streamlit will drop."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    log = tmp_path_factory.mktemp("served") / "log"
    app = Path(ui.__file__).parent / "app.py"
    arguments = ["-m", "streamlit", "run", str(app), f"--server.port={port}"]
    environment = {
        **os.environ,
        "CARTULARY_STORE": filled,
        "PYTHONPATH": str(app.parents[1]),
    }
    with (
        log.open("wb") as out,
        subprocess.Popen(
            [sys.executable, *arguments],
            cwd=app.parents[1],
            env=environment,
            stdout=out,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        url = f"http://127.0.0.1:{port}"
        try:
            _await(url, process, log)
            yield url
        finally:
            process.terminate()
            process.wait(timeout=30)
    said = log.read_text()
    assert "deprecat" not in said.lower(), said
    assert "Traceback" not in said, said


def _await(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text()
        try:
            with urlopen(f"{url}/_stcore/health", timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"the pages do not start: {log.read_text()}")


@pytest.fixture
def page(browser: Browser, served: str) -> Iterator[Page]:
    """A page that fails its test when a script from a name shows a dialog."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 1100}, base_url=served, device_scale_factor=1
    )
    context.set_default_timeout(WAIT_MS)
    expect.set_options(timeout=WAIT_MS)
    opened = context.new_page()
    dialogs: list[str] = []

    def note(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    opened.on("dialog", note)
    yield opened
    context.close()
    assert dialogs == []


def picture(page: Page, name: str, folder: Path) -> None:
    """A picture of the page as it is; of use only when it is looked at, but it must come about."""
    page.mouse.move(5, 500)
    page.wait_for_timeout(500)
    chosen = Path(SCREENSHOTS) if SCREENSHOTS and name in SHOWN else folder
    file = chosen / f"{name}.png"
    page.screenshot(path=file)
    assert 5_000 < file.stat().st_size < LARGEST_PICTURE


def test_the_first_visitor_may_come_by_a_link(page: Page, tmp_path: Path) -> None:
    page.goto("/sources")
    expect(page.get_by_role("heading", name="Rejects")).to_be_visible()
    expect(page.get_by_test_id("stDataFrame").first).to_be_visible()
    expect(page.get_by_test_id("stSidebarNav").get_by_text("Explore")).to_be_visible()
    picture(page, "sources", tmp_path)


def test_a_question_and_its_citation(page: Page, tmp_path: Path) -> None:
    page.goto("/")
    box = page.get_by_placeholder("Ask about your landscape")
    box.fill("Who owns what the checkout service publishes to?")
    box.press("Enter")
    expect(page.get_by_text("Understood as")).to_be_visible()
    first = page.get_by_test_id("stExpander").first
    first.locator("summary").click()
    drawing = page.get_by_test_id("stGraphVizChart").locator("svg")
    expect(drawing).to_be_visible()
    expect(drawing.get_by_text("OWNS", exact=True).first).to_be_visible()
    expect(first.get_by_text("· line").first).to_be_visible()
    expect(first.get_by_test_id("stCode").first).to_contain_text("▸")
    drawn, room = drawing.bounding_box(), first.bounding_box()
    assert drawn is not None
    assert room is not None
    assert drawn["x"] + drawn["width"] <= room["x"] + room["width"] + 1
    page.get_by_role("heading", name="Ask").scroll_into_view_if_needed()
    picture(page, "ask", tmp_path)
    first.get_by_role("tab", name="Cypher that ran").click()
    expect(first.get_by_text("MATCH").first).to_be_visible()
    expect(first.get_by_test_id("stJson").first).to_be_visible()


def test_a_cited_thing_opens_its_page(page: Page, tmp_path: Path) -> None:
    page.goto("/")
    box = page.get_by_placeholder("Ask about your landscape")
    box.fill("who owns checkout?")
    box.press("Enter")
    expander = page.get_by_test_id("stExpander").first
    expander.locator("summary").click()
    expander.get_by_role("button", name="Service checkout").click()
    expect(page.get_by_role("heading", name="Explore")).to_be_visible()
    expect(page.get_by_role("heading", name="checkout", exact=True)).to_be_visible()
    assert "urn=" in page.url
    expect(page.get_by_test_id("stGraphVizChart").locator("svg")).to_be_visible()
    page.get_by_test_id("stExpander").filter(has_text="CONSUMES").locator("summary").click()
    expect(page.get_by_test_id("stCode").first).to_contain_text("consumesApis")
    picture(page, "explore", tmp_path)


def test_search_leads_to_an_asset(page: Page) -> None:
    page.goto("/asset")
    box = page.get_by_placeholder("checkout")
    box.fill("orders")
    box.press("Enter")
    page.get_by_role("button", name="Topic orders").click()
    expect(page.get_by_text("Sources disagree").first).to_be_visible()
    expect(page.get_by_role("heading", name="Relations")).to_be_visible()


def test_a_hostile_name_is_text_and_nothing_else(page: Page) -> None:
    for kind in ("markup", "icons", "quotes"):
        urn = f"urn:cartulary:service:default:{quote(HOSTILE[kind].lower(), safe='')}"
        page.goto(f"/asset?urn={quote(urn, safe='')}")
        heading = page.get_by_role("heading", level=2).first
        shown = heading.inner_text().replace("\u2060", "").strip()
        assert shown == " ".join(HOSTILE[kind].split())[: len(shown)]
        assert len(shown) > 20
        assert heading.locator("b, em, code, img, script, .katex").count() == 0
        assert page.locator("[data-testid=stMain] script, [data-testid=stMain] img").count() == 0


def test_impact(page: Page, tmp_path: Path) -> None:
    page.goto("/impact")
    box = page.get_by_placeholder("A name, or class:name")
    box.fill("topic:orders")
    box.press("Enter")
    expect(page.get_by_role("heading", name="Migration waves")).to_be_visible()
    expect(page.get_by_test_id("stGraphVizChart").locator("svg")).to_be_visible()
    expect(page.get_by_test_id("stDataFrame").first).to_be_visible()
    picture(page, "impact", tmp_path)
    with page.expect_download() as download:
        page.get_by_role("button", name="Report in Markdown").click()
    assert download.value.path().read_text().startswith("# ")


def test_cypher(page: Page, tmp_path: Path) -> None:
    page.goto("/cypher")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_text("rows in")).to_be_visible()
    picture(page, "cypher", tmp_path)
    page.get_by_label("Query (read-only)").fill("MATCH (n) DETACH DELETE n")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_test_id("stAlert")).to_contain_text("read")
