"""One file read: which connector gets what, with which places, and what becomes of bad input."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.errors import UsageError
from graph.facts import Fact, Node, Ref, Reject
from graph.ontology import Ontology, load_ontology, shipped_files
from graph.vocabulary import Label
from ingest.connector import Connector, connector, discover
from ingest.documents import Document
from ingest.read import FileResult, Status, fingerprint, is_candidate, read_file
from ingest.sniff import filename, front_matter, keys, kind, suffix

ONTOLOGY = load_ontology(shipped_files())


@pytest.fixture
def ontology() -> Ontology:
    return ONTOLOGY


def one(reads: object, name: str = "names") -> Connector:
    """A connector that yields a Service for every `name`."""

    def names(doc: Document) -> Iterator[Fact | Reject]:
        for value in doc["names"].one_or_many():
            yield Node(Ref(Label.SERVICE, value.text), value.at)

    names.__name__ = name
    return connector(reads=reads, nodes={Label.SERVICE}, edges=(), title=name)(names)  # type: ignore[arg-type]


NAMES = one(keys("names"))


def read(root: Path, path: str, content: str | bytes, *connectors: Connector) -> FileResult:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_file(root, path, ONTOLOGY, connectors or (NAMES,))


def places(result: FileResult) -> list[str]:
    return [str(fact.at) for fact in result.facts]


def test_places_point_into_the_document(tmp_path: Path) -> None:
    result = read(tmp_path, "d/a.yaml", "x: 1\n---\nnames: [a, b]\n---\n---\nnames: c\n")
    assert places(result) == ["d/a.yaml#1/names/0", "d/a.yaml#1/names/1", "d/a.yaml#3/names"]
    assert result.status is Status.READ
    assert result.connectors == ("names",)


def test_json_lines_count_lines_under_either_name(tmp_path: Path) -> None:
    lines = '{"names": "a"}\n\n{"names": ["b"]}\n'
    expected = ["#0/names", "#2/names/0"]
    assert places(read(tmp_path, "a.jsonl", lines)) == [f"a.jsonl{p}" for p in expected]
    assert places(read(tmp_path, "a.json", lines)) == [f"a.json{p}" for p in expected]


def test_front_matter_is_a_document_of_markdown(tmp_path: Path) -> None:
    text = "---\nnames: a\n---\n# Title\n"
    result = read(tmp_path, "a.md", text, one(front_matter("names")))
    assert places(result) == ["a.md#0/names"]
    assert (
        read(tmp_path, "b.md", "# names\n", one(front_matter("names"))).status == Status.NO_FORMAT
    )
    broken = read(tmp_path, "c.md", "---\na: [\n---\nText\n", one(front_matter()))
    assert [str(r.at) for r in broken.rejects] == ["c.md#L2"]
    assert broken.status is Status.READ


def test_text_formats_are_read_by_name(tmp_path: Path) -> None:
    by_suffix, by_name = one(suffix(".rego"), "a"), one(filename("OWNERS", ".github/CODE"), "b")
    both = (by_suffix, by_name)
    assert [
        p for p in ("x.rego", "d/OWNERS", ".github/CODE", "CODE", "x.py") if is_candidate(p, both)
    ] == [
        "x.rego",
        "d/OWNERS",
        ".github/CODE",
    ]
    assert read(tmp_path, "x.rego", "package a", *both).connectors == ("a",)
    assert read(tmp_path, "x.py", b"\xff", *both).status is Status.NO_FORMAT


def test_a_schema_of_a_format_is_not_in_the_format(tmp_path: Path) -> None:
    schema = '{"$schema": "http://json-schema.org/draft-07/schema#", "names": 1, "properties": {}}'
    assert read(tmp_path, "a.json", schema).status is Status.NO_FORMAT


def test_two_formats_in_one_file_are_kept_apart(tmp_path: Path) -> None:
    other = one(kind("example/*", "Thing"), "things")
    text = "names: a\n---\napiVersion: example/v1\nkind: Thing\nnames: b\n---\nkind: Else\n"
    result = read(tmp_path, "a.yaml", text, NAMES, other)
    assert {name: len(facts) for name, facts in result.by_connector.items()} == {
        "names": 2,
        "things": 1,
    }


@pytest.mark.parametrize(
    ("path", "content", "reason", "place"),
    [
        ("a.yaml", "names: [a", "not valid YAML", "a.yaml#L1"),
        ("a.yaml", "names: a\n---\nnames: {{ .Values.x }}\n", "unrendered template", "a.yaml#L3"),
        ("a.json", '{"names": "a",\n}', "not valid JSON", "a.json#L2"),
        ("a.jsonl", '{"names": "a"}\n{"names"\n', "not valid JSON", "a.jsonl#L2"),
        ("a.yaml", "names: " + "[" * 5000, "nested deeper", "a.yaml#0/names" + "/0" * 199),
        ("a.yaml", "näme: x".encode("latin-1"), "not UTF-8", "a.yaml#L1"),
        ("a.yaml", "names: a".encode("utf-16-le"), "NUL", "a.yaml"),
        ("a.yaml", "names: &a [*a]", "itself", "a.yaml#L1"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_reject_with_its_place(
    tmp_path: Path, path: str, content: str | bytes, reason: str, place: str
) -> None:
    result = read(tmp_path, path, content)
    assert result.status is Status.REJECTED
    assert result.facts == ()
    (reject,) = result.rejects
    assert reason in reject.reason
    assert str(reject.at) == place
    assert reject.whole_file
    assert result.fingerprint


def test_a_file_that_vanishes_is_a_reject(tmp_path: Path, ontology: Ontology) -> None:
    result = read_file(tmp_path, "gone.yaml", ontology, (NAMES,))
    assert result.status is Status.REJECTED
    assert "vanished" in result.rejects[0].reason


def test_a_line_of_fifty_megabytes_is_read(tmp_path: Path) -> None:
    result = read(tmp_path, "a.yaml", "names: a\nlong: " + "x" * 50_000_000)
    assert places(result) == ["a.yaml#0/names"]
    text = read(tmp_path, "a.rego", "x" * 50_000_000, one(suffix(".rego")))
    assert text.status is Status.REJECTED


def test_wrong_types_are_rejects_and_the_rest_goes_on(tmp_path: Path) -> None:
    result = read(tmp_path, "a.yaml", "names: [a, {b: c}, d]\n")
    assert [str(f) for f in result.facts] == ["(Service a)", "(Service )", "(Service d)"]
    assert [str(r) for r in result.rejects] == [
        "a.yaml#0/names/1: expected a text, found a mapping"
    ]


def test_a_key_given_twice_is_reported(tmp_path: Path) -> None:
    result = read(tmp_path, "a.yaml", "names: a\nnames: b\n")
    assert [str(f) for f in result.facts] == ["(Service b)"]
    assert "given twice" in result.rejects[0].reason


@pytest.mark.parametrize(
    "name",
    [
        "quo\"te's",
        "`back`",
        "<script>alert(1)</script>",
        "'}) DETACH DELETE n //",
        "😀",
        "n" * 10_000,
    ],
)
def test_names_are_data(tmp_path: Path, name: str) -> None:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    result = read(tmp_path, "a.yaml", f'names: "{escaped}"\n')
    assert [f.ref.name for f in result.facts if isinstance(f, Node)] == [name]


def test_a_connectors_mistake_does_not_end_the_run(tmp_path: Path) -> None:
    @connector(reads=keys("names"), nodes=(), edges=(), title="broken")
    def broken(doc: Document) -> Iterator[Fact | Reject]:
        yield Node(Ref(Label.SERVICE, "before"), doc.at)
        raise KeyError("oops")

    result = read(tmp_path, "a.yaml", "names: a\n", NAMES, broken)
    assert len(result.facts) == 2
    (reject,) = result.rejects
    assert reject.whole_file
    assert "broken" in reject.reason


@connector(reads=keys("file"), nodes=(), edges=(), title="sibling")
def sibling(doc: Document) -> Iterator[Fact | Reject]:
    found = doc.sibling(doc["file"].text)
    if isinstance(found, Reject):
        yield found
    elif found is not None:
        yield Node(Ref(Label.SERVICE, found[1]), doc.at)


def test_what_is_read_for_a_files_sake_counts_for_its_fingerprint(tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text("one")
    first = read(tmp_path, "d/a.yaml", "file: ../other.txt\n", sibling)
    assert [str(f) for f in first.facts] == ["(Service one)"]
    assert first.also_read == ("other.txt",)
    assert fingerprint(tmp_path, first.path, first.also_read) == first.fingerprint
    (tmp_path / "other.txt").write_text("two")
    assert fingerprint(tmp_path, first.path, first.also_read) != first.fingerprint


@pytest.mark.parametrize(
    "path", ["../../secret", "/etc/passwd", "a/../../../secret", "C:\\x", "~/x"]
)
def test_paths_out_of_the_root_are_refused(tmp_path: Path, path: str) -> None:
    (tmp_path / "secret").write_text("secret")
    result = read(tmp_path / "root", "d/a.yaml", f"file: '{path}'\n", sibling)
    assert result.facts == ()
    assert "leads out" in result.rejects[0].reason


def test_links_out_of_the_root_are_not_followed_by_pointers(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    root = tmp_path / "root"
    root.mkdir()
    (root / "link").symlink_to(tmp_path / "secret")
    (root / "folder").symlink_to(tmp_path)
    for path in ("link", "folder/secret"):
        assert read(root, "a.yaml", f"file: {path}\n", sibling).facts == ()


def test_what_version_control_keeps_is_never_read(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text("secret")
    assert read(tmp_path, "a.yaml", "file: .git/config\n", sibling).facts == ()


def test_results_travel_between_processes(tmp_path: Path) -> None:
    result = read(tmp_path, "a.yaml", "names: [1.10, 007, {x: y}]\n")
    assert pickle.loads(pickle.dumps(result)) == result


def test_connectors_are_found_by_being_there(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(
        "from ingest.connector import connector\n"
        "from ingest.sniff import keys\n"
        "@connector(reads=keys('mine'), nodes=(), edges=(), title='Mine')\n"
        "def mine(doc):\n    yield from ()\n"
    )
    names = [c.name for c in discover(tmp_path)]
    assert "mine" in names
    assert names == sorted(set(names))
    assert "mine" not in [c.name for c in discover()]
    assert all(str(c.reads) and c.title for c in discover())


def test_two_connectors_of_one_name_are_a_mistake(tmp_path: Path) -> None:
    for file in ("one.py", "two.py"):
        (tmp_path / file).write_text(
            "from ingest.connector import connector\n"
            "from ingest.sniff import keys\n"
            "@connector(reads=keys('mine'), nodes=(), edges=(), title='Mine')\n"
            "def mine(doc):\n    yield from ()\n"
        )
    with pytest.raises(UsageError, match="mine"):
        discover(tmp_path)
