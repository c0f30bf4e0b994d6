"""What an OpenLineage event says of its job, its datasets and their columns, as facts that were observed."""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Edge, Fact, Node, Provenance, Ref, Reject, RunEvent
from graph.vocabulary import Label, Prop, Rel
from ingest.documents import Value, unrendered
from ingest.openlineage_event import Dataset, Event
from ingest.properties import Props

__all__ = ["dataset_facts", "derived", "job_facts", "seen"]

OBSERVED = Provenance.OBSERVED
OUTCOMES = {"COMPLETE": "succeeded", "FAIL": "failed", "ABORT": "aborted"}
INDIRECT = "INDIRECT"  # the column decides which rows there are, and makes none of them


def seen(event: Event, start: Ref, relation: Rel, end: Ref, at: Value, **props: str | bool) -> Edge:
    return Edge(start, relation, end, at.at, props, OBSERVED, event.time, event.group)


def job_facts(event: Event, job: Ref) -> Iterator[Fact | Reject]:
    value = event.value["job"]
    props = Props(value.document)
    props.text("openlineage_namespace", value["namespace"])
    props.text(Prop.DESCRIPTION, value["facets/documentation/description"])
    props.text(Prop.TYPE, value["facets/jobType/jobType"])
    props.text("processing_type", value["facets/jobType/processingType"])
    props.text("integration", value["facets/jobType/integration"])
    props.text(Prop.REPOSITORY, value["facets/sourceCodeLocation/repoUrl"])
    props.text(Prop.URL, value["facets/sourceCodeLocation/url"])
    props.text("producer", event.value["producer"])
    props.put(Prop.OUTCOME, OUTCOMES.get(event.state, ""), event.value["eventType"].at)
    yield Node(
        job, value.at, props.values, props.places, provenance=OBSERVED, event_time=event.time
    )
    if event.parent is not None:
        at = event.value["run/facets/parent/job"]
        yield Node(event.parent, at.at, provenance=OBSERVED, event_time=event.time)
        yield Edge(job, Rel.PART_OF, event.parent, at.at, {}, OBSERVED, event.time)
    yield from _owners(event, value["facets/ownership"], job)
    if event.group is not None and event.state:
        yield RunEvent(job, event.group, event.state, event.value.at, event.time)


def _owners(event: Event, facet: Value, owned: Ref) -> Iterator[Fact | Reject]:
    for owner in facet["owners"]:
        name = owner["name"]
        if name.text and not unrendered(name.text):
            ref = Ref(Label.TEAM, name.text, among=(Label.TEAM, Label.PERSON), loose=True)
            yield Edge(ref, Rel.OWNS, owned, name.at, {}, OBSERVED, event.time)


def dataset_facts(event: Event, dataset: Dataset) -> Iterator[Fact | Reject]:
    facets = dataset.value["facets"]
    props = Props(dataset.value.document)
    props.text("openlineage_namespace", dataset.value["namespace"])
    props.text(Prop.DESCRIPTION, facets["documentation/description"])
    props.text(Prop.TYPE, facets["datasetType/datasetType"])
    props.text(Prop.VERSION, facets["version/datasetVersion"])
    props.text("location", facets["dataSource/uri"])
    yield Node(
        dataset.ref,
        dataset.value.at,
        props.values,
        props.places,
        dataset.keys,
        dataset.aliases,
        provenance=OBSERVED,
        event_time=event.time,
    )
    yield from _owners(event, facets["ownership"], dataset.ref)
    yield from _fields(event, dataset, facets["schema/fields"], "")


def _fields(event: Event, dataset: Dataset, fields: Value, before: str) -> Iterator[Fact | Reject]:
    """Columns of the schema facet; those of a struct are named `struct.column`."""
    for value in fields:
        name = value["name"].text
        if not name or unrendered(name):
            yield Reject(value.at, f"a field without a usable name: {name!r}")
            continue
        field = Ref(Label.FIELD, before + name, within=dataset.ref)
        props = Props(value.document)
        props.text(Prop.TYPE, value["type"])
        props.text(Prop.DESCRIPTION, value["description"])
        yield Node(
            field, value.at, props.values, props.places, provenance=OBSERVED, event_time=event.time
        )
        yield Edge(field, Rel.PART_OF, dataset.ref, value.at, {}, OBSERVED, event.time)
        yield from _fields(event, dataset, value["fields"], f"{before}{name}.")


def derived(event: Event, output: Dataset) -> Iterator[Fact | Reject]:
    """Output from inputs, and columns from columns."""
    lineage = output.value["facets/columnLineage"]
    if not output.topic:
        stated = {v["name"].text for v in output.value["facets/schema/fields"]}
        resolved = {name for name, _ in lineage["fields"].items()}
        said = {"columns_complete": False} if resolved and stated - resolved else {}
        for source in event.inputs:
            if source.ref != output.ref:
                yield seen(event, output.ref, Rel.DERIVED_FROM, source.ref, output.value, **said)
    for name, column in lineage["fields"].items():
        field = Ref(Label.FIELD, name, within=output.ref)
        for source in column["inputFields"]:
            yield from _column(event, output, field, source)
    for source in lineage["dataset"]:
        yield from _column(event, output, None, source)


def _column(
    event: Event, output: Dataset, field: Ref | None, source: Value
) -> Iterator[Fact | Reject]:
    """One input column: it makes a column (direct), or filters, joins, groups the whole (indirect)."""
    dataset = event.dataset_of(source)
    name = source["field"].text
    if isinstance(dataset, Reject) or not name or unrendered(name):
        yield (
            dataset
            if isinstance(dataset, Reject)
            else Reject(source.at, "an input without a field")
        )
        return
    column = Ref(Label.FIELD, name, within=dataset)
    direct, indirect = list[str](), list[str]()
    for each in source["transformations"]:
        kind = each["type"].text.upper()
        (indirect if kind == INDIRECT else direct).append(each["subtype"].text or kind)
    if field is not None and (direct or not indirect) and field != column:
        yield seen(event, field, Rel.DERIVED_FROM, column, source, **_how(direct))
    if field is None or indirect:
        whole = indirect or direct
        yield seen(event, output.ref, Rel.DERIVED_FROM, column, source, **_how(whole))


def _how(kinds: list[str]) -> dict[str, str]:
    return {"transformation": ", ".join(dict.fromkeys(kinds))} if kinds else {}
