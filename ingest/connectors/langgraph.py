"""`langgraph.json`: the graphs of a LangGraph project, each an agent."""

from __future__ import annotations

from collections.abc import Iterator

from graph.facts import Fact, Node, Ref, Reject
from graph.vocabulary import Label, Prop
from ingest.connector import connector
from ingest.documents import Document, Value, joined, unrendered
from ingest.mcp import described_here
from ingest.properties import Props
from ingest.sniff import filename, keys


@connector(
    title="LangGraph project (langgraph.json)",
    reads=filename("langgraph.json")
    | (filename("langgraph.*.json", "*.langgraph.json") & keys("graphs")),
    nodes={Label.AGENT},
    edges=(),
)
def langgraph(doc: Document) -> Iterator[Fact | Reject]:
    """https://docs.langchain.com/langsmith/cli#configuration-file"""
    if not doc.root.is_map or not doc["graphs"].is_map:
        yield Reject(doc.at, "a LangGraph project needs graphs: a mapping by name")
        return
    graphs = list(doc["graphs"].items())
    for name, graph in graphs:
        path = graph["path"] if graph.is_map else graph
        if not name.strip() or unrendered(name) or not (path.is_scalar and path.text):
            yield Reject(
                graph.at, "a graph needs a name and the path of its code, `file.py:variable`"
            )
            continue
        agent = Ref(
            Label.AGENT,
            name.strip(),
            key=f"langgraph:{doc.folder}#{name.strip()}",
            scope=doc.folder.rpartition("/")[2] or None,
        )
        yield _agent(agent, doc, graph, path)
        if len(graphs) == 1:
            yield from described_here(agent, doc, graph.at)


def _agent(agent: Ref, doc: Document, graph: Value, path: Value) -> Node:
    props = Props(doc)
    if graph.is_map:
        props.text(Prop.DESCRIPTION, graph["description"])
    props.put("framework", "LangGraph", graph.at)
    props.put("source", path.text, path.at)
    props.texts("dependencies", doc["dependencies"])
    for key in ("python_version", "node_version"):
        props.text(key, doc.root.get(key))
    embed = doc["store/index/embed"] if doc["store"].is_map and doc["store/index"].is_map else None
    if embed is not None and embed.is_scalar:
        props.text("embedding_model", embed)
    variables = doc["env"]
    if variables.is_map:  # their values may be secrets; a text names a file, which is never read
        props.put(
            "environment_variables", tuple(sorted(k for k, _ in variables.items())), variables.at
        )
    elif variables.is_list:
        names = (text.partition("=")[0] for text in variables.texts())
        props.put("environment_variables", tuple(sorted(names)), variables.at)
    code = joined(doc.folder, path.text.rpartition(":")[0] or path.text)
    return Node(agent, graph.at, props.values, props.places, location=code or doc.folder)
