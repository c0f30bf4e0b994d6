"""A question put to the open catalog, also to one that holds nothing yet."""

from __future__ import annotations

from dataclasses import replace

from rag.reply import Ambiguous, Answered, NotUnderstood, Reply
from ui.catalog import Catalog

__all__ = ["EMPTY", "ask", "is_empty"]

EMPTY = "The catalog is empty: read some files into it first (cartulary ingest FOLDER)."


def is_empty(opened: Catalog) -> bool:
    """Whether nothing has been read into the catalog."""
    return len(opened.projection()) == 0


def ask(opened: Catalog, question: str) -> Reply:
    """The reply; of an empty catalog it says what to do. Raises StoreUnavailable."""
    reply = opened.assistant.ask(readable(question))
    if isinstance(reply, Answered | Ambiguous) or not is_empty(opened):
        return reply
    if isinstance(reply, NotUnderstood):
        return replace(reply, answer=EMPTY, not_understood=())
    return replace(reply, answer=EMPTY)


def readable(question: str) -> str:
    """The question with what is no text in it (bytes that are not UTF-8) marked as such."""
    return question.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
