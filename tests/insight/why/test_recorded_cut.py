"""What is said of the recordings' restarts when a part of the evidence is not there, and that it is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ktui.insight.why.verdict import Cause
from ktui.model.evidence import Watched
from tests.insight.recorded import pods_told, recorded_watched, recording
from tests.insight.why.causes import ENDS
from tests.insight.why.recorded import judged

if TYPE_CHECKING:
    from ktui.insight.why.verdict import Restart, Verdict
    from ktui.recording.line import Line

PATHS = ["probes", "probes-1.35"]
CASES = [(path, name) for path in PATHS for name in sorted(ENDS)]


def last_of_each(lines: list[Line], *resources: str) -> list[Line]:
    """As a first list tells it: how each object stands after these lines."""
    standing = {(line.resource, line.key): line for line in lines if line.resource in resources}
    return [line for line in standing.values() if line.type != "DELETED"]


def is_trouble(line: Line) -> bool:
    if line.resource != "events":
        return True
    told = line.object()
    return bool(told["type"] != "Normal" or told["reason"] == "Killing")


def lines_of(path: str) -> list[Line]:
    return list(recording(path).lines)


def verdict_on(path: str, name: str, lines: list[Line], watched: Watched) -> Verdict:
    return judged(path, pods_told(lines)[name], watched=watched)


def unknown(restarts: tuple[Restart, ...]) -> list[Restart]:
    return [each for each in restarts if each.exit_code is None]


@pytest.mark.parametrize(("path", "name"), CASES)
def test_of_the_last_pod_alone_the_last_end_is_known_and_of_others_the_number(path: str, name: str) -> None:
    restarts = verdict_on(path, name, last_of_each(lines_of(path), "pods"), Watched()).restarts
    *known, earlier = restarts
    (status,) = pods_told(lines_of(path))[name].pod.status.container_statuses or ()
    assert {(each.cause, each.exit_code) for each in known} == {(ENDS[name].cause, ENDS[name].code)}
    assert earlier.cause is Cause.UNKNOWN
    assert earlier.count + sum(each.replaced for each in known) == status.restart_count
    newest = known[0]
    assert any("keeps the last end" in words for words in earlier.missing)
    if name in ("http-500", "http-slow", "startup-never"):
        assert newest.sentence.startswith("Most likely")
        assert "No Killing event tells of it: the pod's events were not watched." in newest.missing
    else:
        assert newest.missing == ()


@pytest.mark.parametrize(("path", "name"), CASES)
def test_without_any_event_each_end_has_its_cause_and_the_doubt_is_said(path: str, name: str) -> None:
    restarts = verdict_on(path, name, [line for line in lines_of(path) if line.resource == "pods"], Watched()).restarts
    assert {(each.cause, each.exit_code) for each in restarts} == {(ENDS[name].cause, ENDS[name].code)}
    if ENDS[name].cause in (Cause.LIVENESS_PROBE, Cause.STARTUP_PROBE):
        assert all(each.sentence.startswith("Most likely") for each in restarts)
        assert all(any("not watched" in words for words in each.missing) for each in restarts)


@pytest.mark.parametrize(("path", "name"), CASES)
def test_of_events_and_the_last_pod_counts_tell_how_many_a_probe_ended(path: str, name: str) -> None:
    lines = lines_of(path)
    told = [*(line for line in lines if line.resource == "events"), *last_of_each(lines, "pods")]
    restarts = verdict_on(path, name, told, recorded_watched(path)).restarts
    assert (restarts[0].cause, restarts[0].exit_code) == (ENDS[name].cause, ENDS[name].code)
    assert {each.cause for each in unknown(restarts)} <= {ENDS[name].cause, Cause.UNKNOWN}
    by_probe = sum(each.count for each in unknown(restarts) if each.cause is not Cause.UNKNOWN)
    killed = [line.object() for line in lines if line.resource == "events" and line.key[1].startswith(f"{name}.")]
    most = max((event["count"] for event in killed if event["reason"] == "Killing"), default=0)
    # The last of them may have led to the end that is known.
    assert by_probe >= most - 1


@pytest.mark.parametrize(("path", "name"), CASES)
@pytest.mark.parametrize("share", [0.2, 0.4, 0.6, 0.8])
@pytest.mark.parametrize("troubles", [False, True])
def test_who_begins_to_watch_late_is_right_about_what_is_known(
    path: str, name: str, share: float, troubles: bool
) -> None:
    """`troubles`: and watches for warnings and kills alone, as a session does."""
    lines = [line for line in lines_of(path) if not troubles or is_trouble(line)]
    cut = int(len(lines) * share)
    told = [*last_of_each(lines[:cut], "pods", "events"), *lines[cut:]]
    restarts = verdict_on(path, name, told, Watched(since=lines[cut].at)).restarts
    for each in restarts:
        if each.exit_code is None:
            assert each.cause in (ENDS[name].cause, Cause.UNKNOWN)
            assert each.missing
        else:
            assert each.cause is ENDS[name].cause, each


@pytest.mark.parametrize("path", PATHS)
def test_what_was_before_the_cluster_forgot_is_said_so(path: str) -> None:
    pods = [line for line in lines_of(path) if line.resource == "pods"]
    recorded = recording(path)
    restarts = verdict_on(path, "http-500", pods, Watched(since=recorded.end, ttl=600.0)).restarts
    oldest = restarts[-1]
    assert oldest.cause is Cause.LIVENESS_PROBE
    assert any("the cluster keeps events for no longer than 10m" in words for words in oldest.missing)


@pytest.mark.parametrize("path", PATHS)
def test_what_a_lost_connection_hid_is_said_so(path: str) -> None:
    recorded = recording(path)
    pods = [line for line in lines_of(path) if line.resource == "pods"]
    watched = Watched(since=recorded.start, lost=((recorded.start + 60, None),))
    restarts = verdict_on(path, "http-500", pods, watched).restarts
    assert restarts[0].cause is Cause.LIVENESS_PROBE
    assert any("there was no connection from" in words for words in restarts[0].missing)


@pytest.mark.parametrize("path", PATHS)
def test_a_kill_that_would_have_been_told_was_none(path: str) -> None:
    """All was watched and nothing of a probe is told: whoever sent SIGKILL, it was no probe.

    Until the starts alone, which are told as well, have used up what the kubelet may tell of a pod.
    """
    lines = [line for line in lines_of(path) if line.resource == "pods"]
    restarts = verdict_on(path, "http-500", lines, recorded_watched(path)).restarts
    assert [each.cause for each in restarts[-5:]] == [Cause.SIGNAL] * 5
    assert all("nothing that is told says who sent it" in each.sentence for each in restarts[-5:])
    assert restarts[0].cause is Cause.LIVENESS_PROBE
    assert any("25 events" in words for words in restarts[0].missing)
