"""RDF as triples with places, whatever it was written in; and Turtle and N-Triples read into them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from logging import LogRecord, getLogger
from typing import Any, TypeAlias, cast

from graph.facts import Place
from ingest.documents import Document
from ingest.parse import Unreadable

__all__ = ["BASE", "RDF", "TYPE", "Literal", "Term", "Triple", "absolute", "is_blank", "turtle"]

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
TYPE = f"{RDF}type"
BASE = "relative:/"  # stands for the address of the file itself, which is unknown
MAX_TRIPLES = 1_000_000


@dataclass(frozen=True, slots=True)
class Literal:
    text: str
    language: str = ""


Term: TypeAlias = "str | Literal"  # an IRI, a blank node (`_:b1`), or a literal


@dataclass(frozen=True, slots=True)
class Triple:
    subject: str
    predicate: str
    object: Term
    at: Place


def is_blank(term: Term) -> bool:
    return isinstance(term, str) and term.startswith("_:")


def absolute(iri: str) -> bool:
    """Whether an IRI means the same in every file."""
    return not is_blank(iri) and not iri.startswith(BASE) and ":" in iri


def _quiet(record: LogRecord) -> bool:
    """rdflib warns of odd addresses in the text of a file: not to whoever ran the program."""
    return "valid URI" not in record.getMessage()


def turtle(doc: Document) -> list[Triple]:
    """The triples of a Turtle or N-Triples text. Raises Unreadable with the line that is wrong."""
    from rdflib import Graph
    from rdflib.plugins.parsers import notation3

    getLogger("rdflib.term").addFilter(_quiet)

    found: list[Triple] = []
    names: dict[Any, str] = {}

    def term(node: Any) -> Term:
        if isinstance(node, tuple):  # how the parser notes what it knows itself, as `a`
            return str(cast("Sequence[Any]", node)[1])
        kind = type(node).__name__
        if kind == "Literal":
            return Literal(str(node), str(node.language or ""))
        return names.setdefault(node, f"_:b{len(names)}") if kind == "BNode" else str(node)

    class Parser(notation3.SinkParser):
        """Notes the line that each object begins in."""

        begun: dict[int, int]

        def object(self, argstr: str, i: int, res: Any) -> int:
            start = self.skipSpace(argstr, i)
            line = self.lines + 1
            end = super().object(argstr, start if start >= 0 else i, res)
            if end >= 0:
                self.begun[id(cast("Sequence[Any]", res)[-1])] = line
            return end

        def makeStatement(  # noqa: N802 (its name there)
            self, quadruple: Any
        ) -> None:
            _, predicate, subject, value = quadruple
            line = self.begun.pop(id(value), self.lines + 1)
            said = Triple(str(term(subject)), str(term(predicate)), term(value), doc.lines(line))
            found.append(said)
            if len(found) > MAX_TRIPLES:
                raise Unreadable(f"more than {MAX_TRIPLES:,} triples; split the file")

    parser = Parser(notation3.RDFSink(Graph()), baseURI=BASE, turtle=True)
    parser.begun = {}
    try:
        parser.loadBuf(doc.text)
    except notation3.BadSyntax as error:
        why = str(getattr(error, "_why", "cannot be parsed"))
        raise Unreadable(f"not valid Turtle: {why}", f"L{error.lines + 1}") from error
    except RecursionError as error:
        raise Unreadable("nested too deep", f"L{parser.lines + 1}") from error
    except (ValueError, KeyError, IndexError, AssertionError, TypeError, AttributeError) as error:
        raise Unreadable(f"not valid Turtle: {error}", f"L{parser.lines + 1}") from error
    return found
