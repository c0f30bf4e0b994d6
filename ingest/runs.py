"""Which run of a job counts: the newest that completed and had datasets."""

from __future__ import annotations

from collections.abc import Iterable

from graph.facts import Ref, RunEvent

__all__ = ["dropped_groups"]

COMPLETED = "COMPLETE"


def dropped_groups(events: Iterable[RunEvent], with_datasets: frozenset[str]) -> frozenset[str]:
    """The groups (runs) whose facts do not count, of all that the events name.

    `with_datasets` are the groups that some edge belongs to. Events of one run may stand in many
    files; the newest time of any of them is the time of the run.
    """
    jobs: dict[Ref | str, dict[str, tuple[str, bool]]] = {}
    for event in events:
        runs = jobs.setdefault(event.job.key or event.job, {})
        time, done = runs.get(event.group, ("", False))
        runs[event.group] = (
            max(time, event.event_time or ""),
            done or event.state.upper() == COMPLETED,
        )
    dropped: set[str] = set()
    for runs in jobs.values():
        complete = [
            (time, group) for group, (time, done) in runs.items() if done and group in with_datasets
        ]
        chosen = max(complete)[1] if complete else None
        dropped.update(group for group in runs if group != chosen)
    return frozenset(dropped)
