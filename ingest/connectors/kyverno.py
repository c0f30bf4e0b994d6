"""Kyverno policies: what they are about, what their rules do, and the workloads that they match."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graph.facts import Fact, Node, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.cluster import name_of, namespace_of
from ingest.connector import connector
from ingest.documents import Document, Value, unrendered
from ingest.kind_match import Match, selects
from ingest.pod_selector import requirements
from ingest.properties import Props
from ingest.sniff import kind

ABOUT = "policies.kyverno.io/"
BY_EXPRESSION = (
    *("ValidatingPolicy", "MutatingPolicy", "GeneratingPolicy", "DeletingPolicy"),
    *("ImageValidatingPolicy", "NamespacedValidatingPolicy", "NamespacedMutatingPolicy"),
    *("NamespacedGeneratingPolicy", "NamespacedDeletingPolicy", "NamespacedImageValidatingPolicy"),
)
DOES = ("validate", "mutate", "generate", "verifyImages")


@connector(
    title="Kyverno",
    reads=kind("kyverno.io/*", "ClusterPolicy", "Policy", "CleanupPolicy", "ClusterCleanupPolicy")
    | kind("policies.kyverno.io/*", *BY_EXPRESSION),
    nodes={Label.POLICY},
    edges={Rel.GOVERNS},
)
def kyverno(doc: Document) -> Iterator[Fact | Reject]:
    """https://kyverno.io/docs/policy-types/cluster-policy/match-exclude/"""
    name, what = name_of(doc.root), doc["kind"].text
    if not name or unrendered(name):
        yield Reject(doc["metadata/name"].at, f"a {what} needs a metadata.name")
        return
    namespace = None if what.startswith("Cluster") else namespace_of(doc.root)
    group = Ref(Label.POLICY, f"{what}/{namespace}" if namespace else what)
    key = f"kyverno:{what}/{namespace or '-'}/{name}"
    policy = Ref(Label.POLICY, name, within=group, key=key, scope=namespace)
    yield _policy(doc, policy, key)
    rules = [doc["spec"]] if doc["spec/match"] else list(doc["spec/rules"])
    for rule in rules:
        for match in _matches(rule, namespace):
            yield from selects(policy, match)
    for constraint in doc["spec/matchConstraints/resourceRules"]:
        left = tuple(f"!{n}" for n in _left_out(doc["spec/matchConstraints"]))
        own = (namespace,) if namespace else left
        pods = requirements(doc["spec/matchConstraints/objectSelector"])
        names = constraint["resourceNames"].texts()
        kinds = constraint["resources"].texts()
        yield from selects(policy, Match(kinds, constraint.at, names, own, pods))


def _policy(doc: Document, policy: Ref, key: str) -> Node:
    """`validationFailureAction`, older and per policy, or `failureAction` of a rule; Audit where none is stated."""
    about, spec = doc["metadata/annotations"], doc["spec"]
    props = Props(doc)
    for name in (Prop.TITLE, Prop.DESCRIPTION, Prop.SEVERITY):
        props.text(name, about.get(f"{ABOUT}{name}"))
    for name, value in (
        ("category", about.get(f"{ABOUT}category")),
        ("subject", about.get(f"{ABOUT}subject")),
    ):
        props.put(
            name, tuple(part.strip() for part in value.text.split(",") if part.strip()), value.at
        )
    props.text(Prop.TYPE, doc["kind"])
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
    excluded = [text for rule in rules for text in _summary(rule["exclude"])]
    props.put("excludes", tuple(dict.fromkeys(excluded)), spec["rules"].at)
    props.text("schedule", spec["schedule"])
    return Node(policy, doc.at, props.values, props.places, keys=(key,), location=doc.path)


def _described(rule: Value) -> str:
    does = next((word for word in DOES if rule[word].data is not None), "")
    return f"{rule['name'].text}: {does}" if does else rule["name"].text


def _filters(block: Value) -> Iterator[list[Value]]:
    """The resource filters, one list for each that may hold: `any` one by one, `all` together, or the block itself."""
    for each in block["any"]:
        yield [each["resources"]]
    if together := [each["resources"] for each in block["all"]]:
        yield together
    if block["resources"]:
        yield [block["resources"]]


def _matches(rule: Value, namespace: str | None) -> Iterator[Match]:
    left = {f"!{name}" for part in _filters(rule["exclude"]) for name in _only_namespaces(part)}
    for part in _filters(rule["match"]):
        kinds = next((r["kinds"] for r in part if r["kinds"]), None)
        if kinds is None:
            continue
        stated = _texts(part, "namespaces") or ([namespace] if namespace else [])
        names = [*_texts(part, "names"), *(t for r in part if (t := r["name"].text))]
        pods: list[str] = []
        for selector in (r["selector"] for r in part):
            if (found := requirements(selector)) is None:
                break
            pods += found
        else:
            spaces = tuple(dict.fromkeys((*stated, *sorted(left))))
            yield Match(kinds.texts(), kinds.at, tuple(names), spaces, tuple(sorted(set(pods))))


def _texts(part: Iterable[Value], key: str) -> list[str]:
    return [text for resources in part for text in resources[key].texts()]


def _only_namespaces(part: list[Value]) -> list[str]:
    """The namespaces that an exclusion leaves out whole; one with other conditions leaves out less."""
    others = {key for resources in part for key, _ in resources.items()} - {"namespaces", "kinds"}
    return [] if others else _texts(part, "namespaces")


def _left_out(constraints: Value) -> list[str]:
    """Namespaces that the usual expression on the name label leaves out."""
    return [
        text
        for each in constraints["namespaceSelector/matchExpressions"]
        if each["key"].text == "kubernetes.io/metadata.name" and each["operator"].text == "NotIn"
        for text in each["values"].texts()
    ]


def _summary(block: Value) -> Iterator[str]:
    for part in _filters(block):
        for resources in part:
            for key, value in resources.items():
                if isinstance(value.data, (str, list)):
                    yield f"{key}: {', '.join(value.texts())}"
