"""What a Terraform plan's configuration refers to: through modules' inputs and outputs, and data sources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from graph.facts import Place
from ingest.documents import Value
from ingest.terraform import plain_address

__all__ = ["Configuration"]

NO_RESOURCE: Final = frozenset(
    ["count", "each", "ephemeral", "local", "path", "provider", "self", "terraform", "var"]
)
MAX_STEPS: Final = 10_000  # references followed for one resource


class Configuration:
    """The `configuration.root_module` of a plan."""

    def __init__(self, root: Value) -> None:
        self.modules: dict[str, Value] = {}
        self.calls: dict[str, Value] = {}
        self.resources: dict[str, Value] = {}
        self._module(root, "")

    def _module(self, module: Value, path: str) -> None:
        self.modules[path] = module
        for resource in module["resources"]:
            address = plain_address(resource["address"].text)
            self.resources[f"{path}{address}"] = resource
        for name, call in module["module_calls"].items():
            inner = f"{path}module.{name}."
            self.calls[inner] = call
            self._module(call["module"], inner)

    def references(self, address: str) -> Iterator[tuple[str, Place]]:
        """Addresses of resources that this one's configuration needs, each with the place that says so."""
        resource = self.resources.get(address)
        if resource is None:
            return
        path = _path(address)
        for text, at in _stated(resource):
            for found in self._resolve(path, text):
                if found != address:
                    yield found, at

    def _resolve(self, path: str, reference: str) -> list[str]:
        """The managed resources that a reference leads to, seen from a module."""
        waiting, seen, found = [(path, reference)], set[tuple[str, str]](), dict[str, None]()
        while waiting and len(seen) < MAX_STEPS:
            at = waiting.pop(0)
            if at in seen:
                continue
            seen.add(at)
            where, text = at[0], plain_address(at[1])
            parts = text.split(".")
            if parts[0] == "data" and len(parts) > 2:
                source = self.resources.get(f"{where}data.{parts[1]}.{parts[2]}")
                waiting += [(where, t) for t, _ in _stated(source)] if source is not None else []
            elif parts[0] == "module" and len(parts) > 1:
                inner = f"{where}module.{parts[1]}."
                if len(parts) > 2:
                    waiting += self._output(inner, parts[2])
                elif at[1] == text and inner in self.modules:
                    found |= dict.fromkeys(
                        a for a in self.resources if a.startswith(inner) and ".data." not in a
                    )
            elif parts[0] == "var" and len(parts) > 1 and where in self.calls:
                above = _above(where)
                given = self.calls[where]["expressions"].get(parts[1])
                waiting += [(above, t) for t, _ in _references(given)]
            elif len(parts) > 1 and parts[0] not in NO_RESOURCE:
                found[f"{where}{parts[0]}.{parts[1]}"] = None
        return list(found)

    def _output(self, module: str, name: str) -> list[tuple[str, str]]:
        stated = self.modules[module]["outputs"].get(name) if module in self.modules else None
        if stated is None:
            return []
        return [(module, text) for text, _ in _references(stated)]


def _stated(resource: Value) -> Iterator[tuple[str, Place]]:
    for key in ("expressions", "count_expression", "for_each_expression"):
        yield from _references(resource.get(key))
    for needed in resource["depends_on"]:
        yield needed.text, needed.at


def _references(value: Value) -> list[tuple[str, Place]]:
    """All `references` inside an expression; of `a.b.id` and `a.b` the more exact one is enough."""
    found: list[tuple[str, Place]] = []
    waiting = [value]
    while waiting:
        here = waiting.pop(0)
        if here.is_list:
            waiting += list(here)
        elif here.is_map:
            for key, inner in here.items():
                if key == "references" and inner.is_list:
                    texts = [(t.text, t.at) for t in inner if t.is_scalar and t.text]
                    found += [
                        (text, at)
                        for text, at in texts
                        if not any(o != text and o.startswith(f"{text}.") for o, _ in texts)
                    ]
                else:
                    waiting.append(inner)
    return found


def _path(address: str) -> str:
    """`module.a.module.b.` of an address inside it."""
    parts = address.split(".")
    return "".join(f"{part}." for part in parts[:-2])


def _above(path: str) -> str:
    return "".join(f"{part}." for part in path.rstrip(".").split(".")[:-2])
