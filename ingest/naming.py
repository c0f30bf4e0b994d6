"""The URN and the shown name of every thing."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from graph.facts import Ref
from graph.identity import DEFAULT, folded, keeps_case, make_urn, segment
from graph.ontology import Ontology
from graph.vocabulary import Label
from ingest.identity import order_of
from ingest.things import Cluster

__all__ = ["name_all", "own_urn", "shown_name"]

DOCUMENT: str = "document:"


def name_all(clusters: Iterable[Cluster], landscape: str, ontology: Ontology) -> None:
    """Give every thing its URN; of two that would share one, the later gets a mark of its own."""
    taken: dict[str, list[Cluster]] = {}
    for cluster in clusters:
        cluster.urn = _urn(cluster, landscape, ontology)
        taken.setdefault(cluster.urn, []).append(cluster)
    for urn, sharing in taken.items():
        if len(sharing) > 1:
            for cluster in sorted(sharing, key=_standing)[1:]:
                own = (
                    _told(cluster)
                    or min(cluster.own.values(), default="")
                    or repr(order_of(_first(cluster)))
                )
                cluster.urn = f"{urn}~{sha256(own.encode('utf-8', 'replace')).hexdigest()[:8]}"


def _told(cluster: Cluster) -> str:
    """What a person told it apart by."""
    return ",".join(f"{name}/{part}" for name, part in sorted(cluster.parts.items()))


def _standing(cluster: Cluster) -> tuple[object, ...]:
    return (
        sorted(cluster.parts.values()),
        not cluster.declared,
        min(c.rank for c in cluster.claims),
        cluster.scope or "",
        sorted(cluster.keys),
        order_of(_first(cluster)),
    )


def _first(cluster: Cluster) -> Ref:
    return min((claim.ref for claim in cluster.claims), key=order_of)


def _urn(cluster: Cluster, landscape: str, ontology: Ontology) -> str:
    return make_urn(
        cluster.label,
        _encoded(cluster, ontology),
        namespace=_space(cluster),
        landscape=landscape,
    )


def _space(cluster: Cluster) -> str:
    if cluster.namespace is None and cluster.container is not None:
        return _space(cluster.container.found)
    return folded(cluster.namespace or DEFAULT)


def _encoded(cluster: Cluster, ontology: Ontology) -> str:
    """The name's part of the URN: containers, package or path before it."""
    case = keeps_case(cluster.label)
    if cluster.label == Label.DOCUMENT and (path := _document_path(cluster)):
        return _segments(path)
    name = segment(own_part(cluster, ontology), keep_case=case)
    if cluster.container is not None:
        box = cluster.container.found
        return f"{box.label.lower()}/{_encoded(box, ontology)}/{name}"
    if cluster.space:
        return f"{_segments(cluster.space)}/{name}"
    if cluster.qualified and cluster.scope:
        return f"{_segments(cluster.scope)}/{name}"
    return name


def _segments(path: str) -> str:
    return "/".join(segment(part) for part in path.split("/"))


def _document_path(cluster: Cluster) -> str | None:
    paths = sorted(key[len(DOCUMENT) :] for key in cluster.keys if key.startswith(DOCUMENT))
    return paths[0] if paths else None


def own_part(cluster: Cluster, ontology: Ontology) -> str:
    """A part's name without its container's, which some sources put before it."""
    if cluster.container is not None and ontology.classes[cluster.label].part:
        before = folded(cluster.container.found.name) + "."
        if folded(cluster.name).startswith(before) and len(cluster.name) > len(before):
            return cluster.name[len(before) :]
    return cluster.name


def shown_name(cluster: Cluster, ontology: Ontology) -> str:
    """The property `name`: as written; a part's stands after its container's."""
    if cluster.container is not None and ontology.classes[cluster.label].part:
        return f"{shown_name(cluster.container.found, ontology)}.{own_part(cluster, ontology)}"
    if cluster.qualified and cluster.scope:
        return f"{cluster.scope}/{cluster.name}"
    return cluster.name


def own_urn(ref: Ref, cluster: Cluster, landscape: str) -> str | None:
    """The URN that the thing would have if this reference were all that is known, when it is another one."""
    if ref.within is not None or ref.loose or cluster.container is not None or cluster.space:
        return None
    same_space = folded(ref.namespace or DEFAULT) == folded(cluster.namespace or DEFAULT)
    if same_space and ref.label == cluster.label and folded(ref.name) == folded(cluster.name):
        return None
    name = segment(ref.name, keep_case=keeps_case(ref.label))
    return make_urn(ref.label, name, namespace=ref.namespace, landscape=landscape)
