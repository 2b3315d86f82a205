"""What is said of how a pod is written: what each rule finds, what it lets be, and that its own advice satisfies it."""

from __future__ import annotations

import re
import time
from typing import Any

import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ktui.insight.advice.rules import RULES, advice_on
from ktui.model.objects import Pod
from tests.insight.probes.probes import ANY_PROBES, COMMAND, NUMBER, TEXT, pod_of, some

HTTP: dict[str, Any] = {"httpGet": {"path": "/", "port": 8080}}
READY: dict[str, Any] = {"httpGet": {"path": "/ready", "port": 8080}}
GOOD: dict[str, Any] = {"name": "app", "livenessProbe": {**HTTP, "initialDelaySeconds": 10}, "readinessProbe": READY}


ASKED: dict[str, Any] = {"exec": {"command": ["ok"]}}


def good(**changes: Any) -> dict[str, Any]:
    """A container that nothing is to be said of, but for the changes."""
    return {**GOOD, **changes}


def liveness(**fields: Any) -> dict[str, Any]:
    return good(livenessProbe={**GOOD["livenessProbe"], **fields})


def readiness(**fields: Any) -> dict[str, Any]:
    return good(readinessProbe={**READY, **fields})


def startup(**fields: Any) -> dict[str, Any]:
    return good(startupProbe={**HTTP, **fields})


