"""What a store keeps besides the graph: roots, the record of every file, runs, and whether a load was cut off."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

from graph.facts import Place, Reject
from graph.kept import FileHead, Own, Root, Run, State, catalog_schema, pack, things_of, unpack
from graph.record import STALE, FileRecord, decode, encode, record_id
from graph.store import Statement, Store

__all__ = [
    "FileHead",
    "Ledger",
    "Own",
    "Root",
    "Run",
    "State",
    "catalog_schema",
    "pack",
    "rejects_in",
    "things_of",
    "unpack",
]

PIECE_SIZE: Final = 512 * 1024
READ_AT_ONCE: Final = 500


def _key(record_id: str) -> str:
    return sha256(record_id.encode("utf-8", "surrogatepass")).hexdigest()[:40]


def _rejects(rejects: Iterable[Reject]) -> str:
    return pack([[r.at.path, r.at.pointer, r.reason, r.whole_file] for r in rejects])


def rejects_in(text: str) -> tuple[Reject, ...]:
    """Rejects as they are kept in a store."""
    return tuple(Reject(Place(p, q), reason, whole) for p, q, reason, whole in unpack(text))


def _runs_of(times: Sequence[str]) -> list[list[object]]:
    """Equal neighbours written once: [[time, how many], …]."""
    found: list[list[Any]] = []
    for time in times:
        if found and found[-1][0] == time:
            found[-1][1] += 1
        else:
            found.append([time, 1])
    return found


def _times(runs: Iterable[list[Any]]) -> tuple[str, ...]:
    return tuple(time for time, many in runs for _ in range(many))


class Ledger:
    """The record in a store, read and written."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def state(self) -> State:
        rows = self.store.rows(
            f"MATCH (s:{Own.STATE} {{id: 'graph'}}) RETURN s.writing AS writing, s.basis AS basis, "
            "s.next_age AS next_age"
        )
        return State(**rows[0]) if rows else State()

    def note(self, state: State) -> Statement:
        return Statement(
            f"MERGE (s:{Own.STATE} {{id: 'graph'}}) "
            "SET s.writing = $writing, s.basis = $basis, s.next_age = $next_age",
            {"writing": state.writing, "basis": state.basis, "next_age": state.next_age},
        )

    def roots(self) -> dict[str, Root]:
        names = [f for f in Root.__slots__ if f != "name"]
        fields = ", ".join(f"r.{name} AS {name}" for name in names)
        rows = self.store.rows(f"MATCH (r:{Own.ROOT}) RETURN r.id AS name, {fields} ORDER BY name")
        return {
            row["name"]: Root(**{k: v for k, v in row.items() if v is not None}) for row in rows
        }

    def note_root(self, root: Root) -> Statement:
        values = {f: getattr(root, f) for f in Root.__slots__ if f != "name"}
        sets = ", ".join(f"r.{name} = ${name}" for name in values)
        return Statement(
            f"MERGE (r:{Own.ROOT} {{id: $id}}) SET {sets}", {"id": root.name, **values}
        )

    def forget_root(self, name: str) -> Statement:
        return Statement(f"MATCH (r:{Own.ROOT} {{id: $id}}) DELETE r", {"id": name})

    def note_forbidden(self, root: str, rejects: Iterable[Reject]) -> Statement:
        """What the root's files say that the ontology forbids."""
        found = list(rejects)
        return Statement(
            f"MERGE (r:{Own.ROOT} {{id: $id}}) SET r.rejects = $rejects, r.reject_count = $many",
            {"id": root, "rejects": _rejects(found), "many": len(found)},
        )

    def heads(self, root: str) -> list[FileHead]:
        rows = self.store.rows(
            f"MATCH (f:{Own.FILE}) WHERE f.root = $root RETURN f.connector AS connector, "
            "f.path AS path, f.fingerprint AS fingerprint, f.status AS status, "
            "f.also_read AS also_read, f.thing_count AS things, f.fact_count AS facts, "
            "f.reject_count AS rejects",
            root=root,
        )
        for row in rows:
            row["also_read"] = tuple(row["also_read"])
        return [FileHead(**row) for row in rows]

    def records(
        self,
        *,
        root: str | None = None,
        heads: Iterable[FileHead] | None = None,
        without: Iterable[str] = (),
    ) -> Iterator[FileRecord]:
        """Records of the whole store, of a root, or of some of its files, `without` those of these ids;
        facts decoded.
        """
        if heads is not None and root is not None:
            ids = [_key(record_id(root, h.connector, h.path)) for h in heads]
        else:
            where = "" if root is None else "WHERE f.root = $root "
            rows = self.store.rows(f"MATCH (f:{Own.FILE}) {where}RETURN f.id AS id", root=root)
            ids = [row["id"] for row in rows]
        known = {_key(record) for record in without}
        ids = sorted(key for key in ids if key not in known)
        for start in range(0, len(ids), READ_AT_ONCE):
            yield from self._records(ids[start : start + READ_AT_ONCE])

    def _records(self, ids: Sequence[str]) -> Iterator[FileRecord]:
        rows = self.store.rows(
            f"UNWIND $ids AS id MATCH (f:{Own.FILE} {{id: id}}) RETURN properties(f) AS f", ids=ids
        )
        for row in rows:
            f: dict[str, Any] = row["f"]
            text = f["facts"] if not f["pieces"] else self.whole(f["id"], f["pieces"])
            lines = f.get("lines") or ""
            if f.get("line_pieces"):
                lines = self.whole(f"{f['id']}:lines", f["line_pieces"])
            since, shown, stated = unpack(f["times"])
            yield FileRecord(
                root=f["root"],
                connector=f["connector"],
                path=f["path"],
                landscape=f["landscape"],
                fingerprint=f["fingerprint"],
                status=f["status"],
                read_run=f["read_run"],
                facts=decode(text),
                since=_times(since),
                shown=_times(shown),
                stated=_times(stated),
                rejects=rejects_in(f["rejects"]),
                also_read=tuple(f["also_read"]),
                lines=unpack(lines) if lines else {},
            )

    def whole(self, key: str, pieces: int) -> str:
        """A long text kept in pieces."""
        ids = [f"{key}#{number}" for number in range(pieces)]
        rows = self.store.rows(
            f"UNWIND $ids AS id MATCH (p:{Own.PIECE} {{id: id}}) RETURN p.id AS id, p.text AS text",
            ids=ids,
        )
        texts = {row["id"]: row["text"] for row in rows}
        return "".join(texts[i] for i in ids)

    def put_pieces(self, key: str, text: str) -> int:
        """Keep a long text; the number of its pieces."""
        parts = [text[at : at + PIECE_SIZE] for at in range(0, len(text), PIECE_SIZE)]
        rows = [{"id": f"{key}#{n}", "of": key, "text": part} for n, part in enumerate(parts)]
        self.store.write_rows(
            f"UNWIND $rows AS row MERGE (p:{Own.PIECE} {{id: row.id}}) "
            "SET p.of = row.of, p.text = row.text",
            rows,
            batch=4,
        )
        return len(parts)

    def write(self, put: Iterable[FileRecord], drop: Iterable[FileRecord]) -> None:
        """Replace the records of some files, and take others away."""
        rows: list[dict[str, object]] = []
        size = 0
        for record in put:
            row = self._row(record)
            rows.append(row)
            size += len(str(row["facts"]))
            if len(rows) >= 1000 or size > 4 * PIECE_SIZE:
                self._put(rows)
                rows, size = [], 0
        self._put(rows)
        ids = [{"id": _key(record.id)} for record in drop]
        self.store.write_rows(
            f"UNWIND $rows AS row MATCH (f:{Own.FILE} {{id: row.id}}) DELETE f", ids
        )
        self._drop_pieces([key for row in ids for key in (row["id"], f"{row['id']}:lines")])

    def _drop_pieces(self, keys: Sequence[str]) -> None:
        for start in range(0, len(keys), READ_AT_ONCE):
            found = self.store.rows(
                f"MATCH (p:{Own.PIECE}) WHERE p.of IN $keys RETURN p.id AS id",
                keys=list(keys[start : start + READ_AT_ONCE]),
            )
            self.store.write_rows(
                f"UNWIND $rows AS row MATCH (p:{Own.PIECE} {{id: row.id}}) DELETE p", found
            )

    def _put(self, rows: list[dict[str, object]]) -> None:
        self.store.write_rows(
            f"UNWIND $rows AS row MERGE (f:{Own.FILE} {{id: row.id}}) SET f = row",
            rows,
            batch=1000,
        )

    def _row(self, record: FileRecord) -> dict[str, object]:
        key, facts, pieces = _key(record.id), encode(record.facts), 0
        if len(facts) > PIECE_SIZE:
            pieces = self.put_pieces(key, facts)
            facts = ""
        lines, line_pieces = pack(dict(sorted(record.lines.items()))) if record.lines else "", 0
        if len(lines) > PIECE_SIZE:
            line_pieces = self.put_pieces(f"{key}:lines", lines)
            lines = ""
        return {
            "id": key,
            "root": record.root,
            "connector": record.connector,
            "path": record.path,
            "landscape": record.landscape,
            "fingerprint": record.fingerprint,
            "status": record.status,
            "read_run": record.read_run,
            "facts": facts,
            "pieces": pieces,
            "times": pack([_runs_of(t) for t in (record.since, record.shown, record.stated)]),
            "rejects": _rejects(record.rejects),
            "reject_count": len(record.rejects),
            "fact_count": len(record.facts),
            "thing_count": len(things_of(record)),
            "also_read": list(record.also_read),
            "lines": lines,
            "line_pieces": line_pieces,
        }

    def note_run(self, run: Run, changes: str) -> Statement:
        """The run's record; `changes` (`Difference.packed`) is kept in pieces."""
        pieces = self.put_pieces(f"run:{run.id}", changes) if changes else 0
        values: dict[str, object] = {
            "time": run.time,
            "roots": list(run.roots),
            "landscape": run.landscape,
            "action": run.action,
            "added": run.added,
            "changed": run.changed,
            "removed": run.removed,
            "counts": json.dumps(run.counts, sort_keys=True),
            "pieces": pieces,
        }
        return Statement(
            f"MERGE (r:{Own.RUN} {{id: $id}}) SET r += $values", {"id": run.id, "values": values}
        )

    def runs(self, *, limit: int = 20) -> list[Run]:
        """The last runs, newest first."""
        rows = self.store.rows(
            f"MATCH (r:{Own.RUN}) RETURN properties(r) AS r ORDER BY r.time DESC, r.id LIMIT $limit",
            limit=limit,
        )
        found: list[Run] = []
        for row in rows:
            r: dict[str, Any] = row["r"]
            found.append(
                Run(
                    id=r["id"],
                    time=r["time"],
                    roots=tuple(r["roots"]),
                    landscape=r["landscape"],
                    action=r["action"],
                    added=r["added"],
                    changed=r["changed"],
                    removed=r["removed"],
                    counts=json.loads(r["counts"]),
                )
            )
        return found

    def changes(self, run_id: str) -> dict[str, Any]:
        """What a run added, changed and removed, as `Difference.packed` says it; empty for none."""
        rows = self.store.rows(
            f"MATCH (r:{Own.RUN} {{id: $id}}) RETURN r.pieces AS pieces", id=run_id
        )
        if not rows or not rows[0]["pieces"]:
            return {}
        return unpack(self.whole(f"run:{run_id}", rows[0]["pieces"]))

    def rejects(self) -> list[tuple[str, Reject]]:
        """Every reject on record with the root of its file, sorted."""
        found: set[tuple[str, Reject]] = set()
        rows = self.store.rows(
            f"MATCH (f:{Own.FILE}) WHERE f.reject_count > 0 "
            "RETURN f.root AS root, f.rejects AS rejects"
        )
        rows += self.store.rows(
            f"MATCH (r:{Own.ROOT}) WHERE r.reject_count > 0 "
            "RETURN r.id AS root, r.rejects AS rejects"
        )
        for row in rows:
            found.update((row["root"], reject) for reject in rejects_in(row["rejects"]))
        for root in self.roots().values():
            path, colon, reason = root.problem.partition(": ")
            if colon:
                found.add((root.name, Reject(Place(path), reason, True)))
        return sorted(found)

    def facts_by_connector(self) -> list[tuple[str, str, int, int, int]]:
        """For each root and connector: files, facts, rejects."""
        rows = self.store.rows(
            f"MATCH (f:{Own.FILE}) RETURN f.root AS root, f.connector AS connector, "
            "count(f) AS files, sum(f.fact_count) AS facts, sum(f.reject_count) AS rejects "
            "ORDER BY root, connector"
        )
        return [(r["root"], r["connector"], r["files"], r["facts"], r["rejects"]) for r in rows]

    def lines(
        self, files: Iterable[tuple[str, str]], roots: Mapping[str, Root]
    ) -> dict[tuple[str, str], dict[str, int]]:
        """Of files, by the name of their root and path: the line of every place said by a pointer."""
        keys = {
            _key(record_id(root, name, path)): (root, path)
            for root, path in set(files)
            for name in (roots[root].connectors.split() if root in roots else ())
        }
        found: dict[tuple[str, str], dict[str, int]] = {}
        ids = sorted(keys)
        for start in range(0, len(ids), READ_AT_ONCE):
            rows = self.store.rows(
                f"UNWIND $ids AS id MATCH (f:{Own.FILE} {{id: id}}) RETURN f.id AS id, "
                "f.lines AS lines, f.line_pieces AS pieces",
                ids=ids[start : start + READ_AT_ONCE],
            )
            for row in rows:
                text = row["lines"] or ""
                if row["pieces"]:
                    text = self.whole(f"{row['id']}:lines", row["pieces"])
                if text:
                    found.setdefault(keys[row["id"]], {}).update(unpack(text))
        return found

    def stale_files(self) -> list[tuple[str, str]]:
        """Root and path of the files that could not be read last, though they were before."""
        rows = self.store.rows(
            f"MATCH (f:{Own.FILE}) WHERE f.status = $status "
            "RETURN DISTINCT f.root AS root, f.path AS path ORDER BY root, path",
            status=STALE,
        )
        return [(row["root"], row["path"]) for row in rows]
