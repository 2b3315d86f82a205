"""Every way to fail ends in a verdict that names it: in a live session, soon after the kubelet's own word."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from ktui.insight.why.verdict import Cause
from tests.cluster.demo import DemoLab
from tests.cluster.judging import Judging
from tests.cluster.test_get import Ktui
from tests.cluster.truth import insist

if TYPE_CHECKING:
    from collections.abc import Callable

    from ktui.insight.why.verdict import Restart, Verdict
    from tests.cluster.conftest import Cluster
    from tests.lab.api import Api

MANIFEST = Path(__file__).parents[1] / "data" / "manifests" / "kubia-liveness-probe.yml"

SOON = 2.0
"""Seconds after the kubelet's own report within which the verdict is there."""

PATIENCE = 120.0
"""Seconds for what takes a kubelet some, on a busy machine."""


@pytest.fixture
def ktui(cluster: Cluster, tmp_path: Path) -> Ktui:
    """ktui, on the cluster under test."""
    return Ktui(cluster, tmp_path)


def make(api: Api, namespace: str, name: str, *, grace: int = 1, **container: Any) -> None:
    """A pod of one container."""
    main = {"name": "main", "image": "luksa/ssd-monitor", "imagePullPolicy": "Never", **container}
    spec = {"terminationGracePeriodSeconds": grace, "containers": [main]}
    body = {"metadata": {"name": name}, "spec": spec}
    # A namespace's service account is made a moment after it.
    insist(lambda: api.request("POST", f"/api/v1/namespaces/{namespace}/pods", body))


QUICK = {"periodSeconds": 1, "failureThreshold": 2}
HOG = "sleep 1; x=aaaaaaaaaaaaaaaa; while true; do x=$x$x; done"

FAILING: dict[str, tuple[dict[str, Any], Cause, int | None, tuple[str, ...]]] = {
    "oom": (
        {
            "image": "luksa/batch-job",
            "command": ["sh", "-c", HOG],
            "resources": {"limits": {"memory": "16Mi"}},
        },
        Cause.OOM_KILLED,
        137,
        ("16Mi",),
    ),
    "startup": (
        {"startupProbe": {"httpGet": {"path": "/", "port": 8080}, **QUICK}},
        Cause.STARTUP_PROBE,
        None,
        ("refused",),
    ),
    "exec": (
        {"livenessProbe": {"exec": {"command": ["sh", "-c", "echo the cache is cold; exit 1"]}, **QUICK}},
        Cause.LIVENESS_PROBE,
        None,
        ("the cache is cold",),
    ),
    "tcp": ({"livenessProbe": {"tcpSocket": {"port": 9999}, **QUICK}}, Cause.LIVENESS_PROBE, None, ("refused",)),
    "exits": ({"command": ["sh", "-c", "sleep 1; exit 3"]}, Cause.EXIT, 3, ("3",)),
}
"""Pods that are restarted: what is special about them, why they are, their exit code, words of the sentence."""


AT_DEMO = ("exits",)
"""Those that the demo's pretend containers do as well."""


def told(restart: Restart) -> str:
    """All that is said of a restart."""
    return " ".join([restart.sentence, *(clue.text for clue in restart.clues)])


def restarted(cause: Cause) -> Callable[[Verdict], bool]:
    """Whether a verdict tells of a restart with this cause, after which a new container was made."""
    return lambda verdict: any(each.cause is cause and each.replaced for each in verdict.restarts)


def restarted_once(pod: dict[str, Any]) -> bool:
    """Whether the kubelet has reported a new container after one that ended."""
    statuses = pod.get("status", {}).get("containerStatuses", ())
    return any(each["restartCount"] > 0 and "terminated" in each["lastState"] for each in statuses)


