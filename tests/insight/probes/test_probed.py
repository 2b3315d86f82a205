"""The containers of a pod and the probes that each has."""

from __future__ import annotations

import pytest

from ktui.insight.probes.probed import pod_grace, probed
from ktui.model.evidence import ProbeType
from ktui.model.objects import Pod
from tests.insight.probes.probes import pod_of, probe


def test_each_container_comes_in_the_order_of_the_api_and_its_probes_in_the_order_of_asking() -> None:
    pod = pod_of(
        {"name": "app", "readinessProbe": {"periodSeconds": 3}, "livenessProbe": {}, "startupProbe": {}},
        {"name": "plain"},
        initContainers=[
            {"name": "migrate"},
            {"name": "proxy", "restartPolicy": "Always", "readinessProbe": {}},
        ],
        ephemeralContainers=[{"name": "debugger"}],
    )
    found = probed(pod)
    assert [(each.name, each.kind, [type_ for type_, _ in each.probes]) for each in found] == [
        ("migrate", "init", []),
        ("proxy", "sidecar", [ProbeType.READINESS]),
        ("app", "container", [ProbeType.STARTUP, ProbeType.LIVENESS, ProbeType.READINESS]),
        ("plain", "container", []),
    ]
    assert found[2].probe(ProbeType.READINESS) == probe(periodSeconds=3)
    assert found[3].probe(ProbeType.READINESS) is None


def test_a_pod_without_containers_has_none() -> None:
    assert probed(Pod()) == ()


@pytest.mark.parametrize(("written", "grace"), [(None, 30), (0, 0), (5, 5), (-1, 0)])
def test_a_pod_that_says_nothing_of_its_grace_has_the_servers(written: int | None, grace: int) -> None:
    assert pod_grace(pod_of(terminationGracePeriodSeconds=written)) == grace
