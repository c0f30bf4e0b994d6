"""Strong components of a graph in arrays (Tarjan 1972), in an order in which each comes after all that it reaches."""

from __future__ import annotations

import numpy as np

from graph.projection import Ints

__all__ = ["strong_components"]


def strong_components(starts: Ints, ends: Ints) -> tuple[int, Ints]:
    """How many, and the number of each node's; arcs of node i lead to `ends[starts[i]:starts[i + 1]]`.

    In plain Python without recursion: some 40 ms for 40,000 arcs, where importing SciPy's takes ten times that.
    """
    begin, target = starts.tolist(), ends.tolist()
    size = len(begin) - 1
    order = [-1] * size  # when each was first seen
    low = [0] * size
    component = [-1] * size
    at = begin[:-1]  # the next arc to look at
    stack: list[int] = []
    count = seen = 0
    for root in range(size):
        if order[root] >= 0:
            continue
        order[root] = low[root] = seen
        seen += 1
        stack.append(root)
        trail = [root]
        while trail:
            node = trail[-1]
            if at[node] < begin[node + 1]:
                other = target[at[node]]
                at[node] += 1
                if order[other] < 0:
                    order[other] = low[other] = seen
                    seen += 1
                    stack.append(other)
                    trail.append(other)
                elif component[other] < 0 and order[other] < low[node]:
                    low[node] = order[other]
                continue
            trail.pop()
            if trail and low[node] < low[trail[-1]]:
                low[trail[-1]] = low[node]
            if low[node] == order[node]:
                while True:
                    member = stack.pop()
                    component[member] = count
                    if member == node:
                        break
                count += 1
    return count, np.array(component, np.int32)
