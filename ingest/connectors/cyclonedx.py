"""CycloneDX bills of materials (JSON and XML): what a thing is made of, what needs what, who supplies it."""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Fact, Reject
from graph.vocabulary import Label, Rel
from ingest.bom import facts_of
from ingest.connector import connector
from ingest.cyclonedx import VERSIONS, Bom
from ingest.cyclonedx_xml import top_of
from ingest.documents import Document
from ingest.sniff import keys, xml_root


@connector(
    title="CycloneDX bill of materials",
    reads=keys("bomFormat") | xml_root("http://cyclonedx.org/schema/bom/*", "bom"),
    nodes={Label.API, Label.DATASET, Label.LIBRARY, Label.MODEL, Label.SERVICE},
    edges={Rel.DEPENDS_ON, Rel.SUPPLIED_BY, Rel.TRAINED_ON, Rel.TUNED_FROM},
    authority="contract",
)
def cyclonedx(doc: Document) -> Iterator[Fact | Reject]:
    top = top_of(doc)
    if doc.xml is None and top["bomFormat"].text != "CycloneDX":
        yield Reject(top["bomFormat"].at, "bomFormat must be CycloneDX")
        return
    if top["specVersion"].text not in VERSIONS:
        said = f"version {top['specVersion'].text!r} of CycloneDX is not known; 1.0 to {VERSIONS[-1]} are read"
        yield Reject(top["specVersion"].at, said)
        return
    bom = Bom(top)
    bom.read()
    yield from facts_of(bom.parts, bom.links)
