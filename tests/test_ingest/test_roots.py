"""What a folder is a checkout of, and who owns things that name their repository instead of a folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.facts import OwnsPath, Place, Ref
from graph.ontology import load_ontology
from graph.vocabulary import Label, Rel
from ingest.resolve import resolve
from ingest.roots import repository_of
from tests.records import node, record

ONTOLOGY = load_ontology(environ={})


@pytest.mark.parametrize(
    ("url", "slug"),
    [
        ("https://github.com/Acme/Shop.git", "github.com/acme/shop"),
        ("https://user:secret@github.com/acme/shop", "github.com/acme/shop"),
        ("git@github.com:acme/shop.git", "github.com/acme/shop"),
        ("ssh://git@gitlab.com/acme/shop.git", "gitlab.com/acme/shop"),
        ("https://git.acme.example/acme/shop", ""),
        ("/srv/git/shop.git", ""),
    ],
)
def test_the_repository_of_a_checkout(tmp_path: Path, url: str, slug: str) -> None:
    (tmp_path / ".git").mkdir()
    config = (
        '[remote "fork"]\n\turl = https://github.com/me/shop\n'
        f'[remote "origin"]\n\tfetch = +refs/*\n\turl = {url}\n[branch "main"]\n'
    )
    (tmp_path / ".git" / "config").write_text(config, encoding="utf-8")
    assert repository_of(tmp_path) == slug


def test_a_folder_that_is_no_checkout_has_no_repository(tmp_path: Path) -> None:
    assert repository_of(tmp_path) == ""


def owners(
    location: str, repositories: dict[str, str], *, file: str = "cart/info.yaml"
) -> set[str]:
    rules = [
        OwnsPath("/cart/", (Ref(Label.TEAM, "carters", loose=True),), 1, Place("CODEOWNERS", "L1"))
    ]
    catalog = record([node(Ref(Label.SERVICE, "cart"), file, location=location)], path=file)
    found = resolve(
        [catalog, record(rules, connector="codeowners", path="CODEOWNERS")],
        ONTOLOGY,
        repositories=repositories,
    ).landscape
    return {found.things[k.start].name for k in found.links.values() if k.relation == Rel.OWNS}


def test_a_slug_is_held_against_the_root_that_is_its_checkout() -> None:
    here = {"shop": "github.com/acme/shop"}
    assert owners("github.com/acme/shop/cart", here) == {"carters"}
    assert owners("github.com/Acme/Shop/cart", here, file="elsewhere.yaml") == {"carters"}
    assert owners("github.com/acme/other/cart", here) == set()


def test_a_root_that_is_no_checkout_is_believed_where_the_slug_leads_to_the_declaring_file() -> (
    None
):
    assert owners("github.com/acme/shop/cart", {}) == {"carters"}
    assert owners("github.com/acme/shop", {}) == {"carters"}
    assert owners("github.com/acme/shop/cart", {}, file="basket/info.yaml") == set()
