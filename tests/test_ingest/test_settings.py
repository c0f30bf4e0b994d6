"""`cartulary.yaml`: what it may say, what is told of a wrong one, and what comes of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from graph.errors import UsageError
from graph.ontology import load_ontology
from graph.store import Store
from ingest.generate import generated
from ingest.run import ingest_sources
from ingest.settings import find_settings, json_schema, read_settings, sources_of
from ingest.sources.source import Kind, Source

ONTOLOGY = load_ontology(environ={})
WHOLE = """\
version: 1
landscape: acme
keep_days: 30
max_age_days: 7
owners:
  payments: ["@acme/payments", Payments Guild, payments@acme.example]
  person:Ada Grist: ["@ada"]
sources:
  - name: shop
    path: shop
    include: ["*.yaml"]
    exclude: [vendor/]
    url_pattern: https://code.acme.example/shop/{path}?line={line}
  - name: platform
    git: https://git.acme.example/platform.git
    ref: v1.2
    token_env: PLATFORM_TOKEN
    landscape: platform
  - name: exports
    zip: exports.zip
    max_age_days: 1
  - name: registry
    schema_registry: https://registry.acme.example
    username_env: REGISTRY_USER
    password_env: REGISTRY_PASSWORD
  - name: lineage
    marquez: https://lineage.acme.example
    namespaces: [nightly]
    days: 14
  - name: cluster
    kubernetes: {context: prod, namespaces: [shop]}
  - name: models
    mlflow: http://localhost:5000
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "cartulary.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_everything_that_it_may_say(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    file = written(tmp_path, WHOLE)
    settings = read_settings(file)
    found = {s.name: s for s in sources_of(settings, file)}
    assert settings.keep_days == 30
    assert found["shop"].place == str(tmp_path / "shop")
    assert (found["shop"].include, found["shop"].exclude) == (("*.yaml",), ("vendor/",))
    assert (found["platform"].kind, found["platform"].ref) == (Kind.GIT, "v1.2")
    assert (found["platform"].landscape, found["shop"].landscape) == ("platform", "acme")
    assert (found["exports"].max_age, found["shop"].max_age) == (1, 7)
    assert found["lineage"].days == 14
    assert (found["cluster"].context, found["cluster"].namespaces) == ("prod", ("shop",))
    # the owners hold in both landscapes
    assert {s.landscape for s in found.values() if s.kind is Kind.SETTINGS} == {"acme", "platform"}


def test_the_published_schema_says_the_same(tmp_path: Path) -> None:
    schema = json.loads(json_schema())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(yaml.safe_load(WHOLE), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"version": 1, "sources": [{"name": "a", "token": "x"}]}, schema)
    del tmp_path


