"""The settings of a GitHub organisation: https://docs.prow.k8s.io/docs/components/cli-tools/peribolos/."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for file in sorted([*root.rglob("*.yaml"), *root.rglob("*.yml")]):
        try:
            settings = yaml.load(file.read_text("utf-8"), yaml.CBaseLoader)
        except (yaml.YAMLError, UnicodeDecodeError):
            continue
        if not isinstance(settings, dict) or "apiVersion" in settings or "kind" in settings:
            continue
        listed = settings.get("teams")
        if not ("admins" in settings or (isinstance(listed, dict) and "x-owner" not in settings)):
            continue
        if isinstance(listed, dict) and not all(isinstance(t, dict) for t in listed.values()):
            continue
        people = handles(settings, "members", "admins")
        for team, above in teams(listed or {}, None):
            members = handles(team, "members", "maintainers")
            people |= members
            found["node Team"] += 1
            found["edge SUBTEAM_OF"] += above is not None
            found["edge MEMBER_OF"] += len(members)
        found["node Person"] += len(people)
    return +found


def handles(said: dict[str, Any], *keys: str) -> set[str]:
    """Of a person given twice, in whatever case, one."""
    return {str(person).lower() for key in keys for person in said.get(key) or []}


def teams(listed: dict[str, Any], above: str | None) -> Iterator[tuple[dict[str, Any], str | None]]:
    for name, team in (listed or {}).items():
        yield team or {}, above
        yield from teams((team or {}).get("teams") or {}, name)
