"""How many golden questions the whole chain answers right and wrong: files, store, question, reply as JSON.

Per landscape, then by intent, by style, by whether the combination of operators occurs among the questions that
were developed on, and how reliable a reading of each cost is. `CARTULARY_EMBEDDINGS=off` asks without embeddings.
"""

from __future__ import annotations

import os
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from graph.ontology import Ontology, load_ontology
from graph.store import open_store, stop_embedded
from ingest.run import ingest
from rag.answer import Assistant
from rag.embedding import embedder, state_of_embeddings
from rag.explanation import Explanation
from rag.reply_json import reply_json
from rag.signature import signature_of
from tests.asking import Asked, Case, cases, given_by, landscape_of

__all__ = ["main"]

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = ROOT / "tests" / "golden"
SAMPLE = ROOT / "examples" / "landscape"
BINS = (0.05, 0.15, 0.3, 0.45, 0.6, 0.8, 1.0, 1.25)
RUNNING = {"CARTULARY_STORE_IDLE_MINUTES": "2"}


@dataclass(frozen=True)
class Scored:
    """A question and what became of it: right, wrong or declined."""

    case: Case
    verdict: str
    cost: float | None
    combination: str | None
    seconds: float


def main() -> None:
    print(f"embeddings: {state_of_embeddings(os.environ)}")
    every: list[Scored] = []
    wanted = os.environ.get("CARTULARY_BENCH_QUESTIONS", "").split()
    for file in sorted((GOLDEN / "questions").glob("*.yaml")):
        if wanted and file.stem not in wanted:
            continue
        folder = GOLDEN / "landscapes" / file.stem.split(".")[0]
        scored = _score(file, folder if folder.is_dir() else SAMPLE)
        _print(file.stem, scored)
        every += scored
    _print("all", every)
    _print("answerable", [s for s in every if s.case.status in ("answered", "nothing_found")])
    _print("to be declined", [s for s in every if s.case.status in ("ambiguous", "not_understood")])
    _table("by intent", every, {id(s): s.case.intent for s in every})
    _table("by style", every, {id(s): s.case.style for s in every})
    developed = {s.combination for s in every if not s.case.scored}
    held = [s for s in every if s.case.scored]
    _table(
        "only scored, by combination of operators",
        held,
        {id(s): "seen" if s.combination in developed else "new" for s in held},
    )
    _reliability(every)
    times = sorted(s.seconds for s in every)
    print(
        f"latency: p50 {times[len(times) // 2] * 1000:.0f} ms, p95 {times[len(times) * 95 // 100] * 1000:.0f} ms"
    )


def _score(file: Path, folder: Path) -> list[Scored]:
    ontology = load_ontology(environ={})
    asked = Asked(landscape_of(folder, ontology), ontology)
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch) / "store"
        store = open_store(f"embedded:{place}", environ=RUNNING)
        try:
            ingest([folder], store, ontology, now="2026-01-01T00:00:00+00:00", run_id="bench")
            assistant = Assistant(
                store, ontology, cache=Path(scratch), embedder=embedder(os.environ)
            )
            return [_ask(case, assistant, asked, ontology) for case in cases(file)]
        finally:
            store.close()
            stop_embedded(place)


def _ask(case: Case, assistant: Assistant, asked: Asked, ontology: Ontology) -> Scored:
    begun = perf_counter()
    reply = reply_json(assistant.ask(case.ask))
    seconds = perf_counter() - begun
    _, told = assistant.explain(case.ask)
    cost, combination = _chosen(told, ontology)
    if asked.right(case, given_by(reply)):
        verdict = "right"
    else:
        verdict = "wrong" if reply["status"] in ("answered", "nothing_found") else "declined"
    return Scored(case, verdict, cost, combination, seconds)


def _chosen(told: Explanation, ontology: Ontology) -> tuple[float | None, str | None]:
    """What the chosen reading cost, and its operators; of a question that was declined the best reading's."""
    chosen = next((r for r in told.readings if r.verdict == "chosen"), None)
    best = chosen or next(iter(told.readings), None)
    return (
        None if chosen is None else chosen.cost,
        None if best is None else signature_of(best.answer, ontology),
    )


def _print(name: str, scored: Iterable[Scored]) -> None:
    found = list(scored)
    if not found:
        return
    share = {
        v: sum(s.verdict == v for s in found) / len(found) for v in ("right", "wrong", "declined")
    }
    print(
        f"{name}: {len(found)} questions, {share['right']:.1%} right, {share['wrong']:.1%} wrong, "
        f"{share['declined']:.1%} declined",
        flush=True,
    )


def _table(title: str, every: Iterable[Scored], key: Mapping[int, str]) -> None:
    groups: defaultdict[str, list[Scored]] = defaultdict(list)
    for scored in every:
        groups[key[id(scored)] or "-"].append(scored)
    if groups:
        print(f"-- {title}")
    for name in sorted(groups, key=lambda n: (-len(groups[n]), n)):
        _print(f"   {name}", groups[name])


def _reliability(every: Iterable[Scored]) -> None:
    """Of the readings chosen at each cost, how many were right."""
    print("-- reliability of the reading chosen, by its cost")
    chosen = [s for s in every if s.cost is not None]
    low = 0.0
    for high in BINS:
        here = [s for s in chosen if s.cost is not None and (low if low else -1.0) < s.cost <= high]
        if here:
            right = sum(s.verdict == "right" for s in here)
            print(
                f"   {low:.2f} to {high:.2f}: {len(here)} readings, {right / len(here):.1%} right"
            )
        low = high
