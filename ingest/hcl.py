"""HCL (Terraform code) as blocks with places, and what its expressions refer to; nothing is evaluated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from ingest.parse import Unreadable

Node: TypeAlias = Any  # an element of python-hcl2's tree

__all__ = ["Attribute", "HclBlock", "hcl_blocks"]

MAX_TEXT: Final = 512 * 1024  # characters; the parser takes some 20 s for a megabyte
_REFERENCE: Final = re.compile(
    r"(?<![\w.\"$-])[a-zA-Z_][\w-]*(?:\.[a-zA-Z_][\w-]*|\[[^\]]*\]|\.\d+|\.\*)+"
)
_INTERPOLATION: Final = re.compile(r"(?<![$%])[$%]\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute: its literal text ("" where it is computed), the texts of a literal map, what it refers to."""

    line: int
    text: str
    texts: tuple[tuple[str, str], ...]
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HclBlock:
    """A block with its labels; attributes of the blocks inside it are in `inner`."""

    kind: str
    labels: tuple[str, ...]
    line: int
    end: int
    attributes: dict[str, Attribute]
    inner: tuple[HclBlock, ...]

    def all_attributes(self) -> Iterator[tuple[str, Attribute]]:
        """Its own attributes, then those of the blocks inside it."""
        yield from self.attributes.items()
        for block in self.inner:
            yield from block.all_attributes()


def hcl_blocks(text: str) -> list[HclBlock]:
    """The blocks of a file. Raises Unreadable with the line that is wrong."""
    if len(text) > MAX_TEXT:
        raise Unreadable(f"more than {MAX_TEXT // 1024} KiB of code; split the file")
    import hcl2  # a tenth of a second, which only Terraform code needs
    from lark.exceptions import LarkError, VisitError

    try:
        top = hcl2.parses(text if text.endswith("\n") else f"{text}\n", discard_comments=True)
    except (LarkError, VisitError, ValueError, RuntimeError, RecursionError) as error:
        line = getattr(error, "line", None)
        said = "nested too deeply" if isinstance(error, RecursionError) else "not valid HCL"
        pointer = (
            f"L{min(line, text.count(chr(10)) + 1)}" if isinstance(line, int) and line > 0 else ""
        )
        raise Unreadable(said, pointer) from error
    try:
        return [_block(child) for child in _children(top.body) if _is(child, "block")]
    except RecursionError as error:
        raise Unreadable("nested too deeply") from error


def _block(node: Node) -> HclBlock:
    attributes: dict[str, Attribute] = {}
    inner: list[HclBlock] = []
    for child in _children(node.body):
        if _is(child, "attribute"):
            attributes.setdefault(_plain(child.identifier), _attribute(child))
        elif _is(child, "block"):
            inner.append(_block(child))
    kind, *labels = (_plain(label) for label in node.labels)
    return HclBlock(kind, tuple(labels), *_lines(node), attributes, tuple(inner))


def _attribute(node: Node) -> Attribute:
    references: dict[str, None] = {}
    _collect(node.expression, references, frozenset())
    data: Any = node.expression.serialize()
    texts = _texts(node.expression)
    return Attribute(_lines(node)[0], _literal(data), tuple(texts), tuple(references))


def _texts(node: Node) -> Iterator[tuple[str, str]]:
    """The literal texts by key of all maps in an expression (`merge(var.tags, { Owner = "x" })`)."""
    if _is(node, "object_elem"):
        key, value = node.key.serialize(), node.expression.serialize()
        if isinstance(key, str) and (text := _literal(value)):
            yield key.strip('"'), text
    for child in _children(node):
        yield from _texts(child)


def _literal(data: Any) -> str:
    if isinstance(data, str) and len(data) > 1 and data[0] == data[-1] == '"' and "${" not in data:
        return "" if data.startswith('"<<') else data[1:-1]
    return ""


def _collect(node: Node, found: dict[str, None], local: frozenset[str]) -> None:
    """References (`aws_vpc.main.id`) in an expression; a `for`'s own variables are none."""
    name = _name(node)
    if name in ("for_tuple_expr", "for_object_expr"):
        local |= {
            _plain(i)
            for c in _children(node)
            if _is(c, "for_intro")
            for i in _children(c)
            if _is(i, "identifier")
        }
    if name.startswith("heredoc"):
        for inside in _INTERPOLATION.findall(str(node.serialize())):
            found |= dict.fromkeys(_REFERENCE.findall(inside))
        return
    if name in (
        "get_attr_expr_term",
        "index_expr_term",
        "attr_splat_expr_term",
        "full_splat_expr_term",
    ):
        chain = _chain(node)
        if chain and chain[0] not in local:
            found[".".join(chain)] = None
        for child in _children(node):
            _indices(child, found, local)
        return
    for child in _children(node):
        _collect(child, found, local)


def _indices(node: Node, found: dict[str, None], local: frozenset[str]) -> None:
    """What stands in the brackets of a reference, and the expression that it starts from."""
    name = _name(node)
    if name in (
        "get_attr_expr_term",
        "index_expr_term",
        "attr_splat_expr_term",
        "full_splat_expr_term",
        "expr_term",
    ):
        if _chain(node):
            for child in _children(node):
                _indices(child, found, local)
        else:
            _collect(node, found, local)
    elif name == "braces_index":
        for child in _children(node):
            _collect(child, found, local)


def _chain(node: Node) -> list[str]:
    """`["aws_vpc", "main", "id"]` of nested attribute terms; empty when it starts from something else."""
    parts: list[str] = []
    while True:
        name, children = _name(node), list(_children(node))
        if name == "get_attr_expr_term":
            parts += [
                _plain(i)
                for c in children
                if _is(c, "get_attr")
                for i in _children(c)
                if _is(i, "identifier")
            ]
        elif name == "identifier":
            return [_plain(node), *reversed(parts)]
        elif name not in (
            "expr_term",
            "index_expr_term",
            "attr_splat_expr_term",
            "full_splat_expr_term",
        ):
            return []
        inner = [c for c in children if _name(c)]
        if not inner or (name == "expr_term" and len(inner) != 1):
            return []
        node = inner[0]


def _name(node: Node) -> str:
    named = getattr(type(node), "lark_name", None)
    return str(named()) if named is not None and hasattr(node, "children") else ""


def _is(node: Node, name: str) -> bool:
    return _name(node) == name


def _children(node: Node) -> Iterator[Node]:
    for child in getattr(node, "children", None) or ():
        if child is not None:
            yield child


def _plain(node: Node) -> str:
    return str(node.serialize()).strip('"')


def _lines(node: Node) -> tuple[int, int]:
    meta = getattr(node, "_meta", None)
    first = getattr(meta, "line", 1)
    return first, getattr(meta, "end_line", first)
