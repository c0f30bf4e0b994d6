"""Organisations of GitHub as code (peribolos): teams, teams in teams, and who is in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from graph.facts import Edge, Fact, Node, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.connector import connector
from ingest.documents import Document, Value
from ingest.handles import handle_key, person, team
from ingest.properties import Props
from ingest.sniff import Condition

OF_TEAM = frozenset({"members", "maintainers", "privacy", "previously"})
SETTINGS = frozenset(
    {
        "default_repository_permission",
        "has_organization_projects",
        "has_repository_projects",
        "members_can_create_repositories",
        "billing_email",
        "admins",
    }
)
ORG_FILE = "org.yaml"
MAX_FOLDERS = 4


class OrgConfig(Condition):
    """A mapping `orgs:`, one organisation's settings, or `teams:` whose entries are teams of GitHub.

    https://docs.prow.k8s.io/docs/components/cli-tools/peribolos/
    """

    def matches(self, doc: Document) -> bool:
        orgs = _mapping(doc.data).get("orgs")
        found = list(_mapping(orgs).values()) if orgs else [doc.data]
        return any(self._is_org(_mapping(org)) for org in found)

    def _is_org(self, org: dict[str, Any]) -> bool:
        members = org.get("members")
        if isinstance(members, list) and SETTINGS & org.keys() and "apiVersion" not in org:
            return True
        teams = _mapping(org.get("teams")).values()
        return any(OF_TEAM & _mapping(each).keys() for each in teams)

    def __str__(self) -> str:
        return "keys orgs, or teams with members, maintainers, privacy or previously"


def _mapping(data: object) -> dict[str, Any]:
    return cast("dict[str, Any]", data) if isinstance(data, dict) else {}


@connector(
    title="GitHub organisation config (kubernetes/org)",
    reads=OrgConfig(),
    nodes={Label.TEAM, Label.PERSON},
    edges={Rel.MEMBER_OF, Rel.SUBTEAM_OF},
)
def github_org(doc: Document) -> Iterator[Fact | Reject]:
    """An organisation is named by its key under `orgs`, else by the folder of its `org.yaml`."""
    if doc["orgs"]:
        for name, org in doc["orgs"].items():
            yield from _org(org, name)
    else:
        yield from _org(doc.root, _org_of(doc))


def _org_of(doc: Document) -> str | None:
    folders = doc.folder.split("/") if doc.folder else []
    for up in range(min(len(folders), MAX_FOLDERS)):
        here = folders[len(folders) - 1 - up]
        if (up == 0 and doc.filename == ORG_FILE) or isinstance(
            doc.sibling("../" * up + ORG_FILE), tuple
        ):
            return here
    return None


def _org(org: Value, name: str | None) -> Iterator[Fact | Reject]:
    seen: set[str] = set()
    for role in ("admins", "members"):
        for login in org[role]:
            yield from _person(login, seen, name, role.removesuffix("s"))
    for team_name, value in org["teams"].items():
        yield from _team(team_name, value, name, seen, None)


def _person(login: Value, seen: set[str], org: str | None, role: str) -> Iterator[Node]:
    text = login.text
    if text and text.lower() not in seen:
        seen.add(text.lower())
        props = Props(login.document)
        if org and role:
            props.put("organizations", (f"{org}: {role}",), login.at)
        key = handle_key(text)
        yield Node(person(text), login.at, props.values, props.places, keys=(key,))


def _team(
    name: str, value: Value, org: str | None, seen: set[str], above: Ref | None
) -> Iterator[Fact | Reject]:
    """A team, its people and the teams in it; what it was called `previously` are other names of it."""
    if not value.is_map:
        yield Reject(value.at, f"the team {name!r} needs a mapping")
        return
    this = team(name, org)
    props = Props(value.document)
    props.text(Prop.DESCRIPTION, value["description"])
    props.text("privacy", value["privacy"])
    props.put("organization", org or "", value.at)
    permissions = tuple(f"{repo}: {level.text}" for repo, level in value["repos"].items())
    props.put("repositories", permissions, value["repos"].at)
    former = value["previously"].texts()
    keys = (this.key,) if this.key else ()
    yield Node(this, value.at, props.values, props.places, keys=keys, aliases=former)
    for role in ("maintainers", "members"):
        for login in value[role]:
            yield from _person(login, seen, org, "")
            if login.text:
                props_of = {"role": role.removesuffix("s")}
                yield Edge(person(login.text), Rel.MEMBER_OF, this, login.at, props_of)
    if above is not None:
        yield Edge(this, Rel.SUBTEAM_OF, above, value.at)
    if parent := value["parent"].text:
        yield Edge(this, Rel.SUBTEAM_OF, team(parent, org), value["parent"].at)
    for inner, inside in value["teams"].items():
        yield from _team(inner, inside, org, seen, this)
