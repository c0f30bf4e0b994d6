"""SPDX 2 documents (JSON, YAML, tag-value): packages, what they need, and who supplies them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from graph.facts import Fact, Reject
from graph.vocabulary import Label, Rel
from ingest.bom import facts_of
from ingest.connector import connector
from ingest.documents import Document
from ingest.sniff import Condition, keys, suffix
from ingest.spdx import Spdx, tag_values


@dataclass(frozen=True, slots=True)
class TagValue(Condition):
    """A text that starts with the tags of an SPDX document."""

    def matches(self, doc: Document) -> bool:
        return "SPDXVersion:" in doc.text[:5000]

    def __str__(self) -> str:
        return "tags with SPDXVersion"


@dataclass(frozen=True, slots=True)
class Wrapped(Condition):
    """A document inside `sbom`, as GitHub's dependency graph gives it."""

    def matches(self, doc: Document) -> bool:
        data = cast("dict[str, Any]", doc.data) if isinstance(doc.data, dict) else {}
        inner = data.get("sbom")
        return isinstance(inner, dict) and "spdxVersion" in inner

    def __str__(self) -> str:
        return "sbom with spdxVersion"


@connector(
    title="SPDX 2 document",
    reads=keys("spdxVersion")
    | Wrapped()
    | (suffix(".spdx", ".spdx.tv", ".spdx.tag", ".spdx.txt", syntax="text") & TagValue()),
    nodes={Label.LIBRARY, Label.SERVICE},
    edges={Rel.DEPENDS_ON, Rel.SUPPLIED_BY},
    authority="contract",
)
def spdx(doc: Document) -> Iterator[Fact | Reject]:
    top = tag_values(doc) if doc.data is None else doc.root
    if top["sbom"].is_map and not top["spdxVersion"]:
        top = top["sbom"]
    version = top["spdxVersion"]
    if not version.text.startswith("SPDX-2."):
        said = f"version {version.text!r} of SPDX is not known here; SPDX-2.x is read"
        yield Reject(version.at, said)
        return
    document = Spdx(top)
    document.read()
    yield from facts_of(document.parts, document.links)
