"""URNs: how a thing is named for good, `urn:cartulary:<label>:<namespace>:<name>`, made and read here alone."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from urllib.parse import quote, unquote

__all__ = ["DEFAULT", "Urn", "folded", "keeps_case", "make_urn", "parse_urn", "segment"]

DEFAULT: Final = "default"
PREFIX: Final = "urn:cartulary:"
KEEPS_CASE: Final = frozenset({"topic"})
SAFE: Final = "-._~@"
LONGEST: Final = 600


@dataclass(frozen=True, slots=True)
class Urn:
    """The parts of a URN, decoded; `path` holds the containers of the name, outermost first, then the name."""

    label: str  # in lower case, as it stands in the URN
    namespace: str
    path: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.path[-1]


def folded(name: str) -> str:
    """A name as names agree on it: NFC, without case."""
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def segment(name: str, *, keep_case: bool = False) -> str:
    """A name, percent-encoded so that neither `:` nor `/` is left in it; a very long one is cut, and told
    from others by a digest, since databases index no key of any length.
    """
    text = unicodedata.normalize("NFC", name) if keep_case else folded(name)
    encoded = quote(text, safe=SAFE, errors="replace")
    if len(encoded) <= LONGEST:
        return encoded
    digest = sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
    return f"{encoded[: LONGEST - 60].rstrip('%')}~{digest}"


def make_urn(label: str, name: str, *, namespace: str | None = None, landscape: str = "") -> str:
    """The URN of a thing whose name is encoded already (`segment`s, joined by `/`)."""
    space = "/".join(segment(part) for part in (namespace or DEFAULT).split("/"))
    if landscape:
        space = f"{segment(landscape)}/{space}"
    return f"{PREFIX}{label.lower()}:{space}:{name}"


def keeps_case(label: str) -> bool:
    """Whether names of that label differ by case."""
    return label.lower() in KEEPS_CASE


def parse_urn(text: str) -> Urn | None:
    """The parts of a URN of ours, or None for any other text."""
    if not text.startswith(PREFIX):
        return None
    parts = text[len(PREFIX) :].split(":")
    if len(parts) != 3 or not all(parts) or not all(parts[2].split("/")):
        return None
    return Urn(parts[0], unquote(parts[1]), tuple(unquote(p) for p in parts[2].split("/")))
