"""Owners, policies and what they are about, from the files of several formats to one graph."""

from __future__ import annotations

import pytest

from graph.landscape import Landscape
from graph.ontology import load_ontology
from graph.vocabulary import Rel
from tests.records import of_folder

ONTOLOGY = load_ontology(environ={})

WORKLOAD = """
apiVersion: apps/v1
kind: {kind}
metadata: {{name: {name}, namespace: {space}}}
spec:
  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec: {{containers: [{{name: main, image: "{name}:1"}}]}}
---"""

FILES = {
    "deploy/shop.yaml": WORKLOAD.format(kind="Deployment", name="cart", space="shop")
    + WORKLOAD.format(kind="StatefulSet", name="ledger", space="money")
    + WORKLOAD.format(kind="Deployment", name="dns", space="kube-system"),
    "policies/kyverno.yaml": """
apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: {name: no-root}
spec:
  rules:
    - name: all
      match: {any: [{resources: {kinds: [Pod]}}]}
      exclude: {any: [{resources: {namespaces: [kube-*]}}]}
      validate: {message: no}
---
apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: {name: replicas}
spec:
  rules: [{name: two, match: {any: [{resources: {kinds: [apps/*/Deployment], namespaces: [shop]}}]}}]
""",
    "policies/constraint.yaml": """
apiVersion: constraints.gatekeeper.sh/v1beta1
kind: AllowedRepos
metadata: {name: from-our-registry}
spec: {match: {kinds: [{apiGroups: [apps], kinds: [StatefulSet]}]}}
""",
    "reports/now.yaml": """
apiVersion: wgpolicyk8s.io/v1alpha2
kind: PolicyReport
metadata: {name: r, namespace: shop}
results:
  - {policy: no-root, result: fail, message: runs as root, resources: [{apiVersion: v1, kind: Pod, name: cart-6d5f7c9b4-x2vbq}]}
  - {policy: no-root, result: pass, resources: [{apiVersion: apps/v1, kind: StatefulSet, name: ledger, namespace: money}]}
  - {policy: replicas, result: error, resources: [{kind: ConfigMap, name: cart}]}
""",
    "OWNERS": "approvers: [root-lead]\n",
    "OWNERS_ALIASES": "aliases: {deployers: [Ada-L, grace-h]}\n",
    "deploy/OWNERS": "approvers: [deployers, acme/platform]\n",
    "org/acme/org.yaml": "admins: [ada-l]\nmembers: [grace-h, root-lead]\n",
    "org/acme/teams.yaml": "teams: {Platform: {privacy: closed, members: [grace-h]}}\n",
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Landscape:
    root = tmp_path_factory.mktemp("shop")
    for path, text in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return of_folder(root, ONTOLOGY)


def links(found: Landscape, relation: str) -> set[tuple[str, str]]:
    return {
        (found.things[link.start].name, found.things[link.end].name)
        for link in found.links.values()
        if link.relation == relation
    }


def test_a_policy_governs_the_workloads_of_its_kinds_and_namespaces(found: Landscape) -> None:
    assert links(found, Rel.GOVERNS) == {
        ("no-root", "cart"),
        ("no-root", "ledger"),
        ("replicas", "cart"),
        ("from-our-registry", "ledger"),
    }


def test_only_failures_of_what_the_catalog_holds_are_violations(found: Landscape) -> None:
    assert links(found, Rel.VIOLATES) == {("cart", "no-root")}


def test_the_nearest_owners_file_decides_and_its_names_are_those_of_the_organisation(
    found: Landscape,
) -> None:
    owned = links(found, Rel.OWNS)
    assert {owner for owner, thing in owned if thing == "cart"} == {"ada-l", "grace-h", "Platform"}
    assert {owner for owner, thing in owned if thing == "no-root"} == {"root-lead"}
    assert not [t for t in found.things.values() if t.props.get("placeholder")]


def test_members_are_in_their_team(found: Landscape) -> None:
    assert links(found, Rel.MEMBER_OF) == {("grace-h", "Platform")}
