"""Small landscapes written in one line a link, for tests of traversal."""

from __future__ import annotations

from graph.landscape import Landscape, Link, Thing

__all__ = ["drawn", "urn"]


def urn(text: str) -> str:
    """`Service a` to its URN."""
    label, name = text.strip().split(" ", 1)
    return f"urn:cartulary:{label.lower()}:default:{name}"


def drawn(text: str) -> Landscape:
    """One line a link: `Service a -CALLS-> Service b [observed] [partial]`; a line without an arrow is a lone thing.

    `[observed]` makes the link a lineage event's, `[partial]` one that did not resolve every column.
    """
    things: dict[str, Thing] = {}
    links: list[Link] = []

    def thing(said: str) -> str:
        label, name = said.strip().split(" ", 1)
        things[urn(said)] = Thing(urn(said), label, {"name": name})
        return urn(said)

    for line in filter(None, map(str.strip, text.splitlines())):
        said = line.replace("[observed]", "").replace("[partial]", "")
        if "->" not in said:
            thing(said)
            continue
        start, rest = said.split(" -", 1)
        relation, end = rest.split("-> ", 1)
        props: dict[str, str | int | float | bool | tuple[str, ...]] = {
            "provenance": ("observed" if "[observed]" in line else "declared",)
        }
        if "[partial]" in line:
            props["columns_complete"] = False
        links.append(Link(thing(start), relation, thing(end), props))
    return Landscape.of(things.values(), links)
