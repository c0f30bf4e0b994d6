"""The read-only gate: refuses what would do more than read the catalog, before the database sees it.

It is never what makes a query read-only: the database is (a user who may only read, or a plan of reading operators in
a READ transaction). The gate stops what databases count as reading and we do not: files, sessions of others, settings,
procedures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from graph.errors import QueryInvalid, QueryRefused

PROCEDURES: Final = frozenset(
    {
        "db.index.fulltext.querynodes",
        "db.index.fulltext.queryrelationships",
        "db.index.vector.querynodes",
        "db.index.vector.queryrelationships",
        "db.labels",
        "db.propertykeys",
        "db.relationshiptypes",
        "db.schema.nodetypeproperties",
        "db.schema.reltypeproperties",
        "db.schema.visualization",
    }
)

NAMESPACES: Final = frozenset(
    {"date", "datetime", "duration", "localdatetime", "localtime", "point", "time", "vector"}
)
"""What comes before the dot in the names of functions that are built in, such as `date.truncate`."""

_COMMANDS: Final = frozenset(
    {
        "alter", "create", "deallocate", "delete", "deny", "detach", "drop", "dryrun", "enable", "explain", "foreach",
        "grant", "insert", "load", "merge", "profile", "reallocate", "remove", "rename", "revoke", "set", "show",
        "start", "stop", "terminate", "use",
    }
)  # fmt: skip
"""Words that no reading query begins with."""

_OPERATORS: Final = """
    AllNodesScan AntiConditionalApply AntiSemiApply Apply Argument AssertSameNode
    AssertingMultiNodeIndexSeek BFSPruningVarLengthExpand BidirectionalShortestPath
    CacheProperties CartesianProduct ConditionalApply DirectedAllRelationshipsScan
    DirectedRelationshipByElementIdSeek DirectedRelationshipByIdSeek
    DirectedRelationshipIndexContainsScan DirectedRelationshipIndexEndsWithScan
    DirectedRelationshipIndexScan DirectedRelationshipIndexSeek
    DirectedRelationshipIndexSeekByRange DirectedRelationshipTypeScan
    DirectedUnionRelationshipTypesScan Distinct DynamicDirectedRelationshipTypeLookup
    DynamicLabelNodeLookup Eager EagerAggregation EmptyResult EmptyRow ErrorPlan Expand Filter
    IntersectionNodeByLabelsScan LeftOuterHashJoin LetAntiSemiApply LetSelectOrAntiSemiApply
    LetSelectOrSemiApply LetSemiApply Limit MultiNodeIndexSeek NodeByElementIdSeek
    NodeByIdSeek NodeByLabelScan NodeCountFromCountStore NodeHashJoin NodeIndexContainsScan
    NodeIndexEndsWithScan NodeIndexScan NodeIndexSeek NodeIndexSeekByRange NodeUniqueIndexSeek
    NodeUniqueIndexSeekByRange NonFuseable NullifyMetadata Optional OptionalExpand
    OrderedAggregation OrderedDistinct OrderedUnion PartialSort PartialTop
    PartitionedAllNodesScan PartitionedDirectedAllRelationshipsScan
    PartitionedDirectedRelationshipIndexScan PartitionedDirectedRelationshipIndexSeek
    PartitionedDirectedRelationshipIndexSeekByRange PartitionedDirectedRelationshipTypesScan
    PartitionedDirectedUnionRelationshipTypesScan PartitionedIntersectionNodeByLabelsScan
    PartitionedNodeByLabelScan PartitionedNodeIndexScan PartitionedNodeIndexSeek
    PartitionedNodeIndexSeekByRange PartitionedSubtractionNodeByLabelsScan
    PartitionedUndirectedAllRelationshipsScan PartitionedUndirectedRelationshipIndexScan
    PartitionedUndirectedRelationshipIndexSeek
    PartitionedUndirectedRelationshipIndexSeekByRange
    PartitionedUndirectedRelationshipTypesScan PartitionedUndirectedUnionRelationshipTypesScan
    PartitionedUnionNodeByLabelsScan PartitionedUnwind PathPropagatingBFS PreserveOrder
    ProcedureCall ProduceResults ProjectEndpoints Projection PruningVarLengthExpand
    RelationshipCountFromCountStore RemoteBatchProperties RemoteBatchPropertiesWithFilter
    Repeat RepeatOptions RightOuterHashJoin RollUpApply SelectOrAntiSemiApply
    SelectOrSemiApply SemiApply ShortestPath SimulatedNodeScan Skip Sort StatefulShortestPath
    SubtractionNodeByLabelsScan Top TriadicBuild TriadicFilter TriadicSelection
    UndirectedAllRelationshipsScan UndirectedRelationshipByElementIdSeek
    UndirectedRelationshipByIdSeek UndirectedRelationshipIndexContainsScan
    UndirectedRelationshipIndexEndsWithScan UndirectedRelationshipIndexScan
    UndirectedRelationshipIndexSeek UndirectedRelationshipIndexSeekByRange
    UndirectedRelationshipTypeScan UndirectedUnionRelationshipTypesScan Union
    UnionNodeByLabelsScan Unwind ValueHashJoin VarLengthExpand
"""
OPERATORS: Final = frozenset(_OPERATORS.split())
"""What Neo4j's plans of reading queries are made of (its operator reference, 5.26 and 2026), before a parenthesis."""

