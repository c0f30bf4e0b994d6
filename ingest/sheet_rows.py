"""What a row of a spreadsheet of assets says: a thing, its properties, and what it is related to."""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Edge, Fact, Node, Ref, Reject
from graph.facts_format import folded
from ingest.documents import Document, unrendered
from ingest.key_words import NOTHING, free_name, meaning, related
from ingest.properties import RESERVED, Props
from ingest.sheet import Row, Sheet, class_of, split

__all__ = ["thing_of"]


def thing_of(doc: Document, sheet: Sheet, row: Row) -> Iterator[Fact | Reject]:
    at, cells = row.at.at, dict(zip(sheet.header, row.cells, strict=False))
    if any(cell.text for cell in row.cells[len(sheet.header) :]):
        yield Reject(at, f"{len(row.cells)} cells under {len(sheet.header)} columns: quote them")
        return
    label = sheet.label
    if sheet.kind is not None:
        stated = row.cells[sheet.kind].text if sheet.kind < len(row.cells) else ""
        label = class_of(doc.ontology, stated)
        if label is None:
            yield Reject(at, f"no class of the ontology: {stated[:80]!r}")
            return
    name = row.cells[sheet.name].text if sheet.name < len(row.cells) else ""
    if label is None or name.casefold() in NOTHING or unrendered(name):
        yield Reject(at, "a row needs a name")
        return
    ref, props = Ref(label, name), Props(doc)
    aliases, edges = tuple[str, ...](), list[Edge | Reject]()
    taken = {sheet.header[sheet.name], sheet.header[sheet.kind] if sheet.kind is not None else ""}
    for header, cell in cells.items():
        said = meaning(doc.ontology, label, header)
        if header in taken or not header or cell.text.casefold() in NOTHING:
            continue
        if folded(header) in ("aliases", "alias"):
            aliases = tuple(split(cell, ""))
        elif said is not None and said.relation is not None:
            for text in split(cell, said.relation.name):
                edge = related(doc.ontology, ref, said, text, cell.at)
                edges.append(
                    edge or Reject(cell.at, f"{header}: {text[:80]!r} is not allowed here")
                )
        else:
            stated = said.property if said is not None else None
            key = stated.name if stated is not None else free_name(header)
            props.put(key, tuple(split(cell, "")) if _many(stated) else cell.text, cell.at)
            if stated is not None and key not in props.values and key not in RESERVED:
                edges.append(
                    Reject(cell.at, f"{header}: not its kind of value: {cell.text[:80]!r}")
                )
    yield Node(ref, at, props.values, props.places, aliases=aliases)
    yield from edges


def _many(stated: object) -> bool:
    return getattr(stated, "type", "") == "strings"