def test_every_cause_of_a_restart_is_named_soon_after_the_kubelets_word(
    cluster: Cluster, api: Api, ktui: Ktui, namespace: str
) -> None:
    demo = isinstance(cluster.lab, DemoLab)
    failing = {name: each for name, each in FAILING.items() if not demo or name in AT_DEMO}
    with Judging(cluster.kubeconfig, namespace) as judging:
        for name, (special, _, _, _) in failing.items():
            make(api, namespace, name, **special)
        for name, (_, cause, code, words) in failing.items():
            reported = judging.report(
                "pods",
                lambda pod, name=name: pod["metadata"]["name"] == name and restarted_once(pod),  # type: ignore[misc]
                PATIENCE,
                f"{name} is restarted",
            )
            seen = judging.wait(name, restarted(cause), SOON + 10, f"{name}: {cause}")
            print(f"\n{name}: {cause} {seen.at - reported.at:.2f} s after the kubelet's report")
            assert seen.at - reported.at <= SOON
            first = seen.verdict.restarts[-1]
            assert first.cause is cause
            assert code in (None, first.exit_code)
            for word in words:
                assert word in told(first), first
    for name, (_, cause, code, _) in failing.items():
        # Who did not watch knows of the failures only how many they were, all restarts together.
        restarts = ktui.json("why", name, "-n", namespace)["restarts"]
        assert [each for each in restarts if each["cause"] == cause and code in (None, each["exitCode"])], restarts


def test_a_failing_liveness_probe_is_named_with_its_answer_threshold_exit_and_new_container(
    cluster: Cluster, api: Api, ktui: Ktui, namespace: str
) -> None:
    body = yaml.safe_load(MANIFEST.read_text())
    insist(lambda: api.request("POST", f"/api/v1/namespaces/{namespace}/pods", body))
    name = body["metadata"]["name"]
    with Judging(cluster.kubeconfig, namespace) as judging:
        killing = judging.report("events", lambda event: event["reason"] == "Killing", 240, "the kubelet kills it")
        seen = judging.wait(
            name,
            lambda verdict: verdict.now.cause is Cause.LIVENESS_PROBE and tells_of_the_kill(verdict),
            SOON + 10,
            "the verdict on the kill",
        )
        print(f"\nthe kill: {seen.at - killing.at:.2f} s after the kubelet's event")
        assert seen.at - killing.at <= SOON
        reported = judging.report("pods", restarted_once, PATIENCE, "a new container")
        after = judging.wait(name, restarted(Cause.LIVENESS_PROBE), SOON + 10, "the verdict on the restart")
        print(f"the restart: {after.at - reported.at:.2f} s after the kubelet's report")
        assert after.at - reported.at <= SOON
        (restart,) = after.verdict.restarts
        _is_complete(told(restart), restart.exit_code, restart.signal)
        assert restart.replaced
    answer = ktui.json("why", name, "-n", namespace)
    first = answer["restarts"][-1]
    _is_complete(
        " ".join([first["sentence"], *(clue["text"] for clue in first["evidence"])]), first["exitCode"], first["signal"]
    )
    assert first["cause"] == "liveness-probe"
    assert first["replaced"] is True
    lanes = {(each["container"], each["probe"]): each for each in ktui.json("probes", name, "-n", namespace)["lanes"]}
    assert lanes["kubia", "liveness"]["failed"] >= 3
    assert "killing" in {mark["kind"] for mark in lanes["kubia", "liveness"]["marks"]}
    assert 137 in {mark["exitCode"] for mark in lanes["kubia", None]["marks"]}


def tells_of_the_kill(verdict: Verdict) -> bool:
    """Whether the kubelet's own word is among the evidence of what is now."""
    return any("failed liveness probe, will be restarted" in clue.text for clue in verdict.now.clues)


def _is_complete(said: str, code: int | None, signal: int | None) -> None:
    """Liveness, HTTP 500, the threshold, the exit code and the new container."""
    assert "liveness" in said.lower(), said
    assert "HTTP 500" in said, said
    assert "3" in said, said
    assert "new container" in said, said
    assert (code, signal) == (137, 9)
