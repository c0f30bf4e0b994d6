"""Names of people and teams at a code host, as owner files and organisation files write them."""

from __future__ import annotations

import re

from graph.facts import Ref
from graph.vocabulary import Label

__all__ = ["handle_key", "owner", "person", "slug", "team"]

_LOGIN = re.compile(r"[A-Za-z0-9_][\w.-]*(?:\[bot\])?\Z")
_TEAM = re.compile(r"(?P<org>[A-Za-z0-9_][\w.-]*)/(?P<team>[\w.-]+)\Z")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+\Z")


def handle_key(handle: str) -> str:
    """The key that a CODEOWNERS line would use: `login` or `org/team`; they fold case."""
    return f"codeowners:@{handle.lower()}"


def person(login: str) -> Ref:
    return Ref(Label.PERSON, login, key=handle_key(login))


def slug(name: str) -> str:
    """A team's name as the code host puts it into addresses and mentions.

    https://docs.github.com/en/organizations/organizing-members-into-teams/about-teams
    """
    return re.sub(r"[^a-z0-9_]+", "-", name.lower()).strip("-")


def team(name: str, org: str | None) -> Ref:
    """A team of an organisation; two organisations may each have one of a name."""
    if org is None:
        return Ref(Label.TEAM, name)
    return Ref(Label.TEAM, name, key=handle_key(f"{org}/{slug(name)}"), scope=org)


def owner(text: str) -> Ref | None:
    """`login`, `@login`, `org/team`, `@org/team` or an e-mail address; None for anything else."""
    bare = text.removeprefix("@")
    if _LOGIN.match(bare):
        return Ref(Label.PERSON, f"@{bare}", key=handle_key(bare), loose=True)
    if _TEAM.match(bare):
        return Ref(Label.TEAM, f"@{bare}", key=handle_key(bare), loose=True)
    if _EMAIL.match(text):
        return Ref(Label.PERSON, text, key=f"email:{text.lower()}", loose=True)
    return None