def prestop(hook: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {**liveness(**fields), "lifecycle": {"preStop": hook}}


def slugs(pod: Pod) -> list[str]:
    return [each.rule for each in advice_on(pod)]


FOUND: list[tuple[str, dict[str, Any], str, str, str]] = [
    (
        "no-liveness-probe",
        {"name": "app", "readinessProbe": READY},
        "livenessProbe",
        "nothing notices that it hangs",
        "livenessProbe: {httpGet: {path: /ready, port: 8080}, initialDelaySeconds: 15, periodSeconds: 10,"
        " failureThreshold: 9}",
    ),
    (
        "no-readiness-probe",
        {"name": "app", "livenessProbe": GOOD["livenessProbe"]},
        "readinessProbe",
        "they reach it from its first second on, and go on for up to 31 s when it cannot take them",
        "readinessProbe: {httpGet: {path: /, port: 8080}, periodSeconds: 5, failureThreshold: 3}",
    ),
    (
        "no-start-delay",
        good(livenessProbe={**HTTP, "periodSeconds": 5}),
        "livenessProbe.initialDelaySeconds",
        "takes longer than 10-16 s",
        "startupProbe: {httpGet: {path: /, port: 8080}, periodSeconds: 5, failureThreshold: 30}",
    ),
    (
        "long-initial-delay",
        liveness(initialDelaySeconds=300),
        "livenessProbe.initialDelaySeconds",
        "for 300 s after every start nothing is asked",
        "startupProbe: {httpGet: {path: /, port: 8080}, periodSeconds: 10, failureThreshold: 60}",
    ),
    (
        "exec-starts-jvm",
        readiness(httpGet=None, exec={"command": ["sh", "-c", "java -jar check.jar"]}, periodSeconds=7),
        "readinessProbe.exec.command",
        "java starts a JVM every 7 s",
        "readinessProbe: {httpGet: {path: PATH, port: PORT}, periodSeconds: 7}",
    ),
    (
        "timeout-too-long",
        readiness(timeoutSeconds=10),
        "readinessProbe.timeoutSeconds",
        "timeoutSeconds 10 is not below periodSeconds 10: a slow answer holds up the next attempt,"
        " and a verdict may take 40 s",
        "timeoutSeconds: 5",
    ),
    (
        "timeout-too-long",
        startup(periodSeconds=1),
        "startupProbe.timeoutSeconds",
        "timeoutSeconds 1 is not below periodSeconds 1",
        "periodSeconds: 2",
    ),
    (
        "one-failure-kills",
        liveness(failureThreshold=1, timeoutSeconds=2),
        "livenessProbe.failureThreshold",
        "one answer that takes longer than 2 s",
        "failureThreshold: 3",
    ),
    (
        "liveness-same-as-readiness",
        readiness(**HTTP),
        "livenessProbe",
        "(http-get http://:8080/) and gives up as soon: 3 x 10 s and 3 x 10 s",
        "failureThreshold: 9",
    ),
    (
        "slow-return",
        readiness(successThreshold=7),
        "readinessProbe.successThreshold",
        "for at least 60 s more",
        "successThreshold: 1",
    ),
    (
        "asks-another-host",
        readiness(httpGet={"host": "db.example", "path": "/", "port": "https", "scheme": "HTTPS"}),
        "readinessProbe.httpGet.host",
        "it asks db.example",
        "readinessProbe: {httpGet: {path: /, port: https, scheme: HTTPS}}",
    ),
    (
        "asks-another-host",
        liveness(httpGet=None, tcpSocket={"host": "10.0.0.1", "port": 5432}),
        "livenessProbe.tcpSocket.host",
        "it asks 10.0.0.1",
        "livenessProbe: {tcpSocket: {port: 5432}}",
    ),
    (
        "prestop-too-long",
        prestop({"sleep": {"seconds": 45}}),
        "lifecycle.preStop",
        "the preStop hook alone waits 45 s, the grace of 30 s is over by then",
        "terminationGracePeriodSeconds: 75",
    ),
    (
        "prestop-too-long",
        prestop({"exec": {"command": ["sh", "-c", "sleep 30 && nginx -s quit"]}}),
        "lifecycle.preStop",
        "waits 30 s",
        "terminationGracePeriodSeconds: 60",
    ),
    (
        "prestop-too-long",
        prestop({"sleep": {"seconds": 12}}, terminationGracePeriodSeconds=10),
        "livenessProbe.terminationGracePeriodSeconds",
        "this probe's grace of 10 s is over by then",
        "terminationGracePeriodSeconds: 42",
    ),
    (
        "probe-grace-too-long",
        liveness(terminationGracePeriodSeconds=60),
        "livenessProbe.terminationGracePeriodSeconds",
        "has 60 s of grace after this probe's verdict, what is deleted only 30 s",
        "terminationGracePeriodSeconds: 30",
    ),
]


@pytest.mark.parametrize(("rule", "container", "field", "reason", "instead"), FOUND, ids=[case[0] for case in FOUND])
def test_each_rule_names_the_field_the_numbers_and_what_to_write(
    rule: str, container: dict[str, Any], field: str, reason: str, instead: str
) -> None:
    (advice,) = advice_on(pod_of(container))
    assert (advice.rule, advice.container, advice.field) == (rule, "app", f"spec.containers[app].{field}")
    assert reason in advice.reason
    assert advice.instead == instead


def amended(container: dict[str, Any], field: str, instead: str) -> Pod:
    """The pod with the advice followed."""
    changes = yaml.safe_load(instead.replace("PATH", "/ready").replace("PORT", "8080"))
    for key, value in changes.items():
        if key == "terminationGracePeriodSeconds" and field.endswith("preStop"):
            return pod_of(container, terminationGracePeriodSeconds=value)
        part = re.findall(r"\w+Probe", field)
        if key.endswith("Probe"):
            container = {**container, key: {**value}}
            if key == "startupProbe":
                container["livenessProbe"] = {**container["livenessProbe"], "initialDelaySeconds": 0}
        else:
            container = {**container, part[0]: {**container[part[0]], key: value}}
    return pod_of(container)


@pytest.mark.parametrize(("rule", "container", "field", "reason", "instead"), FOUND, ids=[case[0] for case in FOUND])
def test_whoever_follows_a_rules_advice_has_satisfied_it(
    rule: str, container: dict[str, Any], field: str, reason: str, instead: str
) -> None:
    assert rule not in slugs(amended(container, field, instead))


LET_BE: list[tuple[str, dict[str, Any]]] = [
    ("a good one", GOOD),
    ("a sleep that leaves some grace", prestop({"sleep": {"seconds": 20}})),
    ("a start-up probe instead of a delay", {**startup(), "livenessProbe": HTTP}),
    (
        "liveness more patient than readiness",
        good(livenessProbe={**HTTP, "initialDelaySeconds": 9, "failureThreshold": 5}, readinessProbe=HTTP),
    ),
    (
        "liveness by a command, no port known",
        {"name": "app", "livenessProbe": {"exec": {"command": ["ok"]}, "initialDelaySeconds": 5}},
    ),
    ("a loopback host, as on the host's network", liveness(httpGet={"host": "127.0.0.1", "path": "/", "port": 1})),
    ("readiness that takes one failure", readiness(failureThreshold=1)),
    ("three good answers in a row", readiness(successThreshold=3)),
    ("a shorter grace for what hangs", liveness(terminationGracePeriodSeconds=5)),
]


@pytest.mark.parametrize("container", [case[1] for case in LET_BE], ids=[case[0] for case in LET_BE])
def test_what_a_runbook_would_let_be_is_let_be(container: dict[str, Any]) -> None:
    assert advice_on(pod_of(container)) == ()


def test_a_sidecar_is_judged_by_the_probes_it_has_and_an_init_container_not_at_all() -> None:
    proxy = {
        "name": "proxy",
        "restartPolicy": "Always",
        "livenessProbe": {**HTTP, "failureThreshold": 1, "initialDelaySeconds": 5},
    }
    found = advice_on(pod_of(GOOD, initContainers=[{"name": "migrate"}, proxy]))
    assert [each.field for each in found] == ["spec.initContainers[proxy].livenessProbe.failureThreshold"]


JOB = [{"kind": "Job", "name": "j", "uid": "1", "controller": True}]
BARE: dict[str, Any] = {"name": "app"}
RACING: dict[str, Any] = {"name": "app", "livenessProbe": {**HTTP, "failureThreshold": 1}}


def owned(pod: Pod, *owners: dict[str, Any], phase: str = "Running") -> Pod:
    raw = msgspec.to_builtins(pod)
    raw["metadata"]["ownerReferences"] = owners
    raw["status"]["phase"] = phase
    return msgspec.convert(raw, Pod)


def test_a_jobs_pod_needs_no_probe_but_those_it_has_are_looked_at() -> None:
    assert advice_on(owned(pod_of(BARE, restartPolicy="OnFailure"), *JOB)) == ()
    assert slugs(owned(pod_of(RACING, restartPolicy="Never"), *JOB)) == ["no-start-delay", "one-failure-kills"]
    assert advice_on(pod_of(BARE, restartPolicy="Never")) == ()
    assert slugs(pod_of(BARE)) == ["no-liveness-probe"]


@pytest.mark.parametrize("phase", ["Succeeded", "Failed"])
def test_nothing_is_said_of_what_has_finished(phase: str) -> None:
    assert advice_on(owned(pod_of(BARE, RACING), phase=phase)) == ()


def test_a_replication_controller_is_named() -> None:
    owner = {"kind": "ReplicationController", "name": "kubia", "uid": "1", "controller": True}
    (advice,) = advice_on(owned(pod_of(GOOD), owner))
    assert (advice.rule, advice.container, advice.field) == ("replication-controller", "", "metadata.ownerReferences")
    assert advice.reason.startswith("ReplicationController kubia makes it")
    assert advice_on(owned(pod_of(GOOD), {**owner, "kind": "ReplicaSet"})) == ()


def test_a_grace_of_nothing_is_named() -> None:
    (advice,) = advice_on(pod_of(GOOD, terminationGracePeriodSeconds=0))
    assert (advice.rule, advice.field) == ("no-grace", "spec.terminationGracePeriodSeconds")


def test_every_rule_has_a_name_of_its_own() -> None:
    assert len({rule.slug for rule in RULES}) == len({rule.title for rule in RULES}) == len(RULES)
    assert all(re.fullmatch(r"[a-z-]+", rule.slug) for rule in RULES)


def test_ten_thousand_pods_take_no_time() -> None:
    containers = [{"name": "app", "image": f"app:{number}", "livenessProbe": HTTP} for number in range(100)]
    pods = [pod_of(containers[number % 100], nodeName=f"node-{number}") for number in range(10_000)]
    begun = time.perf_counter()
    count = sum(len(advice_on(pod)) for pod in pods)
    took = time.perf_counter() - begun
    assert count == 20_000
    assert took < 0.45  # 0.03 s where nothing else runs


CONTAINERS = st.builds(
    lambda probes, rest: {**probes, **rest},
    ANY_PROBES,
    some(
        name=TEXT,
        restartPolicy=st.sampled_from(["Always", "Never"]),
        lifecycle=some(preStop=some(sleep=some(seconds=NUMBER), exec=some(**COMMAND))),
    ),
)


@given(st.lists(CONTAINERS, max_size=2), st.lists(CONTAINERS, max_size=2), st.none() | NUMBER)
def test_any_pod_has_its_advice_and_what_to_write_is_yaml(
    containers: list[dict[str, Any]], init: list[dict[str, Any]], grace: int | None
) -> None:
    for advice in advice_on(pod_of(*containers, initContainers=init, terminationGracePeriodSeconds=grace)):
        assert advice.reason
        assert "\n" not in advice.instead
        assert isinstance(yaml.safe_load(advice.instead), dict)
