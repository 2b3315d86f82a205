"""What the numbers of a probe come to."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.insight.probes.arithmetic import Arithmetic, Between, arithmetic
from ktui.model.evidence import ProbeType
from ktui.model.version import ServerVersion
from tests.insight.probes.probes import probe

STARTUP, LIVENESS, READINESS = ProbeType


def of(type_: ProbeType, grace: float = 5, **fields: Any) -> Arithmetic:
    return arithmetic(probe(**fields), type_, grace)


TEXTS: list[tuple[Arithmetic, str]] = [
    (of(LIVENESS, periodSeconds=5), "detects in 10-16 s, dead by 21 s"),
    (of(LIVENESS, grace=30), "detects in 20-31 s, dead by 61 s"),
    (of(LIVENESS, periodSeconds=5, failureThreshold=1), "detects in 0-6 s, dead by 11 s"),
    (of(LIVENESS, periodSeconds=5, terminationGracePeriodSeconds=60), "detects in 10-16 s, dead by 76 s"),
    (of(LIVENESS, periodSeconds=5, terminationGracePeriodSeconds=1), "detects in 10-16 s, dead by 18 s"),
    (of(LIVENESS, grace=0, periodSeconds=5), "detects in 10-16 s, dead by 18 s"),
    (of(LIVENESS, periodSeconds=5, timeoutSeconds=8), "detects in 10-32 s, dead by 37 s"),
    (
        of(STARTUP, initialDelaySeconds=10, periodSeconds=5, failureThreshold=10),
        "60 s to start up, killed after 55-61 s, dead by 66 s",
    ),
    (of(READINESS), "out of service in 20-31 s, back in 0-11 s"),
    (of(READINESS, failureThreshold=1, successThreshold=3), "out of service in 0-11 s, back in 20-31 s"),
    (of(LIVENESS, periodSeconds=1_000_000), "detects in 2000000-3000001 s, dead by 3000006 s"),
]


@pytest.mark.parametrize(("found", "text"), TEXTS, ids=[text for _, text in TEXTS])
def test_it_is_told_in_one_short_line(found: Arithmetic, text: str) -> None:
    assert found.text == text


def test_the_first_attempt_comes_within_a_period_of_the_delay() -> None:
    found = of(LIVENESS, initialDelaySeconds=15, periodSeconds=20, timeoutSeconds=3)
    assert (found.first_probe, found.first_failure_by) == (Between(15, 35), 38)
    assert found.verdict == Between(55, 78)


def test_only_a_start_up_probe_has_a_start_up_budget_and_only_readiness_comes_back() -> None:
    assert [of(type_).start_up for type_ in ProbeType] == [30, None, None]
    assert [of(type_).back is None for type_ in ProbeType] == [True, True, False]
    assert [of(type_).dead_by is None for type_ in ProbeType] == [False, False, True]


def test_before_1_21_a_start_ups_verdict_waits_for_the_kubelet_to_come_by() -> None:
    old = ServerVersion(1, 20)
    assert arithmetic(probe(), STARTUP, 5, old).text == "30 s to start up, killed after 20-121 s, dead by 126 s"
    assert arithmetic(probe(), LIVENESS, 5, old) == of(LIVENESS)


def test_numbers_that_no_server_takes_are_the_servers_own() -> None:
    odd = {"periodSeconds": 0, "timeoutSeconds": -1, "failureThreshold": 0, "initialDelaySeconds": -5}
    assert of(LIVENESS, **odd) == of(LIVENESS)


def test_the_json_says_null_for_what_a_probe_has_not() -> None:
    assert of(READINESS, initialDelaySeconds=2, periodSeconds=5).json() == {
        "text": "out of service in 10-16 s, back in 0-6 s",
        "firstProbeAfter": 2,
        "firstProbeBy": 7,
        "firstFailureBy": 8,
        "detectsAfter": 10,
        "detectsBy": 16,
        "neverUpAfter": None,
        "neverUpBy": None,
        "grace": None,
        "deadBy": None,
        "startUp": None,
        "backInServiceAfter": 0,
        "backInServiceBy": 6,
    }
    startup = of(STARTUP, periodSeconds=5, failureThreshold=4).json()
    assert (startup["startUp"], startup["neverUpAfter"], startup["neverUpBy"], startup["deadBy"]) == (20, 15, 21, 26)
    assert startup["detectsBy"] is startup["backInServiceBy"] is None


NUMBER = st.one_of(st.integers(-5, 100), st.integers(-(2**63), 2**63 - 1))


@given(
    type_=st.sampled_from(ProbeType),
    fields=st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(
            (
                "initialDelaySeconds",
                "timeoutSeconds",
                "periodSeconds",
                "successThreshold",
                "failureThreshold",
                "terminationGracePeriodSeconds",
            ),
            NUMBER,
        ),
    ),
    grace=st.floats(0, 1e9),
)
def test_any_numbers_come_to_times_in_their_order(type_: ProbeType, fields: dict[str, int], grace: float) -> None:
    found = of(type_, grace, **fields)
    for span in (found.first_probe, found.detects, found.verdict, found.back):
        assert span is None or 0 <= span.after <= span.by
    if found.verdict is not None and found.dead_by is not None and found.grace is not None:
        assert found.grace >= 2
        assert found.dead_by > (found.verdict if found.detects is None else found.detects).by
    assert "e+" not in found.text
    json.dumps(found.json(), allow_nan=False)
