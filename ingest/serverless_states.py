"""States of a Serverless Workflow 0.8: their actions, their events, and which state follows.

https://github.com/serverlessworkflow/specification/blob/0.8.x/specification.md
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from ingest.documents import Document, Value
from ingest.sniff import Condition

__all__ = ["States", "actions", "events_of", "following", "subflows"]


class States(Condition):
    """A workflow with `states`, each with a name and a type, and a `specVersion`, `start` or `functions`."""

    def matches(self, doc: Document) -> bool:
        if not isinstance(doc.data, dict):
            return False
        data = cast("dict[str, Any]", doc.data)
        states = data.get("states")
        return (
            isinstance(states, list)
            and "apiVersion" not in data
            and bool({"specVersion", "start", "functions"} & data.keys())
            and any(isinstance(s, dict) and "type" in s for s in cast("list[Any]", states))
        )

    def __str__(self) -> str:
        return "states with a type, and specVersion, start or functions"


def _lists(value: Value) -> Iterator[Value]:
    if value.is_list:
        yield from (item for item in value if item.is_map)


def actions(state: Value) -> Iterator[Value]:
    """https://github.com/serverlessworkflow/specification/blob/0.8.x/specification.md#action-definition"""
    yield from _lists(state["actions"])
    if state["action"].is_map:
        yield state["action"]
    for key in ("branches", "onEvents"):
        for each in _lists(state[key]):
            yield from _lists(each["actions"])


def subflows(state: Value) -> Iterator[Value]:
    """The ids of the workflows that a state runs."""
    holders = [state, *actions(state), *_lists(state["branches"])]
    for holder in holders:
        for key in ("subFlowRef", "workflowId"):
            sub = holder[key]["workflowId"] if holder[key].is_map else holder[key]
            if sub.is_scalar:
                yield sub


def events_of(state: Value) -> Iterator[tuple[str, Value]]:
    for each in _lists(state["onEvents"]):
        yield from (("listens", ref) for ref in each["eventRefs"].one_or_many())
    for each in _lists(state["eventConditions"]):
        yield "listens", each["eventRef"]
    if state["eventRef"].is_scalar:
        yield "listens", state["eventRef"]
    for action in actions(state):
        if action["eventRef"].is_map:
            for kind, keys_ in (
                ("emits", ("produceEventRef", "triggerEventRef")),
                ("listens", ("consumeEventRef", "resultEventRef")),
            ):
                yield from ((kind, action["eventRef"][k]) for k in keys_ if action["eventRef"][k])
    for outer in (state, *_transitions(state)):
        for end in (outer["end"], outer["transition"]):
            if end.is_map:
                yield from (("emits", p["eventRef"]) for p in _lists(end["produceEvents"]))


def _transitions(state: Value) -> Iterator[Value]:
    for key in ("dataConditions", "eventConditions", "onErrors"):
        yield from _lists(state[key])
    if state["defaultCondition"].is_map:
        yield state["defaultCondition"]


def following(state: Value) -> Iterator[Value]:
    for each in (state, *_transitions(state)):
        to = each["transition"]
        to = to["nextState"] if to.is_map else to
        if to.is_scalar and to.text:
            yield to
    if state["compensatedBy"].is_scalar:
        yield state["compensatedBy"]
