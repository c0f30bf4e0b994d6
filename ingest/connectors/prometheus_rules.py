"""Prometheus alerting rules: which alerts there are on a service, and the runbooks that they point to.

https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/
"""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Edge, Fact, Node, Ref, Reject
from graph.vocabulary import Label, Rel
from ingest.connector import connector
from ingest.documents import Document, Value
from ingest.properties import Props
from ingest.sniff import Condition, kind
from ingest.workflow import owner, usable

APP = "app.kubernetes.io/"


class RuleGroups(Condition):
    """A mapping of `groups` that have `rules`, each with an `alert` or a `record`."""

    def matches(self, doc: Document) -> bool:
        if not doc.root.is_map or "apiVersion" in doc.data or not doc["groups"].is_list:
            return False
        groups = [g for g in doc["groups"] if g.is_map and g["rules"].is_list]
        rules = [r for g in groups for r in g["rules"] if r.is_map]
        return any("expr" in r.data and {"alert", "record"} & set(r.data) for r in rules)

    def __str__(self) -> str:
        return "groups of rules with expr, and alert or record"


@connector(
    title="Prometheus rules",
    reads=RuleGroups() | kind("monitoring.coreos.com/*", "PrometheusRule"),
    nodes={Label.SERVICE},
    edges={Rel.DOCUMENTS, Rel.OWNS},
)
def prometheus_rules(doc: Document) -> Iterator[Fact | Reject]:
    found: dict[str, list[Value]] = {}
    about = _about(doc["metadata/labels"])
    for group in doc["spec/groups"] if doc["kind"] else doc["groups"]:
        for rule in group["rules"]:
            if rule.is_map and rule["alert"]:
                yield from _alert(rule, found, about)
            elif not rule.is_map or not rule["record"]:
                yield Reject(rule.at, "a rule needs an alert or a record")
    for name, rules in found.items():
        service, props = Ref(Label.SERVICE, name), Props(doc)
        alerts = dict.fromkeys(rule["alert"].text for rule in rules)
        props.put("alerts", tuple(alerts), rules[0]["alert"].at)
        runbooks = {u.text: u for r in rules if usable((u := _runbook(r)).text)}
        props.put("runbooks", tuple(runbooks), next(iter(runbooks.values()), rules[0]).at)
        yield Node(service, rules[0].at, props.values, props.places)
        for alert, rule in {rule["alert"].text: rule for rule in reversed(rules)}.items():
            yield _explained(alert, service, rule)
        for who in {v.text: v for r in reversed(rules) for v in _owners(r)}.values():
            yield from owner(service, who)


def _alert(rule: Value, found: dict[str, list[Value]], about: str) -> Iterator[Edge | Reject]:
    """An alert of the service that its label names, else of the workload that the whole object is labelled as."""
    alert = rule["alert"].text
    if not usable(alert):
        yield Reject(rule["alert"].at, "an alert needs a name")
    elif usable(service := rule["labels/service"].text):
        found.setdefault(service, []).append(rule)
    elif about:
        yield _explained(alert, Ref(Label.SERVICE, about), rule)


def _explained(alert: str, service: Ref, rule: Value) -> Edge:
    """A runbook is called as the alert that it is for."""
    page = Ref(Label.DOCUMENT, alert)
    return Edge(page, Rel.DOCUMENTS, service, rule["alert"].at, known_only=True)


def _about(labels: Value) -> str:
    """What an object is labelled as, named as Kubernetes workloads are."""
    name, part = labels.get(f"{APP}name").text, labels.get(f"{APP}component").text
    return f"{name}-{part}" if usable(name) and part and part != name else name


def _runbook(rule: Value) -> Value:
    about = rule["annotations"]
    return about["runbook_url"] if about["runbook_url"] else about["runbook"]


def _owners(rule: Value) -> Iterator[Value]:
    for key in ("owner", "team"):
        if usable(rule["labels"][key].text):
            yield rule["labels"][key]
