"""CrewAI crews: what makes a file one, whose crew it is, and what it names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, cast

from graph.facts import Ref
from graph.vocabulary import Label
from ingest.documents import Document, Value, unrendered
from ingest.sniff import Condition

__all__ = ["AGENT", "TASK", "Crew", "CrewFile", "crew_of", "has", "named"]

AGENT: Final = frozenset({"role", "goal"})
TASK: Final = frozenset({"description", "expected_output"})
INSIDE: Final = ("config", "src")  # folders between a crew's own and its files


@dataclass(frozen=True, slots=True)
class CrewFile(Condition):
    """Agents with role and goal, or tasks with description and expected_output, by name or listed."""

    def matches(self, doc: Document) -> bool:
        if not isinstance(doc.data, dict):
            return False
        data = cast("dict[Any, Any]", doc.data)
        inner = data.get("crew")
        crew = cast("dict[Any, Any]", inner) if isinstance(inner, dict) else data
        return (
            has(data, AGENT)
            or has(data, TASK)
            or has(crew.get("agents"), AGENT)
            or has(crew.get("tasks"), TASK)
        )

    def __str__(self) -> str:
        return "agents with role and goal, or tasks with description and expected_output"


def has(data: Any, keys: frozenset[str]) -> bool:
    if isinstance(data, dict):
        items = list(cast("dict[Any, Any]", data).values())
    else:
        items = cast("list[Any]", data) if isinstance(data, list) else []
    return any(
        isinstance(item, dict) and keys <= cast("dict[Any, Any]", item).keys() for item in items
    )


@dataclass(frozen=True, slots=True)
class Crew:
    """A crew by its name and folder: agents of two crews of one name are told apart by the folder."""

    name: str
    folder: str

    @property
    def workflow(self) -> Ref:
        return Ref(Label.WORKFLOW, self.name, key=f"crewai:{self.folder}#")

    def agent(self, name: str) -> Ref:
        return Ref(Label.AGENT, name, key=f"crewai:{self.folder}#{name}", scope=self.name)

    def task(self, name: str) -> Ref:
        return Ref(Label.TASK, name, within=self.workflow)


def crew_of(doc: Document, top: Value) -> Crew:
    """The name that a crew file states, else the folder: of `src/<crew>/config/` the crew's own."""
    parts = doc.folder.split("/") if doc.folder else []
    while parts and parts[-1] in INSIDE:
        parts.pop()
    stated = top["name"]
    name = stated.text if stated.is_scalar else ""
    return Crew(name or (parts[-1] if parts else "crew"), "/".join(parts))


def named(held: Value, keys: frozenset[str]) -> Iterator[tuple[str, Value]]:
    """What has one of the keys by name: the key in a mapping; a list's items by `name`, else by role."""
    pairs = held.items() if held.is_map else ((_called(item), item) for item in held)
    for name, item in pairs:
        if item.is_map and keys & cast("dict[str, Any]", item.data).keys():
            if name and not unrendered(name):
                yield name, item
            else:
                held.document.reject(item.at, "it needs a name that is no template")


def _called(item: Value) -> str:
    return (item["name"].text or item["id"].text or item["role"].text) if item.is_map else ""
