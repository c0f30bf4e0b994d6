"""Which of the things that a closure reached are worth listing: parts of what is listed anyway are not."""

from __future__ import annotations

import numpy as np

from graph.automaton import TO_TABLE, TO_WHOLE
from graph.closure import Closure
from graph.ontology import Ontology
from graph.projection import Bools, Ints, Projection

__all__ = ["listed_backward", "listed_forward"]


def listed_forward(found: Closure, ontology: Ontology, named: frozenset[str]) -> Closure:
    """An impact: Fields of a whole dataset, and Operations and Tasks whose container is listed, go unless named."""
    listed = _mask(found.projection, found.nodes)
    whole = _mask(found.projection, found.nodes[found.whole], found.sources)
    return _without_parts(found, ontology, named, whole, listed)


def listed_backward(found: Closure, ontology: Ontology, named: frozenset[str]) -> Closure:
    """What an impact comes from: a part goes, unless named, when its container is listed or asked about."""
    listed = _mask(found.projection, found.nodes, found.sources)
    return _without_parts(found, ontology, named, listed, listed)


def _mask(graph: Projection, *nodes: Ints) -> Bools:
    mask = np.zeros(len(graph), np.bool_)
    for some in nodes:
        mask[some] = True
    return mask


def _without_parts(
    found: Closure,
    ontology: Ontology,
    named: frozenset[str],
    hides_fields: Bools,
    hides_others: Bools,
) -> Closure:
    graph, steps = found.projection, found.automaton.steps
    hides = ((steps.kind == TO_TABLE) & hides_fields[steps.target]) | (
        (steps.kind == TO_WHOLE) & hides_others[steps.target]
    )
    small = {name for name, kind in ontology.classes.items() if kind.part} - named
    hidden = _mask(graph, steps.source[hides]) & graph.of_labels(small)
    return found.only(~hidden[found.nodes])
