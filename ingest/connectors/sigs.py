"""Community groups as Kubernetes lists them (`sigs.yaml`): who leads which group, and what each looks after."""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Edge, Fact, Node, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.connector import connector
from ingest.documents import Document, Value
from ingest.handles import handle_key, person
from ingest.properties import Props
from ingest.sniff import Condition, keys

GROUPS = ("sigs", "workinggroups", "usergroups", "committees")
ROLES = ("chairs", "tech_leads")


class GroupList(Condition):
    """One of the lists of groups, the first of which has a folder and leaders.

    https://github.com/kubernetes/community/blob/master/generator/app.go
    """

    def matches(self, doc: Document) -> bool:
        if not keys(some=GROUPS).matches(doc):
            return False
        lists = (doc.data[key] for key in GROUPS if isinstance(doc.data.get(key), list))
        return any(
            isinstance(group, dict)
            and "dir" in group
            and ({"leadership", "subprojects"} & set(group))
            for groups in lists
            for group in groups[:1]
        )

    def __str__(self) -> str:
        return f"keys at least one of {', '.join(GROUPS)}, with dir and leadership"


@connector(
    title="Kubernetes community groups (sigs.yaml)",
    reads=GroupList(),
    nodes={Label.TEAM, Label.PERSON, Label.SYSTEM},
    edges={Rel.MEMBER_OF, Rel.OWNS},
)
def sigs(doc: Document) -> Iterator[Fact | Reject]:
    """A group is named by its folder (`sig-apps`); its subprojects are systems that it owns."""
    seen: set[str] = set()
    for kind in GROUPS:
        for group in doc[kind]:
            if name := group["dir"].text:
                yield from _group(group, Ref(Label.TEAM, name), kind, seen)
            else:
                yield Reject(group.at, "a group needs a dir")


def _group(group: Value, team: Ref, kind: str, seen: set[str]) -> Iterator[Fact | Reject]:
    props = Props(group.document)
    props.text(Prop.TITLE, group["name"])
    props.text(Prop.DESCRIPTION, group["mission_statement"])
    props.put(Prop.TYPE, kind.removesuffix("s"), group.at)
    props.text(Prop.CONTACT, group["contact/mailing_list"])
    props.text("slack", group["contact/slack"])
    props.texts("stakeholders", group["stakeholder_sigs"])
    mentions = tuple(t for each in group["contact/teams"] if (t := each["name"].text))
    props.put("mentioned_as", mentions, group["contact/teams"].at)
    yield Node(team, group.at, props.values, props.places)
    for role in ROLES:
        for leader in group["leadership"][role]:
            yield from _leader(leader, team, role.removesuffix("s"), seen)
    for project in group["subprojects"]:
        if not project["name"].text:
            yield Reject(project.at, "a subproject needs a name")
            continue
        system = Ref(Label.SYSTEM, project["name"].text, scope=team.name)
        about = Props(group.document)
        about.text(Prop.DESCRIPTION, project["description"])
        about.texts("owners_files", project["owners"])
        yield Node(system, project.at, about.values, about.places)
        yield Edge(team, Rel.OWNS, system, project.at)


def _leader(leader: Value, team: Ref, role: str, seen: set[str]) -> Iterator[Fact | Reject]:
    login = leader["github"].text
    if not login:
        yield Reject(leader.at, "a leader needs a github login")
        return
    who = person(login)
    if login.lower() not in seen:
        seen.add(login.lower())
        props = Props(leader.document)
        props.text(Prop.TITLE, leader["name"])
        props.text(Prop.EMAIL, leader["email"])
        props.text("company", leader["company"])
        yield Node(who, leader.at, props.values, props.places, keys=(handle_key(login),))
    yield Edge(who, Rel.MEMBER_OF, team, leader.at, {"role": role})
