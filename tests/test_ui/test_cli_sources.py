"""`ingest` of a cartulary.yaml, `sources`, `formats`, and the links that a reader without the files gets."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.store import open_store, stop_embedded
from tests.command import Command
from tests.http_server import Answer, Asked, serving
from tests.live_servers import Registry
from tests.stores import IDLE, wipe
from ui.links import locate
from ui.parts import web_link

pytestmark = pytest.mark.store

ENTITY = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: mill
spec:
  type: service
  lifecycle: production
  owner: millers
  dependsOn: [component:bakery]
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: bakery}
spec: {type: service, lifecycle: production, owner: millers}
"""


@pytest.fixture(scope="module")
def own_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("sources") / "store"
    yield folder
    stop_embedded(folder)


@pytest.fixture
def store(own_store: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"embedded:{own_store}"
    opened = open_store(url, environ=IDLE)
    wipe(opened)
    opened.close()
    monkeypatch.setenv("CARTULARY_STORE", url)
    return url


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return ran.stdout.strip()


@pytest.mark.usefixtures("store")
def test_the_sources_of_a_settings_file(
    anywhere: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    down = False
    registry = Registry({"orders-value": [{"schema": '"string"'}]})

    def says(asked: Asked) -> Answer:
        assert asked.headers["authorization"] == "Bearer s3cret"
        return Answer({}, 500) if down else registry(asked)

    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "catalog-info.yaml").write_text(ENTITY)
    (tmp_path / "shop" / "broken.yaml").write_text("apiVersion: backstage.io/v1alpha1\nkind: [\n")
    inside = tmp_path / "shop" / "deep"
    inside.mkdir()
    monkeypatch.chdir(inside)
    monkeypatch.setenv("REGISTRY_TOKEN", "s3cret")
    with serving(says) as server:
        (tmp_path / "cartulary.yaml").write_text(
            "version: 1\nsources:\n  - name: shop\n    path: shop\n  - name: registry\n"
            f"    schema_registry: {server.url}\n    token_env: REGISTRY_TOKEN\n"
        )
        dry = anywhere("ingest", "--dry-run")
        assert (dry.code, "would add" in dry.out) == (0, True)
        assert anywhere("sources", "--json").json() == {
            "sources": 0, "stale": 0, "rejects": 0, "each": []
        }  # fmt: skip
        first = anywhere("ingest", "--json")
        assert first.code == 0
        assert first.json()["failed"] == []
        listed = anywhere("sources", "--json")
        assert listed.code == 0  # what was rejected is listed, and no failure
        said = {each["name"]: each for each in listed.json()["each"]}
        assert said["registry"]["kind"] == "schema_registry"
        assert said["registry"]["from"] == server.url
        assert said["shop"]["rejects"][0]["place"].startswith("shop/broken.yaml")
        assert [c["connector"] for c in said["shop"]["connectors"]] == ["backstage"]

        down = True
        failed = anywhere("ingest", "--only", "registry")
        assert failed.code == 1
        assert "registry: " in failed.out
        assert "status 500" in failed.out
        stale = anywhere("sources")
        assert stale.code == 1
        assert "could not be read at" in stale.out
        assert "s3cret" not in stale.out + failed.out
        assert anywhere("sources", "shop").code == 0
        shown = anywhere("show", "topic:orders", "--json").json()
        assert shown["properties"]["stale"] is True
    assert anywhere("ingest", "--only", "nothing").code == 2
    assert anywhere("ingest", str(tmp_path), "--only", "shop").code == 2
    assert anywhere("sources", "nothing").code == 2
    monkeypatch.chdir(tmp_path.anchor)
    assert "cartulary.yaml" in anywhere("ingest").complaint()


def test_a_source_that_is_older_than_it_may_be(
    anywhere: Command, store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "catalog-info.yaml").write_text(ENTITY)
    (tmp_path / "cartulary.yaml").write_text(
        "version: 1\nmax_age_days: 3\nsources: [{name: shop, path: shop}]\n"
    )
    monkeypatch.chdir(tmp_path)
    anywhere("ingest")
    assert anywhere("sources").code == 0
    opened = open_store(store, environ=IDLE)
    rows = [{"at": "2026-01-01T00:00:00.000+00:00"}]
    opened.write_rows("UNWIND $rows AS row MATCH (r:CartularyRoot) SET r.last_run = row.at", rows)
    opened.close()
    late = anywhere("sources")
    assert late.code == 1
    assert "to be read every 3 days" in late.out


@pytest.mark.usefixtures("store")
def test_a_reader_without_the_files_has_lines_and_links(anywhere: Command, tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    shop.mkdir()
    (shop / "catalog-info.yaml").write_text(ENTITY)
    git(shop, "init", "-q", "-b", "main")
    git(shop, "add", "-A")
    git(shop, "commit", "-qm", "first")
    git(shop, "remote", "add", "origin", "https://user:s3cret@github.com/acme/shop.git")
    git(shop, "update-ref", "refs/remotes/origin/main", "HEAD")
    sha = git(shop, "rev-parse", "HEAD")
    anywhere("ingest", str(shop))
    shutil.rmtree(shop)

    web = f"https://github.com/acme/shop/blob/{sha}/catalog-info.yaml"
    asked = anywhere("ask", "who owns mill?")
    assert "shop/catalog-info.yaml#0/spec/owner (line 8)" in asked.out
    assert f"{web}#L8" in asked.out
    reply = anywhere("ask", "who owns mill?", "--json").json()
    citation = reply["citations"][0]
    assert citation["sources"] == [["shop/catalog-info.yaml#0/spec/owner"]]
    assert citation["links"] == [[f"{web}#L8"]]
    shown = anywhere("show", "mill", "--json").json()
    assert shown["links"]["shop/catalog-info.yaml#0/spec/dependsOn/0"] == f"{web}#L9"
    assert f"{web}#L9" in anywhere("show", "mill").out
    assert f"(<{web}#L9>)" in anywhere("impact", "bakery", "--markdown").out
    step = anywhere("impact", "bakery", "--json").json()["assets"][0]["path"][0]
    assert step["links"] == [f"{web}#L9"]
    told = anywhere("sources", "--json").json()["each"][0]
    assert told["commit"] == sha
    assert "s3cret" not in str(told)


def test_a_link_is_a_link_and_nothing_else(store: str) -> None:
    opened = open_store(store, environ=IDLE)
    assert locate(opened, ["nowhere/a.yaml#0", ""]) == {}
    opened.close()
    assert web_link("https://x.example/a b>)[](javascript:x)").count("](<") == 1
    assert ">)[](" not in web_link("https://x.example/a b>)[](javascript:x)")
    assert web_link("javascript:alert(1)") == ""


def test_formats_are_what_the_connectors_say(anywhere: Command) -> None:
    rows = {row["connector"]: row for row in anywhere("formats", "--json").json()}
    assert rows["backstage"]["recognised_by"] == "apiVersion: backstage.io/*"
    assert "Service" in rows["backstage"]["labels"]
    assert rows["cartulary_facts"]["labels"] is None
    assert all(row["title"] and row["recognised_by"] for row in rows.values())
    for row in rows.values():  # what a condition is, in words
        assert not row["recognised_by"].startswith("<"), row
        assert "=(" not in row["recognised_by"], row
    table = anywhere("formats", "--markdown").out
    assert table.count("\n") == len(rows) + 2
    assert "Backstage catalog (backstage)" in anywhere("formats").out
    assert anywhere("formats", "--json", "--markdown").code == 2
