"""The read-only gate: refuses what would do more than read the catalog, before the database sees it.

It is never what makes a query read-only: the database is (a user who may only read, or a plan of reading operators in
a READ transaction). The gate stops what databases count as reading and we do not: files, sessions of others, settings,
procedures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

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

OPERATORS: Final = frozenset(
    """
    AllNodesScan AntiConditionalApply AntiSemiApply Anti Apply Argument AssertSameNode AssertingMultiNodeIndexSeek
    BidirectionalShortestPath BFSPruningVarLengthExpand CacheProperties CartesianProduct ConditionalApply
    DirectedAllRelationshipsScan DirectedRelationshipByElementIdSeek DirectedRelationshipByIdSeek
    DirectedRelationshipIndexContainsScan DirectedRelationshipIndexEndsWithScan DirectedRelationshipIndexScan
    DirectedRelationshipIndexSeek DirectedRelationshipIndexSeekByRange DirectedRelationshipTypeScan
    DirectedUnionRelationshipTypesScan Distinct DynamicDirectedRelationshipTypeLookup DynamicLabelNodeLookup Eager
    EagerAggregation EmptyResult EmptyRow ErrorPlan Expand(All) Expand(Into) Filter IntersectionNodeByLabelsScan
    LeftOuterHashJoin LetAntiSemiApply LetSelectOrAntiSemiApply LetSelectOrSemiApply LetSemiApply Limit
    MultiNodeIndexSeek NodeByElementIdSeek NodeByIdSeek NodeByLabelScan NodeCountFromCountStore NodeHashJoin
    NodeIndexContainsScan NodeIndexEndsWithScan NodeIndexScan NodeIndexSeek NodeIndexSeekByRange NodeUniqueIndexSeek
    NodeUniqueIndexSeekByRange NonFuseable NullifyMetadata Optional OptionalExpand(All) OptionalExpand(Into)
    OrderedAggregation OrderedDistinct OrderedUnion PartialSort PartialTop PartitionedAllNodesScan
    PartitionedDirectedAllRelationshipsScan PartitionedDirectedRelationshipIndexScan
    PartitionedDirectedRelationshipIndexSeek PartitionedDirectedRelationshipIndexSeekByRange
    PartitionedDirectedRelationshipTypesScan PartitionedDirectedUnionRelationshipTypesScan
    PartitionedIntersectionNodeByLabelsScan PartitionedNodeByLabelScan PartitionedNodeIndexScan
    PartitionedNodeIndexSeek PartitionedNodeIndexSeekByRange PartitionedSubtractionNodeByLabelsScan
    PartitionedUndirectedAllRelationshipsScan PartitionedUndirectedRelationshipIndexScan
    PartitionedUndirectedRelationshipIndexSeek PartitionedUndirectedRelationshipIndexSeekByRange
    PartitionedUndirectedRelationshipTypesScan PartitionedUndirectedUnionRelationshipTypesScan
    PartitionedUnionNodeByLabelsScan PartitionedUnwind PathPropagatingBFS PreserveOrder ProcedureCall ProduceResults
    ProjectEndpoints Projection PruningVarLengthExpand RelationshipCountFromCountStore RemoteBatchProperties
    RemoteBatchPropertiesWithFilter Repeat(Trail) Repeat(Walk) RepeatOptions RightOuterHashJoin RollUpApply
    SelectOrAntiSemiApply SelectOrSemiApply SemiApply ShortestPath SimulatedNodeScan Skip Sort
    StatefulShortestPath(All) StatefulShortestPath(Into) SubtractionNodeByLabelsScan Top TransactionApply
    TriadicBuild TriadicFilter TriadicSelection UndirectedAllRelationshipsScan UndirectedRelationshipByElementIdSeek
    UndirectedRelationshipByIdSeek UndirectedRelationshipIndexContainsScan UndirectedRelationshipIndexEndsWithScan
    UndirectedRelationshipIndexScan UndirectedRelationshipIndexSeek UndirectedRelationshipIndexSeekByRange
    UndirectedRelationshipTypeScan UndirectedUnionRelationshipTypesScan Union UnionNodeByLabelsScan Unwind
    ValueHashJoin VarLengthExpand(All) VarLengthExpand(Into) VarLengthExpand(Pruning) VarLengthExpand(Pruning,BFS)
    VarLengthExpand(Pruning,BFS,All) VarLengthExpand(Pruning,BFS,Into)
    """.split()
) - {"TransactionApply", "Anti"}

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


def tokens(cypher: str) -> Iterator[tuple[str, str]]:
    """(kind, text) of what a database reads: comments and white space left out, a quoted name without its quotes.

    A Unicode escape outside of a string is read as its character, as Neo4j 5 does before anything else.
    """
    position = 0
    while position < len(cypher):
        match = _TOKEN.match(cypher, position)
        assert match is not None and match.lastgroup is not None
        position = match.end()
        kind, text = match.lastgroup, match.group()
        if kind == "skip":
            continue
        if kind == "open":
            raise QueryInvalid(f"{text} is opened and never closed")
        if kind == "quoted":
            yield "word?", text[1:-1].replace("``", "`")
        else:
            yield kind, text


def check_text(cypher: str) -> None:
    """Refuse what is no single reading query by its first word, its LOAD CSV, or a procedure or function it calls."""
    if _UNICODE.search(cypher):
        _check(list(tokens(_UNICODE.sub(lambda found: chr(int(found[1], 16)), cypher))))
    _check(list(tokens(cypher)))


def _check(found: Sequence[tuple[str, str]]) -> None:
    while found and found[-1] == ("sign", ";"):
        found = found[:-1]
    if not found:
        raise QueryInvalid("the query is empty")
    if ("sign", ";") in found:
        raise QueryRefused("one query at a time: there is something after the semicolon")
    first = found[0][1].lower()
    if found[0][0] == "word" and first in _COMMANDS:
        raise QueryRefused(
            f"only queries that read are run here, and none begins with {first.upper()}"
        )
    for index, (kind, text) in enumerate(found):
        if kind != "word":
            continue
        following = found[index + 1][1].lower() if index + 1 < len(found) else ""
        match text.lower():
            case "load" if following == "csv":
                raise QueryRefused("LOAD CSV reads files, not the catalog")
            case "transactions" if index and found[index - 1][1].lower() in {"show", "terminate"}:
                raise QueryRefused("the queries of others are not to be seen or stopped here")
            case "call":
                _check_call(found, index + 1)
    for index in range(1, len(found)):
        if found[index] == ("sign", "("):
            _check_function(found, index)


def _name(found: Sequence[tuple[str, str]], index: int) -> str:
    """The dotted name that begins at `index`."""
    parts: list[str] = []
    while index < len(found) and found[index][0] in {"word", "word?"}:
        parts.append(found[index][1])
        if index + 1 >= len(found) or found[index + 1] != ("sign", "."):
            break
        index += 2
    return ".".join(parts)


def _check_call(found: Sequence[tuple[str, str]], index: int) -> None:
    """A subquery, `CALL {…}` or `CALL (x) {…}`, or a procedure that only reads the catalog."""
    if index >= len(found) or found[index][1] in {"{", "("}:
        return
    preceding = found[index - 2] if index >= 2 else ("", "")
    if preceding in {("sign", "."), ("sign", ":"), ("sign", "$")}:
        return
    name = _name(found, index)
    if "." in name and name.lower() not in PROCEDURES:
        raise QueryRefused(f"the procedure {name} is not among those that only read the catalog")
    if "." not in name and (index + 1 >= len(found) or found[index + 1] == ("sign", "(")):
        raise QueryRefused(f"the procedure {name} is not among those that only read the catalog")


def _check_function(found: Sequence[tuple[str, str]], index: int) -> None:
    """A dotted name before a parenthesis is a function (or a procedure, checked above) of somebody's package."""
    start = index - 1
    if found[start][0] not in {"word", "word?"}:
        return
    while (
        start >= 2
        and found[start - 1] == ("sign", ".")
        and found[start - 2][0] in {"word", "word?"}
    ):
        start -= 2
    name = _name(found, start)
    if "." not in name or name.lower() in PROCEDURES:
        return
    if name.partition(".")[0].lower() not in NAMESPACES:
        raise QueryRefused(f"the function {name} is not built in")


def check_plan(plan: dict[str, Any] | None) -> None:
    """Refuse a plan of Neo4j's that has any operator but those that read; no plan, no run."""
    if not plan:
        raise QueryRefused("the database made no plan of this, so it is no query that reads")
    for operator in _operators(plan):
        name = str(operator.get("operatorType", "")).partition("@")[0]
        if name not in OPERATORS:
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
