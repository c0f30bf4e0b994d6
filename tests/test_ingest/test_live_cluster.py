"""A Kubernetes cluster that is asked: which kinds, page by page, and what a kubeconfig may not do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from ingest.sources.source import Access, Kind, Source
from tests.http_server import serving
from tests.live_reading import kubeconfig, read, refused
from tests.live_servers import Kubernetes

pytestmark = pytest.mark.slow


def workload(kind: str, name: str, space: str, **spec: Any) -> dict[str, Any]:
    about: dict[str, Any] = {
        "name": name,
        "namespace": space,
        "uid": "u-1",
        "resourceVersion": "77",
        "managedFields": [{}],
    }
    return {"metadata": about, "spec": spec, "status": {"replicas": 1}, "_kind": kind}


def cluster(token: str = "") -> Kubernetes:
    def deployment(name: str, space: str) -> dict[str, Any]:
        made = workload(
            "Deployment",
            name,
            space,
            template={"spec": {"containers": [{"name": "c", "image": f"example/{name}:1"}]}},
        )
        del made["_kind"]
        return made

    return Kubernetes(
        {
            "v1": [("services", "Service", True), ("secrets", "Secret", True)],
            "apps/v1": [("deployments", "Deployment", True)],
            "metrics.example/v1": [("pods", "PodMetrics", True)],
        },
        {
            ("apps/v1", "deployments"): [
                *(deployment(f"app-{n}", "shop") for n in range(5)),
                deployment("other", "elsewhere"),
            ],
        },
        token,
    )


def test_a_cluster_is_read_page_by_page_for_the_kinds_that_are_known(tmp_path: Path) -> None:
    api = cluster("t0ken")
    api.expires = True
    with serving(api) as server:
        file = kubeconfig(tmp_path, server.url, token="t0ken")
        files = read(Source(Kind.KUBERNETES, str(file)))
        some = read(Source(Kind.KUBERNETES, str(file), namespaces=("elsewhere",)))
        paths = {asked.path for asked in server.asked}
    assert len(files) == 6
    assert list(some) == ["elsewhere/Deployment/other.json"]
    said = json.loads(files["shop/Deployment/app-0.json"])
    assert (said["apiVersion"], said["kind"]) == ("apps/v1", "Deployment")
    assert "status" not in said
    assert set(said["metadata"]) == {"name", "namespace"}
    assert "/api/v1/secrets" not in paths
    assert not any("metrics" in path for path in paths)


def test_what_a_kubeconfig_may_not_do(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    command = {
        "apiVersion": "client.authentication.k8s.io/v1",
        "command": "touch",
        "args": [str(mark)],
    }
    with serving(cluster()) as server:
        file = kubeconfig(tmp_path, server.url, exec=command)
        assert "not run" in refused(Source(Kind.KUBERNETES, str(file)))
        assert not mark.exists()
        given = Source(Kind.KUBERNETES, str(file), access=Access(token_env="TOKEN"))
        assert len(read(given, {"TOKEN": "x"})) == 6
    (tmp_path / "secret").write_text("s3cret")
    with serving(cluster()) as server:
        file = kubeconfig(tmp_path, server.url, tokenFile="secret")
        assert "not read" in refused(Source(Kind.KUBERNETES, str(file)))
        assert not server.asked
        own = {"KUBECONFIG": str(file)}
        assert len(read(Source(Kind.KUBERNETES, ""), own)) == 6
        assert server.asked[0].headers["authorization"] == "Bearer s3cret"
    near = kubeconfig(tmp_path, "http://127.0.0.1.example", token="t")
    assert "no https address" in refused(Source(Kind.KUBERNETES, str(near)))
    plain = kubeconfig(tmp_path, "http://cluster.example", token="t")
    assert "no https address" in refused(Source(Kind.KUBERNETES, str(plain)))
    assert "no context called 'x'" in refused(Source(Kind.KUBERNETES, str(plain), context="x"))
    assert "cannot be read" in refused(Source(Kind.KUBERNETES, str(tmp_path / "none")))
    trusting = yaml.safe_load(plain.read_text())
    trusting["clusters"][0]["cluster"] = {
        "server": "https://127.0.0.1:1",
        "insecure-skip-tls-verify": True,
    }
    plain.write_text(yaml.safe_dump(trusting))
    assert "refused" in refused(Source(Kind.KUBERNETES, str(plain)))
