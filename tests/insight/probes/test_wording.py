"""What the kubelet's words mean, as the releases 1.16 to 1.35 (and some before) put them."""

from __future__ import annotations

import pytest

from ktui.insight.probes.lane import MarkKind
from ktui.insight.probes.wording import COMBINED, told
from ktui.model.evidence import ProbeType

LIVENESS, READINESS, STARTUP = ProbeType.LIVENESS, ProbeType.READINESS, ProbeType.STARTUP


@pytest.mark.parametrize(
    ("reason", "message", "kind", "probe"),
    [
        ("Unhealthy", "Liveness probe failed: HTTP probe failed with statuscode: 500", MarkKind.FAILED, LIVENESS),
        ("Unhealthy", "Liveness probe failed: ", MarkKind.FAILED, LIVENESS),
        ("Unhealthy", "Readiness probe failed: Get http://10.1.2.3:8080/h: dial tcp", MarkKind.FAILED, READINESS),
        ("Unhealthy", "Startup probe failed: cat: can't open 'x'\nsecond line", MarkKind.FAILED, STARTUP),
        ("Unhealthy", "Readiness probe errored: rpc error: code = Unknown", MarkKind.ERRORED, READINESS),
        ("Unhealthy", "Liveness probe errored and resulted in unknown state: rpc error", MarkKind.ERRORED, LIVENESS),
        ("Unhealthy", "Startup probe errored and resulted in failure state: x", MarkKind.ERRORED, STARTUP),
        ("ProbeWarning", "Liveness probe warning: <html>moved</html>", MarkKind.WARNED, LIVENESS),
        ("Unhealthy", COMBINED + "Readiness probe failed: queue depth 7", MarkKind.FAILED, READINESS),
        ("Unhealthy", "Liveness probe failed: Readiness probe errored: said the app", MarkKind.FAILED, LIVENESS),
        ("Unhealthy", "something new", MarkKind.FAILED, None),
        ("ProbeWarning", "something new", MarkKind.WARNED, None),
        ("Killing", "Container app failed liveness probe, will be restarted", MarkKind.KILLING, LIVENESS),
        ("Killing", "Container app failed startup probe", MarkKind.KILLING, STARTUP),
        (
            "Killing",
            "Killing container with id docker://a:Container failed liveness probe.. Container will be killed"
            " and recreated.",
            MarkKind.KILLING,
            LIVENESS,
        ),
        ("Killing", "Stopping container liveness", MarkKind.KILLING, None),
        ("Killing", "Container app definition changed, will be restarted", MarkKind.KILLING, None),
    ],
)
def test_words(reason: str, message: str, kind: MarkKind, probe: ProbeType | None) -> None:
    assert told(reason, message) == (kind, probe)
