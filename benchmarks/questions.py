"""How many golden questions the whole chain answers right and wrong: files, store, question, reply as JSON."""

from __future__ import annotations

import tempfile
from pathlib import Path

from graph.ontology import load_ontology
from graph.store import open_store, stop_embedded
from ingest.run import ingest
from rag.answer import Assistant
from rag.reply_json import reply_json
from tests.asking import Asked, cases, given_by, landscape_of

__all__ = ["main"]

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = ROOT / "tests" / "golden"
SAMPLE = ROOT / "examples" / "landscape"


def main() -> None:
    for file in sorted((GOLDEN / "questions").glob("*.yaml")):
        folder = GOLDEN / "landscapes" / file.stem
        _score(file, folder if folder.is_dir() else SAMPLE)


def _score(file: Path, folder: Path) -> None:
    ontology = load_ontology(environ={})
    asked = Asked(landscape_of(folder, ontology), ontology)
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch) / "store"
        store = open_store(f"embedded:{place}", environ={"CARTULARY_STORE_IDLE_MINUTES": "2"})
        try:
            ingest([folder], store, ontology, now="2026-01-01T00:00:00+00:00", run_id="bench")
            assistant = Assistant(store, ontology, cache=Path(scratch))
            questions = cases(file)
            right = wrong = 0
            for case in questions:
                reply = reply_json(assistant.ask(case.ask))
                if asked.right(case, given_by(reply)):
                    right += 1
                else:
                    wrong += reply["status"] in ("answered", "nothing_found")
            total = len(questions)
            print(
                f"{file.stem}: {total} questions, {right / total:.1%} right, {wrong / total:.1%} wrong, "
                f"{(total - right - wrong) / total:.1%} declined",
                flush=True,
            )
        finally:
            store.close()
            stop_embedded(place)
