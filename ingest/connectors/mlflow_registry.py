"""MLflow's model registry: registered models with their versions, stages and aliases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from graph.facts import Fact, Node, Ref, Reject
from graph.vocabulary import Label, Prop
from ingest.connector import connector
from ingest.documents import Document, Value, unrendered
from ingest.mlflow import Holds, shown_tags, unwrapped
from ingest.properties import Props

MODELS: Final = ("registered_models", "registered_model")
VERSIONS: Final = ("model_versions", "model_version")
IN_USE: Final = ("champion", "production", "prod")
LIFECYCLES: Final = {"production": "production", "archived": "retired"}


@connector(
    title="MLflow model registry",
    reads=Holds((*MODELS, *VERSIONS), with_key="name"),
    nodes={Label.MODEL},
    edges=(),
    authority="catalog",
)
def mlflow_registry(doc: Document) -> Iterator[Fact | Reject]:
    """One Model for a registered model; of its versions the one in use gives version and stage."""
    top = unwrapped(doc)
    for part in MODELS:
        for model in top[part].one_or_many():
            yield _model(model, [*model["versions"], *model["latest_versions"]])
    apart: dict[str, list[Value]] = {}
    for part in VERSIONS:
        for version in top[part].one_or_many():
            apart.setdefault(version["name"].text, []).append(version)
    for versions in apart.values():
        yield _model(versions[0], versions, described=False)


def _model(model: Value, versions: Sequence[Value], *, described: bool = True) -> Node | Reject:
    name = model["name"].text
    if not name or unrendered(name):
        return Reject(model.at, "a registered model needs a name")
    props = Props(model.document)
    if described:
        props.text(Prop.DESCRIPTION, model["description"])
        props.put(Prop.TAGS, shown_tags(model["tags"]), model["tags"].at)
    aliases = _aliases(model) if described else {}
    if counts := _in_use(versions, aliases):
        _describe(counts, props)
        if described:
            stage = counts["current_stage"]
            props.put(Prop.LIFECYCLE, LIFECYCLES.get(stage.text.lower(), ""), stage.at)
    shown = tuple(dict.fromkeys(_shown(v, aliases) for v in sorted(versions, key=_number)))
    props.put("versions", shown, model.at)
    stated = tuple(f"{alias}: {version}" for alias, version in sorted(aliases.items()))
    props.put("model_aliases", stated, model["aliases"].at)
    keys = [f"mlflow-run:{run}" for v in versions if (run := v["run_id"].text)]
    keys += [f"mlflow-model:{logged}" for v in versions if (logged := v["model_id"].text)]
    keys = sorted(dict.fromkeys(keys))
    return Node(Ref(Label.MODEL, name), model.at, props.values, props.places, keys=tuple(keys))


def _describe(version: Value, props: Props) -> None:
    props.text(Prop.VERSION, version["version"])
    stage = version["current_stage"]
    if stage.text not in ("", "None"):
        props.text("stage", stage)
    props.text("version_description", version["description"])
    props.text("source", version["source"])


def _aliases(model: Value) -> dict[str, str]:
    """Versions by alias; a registered model lists them, or maps them."""
    stated = model["aliases"]
    if stated.is_map:
        return {key: value.text for key, value in stated.items()}
    return {a["alias"].text: a["version"].text for a in stated if a.is_map and a["alias"].text}


def _in_use(versions: Sequence[Value], aliases: dict[str, str]) -> Value | None:
    """The newest in production, else the newest that an alias calls so, else the newest not archived."""
    newest = sorted(versions, key=_number, reverse=True)
    called = {aliases[alias] for alias in aliases if alias.lower() in IN_USE}
    for wanted in (
        [v for v in newest if v["current_stage"].text.lower() == "production"],
        [v for v in newest if v["version"].text in called or _called(v)],
        [v for v in newest if v["current_stage"].text.lower() != "archived"],
        newest,
    ):
        if wanted:
            return wanted[0]
    return None


def _called(version: Value) -> bool:
    return any(alias.lower() in IN_USE for alias in version["aliases"].texts())


def _number(version: Value) -> tuple[float, str]:
    return version["version"].number or 0, version["version"].text


def _shown(version: Value, aliases: dict[str, str]) -> str:
    """`3 (Production, champion)`."""
    number, stage = version["version"].text, version["current_stage"].text
    marks = [stage] if stage not in ("", "None") else []
    marks += [a for a, v in sorted(aliases.items()) if v == number]
    marks += [a for a in version["aliases"].texts() if a not in marks]
    return f"{number} ({', '.join(marks)})" if marks else number
