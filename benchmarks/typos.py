"""How many golden questions are understood with a slip of the finger in every content word, and without.

In memory, over the questions that were developed on; the slips are the same every time.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from wordfreq import zipf_frequency

from graph.ontology import load_ontology
from tests.asking import Asked, Case, cases, landscape_of

__all__ = ["main", "misspelled"]

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = ROOT / "tests" / "golden"
SAMPLE = ROOT / "examples" / "landscape"
SHORTEST = 4
ENGLISH = 3.0  # Zipf frequency of a slip that makes another word; such slips are left out
FUNCTION = frozenset(
    [
        "about",
        "after",
        "also",
        "anybody",
        "anyone",
        "anything",
        "been",
        "before",
        "being",
        "both",
        "could",
        "does",
        "doing",
        "down",
        "each",
        "either",
        "else",
        "every",
        "everything",
        "from",
        "have",
        "having",
        "here",
        "into",
        "just",
        "least",
        "less",
        "like",
        "many",
        "more",
        "most",
        "much",
        "must",
        "need",
        "neither",
        "nobody",
        "none",
        "nothing",
        "only",
        "other",
        "others",
        "over",
        "please",
        "same",
        "shall",
        "should",
        "some",
        "somebody",
        "someone",
        "something",
        "such",
        "than",
        "that",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "through",
        "under",
        "until",
        "very",
        "were",
        "what",
        "when",
        "where",
        "whether",
        "which",
        "while",
        "whom",
        "whose",
        "will",
        "with",
        "within",
        "without",
        "would",
        "your",
    ]
)
KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
LETTERS = re.compile(r"[A-Za-z]+")
SPAN = re.compile(r"\S+")


def misspelled(text: str, seed: int = 0) -> str:
    """The text with one slip in each content word: letters swapped, left out, doubled or next to the right key."""
    return SPAN.sub(lambda m: _slip(m.group(), seed), text)


def _slip(chunk: str, seed: int) -> str:
    run = max(LETTERS.finditer(chunk), key=lambda m: len(m.group()), default=None)
    if run is None or len(run.group()) < SHORTEST or run.group().lower() in FUNCTION:
        return chunk
    word = run.group()
    number = int.from_bytes(sha256(f"{seed}:{chunk}".encode()).digest()[:6], "big")
    for turn in range(8):
        found = _changed(word, 1 + (number + turn) % (len(word) - 2), (number >> 16) + turn)
        if found != word and zipf_frequency(found, "en") < ENGLISH:
            return chunk[: run.start()] + found + chunk[run.end() :]
    return chunk


def _changed(word: str, at: int, kind: int) -> str:
    match kind % 4:
        case 0:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        case 1:
            return word[:at] + word[at + 1 :]
        case 2:
            return word[:at] + word[at] + word[at:]
        case _:
            return word[:at] + _beside(word[at]) + word[at + 1 :]


def _beside(letter: str) -> str:
    row = next((r for r in KEYS if letter.lower() in r), letter)
    at = row.find(letter.lower())
    other = row[at + 1] if at + 1 < len(row) else row[at - 1]
    return other.upper() if letter.isupper() else other


def main() -> None:
    ontology = load_ontology(environ={})
    every: list[tuple[str, str]] = []
    wanted = os.environ.get("CARTULARY_BENCH_QUESTIONS", "").split()
    for file in sorted((GOLDEN / "questions").glob("*.yaml")):
        if wanted and file.stem not in wanted:
            continue
        folder = GOLDEN / "landscapes" / file.stem.split(".")[0]
        asked = Asked(landscape_of(folder if folder.is_dir() else SAMPLE, ontology), ontology)
        found = [*_verdicts(asked, [c for c in cases(file) if not c.scored])]
        _print(file.stem, found)
        every += found
    _print("all", every)


def _verdicts(asked: Asked, every: list[Case]) -> Iterator[tuple[str, str]]:
    """Of each question what becomes of it as it stands, and misspelled."""
    for case in every:
        text = misspelled(case.ask)
        given = asked.ask(text)
        after = _verdict(asked, case, text)
        if after != "right" and "-v" in sys.argv:
            print(f"{after}: {case.ask} | {text} | {given.words} {given.answer or ''}")
        yield _verdict(asked, case, case.ask), after


def _verdict(asked: Asked, case: Case, text: str) -> str:
    given = asked.ask(text)
    if asked.right(case, given):
        return "right"
    return "wrong" if given.status in ("answered", "nothing_found") else "declined"


def _print(name: str, found: list[tuple[str, str]]) -> None:
    for said, verdicts in (("clean", [a for a, _ in found]), ("misspelled", [b for _, b in found])):
        shares = ", ".join(
            f"{verdicts.count(v) / max(len(found), 1):.1%} {v}"
            for v in ("right", "wrong", "declined")
        )
        print(f"{name}, {said}: {len(found)} questions, {shares}", flush=True)


if __name__ == "__main__":
    main()
