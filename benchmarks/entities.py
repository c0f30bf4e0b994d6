"""A landscape of any size, made up: Backstage entities in as many folders, linked at random but always the same."""

from __future__ import annotations

import random
from pathlib import Path

__all__ = ["write_landscape"]

PER_FILE = 10
ENTITY = """\
---
apiVersion: backstage.io/v1alpha1
kind: {kind}
metadata:
  name: {name}
  description: The {kind} number {number} of a made-up landscape
  tags: [made-up, group-{group}]
spec:
  type: {type}
  lifecycle: production
  owner: team-{team}
  system: system-{group}
"""


def write_landscape(root: Path, entities: int, *, seed: int = 7) -> None:
    """Write services, APIs and resources, three relations a thing on average, ten things a file."""
    rng = random.Random(seed)
    for file in range(0, entities, PER_FILE):
        folder = root / f"area-{file // 1000}" / f"unit-{file}"
        folder.mkdir(parents=True)
        parts = [_entity(n, entities, rng) for n in range(file, min(file + PER_FILE, entities))]
        (folder / "catalog-info.yaml").write_text("".join(parts), encoding="utf-8")


def _entity(number: int, entities: int, rng: random.Random) -> str:
    kind = ("Component", "Component", "API", "Resource")[number % 4]
    text = ENTITY.format(
        kind=kind,
        name=f"thing-{number}",
        number=number,
        group=number // 50,
        team=number % (entities // 100 + 1),
        type={"Component": "service", "API": "openapi", "Resource": "database"}[kind],
    )
    if kind != "Component":
        return text
    needs = [rng.randrange(0, entities // 4) * 4 for _ in range(2)]
    text += "  dependsOn:\n" + "".join(f"    - component:thing-{n}\n" for n in needs)
    return text + f"  consumesApis: [thing-{rng.randrange(0, entities // 4) * 4 + 2}]\n"
