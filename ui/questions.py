"""A question put to the open catalog, also to one that holds nothing yet."""

from __future__ import annotations

from dataclasses import replace

from graph.errors import UsageError
from rag.explanation import Explanation
from rag.reply import Ambiguous, Answered, NotUnderstood, Reply
from ui.catalog import Catalog

__all__ = ["EMPTY", "ask", "explain", "is_empty"]

EMPTY = "The catalog is empty: read some files into it first (cartulary ingest FOLDER)."


def is_empty(opened: Catalog) -> bool:
    """Whether nothing has been read into the catalog."""
    return len(opened.projection()) == 0


def ask(opened: Catalog, question: str) -> Reply:
    """The reply; of an empty catalog it says what to do. Raises StoreUnavailable."""
    return _of_a_catalog(opened, opened.assistant.ask(readable(question)))


def explain(opened: Catalog, question: str, pick: int | None = None) -> tuple[Reply, Explanation]:
    """The reply with how it came about; `pick` takes that reading, counted from 1, instead of the best.

    Raises UsageError when there is no such reading, StoreUnavailable.
    """
    try:
        reply, explanation = opened.assistant.explain(readable(question), pick)
    except IndexError as error:
        raise UsageError(str(error)) from error
    return _of_a_catalog(opened, reply), explanation


def _of_a_catalog(opened: Catalog, reply: Reply) -> Reply:
    if isinstance(reply, Answered | Ambiguous) or not is_empty(opened):
        return reply
    if isinstance(reply, NotUnderstood):
        return replace(reply, answer=EMPTY, not_understood=())
    return replace(reply, answer=EMPTY)


def readable(question: str) -> str:
    """The question with what is no text in it (bytes that are not UTF-8) marked as such."""
    return question.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
