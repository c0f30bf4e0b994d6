"""What documents say: passages that answer a question, of documents about what it names."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from graph.projection import Projection
from graph.vocabulary import Label, Prop, Rel
from rag.algebra import Documents, Hop, Image
from rag.evidence import gather
from rag.passages import WHOLLY, Found, Passages
from rag.plan import Plan
from rag.reply import Answered, Citation, Claim, EntityOut, NothingFound, Searched
from rag.wording import marks, series

__all__ = ["document_reply"]

SHORT = 3  # letters of words that tell no title from another
LONGEST = 400  # characters of a passage in a claim


def document_reply(
    question: str, reading: str, answer: Documents, plan: Plan, passages: Passages
) -> Answered | NothingFound:
    """The documents that answer, each claim a passage at its place."""
    graph = plan.reachable.projection
    about = plan.things(answer.about) if answer.about is not None else None
    among = _among(answer, plan, about)
    searched = (Searched(str(Rel.DOCUMENTS), ()),) if about is not None else ()
    hits: tuple[tuple[str, tuple[Found, ...]], ...] = ()
    note = ""
    if among is None or among:
        least = 0.0 if answer.cued else WHOLLY
        verdict = passages.answer(
            answer.topic or answer.text,
            among=among,
            called=lambda urn: _called(graph, urn, titled=among is not None),
            least=least,
        )
        hits, note = verdict.documents, verdict.limited
        if not hits and answer.cued and among is not None and (answer.kind or len(among) == 1):
            hits = _whole(among, passages)
    hits = tuple((urn, found) for urn, found in hits if urn in graph.place)
    hits = _by_title(hits, answer.text, graph)
    evidence = gather((), [urn for urn, _ in hits], plan.rows)
    hits = tuple((urn, found) for urn, found in hits if urn in evidence.nodes)
    if not hits:
        told = _none_of(answer, sorted(about or ()), graph, note)
        runs = tuple(plan.runs)
        return NothingFound(question, reading, told, searched=searched, cypher=runs)
    claims: list[Claim] = []
    for urn, found in hits:
        for hit in found:
            citation = Citation(len(claims) + 1, (urn,), (), (), ((hit.passage.place,),))
            claims.append(Claim(_excerpt(hit.passage.heading, hit.passage.text), (citation,)))
    entities = tuple(
        EntityOut(
            urn,
            graph.label_of(graph.place[urn]),
            evidence.nodes[urn].name,
            evidence.nodes[urn].placeholder,
        )
        for urn, _ in hits
    )
    lead = series([_title(graph, urn) for urn, _ in hits])
    body = "\n\n".join(f"{claim.text} {marks(claim.citations)}" for claim in claims)
    return Answered(
        question=question,
        reading=reading,
        answer=f"{lead}:\n\n{body}",
        entities=entities,
        claims=tuple(claims),
        total=len(entities),
        searched=searched,
        stale=evidence.stale(),
        cypher=tuple(plan.runs),
    )


def _none_of(answer: Documents, about: Sequence[str], graph: Projection, note: str) -> str:
    """What was looked for in vain."""
    names = series([graph.names[graph.place[u]] for u in about if u in graph.place][:5])
    where = f" about {names}" if names else ""
    return f"No {answer.kind or 'document'}{where} in the catalog answers this. {note}".strip()


def _among(answer: Documents, plan: Plan, about: Collection[str] | None) -> Collection[str] | None:
    """The documents that may answer; None for all of them."""
    graph = plan.reachable.projection
    of_kind = _of_kind(graph, answer.kind) if answer.kind else None
    if answer.about is None or about is None:
        return of_kind
    named = (
        {urn for urn in about if graph.label_of(graph.place[urn]) == Label.DOCUMENT}
        if about
        else set[str]()
    )
    found = named | (
        set(plan.things(Image(Hop(Rel.DOCUMENTS), answer.about))) if about else set[str]()
    )
    return found if of_kind is None else found & of_kind


def _of_kind(graph: Projection, kind: str) -> set[str]:
    column = graph.columns.get(Prop.KIND)
    return (
        {graph.urns[i] for i, value in column if str(value).casefold() == kind.casefold()}
        if column
        else set()
    )


def _title(graph: Projection, urn: str) -> str:
    at = graph.place[urn]
    return str(graph.value(at, Prop.TITLE) or graph.names[at])


def _called(graph: Projection, urn: str, *, titled: bool) -> str:
    """What a document is called besides what its passages say: the name of its file, and its title."""
    at = graph.place.get(urn)
    if at is None:
        return ""
    aliases = graph.value(at, Prop.ALIASES)
    others = [str(a) for a in aliases] if isinstance(aliases, tuple | list) else []
    return " ".join([_title(graph, urn), *others] if titled else others)


def _by_title(
    hits: tuple[tuple[str, tuple[Found, ...]], ...], text: str, graph: Projection
) -> tuple[tuple[str, tuple[Found, ...]], ...]:
    """Of documents that answer as well, those whose title names most of what is asked about."""
    asked = _words(text)
    shared = [len(asked & _words(_title(graph, urn))) for urn, _ in hits]
    most = max(shared, default=0)
    return tuple(hit for hit, n in zip(hits, shared, strict=True) if n == most)


def _words(text: str) -> frozenset[str]:
    return frozenset(w for w in re.findall(r"\w+", text.casefold()) if len(w) > SHORT)


def _whole(
    documents: Collection[str], passages: Passages
) -> tuple[tuple[str, tuple[Found, ...]], ...]:
    """The beginnings of documents that a question asks for as such."""
    first: dict[str, list[Found]] = {}
    for passage in passages.of_documents(documents):
        first.setdefault(passage.document, []).append(Found(passage, 0.0, 0.0))
    return tuple((urn, tuple(found[:3])) for urn, found in sorted(first.items()))


def _excerpt(heading: str, text: str) -> str:
    flat = " ".join(text.split())
    cut = flat if len(flat) <= LONGEST else flat[:LONGEST].rsplit(" ", 1)[0] + " …"
    return f"{heading}: {cut}" if heading and not cut.startswith(heading) else cut
