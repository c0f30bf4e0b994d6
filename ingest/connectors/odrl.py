"""ODRL policies: what may, must not and has to be done with which asset."""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Edge, Fact, Node, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.connector import connector
from ingest.documents import Document, Value
from ingest.odrl import Found, in_json, in_turtle, kinds, short, speaks_odrl, term
from ingest.odrl_text import iri_of, party, rule_text, said
from ingest.properties import Props
from ingest.sniff import Condition, Syntax

RULES = (
    ("permissions", "permission"),
    ("prohibitions", "prohibition"),
    ("obligations", "obligation"),
    ("duties", "duty"),
)


class Odrl(Condition):
    """JSON-LD or Turtle that holds a policy in ODRL's vocabulary."""

    def matches(self, doc: Document) -> bool:
        return (doc.data is not None or doc.path.lower().endswith(".ttl")) and speaks_odrl(doc)

    def claims(self, path: str) -> bool:
        return path.lower().endswith((".ttl", ".jsonld"))

    def syntax(self, path: str) -> Syntax | None:
        return "json" if path.lower().endswith(".jsonld") else None

    def __str__(self) -> str:
        return "JSON-LD or Turtle with a policy in the vocabulary http://www.w3.org/ns/odrl/2/"


@connector(title="ODRL", reads=Odrl(), nodes={Label.POLICY}, edges={Rel.GOVERNS})
def odrl(doc: Document) -> Iterator[Fact | Reject]:
    """Contexts are never fetched: the terms are known, and stand with or without a prefix."""
    for found in in_json(doc) if doc.data is not None else in_turtle(doc):
        if isinstance(found, str):
            yield Reject(doc.at, found, True)
        else:
            yield from _policy(doc, found)


def _policy(doc: Document, found: Found) -> Iterator[Fact | Reject]:
    policy = found.policy
    stated = iri_of(policy)
    title = term(policy, "title", "label")
    iri = stated.text if stated.is_scalar else ""
    name = said(title) or short(iri)
    if not name:
        yield Reject(policy.at, "a policy needs a uid")
        return
    key = f"iri:{iri}" if ":" in iri else None  # a relative one means something in this file only
    scope = iri[: -len(short(iri))] if key else doc.path
    this = Ref(Label.POLICY, name, within=Ref(Label.POLICY, "odrl"), key=key, scope=scope)
    props = Props(doc)
    props.put(Prop.TITLE, said(title), title.at)
    props.put(Prop.DESCRIPTION, said(term(policy, "description", "comment")), policy.at)
    props.put(Prop.TYPE, next(iter(sorted(kinds(policy) - {"Policy"})), "Set"), policy.at)
    for prop in ("profile", "inheritFrom", "conflict"):
        value = term(policy, prop)
        props.put(prop, tuple(t for v in value.one_or_many() if (t := iri_of(v).text)), value.at)
    rules = {prop: list(term(policy, key).one_or_many()) for prop, key in RULES}
    every = [policy, *(rule for found_rules in rules.values() for rule in found_rules)]
    for prop, found_rules in rules.items():
        if found_rules:
            props.put(prop, tuple(rule_text(rule, 0) for rule in found_rules), found_rules[0].at)
    for role in ("assigner", "assignee"):
        parties = [v for rule in every if rule.is_map for v in term(rule, role).one_or_many()]
        names = dict.fromkeys(t for p in parties if (t := party(p)))
        if names:
            props.put(role, tuple(names), parties[0].at)
    aliases = (short(iri),) if iri and short(iri) != name else ()
    yield Node(
        this, policy.at, props.values, props.places, (key,) if key else (), aliases, doc.path
    )
    targets = [v for rule in every if rule.is_map for v in term(rule, "target").one_or_many()]
    if not targets and found.holder is not None:
        targets = [found.holder]
    done: set[str] = set()
    for target in targets:
        where = iri_of(target)
        text = where.text if where.is_scalar else ""
        if text and text not in done and not text.startswith("_:"):
            done.add(text)
            known = f"iri:{text}" if ":" in text else None
            asset = Ref(Label.DATASET, _asset(target, text), key=known, among=(Label.ASSET,))
            yield Edge(this, Rel.GOVERNS, asset, where.at)


def _asset(target: Value, iri: str) -> str:
    title = said(term(target, "title", "label")) if target.is_map else ""
    return title or short(iri)
