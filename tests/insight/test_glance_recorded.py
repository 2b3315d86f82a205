"""What is seen at a glance of the pods of real kubelets."""

from __future__ import annotations

import pytest

from ktui.insight.advice.rules import advice_on
from ktui.insight.glance import Glance, glance
from ktui.insight.probes.recent import MINUTES
from ktui.insight.text import width_of
from ktui.insight.traits import FLAPPING, NEAR_MISS, NO_LIVENESS
from tests.insight.recorded import FILES, recorded_pods, recorded_watched, recording

SHARES = (0.1, 0.3, 0.6, 1.0)


def glances(name: str, share: float = 1.0) -> dict[str, Glance]:
    recorded = recording(name)
    at = recorded.start + (recorded.end - recorded.start) * share
    return {
        pod: glance(told.pod, told.evidence, recorded_watched(name), at, recorded.version)
        for pod, told in recorded_pods(name, at=at).items()
    }


def at_any_time(name: str) -> list[tuple[str, Glance]]:
    return [(pod, seen) for share in SHARES for pod, seen in glances(name, share).items()]


@pytest.mark.parametrize("name", FILES)
def test_every_row_is_a_sign_or_letters_and_ten_minutes(name: str) -> None:
    for pod, seen in at_any_time(name):
        letters, _, cells = seen.probes.partition(" ") if seen.probes[:1] != " " else ("", "", seen.probes[2:])
        assert seen.probes in ("✓", "·", "R", "S") or len(cells) == width_of(cells) == MINUTES, pod
        assert set(letters) <= set("SLR?✓·"), pod


@pytest.mark.parametrize("name", ["probes", "probes-1.35"])
def test_each_says_what_its_manifest_is_there_for(name: str) -> None:
    end = glances(name)
    assert (end["healthy"].probes, end["healthy"].why, end["healthy"].why_value[0]) == ("✓", "", 0)
    for pod, words in {
        "http-500": "liveness: HTTP 500",
        "http-slow": "liveness: no answer",
        "oom": "out of memory",
        "crash-exit-1": "exit 1",
        "startup-never": "start-up",
        "tcp-refused": "not ready",
        "two-failing": "not ready",
    }.items():
        assert end[pod].why.startswith(words), pod
        assert end[pod].why_value[0] > 0, pod
    for pod, letter in {"tcp-refused": "R", "two-failing": "R", "exec-flap": "R"}.items():
        assert end[pod].probes.startswith(letter), pod
    assert end["oom"].probes == end["crash-exit-1"].probes == "·", "they have none"
    assert all(seen.moves for pod, seen in end.items() if pod != "healthy")


def test_a_liveness_probe_that_kills_is_drawn_with_its_kills() -> None:
    early = glances("probes-1.35", 0.3)
    assert early["http-500"].probes.startswith("L ")
    assert "K" in early["http-500"].probes
    assert early["http-500"].probes_value > early["tcp-refused"].probes_value > early["healthy"].probes_value


@pytest.mark.parametrize("name", ["probes", "probes-1.35"])
def test_traits(name: str) -> None:
    for pod, seen in at_any_time(name):
        assert (FLAPPING in seen.traits) <= (pod == "exec-flap"), pod
        assert (NEAR_MISS in seen.traits) <= (pod == "exec-flap"), f"{pod}: the others come to their thresholds"
        assert (NO_LIVENESS in seen.traits) == (pod in ("crash-exit-1", "oom", "tcp-refused", "two-failing")), pod
    assert FLAPPING in glances(name, 0.6)["exec-flap"].traits


@pytest.mark.parametrize("name", FILES)
def test_no_liveness_is_what_is_advised(name: str) -> None:
    seen = glances(name)
    for pod, told in recorded_pods(name).items():
        advised = [each for each in advice_on(told.pod, told.evidence) if each.rule == "no-liveness-probe"]
        assert (NO_LIVENESS in seen[pod].traits) == bool(advised), pod


@pytest.mark.parametrize("name", FILES)
def test_without_events_what_can_be_known_is_said(name: str) -> None:
    from ktui.model.evidence import Watched

    recorded = recording(name)
    for pod, told in recorded_pods(name).items():
        seen = glance(told.pod, None, Watched(), recorded.end, recorded.version)
        assert NEAR_MISS not in seen.traits, pod
        if pod == "healthy":
            assert (seen.probes, seen.why) == ("▒", "")
        if pod == "oom":
            assert seen.why.startswith("out of memory")
