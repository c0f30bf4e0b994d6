"""What the interfaces share: places to lines, names to things, paths to drawings, text that stays text."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.errors import UnknownName, UsageError
from graph.landscape import Landscape, Thing
from graph.projection import Projection
from graph.vocabulary import Label
from ui.cli.output import plain
from ui.drawing import Drawn, Step, dot, markdown_text
from ui.excerpt import excerpt
from ui.naming import candidates, resolve

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
    (tmp_path / "a.jsonl").write_text('{"a": 1}\n\n{"b": 2}\n')
    found = excerpt(tmp_path, "a.jsonl", "1/b")
    assert found is not None
    assert found.line == 3


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


def test_names_stay_data_in_drawings_and_markdown() -> None:
    evil = 'a"];\nx [label="<b>\\'
    drawing = dot([Drawn("u", Label.SERVICE, evil)], [Step("u", 'R"', "u")])
    assert drawing.count("\n") == len(drawing.splitlines()) - 1
    assert '\nx [label="<b>' not in drawing
    assert markdown_text("<b>[x](y)*") == "\\<b\\>\\[x\\]\\(y\\)\\*"


def test_control_characters_do_not_reach_the_terminal() -> None:
    assert "\x1b" not in plain("a\x1b[2Jb")
