"""All files of a root: which must be read again, and reading them, in several processes when there are many."""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from graph.facts import Place, Reject
from graph.ledger import FileHead
from graph.ontology import Ontology
from ingest.connector import discover
from ingest.files import find_files
from ingest.read import FileResult, Status, fingerprint, is_candidate, read_file

__all__ = ["Crew", "Reading", "read_root"]

MANY: Final = 1500  # fewer are read sooner than other processes start
BATCH: Final = 40
Step: TypeAlias = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in a root.

    unchanged   files that say what they said (by fingerprint), not read again
    results     files read now
    gone        paths on record that are no more
    plain       fingerprints of files that were opened, now or before, and are of no catalog format
    never       files whose names already say that no connector reads them
    """

    files: int
    unchanged: tuple[str, ...]
    results: tuple[FileResult, ...]
    gone: tuple[str, ...]
    plain: Mapping[str, str]
    never: int


def read_root(
    top: Path,
    ontology: Ontology,
    heads: Iterable[FileHead],
    plain: Mapping[str, str],
    *,
    all_again: bool,
    workers: int = 2,
    crew: Crew | None = None,
    chosen: Sequence[str] | None = None,
    step: Step | None = None,
) -> Reading:
    """Read what is new or changed below a folder, or of the `chosen` files of it; all when `all_again`.

    By a crew that other roots have too, else by one of so many workers.
    """
    known: dict[str, list[FileHead]] = {}
    for head in heads:
        known.setdefault(head.path, []).append(head)
    connectors = discover()
    paths = list(find_files(top) if chosen is None else chosen)
    to_read: list[str] = []
    unchanged: list[str] = []
    still_plain: dict[str, str] = {}
    never = 0
    for path in paths:
        here = known.pop(path, None)
        if not is_candidate(path, connectors):
            never += 1
            if here:
                to_read.append(path)
        elif all_again:
            to_read.append(path)
        elif here is not None and here[0].status != "gone":
            same = here[0].fingerprint and here[0].fingerprint == fingerprint(
                top, path, here[0].also_read
            )
            (unchanged if same else to_read).append(path)
        elif path in plain and plain[path] == fingerprint(top, path):
            still_plain[path] = plain[path]
        else:
            to_read.append(path)
    if crew is None:
        with Crew(ontology, workers) as own:
            read = tuple(own.read(top, to_read, step))
    else:
        read = tuple(crew.read(top, to_read, step))
    results = (*read, *_out_of_reach(top, known))
    for result in results[len(to_read) :]:
        del known[result.path]
    for result in results:
        if result.status is Status.NO_FORMAT and result.fingerprint and not result.also_read:
            still_plain[result.path] = result.fingerprint
    return Reading(len(paths), tuple(unchanged), results, tuple(sorted(known)), still_plain, never)


def _out_of_reach(top: Path, missing: Iterable[str]) -> list[FileResult]:
    """Files on record that were not found because a folder above them cannot be entered: not gone."""
    found: list[FileResult] = []
    for path in sorted(missing):
        try:
            (top / path).lstat()
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            reason = f"cannot be reached: {error.strerror}"
            reject = Reject(Place(path), reason, True)
            found.append(FileResult(path, "", Status.REJECTED, rejects_by={"": (reject,)}))
    return found


_worker: dict[str, Ontology] = {}


def _begin(ontology: Ontology) -> None:
    gc.disable()  # facts make no cycles
    _worker["ontology"] = ontology


def _some(top: Path, paths: Sequence[str]) -> list[FileResult]:
    return [read_file(top, path, _worker["ontology"], discover()) for path in paths]


class Crew:
    """Who reads the files of all roots of a run: this process, and others once there are many files."""

    def __init__(self, ontology: Ontology, workers: int) -> None:
        self.ontology = ontology
        self.workers = workers
        self.seen = 0
        self.pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        self._dismiss()

    def _dismiss(self) -> None:
        if self.pool is not None:
            self.pool.shutdown(cancel_futures=True)
            self.pool = None

    def read(self, top: Path, paths: Sequence[str], step: Step | None) -> Iterator[FileResult]:
        """Read the files, in their order."""
        self.seen += len(paths)
        many = self.workers > 1 and self.seen >= MANY and len(paths) > BATCH
        read = self._apart if many else self._here
        for done, result in enumerate(read(top, paths), start=1):
            if step is not None and (done % 20 == 0 or done == len(paths)):
                step(done, len(paths))
            yield result

    def _here(self, top: Path, paths: Sequence[str]) -> Iterator[FileResult]:
        for path in paths:
            yield read_file(top, path, self.ontology, discover())

    def _apart(self, top: Path, paths: Sequence[str]) -> Iterator[FileResult]:
        """In processes of their own; a file that ends its process is rejected, not the run."""
        if self.pool is None:
            context = multiprocessing.get_context("spawn")
            self.pool = ProcessPoolExecutor(self.workers, context, _begin, (self.ontology,))
        batches = [paths[at : at + BATCH] for at in range(0, len(paths), BATCH)]
        done = 0
        try:
            for results in self.pool.map(_some, [top] * len(batches), batches):
                done += 1
                yield from results
        except BrokenProcessPool:
            self._dismiss()
            for path in batches[done] if done < len(batches) else ():
                lost = Reject(Place(path), "reading it ended the process", True)
                yield FileResult(path, "", Status.REJECTED, rejects_by={"": (lost,)})
            for batch in batches[done + 1 :]:
                yield from self._here(top, batch)
