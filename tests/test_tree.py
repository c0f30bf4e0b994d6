"""The tree itself: what is declared is there, and what must not be there is not."""

from __future__ import annotations

import importlib
import pkgutil
import re
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("graph", "ingest", "rag")


def modules() -> list[str]:
    return sorted(
        module.name
        for package in PACKAGES
        for module in pkgutil.walk_packages([str(ROOT / package)], package + ".")
    )


@pytest.mark.parametrize("name", modules())
def test_every_exported_name_exists(name: str) -> None:
    module = importlib.import_module(name)
    missing = [n for n in getattr(module, "__all__", ()) if not hasattr(module, n)]
    assert missing == []
    assert module.__doc__, f"{name} does not say what it is"


def tracked(*patterns: str) -> list[Path]:
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout: the list of files comes from git")
    out = subprocess.run(
        ["git", "ls-files", "--", *patterns], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / line for line in out.stdout.splitlines() if (ROOT / line).is_file()]


def test_links_between_documents_lead_somewhere() -> None:
    broken: list[str] = []
    for page in tracked("*.md"):
        if "golden" in page.parts or "examples" in page.parts:
            continue
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
            if "://" not in target and not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)} -> {target}")
    assert broken == []


def test_no_path_of_a_machine_is_in_the_tree() -> None:
    found = [
        f"{file.relative_to(ROOT)}: {match[0]}"
        for file in tracked(
            "*.py", "*.md", "*.toml", "*.txt", "*.sh", "Makefile", "*.ttl", "*.yaml"
        )
        if file.name != Path(__file__).name
        for match in [
            re.search(r"/(?:root|home/\w+|Users/\w+)/\S+", file.read_text(encoding="utf-8"))
        ]
        if match
    ]
    assert found == []


def test_the_compose_file_starts_neo4j_before_the_pages() -> None:
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    services = compose["services"]
    assert services["cartulary"]["depends_on"]["neo4j"]["condition"] == "service_healthy"
    assert services["cartulary"]["environment"]["CARTULARY_STORE"].startswith("neo4j://neo4j")
    for service in services.values():
        for port in service.get("ports", []):
            assert str(port).startswith("127.0.0.1:"), "ports are published on loopback only"
    assert "?" in services["neo4j"]["environment"]["NEO4J_AUTH"], "no default password"
