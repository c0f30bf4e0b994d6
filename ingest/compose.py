"""A Docker Compose project as far as one file tells: its services with what they extend, include and need.

https://github.com/compose-spec/compose-spec/blob/main/spec.md
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from graph.facts import Ref, Reject
from graph.vocabulary import Label
from ingest.documents import Document, Value, joined, unrendered
from ingest.images import holds_data
from ingest.interpolation import interpolated, variables_of
from ingest.parse import Problems, Unreadable, yaml_documents

__all__ = ["ComposeService", "Project", "environment", "pairs_of", "texts_of"]

MAX_EXTENDS: Final = 5
MAX_INCLUDED: Final = 50
MAKES: Final = ("image", "build", "extends", "provider")
BASES: Final = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
EITHER: Final = (Label.SERVICE, Label.RESOURCE)


@dataclass(frozen=True, slots=True)
class ComposeService:
    """A service of a project; `layers` is what it says itself, then what it extends."""

    name: str
    value: Value
    layers: tuple[Value, ...]
    ref: Ref

    @property
    def declared(self) -> bool:
        """Whether it says what runs; else it only changes a service of another file."""
        return any(layer[key].data is not None for layer in self.layers for key in MAKES)

    def first(self, key: str) -> Value:
        """The value of the innermost layer that has one."""
        for layer in self.layers:
            if layer[key].data is not None:
                return layer[key]
        return self.value[key]


@dataclass
class Project:
    """The services of one compose file, and the names that they are reached by."""

    doc: Document
    depth: int = 1
    rejects: list[Reject] = field(default_factory=list[Reject])

    @property
    def root(self) -> Value:
        return self.doc.root

    @cached_property
    def name(self) -> str:
        """What tells its services from others of the same name: the project's name, else its folder."""
        stated = self.variables.get("COMPOSE_PROJECT_NAME") or self.text(self.root["name"])
        if not stated and self.doc.filename not in BASES:
            stated = next((name for file in BASES if (name := self._name_in(file))), "")
        return stated if stated and not unrendered(stated) else self.doc.folder or "."

    def _name_in(self, file: str) -> str:
        """The project's name by the file that this one is laid over."""
        other = self.doc.sibling(file)
        if not isinstance(other, tuple):
            return ""
        found = re.search(r"^name:[ \t]*(\S.*?)[ \t]*(?:#.*)?$", other[1], re.MULTILINE)
        return interpolated(found[1].strip("\"'"), self.variables) if found else ""

    @cached_property
    def variables(self) -> Mapping[str, str]:
        """Those of the `.env` file beside it."""
        other = self.doc.sibling(".env")
        return variables_of(other[1]) if isinstance(other, tuple) else {}

    def text(self, value: Value) -> str:
        """A text with its variables put in."""
        return interpolated(value.text, self.variables)

    @cached_property
    def services(self) -> Mapping[str, ComposeService]:
        found: dict[str, ComposeService] = {}
        for name, value in self.root["services"].items():
            if unrendered(name):
                self.rejects.append(Reject(value.at, f"unrendered template: {name}"))
            elif value.is_map:
                layers = tuple(self._layers(value, ()))
                found[name] = ComposeService(name, value, layers, self._ref(name, layers))
            elif value.data is not None:
                self.rejects.append(Reject(value.at, "a service must be a mapping"))
        return found

    def _ref(self, name: str, layers: tuple[Value, ...]) -> Ref:
        stated = next((layer["image"] for layer in layers if layer["image"].is_scalar), None)
        declared = any(layer[key].data is not None for layer in layers for key in MAKES)
        if not declared:
            return Ref(Label.SERVICE, name, scope=self.name, among=EITHER)
        image = self.text(stated) if stated is not None else ""
        label = Label.RESOURCE if holds_data(image, name) else Label.SERVICE
        return Ref(label, name, scope=self.name)

    def _layers(self, value: Value, seen: tuple[tuple[str, str], ...]) -> Iterator[Value]:
        """What a service says itself, then what it extends, bounded."""
        yield value
        stated = value["extends"]
        if stated.data is None:
            return
        name = stated["service"].text if stated.is_map else stated.text
        file = self.text(stated["file"]) if stated.is_map else ""
        step = (file, name)
        home = value.document
        if step in seen or len(seen) >= MAX_EXTENDS:
            self.rejects.append(Reject(stated.at, f"extends {name!r} in a circle"))
            return
        other = self._open(home, file, stated) if file else home
        base = other.root["services"].get(name) if other is not None else None
        if base is not None and base.is_map:
            yield from self._layers(base, (*seen, step))
        elif other is not None:
            self.rejects.append(Reject(stated.at, f"extends {name!r}, which is not there"))

    def _open(self, home: Document, file: str, stated: Value) -> Document | None:
        """Another compose file below the root."""
        other = home.sibling(file)
        reason = "only files of the same folder tree are read"
        if isinstance(other, tuple):
            path, text = other
            problems: Problems = []
            try:
                data = next((data for _, data in yaml_documents(text, problems)), None)
            except Unreadable as error:
                reason = error.reason
            else:
                return Document(path, 0, data, home.ontology, source=home.source)
        elif isinstance(other, Reject):
            reason = other.reason
        self.rejects.append(Reject(stated.at, f"{file!r}: {reason}"))
        return None

    @cached_property
    def included(self) -> tuple[Project, ...]:
        """The projects of the files that `include` names."""
        found: list[Project] = []
        for item in self.root["include"].one_or_many() if self.depth <= MAX_EXTENDS else ():
            for path in (item["path"] if item.is_map else item).one_or_many():
                file = self.text(path)
                if not file or unrendered(file) or len(found) >= MAX_INCLUDED:
                    continue
                other = self._open(self.doc, file, path)
                if other is not None and other.root["services"].is_map:
                    found.append(Project(other, self.depth + 1))
        return tuple(found)

    @cached_property
    def known(self) -> Mapping[str, Ref]:
        """The service that each name on its networks stands for: its own, its container's, its aliases."""
        found: dict[str, Ref] = {}
        others = [service for p in self.included for service in p.known.items()]
        for service in self.services.values():
            found[service.name] = service.ref
        for name, ref in others:
            found.setdefault(name, ref)
        for service in self.services.values():
            for alias in self._also(service):
                found.setdefault(alias, service.ref)
        return found

    def _also(self, service: ComposeService) -> Iterator[str]:
        for key in ("container_name", "hostname"):
            if service.first(key).is_scalar:
                yield self.text(service.first(key))
        networks = service.first("networks")
        for _, stated in networks.items() if networks.is_map else ():
            if stated.is_map:
                yield from (self.text(alias) for alias in stated["aliases"].one_or_many())

    def meant(self, name: str) -> Ref:
        """The service of that name, which another file of the project may declare."""
        return self.known.get(name) or Ref(Label.SERVICE, name, scope=self.name, among=EITHER)

    def keys_of(self, service: ComposeService) -> tuple[str, ...]:
        """A database's own; what is built from one folder under one name is one service in every project."""
        if service.ref.label == Label.RESOURCE:
            return (f"compose:{self.name}/{service.name}",)
        build = service.first("build")
        context = build["context"] if build.is_map else build
        if not service.declared or not context.is_scalar:
            return ()
        folder = self.source_of(service)
        return (f"compose-build:{folder}#{service.name}",) if folder is not None else ()

    def source_of(self, service: ComposeService) -> str | None:
        """The folder that it is built from, None where that is not below the root; else the folder of the file."""
        build = service.first("build")
        context = self.text(build["context"] if build.is_map else build)
        if not context or context in (".", "./"):
            return self.doc.folder
        if "://" in context or unrendered(context):
            return None
        if _above(self.doc.folder, context):
            return ""
        return joined(self.doc.folder, context)


