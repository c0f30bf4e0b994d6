"""What a Backstage entity is: its class by kind and type, its name and references, what it says of itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from urllib.parse import urlsplit

from graph.facts import Edge, Node, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.documents import Document, Value, joined, unrendered
from ingest.properties import Props

__all__ = ["KINDS", "Entity", "Kind", "entity_of", "related"]

NAMESPACE = "default"
_REFERENCE = re.compile(r"(?:([^:/@]+):)?(?:([^/]+)/)?(.+)\Z")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of entity: the class it has, and the classes that its `type` can make of it."""

    label: Label
    by_type: Mapping[str, Label] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def among(self) -> tuple[Label, ...]:
        """All classes that an entity of the kind can have; empty when there is but one."""
        return (self.label, *sorted({*self.by_type.values()})) if self.by_type else ()

    def label_of(self, type_: str) -> Label:
        """By the type's last word: a `kafka-topic` is a topic."""
        words = re.split(r"[\s_-]+", type_.casefold())
        return self.by_type.get(words[-1], self.label)


KINDS: Mapping[str, Kind] = {
    "component": Kind(
        Label.SERVICE,
        {
            "agent": Label.AGENT,
            "dataset": Label.DATASET,
            "library": Label.LIBRARY,
            "model": Label.MODEL,
            "pipeline": Label.WORKFLOW,
            "table": Label.DATASET,
            "workflow": Label.WORKFLOW,
        },
    ),
    "resource": Kind(
        Label.RESOURCE,
        {
            "dataset": Label.DATASET,
            "model": Label.MODEL,
            "queue": Label.TOPIC,
            "table": Label.DATASET,
            "topic": Label.TOPIC,
        },
    ),
    "airesource": Kind(Label.RESOURCE, {"rule": Label.POLICY, "skill": Label.TOOL}),
    "api": Kind(Label.API),
    "system": Kind(Label.SYSTEM),
    "domain": Kind(Label.DOMAIN),
    "group": Kind(Label.TEAM),
    "user": Kind(Label.PERSON),
}
SETS_PROPERTY: Mapping[str, Prop] = {
    "criticality": Prop.TIER,
    "environment": Prop.ENVIRONMENT,
    "sensitivity": Prop.SENSITIVITY,
    "tier": Prop.TIER,
}
NO_PROPERTY = frozenset(
    [
        "ancestors",
        "children",
        "consumesApis",
        "definition",
        "dependencyOf",
        "dependsOn",
        "descendants",
        "domain",
        "memberOf",
        "members",
        "owner",
        "parent",
        "plugins",
        "profile",
        "providesApis",
        "skills",
        "subcomponentOf",
        "subdomainOf",
        "system",
    ]
)


@dataclass(frozen=True, slots=True)
class Entity:
    kind: str
    namespace: str
    ref: Ref
    node: Node

    def reference(self, value: Value, default: str) -> Ref | Reject:
        """What `[kind:][namespace/]name` (or a mapping of the three) refers to, as this entity says it."""
        if value.is_map:
            kind, space = value["kind"].text.lower(), value["namespace"].text
            name, text = value["name"].text, str(value.data)
        else:
            text = value.text
            if default == "owner" and "@" in text and ":" not in text:
                scheme = "codeowners" if text.startswith("@") else "email"
                label = Label.PERSON if "/" not in text else Label.TEAM
                return Ref(label, text, key=f"{scheme}:{text.lower()}", loose=True)
            match = _REFERENCE.match(text)
            kind, space, name = match.groups(default="") if match else ("", "", "")
        if not name.strip():
            return Reject(value.at, f"no reference to an entity: {text[:200]!r}")
        return self._ref(value, (kind.strip().lower(), space.strip(), name.strip()), default)

    def _ref(self, value: Value, parts: tuple[str, str, str], default: str) -> Ref | Reject:
        kind, space, name = parts
        owner = default == "owner" and not kind
        kind = kind or ("group" if owner else default)
        known = KINDS.get(kind)
        if known is None:
            return Reject(value.at, f"a reference to the unknown kind {kind!r}")
        return Ref(
            known.label,
            name,
            namespace=space or self.namespace,
            key=_key(kind, space or self.namespace, name),
            among=(Label.TEAM, Label.PERSON) if owner else known.among,
            loose=owner,
        )


def _key(kind: str, namespace: str, name: str) -> str:
    return f"backstage:{kind}:{namespace}/{name}".lower()


def entity_of(doc: Document) -> Entity | Reject | None:
    """The entity that a document describes; None for a kind that is no asset (Location, Template)."""
    kind = doc["kind"].text.lower()
    known = KINDS.get(kind)
    if known is None:
        return None
    name = doc["metadata/name"]
    if not name.text:
        return Reject(doc.at, "an entity without metadata.name")
    namespace = doc["metadata/namespace"].text or NAMESPACE
    if unrendered(name.text) or unrendered(namespace):
        return Reject(name.at, f"unrendered template: {name.text}")
    label = known.label_of(doc["spec/type"].text)
    hostless = label == Label.DATASET and namespace == NAMESPACE
    ref = Ref(
        label,
        name.text,
        # a dataset's namespace is its host, which the default namespace does not name
        namespace=None if hostless else namespace,
        key=_key(kind, namespace, name.text),
    )
    props = _props(doc)
    location = None if kind in ("group", "user") else _location(doc)
    node = Node(ref, doc.at, props.values, props.places, _keys(doc), location=location)
    return Entity(kind, namespace, ref, node)


