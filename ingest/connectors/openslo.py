"""OpenSLO (v1, v1alpha, v2alpha): objectives, the services that they are for, and who owns those.

Specification: https://github.com/OpenSLO/OpenSLO
"""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Edge, Fact, Node, Ref, Reject
from graph.vocabulary import Label, Prop, Rel
from ingest.connector import connector
from ingest.documents import Document, Value
from ingest.properties import Props
from ingest.sniff import kind
from ingest.workflow import owners, usable


@connector(
    title="OpenSLO",
    reads=kind("openslo/*", "SLO", "Service", "SLI", "DataSource", "AlertPolicy")
    | kind("openslo/*", "AlertCondition", "AlertNotificationTarget")
    | kind("openslo.com/*", "SLO", "Service"),
    nodes={Label.OBJECTIVE, Label.SERVICE},
    edges={Rel.MEASURES, Rel.OWNS},
    authority="contract",
)
def openslo(doc: Document) -> Iterator[Fact | Reject]:
    what, name = doc["kind"].text, doc["metadata/name"].text
    if what not in ("SLO", "Service"):
        return  # how an objective is measured and who is alerted: no things of the catalog
    if not usable(name):
        yield Reject(doc["metadata"].at, f"a {what} needs a metadata.name")
        return
    props = Props(doc)
    props.text(Prop.TITLE, doc["metadata/displayName"])
    props.text(Prop.DESCRIPTION, doc["spec/description"])
    if what == "SLO":
        yield from _objective(doc, name, props)
        return
    service = Ref(Label.SERVICE, name)
    yield Node(service, doc.at, props.values, props.places)
    yield from owners(service, doc["metadata/labels"], doc["metadata/annotations"])


def _objective(doc: Document, name: str, props: Props) -> Iterator[Fact | Reject]:
    """One objective a document; of several targets the strictest is the target, and all are kept."""
    spec = doc["spec"]
    service = spec["service"] if spec["service"] else spec["serviceRef"]
    scope = service.text or None
    objective = Ref(Label.OBJECTIVE, name, scope=scope)
    targets = [t for each in spec["objectives"] if (t := _target(each)) is not None]
    if targets:
        strictest = max(targets, key=lambda t: t[0])
        props.put(Prop.TARGET, strictest[0], strictest[1].at)
    if len(targets) > 1:
        props.put("targets", tuple(str(t[0]) for t in targets), spec["objectives"].at)
    windows = [w for key in ("timeWindow", "timeWindows") for w in spec[key].one_or_many()]
    for window in windows:
        length = window["duration"].text or f"{window['count'].text} {window['unit'].text}".strip()
        props.put("window", length, window.at)
        rolling = window["isRolling"]
        props.flag("rolling", rolling)
    props.text("budgeting_method", spec["budgetingMethod"])
    indicator = spec["indicator"]
    props.text(
        "indicator", spec["indicatorRef"] if spec["indicatorRef"] else indicator["metadata/name"]
    )
    props.text("indicator_type", _kind(indicator["spec"]))
    alerts = [
        a["alertPolicyRef"].text or a["metadata/name"].text if a.is_map else a.text
        for a in spec["alertPolicies"]
    ]
    props.put("alert_policies", tuple(a for a in alerts if a), spec["alertPolicies"].at)
    for key in ("labels", "annotations"):
        props.texts("owner", doc["metadata"][key]["owner"])
    yield Node(objective, doc.at, props.values, props.places)
    if usable(service.text):
        yield Edge(objective, Rel.MEASURES, Ref(Label.SERVICE, service.text), service.at)
    else:
        yield Reject(spec.at, "an SLO needs spec.service, the service that it measures")


def _target(objective: Value) -> tuple[float, Value] | None:
    """A target between 0 and 1; `targetPercent` is one in hundredths."""
    for key, scale in (("target", 1.0), ("targetPercent", 100.0)):
        number = objective[key].number
        if number is not None and 0 < number <= scale:
            return round(float(number) / scale, 9), objective[key]
    return None


def _kind(spec: Value) -> Value:
    """Which kind of indicator it is, as the name of its only metric."""
    for key in ("ratioMetric", "thresholdMetric"):
        if spec[key].is_map:
            return Value(spec.document, key, spec[key].pointer)
    return spec["\0"]
