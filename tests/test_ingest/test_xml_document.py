"""XML files: names without prefixes, places, and what is refused."""

from __future__ import annotations

import pytest

from graph.ontology import load_ontology, shipped_files
from ingest.documents import Document
from ingest.files import text_of
from ingest.parse import Unreadable
from ingest.read import documents_of, syntax_of
from ingest.sniff import filename
from ingest.sniff import xml_root as has_root
from ingest.xml_document import xml_root

MODEL = """<?xml version="1.0" encoding="UTF-8"?>
<b:definitions xmlns:b="urn:x" xmlns:v="urn:vendor">
  <!-- a comment -->
  <b:process id="one" v:owner="ops"/>
  <b:process id="two"><b:task name="Send"><b:documentation>to <b:i>all</b:i></b:documentation></b:task></b:process>
</b:definitions>"""


def test_elements_are_named_and_placed() -> None:
    top = xml_root("m.bpmn", MODEL)
    assert (top.name, top.namespace) == ("definitions", "urn:x")
    assert [p.get("id") for p in top.children("process")] == ["one", "two"]
    assert next(top.children("process")).get("owner") == "ops"
    task = next(top.inside("task"))
    assert task.text == "to all"
    assert str(task.at) == "m.bpmn#/definitions/process[2]/task"
    above = task.parent()
    assert above is not None
    assert above.get("id") == "two"


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>',
        '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x">%x;]><a/>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a/>',
        "<a><b></a>",
        "",
        "<a>" * 5000 + "</a>" * 5000,
    ],
)
def test_entities_outside_documents_and_broken_xml_are_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        xml_root("a.xml", text)


def test_a_root_condition_reads_xml_by_its_namespace() -> None:
    condition = has_root("urn:*", "definitions") | filename("OWNERS", syntax="yaml")
    assert condition.claims("deep/m.bpmn")
    assert condition.syntax("deep/m.bpmn") == "xml"
    assert condition.syntax("d/OWNERS") == "yaml"
    assert condition.syntax("d/else") is None
    doc = document("m.bpmn", MODEL, "xml")
    assert condition.matches(doc)
    assert not has_root("urn:y").matches(doc)


def document(path: str, text: str, syntax: str) -> Document:
    ontology = load_ontology(shipped_files())
    assert syntax == "xml"
    return next(documents_of(path, text, ontology, syntax="xml"))


def test_the_declared_encoding_is_obeyed() -> None:
    text = '<?xml version="1.0" encoding="ISO-8859-1"?><a n="Gül"/>'
    found = text_of("a.xml", text.encode("latin-1"))
    assert isinstance(found, str)
    assert xml_root("a.xml", found).get("n") == "Gül"


def test_a_name_that_says_its_syntax_keeps_it() -> None:
    assert syntax_of("a.yaml", ()) is None
