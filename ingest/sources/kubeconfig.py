"""A kubeconfig file: the server of a context, how it is trusted, and what it is shown.

https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/. Commands that a kubeconfig names (`exec`,
`auth-provider`) are not run: the file may come with a repository.
"""

from __future__ import annotations

import base64
import binascii
import ssl
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from graph.errors import SourceUnavailable
from ingest.sources.http import LOOPBACK
from ingest.sources.source import Credentials

__all__ = ["Cluster", "cluster_of", "kubeconfig_path"]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where the interface is, how its certificate is checked, and the credentials for it."""

    server: str
    verify: ssl.SSLContext
    credentials: Credentials = field(repr=False)
    namespace: str = ""


def kubeconfig_path(stated: str, environ: Mapping[str, str]) -> Path:
    """The stated file, else the first of KUBECONFIG, else `~/.kube/config`."""
    first = (environ.get("KUBECONFIG") or "").partition(":")[0]
    return Path(stated or first or "~/.kube/config").expanduser()


def cluster_of(file: Path, context: str, given: Credentials, *, own: bool = True) -> Cluster:
    """The cluster of a context ("" for the current one). Raises SourceUnavailable.

    `own`: the file is the user's, and may name other files that hold a token; one that a settings file
    names may not, lest it send what is in them to whoever wrote it.
    """
    data = _read(file)
    name = context or str(data.get("current-context") or "")
    if not name:
        raise SourceUnavailable(f"{file} has no current context; name one with `context`")
    chosen = _named(file, data, "contexts", "context", name)
    cluster = _named(file, data, "clusters", "cluster", str(chosen.get("cluster", "")))
    user = _named(file, data, "users", "user", str(chosen["user"])) if chosen.get("user") else {}
    server = str(cluster.get("server", ""))
    parts = urlsplit(server)
    if parts.scheme != "https" and (parts.scheme != "http" or parts.hostname not in LOOPBACK):
        raise SourceUnavailable(f"{file}: the server of {name} is no https address")
    if cluster.get("insecure-skip-tls-verify"):
        raise SourceUnavailable(
            f"{file}: {name} skips the check of its certificate, which is refused; "
            "give its certificate-authority"
        )
    trust = ssl.create_default_context()
    if authority := _content(file, cluster, "certificate-authority"):
        trust = ssl.create_default_context(cadata=authority.decode("ascii", "replace"))
    _show_certificate(file, user, trust)
    return Cluster(
        server,
        trust,
        given or _credentials(file, user, own=own),
        str(chosen.get("namespace") or ""),
    )


def _read(file: Path) -> dict[str, Any]:
    try:
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SourceUnavailable(f"{file} cannot be read: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise SourceUnavailable(f"{file} is no YAML") from error
    if not isinstance(data, dict):
        raise SourceUnavailable(f"{file} is no kubeconfig")
    return data


def _named(file: Path, data: dict[str, Any], many: str, one: str, name: str) -> dict[str, Any]:
    entries = data.get(many)
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict) and entry.get("name") == name:
            found = entry.get(one)
            return found if isinstance(found, dict) else {}
    raise SourceUnavailable(f"{file} has no {one} called {name!r}")


def _content(file: Path, data: dict[str, Any], key: str) -> bytes:
    """What stands under `<key>-data` in base64, or in the file that `<key>` names."""
    try:
        if inline := data.get(f"{key}-data"):
            return base64.b64decode(str(inline), validate=True)
        if path := data.get(key):
            return (file.parent / Path(str(path)).expanduser()).read_bytes()
    except (OSError, binascii.Error) as error:
        raise SourceUnavailable(f"{file}: {key} cannot be read") from error
    return b""


def _show_certificate(file: Path, user: dict[str, Any], trust: ssl.SSLContext) -> None:
    certificate = _content(file, user, "client-certificate")
    key = _content(file, user, "client-key")
    if not certificate or not key:
        return
    with tempfile.NamedTemporaryFile(prefix="cartulary-") as held:  # readable by its owner alone
        held.write(certificate + b"\n" + key)
        held.flush()
        try:
            trust.load_cert_chain(held.name)
        except (ssl.SSLError, ValueError) as error:
            raise SourceUnavailable(f"{file}: the client certificate cannot be used") from error


def _credentials(file: Path, user: dict[str, Any], *, own: bool) -> Credentials:
    if token := str(user.get("token") or ""):
        return Credentials(token=token)
    if user.get("tokenFile"):
        if not own:
            raise _unused(file, "stands in another file (tokenFile), which is not read")
        held = _content(file, {"token": user["tokenFile"]}, "token")
        return Credentials(token=held.decode("utf-8", "replace").strip())
    if user.get("password"):
        return Credentials(str(user.get("username") or ""), str(user["password"]))
    certified = user.get("client-certificate") or user.get("client-certificate-data")
    for key in ("exec", "auth-provider"):
        if user.get(key) and not certified:
            raise _unused(file, f"comes from a command ({key}), which is not run")
    return Credentials()


def _unused(file: Path, why: str) -> SourceUnavailable:
    return SourceUnavailable(
        f"{file}: the user's token {why}; put a token into an environment variable and name it "
        "with token_env"
    )
