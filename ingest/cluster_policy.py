"""Kubernetes objects that rule over workloads: who may talk to whom."""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Edge, Fact, Node, Ref, Selector, Selects
from graph.vocabulary import Label, Prop, Rel
from ingest.cluster import called, gateway, name_of, namespace_of
from ingest.documents import Value
from ingest.hosts import Host, service_name
from ingest.pod_selector import requirements
from ingest.properties import Props

__all__ = ["policy", "service_role"]

MESH_ROOT = "istio-system"  # Istio's own namespace: what stands there holds in all of them


def policy(value: Value) -> Iterator[Fact]:
    """NetworkPolicy and AuthorizationPolicy: each governs the workloads that it selects, or all of its namespace."""
    namespace, what = namespace_of(value), value["kind"].text
    this = _ref(what, name_of(value), namespace)
    props = _props(value)
    props.text("action", value["spec/action"])
    yield _node(this, value, props)
    targets = [*value["spec/targetRef"].one_or_many(), *value["spec/targetRefs"]]
    for target in targets:
        name = target["name"].text
        space = target["namespace"].text or namespace
        if name and target["kind"].text == "Service":
            yield Edge(this, Rel.GOVERNS, called(Host(name, None, certain=True), space), target.at)
        elif name and target["kind"].text == "Gateway":
            yield Edge(this, Rel.GOVERNS, gateway(name, space), target.at)
    if not targets:
        where = value["spec"]["podSelector" if what == "NetworkPolicy" else "selector"]
        if (pods := requirements(where)) is not None:
            everywhere = what == "AuthorizationPolicy" and namespace == MESH_ROOT
            selector = Selector(scope=None if everywhere else namespace, pods=pods)
            yield Selects(this, Rel.GOVERNS, selector, where.at)


def service_role(value: Value) -> Iterator[Fact]:
    """Istio's older ServiceRole, with the subjects that a ServiceRoleBinding gives it to.

    https://istio.io/v1.4/docs/reference/config/security/istio.rbac.v1alpha1/
    """
    namespace = namespace_of(value)
    props = _props(value)
    if value["kind"].text == "ServiceRoleBinding":
        role = value["spec/roleRef"]["name"] or value["spec/role"]
        if role.text:
            bound = value["spec/subjects"]
            said = (", ".join(f"{k}: {v.text}" for k, v in s.items() if v.is_scalar) for s in bound)
            props = Props(value.document)
            props.put("subjects", tuple(text for text in said if text), bound.at)
            yield _node(_ref("ServiceRole", role.text, namespace), value, props)
        return
    this = _ref("ServiceRole", name_of(value), namespace)
    yield _node(this, value, props)
    for rule in value["spec/rules"]:
        for service in rule["services"]:
            text = service.text
            if text == "*":
                selector = Selector(scope=namespace, pods=())
                yield Selects(this, Rel.GOVERNS, selector, service.at)
            elif "*" in text:
                selector = Selector(scope=namespace, pods=(), names=(text.partition(".")[0],))
                yield Selects(this, Rel.GOVERNS, selector, service.at)
            elif host := service_name(text):
                end = called(host, namespace)
                yield Edge(this, Rel.GOVERNS, end, service.at, known_only=not host.certain)


def _ref(kind: str, name: str, namespace: str | None) -> Ref:
    group = Ref(Label.POLICY, f"{kind}/{namespace}" if namespace else kind)
    key = f"k8s-policy:{kind}/{namespace or '-'}/{name}"
    return Ref(Label.POLICY, name, within=group, key=key, scope=namespace)


def _props(value: Value) -> Props:
    props = Props(value.document)
    props.text(Prop.TYPE, value["kind"])
    props.text(Prop.KUBERNETES_NAMESPACE, value["metadata/namespace"])
    return props


def _node(this: Ref, value: Value, props: Props) -> Node:
    place = value.document.path
    return Node(this, value.at, props.values, props.places, keys=(this.key or "",), location=place)
