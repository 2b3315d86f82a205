"""What was said to lie ahead is what then came, in recordings of real kubelets."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import pytest

from ktui.insight.probes.ahead import Ahead, Item
from ktui.insight.probes.lane import MarkKind
from ktui.insight.probes.outlook import outlook
from ktui.insight.probes.timeline import timeline
from ktui.model.version import ServerVersion
from tests.insight.recorded import pods_told, recorded_pods, recorded_watched, recording

VERSIONS = {"probes": ServerVersion(1, 20), "probes-1.35": ServerVersion(1, 35), "probes-odd": ServerVersion(1, 35)}

FIRST = 600.0
"""Seconds of each recording that are looked at."""


class Said(NamedTuple):
    pod: str
    at: float
    """By the recording's clock, which is also the kubelets'."""
    item: Item


@cache
def all_said(name: str) -> tuple[Said, ...]:
    """What the outlook of each pod says after each change that was told of any."""
    recorded, watched, said = recording(name), recorded_watched(name), []
    begun = recorded.lines[0].at
    for index, line in enumerate(recorded.lines):
        if line.at > begun + FIRST or line.resource == "nodes":
            continue
        for pod, told in pods_told(recorded.lines[: index + 1]).items():
            lanes = timeline(told.pod, told.evidence, watched, line.at, VERSIONS[name])
            said += [Said(pod, line.at, item) for item in outlook(told.pod, lanes, line.at, VERSIONS[name]).items]
    return tuple(said)


@cache
def lanes_in_the_end(name: str, pod: str) -> dict[tuple[str | None, str | None, MarkKind], list[float]]:
    """When what happened, by container, probe and kind."""
    told = recorded_pods(name)[pod]
    end = recording(name).end
    found: dict[tuple[str | None, str | None, MarkKind], list[float]] = {}
    for lane in timeline(told.pod, told.evidence, recorded_watched(name), end, VERSIONS[name]).lanes:
        for mark in lane.marks:
            found.setdefault((lane.container, lane.probe, mark.kind), []).append(mark.end)
    return found


def next_of(name: str, said: Said, kind: MarkKind, *, of_probe: bool = False) -> float | None:
    """When the next of a kind came to the container that is meant, from the time on that the item tells of."""
    times = lanes_in_the_end(name, said.pod).get((said.item.container, said.item.probe if of_probe else None, kind), [])
    since = said.at if said.item.since is None else said.item.since
    return next((at for at in times if at >= since), None)


@pytest.mark.parametrize("name", ["probes", "probes-1.35"])
def test_a_kill_comes_by_when_it_is_due(name: str) -> None:
    """Of pods that never answer well again once they have failed: so long as one does not, the bound is one."""
    checked = 0
    for said in all_said(name):
        if said.item.kind is Ahead.MISSES and said.pod in ("http-500", "http-slow", "startup-never"):
            kill = next_of(name, said, MarkKind.KILLING, of_probe=True)
            exited = next_of(name, said, MarkKind.EXITED)
            if kill is not None and exited is not None and kill <= exited:  # else its event was dropped
                assert said.item.within is not None
                assert kill <= said.at + said.item.within
                checked += 1
    assert checked > 20


@pytest.mark.parametrize("name", ["probes", "probes-1.35"])
def test_sigkill_comes_by_when_it_is_said_to(name: str) -> None:
    checked = 0
    for said in all_said(name):
        if said.item.kind is Ahead.KILLED:
            exited = next_of(name, said, MarkKind.EXITED)
            assert exited is not None
            assert said.item.within is not None
            assert exited <= said.at + said.item.within + 1  # until the kubelet has seen to it
            checked += 1
    assert checked > 20


@pytest.mark.parametrize("name", ["probes", "probes-1.35"])
def test_nothing_starts_before_its_back_off_is_over(name: str) -> None:
    checked = 0
    for said in all_said(name):
        if said.item.kind is Ahead.BACK_OFF and said.item.within:
            started = next_of(name, said, MarkKind.STARTED)
            if started is not None:
                assert -1 <= started - (said.at + said.item.within) < 60
                checked += 1
    assert checked > 20


@pytest.mark.parametrize("name", ["probes", "probes-1.35", "probes-odd"])
def test_a_pod_that_is_well_has_nothing_ahead_and_one_that_is_not_has(name: str) -> None:
    kinds: dict[str, set[Ahead]] = {}
    for said in all_said(name):
        kinds.setdefault(said.pod, set()).add(said.item.kind)
    assert kinds.get("healthy", set()) <= {Ahead.NOT_READY}, "while it starts up"
    expected = {
        "http-500": {Ahead.MISSES, Ahead.KILLED, Ahead.BACK_OFF},
        "startup-never": {Ahead.MISSES, Ahead.KILLED, Ahead.BACK_OFF, Ahead.START_UP},
        "exec-flap": {Ahead.MISSES, Ahead.NOT_READY, Ahead.FLAPPING},
        "tcp-refused": {Ahead.NOT_READY},
        "two-failing": {Ahead.NOT_READY},
        "crash-exit-1": {Ahead.BACK_OFF},
        "oom": {Ahead.BACK_OFF},
        "exec-cannot-run": {Ahead.NOT_READY, Ahead.ERRORED},
        "talkative": {Ahead.NOT_READY},
        "leaving": {Ahead.NOT_READY, Ahead.TERMINATING},
    }
    for pod in recorded_pods(name):
        assert kinds.get(pod, set()) >= expected.get(pod, set())
