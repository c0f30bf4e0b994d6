"""Workflows as their formats tell them: steps, named within their workflow, in order, with what each calls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from graph.facts import Edge, Fact, Node, Place, PropValue, Provenance, Ref
from graph.vocabulary import Label, Prop, Rel
from ingest.cluster import called
from ingest.documents import Value, unrendered
from ingest.hosts import hosts
from ingest.properties import Props

__all__ = ["MAX_STEPS", "Call", "Path", "Step", "calls_url", "owners", "step_facts", "usable"]

MAX_STEPS = 20_000  # of one workflow
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A relation of a step (or of its workflow) to something else."""

    relation: Rel
    end: Ref
    at: Place
    known_only: bool = False
    unless: Ref | None = None


@dataclass(slots=True)
class Step:
    """A step of a workflow.

    path   the names of what it stands in, then its own; the last one is its name where that is the only one
    after  paths of the steps that come directly before it
    """

    path: Path
    at: Place
    props: Props
    after: list[Path] = field(default_factory=list[Path])
    after_at: Place | None = None
    calls: list[Call] = field(default_factory=list[Call])
    time: str | None = None  # when it was seen, for what is observed


def usable(name: str) -> bool:
    """Whether a text is a name: neither empty nor a template's variable."""
    return bool(name) and not unrendered(name)


def step_facts(
    workflow: Ref,
    steps: Sequence[Step],
    provenance: Provenance = Provenance.DECLARED,
) -> Iterator[Fact]:
    """Tasks that are part of the workflow, with what they call.

    A step is called by its own name; where the workflow has several of that name, by what it stands in too.
    """
    names = _names(steps)
    for step in steps:
        task = Ref(Label.TASK, names[step.path], within=workflow)
        before = tuple(dict.fromkeys(names[p] for p in step.after if p in names and p != step.path))
        step.props.put(Prop.AFTER, before, step.after_at or step.at)
        yield Node(
            task,
            step.at,
            step.props.values,
            step.props.places,
            provenance=provenance,
            event_time=step.time,
        )
        none: dict[str, PropValue] = {}
        yield Edge(task, Rel.PART_OF, workflow, step.at, none, provenance, step.time)
        for call in step.calls:
            yield Edge(
                task,
                call.relation,
                call.end,
                call.at,
                none,
                provenance,
                step.time,
                known_only=call.known_only,
                unless=call.unless,
            )


def _names(steps: Iterable[Step]) -> dict[Path, str]:
    paths = list(dict.fromkeys(step.path for step in steps))
    often = Counter(path[-1].casefold() for path in paths)
    return {path: path[-1] if often[path[-1].casefold()] == 1 else ".".join(path) for path in paths}


def calls_url(url: Value, props: Props, scope: str | None = None) -> Iterator[Call]:
    """A step's request to an address: to the Service whose name in a cluster it holds; the address is a property."""
    if url.is_scalar and not unrendered(url.text):
        props.put(Prop.ENDPOINT, url.text, url.at)
    text = url.text if url.is_scalar else ""
    for host in list(hosts(text))[:1]:
        if not unrendered(text.partition("://")[2].partition("/")[0]):
            # `payments.com` may be anybody's: only where a Service has that very DNS name
            exact = host if host.certain else replace(host, vague=True)
            yield Call(Rel.INVOKES, called(exact, scope), url.at, known_only=not host.certain)


def owners(owned: Ref, *stated: Value) -> Iterator[Edge]:
    """Owners by the labels or annotations whose last part is `owner` or `team`."""
    for mapping in stated:
        for key, value in mapping.items() if mapping.is_map else ():
            if key.rpartition("/")[2].lower() in ("owner", "team") and not value.is_map:
                for who in value.one_or_many():
                    yield from owner(owned, who)


def owner(owned: Ref, value: Value) -> Iterator[Edge]:
    """The owner that a text names."""
    if value.is_scalar and usable(value.text):
        who = Ref(Label.TEAM, value.text, among=(Label.TEAM, Label.PERSON), loose=True)
        yield Edge(who, Rel.OWNS, owned, value.at)
