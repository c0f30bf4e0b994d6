"""OSCAL profiles: which controls of which catalogs a baseline asks for."""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Fact, Node, Ref, Reject
from graph.vocabulary import Label, Prop
from ingest.connector import connector
from ingest.controls import said_as
from ingest.documents import Document
from ingest.oscal import Oscal, back_matter, of_path, plain
from ingest.oscal_xml import model_of
from ingest.properties import Props


@connector(title="OSCAL profile", reads=Oscal("profile"), nodes={Label.POLICY}, edges=())
def oscal_profile(doc: Document) -> Iterator[Fact | Reject]:
    """A baseline is a policy; the controls that it imports are a property: it does not implement them.

    https://pages.nist.gov/OSCAL/resources/concepts/layer/control/profile/
    """
    profile = model_of(doc, "profile")
    title = plain(profile["metadata/title"].text)
    if not title:
        yield Reject(profile.at, "a profile needs metadata/title")
        return
    key = of_path(doc.path)
    props = Props(doc)
    props.put(Prop.TYPE, "profile", profile.at)
    props.text(Prop.VERSION, profile["metadata/version"])
    wanted: dict[str, None] = {}
    sources: list[str] = []
    for each in profile["imports"]:
        href = each["href"].text
        resource = back_matter(profile, href)
        found = resource["title"].text or resource["citation/text"].text if resource else ""
        sources.append(plain(found or href))
        for some in each["include-controls"]:
            wanted |= dict.fromkeys(map(said_as, some["with-ids"].texts()))
    props.put("imports", tuple(sources), profile["imports"].at)
    props.put("controls", tuple(wanted), profile["imports"].at)
    known = Ref(Label.POLICY, title, within=Ref(Label.POLICY, "oscal"), key=key)
    yield Node(known, profile.at, props.values, props.places, keys=(key,), location=doc.path)
