"""What a Kubernetes API server holds, of the kinds that some connector reads.

Lists are read page by page (https://kubernetes.io/docs/reference/using-api/api-concepts/), each object is a
document `<namespace>/<kind>/<name>.json` without what changes at every look.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final

from graph.errors import SourceUnavailable
from ingest.connector import Connector
from ingest.sniff import AnyOf, Both, Condition, Kind
from ingest.sources.http import Api, Missing, api, quoted
from ingest.sources.kubeconfig import cluster_of, kubeconfig_path
from ingest.sources.source import Source
from ingest.sources.spool import Spool, part

__all__ = ["fetch", "wanted_kinds"]

PAGE: Final = 250
NEVER: Final = frozenset({"ConfigMap", "Event", "List", "Secret"})
FLEETING: Final = frozenset({"generation", "managedFields", "resourceVersion", "uid"})
LAST_APPLIED: Final = "kubectl.kubernetes.io/last-applied-configuration"


def wanted_kinds(connectors: Iterable[Connector]) -> tuple[Kind, ...]:
    """The conditions on `apiVersion` and `kind` that connectors are found by."""
    return tuple(dict.fromkeys(k for c in connectors for k in _kinds(c.reads)))


def _kinds(condition: Condition) -> Iterator[Kind]:
    match condition:
        case Kind():
            yield condition
        case AnyOf():
            for one in condition.parts:
                yield from _kinds(one)
        case Both():
            yield from _kinds(condition.one)
            yield from _kinds(condition.other)
        case _:
            return


def fetch(
    spool: Spool, source: Source, environ: Mapping[str, str], connectors: Iterable[Connector]
) -> None:
    """Write the objects of the source's namespaces, or of all."""
    file: Path = kubeconfig_path(source.place, environ)
    given = source.access.credentials(environ)
    cluster = cluster_of(file, source.context, given, own=not source.place)
    with api(cluster.server, cluster.credentials, verify=cluster.verify) as asked:
        _fetch(asked, spool, source.namespaces, wanted_kinds(connectors))


def _fetch(asked: Api, spool: Spool, namespaces: tuple[str, ...], kinds: tuple[Kind, ...]) -> None:
    written: set[str] = set()
    for base, version, resource in _resources(asked, kinds):
        for item in _objects(asked, base, resource, namespaces):
            said = _lasting(item, version, str(resource["kind"]))
            about: Any = said["metadata"]
            space = part(str(about.get("namespace") or "-"))
            path = f"{space}/{part(said['kind'])}/{part(str(about.get('name', '')))}.json"
            if path not in written:
                written.add(path)
                spool.write_json(path, said)


def _resources(asked: Api, kinds: tuple[Kind, ...]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Path, group and version, and description of every listable resource of a wanted kind."""
    found = asked.mapping("/apis").get("groups")
    versions = ["v1"]
    for group in found if isinstance(found, list) else ():
        preferred = group.get("preferredVersion") if isinstance(group, dict) else None
        if isinstance(preferred, dict) and preferred.get("groupVersion"):
            versions.append(str(preferred["groupVersion"]))
    for version in versions:
        if not any(fnmatchcase(version, kind.api_version) for kind in kinds):
            continue
        base = f"/apis/{version}" if "/" in version else f"/api/{version}"
        listed = asked.mapping(base).get("resources")
        for resource in listed if isinstance(listed, list) else ():
            if isinstance(resource, dict) and _is_wanted(resource, version, kinds):
                yield base, version, resource


def _is_wanted(resource: dict[str, Any], version: str, kinds: tuple[Kind, ...]) -> bool:
    name, kind = str(resource.get("name", "")), str(resource.get("kind", ""))
    if "/" in name or kind in NEVER or "list" not in (resource.get("verbs") or ()):
        return False
    return any(
        fnmatchcase(version, wanted.api_version) and (not wanted.kinds or kind in wanted.kinds)
        for wanted in kinds
    )


def _objects(
    asked: Api, base: str, resource: dict[str, Any], namespaces: tuple[str, ...]
) -> Iterator[dict[str, Any]]:
    name = quoted(str(resource["name"]))
    if not namespaces or not resource.get("namespaced"):
        yield from _listed(asked, f"{base}/{name}")
        return
    for space in namespaces:
        yield from _listed(asked, f"{base}/namespaces/{quoted(space)}/{name}")


def _listed(asked: Api, path: str) -> list[dict[str, Any]]:
    """All pages of a list; begun again once when it grew too old while it was read (410)."""
    for last in (False, True):
        try:
            return list(asked.pages(path, "items", "continue", "metadata/continue", limit=PAGE))
        except Missing as error:
            if last:
                raise SourceUnavailable(str(error)) from error
    raise AssertionError


def _lasting(item: dict[str, Any], version: str, kind: str) -> dict[str, Any]:
    """The object as someone would have written it: items of a list say neither version nor kind."""
    about = item.get("metadata")
    kept = {k: v for k, v in about.items() if k not in FLEETING} if isinstance(about, dict) else {}
    notes = kept.get("annotations")
    if isinstance(notes, dict):
        kept["annotations"] = {k: v for k, v in notes.items() if k != LAST_APPLIED}
    rest = {k: v for k, v in item.items() if k != "status"}
    return {**rest, "apiVersion": version, "kind": kind, "metadata": kept}
