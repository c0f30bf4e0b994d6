"""OpenLineage events: what a run of a job read and wrote, and which column came from which.

Specification: https://openlineage.io/docs/spec/object-model and its facets.
"""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Edge, Fact, Node, Provenance, Ref, Reject, RunEvent
from graph.vocabulary import Label, Prop, Rel
from ingest.connector import connector
from ingest.documents import Document, Value, unrendered
from ingest.openlineage_event import Dataset, Event, event_of, items_of
from ingest.properties import Props
from ingest.sniff import keys

OBSERVED = Provenance.OBSERVED
INDIRECT = "INDIRECT"  # the column decides which rows there are, and makes none of them


@connector(
    title="OpenLineage events",
    reads=keys(
        "job",
        some=("run", "inputs", "outputs", "eventType", "eventTime"),
        without=("apiVersion",),
        items=True,
    )
    | keys("eventType", some=("inputs", "outputs"), without=("apiVersion",), items=True)
    | keys("dataset", "eventTime", without=("apiVersion",), items=True),
    nodes={Label.DATASET, Label.FIELD, Label.TASK, Label.TOPIC, Label.WORKFLOW},
    edges={
        Rel.DERIVED_FROM,
        Rel.OWNS,
        Rel.PART_OF,
        Rel.PUBLISHES_TO,
        Rel.READS,
        Rel.SUBSCRIBES_TO,
        Rel.WRITES,
    },
)
def openlineage(doc: Document) -> Iterator[Fact | Reject]:
    for value in items_of(doc):
        yield from _event(event_of(value))


def _event(event: Event) -> Iterator[Fact | Reject]:
    yield from event.rejects
    if event.job is not None:
        yield from _job(event, event.job)
    for dataset in event.datasets:
        yield from _dataset(event, dataset)
    if event.job is not None:
        for dataset in event.inputs:
            relation = Rel.SUBSCRIBES_TO if dataset.topic else Rel.READS
            yield _edge(event, event.job, relation, dataset.ref, dataset.value)
        for dataset in event.outputs:
            relation = Rel.PUBLISHES_TO if dataset.topic else Rel.WRITES
            yield _edge(event, event.job, relation, dataset.ref, dataset.value)
    for output in event.outputs:
        yield from _derived(event, output)


def _edge(
    event: Event, start: Ref, relation: Rel, end: Ref, at: Value, **props: str | bool
) -> Edge:
    return Edge(start, relation, end, at.at, props, OBSERVED, event.time, event.group)


def _job(event: Event, job: Ref) -> Iterator[Fact | Reject]:
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


def _dataset(event: Event, dataset: Dataset) -> Iterator[Fact | Reject]:
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


def _derived(event: Event, output: Dataset) -> Iterator[Fact | Reject]:
    """Output from inputs, and columns from columns."""
    lineage = output.value["facets/columnLineage"]
    if not output.topic:
        stated = {v["name"].text for v in output.value["facets/schema/fields"]}
        resolved = {name for name, _ in lineage["fields"].items()}
        said = {"columns_complete": False} if resolved and stated - resolved else {}
        for source in event.inputs:
            if source.ref != output.ref:
                yield _edge(event, output.ref, Rel.DERIVED_FROM, source.ref, output.value, **said)
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
        yield _edge(event, field, Rel.DERIVED_FROM, column, source, **_how(direct))
    if field is None or indirect:
        whole = indirect or direct
        yield _edge(event, output.ref, Rel.DERIVED_FROM, column, source, **_how(whole))


def _how(kinds: list[str]) -> dict[str, str]:
    return {"transformation": ", ".join(dict.fromkeys(kinds))} if kinds else {}
