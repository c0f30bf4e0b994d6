"""CycloneDX VEX: what is known of vulnerabilities in parts of other bills of materials, named by BOM-Links."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from graph.facts import Fact, Node, Ref, Reject
from graph.vocabulary import Label
from ingest.bom import Part, purl_of
from ingest.connector import connector
from ingest.cyclonedx import LINK, Issues, bom_key
from ingest.cyclonedx_xml import top_of
from ingest.documents import Document
from ingest.properties import Props
from ingest.sniff import Condition, keys, xml_root


@dataclass(frozen=True, slots=True)
class WithVulnerabilities(Condition):
    """XML whose top element lists vulnerabilities."""

    def matches(self, doc: Document) -> bool:
        return doc.xml is not None and doc.xml.child("vulnerabilities") is not None

    def __str__(self) -> str:
        return "with vulnerabilities"


@connector(
    title="CycloneDX VEX",
    reads=keys("bomFormat", "vulnerabilities")
    | (xml_root("http://cyclonedx.org/schema/bom/*", "bom") & WithVulnerabilities()),
    nodes={Label.LIBRARY},
    edges=(),
)
def cyclonedx_vex(doc: Document) -> Iterator[Fact | Reject]:
    """https://cyclonedx.org/capabilities/bomlink/: `urn:cdx:serialNumber/version#bom-ref`"""
    top = top_of(doc)
    issues = Issues(top["vulnerabilities"])
    for ref, target in issues.targets.items():
        link = LINK.match(ref)
        if link is None:
            continue  # a part of this bill, which the bill itself describes
        named = unquote(link["ref"] or "")
        if not named:
            yield Reject(target.at, "names a whole bill of materials; name a part of it: #bom-ref")
            continue
        key, props = bom_key(link["serial"], link["version"], named), Props(doc)
        issues.onto(ref, props)
        package = purl_of(named)
        name = package.name if package else named
        part = Part(named, Label.LIBRARY, name, target.at, props, purl=package, keys=(key,))
        thing = (
            part.ref if package else Ref(Label.LIBRARY, name, key=key, scope=link["serial"].lower())
        )
        yield Node(thing, target.at, props.values, props.places, keys=(key,))
