"""`ktui get`, `get -w` and `info` as processes on a real cluster, beside kubectl."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from ktui.model.kinds import KINDS, Kind
from tests.cluster.truth import PODS, Lines, Scene, environment_of, name_of, pod

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cluster.conftest import Cluster, Kubectl, Lab
    from tests.lab.api import Api

TRIES = 5
"""Comparisons until two are made with no change between: the cluster's controllers are at work."""

TICKING = re.compile(r"\b(\d+[smhdy])+\b")
"""An age, a duration: both sides read their clocks, and not at the same moment."""


@pytest.fixture
def scene(api: Api, cluster: Cluster, namespace: str) -> Scene:
    """Thirty pods, and one of each other kind, which make no pods."""
    made = Scene(api, cluster, namespace)
    made.fill()
    template = {"metadata": {"labels": {"app": "idle"}}, "spec": {**pod("")["spec"], "restartPolicy": "Never"}}
    daemons = {**template, "spec": {**pod("")["spec"], "nodeSelector": {"nowhere": "true"}}}
    selector = {"matchLabels": {"app": "idle"}}
    job = {"template": template, "suspend": True}
    home, meta = f"namespaces/{namespace}", {"metadata": {"name": "idle"}}
    api.request(
        "POST", f"/apis/apps/v1/{home}/daemonsets", {**meta, "spec": {"selector": selector, "template": daemons}}
    )
    api.request("POST", f"/apis/batch/v1/{home}/jobs", {**meta, "spec": job})
    batch = "batch/v1" if cluster.version.at_least(1, 21) else "batch/v1beta1"
    runs = {"schedule": "0 0 1 1 *", "suspend": True, "jobTemplate": {"spec": {"template": template}}}
    api.request("POST", f"/apis/{batch}/{home}/cronjobs", {**meta, "spec": runs})
    return made


class Ktui:
    """Runs ktui on the cluster."""

    def __init__(self, cluster: Cluster, folder: Path) -> None:
        self.environment = {**os.environ, **environment_of(cluster.kubeconfig, folder)}

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "ktui", *arguments]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=60, check=False)

    def out(self, *arguments: str) -> str:
        answer = self.run(*arguments)
        assert answer.returncode == 0, answer.stderr
        assert answer.stderr == ""
        return answer.stdout

    def json(self, *arguments: str) -> Any:
        return json.loads(self.out(*arguments, "-o", "json"))


@pytest.fixture
def ktui(cluster: Cluster, tmp_path: Path) -> Ktui:
    """ktui, on the cluster under test."""
    return Ktui(cluster, tmp_path)


def steady(text: str) -> list[str]:
    """The lines, with every age replaced and the widths that follow from it."""
    return [re.sub(r" {2,}", "  ", TICKING.sub("#", line)).rstrip() for line in text.splitlines()]


@pytest.mark.parametrize("output", [[], ["-o", "wide"]], ids=["narrow", "wide"])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_table_is_kubectls(ktui: Ktui, kubectl: Kubectl, scene: Scene, kind: Kind, output: list[str]) -> None:
    where = ["-n", scene.namespace] if kind.namespaced else ["--selector=made-by!=fill"]
    for _ in range(TRIES):
        theirs = kubectl("get", kind.name, *where, *output)
        answer = ktui.run("get", kind.name, *where, *output)
        assert answer.returncode == 0
        if steady(answer.stdout) == steady(theirs):
            break
    assert steady(answer.stdout) == steady(theirs)
    if not theirs:
        assert answer.stderr.startswith("No resources found")


def test_names_selectors_and_sorting_are_kubectls(ktui: Ktui, kubectl: Kubectl, scene: Scene) -> None:
    names = [f"pod/{name_of(number)}" for number in (4, 2)]
    kubectl("label", "-n", scene.namespace, *names, "tier=web")
    for arguments in (
        ["pods", "-l", "tier=web"],
        ["pods", "-l", "tier!=web"],
        ["pods", name_of(2), name_of(4)],
        [f"pod/{name_of(7)}"],
        ["pods", "--no-headers"],
    ):
        where = ["-n", scene.namespace]
        assert steady(ktui.out("get", *arguments, *where)) == steady(kubectl("get", *arguments, *where))
    items = ktui.json("get", "po", "-n", scene.namespace, "--sort-by", "RESTARTS")["items"]
    restarts = [int(item["cells"]["RESTARTS"]) for item in items]
    assert restarts == sorted(restarts)
    assert len(items) == PODS


def test_what_is_not_there_is_4_and_told_as_the_server_tells_it(ktui: Ktui, scene: Scene) -> None:
    answer = ktui.run("get", "pod", "absent", "-n", scene.namespace)
    assert answer.returncode == 4
    assert answer.stdout == ""
    assert 'pods "absent" not found' in answer.stderr
    assert answer.stderr.count("\n") == 1


def test_what_is_not_permitted_is_5_and_names_the_right(ktui: Ktui, lab: Lab, scene: Scene) -> None:
    kubeconfig = lab.user(scene.namespace, namespace=scene.namespace, role="view")
    for arguments in (["get", "nodes"], ["get", "pods", "-A"], ["get", "nodes", "-w"]):
        answer = ktui.run(*arguments, "--kubeconfig", str(kubeconfig))
        assert answer.returncode == 5, answer
        assert answer.stdout == ""
        assert "not permitted to list" in answer.stderr
        assert answer.stderr.count("\n") == 1
    answer = ktui.run("get", "pods", "-n", scene.namespace, "--kubeconfig", str(kubeconfig))
    assert answer.returncode == 0
    assert answer.stdout.count("\n") == PODS + 1


def test_a_watch_follows_every_change(scene: Scene, tmp_path: Path) -> None:
    lines = Lines(scene, state=tmp_path)
    try:
        lines.wait_rows(scene.told_by_kubectl(), 30, since=time.monotonic())
        for turn in range(3):
            scene.upset(turn)
            changed = time.monotonic()
            lines.wait_rows(scene.told_by_kubectl(), 2.0, since=changed)
        assert lines.alive
    finally:
        said = lines.close()
    assert said == ""
    assert lines.exit_code == 130


def test_info_knows_the_server(ktui: Ktui, cluster: Cluster) -> None:
    told = ktui.json("info")
    assert {"version", "python", "textual", "kubernetes", "config", "state", "cache", "context", "server"} <= set(told)
    assert cluster.version.text in json.dumps(told["server"])
    assert told["context"]
