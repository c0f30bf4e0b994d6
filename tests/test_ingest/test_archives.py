"""Zips, Git repositories and single files: what is read of them, and what they may not do."""

from __future__ import annotations

import stat
import subprocess
import threading
import zipfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from graph.errors import UsageError
from graph.ontology import load_ontology
from graph.store import Store
from ingest.run import ingest_sources
from ingest.sources.address import source_of
from ingest.sources.opening import Failed, Opened, opened
from ingest.sources.source import Access, Kind, Source
from ingest.sources.spool import part, safe_path
from ingest.web import page
from tests.http_server import Answer, Asked, serving

ONTOLOGY = load_ontology(environ={})
NOW = "2026-11-22T12:00:00.000+00:00"
FACTS = "cartulary: 1\nthings:\n  - service: mill\n    owned_by: team:millers\n"


def files(source: Source, environ: dict[str, str] | None = None) -> dict[str, bytes]:
    with opened([source], environ or {}, NOW) as (found,):
        assert isinstance(found, Opened), found
        return {
            file.relative_to(found.top).as_posix(): file.read_bytes()
            for file in sorted(found.top.rglob("*"))
            if file.is_file()
        }


def refused(source: Source, environ: dict[str, str] | None = None) -> str:
    with opened([source], environ or {}, NOW) as (found,):
        assert isinstance(found, Failed)
        return str(found.reason)


def zipped(file: Path, members: dict[str, bytes]) -> Source:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return Source(Kind.ZIP, str(file))


def test_a_zip_is_read_without_the_folder_that_holds_it_all(tmp_path: Path) -> None:
    members = {"repo-v1/a.cartulary.yaml": FACTS.encode(), "repo-v1/docs/b.md": b"# B\n"}
    assert set(files(zipped(tmp_path / "one.zip", members))) == {"a.cartulary.yaml", "docs/b.md"}
    two = {**members, "top.md": b"# T\n"}
    assert set(files(zipped(tmp_path / "two.zip", two))) == {*members, "top.md"}


@pytest.mark.parametrize(
    "name",
    ["../evil.yaml", "/etc/evil.yaml", "a/../../evil.yaml", "a\\..\\evil.yaml", "C:/evil", "a//b"],
)
def test_a_path_that_leads_out_refuses_the_archive(tmp_path: Path, name: str) -> None:
    source = zipped(tmp_path / "a.zip", {"good.yaml": b"a: 1\n", name: b"x"})
    assert "leads out" in refused(source)
    assert not list(tmp_path.parent.rglob("evil*"))


def test_a_bomb_and_links_and_what_is_no_zip(tmp_path: Path) -> None:
    bomb = zipped(tmp_path / "bomb.zip", {"a.yaml": b"\x20" * 50_000_000})
    assert "far more than it is" in refused(bomb)
    assert files(zipped(tmp_path / "text.zip", {"a/b.yaml": b"a: 1\n" * 100_000}))
    with zipfile.ZipFile(tmp_path / "link.zip", "w") as archive:
        archive.writestr("a.yaml", "a: 1\n")
        link = zipfile.ZipInfo("b.yaml")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert set(files(Source(Kind.ZIP, str(tmp_path / "link.zip")))) == {"a.yaml"}
    (tmp_path / "none.zip").write_bytes(b"PK nothing")
    assert "not a zip" in refused(Source(Kind.ZIP, str(tmp_path / "none.zip")))
    assert "cannot be read" in refused(Source(Kind.ZIP, str(tmp_path / "absent.zip")))
    with zipfile.ZipFile(tmp_path / "twice.zip", "w") as archive:
        archive.writestr("a.yaml", "a: 1\n")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.yaml", "a: 2\n")
    assert "twice" in refused(Source(Kind.ZIP, str(tmp_path / "twice.zip")))


def test_a_zip_from_a_server(tmp_path: Path) -> None:
    zipped(tmp_path / "a.zip", {"a.cartulary.yaml": FACTS.encode()})
    content = (tmp_path / "a.zip").read_bytes()

    def says(asked: Asked) -> Answer:
        allowed = asked.headers.get("authorization") == "Bearer t0ken"
        return Answer(content) if allowed else Answer({}, 401)

    with serving(says) as server:
        source = Source(Kind.ZIP, f"{server.url}/a.zip", access=Access(token_env="T"))
        assert set(files(source, {"T": "t0ken"})) == {"a.cartulary.yaml"}
        assert "t0ken-old" not in refused(source, {"T": "t0ken-old"})


