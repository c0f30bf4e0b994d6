"""What a cluster's admission policies are about: kinds, names, namespaces and labels, as selectors of workloads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph.facts import Place, Ref, Selector, Selects
from graph.vocabulary import Rel

__all__ = ["KIND", "WORKLOADS", "Match", "kind_of", "selects"]

KIND = "kubernetes_kind"  # the property of what is no workload: gateways, topics
KNATIVE = "KnativeService"
WORKLOADS = frozenset(
    {
        "CronJob",
        "DaemonSet",
        "Deployment",
        "DeploymentConfig",
        "Job",
        KNATIVE,
        "Pod",
        "ReplicaSet",
        "ReplicationController",
        "Rollout",
        "StatefulSet",
    }
)
PODS = frozenset({"Pod", "*"})  # every workload runs pods
PLURALS = {**{f"{kind.lower()}s": kind for kind in WORKLOADS}, "ingresses": "Ingress"}


@dataclass(frozen=True, slots=True)
class Match:
    """One condition: any of the kinds, under any of the names, with all the labels.

    namespaces  patterns; one that begins with `!` is left out
    pods        label requirements; None when some of them could not be read
    """

    kinds: tuple[str, ...]
    at: Place
    names: tuple[str, ...] = ()
    namespaces: tuple[str, ...] = ()
    pods: tuple[str, ...] | None = ()


def kind_of(text: str) -> str:
    """The kind in `Pod`, `apps/v1/Deployment`, `apps/*/Deployment`, `Pod/exec`, `Pod.status`, or in `deployments`."""
    parts = [part for part in text.replace(".", "/").split("/") if part]
    word = next((part for part in parts if part[:1].isupper()), parts[-1] if parts else "")
    if "knative" in text and word == "Service":
        return KNATIVE
    return PLURALS.get(word, word)


def selects(policy: Ref, match: Match) -> Iterator[Selects]:
    """Pod matches every workload, ReplicaSet the Deployments too; another kind, the things of that kind."""
    if match.pods is None:
        return
    kinds = dict.fromkeys(kind_of(kind) for kind in match.kinds)
    if "ReplicaSet" in kinds:
        kinds["Deployment"] = None
    if PODS & kinds.keys():
        kinds = {"Pod": None, **{k: None for k in kinds if k not in WORKLOADS | PODS}}
    for kind in kinds:
        runs = kind in WORKLOADS
        props = {} if kind == "Pod" else {"workload" if runs else KIND: kind}
        selector = Selector(
            names=match.names,
            props=props,
            pods=match.pods if runs else None,
            scopes=tuple(sorted(match.namespaces)),
        )
        yield Selects(policy, Rel.GOVERNS, selector, match.at)
