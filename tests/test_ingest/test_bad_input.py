"""Bad input for every connector: wrong versions and types, what is missing, doubled, dangling, circular or remote.

Each golden file of each connector is spoilt at many positions in turn. Whatever comes, the connector says
facts of the ontology and rejects; nothing is ever fetched.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from graph.facts import Reject
from ingest.connector import Connector
from ingest.documents import Document
from ingest.read import Status, read_file
from tests.checks import CONNECTORS, ONTOLOGY, documents, parsed, run, samples
from tests.notation import EXPECTED, GOLDENS

pytestmark = pytest.mark.slow

EVERY = pytest.mark.parametrize("connector", CONNECTORS, ids=lambda c: c.name)
POSITIONS = 100  # of a connector's golden documents together, evenly chosen
XML = (".xml", ".bpmn", ".archimate", ".rdf", ".owl")
# files that hold what two formats describe: (golden of, also read by)
TOGETHER = {
    ("asyncapi", "avro"),  # a schema in a file of its own
    ("model_card", "markdown"),  # a text without the keys of a card
    ("odrl", "rdf"),  # policies, and the datasets that they are about
}

Steps = tuple[str | int, ...]


class Listener(HTTPServer):
    """Counts who asks; nobody may."""

    asked: list[str]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Listener)
        self.server.asked.append(self.path)
        self.send_error(404)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    with Listener(("127.0.0.1", 0), _Handler) as server:
        server.asked = []
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join(5)


def share(connector: Connector) -> int:
    """How many positions of each of its documents are tried."""
    return max(5, POSITIONS // len(documents(connector)))


def positions(data: Any, many: int) -> list[Steps]:
    """Where values stand in the data, the whole first; of many, some of all parts."""
    found: list[Steps] = []
    waiting: list[tuple[Steps, Any]] = [((), data)]
    while waiting:
        steps, value = waiting.pop(0)
        found.append(steps)
        if isinstance(value, dict):
            waiting += [((*steps, k), v) for k, v in value.items()]
        elif isinstance(value, list):
            waiting += [((*steps, i), v) for i, v in enumerate(value)]
    return found[:: max(1, len(found) // many)]


def changed(data: Any, steps: Steps, *value: Any) -> Any:
    """A copy of the data with another value there, or without it."""
    if not steps:
        return value[0] if value else None
    copy = json.loads(json.dumps(data))
    here = copy
    for step in steps[:-1]:
        here = here[step]
    if value:
        here[steps[-1]] = value[0]
    else:
        del here[steps[-1]]
    return copy


def at(data: Any, steps: Steps) -> Any:
    for step in steps:
        data = data[step]
    return data


def spoilt(connector: Connector, *values: Any) -> Iterator[tuple[Document, Any]]:
    """Each golden document of data, with each of the values in each position."""
    for doc in documents(connector):
        if doc.data is not None:
            for steps in positions(doc.data, share(connector)):
                for value in values:
                    yield doc, changed(doc.data, steps, value)


def read(connector: Connector, doc: Document, data: Any) -> None:
    run(connector, Document(doc.path, doc.number, data, ONTOLOGY, doc.text, doc.line))


@EVERY
def test_wrong_types(connector: Connector) -> None:
    for doc, data in spoilt(connector, 7, [["x"]], {"a": {}}, None):
        read(connector, doc, data)


@EVERY
def test_what_is_missing(connector: Connector) -> None:
    for doc in documents(connector):
        if doc.data is not None:
            for steps in positions(doc.data, share(connector)):
                read(connector, doc, changed(doc.data, steps))


@EVERY
def test_an_unknown_version_or_text(connector: Connector) -> None:
    for doc, data in spoilt(connector, "999.9.9", "{{ .Values.x }}", ""):
        read(connector, doc, data)


@EVERY
def test_what_is_given_twice(connector: Connector) -> None:
    for doc in documents(connector):
        if doc.data is None:
            continue
        for steps in positions(doc.data, share(connector)):
            value = at(doc.data, steps)
            if isinstance(value, list) and value:
                read(connector, doc, changed(doc.data, steps, [*value, *value]))


@EVERY
def test_references_that_lead_nowhere_or_round(connector: Connector) -> None:
    leading = (
        "#",
        "#/nowhere/at/all",
        "../../../../etc/hostname",
        "missing.yaml#/a",
        "/etc/hostname",
    )
    for doc, data in spoilt(connector, *({"$ref": to} for to in leading)):
        read(connector, doc, data)


@EVERY
def test_nothing_is_fetched(connector: Connector, listener: Listener) -> None:
    remote = f"{listener.url}/{connector.name}"
    keys = ("$ref", "@context", "$schema", "$id", "href", "url")
    for doc, data in spoilt(connector, remote, *({key: remote} for key in keys)):
        read(connector, doc, data)
    for path, text in samples(connector.name):
        for line in (
            f'import "{remote}";',
            f"@import <{remote}> .",
            f"<!ENTITY % e SYSTEM '{remote}'>",
        ):
            for doc in parsed(path, f"{line}\n{text}"):
                run(connector, doc)
    assert listener.asked == []


@EVERY
def test_a_line_that_is_missing(connector: Connector) -> None:
    for path, text in samples(connector.name):
        lines = text.split("\n")
        for number in range(0, len(lines), max(1, len(lines) // share(connector))):
            for doc in parsed(path, "\n".join(lines[:number] + lines[number + 1 :])):
                run(connector, doc)


@EVERY
def test_a_file_that_ends_early(connector: Connector) -> None:
    for path, text in samples(connector.name):
        for end in range(0, len(text), max(1, len(text) // share(connector))):
            for doc in parsed(path, text[:end]):
                run(connector, doc)


def test_xml_with_entities_is_refused(tmp_path: Path, listener: Listener) -> None:
    tried = 0
    for connector in CONNECTORS:
        for path, text in samples(connector.name):
            if path.endswith(XML) and "<!DOCTYPE" not in text:
                name = path.rpartition("/")[2]
                body = text.partition("?>")[2] if text.startswith("<?xml") else text
                for kind in ('[<!ENTITY x "y">]', f'SYSTEM "{listener.url}/x.dtd"'):
                    (tmp_path / name).write_text(f"<!DOCTYPE a {kind}>{body}", encoding="utf-8")
                    result = read_file(tmp_path, name, ONTOLOGY)
                    assert result.status is Status.REJECTED, (connector.name, path)
                    tried += 1
    assert tried > 4
    assert listener.asked == []


@EVERY
def test_a_file_under_another_formats_name(connector: Connector, tmp_path: Path) -> None:
    texts = [text for _, text in samples(connector.name)][:3]
    for other in CONNECTORS:
        path = samples(other.name)[0][0].rpartition("/")[2]
        for text in texts:
            (tmp_path / path).write_text(text, encoding="utf-8")
            result = read_file(tmp_path, path, ONTOLOGY)
            for said in (*result.facts, *result.rejects):
                assert not isinstance(said, Reject) or "connector failed" not in said.reason


@EVERY
def test_no_other_format_finds_anything_in_a_golden_file(connector: Connector) -> None:
    for case in sorted((GOLDENS / connector.name).glob("*/")):
        for file in sorted(p for p in case.rglob("*") if p.is_file() and p.name != EXPECTED):
            path = file.relative_to(case).as_posix()
            result = read_file(case, path, ONTOLOGY)
            others = {n for n, said in result.by_connector.items() if said and n != connector.name}
            assert {(connector.name, n) for n in others} <= TOGETHER, path
