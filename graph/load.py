"""The difference between the graph as it should be and as a store has it, found and applied in batches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final, TypeAlias

from graph.facts import Passage, PropValue
from graph.landscape import Landscape, Link, Thing
from graph.ledger import Own, pack
from graph.store import Store

__all__ = ["Difference", "LinkKey", "Progress", "apply", "difference", "passages_difference"]

LinkKey: TypeAlias = tuple[str, str, str]
Progress: TypeAlias = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is in all (0: not known)."""

Props: TypeAlias = dict[str, Any]
LARGEST: Final = 2**63 - 1
LONGEST: Final = 100_000
Passages: TypeAlias = Iterable[tuple[str, Passage, str]]


@dataclass(slots=True)
class Difference:
    """What must be done to a store. `was` holds the former properties of what changes or goes."""

    add_things: list[Thing] = field(default_factory=list[Thing])
    change_things: list[Thing] = field(default_factory=list[Thing])
    remove_things: list[str] = field(default_factory=list[str])
    add_links: list[Link] = field(default_factory=list[Link])
    change_links: list[Link] = field(default_factory=list[Link])
    remove_links: list[LinkKey] = field(default_factory=list[LinkKey])
    was: dict[str | LinkKey, Props] = field(default_factory=dict[str | LinkKey, Props])
    put_passages: list[dict[str, object]] = field(default_factory=list[dict[str, object]])
    drop_passages: list[str] = field(default_factory=list[str])

    @property
    def added(self) -> int:
        return len(self.add_things) + len(self.add_links)

    @property
    def changed(self) -> int:
        return len(self.change_things) + len(self.change_links)

    @property
    def removed(self) -> int:
        return len(self.remove_things) + len(self.remove_links)

    def __bool__(self) -> bool:
        return bool(
            self.added or self.changed or self.removed or self.put_passages or self.drop_passages
        )

    def packed(self) -> str:
        """What a run record keeps: URNs and links added; with their former values, changed and removed."""
        urns = sorted(
            {urn for link in self.add_links for urn in (link.start, link.end)}
            | {thing.urn for thing in self.add_things}
        )
        index = {urn: number for number, urn in enumerate(urns)}
        return pack(
            {
                "urns": urns,
                "added": {
                    "things": [index[thing.urn] for thing in self.add_things],
                    "links": [[index[k.start], k.relation, index[k.end]] for k in self.add_links],
                },
                "changed": {
                    "things": [
                        [t.urn, _changes(self.was[t.urn], stored(t.props))]
                        for t in self.change_things
                    ],
                    "links": [
                        [*k.key, _changes(self.was[k.key], stored(k.props))]
                        for k in self.change_links
                    ],
                },
                "removed": {
                    "things": [[urn, self.was.get(urn, {})] for urn in self.remove_things],
                    "links": [[*key, self.was.get(key, {})] for key in self.remove_links],
                },
            }
        )


def _changes(old: Props, new: Props) -> dict[str, list[Any]]:
    """Each property that differs, with its old and its new value."""
    return {
        name: [old.get(name), new.get(name)]
        for name in sorted({*old, *new})
        if old.get(name) != new.get(name)
    }


def stored(props: Mapping[str, PropValue]) -> Props:
    """Properties as a store keeps them: lists for tuples, no number or text that it cannot hold."""
    return {name: _storable(value) for name, value in props.items()}


def _storable(value: PropValue) -> Any:
    if isinstance(value, tuple):
        return [_text(item) for item in value]
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > LARGEST:
        return str(value)
    return value


def _text(value: str) -> str:
    """A text that any database takes; of an endless one its beginning (the record keeps all of it)."""
    if len(value) > LONGEST:
        value = f"{value[:LONGEST]}…"
    return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")


