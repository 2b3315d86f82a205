"""The fixtures hold what they promise, so that a failure elsewhere is ktui's."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pytest

from tests.cluster.target import Cluster, Lab, find_cluster
from tests.lab.api import MERGE, Api, ApiError

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cluster.conftest import Kubectl

ANSWERS_AGAIN = 30.0
"""Seconds a started API server may take until it is ready, on a busy machine with two cores."""


def wait_until_ready(cluster: Cluster) -> None:
    end = time.monotonic() + ANSWERS_AGAIN
    while True:
        try:
            cluster.kubectl("--request-timeout=2s", "get", "--raw", "/readyz")
        except RuntimeError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
        else:
            return


def test_tests_here_are_marked_without_saying_so(request: pytest.FixtureRequest) -> None:
    assert request.node.get_closest_marker("cluster") is not None


def test_the_cluster_answers_with_a_version(cluster: Cluster, api: Api) -> None:
    served = api.get("/version")
    assert served["gitVersion"]
    assert cluster.version.at_least(1, 20)


def test_kubectl_and_the_requests_see_the_same_nodes(kubectl: Kubectl, api: Api) -> None:
    by_kubectl = {item["metadata"]["uid"] for item in json.loads(kubectl("get", "nodes", "-o", "json"))["items"]}
    assert by_kubectl == {item["metadata"]["uid"] for item in api.every("/api/v1/nodes")}


def test_kubectl_reads_what_it_is_given(kubectl: Kubectl) -> None:
    manifest = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "never-made"}}
    printed = kubectl("create", "--dry-run=client", "-o", "name", "-f", "-", text=json.dumps(manifest))
    assert printed == "namespace/never-made\n"


def test_pages_are_put_together(api: Api, namespace: str) -> None:
    path = f"/api/v1/namespaces/{namespace}/configmaps"
    for n in range(5):
        api.request("POST", path, {"metadata": {"name": f"page-{n}"}})
    one_page = {item["metadata"]["name"] for item in api.get(path)["items"]}
    assert {item["metadata"]["name"] for item in api.every(path, limit=2)} == one_page
    assert one_page >= {f"page-{n}" for n in range(5)}


def test_a_refusal_names_the_request_and_the_status(api: Api) -> None:
    with pytest.raises(ApiError, match=r"GET /api/v1/namespaces/none/pods/none: 404") as refusal:
        api.get("/api/v1/namespaces/none/pods/none")
    assert refusal.value.status == 404


def test_a_status_can_be_written_as_a_kubelet_does(api: Api, namespace: str) -> None:
    path = f"/api/v1/namespaces/{namespace}/pods"
    spec = {
        "nodeName": "nowhere",  # no kubelet writes in between
        "automountServiceAccountToken": False,
        "containers": [{"name": "main", "image": "none"}],
    }
    account = {"metadata": {"name": "default"}}  # or the pod is refused until a controller has made it
    api.request("POST", f"/api/v1/namespaces/{namespace}/serviceaccounts", account, ok=(201, 409))
    made = api.request("POST", path, {"metadata": {"name": "written"}, "spec": spec})
    made["status"] = {"phase": "Running", "reason": "Written"}
    assert api.put_status(f"{path}/written", made)["status"]["reason"] == "Written"
    assert api.get(f"{path}/written")["status"]["phase"] == "Running"


def test_a_user_of_the_lab_has_one_namespace_and_no_more(lab: Lab, cluster: Cluster) -> None:
    kubeconfig = lab.user("reader", namespace="lab-reader", role="view")
    reader = Cluster(kubeconfig, cluster.version)
    assert reader.kubectl("auth", "can-i", "list", "pods", "-n", "lab-reader") == "yes\n"
    with pytest.raises(RuntimeError, match="no"):
        reader.kubectl("auth", "can-i", "list", "nodes")


def test_a_frozen_server_does_not_answer_until_it_is_thawed(lab: Lab, cluster: Cluster) -> None:
    lab.fault("freeze", "apiserver")
    try:
        with pytest.raises(RuntimeError):
            cluster.kubectl("--request-timeout=1s", "get", "--raw", "/readyz")
    finally:
        lab.fault("thaw", "apiserver")
    wait_until_ready(cluster)


def test_a_killed_server_comes_back_with_what_it_knew(lab: Lab, cluster: Cluster, api: Api) -> None:
    before = {item["metadata"]["uid"] for item in api.every("/api/v1/nodes")}
    lab.fault("kill", "apiserver")
    try:
        with pytest.raises(RuntimeError):
            cluster.kubectl("--request-timeout=1s", "get", "--raw", "/readyz")
    finally:
        lab.fault("start", "apiserver")
    wait_until_ready(cluster)
    assert {item["metadata"]["uid"] for item in api.every("/api/v1/nodes")} == before


def test_a_version_from_before_a_compaction_is_gone(lab: Lab, cluster: Cluster, api: Api) -> None:
    old = api.get("/api/v1/namespaces?limit=1")["metadata"]["resourceVersion"]
    for n in range(2):  # the compacted revision must be a later one
        annotations = {"ktui.test/written": f"{old}-{n}"}
        path = "/api/v1/namespaces/default"
        api.request("PATCH", path, {"metadata": {"annotations": annotations}}, content_type=MERGE)
    lab.fault("compact")
    lab.fault("kill", "apiserver")  # what the server remembers itself would still answer
    lab.fault("start", "apiserver")
    wait_until_ready(cluster)
    with pytest.raises(ApiError) as refusal:
        api.get(f"/api/v1/namespaces?limit=1&resourceVersion={old}&resourceVersionMatch=Exact")
    assert refusal.value.status == 410


def test_a_kubeconfig_that_is_named_comes_before_the_lab(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "config"
    copy.write_text(cluster.kubeconfig.read_text())
    monkeypatch.setenv("KTUI_TEST_KUBECONFIG", str(copy))
    found = find_cluster()
    assert found.kubeconfig == copy
    assert found.lab is None
