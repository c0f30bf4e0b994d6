"""A Schema Registry's subjects (Confluent's REST interface, which Karapace, Redpanda and Apicurio speak too).

Each subject's latest version is a document `subjects/<subject>/<version>.json`: the server's own reply
(https://docs.confluent.io/platform/current/schema-registry/develop/api.html), with the subject's
compatibility beside it.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from graph.errors import SourceUnavailable
from ingest.sources.http import Api, Missing, quoted
from ingest.sources.source import Source
from ingest.sources.spool import Spool, part

__all__ = ["fetch"]

AT_ONCE: Final = 4
MOST_REFERENCES: Final = 10_000


def fetch(api: Api, spool: Spool, source: Source) -> None:
    """Write the latest version of every subject, and the versions that these refer to."""
    del source
    subjects = api.get("/subjects")
    if not isinstance(subjects, list):
        raise SourceUnavailable(f"{api.base}/subjects answers with no list; is it a registry?")
    common = _compatibility(api, "/config")
    names = sorted(s for s in subjects if isinstance(s, str))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        latest = list(pool.map(lambda name: _version(api, name, "latest", common), names))
    found = {(v["subject"], str(v["version"])): v for v in latest if v is not None}
    waiting = [key for v in found.values() for key in _references(v)]
    while waiting and len(found) < len(names) + MOST_REFERENCES:
        subject, number = waiting.pop()
        if (subject, number) not in found and (v := _version(api, subject, number, common)):
            found[subject, number] = v
            waiting += _references(v)
    for (subject, number), version in sorted(found.items()):
        spool.write_json(f"subjects/{part(subject)}/{part(number)}.json", version)


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