def difference(store: Store, landscape: Landscape, progress: Progress | None = None) -> Difference:
    """Compare a store with the graph as it should be, thing by thing."""
    found = Difference()
    things = dict(landscape.things)
    links = dict(landscape.links)
    if progress:
        progress("compare", 0, len(things) + len(links))
    for row in store.scan_nodes():
        urn: str = row["urn"]
        thing = things.pop(urn, None)
        old = {k: v for k, v in row["props"].items() if k != "urn"}
        if thing is None:
            found.remove_things.append(urn)
            found.was[urn] = old
        elif row["label"] != thing.label or old != stored(thing.props):
            found.change_things.append(thing)
            found.was[urn] = old
    for start, relation, end, props in store.scan_edges():
        key = (start, relation, end)
        link = links.pop(key, None)
        if link is None:
            found.remove_links.append(key)
            found.was[key] = props
        elif props != stored(link.props):
            found.change_links.append(link)
            found.was[key] = props
    found.add_things = list(things.values())
    found.add_links = list(links.values())
    found.change_things.sort(key=lambda thing: thing.urn)
    found.change_links.sort(key=lambda link: link.key)
    found.remove_things.sort()
    found.remove_links.sort()
    return found


def passages_difference(store: Store, passages: Passages, into: Difference) -> None:
    """Compare the passages of documents with those in a store."""
    wanted = {row["id"]: row for row in map(_passage, passages)}
    for row in store.rows(f"MATCH (p:{Own.PASSAGE}) RETURN p.id AS id, p.digest AS digest"):
        want = wanted.get(row["id"])
        if want is None:
            into.drop_passages.append(row["id"])
        elif want["digest"] == row["digest"]:
            del wanted[row["id"]]
    into.put_passages = [wanted[key] for key in sorted(wanted)]
    into.drop_passages.sort()


def _passage(item: tuple[str, Passage, str]) -> dict[str, Any]:
    urn, passage, root = item
    row: dict[str, Any] = {
        "id": f"{urn}#{passage.number}",
        "document": urn,
        "number": passage.number,
        "heading": _text(passage.heading),
        "text": _text(passage.text),
        "place": _text(f"{root}/{passage.at}"),
    }
    row["digest"] = sha256(repr(sorted(row.items())).encode()).hexdigest()[:16]
    return row


def apply(store: Store, change: Difference, progress: Progress | None = None) -> None:
    """Make a store so. Each step may be done again, so that a load cut off anywhere can be finished later."""
    total = change.added + change.changed + change.removed
    done = 0

    def step(many: int) -> None:
        nonlocal done
        done += many
        if progress:
            progress("load", done, total)

    for link_relation, keys in _grouped(change.remove_links, lambda key: key[1]).items():
        store.delete_edges(link_relation, [{"start": k[0], "end": k[2]} for k in keys])
        step(len(keys))
    store.delete_nodes(change.remove_things)
    step(len(change.remove_things))
    things = [*change.add_things, *change.change_things]
    for label, some in _grouped(things, lambda thing: thing.label).items():
        for part in _parts(some):
            store.merge_nodes(label, [{"urn": t.urn, "props": stored(t.props)} for t in part])
            step(len(part))
    links = [*change.add_links, *change.change_links]
    for relation, held in _grouped(links, lambda link: link.relation).items():
        for part in _parts(held):
            store.merge_edges(
                relation,
                [{"start": k.start, "end": k.end, "props": stored(k.props)} for k in part],
            )
            step(len(part))
    store.write_rows(
        f"UNWIND $rows AS id MATCH (p:{Own.PASSAGE} {{id: id.id}}) DELETE p",
        [{"id": key} for key in change.drop_passages],
    )
    store.write_rows(
        f"UNWIND $rows AS row MERGE (p:{Own.PASSAGE} {{id: row.id}}) SET p = row",
        change.put_passages,
        batch=500,
    )


def _parts(items: list[Any], size: int = 10_000) -> Iterable[list[Any]]:
    return (items[at : at + size] for at in range(0, len(items), size))


def _grouped(items: Iterable[Any], key: Callable[[Any], str]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for item in items:
        found.setdefault(key(item), []).append(item)
    return {name: found[name] for name in sorted(found)}
