"""A Schema Registry's subjects (Confluent's REST interface, which Karapace, Redpanda and Apicurio speak too).

Each subject's latest version is a document `subjects/<subject>/<version>.json`: the server's own reply
(https://docs.confluent.io/platform/current/schema-registry/develop/api.html), with the subject's
compatibility, and under `referenced` the versions that its schema refers to.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from graph.errors import SourceUnavailable
from ingest.sources.http import Api, Missing, quoted
from ingest.sources.source import Source
from ingest.sources.spool import Spool, part

__all__ = ["fetch"]

AT_ONCE: Final = 4
MOST_REFERENCES: Final = 500  # of one schema


def fetch(api: Api, spool: Spool, source: Source) -> None:
    """Write the latest version of every subject."""
    del source
    subjects = api.get("/subjects")
    if not isinstance(subjects, list):
        raise SourceUnavailable(f"{api.base}/subjects answers with no list; is it a registry?")
    common = _compatibility(api, "/config")
    names = sorted(s for s in subjects if isinstance(s, str))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        latest = list(pool.map(lambda name: _version(api, name, "latest", common), names))
    known = {(v["subject"], str(v["version"])): v for v in latest if v is not None}
    asked = dict(known)
    for (subject, number), version in sorted(known.items()):
        others = list(_referenced(api, version, asked))
        said = {**version, "referenced": others} if others else version
        spool.write_json(f"subjects/{part(subject)}/{part(number)}.json", said)


def _referenced(
    api: Api, version: dict[str, Any], asked: dict[tuple[str, str], dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """The versions that a schema refers to, and those that these refer to."""
    seen: set[tuple[str, str]] = set()
    waiting = _references(version)
    while waiting and len(seen) < MOST_REFERENCES:
        key = waiting.pop(0)
        if key in seen:
            continue
        seen.add(key)
        found = asked.get(key) or _version(api, *key, "")
        if found is not None:
            asked[key] = found
            yield {k: v for k, v in found.items() if k != "compatibilityLevel"}
            waiting += _references(found)


def _version(api: Api, subject: str, number: str, common: str) -> dict[str, Any] | None:
    """A version of a subject; None when it was deleted meanwhile."""
    try:
        found = api.mapping(f"/subjects/{quoted(subject)}/versions/{quoted(number)}")
    except Missing:
        return None
    if "schema" not in found or "version" not in found:
        raise SourceUnavailable(f"{api.base}: the reply for subject {subject} holds no schema")
    own = _compatibility(api, f"/config/{quoted(subject)}") or common
    return {**found, "subject": subject, **({"compatibilityLevel": own} if own else {})}


def _compatibility(api: Api, path: str) -> str:
    """The compatibility stated at a path; "" where none is."""
    try:
        found = api.mapping(path)
    except Missing:
        return ""
    return str(found.get("compatibilityLevel") or found.get("compatibility") or "")


def _references(version: dict[str, Any]) -> list[tuple[str, str]]:
    stated = version.get("references")
    return [
        (str(r["subject"]), str(r["version"]))
        for r in (stated if isinstance(stated, list) else ())
        if isinstance(r, dict) and "subject" in r and "version" in r
    ]