def test_the_example_in_the_readme_is_one(tmp_path: Path) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    example = readme.split("```yaml\nversion: 1", 1)[1].split("```", 1)[0]
    settings = read_settings(written(tmp_path, f"version: 1{example}"))
    stated = {kind for s in settings.sources for kind in s.model_dump(exclude_none=True)}
    assert {"path", "git", "schema_registry", "marquez", "kubernetes", "mlflow"} <= stated


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "it needs `version: 1`"),
        ("version: 1\nsources: [", "(line 2): not valid YAML"),
        ("version: 2\nsources: [{name: a, path: .}]", "version (line 1)"),
        ("version: 1\nsources: []", "sources (line 2)"),
        ("version: 1\nsources:\n  - path: .", "sources/0 (line 3): needs name"),
        ("version: 1\nsources:\n  - name: a", "sources/0 (line 3): a source has one of path, git"),
        ("version: 1\nsources:\n  - name: a\n    path: .\n    zip: b", "this has 2"),
        ("version: 1\nsources:\n  - name: a\n    pth: .", "sources/0/pth (line 4): no such setting; is path meant?"),
        ("version: 1\nsources:\n  - name: a\n    path: .\n  - name: a\n    path: b", "two sources are called a"),
        ("version: 1\nsources:\n  - name: a\n    path: .\n    ref: x", "ref is a setting of git"),
        ("version: 1\nsources:\n  - name: a\n    path: .\n    url_pattern: 'javascript:{path}'", "sources/0/url_pattern (line 5): is no http(s) address"),
        ("version: 1\nversion: 1\nsources: [{name: a, path: .}]", "given twice"),
        ("version: 1\nsources:\n  - name: a\n    kubernetes: {contxt: x}", "sources/0/kubernetes/contxt (line 4): no such setting; is context meant?"),
    ],
)  # fmt: skip
def test_a_wrong_one_says_where_and_what(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        read_settings(written(tmp_path, text))
    assert said in str(refused.value)


@pytest.mark.parametrize(
    "secret",
    [
        "token: hunter2",
        "password: hunter2",
        "token_env: hunter2 hunter2",
        "git: https://user:hunter2@git.acme.example/x",
        "git: https://hunter2@git.acme.example/x",
        "url_pattern: hunter2",
    ],
)
def test_a_secret_in_it_is_refused_and_not_repeated(tmp_path: Path, secret: str) -> None:
    source = "" if secret.startswith("git:") else "    git: https://git.acme.example/x\n"
    text = f"version: 1\nsources:\n  - name: a\n{source}    {secret}\n"
    with pytest.raises(UsageError) as refused:
        read_settings(written(tmp_path, text))
    assert "hunter2" not in str(refused.value)


def test_the_nearest_one_is_found(tmp_path: Path) -> None:
    inside = tmp_path / "a" / "b"
    inside.mkdir(parents=True)
    above = written(tmp_path, WHOLE)
    assert find_settings(inside) == above
    nearer = written(tmp_path / "a", WHOLE)
    assert find_settings(inside) == nearer


def ingested(store: Store, *sources: Source, number: int = 1) -> Any:
    return ingest_sources(
        sources,
        store,
        ONTOLOGY,
        now=f"2026-11-22T12:0{number}:00.000+00:00",
        run_id=f"run-{number}",
        environ={},
        workers=1,
    )


ENTITY = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {{name: {name}}}
spec: {{type: service, lifecycle: production, owner: '{owner}'}}
"""


def test_the_names_of_an_owner_are_one(empty_embedded: Store, tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    shop.mkdir()
    for name, owner in (("a", "Payments Guild"), ("b", "payments@acme.example"), ("c", "payments")):
        (shop / f"{name}.yaml").write_text(ENTITY.format(name=name, owner=owner))
    (shop / "CODEOWNERS").write_text("/c.yaml @acme/payments\n")
    text = "version: 1\nsources: [{name: shop, path: shop}]\nowners:\n"
    file = written(
        tmp_path, text + '  payments: ["@acme/payments", Payments Guild, payments@acme.example]\n'
    )
    assert not ingested(empty_embedded, *sources_of(read_settings(file), file)).failures
    rows = empty_embedded.rows("MATCH (o)-[:OWNS]->(s:Service) RETURN o.urn AS o, s.name AS s")
    assert {(r["o"], r["s"]) for r in rows} == {
        ("urn:cartulary:team:default:payments", name) for name in "abc"
    }


def test_files_that_patterns_leave_out_are_not_read(empty_embedded: Store, tmp_path: Path) -> None:
    (tmp_path / "vendor").mkdir()
    for path in ("a.yaml", "vendor/b.yaml"):
        name = path.rpartition("/")[2][0]
        (tmp_path / path).write_text(ENTITY.format(name=name, owner="x"))
    whole = Source(Kind.FOLDER, str(tmp_path), name="shop")
    assert ingested(empty_embedded, whole).roots[0].read == 2
    part = Source(Kind.FOLDER, str(tmp_path), name="shop", exclude=("vendor/",))
    assert ingested(empty_embedded, part, number=2).roots[0].read == 1
    rows = empty_embedded.rows("MATCH (s:Service) RETURN s.name AS name")
    assert [r["name"] for r in rows] == ["a"]


def test_a_name_that_another_source_has_fails_and_harms_nothing(
    empty_embedded: Store, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.yaml").write_text(ENTITY.format(name=name, owner="x"))
    one = Source(Kind.FOLDER, str(tmp_path / "one"), name="shop")
    assert not ingested(empty_embedded, one).failures
    two = Source(Kind.FOLDER, str(tmp_path / "two"), name="shop")
    failed = ingested(empty_embedded, two, number=2)
    assert "give" in failed.failures[0].reason
    rows = empty_embedded.rows("MATCH (s:Service) RETURN s.name AS name, s.stale AS stale")
    assert [(r["name"], bool(r["stale"])) for r in rows] == [("one", False)]
    again = Source(Kind.FOLDER, str(tmp_path / "one"), name="other")
    assert "forget shop" in ingested(empty_embedded, again, number=3).failures[0].reason


@pytest.mark.slow
def test_many_files_of_several_sources_are_read_by_several_processes(
    empty_embedded: Store, tmp_path: Path
) -> None:
    """1,600 files, more than are read by one process; nothing is read twice, lost, or put elsewhere."""
    sources: list[Source] = []
    for root in ("one", "two"):
        (tmp_path / root).mkdir()
        for number in range(800):
            name = f"{root}-{number}"
            (tmp_path / root / f"{name}.yaml").write_text(ENTITY.format(name=name, owner="x"))
        sources.append(Source(Kind.FOLDER, str(tmp_path / root), name=root))
    report = ingest_sources(
        sources,
        empty_embedded,
        ONTOLOGY,
        now="2026-11-22T12:00:00.000+00:00",
        run_id="run",
        environ={},
        workers=2,
    )
    assert [root.read for root in report.roots] == [800, 800]
    rows = empty_embedded.rows("MATCH (s:Service) RETURN s.name AS name, s.sources AS sources")
    assert {(r["name"], tuple(r["sources"])) for r in rows} == {
        (f"{root}-{n}", (f"{root}/{root}-{n}.yaml#0",))
        for root in ("one", "two")
        for n in range(800)
    }


def test_generated_files_are_fresh() -> None:
    for path, text in generated().items():
        assert path.read_text("utf-8") == text, f"run python -m ingest.generate ({path.name})"
