"""One reply to a text that asks several questions: each answered in turn, citations numbered through."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from rag.reply import Answered, NothingFound, ValueOut

__all__ = ["combined", "last_number"]

T = TypeVar("T")


def combined(question: str, found: Sequence[Answered | NothingFound]) -> Answered | NothingFound:
    """The replies as one; their citations are numbered on from one to the next already."""
    answered = [r for r in found if isinstance(r, Answered)]
    reading = "; and ".join(r.reading for r in found)
    answer = "\n\n".join(f"{r.reading[:1].upper()}{r.reading[1:]}: {r.answer}" for r in found)
    claims = tuple(c for r in found for c in r.claims)
    searched = _once(s for r in found for s in r.searched)
    stale = _once(s for r in found for s in r.stale)
    cypher = tuple(c for r in found for c in r.cypher)
    if not answered:
        return NothingFound(question, reading, answer, claims, searched, stale, cypher)
    return Answered(
        question=question,
        reading=reading,
        answer=answer,
        entities=_once(e for r in answered for e in r.entities),
        claims=claims,
        value=_values(r.value for r in answered),
        rows=tuple(row for r in answered for row in r.rows),
        complete=all(r.complete for r in answered),
        total=sum(r.total or 0 for r in answered) or None,
        searched=searched,
        stale=stale,
        cypher=cypher,
    )


def last_number(reply: Answered | NothingFound) -> int:
    """The number of its last citation."""
    return max((c.n for claim in reply.claims for c in claim.citations), default=0)


def _values(values: Iterable[ValueOut]) -> ValueOut:
    stated = [v for v in values if v is not None]
    if len(stated) < 2:
        return stated[0] if stated else None
    return tuple(x for v in stated for x in (v if isinstance(v, tuple) else (v,)))


def _once(items: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(items))
