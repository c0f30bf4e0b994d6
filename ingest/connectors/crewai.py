"""CrewAI `agents.yaml` and `tasks.yaml` (or both in one crew file): agents, their tools and models, and tasks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from graph.facts import Edge, Fact, Node, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.connector import connector
from ingest.crew import AGENT, TASK, Crew, CrewFile, crew_of, has, named
from ingest.documents import Document, Value
from ingest.mcp import described_here
from ingest.properties import Props

MODELS: Final = ("llm", "function_calling_llm", "manager_llm", "planning_llm", "chat_llm")


@connector(
    title="CrewAI agents and tasks",
    reads=CrewFile(),
    nodes={Label.AGENT, Label.TASK, Label.WORKFLOW},
    edges={Rel.DELEGATES_TO, Rel.INVOKES, Rel.PART_OF, Rel.USES_MODEL, Rel.USES_TOOL},
)
def crewai(doc: Document) -> Iterator[Fact | Reject]:
    """https://docs.crewai.com/en/concepts/agents#yaml-configuration-recommended"""
    top = doc["crew"] if has(doc["crew"].data and doc["crew/agents"].data, AGENT) else doc.root
    crew = crew_of(doc, top)
    whole = has(top["agents"].data, AGENT) or has(top["tasks"].data, TASK)
    agents = list(named(top["agents"] if whole else top, AGENT))
    tasks = list(named(top["tasks"] if whole else top, TASK))
    props = Props(doc)
    if whole:
        props.text(Prop.DESCRIPTION, top["description"])
        props.text("process", top["process"])
        for model in _models(top):
            yield Edge(crew.workflow, Rel.USES_MODEL, model[0], model[1].at)
    yield Node(crew.workflow, doc.at, props.values, props.places, location=crew.folder)
    for name, agent in agents:
        yield from _agent(name, agent, crew, [other for other, _ in agents if other != name])
    if len(agents) == 1:
        yield from described_here(crew.agent(agents[0][0]), doc, agents[0][1].at)
    ordered = whole and top["process"].text.lower() == "sequential"
    for number, (name, task) in enumerate(tasks):
        yield from _task(name, task, crew, tasks[number - 1][0] if ordered and number else None)


def _agent(name: str, agent: Value, crew: Crew, others: Sequence[str]) -> Iterator[Fact]:
    ref, props, role = crew.agent(name), Props(agent.document), agent["role"].text
    props.put(Prop.TITLE, role, agent["role"].at)
    props.text(Prop.DESCRIPTION, agent["goal"])
    props.put("crew", crew.name, agent.at)
    props.flag("allow_delegation", agent["allow_delegation"])
    aliases = (role,) if role and "{" not in role and role != name else ()
    yield Node(ref, agent.at, props.values, props.places, aliases=aliases, location=crew.folder)
    for tool in _texts(agent["tools"]):
        yield Edge(ref, Rel.USES_TOOL, Ref(Label.TOOL, tool.text), tool.at)
    for model, value in _models(agent):
        yield Edge(ref, Rel.USES_MODEL, model, value.at)
    if agent["allow_delegation"].flag:
        for other in others:
            yield Edge(ref, Rel.DELEGATES_TO, crew.agent(other), agent["allow_delegation"].at)


def _task(name: str, task: Value, crew: Crew, before: str | None) -> Iterator[Fact]:
    ref, props, agent = crew.task(name), Props(task.document), task["agent"]
    props.text(Prop.DESCRIPTION, task["description"])
    props.text("expected_output", task["expected_output"])
    after = tuple(value.text for value in _texts(task["context"])) or ((before,) if before else ())
    props.put(Prop.AFTER, after, task["context"].at if task["context"] else task.at)
    props.put("tools", tuple(tool.text for tool in _texts(task["tools"])), task["tools"].at)
    yield Node(ref, task.at, props.values, props.places)
    yield Edge(ref, Rel.PART_OF, crew.workflow, task.at)
    if agent.is_scalar and agent.text and "{" not in agent.text:
        yield Edge(ref, Rel.INVOKES, crew.agent(agent.text), agent.at)
        for tool in _texts(task["tools"]):
            yield Edge(crew.agent(agent.text), Rel.USES_TOOL, Ref(Label.TOOL, tool.text), tool.at)


def _models(value: Value) -> Iterator[tuple[Ref, Value]]:
    """The models that `llm` and its kin name: a text, or a mapping with `model`."""
    for key in MODELS:
        stated = value.get(key)
        stated = stated["model"] if stated.is_map else stated
        if (
            stated.is_scalar
            and isinstance(stated.data, str)
            and stated.text
            and "{" not in stated.text
        ):
            yield Ref(Label.MODEL, stated.text), stated


def _texts(value: Value) -> Iterator[Value]:
    """Names in a list (or one): no placeholders, and nothing that is no text."""
    for item in value.one_or_many():
        found = item["name"] if item.is_map else item
        if found.is_scalar and found.text and "{" not in found.text:
            yield found
