"""What never starts, and what is told of a pod whose events may not be listed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from ktui.insight.why.verdict import Cause
from tests.cluster.judging import Judging
from tests.cluster.test_get import Ktui
from tests.cluster.test_why import FAILING, PATIENCE, make, restarted_once

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cluster.conftest import Cluster, Lab
    from tests.lab.api import Api


@pytest.fixture
def ktui(cluster: Cluster, tmp_path: Path) -> Ktui:
    """ktui, on the cluster under test."""
    return Ktui(cluster, tmp_path)


STUCK: dict[str, tuple[dict[str, Any], Cause, str]] = {
    "no-command": ({"command": ["/no/such/program"]}, Cause.START_ERROR, "/no/such/program"),
    "no-image": ({"image": "none.example/none:1"}, Cause.IMAGE, "none.example/none:1"),
    "no-config": (
        {"env": [{"name": "A", "valueFrom": {"configMapKeyRef": {"name": "absent", "key": "a"}}}]},
        Cause.CONFIG,
        "absent",
    ),
}
"""Pods that never start: what is special about them, why, and a word of the sentence or its evidence."""


def test_what_cannot_start_is_told_by_why(cluster: Cluster, api: Api, ktui: Ktui, namespace: str) -> None:
    with Judging(cluster.kubeconfig, namespace) as judging:
        for name, (special, _, _) in STUCK.items():
            make(api, namespace, name, **special)
        for name, (_, cause, word) in STUCK.items():
            seen = judging.wait(
                name,
                lambda verdict, cause=cause: verdict.now.cause is cause,  # type: ignore[misc]
                PATIENCE,
                f"{name}: {cause}",
            )
            now = seen.verdict.now
            assert word in " ".join([now.sentence, *(clue.text for clue in now.clues)]), now
    for name, (_, cause, _) in STUCK.items():
        assert ktui.json("why", name, "-n", namespace)["now"]["cause"] == cause


def test_without_the_right_to_list_events_the_status_alone_answers_and_what_is_missing_is_named(
    cluster: Cluster, api: Api, lab: Lab, namespace: str, tmp_path: Path
) -> None:
    role = f"{namespace}-pods"
    rules = [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get", "list", "watch"]}]
    api.request("POST", "/apis/rbac.authorization.k8s.io/v1/clusterroles", {"metadata": {"name": role}, "rules": rules})
    try:
        make(api, namespace, "exec", **FAILING["exec"][0])
        with Judging(cluster.kubeconfig, namespace) as judging:
            judging.report("pods", restarted_once, PATIENCE, "it is restarted")
        kubeconfig = lab.user(namespace, namespace=namespace, role=role)
        few = Ktui(cluster, tmp_path)
        few.environment["KUBECONFIG"] = str(kubeconfig)
        answer = few.run("why", "exec", "-n", namespace, "-o", "json")
        assert answer.returncode == 0, answer.stderr
        assert "not permitted to list events" in answer.stderr
        assert answer.stderr.count("\n") == 1
        restarts = json.loads(answer.stdout)["restarts"]
        assert restarts
        assert all("events" in " ".join(each["missing"]) for each in restarts), restarts
    finally:
        api.request("DELETE", f"/apis/rbac.authorization.k8s.io/v1/clusterroles/{role}")
