"""What Argo's workflows say, counted by the specification alone (https://argo-workflows.readthedocs.io/en/latest/fields/).

A task is a step or a DAG's task, or a template that does something itself and that none of them calls.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

KINDS = ("Workflow", "WorkflowTemplate", "ClusterWorkflowTemplate", "CronWorkflow")
LEAVES = ("container", "containerSet", "script", "resource", "http", "suspend", "data", "plugin")
STARTS = ("create", "apply")


def count(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for file in sorted([*root.rglob("*.yaml"), *root.rglob("*.yml")]):
        text = file.read_text("utf-8")
        if "argoproj.io/" not in text:
            continue
        try:
            for document in yaml.load_all(text, yaml.CBaseLoader):
                for manifest in unpacked(document):
                    found += of_workflow(manifest)
        except yaml.YAMLError:
            continue
    return +found


def unpacked(document: Any) -> Iterator[dict[str, Any]]:
    if isinstance(document, dict):
        if str(document.get("kind", "")).endswith("List"):
            for item in document.get("items") or []:
                yield from unpacked(item)
        elif str(document.get("apiVersion")).startswith("argoproj.io/") and (
            document.get("kind") in KINDS
        ):
            yield document


def of_workflow(manifest: dict[str, Any]) -> Counter[str]:
    metadata, spec = manifest.get("metadata") or {}, manifest.get("spec") or {}
    if not (metadata.get("name") or metadata.get("generateName")):
        return Counter()
    spec = spec.get("workflowSpec") or spec if manifest["kind"] == "CronWorkflow" else spec
    templates = spec.get("templates") or []
    steps = list(all_steps(templates))
    called = {step.get("template") for step in steps}
    inline = [step["inline"] for step in steps if step.get("inline")]
    leaves = [t for t in templates if any(key in t for key in LEAVES)]
    tasks = len(steps) + sum(t.get("name") not in called for t in leaves)
    by_name = {t.get("name"): t for t in leaves}
    invoked = ["workflowTemplateRef" in spec, *("templateRef" in step for step in steps)]
    alone = [t for t in leaves if t.get("name") not in called]
    invoked += [calls_out(template, {}) for template in (*alone, *inline)]
    invoked += [calls_out(by_name.get(s.get("template"), {}), given(s)) for s in steps]
    return Counter(
        {
            "node Workflow": 1,
            "node Task": tasks,
            "edge PART_OF": tasks,
            "edge INVOKES": sum(invoked),
            "edge OWNS": sum(
                key.rpartition("/")[2] in ("owner", "team")
                for part in ("labels", "annotations")
                for key in metadata.get(part) or {}
            ),
        }
    )


def all_steps(templates: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for template in templates:
        inside = list((template.get("dag") or {}).get("tasks") or [])
        for group in template.get("steps") or []:
            inside += group if isinstance(group, list) else [group]
        for step in inside:
            yield step
            if step.get("inline"):
                yield from all_steps([step["inline"]])


def given(step: dict[str, Any]) -> dict[str, str]:
    """What a step gives the template's parameters."""
    parameters = (step.get("arguments") or {}).get("parameters") or []
    return {f"{{{{inputs.parameters.{p['name']}}}}}": p.get("value") or "{{" for p in parameters}


def calls_out(template: dict[str, Any], parameters: dict[str, str]) -> bool:
    """Whether a template calls a host that may be a Service of the cluster, or starts another workflow.

    https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/: name, or name.namespace
    """
    url = (template.get("http") or {}).get("url") or ""
    for parameter, value in parameters.items():
        url = url.replace(parameter, value)
    resource = template.get("resource") or {}
    manifest = resource.get("manifest") or ""
    return re.match(
        r"https?://[a-z][\w-]*(\.[a-z][\w-]*(\.svc[\w.]*)?)?(:\d+)?(/|$)", url
    ) is not None or (
        resource.get("action") in STARTS
        and "argoproj.io" in manifest
        and "kind: Workflow" in manifest
    )
