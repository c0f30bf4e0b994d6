"""XML texts as elements with places: no entities, no outside documents, names without their prefixes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from graph.facts import Place
from ingest.parse import Unreadable

Node: TypeAlias = Any  # an element of lxml, which has no types of its own

__all__ = ["Element", "xml_root"]


class Element:
    """An element of a file.

    `name` and `namespace` are apart; attributes are asked for by their local name. Its place is an XPath
    of local names, `/definitions/process[2]/task[1]`, with positions where a parent has several of a name.
    """

    __slots__ = ("_node", "_path", "_steps")

    def __init__(self, node: Node, path: str, steps: dict[Node, str] | None = None) -> None:
        self._node = node
        self._path = path
        self._steps: dict[Node, str] = {} if steps is None else steps  # shared by a file's elements

    def __repr__(self) -> str:
        return f"<{self.name} @ {self.at}>"

    @property
    def name(self) -> str:
        return _local(self._node.tag)

    @property
    def namespace(self) -> str:
        tag = self._node.tag
        return tag[1:].partition("}")[0] if tag.startswith("{") else ""

    @property
    def at(self) -> Place:
        return Place(self._path, self.pointer)

    @property
    def pointer(self) -> str:
        steps = list[str]()
        node: Node | None = self._node
        while node is not None:
            steps.append(self._step(node))
            node = node.getparent()
        return "/" + "/".join(reversed(steps))

    def _step(self, node: Node) -> str:
        """The element's part of the XPath; those of all its siblings are noted at once."""
        if node not in self._steps:
            above = node.getparent()
            alike: dict[str, list[Node]] = {}
            for each in (node,) if above is None else above.iterchildren("*"):
                alike.setdefault(_local(each.tag), []).append(each)
            for name, nodes in alike.items():
                for number, each in enumerate(nodes, start=1):
                    self._steps[each] = name if len(nodes) == 1 else f"{name}[{number}]"
        return self._steps[node]

    def attributes(self) -> Iterator[tuple[str, str, str]]:
        """The attributes as (namespace, local name, value), in order."""
        for name, value in self._node.items():
            space = name[1:].partition("}")[0] if name.startswith("{") else ""
            yield space, _local(name), str(value)

    @property
    def line(self) -> int:
        """The line of the file that the element starts in, from 1."""
        return self._node.sourceline or 1

    @property
    def text(self) -> str:
        """All text inside, with single blanks."""
        return " ".join("".join(map(str, self._node.itertext())).split())

    def get(self, attribute: str) -> str:
        """An attribute by its local name; "" when absent."""
        found = self._node.get(attribute)
        if found is None:
            found = next((v for k, v in self._node.items() if _local(k) == attribute), "")
        return str(found).strip()

    def __iter__(self) -> Iterator[Element]:
        """The child elements, in order."""
        return (Element(child, self._path, self._steps) for child in self._node.iterchildren("*"))

    def children(self, *names: str) -> Iterator[Element]:
        """The child elements of these local names."""
        return (child for child in self if child.name in names)

    def child(self, name: str) -> Element | None:
        """The first child element of this local name."""
        return next(self.children(name), None)

    def inside(self, *names: str) -> Iterator[Element]:
        """All elements further in that have one of these local names (all elements, when none is given)."""
        for node in self._node.iterdescendants("*"):
            if not names or _local(node.tag) in names:
                yield Element(node, self._path, self._steps)

    def parent(self) -> Element | None:
        above = self._node.getparent()
        return None if above is None else Element(above, self._path, self._steps)


def xml_root(path: str, text: str) -> Element:
    """The top element. Raises Unreadable for what is not well-formed, and for a document type with entities."""
    parser = etree.XMLParser(
        encoding="utf-8",  # what the declaration says was obeyed when the text was made
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        node = etree.fromstring(text.encode("utf-8"), parser, base_url=None)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        raise Unreadable(f"not well-formed XML: {error.msg}", f"L{line}") from error
    except ValueError as error:
        raise Unreadable(f"not XML: {error}") from error
    kind = node.getroottree().docinfo.internalDTD
    if kind is not None and (
        kind.external_id or kind.system_url or any(True for _ in kind.iterentities())
    ):
        raise Unreadable(
            "XML with a document type that names entities or other files: refused; remove it"
        )
    return Element(node, path)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
