"""What Model Context Protocol documents have in common: servers, how they are packaged, which folder they are in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import Final
from urllib.parse import urlsplit

from graph.facts import Alias, Place, Ref
from graph.vocabulary import Label
from ingest.dataset_naming import host_of
from ingest.documents import Document

__all__ = [
    "MCP_SERVER",
    "address_key",
    "address_of",
    "agent_here",
    "described_here",
    "home_of",
    "launched",
    "own_machine",
    "package_key",
    "server_here",
]

MCP_SERVER: Final = "mcp-server"
REGISTRIES: Final = {"docker": "oci", "pip": "pypi", "nodejs": "npm"}
_RANDOM: Final = re.compile(r"(?=.*\d)[\w~=+-]{16,}\Z")  # part of a path that may be a key
_VERSIONED: Final = re.compile(r"(?P<name>@?[^@\s]+)@[^@/\s]+\Z")
_TAG: Final = re.compile(r"(?::[\w.-]+)?(?:@sha256:[0-9a-f]+)?\Z")
_PYTHON: Final = re.compile(r"[A-Za-z0-9][\w.-]*")
RUNNERS: Final = {"npx": "npm", "bunx": "npm", "pnpx": "npm", "uvx": "pypi", "pipx": "pypi"}
CONTAINERS: Final = ("docker", "podman", "nerdctl")
WITHOUT_VALUE: Final = frozenset(
    [
        "-i",
        "-t",
        "-d",
        "-it",
        "-ti",
        "-P",
        "-q",
        "--interactive",
        "--tty",
        "--detach",
        "--rm",
        "--init",
        "--privileged",
        "--read-only",
        "--no-healthcheck",
        "--quiet",
        "--publish-all",
        "--sig-proxy",
    ]
)
LOOPBACK: Final = frozenset({"localhost", "::1", "0.0.0.0", "host.docker.internal"})  # noqa: S104
NAMED_BY: Final = ("--package", "-p", "--from", "--spec")


def home_of(doc: Document) -> str:
    """The folder that a document is about: of `.vscode/mcp.json` the one that `.vscode` stands in."""
    parts = doc.folder.split("/") if doc.folder else []
    while parts and parts[-1].startswith("."):
        parts.pop()
    return "/".join(parts)


def described_here(thing: Ref, doc: Document, at: Place) -> Iterator[Alias]:
    """What else in this folder may refer to the server or agent by."""
    folder = home_of(doc)
    yield Alias(thing, at, key=f"described-in:{folder}")
    if thing.label == Label.AGENT:
        yield Alias(thing, at, key=f"agent-folder:{folder}")


def agent_here(doc: Document) -> Ref:
    """The agent that another file of this folder describes."""
    return Ref(Label.AGENT, _last(home_of(doc)), key=f"agent-folder:{home_of(doc)}")


def server_here(doc: Document) -> Ref:
    """The server (or agent) that another file of this folder describes."""
    name = _last(home_of(doc))
    name = name if name != "." else doc.filename.partition(".")[0] or doc.filename
    return Ref(Label.SERVICE, name, key=f"described-in:{home_of(doc)}")


def _last(folder: str) -> str:
    return folder.rpartition("/")[2] or "."


def address_of(url: str) -> str:
    """A server's address without what may be secret: no user, no query, no path from a key in it on."""
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    if not host or "{" in url.partition("?")[0]:
        return ""
    path = "/".join(takewhile(lambda part: not _RANDOM.match(part), parts.path.split("/")))
    return f"{parts.scheme}://{host}{port}{path}".rstrip("/")


def address_key(address: str) -> Iterator[str]:
    """The native key of an address; one on the own machine is another server on each."""
    if not own_machine(address):
        yield f"mcp-url:{address.lower()}"


def own_machine(address: str) -> bool:
    """Whether an address is none, or is on whatever machine reads it."""
    host = host_of(address)
    return host is None or host in LOOPBACK or host.startswith("127.")


def package_key(registry: str, name: str) -> str | None:
    """The native key of a package that a server comes in, without its version; None for unknown registries."""
    kind = REGISTRIES.get(registry.lower(), registry.lower())
    if not name or kind == "unknown":
        return None
    name = _TAG.sub("", name) if kind == "oci" else _bare(name)
    return f"mcp-package:{kind}/{name.lower()}"


def launched(command: str, arguments: tuple[str, ...]) -> str | None:
    """The key of the package that a command line starts; None where it names none."""
    program = re.split(r"[\\/]", command)[-1].lower().removesuffix(".exe").removesuffix(".cmd")
    if program == "cmd" and len(arguments) > 1:  # cmd /c npx …
        return launched(arguments[1], arguments[2:])
    if program in CONTAINERS:
        image = _image(arguments)
        return package_key("oci", image) if image else None
    if program == "uv" and arguments[:2] == ("tool", "run"):
        program, arguments = "uvx", arguments[2:]
    if program not in RUNNERS:
        return None
    if program == "pipx":
        arguments = arguments[1:] if arguments[:1] == ("run",) else ()
    name = _package(arguments)
    if name and RUNNERS[program] == "pypi":
        found = _PYTHON.match(name) if "://" not in name and "/" not in name else None
        name = found.group() if found else ""
    return package_key(RUNNERS[program], name) if name else None


def _package(arguments: tuple[str, ...]) -> str:
    """The first argument that is no option, or what `--package` or `--from` says."""
    for number, text in enumerate(arguments):
        option, equals, value = text.partition("=")
        if option in NAMED_BY:
            return value if equals else "".join(arguments[number + 1 : number + 2])
        if not text.startswith("-"):
            return text
    return ""


def _image(arguments: tuple[str, ...]) -> str:
    """The image of `docker run [options] IMAGE …`; an option takes the next word unless it has its value."""
    if "run" not in arguments:
        return ""
    rest = iter(arguments[arguments.index("run") + 1 :])
    for text in rest:
        if not text.startswith("-"):
            return text
        if "=" not in text and text not in WITHOUT_VALUE:
            next(rest, None)
    return ""


def _bare(name: str) -> str:
    found = _VERSIONED.match(name)
    return found["name"] if found else name
