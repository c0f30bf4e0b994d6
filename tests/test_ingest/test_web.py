"""From a repository's address to the web page of a line in it: each host's own way, and nothing secret."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from ingest.checkout import checkout_of, differing
from ingest.web import bare, page, pattern_of, slug_of

SHA = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize(
    ("address", "web"),
    [
        ("https://github.com/acme/shop.git", f"https://github.com/acme/shop/blob/{SHA}/a%20b/c.yaml#L7-L9"),
        ("git@github.com:acme/shop.git", f"https://github.com/acme/shop/blob/{SHA}/a%20b/c.yaml#L7-L9"),
        ("https://user:s3cret@github.acme.example/acme/shop", f"https://github.acme.example/acme/shop/blob/{SHA}/a%20b/c.yaml#L7-L9"),
        ("ssh://git@gitlab.com:22/group/sub/shop.git", f"https://gitlab.com/group/sub/shop/-/blob/{SHA}/a%20b/c.yaml#L7-9"),
        ("https://gitlab.acme.example:8443/g/shop", f"https://gitlab.acme.example:8443/g/shop/-/blob/{SHA}/a%20b/c.yaml#L7-9"),
        ("https://bitbucket.org/acme/shop", f"https://bitbucket.org/acme/shop/src/{SHA}/a%20b/c.yaml#lines-7:9"),
        ("https://codeberg.org/acme/shop.git", f"https://codeberg.org/acme/shop/src/commit/{SHA}/a%20b/c.yaml#L7-L9"),
        ("git@gitea.acme.example:acme/shop.git", f"https://gitea.acme.example/acme/shop/src/commit/{SHA}/a%20b/c.yaml#L7-L9"),
        ("https://org@dev.azure.com/org/my%20project/_git/shop", f"https://dev.azure.com/org/my%20project/_git/shop?path=/a%20b/c.yaml&version=GC{SHA}&line=7&lineEnd=10&lineStartColumn=1&lineEndColumn=1"),
        ("git@ssh.dev.azure.com:v3/org/project/shop", f"https://dev.azure.com/org/project/_git/shop?path=/a%20b/c.yaml&version=GC{SHA}&line=7&lineEnd=10&lineStartColumn=1&lineEndColumn=1"),
        ("https://git.acme.example/acme/shop", ""),
        ("/srv/git/shop.git", ""),
        ("ext::sh -c id", ""),
        ("javascript://github.com/a/b", ""),
    ],
)  # fmt: skip
def test_the_page_of_lines(address: str, web: str) -> None:
    assert page(pattern_of(address, SHA, "main"), "a b/c.yaml", 7, 9) == web


@pytest.mark.parametrize(
    ("address", "whole"),
    [
        ("https://github.com/acme/shop", "https://github.com/acme/shop/blob/a/b/c.md"),
        ("https://gitlab.com/acme/shop", "https://gitlab.com/acme/shop/-/blob/a/b/c.md"),
        ("https://bitbucket.org/acme/shop", "https://bitbucket.org/acme/shop/src/a/b/c.md"),
        ("https://codeberg.org/acme/shop", "https://codeberg.org/acme/shop/src/branch/a/b/c.md"),
        ("https://dev.azure.com/o/p/_git/shop", "https://dev.azure.com/o/p/_git/shop?path=/c.md&version=GBa%2Fb"),
    ],
)  # fmt: skip
def test_the_page_of_a_file_at_a_branch(address: str, whole: str) -> None:
    assert page(pattern_of(address, "", "a/b"), "c.md") == whole


def test_one_line_and_markdown_as_it_was_written() -> None:
    github = pattern_of("https://github.com/a/b", SHA, "")
    assert page(github, "x.yaml", 3).endswith("/x.yaml#L3")
    assert page(github, "x.md", 3).endswith("/x.md?plain=1#L3")
    gitlab = pattern_of("https://gitlab.com/a/b", SHA, "")
    assert page(gitlab, "x.md", 3, 4).endswith("/x.md?plain=1#L3-4")


def test_a_stated_pattern() -> None:
    assert (
        page("https://x.example/{path}?at={line}", "a#b.yaml", 3)
        == "https://x.example/a%23b.yaml?at=3"
    )
    assert page("https://x.example/{path}?at={line}", "a.yaml") == "https://x.example/a.yaml"
    assert page("https://x.example/{path}", "<script>", 3) == "https://x.example/%3Cscript%3E"
    assert page("javascript:alert({line})//{path}", "a", 3) == ""


def test_what_is_kept_of_an_address_is_not_secret() -> None:
    assert bare("https://user:s3cret@h.example:8443/p?token=x#y") == "https://h.example:8443/p"
    assert bare("ssh://git:s3cret@h.example/p") == "ssh://git@h.example/p"
    assert bare("git@h.example:p") == "git@h.example:p"
    assert slug_of("https://t0ken@github.com/Acme/Shop.git") == "github.com/acme/shop"


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return ran.stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A clone whose `origin` is said to be on GitHub; `shop/a.yaml` is in the commit that it has."""
    folder = tmp_path / "clone"
    (folder / "shop").mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main")
    (folder / "shop" / "a.yaml").write_text("a: 1\n")
    (folder / "shop" / "b.yaml").write_text("b: 1\n")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "first")
    git(folder, "remote", "add", "origin", "https://user:s3cret@github.com/acme/repo.git")
    git(folder, "update-ref", "refs/remotes/origin/main", "HEAD")
    return folder


def test_a_pushed_commit_is_linked_to(checkout: Path) -> None:
    sha = git(checkout, "rev-parse", "HEAD")
    found = checkout_of(checkout / "shop")
    assert found.commit == sha
    assert page(found.web, "a.yaml", 1) == f"https://github.com/acme/repo/blob/{sha}/shop/a.yaml#L1"
    assert "s3cret" not in repr(found)


def test_files_that_are_not_as_pushed(checkout: Path) -> None:
    (checkout / "shop" / "b.yaml").write_text("# new\nb: 1\n")
    (checkout / "shop" / "c.yaml").write_text("c: 1\n")
    (checkout / "shop" / "a.yaml").write_bytes(b"a: 1\r\n")  # as a checkout on Windows has it
    found = checkout_of(checkout / "shop")
    assert found.blobs is not None
    told = differing(checkout / "shop", ["a.yaml", "b.yaml", "c.yaml"], found.blobs)
    assert told == (("b.yaml",), ("c.yaml",))


def test_of_a_commit_that_was_not_pushed_the_remote_has_another(checkout: Path) -> None:
    pushed = git(checkout, "rev-parse", "HEAD")
    (checkout / "shop" / "a.yaml").write_text("a: 2\n")
    git(checkout, "commit", "-qam", "second")
    found = checkout_of(checkout / "shop")
    assert found.commit == git(checkout, "rev-parse", "HEAD")
    assert f"/blob/{pushed}/" in found.web
    assert found.blobs is not None
    assert differing(checkout / "shop", ["a.yaml", "b.yaml"], found.blobs) == (("a.yaml",), ())
    git(checkout, "update-ref", "refs/remotes/origin/main", "HEAD")
    git(checkout, "checkout", "-q", pushed)  # an older commit that the remote has
    assert f"/blob/{pushed}/" in checkout_of(checkout / "shop").web


def test_a_folder_that_is_no_checkout_or_a_broken_one(tmp_path: Path, checkout: Path) -> None:
    assert checkout_of(tmp_path / "none").web == ""
    (checkout / ".git" / "config").write_text('[remote "origin')
    assert checkout_of(checkout).web == ""
