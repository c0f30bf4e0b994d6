"""`component_owners.yml`: who owns which folders, for repositories whose owners cannot all be code owners."""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Fact, OwnsPath, Ref, Reject
from graph.vocabulary import Rel
from ingest.connector import connector
from ingest.documents import Document
from ingest.handles import owner
from ingest.sniff import filename, keys


@connector(
    title="Component owners",
    reads=filename("component_owners.yml", "component_owners.yaml") & keys("components"),
    nodes=(),
    edges={Rel.OWNS},
)
def component_owners(doc: Document) -> Iterator[Fact | Reject]:
    """Paths are relative to the repository, which is the folder above `.github`; a later one wins.

    https://github.com/dyladan/component-owners
    """
    above, _, last = doc.folder.rpartition("/")
    base = above if last == ".github" else doc.folder
    for number, (path, listed) in enumerate(doc["components"].items(), start=1):
        owners: list[Ref] = []
        for value in listed.one_or_many():
            if (found := owner(value.text)) is not None:
                owners.append(found)
            else:
                yield Reject(value.at, f"{value.text!r} is no owner: neither a login nor a team")
        if owners and path.strip("/"):
            yield OwnsPath(f"/{path.strip('/')}", tuple(owners), number, listed.at, base)
