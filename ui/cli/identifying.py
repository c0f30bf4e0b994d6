"""`cartulary identity`: suspected duplicates, and what a person decides about them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

import typer

from graph.errors import UsageError
from graph.vocabulary import Label
from ui.cli.output import JSON, STORE, catalog, console, counted, emit, plain, waiting

if TYPE_CHECKING:
    from graph.projection import Projection
    from ingest.decisions import Entry
    from ingest.report import RunReport
    from ui.catalog import Catalog
    from ui.deciding import Kept, Suspicion

__all__ = ["register"]

SHOWN_PLACES = 3
ONE = typer.Argument(..., metavar="THING", help="A URN, or a name that only one thing has.")
OTHER = typer.Argument(..., metavar="OTHER", help="The other.")
ROOT = typer.Option("", "--root", metavar="NAME", help="The root whose file keeps the decision.")
REASON = typer.Option("", "--reason", help="Why; kept with the decision.")
BY = typer.Option("", "--by", help="Who decides; kept with the decision.")

identity = typer.Typer(
    no_args_is_help=True,
    help="Things that may be one: list, accept, refuse, split, undo.",
    rich_markup_mode=None,
)


def register(app: typer.Typer) -> None:
    app.add_typer(identity, name="identity")


@identity.command(name="list")
def show(
    store: str = STORE,
    label: str = typer.Option("", "--label", help="Only things of this class."),
    name: str = typer.Option("", "--name", help="Only with this in one of the two names."),
    root: str = typer.Option("", "--root", help="Only with a place in this root."),
    least: float = typer.Option(0.0, "--score", min=0.0, max=1.0, help="Only from this score on."),
    limit: int = typer.Option(50, min=0, help="How many to show; 0 for all."),
    meaning: bool = typer.Option(
        False,
        "--meaning",
        help="Also compare what is said of things, by sentence embeddings (cartulary[embeddings]).",
    ),
    as_json: bool = JSON,
) -> None:
    """List suspected duplicates, the likeliest first, and the decisions on file."""
    from ui.deciding import kept_decisions, suspicions

    with catalog(store) as opened:
        known = _known(opened)
        decided = kept_decisions(opened.store, lambda urn: urn in known)
        suspected = suspicions(opened.store)
        if meaning:
            suspected = _with_meaning(opened, suspected, decided)
        found = [
            s
            for s in suspected
            if s.score >= least
            and (not label or s.label.casefold() == label.casefold())
            and (not name or any(name.casefold() in n.casefold() for n in s.names))
            and (not root or any(p.startswith(f"{root}/") for ps in s.places for p in ps))
        ]
    shown = found[:limit] if limit else found
    if as_json:
        emit(
            {
                "suggestions": [s.json() for s in shown],
                "total": len(found),
                "decisions": [d.json() for d in decided],
            }
        )
        return
    _say_list(shown, len(found), decided)


def _with_meaning(
    opened: Catalog, suspected: list[Suspicion], decided: list[Kept]
) -> list[Suspicion]:
    from rag.embedding import embedder, state_of_embeddings
    from ui.meaning import by_meaning

    model = embedder(opened.environ)
    if model is None:
        raise UsageError(f"no embeddings: {state_of_embeddings(opened.environ)}")
    pairs = [{s.one, s.other} for s in suspected] + [set(d.entry.things) for d in decided]
    with waiting("Comparing what is said"):
        more = by_meaning(opened.store, opened.ontology, model.embed, map(frozenset, pairs))
    return sorted([*suspected, *more], key=lambda s: (-s.score, s.one, s.other))


def _pair(decision: Literal["same", "different"]) -> Callable[..., None]:
    """A command that decides about two things."""

    def decide(
        one: str = ONE,
        other: str = OTHER,
        reason: str = REASON,
        by: str = BY,
        root: str = ROOT,
        store: str = STORE,
        as_json: bool = JSON,
    ) -> None:
        _decide_pair(store, one, other, decision, reason, by, root, as_json)

    return decide


identity.command("accept", help="Say that two things are one; every ingestion obeys it.")(
    _pair("same")
)
identity.command("refuse", help="Say that two things are two; it is not suggested again.")(
    _pair("different")
)


@identity.command()
def split(
    thing: str = ONE,
    part: list[str] = typer.Option(
        [],
        "--part",
        metavar="KEY,PLACE,…",
        help="What belongs together: native keys and places (ROOT/PATH, ROOT/PATH#POINTER), "
        "separated by commas. Without --part, what there is to choose from is listed.",
    ),
    reason: str = REASON,
    by: str = BY,
    root: str = ROOT,
    store: str = STORE,
    as_json: bool = JSON,
) -> None:
    """Tell apart what a rule made one thing: each --part becomes a thing of its own, the rest remains."""
    from ingest.decisions import Entry
    from ui.naming import resolve

    with catalog(store) as opened:
        projection = opened.projection()
        urn = resolve(projection, thing)
        if not part:
            _say_choice(opened, urn, as_json)
            return
        groups = tuple(tuple(s.strip() for s in p.split(",") if s.strip()) for p in part)
        unknown = [s for group in groups for s in group if not _chooses(opened, urn, s)]
        if unknown or not all(groups):
            raise UsageError(
                f"{unknown[0] if unknown else 'an empty --part'!r} is neither a native key nor a "
                f"place of {thing}; `cartulary identity split {thing}` lists them"
            )
        entry = Entry(things=(urn,), decision="different", together=groups, **_who(reason, by))
        _settle(opened, entry, _list_of(opened, urn, "sources"), root, as_json)


@identity.command()
def undo(
    one: str = ONE,
    other: str = typer.Argument("", metavar="[OTHER]", help="The other; none to undo a split."),
    store: str = STORE,
    as_json: bool = JSON,
) -> None:
    """Take a decision back; the graph is then as if it had never been taken."""
    from ui.deciding import undo as take_back
    from ui.naming import candidates

    texts = [one, other] if other else [one]
    with catalog(store) as opened:
        projection = opened.projection()
        found = [candidates(projection, text) for text in texts]
        urns = [urns[0] if len(urns) == 1 else None for urns in found]
        roots, many = take_back(opened.store, texts, urns)
        if not many:
            raise UsageError(f"no decision is about {' and '.join(texts)}")
        _report(_obey(opened, roots), f"{counted(many, 'decision')} taken back", as_json)


def _decide_pair(
    store: str,
    one: str,
    other: str,
    decision: str,
    reason: str,
    by: str,
    root: str,
    as_json: bool,
) -> None:
    from ingest.decisions import Entry
    from ui.naming import resolve

    with catalog(store) as opened:
        projection = opened.projection()
        urns = resolve(projection, one), resolve(projection, other)
        if urns[0] == urns[1]:
            raise UsageError(
                f"{one!r} and {other!r} are one thing already: {urns[0]}; `cartulary why` says why, "
                "`cartulary identity split` tells its parts apart"
            )
        if decision == "same":
            _joinable(projection, urns)
        entry = Entry.model_validate(
            {"things": tuple(sorted(urns)), "decision": decision, **_who(reason, by)}
        )
        places = [p for urn in sorted(urns) for p in _list_of(opened, urn, "sources")]
        _settle(opened, entry, places, root, as_json)


def _joinable(projection: Projection, urns: tuple[str, str]) -> None:
    """Raises UsageError for two that no rule could make one."""
    rows = [projection.place[urn] for urn in urns]
    labels = [projection.label_of(row) for row in rows]
    spaces = [str(projection.value(row, "landscape") or "") for row in rows]
    if spaces[0] != spaces[1]:
        raise UsageError(f"{urns[0]} and {urns[1]} are of two landscapes, which are kept apart")
    if labels[0] != labels[1]:
        raise UsageError(
            f"{urns[0]} is a {labels[0]} and {urns[1]} a {labels[1]}; only things of one class are one"
        )


def _settle(opened: Catalog, entry: Entry, places: list[str], root: str, as_json: bool) -> None:
    from ui.deciding import decide

    roots = decide(opened.store, entry, places, root=root)
    _report(_obey(opened, roots), "decided", as_json)


def _obey(opened: Catalog, roots: list[str]) -> RunReport:
    from ingest.run import redecide
    from ui.cli.ingesting import run_id

    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    return redecide(roots, opened.store, opened.ontology, now=now, run_id=run_id())


def _who(reason: str, by: str) -> dict[str, str]:
    return {"reason": reason, "by": by, "date": f"{datetime.now(UTC):%Y-%m-%d}"}


def _known(opened: Catalog) -> set[str]:
    """Every URN that is or was that of a thing."""
    found = set(opened.projection().urns)
    rows = opened.store.rows(
        f"MATCH (n:{Label.THING}) WHERE n.other_urns IS NOT NULL RETURN n.other_urns AS urns"
    )
    return found.union(*(_texts(row["urns"]) for row in rows))


def _list_of(opened: Catalog, urn: str, name: str) -> list[str]:
    rows = opened.store.rows(
        f"MATCH (n:{Label.THING} {{urn: $urn}}) RETURN n.{name} AS found", urn=urn
    )
    return _texts(rows[0]["found"]) if rows else []


def _texts(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, tuple | list) else []


def _chooses(opened: Catalog, urn: str, selector: str) -> bool:
    places = _list_of(opened, urn, "sources")
    bare = selector.rstrip("/")
    return selector in _list_of(opened, urn, "keys") or any(
        p == bare or p.startswith((f"{bare}#", f"{bare}/")) for p in places
    )


def _say_choice(opened: Catalog, urn: str, as_json: bool) -> None:
    keys, places = _list_of(opened, urn, "keys"), _list_of(opened, urn, "sources")
    if as_json:
        emit({"urn": urn, "keys": keys, "places": places})
        return
    out = console()
    out.print(plain(urn))
    for title, texts in (("native keys", keys), ("places", places)):
        out.print(f"{title}: {len(texts)}")
        for text in texts:
            out.print(plain(f"  {text}"))
    out.print("name with --part what belongs together, once for each thing that is to be its own")


def _report(report: RunReport, done: str, as_json: bool) -> None:
    change = report.change
    if as_json:
        emit({"done": done, **report.as_json()})
        return
    out = console()
    out.print(
        plain(
            f"{done}: added {change.added}, changed {change.changed}, removed {change.removed} "
            "things and relations"
        )
    )
    for root in report.roots:
        out.print(plain(f"  {root.path}/cartulary.decisions.yaml"))
    for note in report.notes:
        out.print(plain(note))


def _say_list(shown: list[Suspicion], total: int, decided: list[Kept]) -> None:
    out = console()
    out.print(f"{counted(total, 'suspected duplicate')}")
    for s in shown:
        out.print(plain(f"{s.score:.2f}  {s.label}: {s.evidence}"))
        for urn, places in zip((s.one, s.other), s.places, strict=True):
            out.print(plain(f"      {urn}"))
            for place in places[:SHOWN_PLACES]:
                out.print(plain(f"        {place}"))
            if len(places) > SHOWN_PLACES:
                out.print(f"        … and {len(places) - SHOWN_PLACES} more places")
    if total > len(shown):
        out.print(f"… and {total - len(shown)} more (--limit 0 has all)")
    if decided:
        out.print(f"{counted(len(decided), 'decision')} on file")
    for each in decided:
        entry = each.entry
        what = "one" if entry.decision == "same" else "two" if len(entry.things) > 1 else "several"
        stale = "" if all(each.known) else "  (stale: not all of these are there)"
        why = f": {entry.reason}" if entry.reason else ""
        out.print(plain(f"  {what}: {' and '.join(entry.things)} ({each.root}){why}{stale}"))
