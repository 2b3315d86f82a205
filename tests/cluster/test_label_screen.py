"""The screen on a real cluster: a label brings a DaemonSet's pod, another value ends it, and undo brings it back."""

from __future__ import annotations

import os
import sys
import time
import uuid
from typing import TYPE_CHECKING

import pytest

from tests.cluster.truth import environment_of, pod
from tests.lab.api import ApiError
from tests.terminal.tty import Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cluster.conftest import Cluster, Kubectl
    from tests.lab.api import Api


CONTROLLERS = 120.0
"""Seconds in which the controllers are at work again after whatever a test before this one has done to the server."""


@pytest.fixture
def key(kubectl: Kubectl) -> Iterator[str]:
    """A label's key that no node has, and that none has at the end."""
    made = f"ktui-{uuid.uuid4().hex[:8]}"
    yield made
    kubectl("label", "nodes", "--all", f"{made}-")


@pytest.fixture
def daemonset(api: Api, namespace: str, key: str) -> str:
    """A DaemonSet for nodes with that label at `ssd`."""
    labels = {"app": "monitor"}
    spec = {**pod("")["spec"], "nodeSelector": {key: "ssd"}}
    del spec["schedulerName"]
    body = {
        "metadata": {"name": "monitor"},
        "spec": {"selector": {"matchLabels": labels}, "template": {"metadata": {"labels": labels}, "spec": spec}},
    }
    # no pod is let in without its account, and the controller that makes accounts may be the last one back at work
    account = {"metadata": {"name": "default"}}
    api.request("POST", f"/api/v1/namespaces/{namespace}/serviceaccounts", account, ok=(200, 201, 409))
    path = f"/apis/apps/v1/namespaces/{namespace}/daemonsets"
    api.request("POST", path, body)
    deadline = time.monotonic() + CONTROLLERS
    while not observed(api, f"{path}/monitor"):
        assert time.monotonic() < deadline, "no controller looks at DaemonSets"
        time.sleep(0.2)
    return "monitor"


def observed(api: Api, path: str) -> bool:
    """Whether the controller has seen a DaemonSet."""
    try:
        return bool(api.request("GET", path).get("status", {}).get("observedGeneration"))
    except ApiError:
        return False


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_a_label_brings_its_pod_and_undo_brings_it_back(
    cluster: Cluster, api: Api, namespace: str, daemonset: str, key: str, tmp_path: Path, size: tuple[int, int]
) -> None:
    def pods() -> list[bool]:
        """Whether each pod that is not being deleted is on a node: until then the controller does not take it off."""
        try:
            found = api.request("GET", f"/api/v1/namespaces/{namespace}/pods")["items"]
        except ApiError:
            return [False]
        return ["nodeName" in each["spec"] for each in found if "deletionTimestamp" not in each["metadata"]]

    def label() -> object:
        try:
            return api.request("GET", f"/api/v1/nodes/{node}")["metadata"]["labels"].get(key)
        except ApiError:
            return None

    node = next(
        each["metadata"]["name"]
        for each in api.request("GET", "/api/v1/nodes")["items"]
        if not each["spec"].get("taints") and not each["spec"].get("unschedulable")
    )

    def enter() -> None:
        """Say yes, and wait until the dialog has closed: the next one may look the same.

        Its frame goes last, after what it says.
        """
        terminal.keys("\r")
        terminal.wait(lambda: "╭" not in terminal.text, what="the dialog closes")

    env = {**os.environ, **environment_of(cluster.kubeconfig, tmp_path), "TERM": "xterm-256color"}
    argv = [sys.executable, "-m", "ktui", "-n", namespace, "--fresh"]
    with Terminal(argv, env=env, rows=size[1], cols=size[0]) as terminal:
        terminal.wait(r"● live")
        terminal.keys("5")
        terminal.keys(f"/NAME:^{node}$\r")
        terminal.wait(rf"▌.*{node}")
        terminal.keys("L")
        terminal.wait("Labels of")
        terminal.keys(f"{key}=ssd")
        terminal.wait(r"\(none\) → ssd(.|\n)*dry run accepted")
        assert pods() == []
        enter()
        terminal.wait(lambda: pods() == [True], CONTROLLERS, what="the pod comes")
        terminal.keys("L")
        terminal.wait("Labels of")
        terminal.keys(f"{key}=hdd")
        terminal.wait(r"ssd → hdd(.|\n)*dry run accepted")
        enter()
        # a kubelet that does not know the label yet turns its pod away, and for a moment there is none: first the label
        terminal.wait(lambda: label() == "hdd", what="the label is changed")
        terminal.wait(lambda: pods() == [], CONTROLLERS, what="the pod goes")
        terminal.keys("u")
        terminal.wait(rf"{key}: hdd → ssd(.|\n)*dry run accepted")
        enter()
        terminal.wait(lambda: pods() == [True], CONTROLLERS, what="the pod is back")
