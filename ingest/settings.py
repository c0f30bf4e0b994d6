"""`cartulary.yaml`: what is ingested together, from where, under which names; read and checked, with places."""

from __future__ import annotations

import json
import os
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from graph.errors import UsageError
from ingest.lines import lines_of
from ingest.sources.source import LIVE, Access, Kind, Source

__all__ = ["NAMES", "Settings", "find_settings", "json_schema", "read_settings", "sources_of"]

NAMES: Final = ("cartulary.yaml", "cartulary.yml")
LARGEST: Final = 1_000_000
SECRETS: Final = {"token": "token_env", "password": "password_env", "username": "username_env"}
KINDS: Final = ("path", "git", "zip", "schema_registry", "marquez", "kubernetes", "mlflow")

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
Name = Annotated[Text, StringConstraints(pattern=r"^[^#\s][^#\n]*$", max_length=200)]
Variable = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
Pattern = Annotated[Text, StringConstraints(pattern=r"^https?://.*\{path\}")]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Cluster(_Model):
    """A Kubernetes cluster by a kubeconfig file; commands that the file names are not run."""

    kubeconfig: Text | None = Field(
        None, description="The file; else KUBECONFIG, else ~/.kube/config."
    )
    context: Text | None = Field(None, description="Its context; else the current one.")
    namespaces: list[Text] = Field(
        default_factory=list[str], description="The namespaces to read; else all."
    )


class Entry(_Model):
    """One source: a name, and from where it is read."""

    name: Name = Field(description="The root's name, which places in answers begin with.")
    path: Text | None = Field(None, description="A folder or file, from the folder of this file.")
    git: Text | None = Field(
        None, description="A Git repository: https://…, ssh://…, file://…, git@host:path."
    )
    zip: Text | None = Field(None, description="A zip archive: a file, or an http(s) address.")
    schema_registry: Text | None = Field(
        None, description="The address of a Schema Registry (also Karapace, Apicurio's ccompat/v7)."
    )
    marquez: Text | None = Field(
        None, description="The address of a Marquez server, whose OpenLineage events are read."
    )
    kubernetes: Cluster | None = Field(None, description="A Kubernetes API server.")
    mlflow: Text | None = Field(None, description="The address of an MLflow tracking server.")
    ref: Text | None = Field(None, description="Of a Git repository: a branch, tag or commit.")
    namespaces: list[Text] = Field(
        default_factory=list[str], description="Of marquez: the job namespaces to read; else all."
    )
    days: int = Field(90, ge=1, le=3650, description="Of marquez: how far back events are read.")
    landscape: Text | None = Field(None, description="Instead of the landscape of all sources.")
    include: list[Text] = Field(
        default_factory=list[str], description="Patterns of the files to read, as in .gitignore."
    )
    exclude: list[Text] = Field(
        default_factory=list[str], description="Patterns of files to leave out, as in .gitignore."
    )
    url_pattern: Pattern | None = Field(
        None, description="The web page of a file, with {path} and, if it can, {line}."
    )
    max_age_days: int | None = Field(
        None, ge=1, description="Instead of max_age_days of all sources."
    )
    token_env: Variable | None = Field(
        None, description="The environment variable that holds a token."
    )
    username_env: Variable | None = Field(
        None, description="The environment variable that holds a user name."
    )
    password_env: Variable | None = Field(
        None, description="The environment variable that holds the password."
    )

    @model_validator(mode="after")
    def _whole(self) -> Entry:
        stated = [kind for kind in KINDS if getattr(self, kind) is not None]
        if len(stated) != 1:
            raise ValueError(f"a source has one of {', '.join(KINDS)}; this has {len(stated)}")
        for kind, settings in (("git", ("ref",)), ("marquez", ("namespaces", "days"))):
            for setting in settings:
                if setting in self.model_fields_set and kind not in stated:
                    raise ValueError(f"{setting} is a setting of {kind}")
        if self.path is not None and self._secret():
            raise ValueError("a folder needs no credentials")
        for kind in KINDS:
            value = getattr(self, kind)
            if isinstance(value, str) and "://" in value and _with_secret(value):
                raise ValueError(
                    f"{kind} holds credentials; put them into environment variables and name these "
                    "with username_env and password_env"
                )
        return self

    def _secret(self) -> bool:
        return bool(self.token_env or self.username_env or self.password_env)


