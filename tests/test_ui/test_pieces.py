"""What the interfaces share: places to lines, names to things, paths to drawings, text that stays text."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.errors import UnknownName, UsageError
from graph.landscape import Landscape, Thing
from graph.ontology import load_ontology
from graph.projection import Projection
from graph.vocabulary import Label, Rel
from ui.cells import cell
from ui.drawing import Drawn, Step, dot, too_wide
from ui.excerpt import excerpt, line_of
from ui.naming import candidates, resolve
from ui.text import inline, lines, plain, short

YAML = """\
kind: A
---
kind: B
spec:
  dependsOn:
    - component:one
    - component:two
"""


@pytest.mark.parametrize(
    ("pointer", "line"),
    [("1/spec/dependsOn/1", 7), ("1/kind", 3), ("0", 1), ("L4-L5", 4), ("1/spec/nowhere", 4)],
)
def test_a_place_leads_to_its_line(tmp_path: Path, pointer: str, line: int) -> None:
    (tmp_path / "a.yaml").write_text(YAML)
    found = excerpt(tmp_path, "a.yaml", pointer)
    assert found is not None
    assert found.line == line
    assert found.text.splitlines()[found.line - found.first] == YAML.splitlines()[line - 1]


def test_json_lines_are_found_by_their_number(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"a": 1}\n\n{"b": [{"c": 2}]}\n')
    found = excerpt(tmp_path, "a.jsonl", "2/b/0")
    assert found is not None
    assert (found.line, found.text) == (3, '{"c": 2}')
    assert excerpt(tmp_path, "a.jsonl", "1/x") is None
    assert excerpt(tmp_path, "a.jsonl", "7") is None


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00", b"[" * 100_000, b"x" * 2_000_000, b"a: &a [*a]\n"]
)
def test_a_file_that_cannot_be_shown_is_no_failure(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.yaml").write_bytes(content)
    for pointer in ("0/a/0/0/0/0", "L1"):
        found = excerpt(tmp_path, "a.yaml", pointer)
        assert found is None or found.first <= found.line


def test_a_place_of_the_graph_is_found_below_its_root(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\nowner: x\nkind: y\n---\n# Title: [\n")
    roots = {"docs": tmp_path}
    assert line_of("docs/a.md#0/kind", roots) == 3
    assert line_of("docs/a.md#L5", roots) == 5
    assert line_of("docs/a.md#L50", roots) is None
    assert line_of("elsewhere/a.md#L1", roots) is None


def test_no_file_outside_the_root_is_shown(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    (tmp_path / "root").mkdir()
    assert excerpt(tmp_path / "root", "../secret", "L1") is None


def things(*rows: tuple[str, str]) -> Projection:
    return Projection.of(
        Landscape.of(
            [
                Thing(f"urn:cartulary:{label.lower()}:default:{name}", label, {"name": name})
                for label, name in rows
            ],
            [],
        )
    )


def test_a_name_means_the_best_tier() -> None:
    graph = things(
        (Label.TOPIC, "orders"), (Label.DATASET, "shop.orders"), (Label.SERVICE, "order-store")
    )
    assert resolve(graph, "orders").startswith("urn:cartulary:topic:")
    assert candidates(graph, "dataset:orders") == ["urn:cartulary:dataset:default:shop.orders"]
    assert resolve(graph, "Order Store").startswith("urn:cartulary:service:")


def test_a_shared_name_names_its_choices() -> None:
    graph = things((Label.TOPIC, "orders"), (Label.DATASET, "orders"))
    with pytest.raises(UsageError, match=r"dataset:orders[\s\S]*topic:orders"):
        resolve(graph, "orders")
    assert resolve(graph, "topic:orders").startswith("urn:cartulary:topic:")


def test_an_unknown_name_offers_near_ones() -> None:
    with pytest.raises(UnknownName, match="checkout"):
        resolve(things((Label.SERVICE, "checkout")), "chekcout-x")


def test_names_stay_data_in_drawings() -> None:
    evil = 'a"];\nx [label="<b>\\'
    drawing = dot([Drawn("u", Label.SERVICE, evil)], [Step("u", 'R"', "u")])
    assert '\nx [label="<b>' not in drawing
    assert 'a\\"]; x [label=\\"<b>\\\\"' in drawing


def test_a_long_chain_is_drawn_top_down() -> None:
    nodes = [Drawn(str(i), Label.DATASET, f"warehouse.marts.table_{i}") for i in range(8)]
    chain = [Step(str(i), Rel.DERIVED_FROM, str(i + 1), back=i % 2 == 0) for i in range(7)]
    star = [Step("0", Rel.DERIVED_FROM, str(i + 1)) for i in range(7)]
    assert too_wide(nodes, chain)
    assert not too_wide(nodes[:2], chain[:1])
    assert not too_wide(nodes, star)
    assert "n1 -> n0 [dir=back" in dot(nodes, chain, down=True)


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("<b>[x](y)*", r"\<b\>\[x\]\(y\)\*"),
        ("a\n# b", r"a \# b"),
        (":material/home:", "\\:\u2060material/home\\:"),
        ("x" * 200, "x" * 119 + "…"),
    ],
)
def test_a_name_is_markdown_that_shows_just_it(text: str, markdown: str) -> None:
    assert inline(text) == markdown


def test_a_reply_keeps_its_lines_and_items_and_nothing_else() -> None:
    said = lines("checkout [1].\n\n- a *b* [1]\n# c")
    assert said.split("\n") == [r"checkout \[1\]\.  ", "", r"- a \*b\* \[1\]", r"\# c  "]


def test_control_characters_reach_no_terminal() -> None:
    assert plain("a\x1b[2Jb\u202ec\td") == "a\ufffd[2Jb\ufffdc d"
    assert plain("👩\u200d💻\n") == "👩\u200d💻\n"
    assert short("a\n\n b") == "a b"


def test_values_of_the_graph_are_shown_as_cypher_draws_them() -> None:
    ontology = load_ontology(environ={})
    node = {
        "urn": "urn:cartulary:service:default:a",
        "labels": [Label.ASSET, Label.SERVICE, Label.THING],
        "properties": {"name": "a"},
    }
    other = {"urn": "urn:cartulary:team:default:b", "labels": [Label.TEAM], "properties": {}}
    edge = {"type": Rel.OWNS, "start": other["urn"], "end": node["urn"], "properties": {}}
    assert cell(node, ontology) == "(:Service a)"
    assert cell(edge, ontology) == "(team:default:b)-[:OWNS]->(service:default:a)"
    path = {"nodes": [node, other], "relationships": [edge]}
    assert cell(path, ontology) == "(:Service a)<-[:OWNS]-(:Team urn:cartulary:team:default:b)"
    assert cell([1, None, "x"], ontology) == "1, , x"
