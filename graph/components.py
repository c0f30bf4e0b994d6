"""Strong components of a graph in arrays, in an order in which each comes after all that it reaches."""

from __future__ import annotations

import numpy as np

from graph.projection import Ints

__all__ = ["strong_components"]


def strong_components(starts: Ints, ends: Ints) -> tuple[int, Ints]:
    """How many, and the number of each node's; arcs of node i lead to `ends[starts[i]:starts[i + 1]]`."""
    import rustworkx as rx  # here, since only waves and superlatives need it

    size = len(starts) - 1
    sources = np.repeat(np.arange(size), np.diff(starts))
    graph = rx.PyDiGraph[int, None](multigraph=False)
    graph.add_nodes_from(range(size))
    graph.add_edges_from_no_data(list(zip(sources.tolist(), ends.tolist(), strict=True)))
    found = rx.strongly_connected_components(graph)
    component = np.empty(size, np.int32)
    for number, members in enumerate(found):
        component[members] = number
    order = rx.PyDiGraph[int, None](multigraph=False)
    order.add_nodes_from(range(len(found)))
    pairs = np.unique(np.stack([component[sources], component[ends]], axis=1), axis=0)
    order.add_edges_from_no_data([(a, b) for a, b in pairs.tolist() if a != b])
    rank = np.empty(len(found), np.int32)
    rank[list(rx.topological_sort(order))] = np.arange(len(found) - 1, -1, -1, dtype=np.int32)
    return len(found), rank[component]
