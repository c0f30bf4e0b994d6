"""The choice among readings: by cost, by what they give, and none when none is good."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from rag.algebra import Answer, Count, Entity, Exists, In, Listing, Minus, NoneOf, SetExpr
from rag.lexicon import Costs
from rag.reading import Chosen, Decision, Reading, ResultSummary, Tie, Unclear

__all__ = ["Weighed", "decide"]

Evaluate = Callable[[Answer], ResultSummary]
URNS = re.compile(r"urns=\(([^)]*)\)")


@dataclass
class Weighed:
    """What was found out while readings were weighed, for those who ask why."""

    results: dict[int, ResultSummary] = field(default_factory=dict[int, ResultSummary])


def decide(
    readings: Sequence[Reading],
    evaluate: Evaluate,
    costs: Costs,
    words: Sequence[str],
    weighed: Weighed | None = None,
) -> Decision:
    """The best reading, or those that tie, or what was not understood (`words`)."""
    choice = costs["choice"]
    best = [r for r in readings if r.cost <= choice["limit"]][: int(choice["best"])]
    if not best:
        return Unclear(tuple(words))
    named = _named_apart(best, choice["margin"])
    if named:
        return Tie(named)
    tried: list[tuple[float, int, Reading, ResultSummary]] = []
    for i, reading in enumerate(best):
        if i and reading.cost > best[0].cost + choice["empty"] + choice["margin"]:
            break
        result = evaluate(reading.answer)
        if weighed is not None:
            weighed.results[i] = result
        if result.empty and _emptied(reading.answer, evaluate):
            result = replace(result, empty=False)
        dear = choice["none_lacks"] if _of_lack(reading.answer) else choice["empty"]
        tried.append((reading.cost + dear * result.empty, i, reading, result))
    tried.sort(key=lambda w: (w[0], w[1]))
    cost, _, first, result = tried[0]
    most = "silent" if result.unstated else "dear" if first.fragment else "barren"
    if result.empty and (first.vague or first.cost > choice[most]):
        return Unclear(tuple(words))
    close = [
        reading
        for other, _, reading, summary in tried[1:]
        if other - cost < choice["margin"] and _differ(first, result, reading, summary)
    ]
    return Tie((first, *close)) if close else Chosen(first)


def _of_lack(answer: Answer) -> bool:
    """Whether it asks for things without something: that none lacks it is as likely as not."""
    return isinstance(answer, Listing | Count | Exists) and isinstance(answer.of, NoneOf)


def _emptied(answer: Answer, evaluate: Evaluate) -> bool:
    """Whether it is empty for nothing but what is excepted: "who besides X uses Y", of which X is the only user."""
    if not isinstance(answer, Listing | Count | Exists):
        return False
    whole = _with_excepted(answer.of)
    return whole != answer.of and not evaluate(replace(answer, of=whole)).empty


def _with_excepted(of: SetExpr) -> SetExpr:
    """The set with the named things that were left out of it."""
    match of:
        case Minus(inner, Entity()):
            return _with_excepted(inner)
        case In(parts):
            return In(tuple(map(_with_excepted, parts)))
        case _:
            return of


def _differ(first: Reading, result: ResultSummary, other: Reading, summary: ResultSummary) -> bool:
    return result.key != summary.key or type(first.answer) is not type(other.answer)


def _named_apart(best: Sequence[Reading], margin: float) -> tuple[Reading, ...]:
    """Readings that differ from the first only in which thing a name means."""
    first = best[0]
    shape = _shape(first.answer)
    same = [r for r in best if r.cost - first.cost < margin / 2 and _shape(r.answer) == shape]
    things = {tuple(URNS.findall(repr(r.answer))) for r in same}
    return tuple(same) if len(things) > 1 else ()


def _shape(answer: object) -> str:
    return URNS.sub("urns=()", repr(answer))
