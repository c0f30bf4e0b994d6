"""What kind of document a text is: by its front matter, else its title, else its folder, else its headings."""

from __future__ import annotations

import re

from graph.vocabulary import Prop
from ingest.documents import Document
from ingest.properties import in_catalog_words

__all__ = ["kind_of"]

OTHER = "other"
_STATED = ("kind", "type", "doc_type", "document_type", "category", "layout")
_DECIDES = ("deciders", "decision-makers", "decision_makers")
_TITLES = (
    (
        "decision record",
        re.compile(r"\bADRs?[-_ #]?\d*\b|\b(architecture )?decision record\b", re.I),
    ),
    ("runbook", re.compile(r"\b(runbook|playbook)\b", re.I)),
    ("policy", re.compile(r"\bpolicy\b", re.I)),
    ("model card", re.compile(r"\bmodel card\b", re.I)),
    ("guide", re.compile(r"\b(guide|how[- ]?to|handbook|tutorial|manual)\b", re.I)),
)
_FOLDERS = {
    **dict.fromkeys(
        ("adr", "adrs", "decisions", "decision-records", "architecture-decisions", "decision-log"),
        "decision record",
    ),
    **dict.fromkeys(("runbook", "runbooks", "playbook", "playbooks"), "runbook"),
    **dict.fromkeys(("policy", "policies"), "policy"),
    **dict.fromkeys(
        ("guide", "guides", "how-to", "howto", "how-tos", "tutorials", "handbook", "manual"),
        "guide",
    ),
    **dict.fromkeys(("model-cards", "model_cards", "modelcards"), "model card"),
}
_DECISION = re.compile(r"(context\b.*|problem statement)", re.I), re.compile(r"decision\b.*", re.I)

_RUNBOOK = (
    re.compile(r"(diagnos(is|e)|investigation|troubleshooting)\b.*", re.I),
    re.compile(r"(mitigation|remediation|resolution)\b.*", re.I),
)
_HEADINGS = (("decision record", _DECISION), ("runbook", _RUNBOOK))


def kind_of(doc: Document, title: str, headings: tuple[str, ...]) -> str:
    """One of the kinds that the ontology names, or `other`."""
    known = {value.value for value in doc.ontology.properties[Prop.KIND].values}
    if isinstance(doc.data, dict):
        for key in _STATED:
            value = doc.root.get(key)
            if value.is_scalar:
                word = in_catalog_words(doc.ontology, Prop.KIND, value.text)
                if word in known:
                    return str(word)
        if any(doc.root.get(key) for key in _DECIDES):
            return "decision record"
    for kind, pattern in _TITLES:
        if pattern.search(title):
            return kind
    for folder in reversed(doc.folder.lower().split("/")):
        if folder in _FOLDERS:
            return _FOLDERS[folder]
    for kind, parts in _HEADINGS:
        if all(any(part.fullmatch(h) for h in headings) for part in parts):
            return kind
    return OTHER
