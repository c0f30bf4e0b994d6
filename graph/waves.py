"""The order in which impacted assets are moved: what an asset needs comes before it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from graph.components import strong_components
from graph.projection import starts_of
from graph.reach import Reach

__all__ = ["Wave", "waves_of"]


@dataclass(frozen=True, slots=True)
class Wave:
    """What can move at the same time. A group is a strong component: its members need one another and move together.

    Groups are sorted by the size of their blast (the most that a change to one of its members reaches).
    """

    number: int
    groups: tuple[tuple[str, ...], ...]


def waves_of(reach: Reach, changed: Iterable[str], listed: Iterable[str]) -> tuple[Wave, ...]:
    """Waves over the listed things; parts that the list leaves out still hold the order together.

    A group stands in the first wave after all that it needs; rolling back goes through them the other way.
    """
    graph = reach.projection
    parts = frozenset(n for n, kind in reach.ontology.classes.items() if kind.part)
    wanted = {graph.place[urn] for urn in listed}
    inside = wanted | {graph.place[urn] for urn in reach.impact(*changed, named=parts).urns}
    mask = np.zeros(len(graph), np.bool_)
    mask[list(inside)] = True
    source, target = reach.impact_pairs(mask)
    order = np.lexsort((target, source))
    count, component = strong_components(starts_of(source[order], len(graph)), target[order])
    members: dict[int, list[int]] = {}
    for node in sorted(wanted):
        members.setdefault(int(component[node]), []).append(node)
    blast = _blasts(reach, members)
    wave: dict[int, int] = {}
    needs: dict[int, set[int]] = {}
    for a, b in zip(component[source].tolist(), component[target].tolist(), strict=True):
        if a != b:
            needs.setdefault(b, set()).add(a)
    # Tarjan numbers a component after all that it reaches, so what is needed has the higher number.
    for one in range(count - 1, -1, -1):
        before = [wave[need] for need in needs.get(one, ())]
        wave[one] = max(before, default=0) + (1 if one in members else 0)
    by_wave: dict[int, list[tuple[int, tuple[str, ...]]]] = {}
    for one, nodes in members.items():
        urns = tuple(graph.urns[node] for node in nodes)
        by_wave.setdefault(wave[one], []).append((blast[one], urns))
    return tuple(
        Wave(number, tuple(urns for _, urns in sorted(groups)))
        for number, groups in sorted(by_wave.items())
    )


def _blasts(reach: Reach, members: dict[int, list[int]]) -> dict[int, int]:
    urns = reach.projection.urns
    counts = reach.impact_counts(urns[node] for nodes in members.values() for node in nodes)
    return {one: max(counts[urns[node]] for node in nodes) for one, nodes in members.items()}
