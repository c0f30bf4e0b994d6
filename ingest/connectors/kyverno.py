"""Kyverno policies: what they are about, what their rules do, and the workloads that they match."""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Fact, Node, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.cluster import name_of, namespace_of
from ingest.connector import connector
from ingest.documents import Document, Value, unrendered
from ingest.kind_match import selects
from ingest.kyverno_match import constraints, matches, summary
from ingest.manifest import manifest
from ingest.properties import Props
from ingest.sniff import kind

ABOUT = "policies.kyverno.io/"
BY_EXPRESSION = (
    *("ValidatingPolicy", "MutatingPolicy", "GeneratingPolicy", "DeletingPolicy"),
    *("ImageValidatingPolicy", "NamespacedValidatingPolicy", "NamespacedMutatingPolicy"),
    *("NamespacedGeneratingPolicy", "NamespacedDeletingPolicy", "NamespacedImageValidatingPolicy"),
)
DOES = ("validate", "mutate", "generate", "verifyImages")


POLICY = manifest(
    kind("kyverno.io/*", "ClusterPolicy", "Policy", "CleanupPolicy", "ClusterCleanupPolicy"),
    kind("policies.kyverno.io/*", *BY_EXPRESSION),
)


@connector(title="Kyverno", reads=POLICY, nodes={Label.POLICY}, edges={Rel.GOVERNS})
def kyverno(doc: Document) -> Iterator[Fact | Reject]:
    """https://kyverno.io/docs/policy-types/cluster-policy/match-exclude/"""
    for value in POLICY.of(doc):
        name, what = name_of(value), value["kind"].text
        if not name or unrendered(name):
            yield Reject(value["metadata/name"].at, f"a {what} needs a metadata.name")
            continue
        namespace = None if what.startswith("Cluster") else namespace_of(value)
        group = Ref(Label.POLICY, f"{what}/{namespace}" if namespace else what)
        key = f"kyverno:{what}/{namespace or '-'}/{name}"
        policy = Ref(Label.POLICY, name, within=group, key=key, scope=namespace)
        yield _policy(value, policy, key)
        rules = [value["spec"]] if value["spec/match"] else list(value["spec/rules"])
        for rule in rules:
            for match in matches(rule, namespace):
                yield from selects(policy, match)
        for match in constraints(value["spec/matchConstraints"], namespace):
            yield from selects(policy, match)


def _policy(value: Value, policy: Ref, key: str) -> Node:
    """`validationFailureAction`, older and per policy, or `failureAction` of a rule; Audit where none is stated."""
    about, spec = value["metadata/annotations"], value["spec"]
    props = Props(value.document)
    for name in (Prop.TITLE, Prop.DESCRIPTION, Prop.SEVERITY):
        props.text(name, about.get(f"{ABOUT}{name}"))
    for name in ("category", "subject"):
        listed = about.get(f"{ABOUT}{name}")
        parts = (part.strip() for part in listed.text.split(","))
        props.put(name, tuple(part for part in parts if part), listed.at)
    props.text(Prop.TYPE, value["kind"])
    stated = [
        spec["validationFailureAction"],
        *(r["validate/failureAction"] for r in spec["rules"]),
    ]
    for action in (*stated, *spec["validationActions"].one_or_many()):
        props.put("action", action.text.lower(), action.at)
    rules = [rule for rule in spec["rules"] if rule["name"].text]
    props.put("rules", tuple(_described(rule) for rule in rules), spec["rules"].at)
    messages = [v["message"].text for v in spec["validations"]]
    props.put("rules", tuple(text for text in messages if text), spec["validations"].at)
    excluded = [text for rule in rules for text in summary(rule["exclude"])]
    props.put("excludes", tuple(dict.fromkeys(excluded)), spec["rules"].at)
    props.text("schedule", spec["schedule"])
    return Node(
        policy, value.at, props.values, props.places, keys=(key,), location=value.document.path
    )


def _described(rule: Value) -> str:
    does = next((word for word in DOES if rule[word].data is not None), "")
    return f"{rule['name'].text}: {does}" if does else rule["name"].text
