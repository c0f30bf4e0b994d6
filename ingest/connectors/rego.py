"""Rego packages: a policy each, with what its METADATA says of it and what it applies to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.facts import Edge, Fact, Node, Place, Ref, Reject, Selector, Selects
from graph.vocabulary import Label, Prop, Rel
from ingest.class_words import thing_named
from ingest.connector import connector
from ingest.controls import control as control_of
from ingest.documents import Document, Value
from ingest.metadata_block import Block, blocks
from ingest.properties import Props
from ingest.sniff import suffix
from ingest.stated_selector import selector_of

PACKAGE = re.compile(r"package\s+(?P<name>[A-Za-z_]\w*(?:\.\w+|\[\"[^\"\]]+\"\])*)")
FURTHER = ("short_name", "depends_on", "collections", "effective_on")  # custom, and widely used


@connector(
    title="OPA Rego",
    reads=suffix(".rego"),
    nodes={Label.POLICY},
    edges={Rel.GOVERNS, Rel.IMPLEMENTS, Rel.OWNS},
)
def rego(doc: Document) -> Iterator[Fact | Reject]:
    lines = doc.text.split("\n")
    found = next(((n, m) for n, line in enumerate(lines) if (m := PACKAGE.match(line))), None)
    if found is None:
        yield Reject(doc.at, "no `package` line; every Rego module has one")
        return
    line, name = found[0], found[1]["name"]
    if name.endswith("_test") or doc.filename.endswith("_test.rego"):
        return  # tests of a policy are no policy
    bundle = None if set(name) & set(".[") else _bundle(doc.folder)
    key = f"rego:{name}" if bundle is None else f"rego:{bundle}/{name}"
    policy = Ref(Label.POLICY, name, within=Ref(Label.POLICY, "rego"), key=key, scope=bundle)
    said: list[Block] = []
    for block in blocks(doc, lines):
        if isinstance(block, Block):
            said.append(block)
        else:
            yield block
    yield _policy(doc, policy, line, said)
    for block in said:
        yield from _relations(block, policy)
        yield from block.data.document.problems


def _bundle(folder: str) -> str:
    """Where a package of one word means one thing: many keep theirs in `main`, as conftest asks them to."""
    parts = folder.split("/")
    named = (n for n, part in enumerate(parts, 1) if part in ("policy", "policies"))
    return "/".join(parts[: next(named, len(parts))])


def _policy(doc: Document, policy: Ref, line: int, said: list[Block]) -> Node:
    """The package; a module with a single METADATA comment means it for the whole."""
    whole = [b for b in said if b.of_package] or (said if len(said) == 1 else [])
    props = Props(doc)
    for block in whole:
        data = block.data
        for name in (Prop.TITLE, Prop.DESCRIPTION):
            _put(props, block, name, data.get(name))
        for name in (Prop.SEVERITY, Prop.TAGS, Prop.LIFECYCLE, Prop.VERSION):
            _put(props, block, name, data["custom"].get(name))
        _put(props, block, "authors", data["authors"])
        _put(props, block, "organizations", data["organizations"])
        for resource in data["related_resources"].one_or_many():
            url = resource["ref"] if resource.is_map else resource
            props.put(Prop.URL, url.text, block.place(url.text))
    rules = [block for block in said if block not in whole]
    for block in said:
        _put(props, block, Prop.SEVERITY, block.data["custom/severity"])
    for name in FURTHER:
        for block in said:
            _put(props, block, name, block.data["custom"].get(name))
    props.put("rules", tuple(t for b in rules if (t := b.data["title"].text)), doc.at)
    opened = tuple(t for b in said if b.data["entrypoint"].flag and (t := b.rule))
    props.put("entrypoints", opened, doc.at)
    at = whole[0].at if whole else doc.lines(doc.line + line)
    key = policy.key or ""
    return Node(policy, at, props.values, props.places, keys=(key,), location=doc.path)


def _put(props: Props, block: Block, name: str, value: Value) -> None:
    if value.is_list:
        texts = [v["name"] if v.is_map else v for v in value]
        props.put(name, tuple(t.text for t in texts if t.text), block.place(f"{name}:"))
    elif value.is_scalar:
        props.put(name, value.text, block.place(f"{name}:"))


def _relations(block: Block, policy: Ref) -> Iterator[Fact | Reject]:
    custom = block.data["custom"]
    stated = custom["applies_to"]
    for position, entry in enumerate(stated.one_or_many()):
        at = block.item("applies_to", position) if stated.is_list else block.place("applies_to:")
        yield from _applies(block, policy, entry, at)
    for key in ("control", "controls"):
        for control in custom[key].one_or_many():
            if text := (control["id"] if control.is_map else control).text:
                yield Edge(policy, Rel.IMPLEMENTS, control_of(text), block.place(text))
    for owner in custom["owner"].one_or_many():
        if owner.text:
            team = Ref(Label.TEAM, owner.text, loose=True)
            yield Edge(team, Rel.OWNS, policy, block.place(owner.text))


def _applies(block: Block, policy: Ref, entry: Value, at: Place) -> Iterator[Fact | Reject]:
    """`label:name`, a pattern of it, or a mapping of conditions that must all hold."""
    if entry.is_map:
        selector = selector_of(entry)
        if isinstance(selector, Selector):
            yield Selects(policy, Rel.GOVERNS, selector, at)
        else:
            yield Reject(at, f"applies_to: {selector}")
    elif text := entry.text:
        thing = thing_named(block.doc.ontology, text, (Label.ASSET,))
        if set("*?[") & set(thing.name):
            labels = thing.among or (thing.label,)
            selector = Selector(labels=labels, names=(thing.name,))
            yield Selects(policy, Rel.GOVERNS, selector, at)
        else:
            yield Edge(policy, Rel.GOVERNS, thing, at)