def _above(folder: str, context: str) -> bool:
    """Whether `../..` from the folder is the root itself."""
    steps = [step for step in context.split("/") if step not in ("", ".")]
    return all(step == ".." for step in steps) and len(steps) == len(folder.split("/"))


def environment(service: ComposeService, project: Project) -> Iterator[tuple[str, str, Value]]:
    """(name, value, place) of every variable of a service; one without a value is taken from the project's.

    What the service says itself comes before what it extends, and all of that before its `env_file`s.
    """
    seen: set[str] = set()
    for layer in service.layers:
        stated = layer["environment"]
        pairs = (
            [(name, value) for name, value in stated.items()]
            if stated.is_map
            else [("", value) for value in stated]
        )
        for name, value in pairs:
            if value.is_map or value.is_list:
                continue
            text = value.text
            if not name:
                name, given, text = text.partition("=")
                missing = not given
            else:
                missing = value.data is None
            text = project.variables.get(name, "") if missing else text
            if name not in seen:
                seen.add(name)
                yield name, interpolated(text, project.variables), value
    for layer in service.layers:
        for stated in layer["env_file"].one_or_many():
            path = stated["path"] if stated.is_map else stated
            other = layer.document.sibling(project.text(path)) if path.is_scalar else None
            held = variables_of(other[1], project.variables) if isinstance(other, tuple) else {}
            for name in sorted(held.keys() - seen):
                if name not in project.variables or held[name] != project.variables[name]:
                    seen.add(name)
                    yield name, held[name], path


def texts_of(stated: Value, project: Project) -> tuple[str, ...]:
    """The items of a list (a port in the long form as in the short one), or the keys of a mapping."""
    if stated.is_map:
        return tuple(name for name, _ in stated.items())
    found: list[str] = []
    for item in stated.one_or_many():
        if item.is_map:
            found.append(
                ":".join(t for k in ("published", "target") if (t := project.text(item[k])))
            )
        elif item.is_scalar:
            found.append(project.text(item))
    return tuple(text for text in found if text)


def pairs_of(stated: Value, project: Project) -> Iterator[tuple[str, str, Value]]:
    """(name, value, place) of labels, whether they are a mapping or a list of `name=value`."""
    if stated.is_map:
        yield from ((name, project.text(v), v) for name, v in stated.items() if v.is_scalar)
        return
    for item in stated:
        name, _, text = project.text(item).partition("=")
        yield name, text, item
