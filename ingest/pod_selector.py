"""Kubernetes label selectors: written as requirements, and held against the labels of a pod."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ingest.documents import Value

__all__ = ["pod_labels", "requirements", "selected"]

_SET = re.compile(r"(?P<key>\S+) (?P<operator>in|notin) \((?P<values>.*)\)\Z")


def pod_labels(labels: Value) -> tuple[str, ...]:
    """A mapping of labels as `key=value`, sorted."""
    return tuple(sorted(f"{key}={value.text}" for key, value in labels.items() if value.is_scalar))


def requirements(selector: Value) -> tuple[str, ...] | None:
    """A LabelSelector (`matchLabels`, `matchExpressions`) in kubectl's notation; empty selects every pod.

    None, and a reject, for one that cannot be read: without its condition it would select too much.
    """
    expressions = list(_expressions(selector))
    if "" in expressions:
        return None
    return tuple(sorted({*pod_labels(selector["matchLabels"]), *expressions}))


def _expressions(selector: Value) -> Iterator[str]:
    for expression in selector["matchExpressions"]:
        key, operator = expression["key"].text, expression["operator"].text
        values = ",".join(sorted(expression["values"].texts()))
        if operator == "Exists" and key:
            yield key
        elif operator == "DoesNotExist" and key:
            yield f"!{key}"
        elif operator in ("In", "NotIn") and key:
            yield f"{key} {operator.lower()} ({values})"
        else:
            reason = f"a selector needs a key and an operator, not {key!r} and {operator!r}"
            expression.document.reject(expression.at, reason)
            yield ""


def selected(required: Iterable[str], labels: Iterable[str]) -> bool:
    """Whether a pod with these labels (`key=value`) meets every requirement.

    `notin` holds, as in Kubernetes, for a pod without the label too.
    """
    has: dict[str, str] = {}
    for label in labels:
        key, _, value = label.partition("=")
        has[key] = value
    return all(_meets(requirement, has) for requirement in required)


def _meets(requirement: str, has: dict[str, str]) -> bool:
    if found := _SET.match(requirement):
        value, values = has.get(found["key"]), found["values"].split(",")
        return value in values if found["operator"] == "in" else value not in values
    if requirement.startswith("!"):
        return requirement[1:] not in has
    key, equals, value = requirement.partition("=")
    return has.get(key) == value if equals else key in has
