"""A reply as JSON, as `cartulary ask --json` prints it (design.md §4)."""

from __future__ import annotations

from typing import Any, Literal, assert_never

from pydantic import BaseModel, ConfigDict, SerializerFunctionWrapHandler, model_serializer

from rag.explanation import Explanation
from rag.reply import (
    Absent,
    Ambiguous,
    Answered,
    Citation,
    Claim,
    EntityOut,
    NothingFound,
    NotUnderstood,
    Reply,
)

__all__ = ["ReplyJson", "explanation_json", "reply_json"]

Scalar = bool | int | float | str


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class EntityJson(_Model):
    """`placeholder` is there only when true: named by someone, declared by nobody."""

    urn: str
    label: str
    name: str
    placeholder: bool = False

    @model_serializer(mode="wrap")
    def _short(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        said: dict[str, Any] = handler(self)
        if not self.placeholder:
            said.pop("placeholder", None)
        return said


class HeadingJson(_Model):
    """Of a group by a value; without `property` the value is a class."""

    property: str | None
    value: str


class RowJson(_Model):
    group: EntityJson | HeadingJson
    entities: list[EntityJson]
    value: Scalar | list[Scalar] | None = None


class ClaimJson(_Model):
    text: str
    citations: list[int]


class CitationJson(_Model):
    n: int
    nodes: list[str]
    relations: list[str]
    forward: list[bool]
    sources: list[list[str]]
    absent: dict[str, str | bool] | None = None


class SearchedJson(_Model):
    relation: str
    sources: list[str]


class CypherJson(_Model):
    text: str
    parameters: dict[str, Any]


class ChoiceJson(_Model):
    reading: str
    entities: list[EntityJson]


class ReplyJson(_Model):
    status: Literal["answered", "nothing_found", "ambiguous", "not_understood"]
    question: str
    reading: str = ""
    answer: str
    entities: list[EntityJson] = []
    value: Scalar | list[Scalar] | None = None
    rows: list[RowJson] = []
    complete: bool = True
    total: int | None = None
    claims: list[ClaimJson] = []
    citations: list[CitationJson] = []
    searched: list[SearchedJson] = []
    stale: list[str] = []
    cypher: list[CypherJson] = []
    choices: list[ChoiceJson] = []
    not_understood: list[str] = []
    elapsed_ms: int = 0


class LinkJson(_Model):
    start: int
    end: int
    text: str
    kind: str
    meaning: str
    urn: str | None


class ReadingJson(_Model):
    n: int
    reading: str
    cost: float
    verdict: str
    things: int | None


class ExplanationJson(_Model):
    links: list[LinkJson]
    readings: list[ReadingJson]
    left: list[str]


def reply_json(reply: Reply) -> dict[str, Any]:
    """The reply as plain JSON values; every key is always there."""
    return _model(reply).model_dump(mode="json")


def explanation_json(explanation: Explanation) -> dict[str, Any]:
    """How a question was understood, as plain JSON values; readings are counted from 1."""
    return ExplanationJson(
        links=[
            LinkJson(
                start=k.start, end=k.end, text=k.text, kind=k.kind, meaning=k.meaning, urn=k.urn
            )
            for k in explanation.links
        ],
        readings=[
            ReadingJson(n=n, reading=r.reading, cost=r.cost, verdict=r.verdict, things=r.things)
            for n, r in enumerate(explanation.readings, 1)
        ],
        left=list(explanation.left),
    ).model_dump(mode="json")


def _model(reply: Reply) -> ReplyJson:
    match reply:
        case Answered():
            return ReplyJson(
                status="answered",
                entities=[_entity(e) for e in reply.entities],
                value=list(reply.value) if isinstance(reply.value, tuple) else reply.value,
                rows=[
                    RowJson(
                        group=_entity(r.group)
                        if isinstance(r.group, EntityOut)
                        else HeadingJson(property=r.group.property, value=r.group.value),
                        entities=[_entity(e) for e in r.entities],
                        value=list(r.value) if isinstance(r.value, tuple) else r.value,
                    )
                    for r in reply.rows
                ],
                complete=reply.complete,
                total=reply.total,
                **_evidence(reply),
            )
        case NothingFound():
            return ReplyJson(status="nothing_found", total=0, **_evidence(reply))
        case Ambiguous():
            return ReplyJson(
                status="ambiguous",
                question=reply.question,
                answer=reply.answer,
                choices=[
                    ChoiceJson(reading=c.reading, entities=[_entity(e) for e in c.entities])
                    for c in reply.choices
                ],
                elapsed_ms=reply.elapsed_ms,
            )
        case NotUnderstood():
            return ReplyJson(
                status="not_understood",
                question=reply.question,
                answer=reply.answer,
                not_understood=list(reply.not_understood),
                elapsed_ms=reply.elapsed_ms,
            )
        case _:
            assert_never(reply)


def _evidence(reply: Answered | NothingFound) -> dict[str, Any]:
    return {
        "question": reply.question,
        "reading": reply.reading,
        "answer": reply.answer,
        "claims": [
            ClaimJson(text=c.text, citations=[x.n for x in c.citations]) for c in reply.claims
        ],
        "citations": _citations(reply.claims),
        "searched": [
            SearchedJson(relation=s.relation, sources=list(s.sources)) for s in reply.searched
        ],
        "stale": list(reply.stale),
        "cypher": [CypherJson(text=c.text, parameters=c.parameters) for c in reply.cypher],
        "elapsed_ms": reply.elapsed_ms,
    }


def _citations(claims: tuple[Claim, ...]) -> list[CitationJson]:
    found: dict[int, Citation] = {c.n: c for claim in claims for c in claim.citations}
    return [
        CitationJson(
            n=c.n,
            nodes=list(c.nodes),
            relations=list(c.relations),
            forward=list(c.forward),
            sources=[list(places) for places in c.sources],
            absent=None if c.absent is None else _absent(c.absent),
        )
        for _, c in sorted(found.items())
    ]


def _absent(absent: Absent) -> dict[str, str | bool]:
    said = {
        "relation": absent.relation,
        "forward": absent.forward if absent.relation is not None else None,
        "target": absent.target,
        "property": absent.property,
        "derived": absent.derived,
    }
    return {key: value for key, value in said.items() if value is not None}


def _entity(entity: EntityOut) -> EntityJson:
    return EntityJson(
        urn=entity.urn, label=entity.label, name=entity.name, placeholder=entity.placeholder
    )
