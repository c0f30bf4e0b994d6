"""CODEOWNERS lines held against where things live."""

from __future__ import annotations

import pytest

from graph.facts import OwnsPath, Place, Ref
from graph.ontology import load_ontology
from graph.vocabulary import Label, Rel
from ingest.owners import matches
from tests.records import edge, graph, node, record

ONTOLOGY = load_ontology(environ={})


@pytest.mark.parametrize(
    ("pattern", "path", "owned"),
    [
        ("*", "", True),
        ("*", "src/cart", True),
        ("/src/", "src/cart", True),
        ("/src/cart/", "src/cart", True),
        ("/src/cart", "src/cart", True),
        ("src/cart/**", "src/cart", True),
        ("cart/", "src/cart", True),
        ("cart", "src/cart", True),
        ("/cart/", "src/cart", False),
        ("*.go", "src/cart", False),
        ("*.md", "docs/run.md", True),
        ("/docs/*", "docs/run.md", True),
        ("/docs/*", "docs/deep", False),
        ("/docs/*", "docs", True),
        ("docs/", "docs/deep/run.md", True),
        ("**/logs", "a/b/logs", True),
        ("/src/**/api", "src/a/b/api", True),
        ("/src/c?rt/", "src/cart", True),
        ("/src/cart-two/", "src/cart", False),
        ("/a.b/", "axb", False),
    ],
)
def test_patterns_are_read_as_github_reads_them(pattern: str, path: str, owned: bool) -> None:
    assert matches(pattern, path) is owned


def lines(*rules: tuple[str, str], base: str = "", path: str = "CODEOWNERS") -> list[OwnsPath]:
    return [
        OwnsPath(
            pattern,
            tuple(Ref(Label.TEAM, name, loose=True) for name in owner.split()),
            number,
            Place(path, f"L{number}"),
            base,
            catch_all=pattern == "*",
        )
        for number, (pattern, owner) in enumerate(rules, start=1)
    ]


def owners(
    rules: list[OwnsPath], *, owner: str | None = None, location: str = "src/cart"
) -> set[str]:
    cart = Ref(Label.SERVICE, "cart")
    said = [node(cart, location=location)]
    if owner:
        said.append(edge(Ref(Label.TEAM, owner), Rel.OWNS, cart))  # type: ignore[arg-type]
    found = graph(ONTOLOGY, record(said), record(rules, connector="codeowners", path="CODEOWNERS"))
    return {found.things[k.start].name for k in found.links.values() if k.relation == Rel.OWNS}


def test_the_last_line_that_matches_wins() -> None:
    assert owners(lines(("/src/", "@o/all"), ("/src/cart/", "@o/cart @o/ops"))) == {
        "@o/cart",
        "@o/ops",
    }
    assert owners(lines(("/src/cart/", "@o/cart"), ("/src/", "@o/all"))) == {"@o/all"}


def test_a_line_without_owners_cancels() -> None:
    assert owners(lines(("/src/", "@o/all"), ("/src/cart/", ""))) == set()


def test_a_catch_all_owns_only_what_has_no_other_owner() -> None:
    assert owners(lines(("*", "@o/all"))) == {"@o/all"}
    assert owners(lines(("*", "@o/all")), owner="desk") == {"desk"}
    assert owners(lines(("/src/", "@o/src")), owner="desk") == {"desk", "@o/src"}


def test_the_nearest_file_decides_and_of_one_folder_the_one_its_host_takes() -> None:
    near = lines(("*", "@o/near"), base="src/cart", path="src/cart/CODEOWNERS")
    assert owners([*lines(("/src/", "@o/far")), *near]) == {"@o/near"}
    hidden = lines(("/src/", "@o/hidden"), path=".github/CODEOWNERS")
    assert owners([*lines(("/src/", "@o/top")), *hidden]) == {"@o/hidden"}


def test_an_owner_who_owns_nothing_is_no_thing() -> None:
    rules = record(lines(("/other/", "@o/other")), connector="codeowners")
    assert graph(ONTOLOGY, rules).things == {}


def test_a_known_team_is_meant_by_its_last_part() -> None:
    cart = node(Ref(Label.SERVICE, "cart"), location="src")
    team = node(Ref(Label.TEAM, "desk", namespace="default"))
    rules = record(lines(("/src/", "@o/desk")), connector="codeowners", path="CODEOWNERS")
    (link,) = graph(ONTOLOGY, record([cart, team]), rules).links.values()
    assert link.start == "urn:cartulary:team:default:desk"
    assert link.props["sources"] == ("shop/CODEOWNERS#L1",)