def _with_secret(address: str) -> bool:
    parts = urlsplit(address)
    return parts.password is not None or (
        parts.username is not None and parts.scheme in ("http", "https")
    )


class Settings(_Model):
    """What `cartulary ingest` reads when it is told nothing else."""

    version: Literal[1] = Field(description="The version of this format.")
    landscape: Text | None = Field(
        None, description="Keeps these sources apart from other organisations' in one store."
    )
    keep_days: int = Field(
        90, ge=1, description="How long what was observed stays when no run shows it any more."
    )
    max_age_days: int | None = Field(
        None, ge=1, description="After so many days a source that was not read again is stale."
    )
    owners: dict[Text, list[Text]] = Field(
        default_factory=dict[str, list[str]],
        description="Teams (or `person:NAME`), each with the other ways in which files name them.",
    )
    sources: list[Entry] = Field(min_length=1, description="What is read, each as one root.")

    @model_validator(mode="after")
    def _distinct(self) -> Settings:
        seen: set[str] = set()
        for entry in self.sources:
            if entry.name in seen:
                raise ValueError(f"two sources are called {entry.name}")
            seen.add(entry.name)
        return self


def find_settings(folder: Path) -> Path | None:
    """The nearest settings file at or above a folder.

    Raises UsageError for one above that belongs to somebody else: it says what is sent where.
    """
    for here in (folder, *folder.parents):
        for name in NAMES:
            file = here / name
            if file.is_file():
                if here != folder and not _trusted(file, folder):
                    raise UsageError(
                        f"{file} belongs to another user; if it is meant, name it with --settings"
                    )
                return file
    return None


def _trusted(file: Path, folder: Path) -> bool:
    """Whether a file belongs to the user, to the owner of the folder worked in, or to root."""
    if not hasattr(os, "getuid"):
        return True
    return file.stat().st_uid in (0, os.getuid(), folder.stat().st_uid)


def read_settings(file: Path) -> Settings:
    """The settings of a file. Raises UsageError that names every place that is wrong, and what to do."""
    try:
        text = file.read_bytes()[: LARGEST + 1].decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{file}: not UTF-8 text; save it as UTF-8") from error
    if len(text) > LARGEST:
        raise UsageError(f"{file}: larger than a megabyte; is it a settings file?")
    from ingest.parse import Problems, Unreadable, yaml_documents

    problems: Problems = []
    try:
        documents = list(yaml_documents(text, problems))
    except Unreadable as error:
        where = f" (line {error.pointer[1:]})" if error.pointer.startswith("L") else ""
        raise UsageError(f"{file}{where}: {error.reason}") from error
    data = documents[0][1] if documents else None
    if problems:
        pointer, reason = problems[0]
        raise UsageError(f"{file}{_line(text, pointer)}: {reason}")
    if not isinstance(data, dict):
        raise UsageError(f"{file}: no settings; it needs `version: 1` and a list of `sources`")
    try:
        return Settings.model_validate_json(json.dumps(data))
    except ValidationError as error:
        found = [_said(text, each) for each in error.errors(include_url=False, include_input=False)]
        raise UsageError(f"{file}: " + "\n  ".join(("cannot be used:", *found))) from None


def _line(text: str, pointer: str) -> str:
    lines = lines_of("", text, "yaml", [pointer])
    return f" (line {lines[pointer]})" if pointer in lines else ""


