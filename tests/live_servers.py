"""Small servers that speak the REST interfaces live sources are read from, each with content of its own.

They follow the documented paths, paging and errors: Confluent Schema Registry, Marquez with what OpenLineage
clients posted to it, the Kubernetes API, MLflow.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.http_server import Answer, Asked

__all__ = ["Kubernetes", "Marquez", "Mlflow", "Registry"]

JSON = {"content-type": "application/json"}


@dataclass
class Registry:
    """Subjects with their versions, oldest first: (schema, references)."""

    subjects: dict[str, list[dict[str, Any]]]
    levels: dict[str, str] = field(default_factory=dict[str, str])

    def __call__(self, asked: Asked) -> Answer:
        parts = asked.parts
        if parts == ("subjects",):
            return Answer(sorted(self.subjects))
        if parts == ("config",):
            return Answer({"compatibilityLevel": "BACKWARD"})
        if parts[0] == "config":
            if parts[1] in self.levels:
                return Answer({"compatibilityLevel": self.levels[parts[1]]})
            return Answer({"error_code": 40408, "message": "no such config"}, 404)
        if parts[0] == "subjects" and parts[2] == "versions":
            versions = self.subjects.get(parts[1], [])
            number = len(versions) if parts[3] == "latest" else int(parts[3])
            if 0 < number <= len(versions):
                said = {"subject": parts[1], "version": number, "id": 100 + number}
                return Answer({**said, **versions[number - 1]})
        return Answer({"error_code": 40401, "message": "Subject not found."}, 404)


@dataclass
class Marquez:
    """Takes OpenLineage events by POST /api/v1/lineage, and gives them back, oldest or newest first."""

    events: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def __call__(self, asked: Asked) -> Answer:
        if asked.method == "POST" and asked.path == "/api/v1/lineage":
            self.events.append(json.loads(asked.body))
            return Answer(b"", 201)
        if asked.path != "/api/v1/events/lineage":
            return Answer({"code": 404}, 404)
        query = asked.query
        within = [e for e in self.events if query["after"] <= e["eventTime"] < query["before"]]
        within.sort(key=lambda e: e["eventTime"], reverse=query["sortDirection"] == "desc")
        start, limit = int(query["offset"]), int(query["limit"])
        return Answer({"events": within[start : start + limit], "totalCount": len(within)})


@dataclass
class Kubernetes:
    """Lists by group and version, resource and namespace; `page` objects at a time."""

    resources: dict[
        str, list[tuple[str, str, bool]]
    ]  # of a group and version: name, kind, namespaced
    objects: dict[tuple[str, str], list[dict[str, Any]]]  # by group and version, resource
    token: str = ""
    page: int = 2
    expires: bool = False  # the first continue token of every list is too old

    def __call__(self, asked: Asked) -> Answer:
        if self.token and asked.headers.get("authorization") != f"Bearer {self.token}":
            return Answer({"kind": "Status", "code": 401}, 401)
        parts = asked.parts
        if parts == ("apis",):
            groups = [v for v in self.resources if "/" in v]
            preferred = [
                {"name": v.split("/")[0], "preferredVersion": {"groupVersion": v}} for v in groups
            ]
            return Answer({"kind": "APIGroupList", "groups": preferred})
        version = "/".join(parts[1:3]) if parts[0] == "apis" else parts[1]
        rest = list(parts[3:] if parts[0] == "apis" else parts[2:])
        if version not in self.resources:
            return Answer({"kind": "Status", "code": 404}, 404)
        if not rest:
            return Answer({"kind": "APIResourceList", "resources": self._described(version)})
        space = rest[1] if rest[0] == "namespaces" and len(rest) > 2 else None
        found = self.objects.get((version, rest[-1]), [])
        return self._page(asked, [o for o in found if space in (None, o["metadata"]["namespace"])])

    def _described(self, version: str) -> list[dict[str, Any]]:
        listed: list[dict[str, Any]] = [
            {"name": name, "kind": kind, "namespaced": spaced, "verbs": ["get", "list", "watch"]}
            for name, kind, spaced in self.resources[version]
        ]
        return [*listed, *({**r, "name": f"{r['name']}/status", "verbs": ["get"]} for r in listed)]

    def _page(self, asked: Asked, found: Sequence[dict[str, Any]]) -> Answer:
        start = int(asked.query.get("continue", "0"))
        if start and self.expires:
            self.expires = False
            return Answer({"kind": "Status", "code": 410, "reason": "Expired"}, 410)
        end = start + min(self.page, int(asked.query["limit"]))
        more = {"continue": str(end)} if end < len(found) else {}
        return Answer({"kind": "List", "metadata": more, "items": list(found[start:end])})


@dataclass
class Mlflow:
    """Registered models, their versions, and runs by id."""

    models: list[dict[str, Any]]
    versions: list[dict[str, Any]]
    runs: dict[str, dict[str, Any]]

    def __call__(self, asked: Asked) -> Answer:
        what = asked.path.removeprefix("/api/2.0/mlflow/")
        if what == "registered-models/search":
            return self._page(asked, "registered_models", self.models)
        if what == "model-versions/search":
            return self._page(asked, "model_versions", self.versions)
        if what == "runs/get" and asked.query["run_id"] in self.runs:
            return Answer({"run": self.runs[asked.query["run_id"]]})
        return Answer({"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "no such thing"}, 404)

    def _page(self, asked: Asked, key: str, found: list[dict[str, Any]]) -> Answer:
        start = int(asked.query.get("page_token", "0"))
        end = start + 1  # the smallest page there is
        more = {"next_page_token": str(end)} if end < len(found) else {}
        return Answer({key: found[start:end], **more})
