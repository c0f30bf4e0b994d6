"""The chart: from the edges of a lattice to readings of the whole sentence, cheapest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import rag.rules_absence
import rag.rules_again
import rag.rules_alike
import rag.rules_all
import rag.rules_beneath
import rag.rules_border
import rag.rules_brief
import rag.rules_change
import rag.rules_compare
import rag.rules_deed
import rag.rules_depth
import rag.rules_differ
import rag.rules_each
import rag.rules_failing
import rag.rules_flow
import rag.rules_group
import rag.rules_have
import rag.rules_hops
import rag.rules_idiom
import rag.rules_join
import rag.rules_list
import rag.rules_most
import rag.rules_noun
import rag.rules_number
import rag.rules_path
import rag.rules_question
import rag.rules_rank
import rag.rules_sequence
import rag.rules_share
import rag.rules_space
import rag.rules_state
import rag.rules_stated
import rag.rules_text
import rag.rules_truth
import rag.rules_value
import rag.rules_verb
import rag.rules_whole
from rag.cell import Cell
from rag.grammar import BINARY, UNARY, Binary, Ground
from rag.lattice import Lattice

__all__ = ["parse"]

BEAM = 8
LIMIT = 1.7
GAP = 1.2  # what costs so much more than the best of its part is dropped
RULE_FILES = (
    rag.rules_absence,
    rag.rules_again,
    rag.rules_alike,
    rag.rules_all,
    rag.rules_beneath,
    rag.rules_border,
    rag.rules_brief,
    rag.rules_change,
    rag.rules_compare,
    rag.rules_deed,
    rag.rules_depth,
    rag.rules_differ,
    rag.rules_failing,
    rag.rules_each,
    rag.rules_flow,
    rag.rules_group,
    rag.rules_have,
    rag.rules_hops,
    rag.rules_idiom,
    rag.rules_join,
    rag.rules_list,
    rag.rules_most,
    rag.rules_noun,
    rag.rules_number,
    rag.rules_path,
    rag.rules_question,
    rag.rules_rank,
    rag.rules_sequence,
    rag.rules_share,
    rag.rules_space,
    rag.rules_state,
    rag.rules_stated,
    rag.rules_text,
    rag.rules_truth,
    rag.rules_value,
    rag.rules_verb,
    rag.rules_whole,
)

Span = dict[str, list[Cell]]
ByLeft = Mapping[str, Mapping[str, list[Binary]]]


def _by_left() -> ByLeft:
    found: dict[str, dict[str, list[Binary]]] = {}
    for (left, right), rules in BINARY.items():
        found.setdefault(left, {})[right] = rules
    return found


RULES = _by_left()


def parse(lattice: Lattice, ground: Ground) -> list[Cell]:
    """Cells of part Q that cover the sentence, cheapest first."""
    chart = _Chart(lattice, ground)
    chart.run()
    return chart.whole()


class _Chart:
    def __init__(self, lattice: Lattice, ground: Ground) -> None:
        self.lattice = lattice
        self.ground = ground
        self.n = lattice.size
        self.ends: list[dict[int, Span]] = [{} for _ in range(self.n + 1)]  # by start, then by end

    def run(self) -> None:
        for edge in self.lattice.edges:
            for end in self._after(edge.end):
                self._add(edge.start, end, edge.cell)
        for length in range(1, self.n + 1):
            for start in range(self.n - length + 1):
                self._combine(start, start + length)

    def _after(self, end: int) -> Iterable[int]:
        """Where the next phrase may begin: words of no weight are passed over."""
        found, open_ = {end}, [end]
        while open_:
            at = open_.pop()
            for beyond in self.lattice.skips.get(at, ()):
                if beyond not in found:
                    found.add(beyond)
                    open_.append(beyond)
        return found

    def _combine(self, start: int, end: int) -> None:
        here = self.ends[start]
        for middle in sorted(here):
            if middle >= end:
                break
            right = self.ends[middle].get(end)
            if not right:
                continue
            for left_cat, lefts in list(here[middle].items()):
                table = RULES.get(left_cat)
                if not table:
                    continue
                for right_cat, rights in list(right.items()):
                    for rule in table.get(right_cat, ()):
                        self._apply(rule, start, end, lefts, rights)

    def _apply(
        self, rule: Binary, start: int, end: int, lefts: list[Cell], rights: list[Cell]
    ) -> None:
        for left in tuple(lefts):
            for right in tuple(rights):
                if left.cost + right.cost > LIMIT:
                    break
                for cell in rule(self.ground, left, right):
                    self._add(start, end, cell)

    def _add(self, start: int, end: int, cell: Cell) -> None:
        if cell.cost > LIMIT:
            return
        span = self.ends[start].setdefault(end, {})
        cells = span.setdefault(cell.cat, [])
        key = cell.key
        for i, other in enumerate(cells):
            if other.key == key:
                if other.cost <= cell.cost:
                    return
                del cells[i]
                break
        at = next((i for i, other in enumerate(cells) if other.cost > cell.cost), len(cells))
        if at >= BEAM or (cells and cell.cost > cells[0].cost + GAP):
            return
        cells.insert(at, cell)
        del cells[BEAM:]
        for rule in UNARY.get(cell.cat, ()):
            for made in rule(self.ground, cell):
                self._add(start, end, made)

    def whole(self) -> list[Cell]:
        found: list[Cell] = []
        for start in self._after(0):
            for cell in self.ends[start].get(self.n, {}).get("Q", ()):
                found.append(cell)
        return sorted(found, key=lambda c: c.cost)
