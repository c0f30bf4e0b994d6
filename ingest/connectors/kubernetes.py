"""Kubernetes manifests: workloads, the names they are called by and call, what routes to them and what rules them."""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Alias, Edge, Fact, Node, Ref, Reject, Selector
from graph.vocabulary import Label, Prop, Rel
from ingest.cluster import dns_key, name_of, namespace_of, references
from ingest.cluster_policy import policy, service_role
from ingest.connector import connector
from ingest.documents import Document, Value, unrendered
from ingest.images import holds_data
from ingest.manifest import is_patch
from ingest.pod_selector import pod_labels
from ingest.properties import Props
from ingest.sniff import kind
from ingest.traffic import READERS, ROUTES

APP = "app.kubernetes.io/"
CATALOG_ID = "backstage.io/kubernetes-id"
WORKLOADS = frozenset(
    {
        *("CronJob", "DaemonSet", "Deployment", "DeploymentConfig"),
        *("ReplicationController", "Rollout", "StatefulSet"),
    }
)
SELECTING = frozenset({"DaemonSet", "Deployment", "StatefulSet"})  # none without labels of its pods
POLICIES = {
    **dict.fromkeys(("NetworkPolicy", "AuthorizationPolicy"), policy),
    **dict.fromkeys(("ServiceRole", "ServiceRoleBinding"), service_role),
}


@connector(
    title="Kubernetes, Istio, Gateway API, Knative",
    reads=kind("apps/*", "Deployment", "StatefulSet", "DaemonSet")
    | kind("extensions/*", "Deployment", "DaemonSet", "NetworkPolicy", "Ingress")
    | kind("batch/*", "CronJob")
    | kind("argoproj.io/*", "Rollout")
    | kind("serving.knative.dev/*", "Service")
    | kind("apps.openshift.io/*", "DeploymentConfig")
    | kind("v1", "Service", "ReplicationController", "List")
    | kind("networking.istio.io/*", "VirtualService", "Gateway")
    | kind("gateway.networking.k8s.io/*", "Gateway", *ROUTES)
    | kind("networking.k8s.io/*", "NetworkPolicy", "Ingress", "IngressClass")
    | kind("rbac.istio.io/*", "ServiceRole", "ServiceRoleBinding")
    | kind("security.istio.io/*", "AuthorizationPolicy"),
    nodes={Label.SERVICE, Label.RESOURCE, Label.POLICY},
    edges={Rel.DEPENDS_ON, Rel.PART_OF, Rel.GOVERNS},
)
def kubernetes(doc: Document) -> Iterator[Fact | Reject]:
    yield from _manifest(doc.root)


def _manifest(value: Value) -> Iterator[Fact | Reject]:
    what = value["kind"].text
    if what == "List":
        for item in value["items"]:
            yield from _manifest(item)
        return
    name = name_of(value)
    if value["$patch"]:
        return  # a kustomize patch: it changes what another file declares
    if unrendered(name):
        yield Reject(value["metadata/name"].at, "unrendered template: render it first")
    elif not name:
        yield Reject(value.at, f"a {what} needs a metadata.name")
    elif what in WORKLOADS:
        yield from _workload(value)
    elif what == "Service":
        yield from (_workload if "knative" in value["apiVersion"].text else _service)(value)
    elif what in POLICIES:
        yield from POLICIES[what](value)
    elif what in READERS:
        yield from READERS[what](value)


def _workload(value: Value) -> Iterator[Fact | Reject]:
    spec = value["spec/jobTemplate/spec"] if value["kind"].text == "CronJob" else value["spec"]
    pod = spec["template"]
    selects, template = spec["selector"], pod["metadata/labels"]
    alone = value["kind"].text not in SELECTING and pod["spec/containers/0/image"]
    if not (selects or template or alone) or is_patch(value.document):
        return  # no workload of its own: a patch of one that another file declares
    image, container = pod["spec/containers/0/image"], pod["spec/containers/0/name"].text
    label = Label.RESOURCE if holds_data(image.text, container) else Label.SERVICE
    stated, namespace = name_of(value), namespace_of(value)
    thing = Ref(label, _name(value, template, label) or stated, scope=namespace)
    props = Props(value.document)
    props.text(Prop.IMAGE, image)
    props.text(Prop.KUBERNETES_NAMESPACE, value["metadata/namespace"])
    knative = "knative" in value["apiVersion"].text
    props.put("workload", "KnativeService" if knative else value["kind"].text, value["kind"].at)
    if (replicas := value["spec/replicas"].number) is not None:
        props.put(Prop.REPLICAS, int(replicas), value["spec/replicas"].at)
    props.text(Prop.VERSION, _label(value, template, APP + "version"))
    props.put("pod_labels", pod_labels(template), template.at)
    version, space = value["apiVersion"].text, namespace or "-"
    keys = [f"k8s:{space}/{thing.name}".lower(), f"{version}/{value['kind'].text}/{space}/{stated}"]
    for where in ("labels", "annotations"):
        if known := value["metadata"][where].get(CATALOG_ID).text:
            keys.append(f"k8s-id:{known}".lower())
    yield Node(
        thing,
        value.at,
        props.values,
        props.places,
        keys=tuple(dict.fromkeys(keys)),
        aliases=(stated,) if stated != thing.name else (),
        location=value.document.folder,
    )
    if knative:
        yield Alias(thing, value["metadata/name"].at, key=dns_key(stated, namespace))
    if whole := _label(value, template, APP + "part-of"):
        yield Edge(thing, Rel.PART_OF, Ref(Label.SYSTEM, whole.text), whole.at)
    for which in ("initContainers", "containers"):
        for container in pod["spec"][which]:
            yield from references(thing, container)


def _label(value: Value, template: Value, key: str) -> Value:
    found = value["metadata/labels"].get(key) or template.get(key)
    return value["metadata"].get("") if unrendered(found.text) else found


def _name(value: Value, template: Value, label: Label) -> str:
    if label is Label.RESOURCE:
        return _label(value, template, APP + "instance").text
    name = _label(value, template, APP + "name").text
    part = _label(value, template, APP + "component").text
    if name:
        return f"{name}-{part}" if part and part != name else name
    return _label(value, template, "app").text


def _service(value: Value) -> Iterator[Fact]:
    """A Service object: a name of the workload that its selector picks."""
    name, namespace = name_of(value), namespace_of(value)
    if picks := pod_labels(value["spec/selector"]):
        thing = Ref(Label.SERVICE, name, scope=namespace, among=(Label.SERVICE, Label.RESOURCE))
        selector = Selector(pods=picks, scope=namespace)
        yield Alias(thing, value.at, name, dns_key(name, namespace), selector)
