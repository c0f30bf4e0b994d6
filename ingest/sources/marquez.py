"""The OpenLineage events that a Marquez server has received, as it gives them back.

`GET /api/v1/events/lineage` (Marquez 0.29 and newer, https://marquezproject.ai/openapi.html) returns raw events;
those of a run are a document `events/<namespace>/<job>/<run>.jsonl`, so a later event of a run changes one file.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from graph.errors import SourceUnavailable
from ingest.sources.http import Api, Missing
from ingest.sources.source import Source
from ingest.sources.spool import Spool, part

__all__ = ["fetch"]

PAGE: Final = 100
MOST_EVENTS: Final = 500_000


def fetch(api: Api, spool: Spool, source: Source, now: str) -> None:
    """Write the events of the last `source.days` days before `now` (ISO 8601), of its namespaces."""
    files: dict[str, list[dict[str, Any]]] = {}
    until = datetime.fromisoformat(now)
    for event in _events(api, until - timedelta(days=source.days), until):
        job, dataset, run = (_inner(event, key) for key in ("job", "dataset", "run"))
        what = job or dataset
        space, name = str(what.get("namespace", "")), str(what.get("name", ""))
        if source.namespaces and job and space not in source.namespaces:
            continue
        folder = "events" if run else "jobs" if job else "datasets"
        last = f"/{part(str(run.get('runId', '')))}" if run else ""
        files.setdefault(f"{folder}/{part(space)}/{part(name)}{last}.jsonl", []).append(event)
    for path, events in sorted(files.items()):
        spool.write_lines(path, sorted(events, key=lambda e: str(e.get("eventTime", ""))))


def _inner(event: dict[str, Any], key: str) -> dict[str, Any]:
    found = event.get(key)
    return found if isinstance(found, dict) else {}


def _events(api: Api, since: datetime, until: datetime) -> Iterator[dict[str, Any]]:
    """Every event between two times; both ends are fixed, so that what arrives meanwhile moves no page."""
    offset = 0
    while True:
        try:
            page = api.mapping(
                "/api/v1/events/lineage",
                after=_time(since),
                before=_time(until),
                sortDirection="asc",
                limit=PAGE,
                offset=offset,
            )
        except Missing as error:
            raise SourceUnavailable(
                f"{error}; Marquez 0.29 and newer have this path. Is the address right?"
            ) from error
        events = page.get("events")
        if not isinstance(events, list):
            raise SourceUnavailable(f"{api.base}: the reply holds no list of events")
        yield from (event for event in events if isinstance(event, dict))
        offset += len(events)
        total = page.get("totalCount")
        if not events or (isinstance(total, int) and offset >= total):
            return
        if offset > MOST_EVENTS:
            raise SourceUnavailable(
                f"more than {MOST_EVENTS:,} events; ask for fewer with `days` or `namespaces`"
            )


def _time(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z")