_TOKEN: Final = re.compile(
    r"""
      (?P<skip>    \s+ | //[^\n\r]* | /\*.*?\*/ )
    | (?P<string>  '(?:[^'\\]|\\.)*' | "(?:[^"\\]|\\.)*" )
    | (?P<quoted>  `(?:[^`]|``)*` )
    | (?P<word>    [^\W\d]\w* )
    | (?P<number>  \d\w* )
    | (?P<open>    /\* | ['"`] )
    | (?P<sign>    . )
    """,
    re.VERBOSE | re.DOTALL,
)

_UNICODE: Final = re.compile(r"\\+u+([0-9A-Fa-f]{4})")


class Token(NamedTuple):
    kind: str
    text: str
    start: int


_CLOSING: Final = ("sign", ";")


def tokens(cypher: str) -> Iterator[Token]:
    """What a database reads: comments and white space left out, a quoted name (`word?`) without its quotes."""
    position = 0
    while position < len(cypher):
        match = _TOKEN.match(cypher, position)
        if match is None or match.lastgroup is None:  # pragma: no cover, since "." takes anything
            raise QueryInvalid(f"nothing can be read at character {position}")
        start, position = match.span()
        kind, text = match.lastgroup, match.group()
        if kind == "skip":
            continue
        if kind == "open":
            raise QueryInvalid(f"{text} is opened at character {start} and never closed")
        if kind == "quoted":
            yield Token("word?", text[1:-1].replace("``", "`"), start)
        else:
            yield Token(kind, text, start)


def checked(cypher: str) -> str:
    """The query without the semicolons it ends in; refused when it is no single one that reads.

    It is looked at twice when it has Unicode escapes, once with them read as characters, as Neo4j 5 does before
    anything else.
    """
    if _UNICODE.search(cypher):
        _check(list(tokens(_UNICODE.sub(lambda found: chr(int(found[1], 16)), cypher))))
    found = list(tokens(cypher))
    _check(found)
    while found and found[-1][:2] == _CLOSING:
        at = found.pop().start
        cypher = f"{cypher[:at]} {cypher[at + 1 :]}"
    return cypher


def _check(found: Sequence[Token]) -> None:
    while found and found[-1][:2] == _CLOSING:
        found = found[:-1]
    if not found:
        raise QueryInvalid("the query is empty")
    if any(token[:2] == _CLOSING for token in found):
        raise QueryRefused("one query at a time: there is something after the semicolon")
    first = found[0].text.lower()
    if found[0].kind == "word" and first in _COMMANDS:
        raise QueryRefused(
            f"only queries that read are run here, and none begins with {first.upper()}"
        )
    for index, token in enumerate(found):
        if token.kind == "word":
            _check_word(found, index)
        elif token[:2] == ("sign", "(") and index:
            _check_function(found, index)


def _check_word(found: Sequence[Token], index: int) -> None:
    before = found[index - 1].text.lower() if index else ""
    after = found[index + 1].text.lower() if index + 1 < len(found) else ""
    match found[index].text.lower():
        case "load" if after == "csv":
            raise QueryRefused("LOAD CSV reads files, not the catalog")
        case "transactions" | "transaction" if before in {"show", "terminate"}:
            raise QueryRefused("the queries of others are not to be seen or stopped here")
        case "call" if before not in {".", ":", "$"}:
            _check_call(found, index + 1)
        case _:
            pass


def _name(found: Sequence[Token], index: int) -> tuple[str, int]:
    """The dotted name that begins at `index`, and where it has ended."""
    parts: list[str] = []
    while index < len(found) and found[index].kind in {"word", "word?"}:
        parts.append(found[index].text)
        index += 1
        if index >= len(found) or found[index][:2] != ("sign", "."):
            break
        index += 1
    return ".".join(parts), index


def _check_call(found: Sequence[Token], index: int) -> None:
    """What is called is a subquery, `CALL {…}` or `CALL (x) {…}`, or a procedure that only reads the catalog."""
    name, end = _name(found, index)
    called = end >= len(found) or found[end].text.lower() in {"(", "yield"} or "." in name
    if name and called and name.lower() not in PROCEDURES:
        raise QueryRefused(f"the procedure {name} is not among those that only read the catalog")


def _check_function(found: Sequence[Token], index: int) -> None:
    """A dotted name before a parenthesis is a function of a package, or a procedure, which is checked above."""
    start = index - 1
    while (
        start >= 2
        and found[start - 1][:2] == ("sign", ".")
        and found[start - 2].kind in {"word", "word?"}
    ):
        start -= 2
    name, end = _name(found, start)
    if end != index or "." not in name or name.lower() in PROCEDURES:
        return
    if name.partition(".")[0].lower() not in NAMESPACES:
        raise QueryRefused(f"the function {name} is not built in")


def check_plan(plan: dict[str, Any] | None) -> None:
    """Refuse a plan of Neo4j's that has any operator but those that read; no plan, no run."""
    if not plan:
        raise QueryRefused("the database made no plan of this, so it is no query that reads")
    for operator in _operators(plan):
        name = str(operator.get("operatorType", "")).partition("@")[0]
        if name.partition("(")[0] not in OPERATORS:
            raise QueryRefused(
                f"only queries that read are run here, and this one would do {name or 'something else'}"
            )
        if name == "ProcedureCall":
            details = str(operator.get("args", {}).get("Details", ""))
            called = details.partition("(")[0].strip().strip("`").lower()
            if called not in PROCEDURES:
                raise QueryRefused(
                    f"the procedure {called} is not among those that only read the catalog"
                )


def _operators(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("children", ()):
        yield from _operators(child)
