"""What a connector yields: references, nodes, edges and rejects, each with the place that says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

__all__ = [
    "Alias",
    "Edge",
    "Fact",
    "Node",
    "OwnsPath",
    "Passage",
    "Place",
    "PropValue",
    "Provenance",
    "Ref",
    "Reject",
    "RunEvent",
    "Selector",
    "Selects",
]

PropValue: TypeAlias = str | int | float | bool | tuple[str, ...]


def _empty() -> Mapping[str, PropValue]:
    return {}  # a plain one: facts travel between processes


class Provenance(StrEnum):
    """How a fact is known."""

    DECLARED = "declared"  # someone wrote it
    OBSERVED = "observed"  # a trace or a lineage event shows it
    INFERRED = "inferred"  # a rule made it


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a file: `path` below the ingested root with `/`, and a pointer into it.

    The pointer is `0/spec/dependsOn/1` (document number, then a JSON pointer) for YAML and JSON,
    `L12` or `L12-L20` for text, an XPath for XML; empty means the file as a whole.
    """

    path: str
    pointer: str = ""

    def __str__(self) -> str:
        return f"{self.path}#{self.pointer}" if self.pointer else self.path


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """A reference to a thing, as a source knows it; the resolver decides which thing it is.

    label      the class that the source states or implies; used when nothing declares the thing
    name       as written; for a part without its container's name
    namespace  what enters the URN: a Backstage namespace, a Cartulary one, a dataset's host; else None
    within     the container of a part (Field, Operation, Task), a tool's server, a policy's package
    key        a native key that decides identity, `scheme:value` ("backstage:component:default/x",
               "dns:checkout.shop", "contract:<id>"); a Node that lists it among its keys is meant
    scope      a namespace of the source that does not enter the URN (Kubernetes namespace, OpenLineage
               job namespace): one source that names two scopes tells two things apart
    among      labels that the thing may have when the source cannot tell (empty: `label` alone); an
               ancestor's stands for all of its descendants
    loose      the name may also be a title, an e-mail, an owner string `@org/team`: owner rules apply
    """

    label: str
    name: str
    namespace: str | None = None
    within: Ref | None = None
    key: str | None = None
    scope: str | None = None
    among: tuple[str, ...] = ()
    loose: bool = False

    def __str__(self) -> str:
        inside = f"{self.within.name}." if self.within else ""
        space = f"{self.namespace}/" if self.namespace else ""
        return f"({self.label} {space}{inside}{self.name})"


@dataclass(frozen=True, slots=True)
class Node:
    """A thing that a source declares (or an event shows), with what it says of it.

    props        values by property name; a value with a place of its own goes into `places`
    keys         native keys of this thing, `scheme:value`, that other sources may use for it
    aliases      other names that people may use for it
    location     the folder or file that this thing's source code lives in, below the root ("" the root
                 itself), or a repository slug `github.com/org/repo[/path]`: what CODEOWNERS is held against
    event_time   when an observed fact happened (ISO 8601 UTC), None when the source has no time
    """

    ref: Ref
    at: Place
    props: Mapping[str, PropValue] = field(default_factory=_empty)
    places: Mapping[str, Place] = field(default_factory=dict[str, Place])
    keys: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    location: str | None = None
    provenance: Provenance = Provenance.DECLARED
    event_time: str | None = None

    def __str__(self) -> str:
        return f"{self.ref}"


@dataclass(frozen=True, slots=True)
class Edge:
    """start -relation-> end. Ends need not be declared by this source; unresolved ones become placeholders."""

    start: Ref
    relation: str
    end: Ref
    at: Place
    props: Mapping[str, PropValue] = field(default_factory=_empty)
    provenance: Provenance = Provenance.DECLARED
    event_time: str | None = None
    group: str | None = (
        None  # facts of one group (an OpenLineage run of a job) stand or fall together
    )
    known_only: bool = False  # only between things that someone declares; else it says nothing
    unless: Ref | None = None  # not made when this is a thing that someone declares

    def __str__(self) -> str:
        return f"{self.start} -{self.relation}-> {self.end}"


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name or native key for a thing that is declared elsewhere (a DNS name, a repository slug).

    selects   the alias is that of whatever this finds (a Kubernetes Service and its workload); `ref`
              then only names what stands in when it finds nothing and something asks for the alias
    """

    ref: Ref
    at: Place
    name: str | None = None
    key: str | None = None
    selects: Selector | None = None

    def __str__(self) -> str:
        return f"{self.ref} also {self.key or self.name}"


@dataclass(frozen=True, slots=True)
class Selector:
    """Which things a rule is about; every given condition must hold.

    pods          Kubernetes label requirements (`app=x`, `tier in (a,b)`, `!canary`) that the `pod_labels`
                  of a workload must all meet; empty: every workload; None: no such condition
    folder        the catalog entity of this folder, or of the nearest folder above that has one
    mentioned_in  things whose name stands in this text, word for word
    scopes        patterns of Kubernetes namespaces, one of which must fit; none may that stands after a `!`
    """

    labels: tuple[str, ...] = ()
    names: tuple[str, ...] = ()  # fnmatch patterns on the name
    tags: tuple[str, ...] = ()
    props: Mapping[str, PropValue] = field(default_factory=_empty)
    system: str | None = None
    scope: str | None = None
    pods: tuple[str, ...] | None = None
    folder: str | None = None
    mentioned_in: str | None = None
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Selects:
    """`source` -relation-> every thing that the selector finds: inferred edges, made anew at every run."""

    source: Ref
    relation: str
    selector: Selector
    at: Place

    def __str__(self) -> str:
        return f"{self.source} -{self.relation}-> {self.selector}"


@dataclass(frozen=True, slots=True)
class OwnsPath:
    """A CODEOWNERS line: who owns what matches the pattern; later lines of a file win.

    An empty `owners` cancels; `base` is the folder that the pattern is relative to; `catch_all` owns
    only what has no other owner.
    """

    pattern: str
    owners: tuple[Ref, ...]
    line: int
    at: Place
    base: str = ""
    catch_all: bool = False

    def __str__(self) -> str:
        return f"{self.pattern} owned by {', '.join(map(str, self.owners)) or 'nobody'}"


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a document's text, with its headings, for retrieval as a citation."""

    document: Ref
    number: int
    text: str
    at: Place
    heading: str = ""

    def __str__(self) -> str:
        return f"{self.document} passage {self.number}: {self.text[:60]}"


@dataclass(frozen=True, slots=True, order=True)
class Reject:
    """Something that could not be read or is not allowed; the rest goes on.

    `reason` says what is wrong and what to do. `whole_file` when the whole file could not be read
    (what it said last is then kept, marked stale).
    """

    at: Place
    reason: str
    whole_file: bool = False

    def __str__(self) -> str:
        return f"{self.at}: {self.reason}"


@dataclass(frozen=True, slots=True)
class RunEvent:
    """One event of one run of a job; of a job's runs the newest that completed with datasets counts.

    group   the run, as `Edge.group` names it
    state   START, RUNNING, COMPLETE, ABORT, FAIL or OTHER
    """

    job: Ref
    group: str
    state: str
    at: Place
    event_time: str | None = None

    def __str__(self) -> str:
        return f"{self.job} run {self.group} {self.state}"


Fact: TypeAlias = Node | Edge | Alias | Selects | OwnsPath | Passage | RunEvent