def _said(text: str, error: Any) -> str:
    """One error of pydantic as a place and what to do; never the value, which may be a secret."""
    steps = [str(step) for step in error["loc"]]
    pointer = "/".join(("0", *(s.replace("~", "~0").replace("/", "~1") for s in steps)))
    name = steps[-1] if steps else ""
    reason = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        reason = _unknown(name, steps)
    elif error["type"] == "missing":
        reason = f"needs {name}"
        steps = steps[:-1]
    elif error["type"] == "string_pattern_mismatch" and name == "url_pattern":
        reason = "is no http(s) address with {path} in it"
    elif error["type"] == "string_pattern_mismatch" and name.endswith("_env"):
        reason = "names no environment variable; the secret itself never stands here"
    return f"{'/'.join(steps) or 'the file'}{_line(text, pointer)}: {reason}"


def _unknown(name: str, steps: list[str]) -> str:
    if name in SECRETS:
        return (
            "secrets never stand in this file; put it into an environment variable and name that "
            f"with {SECRETS[name]}"
        )
    model = Cluster if "kubernetes" in steps[:-1] else Entry if "sources" in steps else Settings
    near = get_close_matches(name, model.model_fields, 1)
    meant = f"; is {near[0]} meant?" if near else f"; known are {', '.join(model.model_fields)}"
    return f"no such setting{meant}"


def sources_of(settings: Settings, file: Path) -> tuple[Source, ...]:
    """The sources of a settings file, paths seen from its folder; where it lists owners, that too is one
    in every landscape.
    """
    folder = file.resolve().parent
    found = [_source(entry, settings, folder) for entry in settings.sources]
    if settings.owners:
        for landscape in sorted({s.landscape for s in found}):
            if not any(_holds(s, file.resolve()) for s in found if s.landscape == landscape):
                found.append(
                    Source(
                        Kind.SETTINGS,
                        str(file.resolve()),
                        name=f"{file.name} ({landscape})" if landscape else file.name,
                        landscape=landscape,
                    )
                )
    return tuple(found)


def _holds(source: Source, file: Path) -> bool:
    """Whether the settings file is read with the source."""
    all_of_it = source.kind is Kind.FOLDER and not source.include and not source.exclude
    return all_of_it and file.is_relative_to(source.place)


def _source(entry: Entry, settings: Settings, folder: Path) -> Source:
    kind, place = _place(entry, folder)
    cluster = entry.kubernetes
    return Source(
        kind,
        place,
        name=entry.name,
        landscape=entry.landscape or settings.landscape or "",
        include=tuple(entry.include),
        exclude=tuple(entry.exclude),
        url_pattern=entry.url_pattern or "",
        ref=entry.ref or "",
        context=(cluster.context or "") if cluster else "",
        namespaces=tuple(cluster.namespaces if cluster else entry.namespaces),
        days=entry.days,
        max_age=entry.max_age_days or settings.max_age_days or 0,
        access=Access(entry.token_env or "", entry.username_env or "", entry.password_env or ""),
    )


def _place(entry: Entry, folder: Path) -> tuple[Kind, str]:
    if entry.path is not None:
        path = (folder / Path(entry.path).expanduser()).resolve()
        return (Kind.FILE if path.is_file() else Kind.FOLDER), str(path)
    if entry.zip is not None:
        web = entry.zip.startswith(("http://", "https://"))
        local = (folder / Path(entry.zip).expanduser()).resolve()
        return Kind.ZIP, entry.zip if web else str(local)
    if entry.git is not None:
        return Kind.GIT, entry.git
    if entry.kubernetes is not None:
        stated = entry.kubernetes.kubeconfig
        return Kind.KUBERNETES, str(
            (folder / Path(stated).expanduser()).resolve()
        ) if stated else ""
    kind = next(k for k in LIVE if getattr(entry, k) is not None)
    return kind, str(getattr(entry, kind))


def json_schema() -> str:
    """The JSON Schema of the file, as it is published."""
    schema = Settings.model_json_schema()
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "cartulary.yaml",
        **{k: v for k, v in schema.items() if k != "title"},
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
