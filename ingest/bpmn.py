"""A BPMN process: its tasks, in which order they come, and what they call, read and write.

BPMN 2.0.2: https://www.omg.org/spec/BPMN/2.0.2
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from graph.facts import Ref
from graph.vocabulary import Label, Prop, Rel
from ingest.documents import Document, Value, unrendered
from ingest.properties import Props
from ingest.workflow import MAX_STEPS, Call, Path, Step, calls_url, usable
from ingest.xml_document import Element

__all__ = ["Model", "Process", "local_id", "process_ref"]

SUBPROCESSES: Final = ("subProcess", "adHocSubProcess", "transaction")
TASKS: Final = (
    "task", "userTask", "manualTask", "serviceTask", "scriptTask", "businessRuleTask", "sendTask",
    "receiveTask", "callActivity", "callChoreography", "choreographyTask", "subChoreography",
    *SUBPROCESSES,
)  # fmt: skip
INVOKING: Final = ("serviceTask", "sendTask")  # a receiveTask's operation is one that it offers
STATED: Final = (
    "topic", "class", "delegateExpression", "expression", "decisionRef", "assignee", "candidateGroups",
)  # fmt: skip
VENDOR: Final = ("taskDefinition", "calledDecision")  # of Zeebe


def local_id(reference: str) -> str:
    """What a reference names: a qualified name without its prefix."""
    return reference.rpartition(":")[2].strip()


def process_ref(doc: Document, process_id: str, name: str) -> Ref:
    """A process is another one in every file: tools give them all the same ids."""
    return Ref(
        Label.WORKFLOW,
        name,
        key=f"bpmn-process:{doc.path}#{process_id}",
        scope=doc.path.rpartition(".")[0] or doc.path,
    )


@dataclass(slots=True)
class Model:
    """What the processes of one file share, by id: processes, data stores, pools, messages."""

    doc: Document
    root: Element
    processes: dict[str, Ref] = field(default_factory=dict[str, Ref])
    stores: dict[str, Element] = field(default_factory=dict[str, Element])  # by name
    store_of: dict[str, str] = field(default_factory=dict[str, str])  # its name, by id
    pools: dict[str, str] = field(default_factory=dict[str, str])
    global_tasks: set[str] = field(default_factory=set[str])
    messages: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    operations: dict[str, Ref] = field(default_factory=dict[str, Ref])

    def __post_init__(self) -> None:
        for pool in self.root.inside("participant"):
            if usable(pool.get("name")) and pool.get("processRef"):
                self.pools.setdefault(local_id(pool.get("processRef")), pool.get("name"))
        for flow in self.root.inside("messageFlow"):
            text = flow.get("name") or local_id(flow.get("targetRef"))
            self.messages.setdefault(local_id(flow.get("sourceRef")), []).append(text)
        self._callables()
        self._stores()

    def _callables(self) -> None:
        """What may be called: processes, global tasks, operations of interfaces."""
        for element in self.root:
            own = element.get("id")
            if element.name == "process":
                name = _words(element.get("name") or self.pools.get(own, "") or own)
                if own and usable(name):
                    self.processes[own] = process_ref(self.doc, own, name)
            elif element.name.startswith("global") and element.name.endswith("Task"):
                self.global_tasks.add(own)
            elif element.name == "interface" and usable(element.get("name")):
                api = Ref(Label.API, element.get("name"))
                for operation in element.children("operation"):
                    if usable(name := operation.get("name")):
                        called = Ref(Label.OPERATION, name, within=api)
                        self.operations[operation.get("id")] = called

    def _stores(self) -> None:
        for store in (*self.root.inside("dataStore"), *self.root.inside("dataStoreReference")):
            own = _words(store.get("name"))
            name = self.store_of.get(local_id(store.get("dataStoreRef")), "") or own
            if usable(name):
                self.store_of[store.get("id")] = name
                self.stores.setdefault(name, store)

    def called(self, reference: str) -> Ref | None:
        """The process that a call activity calls: of this file, else one that has this id."""
        wanted = local_id(reference)
        if not usable(wanted) or wanted in self.global_tasks:
            return None
        if wanted in self.processes:
            return self.processes[wanted]
        return Ref(Label.WORKFLOW, wanted, key=f"bpmn:{wanted}")


@dataclass(slots=True)
class Process:
    """The steps of one process in the making."""

    model: Model
    found: dict[Path, Step] = field(default_factory=dict[Path, Step])

    @property
    def steps(self) -> list[Step]:
        return list(self.found.values())

    def read(self, container: Element, outer: Path = ()) -> None:
        """The tasks of a process or subprocess, and those inside."""
        nodes = {node.get("id"): node for node in container if node.get("id")}
        tasks = {i: node for i, node in nodes.items() if node.name in TASKS}
        often = Counter(_name(node).casefold() for node in tasks.values())
        names = {
            i: (*outer, name if often[(name := _name(node)).casefold()] == 1 else f"{name} ({i})")
            for i, node in tasks.items()
        }
        before = _before(container, nodes, names)
        lanes = {
            ref.text: lane.get("name")
            for group in container.children("laneSet")
            for lane in group.inside("lane")
            for ref in lane.children("flowNodeRef")
        }
        for node_id, path in names.items():
            node = nodes[node_id]
            if len(self.found) >= MAX_STEPS:
                return
            step = self.found[path] = self._step(node, path, lanes.get(node_id, ""))
            step.after += [names[b] for b in before.get(node_id, ())]
            if node.name in SUBPROCESSES:
                self.read(node, path)

    def _step(self, node: Element, path: Path, lane: str) -> Step:
        props = Props(self.model.doc)
        props.put(Prop.TYPE, node.name, node.at)
        if (name := _name(node)) != path[-1]:
            props.put(Prop.TITLE, name, node.at)
        if documented := node.child("documentation"):
            props.put(Prop.DESCRIPTION, documented.text, documented.at)
        props.put("lane", lane, node.at)
        for key in STATED:
            props.put(f"vendor_{_snake(key)}", node.get(key), node.at)
        for name in VENDOR:
            for extension in _own(node, name):
                kind = extension.get("type") or extension.get("decisionId")
                props.put(f"vendor_{_snake(name)}", kind, extension.at)
        props.put("messages", tuple(self.model.messages.get(node.get("id"), ())), node.at)
        step = Step(path, node.at, props)
        step.calls += self._calls(node)
        for url in _urls(node):
            step.calls += calls_url(Value(self.model.doc, url[1], url[0].pointer), props)
        return step

    def _calls(self, node: Element) -> Iterator[Call]:
        if node.name == "callActivity":
            stated = node.get("calledElement") or next(
                (e.get("processId") for e in _own(node, "calledElement")), ""
            )
            if (target := self.model.called(stated)) is not None:
                yield Call(Rel.INVOKES, target, node.at)
        called = self.model.operations.get(local_id(node.get("operationRef")))
        if called is not None and node.name in INVOKING:
            yield Call(Rel.INVOKES, called, node.at)
        for kind, end, relation in (
            ("dataInputAssociation", "sourceRef", Rel.READS),
            ("dataOutputAssociation", "targetRef", Rel.WRITES),
        ):
            for link in node.children(kind):
                for ref in link.children(end):
                    name = self.model.store_of.get(ref.text, "")
                    if usable(name):
                        yield Call(relation, Ref(Label.DATASET, name), link.at)


def _words(text: str) -> str:
    return " ".join(text.split())


def _name(node: Element) -> str:
    name = _words(node.get("name"))
    return name if name and not unrendered(name) else node.get("id")


def _own(node: Element, *names: str) -> Iterator[Element]:
    """What a tool adds to this element, not to the steps inside it."""
    for extensions in node.children("extensionElements"):
        yield from extensions.inside(*names)


def _urls(node: Element) -> Iterator[tuple[Element, str]]:
    """The address that a connector of Camunda is given, where it is written out."""
    for given in _own(node, "input", "inputParameter"):
        if (given.get("target") or given.get("name")).lower() == "url":
            text = (given.get("source") or given.text).lstrip("=").strip().strip("\"'")
            if "://" in text and "+" not in text:
                yield given, text


def _snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name)


def _before(
    container: Element, nodes: Mapping[str, Element], tasks: Iterable[str]
) -> dict[str, list[str]]:
    """For each task the tasks that come directly before it: through gateways and events, not through tasks."""
    into: dict[str, list[str]] = {}
    for flow in container.children("sequenceFlow"):
        into.setdefault(flow.get("targetRef"), []).append(flow.get("sourceRef"))
    for node_id, node in nodes.items():
        if node.name == "boundaryEvent" and node.get("attachedToRef"):
            into.setdefault(node_id, []).append(node.get("attachedToRef"))
    ends = set(tasks)
    found: dict[str, list[str]] = {}
    for task in ends:
        waiting, seen = list(into.get(task, ())), set[str]()
        while waiting:
            source = waiting.pop(0)
            if source in seen:
                continue
            seen.add(source)
            if source in ends:
                found.setdefault(task, []).append(source)
            else:
                waiting += into.get(source, ())
    return found
