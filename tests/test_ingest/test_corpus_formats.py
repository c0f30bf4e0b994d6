"""Of the files of listed formats among the public files, nearly all are read; the rest are rejected for a reason.

What is of a listed format is told here by marks of the formats themselves, apart from the connectors.
`pytest -s` prints the figures by folder.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from graph.ontology import load_ontology, shipped_files
from ingest.files import find_files
from ingest.read import FileResult, Status, read_file
from tests.test_ingest.test_corpus import CORPUS, FOLDERS

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not FOLDERS, reason=f"no public files: set CARTULARY_CORPUS ({CORPUS})"),
]

# format: pattern of the path, pattern of the text (in several lines)
LISTED = {
    "Backstage": (r"\.ya?ml$", r"^apiVersion: *backstage\.io/"),
    "ODCS and ODPS": (r"\.ya?ml$", r"^kind: *(DataContract|DataProduct)\b"),
    "Data Contract Specification": (r"\.ya?ml$", r"^dataContractSpecification:"),
    "OpenLineage": (r"\.jsonl?$", r'"eventType": *"(.|\n)*"(job|run)":'),
    "dbt": (r"\.json$", r"schemas\.getdbt\.com/dbt/(manifest|catalog)/"),
    "SQL": (r"\.sql$", r"(?i)\bcreate\s+(or\s+replace\s+)?(table|view)\b"),
    "OpenAPI": (r"\.(ya?ml|json)$", r'^ *"?(openapi|swagger)"?: *["\']?[23]\.'),
    "AsyncAPI": (r"\.(ya?ml|json)$", r'^ *"?asyncapi"?: *["\']?[23]\.'),
    "Protocol Buffers": (r"\.proto$", r"^(service|message) "),
    "GraphQL": (r"\.(graphql|graphqls|gql)$", r"^(type|schema) "),
    "Avro": (r"\.avsc$", r'"type"'),
    "Kubernetes": (
        r"\.ya?ml$",
        r"^kind: *(Deployment|StatefulSet|DaemonSet|CronJob|VirtualService|HTTPRoute|NetworkPolicy)\b",
    ),
    "Compose": (r"compose[^/]*\.ya?ml$", r"^services:"),
    "Terraform": (r"\.(tf|tfstate|json)$", r'^resource "|"terraform_version"'),
    "MLflow": (r"(^|/)MLmodel$|/(model|run)\.json$", r"flavors:|\"mlflow\""),
    "CycloneDX": (r"\.(json|xml)$", r'"bomFormat"|cyclonedx\.org/schema/bom'),
    "SPDX": (r"\.(json|spdx|ya?ml)$", r"(?i)spdxVersion|spdx\.org/rdf/3"),
    "A2A": (
        r"\.json$",
        r'"skills":(.|\n)*"(supportedInterfaces|capabilities)"|"capabilities":(.|\n)*"skills":',
    ),
    "MCP": (r"\.json$", r'"mcpServers"'),
    "CrewAI": (r"/(agents|tasks)\.ya?ml$", r"^\w+:"),
    "LangGraph": (r"langgraph\.json$", r'"graphs"'),
    "Argo": (r"\.ya?ml$", r"^kind: *(Cluster|Cron)?Workflow(Template)?\b"),
    "Serverless Workflow": (r"\.ya?ml$", r"^ *dsl: *['\"]?\d"),
    "BPMN": (r"\.(bpmn|xml)$", r"omg\.org/spec/BPMN"),
    "Temporal": (
        r"\.json$",
        r'"eventType": *"?(EVENT_TYPE_)?(WorkflowExecutionStarted|WORKFLOW_EXECUTION_STARTED)',
    ),
    "OTLP": (r"\.json$", r'"resourceSpans"'),
    "OpenSLO": (r"\.ya?ml$", r"^apiVersion: *openslo/"),
    "Prometheus rules": (r"\.ya?ml$", r"^kind: *PrometheusRule"),
    "Owners": (r"(^|/)(CODEOWNERS|OWNERS|OWNERS_ALIASES)$", r"\w"),
    "Rego": (r"\.rego$", r"^package "),
    "Kyverno": (r"\.ya?ml$", r"^apiVersion: *kyverno\.io/"),
    "Gatekeeper": (r"\.ya?ml$", r"^apiVersion: *(constraints|templates)\.gatekeeper\.sh/"),
    "Cedar": (r"\.cedar$", r"^(permit|forbid)"),
    "OSCAL": (
        r"\.json$",
        r'\A\s*\{\s*"(component-definition|catalog|profile|system-security-plan)"(.|\n)*"oscal-version"',
    ),
    "Structurizr": (r"\.json$", r'"softwareSystems"'),
    "ArchiMate": (
        r"\.(xml|archimate)$",
        r"opengroup\.org/xsd/archimate|archimatetool\.com/archimate",
    ),
    "RDF": (r"\.(ttl|nt|rdf)$", r"\ba +(dcat|dprod):"),
    "Markdown": (r"\.md$", r"\w"),
}
ENOUGH = 0.95


@cache
def results() -> dict[str, FileResult]:
    ontology = load_ontology(shipped_files())
    paths = (path for path in find_files(CORPUS) if path[:2].isdigit())
    return {path: read_file(CORPUS, path, ontology) for path in paths}


@cache
def formats() -> dict[str, tuple[str, ...]]:
    """The listed formats that each file bears the marks of."""
    found: dict[str, tuple[str, ...]] = {}
    for path in results():
        text = (Path(CORPUS) / path).read_text(encoding="utf-8", errors="replace")
        found[path] = tuple(
            name
            for name, (called, holds) in LISTED.items()
            if re.search(called, path) and re.search(holds, text, re.MULTILINE)
        )
    return found


def test_nearly_all_files_of_listed_formats_are_read() -> None:
    of, read = Counter[str](), Counter[str]()
    missed = list[str]()
    for path, names in formats().items():
        for name in names:
            of[name] += 1
            read[name] += results()[path].status is Status.READ
        if names and results()[path].status is Status.NO_FORMAT:
            missed.append(f"{path}: {', '.join(names)}")
    for name in LISTED:
        print(f"{name:<28} {of[name]:5} files {read[name]:5} read")
    listed = [path for path, names in formats().items() if names]
    done = sum(results()[path].status is Status.READ for path in listed)
    assert missed == []
    assert done >= ENOUGH * len(listed)


def test_every_file_is_accounted_for() -> None:
    by_folder: dict[str, Counter[str]] = {}
    for path, result in results().items():
        by_folder.setdefault(path.partition("/")[0], Counter())[result.status] += 1
        assert (result.status is Status.REJECTED) <= bool(result.rejects)
        assert all(r.reason and "connector failed" not in r.reason for r in result.rejects)
    for folder, counted in sorted(by_folder.items()):
        print(folder, ", ".join(f"{n} {status}" for status, n in sorted(counted.items())))
    assert sum(sum(c.values()) for c in by_folder.values()) == len(results()) > 1000
