"""Argo's workflows: who they are, the templates that they are made of, and the steps that call those.

Field reference: https://argo-workflows.readthedocs.io/en/latest/fields/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from graph.facts import Edge, Fact, Node, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.cluster import namespace_of
from ingest.documents import Document, Embedded, Value, unrendered
from ingest.embedded import embedded
from ingest.properties import Props
from ingest.workflow import MAX_STEPS, Call, Path, Step, calls_url, owners, step_facts, usable

__all__ = ["KINDS", "argo_workflow", "named", "resource_calls", "target_of"]

KINDS: Final = ("Workflow", "WorkflowTemplate", "ClusterWorkflowTemplate", "CronWorkflow")
LEAVES: Final = (
    "container",
    "containerSet",
    "script",
    "resource",
    "http",
    "suspend",
    "data",
    "plugin",
)
ABOUT: Final = "workflows.argoproj.io/"
_WORDS: Final = re.compile(r"[A-Za-z0-9][-A-Za-z0-9_]*")
_INPUT: Final = re.compile(r"\{\{\s*inputs\.parameters\.([-\w]+)\s*\}\}")
_RESULTS: Final = frozenset(
    (
        "Succeeded",
        "Failed",
        "Errored",
        "Skipped",
        "Omitted",
        "Daemoned",
        "AnySucceeded",
        "AllFailed",
    )
)


def named(kind: str, name: str, namespace: str | None) -> Ref:
    """A reference to an Argo object by its name; a template for the whole cluster has no namespace."""
    space = None if kind.startswith("Cluster") else namespace
    return Ref(Label.WORKFLOW, name, key=_key(kind, name, space))


def _key(kind: str, name: str, namespace: str | None) -> str:
    return f"argo:{kind}/{namespace}/{name}" if namespace else f"argo:{kind}/{name}"


def identity(value: Value) -> tuple[Ref, tuple[str, ...]] | None:
    """The workflow that a manifest declares, and its keys; None for one without a usable name.

    What only has a `generateName` is another workflow in every place that says so.
    """
    kind, space = value["kind"].text, namespace_of(value)
    name, generated = value["metadata/name"].text, value["metadata/generateName"].text
    submitted = bool(generated) and name.startswith(generated)  # a run, which got its name then
    if usable(name) and not submitted:
        scope = "/".join(filter(None, (space, kind)))
        keys = tuple(dict.fromkeys((_key(kind, name, space), _key(kind, name, None))))
        return Ref(Label.WORKFLOW, name, key=keys[0], scope=scope), keys[1:]
    name = generated.rstrip("-.")
    if not usable(name):
        return None
    doc = value.document
    where = f"{doc.path}#{doc.number}" if doc.number else doc.path
    if isinstance(value, Embedded):
        where = f"{doc.path}#{value.pointer}"
    return Ref(Label.WORKFLOW, name, scope=where), ()


def argo_workflow(value: Value) -> Iterator[Fact | Reject]:
    """One Workflow, template or CronWorkflow, with its steps."""
    found = identity(value)
    kind = value["kind"].text
    if found is None:
        reason = f"a {kind} needs a metadata.name or generateName that is no template variable"
        yield Reject(value["metadata"].at, reason)
        return
    workflow, keys = found
    spec = value["spec/workflowSpec"] if kind == "CronWorkflow" else value["spec"]
    about = value["metadata/annotations"]
    props = Props(value.document)
    props.text(Prop.TYPE, value["kind"])
    props.text(Prop.TITLE, about.get(f"{ABOUT}title"))
    props.text(Prop.DESCRIPTION, about.get(f"{ABOUT}description"))
    props.text(Prop.KUBERNETES_NAMESPACE, value["metadata/namespace"])
    props.put(Prop.SCHEDULE, "; ".join(value["spec/schedules"].texts()), value["spec/schedules"].at)
    props.text(Prop.SCHEDULE, value["spec/schedule"])
    props.text("timezone", value["spec/timezone"])
    props.flag("suspended", value["spec/suspend"])
    props.text("entrypoint", spec["entrypoint"])
    reading = Reading(value.document, workflow, namespace_of(value))
    reading.read(spec)
    yield Node(
        workflow, value.at, props.values, props.places, keys=keys, location=value.document.folder
    )
    for call in reading.calls:
        yield Edge(workflow, call.relation, call.end, call.at)
    yield from owners(workflow, about, value["metadata/labels"])
    yield from step_facts(workflow, reading.steps)
    yield from reading.more


@dataclass(slots=True)
class Reading:
    """The steps of one workflow, and what it calls, in the making."""

    doc: Document
    workflow: Ref
    namespace: str | None
    steps: list[Step] = field(default_factory=list[Step])
    calls: list[Call] = field(default_factory=list[Call])
    more: list[Fact | Reject] = field(default_factory=list[Fact | Reject])
    named: dict[str, Value] = field(default_factory=dict[str, Value])
    used: set[str] = field(default_factory=set[str])

    def read(self, spec: Value) -> None:
        if target := target_of(spec["workflowTemplateRef"], self.namespace):
            self.calls.append(Call(Rel.INVOKES, target, spec["workflowTemplateRef/name"].at))
        for _, hook in spec["hooks"].items():
            self._template_ref(hook, self.calls)
        for template in spec["templates"]:
            name = template["name"].text
            if not usable(name):
                self.more.append(Reject(template.at, "a template needs a name"))
            else:
                self.named[name] = template
        for name, template in self.named.items():
            self._body(template, (name,))
        for name, template in self.named.items():
            if name not in self.used and (leaf := _leaf(template)) is not None:
                step = Step((name,), template.at, Props(self.doc))
                self._leaf(step, template, leaf, {})
                self.steps.append(step)

    def _body(self, template: Value, path: Path) -> None:
        """The steps of a template that has some; a group of `steps` comes after the group before it."""
        before: list[Path] = []
        for group in template["steps"]:
            here = [p for item in group.one_or_many() if (p := self._step(item, path, before))]
            before = here or before
        tasks = {item["name"].text for item in template["dag/tasks"]}
        for item in template["dag/tasks"]:
            after = item["dependencies"]
            names = list(after.texts())
            if depends := item["depends"].text:
                after = item["depends"]
                names += [w for w in _WORDS.findall(depends) if w not in _RESULTS]
            if missing := sorted({*names} - tasks):
                self.more.append(
                    Reject(after.at, f"no task of this DAG: {', '.join(missing)[:200]}")
                )
            self._step(item, path, [(*path, name) for name in names], after)

    def _step(
        self, item: Value, path: Path, after: list[Path], said: Value | None = None
    ) -> Path | None:
        name = item["name"].text
        if not usable(name) or len(self.steps) >= MAX_STEPS:
            self.more.append(Reject(item.at, f"a step without a usable name: {name[:200]!r}"))
            return None
        own = (*path, name)
        step = Step(own, item.at, Props(self.doc), after, said.at if said else None)
        self.steps.append(step)
        step.props.text("condition", item["when"])
        looped = next((k for k in ("withItems", "withParam", "withSequence") if item[k]), "")
        step.props.put("loop", looped, item[looped or "name"].at)
        self._template_ref(item, step.calls)
        for _, hook in item["hooks"].items():
            self._template_ref(hook, step.calls)
        target = item["template"].text
        if usable(target):
            step.props.put("template", target, item["template"].at)
            self.used.add(target)
        body = self.named.get(target, item["inline"])
        if (leaf := _leaf(body)) is not None:
            self._leaf(step, body, leaf, _arguments(item, body))
        if item["inline"]:
            self._body(item["inline"], own)
        return own

    def _template_ref(self, item: Value, calls: list[Call]) -> None:
        if target := target_of(item["templateRef"], self.namespace):
            calls.append(Call(Rel.INVOKES, target, item["templateRef/name"].at))

    def _leaf(self, step: Step, template: Value, leaf: str, known: Mapping[str, str]) -> None:
        """What a step does: the image that it runs, the address that it asks, the resource that it makes."""
        step.props.put(Prop.TYPE, leaf, template[leaf].at)
        step.props.text(Prop.IMAGE, _filled(template[leaf]["image"], known))
        if leaf == "http":
            step.calls += calls_url(
                _filled(template["http/url"], known), step.props, self.namespace
            )
        elif leaf == "resource" and template["resource/action"].text in ("create", "apply"):
            for found in resource_calls(
                _filled(template["resource/manifest"], known), self.namespace
            ):
                if isinstance(found, Call):
                    step.calls.append(found)
                else:
                    self.more.append(found)


def resource_calls(manifest: Value, namespace: str | None) -> Iterator[Call | Fact | Reject]:
    """What starting the workflow of a manifest (a text or a mapping) calls; one of its own steps is declared too."""
    value = manifest if manifest.is_map else embedded(manifest)
    kind = value["kind"].text if value is not None else ""
    if (
        value is None
        or kind not in KINDS
        or not value["apiVersion"].text.startswith("argoproj.io/")
    ):
        return
    if target := target_of(value["spec/workflowTemplateRef"], namespace_of(value) or namespace):
        yield Call(Rel.INVOKES, target, value["spec/workflowTemplateRef/name"].at)
    elif value["spec"] and (found := identity(value)) is not None:
        yield Call(Rel.INVOKES, found[0], value.at)
        if not isinstance(manifest, Embedded):  # a text in a text in a text may go on for ever
            yield from argo_workflow(value)


def target_of(reference: Value, namespace: str | None) -> Ref | None:
    """The template that a `templateRef` or `workflowTemplateRef` names."""
    name = reference["name"].text if reference.is_map else ""
    kind = "ClusterWorkflowTemplate" if reference["clusterScope"].flag else "WorkflowTemplate"
    return named(kind, name, namespace) if usable(name) else None


def _leaf(template: Value) -> str | None:
    return next((kind for kind in LEAVES if template.is_map and kind in template.data), None)


def _arguments(item: Value, template: Value) -> dict[str, str]:
    """The values of a template's parameters in this step, as far as they are written out."""
    known = {p["name"].text: _plain(p) for p in template["inputs/parameters"]}
    known |= {p["name"].text: _plain(p) for p in item["arguments/parameters"]}
    return {name: text for name, text in known.items() if text}


def _plain(parameter: Value) -> str:
    stated = parameter["value"] if parameter["value"].is_scalar else parameter["default"]
    return stated.text if stated.is_scalar and not unrendered(stated.text) else ""


def _filled(value: Value, known: Mapping[str, str]) -> Value:
    """A text with the parameters that are known put in."""
    if not isinstance(value.data, str) or "{{" not in value.data:
        return value
    text = _INPUT.sub(lambda m: known.get(m[1], m[0]), value.data)
    return type(value)(value.document, text, value.pointer)
