"""Serverless Workflow, DSL 1.0: the tasks of a `do` list with all that is nested in them, and what they call.

Reference: https://github.com/serverlessworkflow/specification/blob/main/dsl-reference.md
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from graph.facts import Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.documents import Document, Value, joined, unrendered
from ingest.properties import Props
from ingest.workflow import MAX_STEPS, Call, Path, Step, calls_url, usable

__all__ = ["Tasks", "event_types", "operation", "workflow_named"]

KINDS: Final = (
    "call", "do", "emit", "for", "fork", "listen", "raise", "run", "set", "switch", "try", "wait",
)  # fmt: skip
OVER: Final = frozenset(("exit", "end"))


def workflow_named(space: str, name: str) -> Ref:
    """A workflow by its namespace and name; its version is a property."""
    key = f"serverless-workflow:{space}/{name}" if space else f"serverless-workflow:{name}"
    return Ref(Label.WORKFLOW, name, key=key, scope=space or None)


def operation(doc: Document, document: str, name: str, scheme: str = "openapi") -> Ref | None:
    """The operation that a document of this tree defines; None for a document that is elsewhere."""
    document = document.removeprefix("file://")  # relative ones are written so, too
    path = joined(doc.folder, document) if document and "://" not in document else None
    if path is None or not usable(name):
        return None
    stem = path.rpartition("/")[2].partition(".")[0]
    return Ref(Label.OPERATION, name, within=Ref(Label.API, stem, key=f"{scheme}:{path}"))


@dataclass(slots=True)
class Tasks:
    """The tasks of one workflow in the making; `known` are its reusable functions."""

    doc: Document
    known: Value
    steps: list[Step] = field(default_factory=list[Step])
    rejects: list[Reject] = field(default_factory=list[Reject])

    def read(self, tasks: Value, outer: Path = ()) -> None:
        """A list of tasks, each a mapping of one name; one follows another unless it says what does (`then`)."""
        comes: dict[str, list[Path]] = {}
        before: list[Path] = []
        for item in _items(tasks):
            named = list(item.items())
            if len(named) != 1:
                self.rejects.append(
                    Reject(item.at, "a task is a mapping of one name to its definition")
                )
            for name, task in named[:1]:
                path = (*outer, name)
                if not usable(name) or not task.is_map or len(self.steps) >= MAX_STEPS:
                    self.rejects.append(
                        Reject(task.at, f"no task with a usable name: {name[:200]!r}")
                    )
                    continue
                self._task(task, path, [*before, *comes.get(name, ())])
                targets = _targets(task)
                before = [path] if "continue" in targets else []
                for target in targets:
                    self._goes_to(path, (*outer, target), comes, target)

    def _goes_to(self, path: Path, to: Path, comes: dict[str, list[Path]], name: str) -> None:
        """A jump to another task of the list, which may already have been read."""
        comes.setdefault(name, []).append(path)
        for step in self.steps:
            if step.path == to:
                step.after.append(path)

    def _task(self, task: Value, path: Path, after: list[Path]) -> None:
        step = Step(path, task.at, Props(self.doc), after)
        self.steps.append(step)
        kind = next((k for k in KINDS if k in task.data and k != "do"), "do")
        if kind == "do" and "do" not in task.data:
            self.rejects.append(
                Reject(task.at, f"a task of no kind that is known: {path[-1][:200]}")
            )
        else:
            step.props.put(Prop.TYPE, kind, task[kind].at)
        step.props.text("condition", task["if"])
        if kind == "call":
            self._call(step, task, ())
            if task["with"].is_map and task["with/subscription"].is_map:
                self.read(task["with/subscription/foreach/do"], path)
        elif kind == "run":
            self._run(step, task["run"])
        elif kind == "emit":
            step.props.text("emits", task["emit/event/with/type"])
        elif kind == "listen":
            step.props.put("listens", tuple(event_types(task["listen/to"])), task["listen"].at)
            self.read(task["foreach/do"], path)
        elif kind == "fork":
            self.read_branches(task["fork/branches"], path)
        elif kind == "try":
            self.read(task["try"], path)
            self.read(task["catch/do"], path)
        if kind in ("for", "do"):
            self.read(task["do"], path)

    def read_branches(self, branches: Value, path: Path) -> None:
        """Branches run beside one another: none comes after another."""
        for branch in branches:
            for name, task in list(branch.items())[:1]:
                if usable(name) and task.is_map and len(self.steps) < MAX_STEPS:
                    self._task(task, (*path, name), [])
                else:
                    self.rejects.append(
                        Reject(task.at, f"no task with a usable name: {name[:200]!r}")
                    )

    def _call(self, step: Step, task: Value, seen: tuple[str, ...]) -> None:
        what, given = task["call"].text, task["with"]
        call = CALLS.get(what)
        if call is not None:
            step.props.put("call", what, task["call"].at)
            step.calls += call(step, given)
            return
        function = self.known.get(what) if self.known.is_map else self.known
        if function["call"] and what not in seen:
            self._call(step, function, (*seen, what))
        step.props.put("function", what, task["call"].at)

    def _run(self, step: Step, run: Value) -> None:
        step.props.text(Prop.IMAGE, run["container/image"])
        step.props.text(Prop.LANGUAGE, run["script/language"])
        sub = run["workflow"]
        if usable(name := sub["name"].text):
            target = workflow_named(sub["namespace"].text, name)
            step.calls.append(Call(Rel.INVOKES, target, sub["name"].at))


def _items(tasks: Value) -> Iterator[Value]:
    """The items of a list of tasks; before DSL 1.0 was final it was one mapping."""
    if tasks.is_map:
        for name, task in tasks.items():
            yield Value(tasks.document, {name: task.data}, tasks.pointer)
    else:
        yield from tasks


def _targets(task: Value) -> list[str]:
    """Where the flow goes from a task: `continue` to the next one."""
    if task["switch"]:
        cases = [case for item in task["switch"] for _, case in item.items()]
        targets = [case["then"].text or "continue" for case in cases]
    else:
        targets = [task["then"].text or "continue"]
    return [t for t in dict.fromkeys(targets) if t not in OVER and not unrendered(t)]


def event_types(to: Value) -> Iterator[str]:
    """The types of the events that are listened for."""
    for strategy in ("one", "any", "all"):
        for each in to[strategy].one_or_many():
            if usable(text := each["with/type"].text):
                yield text


def _http(step: Step, given: Value) -> Iterator[Call]:
    endpoint = given["endpoint"]
    step.props.text(Prop.METHOD, given["method"])
    yield from calls_url(endpoint["uri"] if endpoint.is_map else endpoint, step.props)


def _openapi(step: Step, given: Value) -> Iterator[Call]:
    document, name = _document(given["document"]), given["operationId"]
    step.props.text("operation", name)
    step.props.text("document", document)
    if (target := operation(given.document, document.text, name.text)) is not None:
        yield Call(Rel.INVOKES, target, name.at, known_only=True)


def _grpc(step: Step, given: Value) -> Iterator[Call]:
    service, method = given["service/name"], given["method"]
    step.props.text("document", _document(given["proto"]))
    step.props.text(Prop.ENDPOINT, given["service/host"])
    if usable(service.text):
        api = Ref(Label.API, service.text, key=f"proto:{service.text}")
        target = Ref(Label.OPERATION, method.text, within=api) if usable(method.text) else api
        yield Call(Rel.INVOKES, target, (method if usable(method.text) else service).at)


def _asyncapi(step: Step, given: Value) -> Iterator[Call]:
    """A message is sent to a channel, or (`subscription`) taken from it; or an operation is named."""
    document = _document(given["document"])
    name = given["operation"] if given["operation"] else given["operationRef"]
    step.props.text("document", document)
    step.props.text("operation", name)
    if usable(given["channel"].text):
        relation = Rel.SUBSCRIBES_TO if given["subscription"] else Rel.PUBLISHES_TO
        yield Call(relation, Ref(Label.TOPIC, given["channel"].text), given["channel"].at)
    elif target := operation(given.document, document.text, name.text, "asyncapi"):
        yield Call(Rel.INVOKES, target, name.at, known_only=True)


def _agent(step: Step, given: Value) -> Iterator[Call]:
    server = given["server"]
    address = server["endpoint"] if server.is_map else server
    address = address["uri"] if address.is_map else address
    step.props.text(Prop.ENDPOINT, address)
    if usable(url := address.text.rstrip("/")):
        agent = Ref(Label.AGENT, url, key=f"a2a:{url}")
        yield Call(Rel.INVOKES, agent, address.at, known_only=True)


def _mcp(step: Step, given: Value) -> Iterator[Call]:
    step.props.text("operation", given["method"])
    step.props.text("tool", given["parameters/name"])
    http = given["server"] if given["server"].is_map else given["transport/http"]
    endpoint = http["endpoint"]
    yield from calls_url(endpoint["uri"] if endpoint.is_map else endpoint, step.props)


def _document(value: Value) -> Value:
    endpoint = value["endpoint"]
    return endpoint["uri"] if endpoint.is_map else endpoint


CALLS: Final = {
    "http": _http,
    "openapi": _openapi,
    "grpc": _grpc,
    "asyncapi": _asyncapi,
    "a2a": _agent,
    "mcp": _mcp,
}
