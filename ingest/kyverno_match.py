"""What the rules of a Kyverno policy match, and what they leave out.

https://kyverno.io/docs/policy-types/cluster-policy/match-exclude/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ingest.documents import Value
from ingest.kind_match import Match
from ingest.pod_selector import requirements

__all__ = ["constraints", "matches", "summary"]


def constraints(stated: Value, namespace: str | None) -> Iterator[Match]:
    """The resources of a policy by expression; its names are plural, as in RBAC."""
    spaces = (namespace,) if namespace else tuple(f"!{n}" for n in _left_out(stated))
    for rule in stated["resourceRules"]:
        pods = requirements(stated["objectSelector"])
        names = rule["resourceNames"].texts()
        yield Match(rule["resources"].texts(), rule.at, names, spaces, pods)


def _filters(block: Value) -> Iterator[list[Value]]:
    """The resource filters, one list for each that may hold: `any` one by one, `all` together, or the block itself."""
    for each in block["any"]:
        yield [each["resources"]]
    if together := [each["resources"] for each in block["all"]]:
        yield together
    if block["resources"]:
        yield [block["resources"]]


def matches(rule: Value, namespace: str | None) -> Iterator[Match]:
    left = {f"!{name}" for part in _filters(rule["exclude"]) for name in _only_namespaces(part)}
    for part in _filters(rule["match"]):
        kinds = next((r["kinds"] for r in part if r["kinds"]), None)
        if kinds is None:
            continue
        stated = _texts(part, "namespaces") or ([namespace] if namespace else [])
        names = [*_texts(part, "names"), *(t for r in part if (t := r["name"].text))]
        pods: list[str] = []
        for selector in (r["selector"] for r in part):
            if (found := requirements(selector)) is None:
                break
            pods += found
        else:
            spaces = tuple(dict.fromkeys((*stated, *sorted(left))))
            yield Match(kinds.texts(), kinds.at, tuple(names), spaces, tuple(sorted(set(pods))))


def _texts(part: Iterable[Value], key: str) -> list[str]:
    return [text for resources in part for text in resources[key].texts()]


def _only_namespaces(part: list[Value]) -> list[str]:
    """The namespaces that an exclusion leaves out whole; one with other conditions leaves out less."""
    others = {key for resources in part for key, _ in resources.items()} - {"namespaces", "kinds"}
    return [] if others else _texts(part, "namespaces")


def _left_out(constraints: Value) -> list[str]:
    """Namespaces that the usual expression on the name label leaves out."""
    return [
        text
        for each in constraints["namespaceSelector/matchExpressions"]
        if each["key"].text == "kubernetes.io/metadata.name" and each["operator"].text == "NotIn"
        for text in each["values"].texts()
    ]


def summary(block: Value) -> Iterator[str]:
    for part in _filters(block):
        for resources in part:
            for key, value in resources.items():
                if isinstance(value.data, (str, list)):
                    yield f"{key}: {', '.join(value.texts())}"
