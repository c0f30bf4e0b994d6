"""Service-graph metrics in Prometheus or OpenMetrics text: who calls whom, and which databases are used.

Metric: https://grafana.com/docs/tempo/latest/metrics-from-traces/service_graphs/
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from graph.facts import Edge, Fact, Node, Provenance, Ref, Reject
from graph.vocabulary import Label, Rel
from ingest.connector import connector
from ingest.documents import Document, unrendered
from ingest.sniff import Condition

METRIC = "traces_service_graph_request_total"
ENDINGS = (".prom", ".metrics", ".openmetrics", ".om")
NAMED = re.compile(r"metric|prom|graph|trace|scrape|exposition|tempo", re.I)  # of a .txt
SAMPLE = re.compile(
    rf"{METRIC}\{{(?P<labels>(?:[^\"\}}]|\"(?:\\.|[^\"\\])*\")*)\}}\s+(?P<value>\S+)(?:\s+(?P<time>[-+0-9.eE]+))?"
)
LABEL = re.compile(r'([a-zA-Z_]\w*)\s*=\s*"((?:\\.|[^"\\])*)"')
ESCAPED = {r"\\": "\\", r"\"": '"', r"\n": "\n"}
OBSERVED = Provenance.OBSERVED


@dataclass(frozen=True, slots=True)
class Exposition(Condition):
    """A text of metrics that has this one."""

    def matches(self, doc: Document) -> bool:
        return self.claims(doc.path) and f"{METRIC}{{" in doc.text

    def claims(self, path: str) -> bool:
        name = path.rpartition("/")[2].lower()
        return name.endswith(ENDINGS) or (name.endswith(".txt") and NAMED.search(name) is not None)

    def __str__(self) -> str:
        endings = ", ".join("*" + e for e in ENDINGS)
        return f"file {endings} or *metrics*.txt with the metric {METRIC}"


@connector(
    title="Service-graph metrics",
    reads=Exposition(),
    nodes={Label.SERVICE, Label.RESOURCE},
    edges={Rel.CALLS, Rel.DEPENDS_ON},
)
def service_graph(doc: Document) -> Iterator[Fact | Reject]:
    seconds = doc.text.rstrip().endswith(
        "# EOF"
    )  # OpenMetrics; Prometheus' own text has milliseconds
    for number, line in enumerate(doc.text.split("\n"), start=doc.line):
        if line.startswith(METRIC + "{"):
            yield from _sample(doc, number, line, seconds=seconds)


def _sample(doc: Document, number: int, line: str, *, seconds: bool) -> Iterator[Fact | Reject]:
    at = doc.lines(number)
    found = SAMPLE.match(line)
    labels = {k: _plain(v) for k, v in LABEL.findall(found["labels"])} if found else {}
    client, server = labels.get("client", ""), labels.get("server", "")
    if found is None or not client or not server or unrendered(client + server):
        yield Reject(at, "a sample of the service graph needs the labels client and server")
        return
    try:
        count = int(float(found["value"]))
        when = _time(found["time"], 1 if seconds else 1000) if found["time"] else None
    except (ValueError, OverflowError):
        yield Reject(at, "a sample whose value or time is no number")
        return
    if count <= 0:
        return
    kind = labels.get("connection_type", "")
    said = {"count": count, **({"connection_type": kind} if kind else {})}
    start, end = Ref(Label.SERVICE, client), Ref(Label.SERVICE, server)
    relation = Rel.CALLS
    if kind == "database":
        end, relation = Ref(Label.RESOURCE, server), Rel.DEPENDS_ON
    elif kind == "messaging_system":  # who takes the messages depends on who sends them
        start, end, relation = end, start, Rel.DEPENDS_ON
    elif kind == "virtual_node" and client == "user":
        start = end  # somebody outside; the server is there
    for thing in dict.fromkeys((start, end)):
        keys = (f"otel:{thing.name}",) if thing.label == Label.SERVICE else ()
        yield Node(thing, at, keys=keys, provenance=OBSERVED, event_time=when)
    if start != end:
        yield Edge(start, relation, end, at, said, OBSERVED, when)


def _plain(text: str) -> str:
    return re.sub(r"\\[\\\"n]", lambda m: ESCAPED[m[0]], text).strip()


def _time(text: str, per_second: int) -> str:
    moment = datetime.fromtimestamp(float(text) / per_second, UTC)
    return moment.isoformat().replace("+00:00", "Z")
