"""What a topic in front of a question names: one thing, several of a name, or several beside one another."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.algebra import Entity, SetExpr, Union
from rag.halves import TOGETHER, Parted
from rag.typing import LabelOf

__all__ = ["Topics"]

LISTED = re.compile(r"\s*,?\s+(?:and|or|vs\.?|versus|against|&)\s+|\s*[,/&]\s+", re.I)


@dataclass(frozen=True, slots=True)
class Topics:
    """`named` are the things that sentences name, `thing` what a text names and nothing else."""

    named: Callable[[Sequence[str]], Sequence[SetExpr]]
    thing: Callable[[str], Entity | None]
    label_of: LabelOf

    def of(self, parts: Parted) -> list[SetExpr]:
        """The things that a topic names and no more, all together or each for itself."""
        text = TOGETHER.sub("", parts.first).strip()
        thing = self.thing(text)
        if thing is None and parts.several:  # "the two tables of that name"
            thing = self.thing(re.sub(r"s$", "", text))
        if thing is not None:
            one = tuple(Entity((urn,)) for urn in thing.urns)
            return [Union(one)] if parts.several and len(one) > 1 else [*one]
        if parts.several:
            found = tuple(self.named([text]))
            return [Union(found)] if len(found) > 1 else []
        each = [e for e in map(self.thing, LISTED.split(text)) if e is not None]
        kinds = {self.label_of(e.urns[0]) for e in each if len(e.urns) == 1}
        one = tuple(self._of_kind(e, kinds) for e in each)
        whole = len(one) == len(LISTED.split(text)) and all(len(e.urns) == 1 for e in one)
        return [Union(one)] if whole and len(one) > 1 else []

    def _of_kind(self, thing: Entity, kinds: set[str | None]) -> Entity:
        """Of several things of a name the one that is of the class of what is named beside it."""
        alike = tuple(u for u in thing.urns if self.label_of(u) in kinds)
        return Entity(alike) if len(alike) == 1 else thing
