"""A node whose kubelet stands still: its pod is evicted and another made, which is told apart from a restart."""

from __future__ import annotations

import time
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from ktui.insight.why.verdict import Cause
from tests.cluster.judging import Judging
from tests.cluster.spare_node import SpareNode
from tests.cluster.test_get import Ktui
from tests.cluster.truth import insist

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cluster.conftest import Cluster, Lab
    from tests.lab.api import Api

GRACE = "20s"
"""How long a node may be silent in this test: a kubelet is heard of every ten seconds."""

LOST = 90.0
"""Seconds until its pods are evicted, on a busy machine: the grace, a look every five seconds, the toleration."""

AGAIN = 120.0
"""Seconds until a kubelet that goes on is ready again, and has ended what was evicted."""

TOLERATED = 2
"""Seconds for which the pods stay on a node that is lost."""


@pytest.fixture
def short_grace(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nodes are found lost soon, whatever the lab was started with."""

    def restart() -> None:
        lab.fault("kill", "controller-manager")
        lab.fault("start", "controller-manager")

    with monkeypatch.context() as told:
        told.setenv("LAB_NODE_GRACE", GRACE)
        restart()
    try:
        yield
    finally:
        restart()


def ready(api: Api, name: str) -> str:
    """Whether a node is: True, False or Unknown."""
    conditions = api.get(f"/api/v1/nodes/{name}")["status"]["conditions"]
    return next((each["status"] for each in conditions if each["type"] == "Ready"), "")


def wait(what: str, seconds: float, true: Any) -> None:
    """Until it is true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"{what}: not within {seconds:g} s"
        time.sleep(0.5)


def pods_of(api: Api, namespace: str) -> list[dict[str, Any]]:
    """All there are."""
    found: list[dict[str, Any]] = api.get(f"/api/v1/namespaces/{namespace}/pods")["items"]
    return found


def ended(pod: dict[str, Any]) -> bool:
    """Whether its container has."""
    return any("terminated" in each["state"] for each in pod["status"].get("containerStatuses", ()))


@pytest.fixture
def ktui(cluster: Cluster, tmp_path: Path) -> Ktui:
    """ktui, on the cluster under test."""
    return Ktui(cluster, tmp_path)


@pytest.mark.usefixtures("short_grace")
def test_a_pod_whose_node_is_lost_is_replaced_and_not_restarted(
    cluster: Cluster, lab: Lab, api: Api, ktui: Ktui, namespace: str
) -> None:
    labels = {"app": "web"}
    tolerations = [
        {
            "key": f"node.kubernetes.io/{key}",
            "operator": "Exists",
            "effect": "NoExecute",
            "tolerationSeconds": TOLERATED,
        }
        for key in ("unreachable", "not-ready")
    ]
    container = {"name": "main", "image": "luksa/ssd-monitor", "imagePullPolicy": "Never"}
    spec = {"terminationGracePeriodSeconds": 1, "tolerations": tolerations, "containers": [container]}
    template = {"metadata": {"labels": labels}, "spec": spec}
    body = {
        "metadata": {"name": "web"},
        "spec": {"replicas": 1, "selector": {"matchLabels": labels}, "template": template},
    }
    insist(lambda: api.request("POST", f"/apis/apps/v1/namespaces/{namespace}/replicasets", body))
    wait("the pod runs", 60, lambda: [pod["status"]["phase"] for pod in pods_of(api, namespace)] == ["Running"])
    (first,) = pods_of(api, namespace)
    name, node = first["metadata"]["name"], first["spec"]["nodeName"]

    with SpareNode(api, f"ktui-spare-{uuid.uuid4().hex[:6]}"), Judging(cluster.kubeconfig, namespace) as judging:
        judging.wait(name, lambda verdict: verdict.now.cause is Cause.RUNNING, 30, "it runs")
        frozen = time.monotonic()
        lab.fault("freeze", "kubelet")
        try:
            reported = judging.report(
                "pods",
                lambda pod: pod["metadata"]["name"] == name and "deletionTimestamp" in pod["metadata"],
                LOST,
                "the pod is evicted",
            )
            seen = judging.wait(name, lambda verdict: verdict.now.cause is Cause.NODE_LOST, 12, "node-lost")
            print(f"\nevicted after {reported.at - frozen:.0f} s, told {seen.at - reported.at:.2f} s after that")
            assert seen.at - reported.at <= 2.0
            assert node in seen.verdict.now.sentence
            assert seen.verdict.restarts == ()
            answer = ktui.json("why", name, "-n", namespace)
            assert (answer["now"]["cause"], answer["restarts"]) == ("node-lost", [])
            wait("another is made", 30, lambda: len(pods_of(api, namespace)) == 2)
            (other,) = [pod["metadata"]["name"] for pod in pods_of(api, namespace) if pod["metadata"]["name"] != name]
            assert ktui.json("why", other, "-n", namespace)["now"]["cause"] == "unschedulable"
        finally:
            lab.fault("thaw", "kubelet")
            wait("the node is ready again", AGAIN, lambda: ready(api, node) == "True")
        judging.report("pods", lambda pod: pod["metadata"]["name"] == name and ended(pod), AGAIN, "the kubelet ends it")
        after = [each.verdict.now.cause for each in judging.verdicts(name) if each.at >= reported.at + 2.0]
        assert set(after) <= {Cause.NODE_LOST}, "it is told of as lost with its node also once the node is back"
        for each in judging.verdicts(name):
            assert not any(restart.replaced for restart in each.verdict.restarts), each
