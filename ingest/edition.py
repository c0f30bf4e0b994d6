"""Which edition of the program read a file: when the program or the ontology changes, files are read again."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib import resources

__all__ = ["edition", "program"]


@cache
def program() -> str:
    """A digest of the source of everything that reads and resolves."""
    digest = sha256()
    for package in ("graph", "ingest", "ingest.connectors"):
        folder = resources.files(package)
        for file in sorted(folder.iterdir(), key=lambda f: f.name):
            if file.name.endswith(".py"):
                digest.update(file.name.encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def edition(ontology_fingerprint: str, connectors: tuple[str, ...]) -> str:
    """What the facts of a file depend on besides the file."""
    text = "\n".join((program(), ontology_fingerprint, *connectors))
    return sha256(text.encode()).hexdigest()[:16]