def _props(doc: Document) -> Props:
    props = Props(doc)
    meta, spec = doc["metadata"], doc["spec"]
    props.text(Prop.TITLE, meta["title"])
    props.text(Prop.TITLE, spec["profile/displayName"])
    props.text(Prop.DESCRIPTION, meta["description"])
    props.texts(Prop.TAGS, meta["tags"])
    props.text(Prop.EMAIL, spec["profile/email"])
    for field_name in ("labels", "annotations"):
        pairs: list[str] = []
        for key, value in meta[field_name].items():
            if value.is_scalar:
                pairs.append(f"{key}={value.text}")
                sets = SETS_PROPERTY.get(key.rpartition("/")[2].lower())
                if sets is not None:
                    props.text(sets, value)
        props.put(field_name, tuple(pairs), meta[field_name].at)
    annotations = meta["annotations"]
    props.text(Prop.URL, annotations.get("backstage.io/view-url"))
    if slug := annotations.get("github.com/project-slug"):
        props.put(Prop.REPOSITORY, f"github.com/{slug.text}", slug.at)
    links = tuple(text for link in meta["links"] if (text := link["url"].text))
    props.put("links", links, meta["links"].at)
    _api_props(doc, props)
    for key, value in spec.items():
        if key not in NO_PROPERTY:
            _generic(props, re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", key).lower(), value)
    return props


def _api_props(doc: Document, props: Props) -> None:
    """Where an API is served: `serverUrl`, or the addresses of its `remotes`."""
    spec = doc["spec"]
    props.text(Prop.ENDPOINT, spec["serverUrl"])
    for remote in spec["remotes"]:
        props.text(Prop.ENDPOINT, remote["url"])
    if spec["models/available"]:
        props.texts("models", spec["models/available"])
    if text := _definition_file(doc):
        props.text("definition", text)


def _generic(props: Props, name: str, value: Value) -> None:
    """A field of `spec` that is a scalar or a list of scalars is a property of its name."""
    if value.is_list:
        if all(item.is_scalar for item in value):
            props.texts(name, value)
    elif isinstance(value.data, bool):
        props.flag(name, value)
    elif value.is_scalar:
        props.text(name, value)


def _keys(doc: Document) -> tuple[str, ...]:
    """Native keys by which other sources may know the entity."""
    found: list[str] = []
    annotations = doc["metadata/annotations"]
    if kubernetes := annotations.get("backstage.io/kubernetes-id").text:
        found.append(f"k8s-id:{kubernetes}")
    if slug := annotations.get("github.com/project-slug").text:
        found.append(f"repo:github.com/{slug.lower()}")
    if email := doc["spec/profile/email"].text:
        found.append(f"email:{email.lower()}")
    text = _definition_file(doc)
    if text is not None and (path := joined(doc.folder, text.text)):
        found.append(f"file:{path}")
    return tuple(sorted(found))


def _definition_file(doc: Document) -> Value | None:
    """The file that a definition stands in: `$text: ./openapi.yaml` (or `$json`, `$yaml`, `$openapi` …)."""
    definition = doc["spec/definition"]
    if definition.is_map:
        for key, value in definition.items():
            if key.startswith("$") and value.is_scalar:
                return value
    return None


def _location(doc: Document) -> str:
    """Where the entity's code lives: its source location where it names a place, else the file's folder."""
    stated = doc["metadata/annotations"].get("backstage.io/source-location").text
    scheme, _, target = stated.partition(":")
    if scheme == "url" and (found := _repository_path(target)):
        return found
    if scheme in ("dir", "file") and (path := joined(doc.folder, target)):
        return path
    return doc.folder


def _repository_path(url: str) -> str | None:
    """`github.com/org/repo/folder` of a browser's address for a folder of a repository."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    steps = [step for step in parts.path.split("/") if step and step != "-"]
    if not host or len(steps) < 2:
        return None
    for marker in ("tree", "blob", "src"):
        if marker in steps[2:]:
            at = steps.index(marker, 2)
            return "/".join((host, *steps[:at], *steps[at + 2 :]))
    return "/".join((host, *steps[:2]))


def related(
    entity: Entity, relation: Rel, value: Value, default: str, reverse: bool
) -> Edge | Reject:
    """A relation that one item of a field says, or why it says none."""
    if unrendered(value.text if value.is_scalar else ""):
        return Reject(value.at, f"unrendered template: {value.text}")
    other = entity.reference(value, default)
    if isinstance(other, Reject):
        return other
    start, end = (other, entity.ref) if reverse else (entity.ref, other)
    ontology = value.document.ontology
    if not any(
        ontology.row(s, relation, e)
        for s in start.among or (start.label,)
        for e in end.among or (end.label,)
    ):
        return Reject(
            value.at,
            f"{start} -{relation}-> {end} is no relation of the catalog",
        )
    return Edge(start, relation, end, value.at)
