"""A file of SQL as statements, each with its lines; what one of them breaks, the others are read all the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token

from ingest.documents import unrendered
from ingest.sql_columns import Text, text_of
from ingest.sql_dialect import candidates
from ingest.sql_parse import MAX_SQL, said_by

__all__ = ["Broken", "Statement", "script"]

MAX_STATEMENTS = 20_000  # of one file
SAMPLE = 100_000  # characters of a long file by which its dialect is found
STARTS = frozenset(
    [
        "alter",
        "comment",
        "create",
        "drop",
        "insert",
        "merge",
        "rename",
        "replace",
        "select",
        "set",
        "update",
        "use",
        "with",
    ]
)
ROWS = frozenset(["insert", "replace"])
QUERIES = frozenset(["from", "select", "table", "with"])
ROUTINES = frozenset(["function", "package", "procedure", "proc", "trigger"])
CONCERNS = re.compile(
    r"\b(?:create|alter|drop|comment)\b.{0,200}?\b(?:table|view|column)\b|\b(?:insert|merge|update|replace|into)\b",
    re.IGNORECASE | re.DOTALL,
)
_NO_SQL = re.compile(
    r"^[ \t]*(?:\\\w.*|DELIMITER\b.*|PROMPT\b.*|SPOOL\b.*|WHENEVER\b.*|@@?\S+)$", re.IGNORECASE
)
_BATCH = re.compile(r"^[ \t]*(?:GO(?:\s+\d+)?|/)[ \t]*;?[ \t]*$", re.IGNORECASE)
_REPLACE = re.compile(r"^([ \t]*)REPLACE(?=\s+INTO\b)", re.IGNORECASE)
_COPY = re.compile(r"^COPY\b.*\bFROM\s+stdin\b.*;\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement's tree, and the lines of the file that it stands in, from 1."""

    tree: Any
    first: int
    last: int
    text: Text


@dataclass(frozen=True, slots=True)
class Broken:
    """A statement that could be about tables and cannot be read."""

    reason: str
    first: int
    last: int


def script(path: str, text: str) -> tuple[str, list[Statement | Broken]]:
    """The dialect that fits best, and what the file says in it; never raises."""
    sql = _only_sql(text)
    part = sql if len(sql) <= SAMPLE else sql[: sql.rfind(";", 0, SAMPLE) + 1]
    best: tuple[str, list[Statement | Broken]] = ("", [])
    fewest = -1
    for dialect in candidates(path, sql):
        found = list(_statements(part, dialect))
        broken = sum(isinstance(each, Broken) for each in found)
        if fewest < 0 or broken < fewest:
            best, fewest = (dialect, found), broken
        if not broken:
            break
    dialect, found = best
    return dialect, found if part is sql else list(_statements(sql, dialect))


def _only_sql(text: str) -> str:
    """Without what only a client reads (psql's `\\c`, `GO`, the data of COPY); lines keep their numbers."""
    lines: list[str] = []
    data = False
    for line in text.split("\n"):
        if data:
            data = line.rstrip() != "\\."
            lines.append("")
        elif _COPY.match(line):
            data = True
            lines.append("")
        elif _BATCH.match(line):
            lines.append(";")
        else:
            lines.append("" if _NO_SQL.match(line) else _REPLACE.sub(r"\1INSERT ", line))
    return "\n".join(lines)


def _statements(sql: str, dialect: str) -> Iterator[Statement | Broken]:
    known = Dialect.get_or_raise(dialect or None)
    try:
        tokens = known.tokenize(sql)
    except (SqlglotError, RecursionError) as error:
        yield Broken(said_by(error), 1, sql.count("\n") + 1)
        return
    text = text_of(sql)
    for number, part in enumerate(_parts(tokens)):
        if number >= MAX_STATEMENTS:
            line = text.line(part[0].start)
            yield Broken(f"more than {MAX_STATEMENTS:,} statements", line, line)
            return
        found = _statement(known, part, text)
        if found is not None:
            yield found


def _parts(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The tokens between semicolons; a routine's body with its BEGIN … END is one with its head."""
    part: list[Token] = []
    depth = 0
    routine = False
    for place, token in enumerate(tokens):
        word = token.text.lower()
        if (
            not routine
            and word in ROUTINES
            and part
            and part[0].text.lower() in ("create", "alter")
        ):
            routine = len(part) < 8
        if routine and word in ("begin", "case"):
            depth += 1
        elif routine and word == "end":
            after = tokens[place + 1].text.lower() if place + 1 < len(tokens) else ""
            depth -= after not in ("if", "loop", "while", "repeat", "for")
        if token.text == ";" and token.token_type.name == "SEMICOLON" and depth <= 0:
            if part:
                yield part
            part, routine, depth = [], False, 0
        else:
            part.append(token)
    if part:
        yield part


def _statement(known: Dialect, part: list[Token], text: Text) -> Statement | Broken | None:
    """None for what is not about tables and their data."""
    start = part[0].text.lower().lstrip("(")
    own = text.sql[part[0].start : part[-1].end + 1]
    first, last = text.line(part[0].start), text.line(part[-1].end)
    if (start and start not in STARTS) or ROUTINES & {t.text.lower() for t in part[1:5]}:
        return None
    if start in ROWS and not QUERIES & {token.text.lower() for token in part}:
        return None  # rows as they are
    if unrendered(own):
        return (
            Broken("unrendered template: render it first", first, last)
            if CONCERNS.search(own)
            else None
        )
    if len(own) > MAX_SQL:
        return Broken(f"longer than {MAX_SQL:,} characters", first, last)
    try:
        trees = known.parser().parse(part, text.sql)
    except (SqlglotError, RecursionError) as error:
        return Broken(said_by(error), first, last) if CONCERNS.search(own) else None
    except Exception as error:  # a parser's own mistake on odd input
        return Broken(f"the parser failed ({type(error).__name__})", first, last)
    tree = trees[0] if trees else None
    if tree is None or isinstance(tree, exp.Command):
        concerns = CONCERNS.match(own) is not None and start in (
            "create",
            "insert",
            "merge",
            "update",
        )
        return Broken("not understood", first, last) if concerns else None
    return Statement(tree, first, last, text)
