"""How long a question takes on 10,000 assets, warm, on each store: p50 and p95 of answers of up to 200 things."""

from __future__ import annotations

import os
import random
import string
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.landscapes import invented, put
from graph.landscape import Landscape
from graph.ontology import load_ontology
from graph.store import Store, open_store, stop_embedded
from graph.vocabulary import Label
from rag.answer import Assistant
from rag.reply import Answered, NothingFound

__all__ = ["main"]

ASSETS = int(os.environ.get("CARTULARY_BENCH_ASSETS", "10000"))
STORES = os.environ.get("CARTULARY_BENCH_STORES", "embedded,neo4j").split(",")
LIMITS = {"p50": 0.060, "p95": 0.200 if ASSETS <= 10_000 else 0.400}
ROUNDS = 3

# {service} and so on are filled with names from the landscape.
QUESTIONS = (
    "who owns {service}",
    "which team is responsible for {dataset}?",
    "what depends on {service}",
    "which services depend on {service}?",
    "what does {service} depend on?",
    "what breaks if {service} goes down?",
    "which teams are affected if {dataset} changes?",
    "what is upstream of {report}",
    "what is downstream of {dataset}?",
    "which services publish to {topic}?",
    "who subscribes to {topic}",
    "which services in {system} are deprecated?",
    "how many services are in {system}?",
    "which services does {team} own?",
    "what does {team} own",
    "which datasets does {service} read?",
    "which tier 1 services depend on {service}?",
    "does {service} depend on {dataset}?",
    "is {service} deprecated?",
    "what tier is {service}?",
    "which policies apply to {dataset}?",
    "which contract guarantees {dataset}?",
    "which columns does {dataset} have?",
    "which agents use {model}?",
    "which tools can {agent} reach through delegation?",
    "which services in {system} have no owner?",
    "how many datasets are there?",
    "which services owned by {team} read datasets with personal data?",
    "how does {service} reach {resource}",
    "which teams own services that read {dataset}?",
    "whoo ownes {service}",
    "wich servces dpend on {service}?",
    "{service} downstream reports",
    "{team} services tier 1",
    "which datasets are read by services of {team} but not written by them?",
    "who owns the servce {service!t}",
    "what breaks when {dataset!t} changs",
)


def main() -> None:
    ontology = load_ontology(environ={})
    landscape = invented(ASSETS)
    print(f"{len(landscape.things)} things, {len(landscape.links)} links")
    for name, opened in (("embedded", _embedded), ("neo4j", _neo4j)):
        if name not in STORES:
            continue
        try:
            with opened() as store:
                begun = time.perf_counter()
                put(store, landscape, ontology)
                print(f"{name}: written in {time.perf_counter() - begun:.1f} s")
                _measure(name, Assistant(store, ontology), landscape)
        except _NotThereError as error:
            print(f"{name}: NOT MEASURED: {error}")


class _NotThereError(Exception):
    """A store that this machine cannot run."""


@contextmanager
def _embedded() -> Generator[Store]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store"
        store = open_store(f"embedded:{path}", environ={"CARTULARY_STORE_IDLE_MINUTES": "2"})
        try:
            yield store
        finally:
            store.close()
            stop_embedded(path)


@contextmanager
def _neo4j() -> Generator[Store]:
    from tests.neo4j_server import DEFAULT_VERSION, NoNeo4j, running

    with tempfile.TemporaryDirectory() as folder:
        try:
            with running(Path(folder), DEFAULT_VERSION) as server:
                store = open_store(server.url, environ=server.environ())
                yield store
                store.close()
        except NoNeo4j as error:
            raise _NotThereError(str(error)) from error


def _measure(name: str, assistant: Assistant, landscape: Landscape) -> None:
    begun = time.perf_counter()
    assistant.ask("who owns nothing at all")
    print(f"{name}: first question {time.perf_counter() - begun:.2f} s (arrays and names made)")
    rng = random.Random(3)
    for question in _filled(
        rng, landscape
    ):  # plans of the database are made by the first of each form
        assistant.ask(question)
    small: list[tuple[float, str]] = []
    large: list[tuple[float, str]] = []
    status: dict[str, int] = {}
    for _ in range(ROUNDS):
        for question in _filled(rng, landscape):
            begun = time.perf_counter()
            reply = assistant.ask(question)
            took = time.perf_counter() - begun
            status[type(reply).__name__] = status.get(type(reply).__name__, 0) + 1
            if isinstance(reply, Answered | NothingFound):
                many = isinstance(reply, Answered) and len(reply.entities) > 200
                (large if many else small).append((took, question))
            elif "-v" in sys.argv:
                print(type(reply).__name__, question)
    small.sort()
    p50, p95 = small[len(small) // 2][0], small[int(len(small) * 0.95)][0]
    print(
        f"{name}: {len(small)} answers of up to 200 things: p50 {p50 * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms"
    )
    for said, value in (("p50", p50), ("p95", p95)):
        print(
            f"{name}: {said} {'within' if value <= LIMITS[said] else 'OVER'} {LIMITS[said] * 1000:.0f} ms"
        )
    print(f"{name}: slowest: " + "; ".join(f"{q} {t * 1000:.0f} ms" for t, q in small[-4:]))
    if large:
        large.sort()
        print(
            f"{name}: {len(large)} larger answers: slowest {large[-1][0] * 1000:.0f} ms ({large[-1][1]})"
        )
    print(f"{name}: {', '.join(f'{k} {v}' for k, v in sorted(status.items()))}")


def _filled(rng: random.Random, landscape: Landscape) -> list[str]:
    names: dict[str, list[str]] = {}
    for thing in landscape.things.values():
        names.setdefault(thing.label, []).append(thing.name)
    slots = {label.name.lower(): names.get(label, ["?"]) for label in Label}
    return [
        Misspelling().format(q, **{slot: rng.choice(found) for slot, found in slots.items()})
        for q in QUESTIONS
    ]


class Misspelling(string.Formatter):
    """`{service!t}` is the name with two letters of its middle swapped."""

    def convert_field(self, value: str, conversion: str | None) -> str:
        if conversion != "t":
            return super().convert_field(value, conversion)  # pyright: ignore[reportArgumentType]
        at = len(value) // 2
        return value[: at - 1] + value[at] + value[at - 1] + value[at + 1 :]


if __name__ == "__main__":
    main()
