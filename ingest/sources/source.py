"""What is to be read as one root, and what it is when it lies open as a folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

from graph.errors import SourceUnavailable

__all__ = ["LIVE", "Access", "Credentials", "Kind", "Opened", "Source"]


class Kind(StrEnum):
    """From what a source is read."""

    FOLDER = "folder"
    FILE = "file"
    SETTINGS = "settings"
    ZIP = "zip"
    GIT = "git"
    SCHEMA_REGISTRY = "schema_registry"
    MARQUEZ = "marquez"
    KUBERNETES = "kubernetes"
    MLFLOW = "mlflow"


LIVE: Final = frozenset({Kind.SCHEMA_REGISTRY, Kind.MARQUEZ, Kind.KUBERNETES, Kind.MLFLOW})
"""Kinds that are asked over HTTP."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """Secrets, for as long as a source is being read; nothing prints them."""

    username: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    def __bool__(self) -> bool:
        return bool(self.password or self.token)

    def scrubbed(self, text: str) -> str:
        """The text without any of the secrets."""
        for secret in sorted((self.password, self.token), key=len, reverse=True):
            if secret:
                text = text.replace(secret, "…")
        return text


@dataclass(frozen=True, slots=True)
class Access:
    """The environment variables that hold the secrets; `given` are those of an address typed in full."""

    token_env: str = ""
    username_env: str = ""
    password_env: str = ""
    given: Credentials = Credentials()

    def credentials(self, environ: Mapping[str, str]) -> Credentials:
        """The secrets. Raises SourceUnavailable for a variable that is not set."""

        def value(setting: str, name: str, otherwise: str) -> str:
            if name and not environ.get(name):
                raise SourceUnavailable(
                    f"the environment variable {name}, which {setting} names, is not set"
                )
            return environ[name] if name else otherwise

        return Credentials(
            value("username_env", self.username_env, self.given.username),
            value("password_env", self.password_env, self.given.password),
            value("token_env", self.token_env, self.given.token),
        )


@dataclass(frozen=True, slots=True)
class Source:
    """What is to be read as one root.

    place        the folder, file or archive, or the address without credentials; what the root is known by
    name         the root's name; "" for one made from the place
    include      patterns, as in .gitignore, of the files that count; none for all
    url_pattern  the web page of a file, with `{path}` and, if it can, `{line}`
    ref          the branch, tag or commit of a Git repository; "" for its default branch
    namespaces   of Kubernetes or OpenLineage; none for all
    days         how far back events are asked for
    max_age      days after which it should have been read again; 0 for no such wish
    """

    kind: Kind
    place: str
    name: str = ""
    landscape: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    url_pattern: str = ""
    ref: str = ""
    context: str = ""
    namespaces: tuple[str, ...] = ()
    days: int = 90
    max_age: int = 0
    access: Access = Access()

    @property
    def address(self) -> str:
        """What tells it from all other sources, as it is kept and shown."""
        text = f"{self.place}#{self.ref}" if self.ref else self.place
        if self.kind is Kind.SETTINGS and self.landscape:
            return f"{self.place} for {self.landscape}"
        if self.kind is Kind.KUBERNETES:
            text = f"kubernetes:{self.context}" + (f" in {self.place}" if self.place else "")
        return f"{text} ({', '.join(self.namespaces)})" if self.namespaces else text

    @property
    def called(self) -> str:
        return self.name or self.address


@dataclass(frozen=True, slots=True)
class Opened:
    """A source as a folder that can be read now.

    paths   the files that count, sorted; None for all that are found below `top`
    web     the web page of a file, with `{path}`, `{line}` and `{last}`; "" when not known
    blobs   Git's hash of each file as that web page shows it; None when that is not known
    note    what there is to say of it beside its files, "" for nothing
    """

    source: Source
    top: Path
    paths: tuple[str, ...] | None = None
    repository: str = ""
    commit: str = ""
    web: str = ""
    blobs: Mapping[str, str] | None = None
    note: str = ""
