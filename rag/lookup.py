"""Questions for a thing itself: "tell me about X", "who is X", "what does X do", or its bare name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from rag.algebra import Answer, Entity, Listing, Value
from rag.reading import Reading

__all__ = ["LOOKED_UP", "looked_up", "named_alone"]

COST = 0.4
BARE = 5  # words of a name that stands alone
ABOUT = re.compile(
    r"(?:please |pls )?(?:"
    r"(?:can|could) you (?:please )?(?:tell|explain|describe) (?:to )?(?:me|us)?(?: (?:what|who|about))?|"
    r"tell (?:me|us) (?:a bit |a little )?(?:more |something |everything |all )?about|tell (?:me|us) (?:what|who)|"
    r"what (?:can you tell me|do (?:we|you) (?:know|have)|is known|is there to know) (?:about|on)|"
    r"what (?:exactly )?(?:is|are)|who (?:exactly )?(?:is|are)|what kind of (?:thing|a thing) is|"
    r"(?:explain|describe|introduce|show me|look up|find|show)(?: (?:to )?(?:me|us))?(?: (?:what|who))?|"
    r"(?:give me |get me |show me )?(?:some |more |the )?"
    r"(?:info|information|details|facts|background|an overview|a summary|a description)(?: card)? (?:about|on|of|for)"
    r")\s+(?P<name>.+?)(?:\s+(?:is|are|exactly|is about|is for|is all about|about|all about))?\W*",
    re.I,
)
DOES = re.compile(
    r"(?:please )?(?:tell me |explain |describe )?what (?:exactly )?(?:does|do|is|are) (?P<name>.+?)"
    r" (?:do|actually do|do exactly|there for|good for|used for|meant for|for|about)\W*",
    re.I,
)
LOOKED_UP = re.compile(
    r"(?:what|who) (?:is|are) (?!(?:in|on|at|behind|from|under|with|of|for|up|down|above|below|there)\b)[\w'./-]+(?: [\w'./-]+)?$",
    re.I,
)
DESCRIPTION = "description"


def looked_up(asked: str, named: Callable[[str, str], Entity | None]) -> list[Reading]:
    """The thing that is all that a question names, each one where the name is shared.

    `named` gives what a text names and nothing else, by names no dearer than those of a kind.
    """
    for name, dearest, made in _frames(asked):
        found = named(name, dearest)
        if found is not None:
            return [Reading(made(Entity((urn,))), COST) for urn in found.urns]
    return []


def named_alone(asked: str, named: Callable[[str, str], Entity | None]) -> list[Reading]:
    """The thing whose name is the whole text, whatever its words mean besides: "stock keeper"."""
    if len(asked.split()) > BARE:
        return []
    found = named(asked.strip(" .?!"), "normalised")
    return [Reading(Listing(Entity((urn,))), COST) for urn in found.urns] if found else []


def _frames(asked: str) -> Iterator[tuple[str, str, Callable[[Entity], Answer]]]:
    does = DOES.fullmatch(asked)
    if does is not None:
        yield does.group("name"), "mentioned", lambda thing: Value(thing, DESCRIPTION)
    about = ABOUT.fullmatch(asked)
    if about is not None:
        yield about.group("name"), "mentioned", Listing
    if len(asked.split()) <= BARE:
        yield asked.strip(" .?!"), "common", Listing
