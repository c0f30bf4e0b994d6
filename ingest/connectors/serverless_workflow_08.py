"""Serverless Workflow 0.8 and older (`specVersion`, `states`): a workflow, its states in order, and what they call.

https://github.com/serverlessworkflow/specification/blob/0.8.x/specification.md
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from graph.facts import Fact, Node, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.connector import connector
from ingest.documents import Document, Value
from ingest.properties import Props
from ingest.serverless_states import States, actions, events_of, following, subflows
from ingest.serverless_workflow import operation, workflow_named
from ingest.workflow import Call, Step, calls_url, owners, step_facts, usable

REST = re.compile(r"rest:(?:[a-z]+:)?(?P<url>https?://.+)", re.I)  # a custom function of Sonataflow
VERSIONS = ("0.1", "0.5", "0.6", "0.7", "0.8", "0.9")


@connector(
    title="Serverless Workflow 0.8",
    reads=States(),
    nodes={Label.WORKFLOW, Label.TASK},
    edges={Rel.PART_OF, Rel.INVOKES, Rel.OWNS},
)
def serverless_workflow_08(doc: Document) -> Iterator[Fact | Reject]:
    states = [s for s in doc["states"] if s.is_map]
    name = doc["id"] if doc["id"] else doc["key"] if doc["key"] else doc["name"]
    if not usable(name.text):
        yield Reject(doc.at, "a workflow needs an id or a name")
        return
    version = doc["specVersion"].text
    if version and not version.startswith(VERSIONS):
        yield Reject(doc["specVersion"].at, f"the version {version[:40]} is not known; read as 0.8")
    workflow = workflow_named("", name.text)
    props = Props(doc)
    if doc["name"].text != name.text:
        props.text(Prop.TITLE, doc["name"])
    props.text(Prop.DESCRIPTION, doc["description"])
    props.text(Prop.VERSION, doc["version"])
    props.texts(Prop.TAGS, doc["annotations"])
    _schedule(doc["start"], props)
    yield Node(workflow, doc.at, props.values, props.places, location=doc.folder)
    yield from owners(workflow, doc["metadata"])
    functions = _named(doc["functions"])
    events = _named(doc["events"])
    steps: dict[str, Step] = {}
    for state in states:
        if usable(state["name"].text):
            steps.setdefault(state["name"].text, _step(state, functions, events))
        else:
            yield Reject(state.at, "a state needs a name")
    for state in states:
        for target in following(state):
            if target.text in steps:
                steps[target.text].after.append((state["name"].text,))
            elif usable(target.text):
                yield Reject(target.at, f"no state of this workflow: {target.text[:200]!r}")
    yield from step_facts(workflow, list(steps.values()))


def _schedule(start: Value, props: Props) -> None:
    """An interval or a cron expression, each in a short form and in a long one."""
    schedule = start["schedule"] if start.is_map else None
    while schedule is not None and schedule.is_map:
        inner = [schedule[key] for key in ("cron", "interval", "expression")]
        schedule = next((value for value in inner if value), None)
    if schedule is not None and schedule.is_scalar:
        props.text(Prop.SCHEDULE, schedule)


def _named(listed: Value) -> dict[str, Value]:
    """Functions or events by name; a reference to a file of them says nothing here."""
    return {v["name"].text: v for v in listed if v.is_map} if listed.is_list else {}


def _step(state: Value, functions: Mapping[str, Value], events: Mapping[str, Value]) -> Step:
    props = Props(state.document)
    props.text(Prop.TYPE, state["type"])
    step = Step((state["name"].text,), state.at, props)
    said: dict[str, list[str]] = {"emits": [], "listens": []}
    for kind, ref in events_of(state):
        said[kind].append(events[ref.text]["type"].text if ref.text in events else ref.text)
    for kind, types in said.items():
        props.put(kind, tuple(dict.fromkeys(t for t in types if t)), state.at)
    for action in actions(state):
        function = action["functionRef"]
        name = function["refName"] if function.is_map else function
        if name.text in functions:
            step.calls += _function(functions[name.text], props)
    for sub in subflows(state):
        if usable(sub.text):
            step.calls.append(Call(Rel.INVOKES, workflow_named("", sub.text), sub.at))
    return step


def _function(function: Value, props: Props) -> Iterator[Call]:
    """A function's `operation` is a document and an operation in it, an address, or an expression."""
    stated = function["operation"]
    document, marked, name = stated.text.rpartition("#") if stated.is_scalar else ("", "", "")
    kind = function["type"].text or "rest"
    if kind in ("expression", "custom") or not marked:
        props.put("function", function["name"].text, function.at)
        if kind == "custom" and (address := REST.match(stated.text)):
            url = Value(stated.document, address["url"], stated.pointer)
            yield from calls_url(url, props)
        return
    props.put("operation", name, stated.at)
    props.put("document", document, stated.at)
    target = operation(function.document, document, name)
    if kind == "rpc" and usable(name):
        service = name.partition("#")[0]
        service = document.rpartition("#")[2] or service
        api = Ref(Label.API, service, key=f"proto:{service}")
        target = Ref(Label.OPERATION, name, within=api)
    if target is not None:
        yield Call(Rel.INVOKES, target, stated.at, known_only=kind != "rpc")
    elif "://" in document:
        yield from calls_url(Value(stated.document, document, stated.pointer), props)