@pytest.mark.parametrize("name", ["a/b", "..", ".", "", "a#b?c", "é\n", "x" * 500, "-v"])
def test_any_name_is_one_part_of_a_path(name: str) -> None:
    assert safe_path(part(name)) == part(name)
    assert "#" not in part(name)
    assert part(name) != part(name + "!")


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return ran.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Two commits on main, a tag on the first, a branch, a link, and an ignored file that is tracked."""
    folder = tmp_path / "origin"
    (folder / "docs").mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main")
    (folder / "a.cartulary.yaml").write_text(FACTS)
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "first")
    git(folder, "tag", "-a", "v1", "-m", "one")
    (folder / "docs" / "b.md").write_text("# B\n")
    (folder / "link.yaml").symlink_to("/etc/passwd")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "second")
    git(folder, "branch", "other", "v1")
    return folder


@contextmanager
def served(repository: Path) -> Generator[str]:
    """The repository over smart HTTP, by dulwich's own server."""
    from dulwich.repo import Repo
    from dulwich.server import DictBackend
    from dulwich.web import make_wsgi_chain

    class Quiet(WSGIRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            del format, args

    with Repo(str(repository)) as repo:
        chain = make_wsgi_chain(DictBackend({"/": repo}))
        with make_server("127.0.0.1", 0, chain, handler_class=Quiet) as server:  # pyright: ignore[reportArgumentType]
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
            yield f"http://127.0.0.1:{server.server_port}/"
            server.shutdown()


@pytest.mark.parametrize("way", ["file", "http"])
def test_a_repository_at_a_ref(repository: Path, way: str) -> None:
    whole = {"a.cartulary.yaml", "docs/b.md"}
    with served(repository) as url:
        address = f"file://{repository}" if way == "file" else url
        assert set(files(Source(Kind.GIT, address))) == whole
        assert set(files(Source(Kind.GIT, address, ref="v1"))) == {"a.cartulary.yaml"}
        assert set(files(Source(Kind.GIT, address, ref="other"))) == {"a.cartulary.yaml"}
        assert "no branch or tag called x" in refused(Source(Kind.GIT, address, ref="x"))
        head = git(repository, "rev-parse", "HEAD")
        assert set(files(Source(Kind.GIT, address, ref=head))) == whole
        with opened([Source(Kind.GIT, address)], {}, NOW) as (found,):
            assert isinstance(found, Opened)
            assert found.commit == head


def test_what_is_fetched_is_linked_to(repository: Path) -> None:
    pattern = "https://code.example/{path}#{line}"
    source = Source(Kind.GIT, f"file://{repository}", url_pattern=pattern)
    with opened([source], {}, NOW) as (found,):
        assert isinstance(found, Opened)
        assert page(found.web, "a.yaml", 3) == "https://code.example/a.yaml#3"


@pytest.mark.parametrize(
    "address",
    [
        "ext::sh -c touch% /tmp/pwned",
        "--upload-pack=touch /tmp/pwned",
        "ssh://-oProxyCommand=touch/x",
        "-oProxyCommand=touch@host:x",
        "git@-oProxyCommand=touch:x",
        "ftp://host/x",
    ],
)
def test_an_address_that_would_run_something(address: str) -> None:
    try:
        source = source_of(address)
    except UsageError:
        source = Source(Kind.GIT, address)
    assert refused(source)
    assert not Path("/tmp/pwned").exists()


@pytest.mark.parametrize("ref", ["--upload-pack=x", "-x", "a..b", "a b", "@{-1}"])
def test_a_ref_that_is_none(repository: Path, ref: str) -> None:
    assert "no branch, tag or commit" in refused(Source(Kind.GIT, f"file://{repository}", ref=ref))


def test_what_is_no_repository_and_the_secret_is_not_told(tmp_path: Path) -> None:
    assert refused(Source(Kind.GIT, f"file://{tmp_path}"))
    with serving(lambda _: Answer({}, 401)) as server:
        access = Access(token_env="T")
        told = refused(
            Source(Kind.GIT, f"{server.url}/x.git", access=access), {"T": "s3cret-token"}
        )
        assert "s3cret" not in told
        sent = {a.headers.get("authorization", "") for a in server.asked}
        assert any(s.startswith("Basic ") for s in sent)


@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        ("https://github.com/acme/shop", Kind.GIT, "https://github.com/acme/shop"),
        ("https://user:s3cret@git.example/x.git#v1", Kind.GIT, "https://git.example/x.git"),
        ("git@github.com:acme/shop.git", Kind.GIT, "git@github.com:acme/shop.git"),
        ("git+https://code.example/x", Kind.GIT, "https://code.example/x"),
        ("https://code.example/x.zip", Kind.ZIP, "https://code.example/x.zip"),
        ("schema-registry+http://localhost:8081", Kind.SCHEMA_REGISTRY, "http://localhost:8081"),
        ("marquez+https://m.example", Kind.MARQUEZ, "https://m.example"),
        ("mlflow+https://m.example", Kind.MLFLOW, "https://m.example"),
        ("kubernetes:prod", Kind.KUBERNETES, ""),
    ],
)
def test_what_a_person_types(text: str, kind: Kind, place: str) -> None:
    found = source_of(text)
    assert (found.kind, found.place) == (kind, place)
    assert "s3cret" not in repr(found)


def test_what_is_typed_and_is_nothing(tmp_path: Path) -> None:
    for text in (str(tmp_path / "none"), "ftp://x/y", "marquez+ftp://x"):
        with pytest.raises(UsageError, match="name a folder"):
            source_of(text)


def test_a_file_of_a_folder_is_a_root_of_its_own(empty_embedded: Store, tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "a.cartulary.yaml").write_text(FACTS)
    (folder / "b.cartulary.yaml").write_text("cartulary: 1\nthings:\n  - service: bakery\n")

    def ingest(text: str, number: int) -> list[str]:
        ingest_sources(
            [source_of(text)],
            empty_embedded,
            ONTOLOGY,
            now=f"2026-11-22T12:0{number}:00.000+00:00",
            run_id=f"run-{number}",
            environ={},
            alone=False,
            workers=1,
        )
        rows = empty_embedded.rows("MATCH (s:Service) RETURN s.sources AS sources, s.name AS name")
        return sorted(place for row in rows for place in row["sources"])

    assert ingest(str(folder / "a.cartulary.yaml"), 1) == ["shop/a.cartulary.yaml#0/things/0"]
    assert ingest(str(folder / "a.cartulary.yaml"), 2) == ["shop/a.cartulary.yaml#0/things/0"]
    with pytest.raises(UsageError, match="which is ingested already as shop"):
        ingest(str(folder), 3)
