"""Which files are found and how they are read: ignore files, links, encodings, what goes wrong."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from graph.facts import Reject
from ingest import files
from ingest.files import Bytes, find_files, read_bytes, text_of


def write(root: Path, path: str, text: str = "x") -> Path:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def reject_of(root: Path, path: str) -> Reject:
    found = read_bytes(root, path)
    assert isinstance(found, Reject)
    assert found.whole_file
    return found


def test_ignore_files_are_respected(tmp_path: Path) -> None:
    write(tmp_path, ".gitignore", "build/\n*.tmp\n!keep.tmp\n")
    write(tmp_path, "sub/.cartularyignore", "/secret.yaml\n!*.tmp\n")
    for path in (
        "a.yaml",
        "build/b.yaml",
        "c.tmp",
        "keep.tmp",
        "sub/secret.yaml",
        "sub/d.tmp",
        "sub/deep/secret.yaml",
        ".git/config.yaml",
        "node_modules/m.json",
        ".github/CODEOWNERS",
    ):
        write(tmp_path, path)
    assert [p for p in find_files(tmp_path) if "ignore" not in p] == [
        ".github/CODEOWNERS",
        "a.yaml",
        "keep.tmp",
        "sub/d.tmp",
        "sub/deep/secret.yaml",
    ]


def test_links_are_followed_only_to_files_of_the_root(tmp_path: Path) -> None:
    root = tmp_path / "root"
    write(root, "a.yaml")
    outside = write(tmp_path, "outside/secret.yaml")
    (root / "inside.yaml").symlink_to(root / "a.yaml")
    (root / "outside.yaml").symlink_to(outside)
    (root / "folder").symlink_to(outside.parent)
    (root / "loop").symlink_to(root)
    (root / "self.yaml").symlink_to(root / "self.yaml")
    (root / "broken.yaml").symlink_to(root / "nowhere.yaml")
    assert list(find_files(root)) == ["a.yaml", "inside.yaml"]
    assert "leads out" in reject_of(root, "outside.yaml").reason
    assert reject_of(root, "self.yaml").reason


def test_a_file_that_vanishes_is_a_reject(tmp_path: Path) -> None:
    write(tmp_path, "a.yaml")
    found = list(find_files(tmp_path))
    (tmp_path / "a.yaml").unlink()
    assert "vanished" in reject_of(tmp_path, found[0]).reason


def test_what_is_no_file_is_a_reject(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    assert list(find_files(tmp_path)) == []
    assert "regular" in reject_of(tmp_path, "pipe.yaml").reason


def test_a_file_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 3)
    write(tmp_path, "a.yaml", "four")
    assert "larger than" in reject_of(tmp_path, "a.yaml").reason


def test_the_same_content_has_the_same_digest(tmp_path: Path) -> None:
    write(tmp_path, "a.yaml", "one")
    write(tmp_path, "b.yaml", "one")
    first, second = read_bytes(tmp_path, "a.yaml"), read_bytes(tmp_path, "b.yaml")
    assert isinstance(first, Bytes)
    assert first == second


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_marked_encodings_are_read(encoding: str) -> None:
    assert text_of("a.yaml", "näme: 😀".encode(encoding)) == "näme: 😀"


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("eins\nzwei\nnäme".encode("latin-1"), "a.yaml#L3"),
        ("a: b".encode("utf-16-le"), "a.yaml"),
        (b"\x89PNG\r\n\x1a\n\x00", "a.yaml#L1"),
        (b"\xff\xfe\x00", "a.yaml#L1"),
    ],
)
def test_other_encodings_are_refused_with_the_line(content: bytes, place: str) -> None:
    found = text_of("a.yaml", content)
    assert isinstance(found, Reject)
    assert str(found.at) == place
    assert found.whole_file
