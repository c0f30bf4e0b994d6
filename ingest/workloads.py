"""Kubernetes workloads by the labels of their pods, for selectors to find."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from ingest.pod_selector import selected
from ingest.things import Claim, Cluster

__all__ = ["Workloads", "in_scope", "in_scopes"]

LABELS = "pod_labels"
KIND = "workload"


class Workloads:
    """Every manifest of a workload, with the thing that it is a claim of."""

    def __init__(self, clusters: Iterable[Cluster]) -> None:
        self.all: list[tuple[Claim, Cluster, tuple[str, ...]]] = []
        self.by_label: dict[str, list[tuple[Claim, Cluster, tuple[str, ...]]]] = {}
        for cluster in clusters:
            for claim in cluster.claims:
                if claim.node is None or not ({LABELS, KIND} & claim.node.props.keys()):
                    continue
                labels = claim.node.props.get(LABELS, ())
                entry = (claim, cluster, labels if isinstance(labels, tuple) else (str(labels),))
                self.all.append(entry)
                for label in entry[2]:
                    self.by_label.setdefault(label, []).append(entry)

    def picked(self, pods: Iterable[str], scope: str | None, root: str) -> list[Cluster]:
        """The things whose pods meet all requirements; every workload when there are none."""
        required = tuple(pods)
        plain = [r for r in required if "=" in r and " " not in r]
        candidates = self.by_label.get(plain[0], []) if plain else self.all
        found: dict[int, Cluster] = {}
        for claim, cluster, labels in candidates:
            if in_scope(claim, scope, root) and selected(required, labels):
                found[id(cluster.found)] = cluster.found
        return list(found.values())


def in_scope(claim: Claim, scope: str | None, root: str) -> bool:
    """Equal scopes wherever both are stated, the same root where either is not."""
    if claim.ref.scope is None or scope is None:
        return claim.source.root == root
    return claim.ref.scope == scope


def in_scopes(claim: Claim, patterns: Iterable[str], root: str) -> bool:
    """Whether a pattern fits the claim's namespace and none after a `!` does; an unknown one fits in its root."""
    scope = claim.ref.scope
    if scope is None:
        return claim.source.root == root
    wanted = [p for p in patterns if not p.startswith("!")]
    refused = [p[1:] for p in patterns if p.startswith("!")]
    return not any(fnmatchcase(scope, p) for p in refused) and (
        not wanted or any(fnmatchcase(scope, p) for p in wanted)
    )
