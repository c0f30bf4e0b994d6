"""Markdown in passages: nothing of the text is lost, and each passage says where it stands."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from graph.facts import Passage, Ref
from graph.ontology import load_ontology, shipped_files
from graph.vocabulary import Label
from ingest.documents import Document
from ingest.passages import MAX_LENGTH, headings, passages

ONTOLOGY = load_ontology(shipped_files())
HERE = Ref(Label.DOCUMENT, "x")


def split(text: str, line: int = 1) -> list[Passage]:
    doc = Document("x.md", 0, None, ONTOLOGY, text, line)
    found = list(passages(doc, HERE, headings(text)))
    return [p for p in found if isinstance(p, Passage)]


def lines_of(passage: Passage) -> tuple[int, int]:
    first, _, last = passage.at.pointer.partition("-")
    return int(first[1:]), int((last or first)[1:])


def test_headings_nest_and_lines_are_those_of_the_file() -> None:
    found = split("# A\n\nOne.\n\n## B\nTwo,\nthree.\n\n# C\n\nFour.\n", line=5)
    assert [(p.heading, p.text, p.at.pointer) for p in found] == [
        ("A", "One.", "L7"),
        ("A > B", "Two,\nthree.", "L10-L11"),
        ("C", "Four.", "L15"),
    ]


def test_a_heading_in_code_or_a_quote_is_text() -> None:
    found = split("```\n# no\n```\n\n> # neither\n\nSetext\n===\nText with `code`.\n")
    assert [(p.heading, p.text) for p in found] == [
        ("", "```\n# no\n```\n\n> # neither"),
        ("Setext", "Text with `code`."),
    ]


def test_a_long_section_is_parted_at_blank_lines() -> None:
    paragraph = "word " * 150
    found = split("# Long\n\n" + f"{paragraph}\n\n" * 6)
    assert len(found) > 1
    assert all(len(p.text) <= MAX_LENGTH for p in found)
    assert sum(p.text.count("word") for p in found) == 900


@given(
    st.lists(
        st.sampled_from(
            ["# H", "## H *i*", "text", "", "  ", "===", "- item", "```", "> q", "x" * 900]
        )
    )
)
def test_every_line_of_text_is_in_one_passage(lines: list[str]) -> None:
    found = split("\n".join(lines))
    assert [p.number for p in found] == list(range(1, len(found) + 1))
    covered = [n for p in found for n in range(lines_of(p)[0], lines_of(p)[1] + 1)]
    assert len(covered) == len(set(covered))
    heads = {h.line + i for h in headings("\n".join(lines)) for i in range(h.after - h.line)}
    for number, line in enumerate(lines):
        if line.strip() and number not in heads:
            assert number + 1 in covered
