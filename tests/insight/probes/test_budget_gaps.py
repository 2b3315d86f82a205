"""What the kubelet could not tell: held against the recorder that decides it, of which all is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ktui.demo.correlation import Correlator, Occurrence
from ktui.insight.evidence import Evidence
from ktui.insight.probes.budget import silences
from ktui.insight.probes.lane import GapReason, MarkKind, Timeline
from ktui.insight.probes.timeline import timeline
from ktui.model.evidence import EventWrite, ProbeType, Start, Watched
from ktui.model.version import ServerVersion
from tests.insight.probes.probes import pod_of
from tests.insight.recorded import recorded_pods, recorded_watched, recording

if TYPE_CHECKING:
    from ktui.model.objects import Pod

OLD, NEW = ServerVersion(1, 20), ServerVersion(1, 35)
BEGAN = 1_790_000_000.0
POD = pod_of(
    {"name": "one", "livenessProbe": {}, "readinessProbe": {}},
    {"name": "two", "readinessProbe": {}},
)
LANES = (("one", ProbeType.LIVENESS), ("one", ProbeType.READINESS), ("two", ProbeType.READINESS), ("two", None))
"""The last one's are not of a probe: what else the kubelet tells of a pod."""
STARTED = -10.0
"""When its containers were."""


class Failing(NamedTuple):
    """Something that happens again and again for a while."""

    lane: int
    period: float
    begins: float
    lasts: float
    varies: bool
    """Whether its message is another one each time."""


class Happened(NamedTuple):
    at: float
    lane: int
    write: EventWrite | None
    """None: it was counted and not told."""


failing = st.builds(
    Failing,
    lane=st.integers(0, 3),
    period=st.sampled_from((3.0, 5.0, 10.0, 17.0, 60.0, 240.0)),
    begins=st.floats(0, 2000),
    lasts=st.floats(0, 3600),
    varies=st.booleans(),
)


def happened(several: list[Failing], version: ServerVersion, random: object) -> list[Happened]:
    """All that happens within an hour and a half, and what a watcher hears of it."""
    moments = []
    for number, one in enumerate(several):
        at = one.begins
        while at <= min(one.begins + one.lasts, 5400):
            moments.append((at, number, one))
            at += one.period
    correlator = Correlator(random, budget_by_type=version.at_least(1, 32))  # type: ignore[arg-type]
    found = []
    moments += [(STARTED, number, Failing(number // 3, 0, 0, 0, False)) for number in range(6)]
    for number, (at, which, one) in enumerate(sorted(moments)):
        container, probe = LANES[one.lane]
        kind, reason, message = "Normal", "BackOff", "Back-off pulling image"
        if at == STARTED:
            reason = message = ("Pulled", "Created", "Started")[which % 3]
        elif probe is not None:
            kind, reason = "Warning", "Unhealthy"
            message = f"{probe.value.capitalize()} probe failed: {which} {number if one.varies else ''}"
        path = f"spec.containers{{{container}}}"
        name = f"web.{number:x}"
        tally = correlator.observe(Occurrence(("Pod",), path, kind, reason, message), BEGAN + at, name)
        if tally is None:
            found.append(Happened(BEGAN + at, one.lane, None))
            continue
        write = EventWrite(
            name=tally.name,
            count=tally.count,
            reason=reason,
            type=kind,
            message=tally.message,
            container=container,
            first=float(int(tally.first)),
            last=float(int(BEGAN + at)),
            source="kubelet",
        )
        found.append(Happened(BEGAN + at, one.lane, write))
    return found


def lanes_of(heard: list[Happened], version: ServerVersion, *, since: float = BEGAN - 60, pod: Pod = POD) -> Timeline:
    evidence = Evidence("")
    for each in heard:
        if each.write is not None:
            evidence.note(each.write)
    for container in ("one", "two"):
        evidence.note(Start(container=container, at=BEGAN + STARTED))
    return timeline(pod, evidence, Watched(since=since), BEGAN + 5400, version)


@settings(deadline=None, max_examples=100)
@given(several=st.lists(failing, min_size=1, max_size=4), version=st.sampled_from((OLD, NEW)), random=st.randoms())
def test_what_was_not_told_is_in_a_band_or_in_a_gap(
    several: list[Failing], version: ServerVersion, random: object
) -> None:
    all_of_it = happened(several, version, random)
    lanes = lanes_of(all_of_it, version)
    nobodys = lanes.lane(None, None)
    assert nobodys is not None
    # By whole seconds, a bucket that was just short of one for less than a second may have had it.
    seconds = [(each.at, each.at) for each in all_of_it if each.write is not None]
    for each in all_of_it:
        container, probe = LANES[each.lane]
        if probe is None or each.write is not None:
            continue
        lane = lanes.lane(container, probe)
        assert lane is not None
        bands = [mark for mark in (*lane.marks, *nobodys.marks) if mark.count > 1]
        spans = [*seconds, *((mark.start, mark.end) for mark in bands)]
        spans += [(gap.start, gap.end or float("inf")) for gap in lane.gaps]
        assert any(start - 1 <= each.at <= end + 1 for start, end in spans), each.at - BEGAN


def told_at_leisure(all_of_it: list[Happened], version: ServerVersion) -> list[float]:
    """When something was told that could have been told two seconds earlier as well."""
    found = []
    left, before = 25.0, 0.0
    for each in all_of_it:
        if each.write is not None and (version is OLD or each.write.type == "Warning"):
            left = min(left + (each.at - before) / 300, 25.0)
            if left > 1 + 2 / 300:
                found.append(each.at)
            left, before = left - 1, each.at
    return found


@settings(deadline=None, max_examples=100)
@given(several=st.lists(failing, min_size=1, max_size=4), version=st.sampled_from((OLD, NEW)), random=st.randoms())
def test_no_gap_is_where_something_was_told(several: list[Failing], version: ServerVersion, random: object) -> None:
    all_of_it = happened(several, version, random)
    lanes = lanes_of(all_of_it, version)
    told = told_at_leisure(all_of_it, version)
    for lane in lanes.lanes:
        for gap in lane.gaps:
            assert gap.reason is GapReason.BUDGET
            assert not any(gap.start + 1 < at < (gap.end or float("inf")) - 1 for at in told)


@settings(deadline=None, max_examples=50)
@given(several=st.lists(failing, min_size=1, max_size=4), version=st.sampled_from((OLD, NEW)), random=st.randoms())
def test_the_marks_of_an_event_come_to_its_count(
    several: list[Failing], version: ServerVersion, random: object
) -> None:
    all_of_it = happened(several, version, random)
    counts: dict[str, int] = {}
    for each in all_of_it:
        if each.write is not None and each.write.reason == "Unhealthy":
            counts[each.write.name] = max(each.write.count, counts.get(each.write.name, 0))
    lanes = lanes_of(all_of_it, version)
    assert sum(lane.count(MarkKind.FAILED) for lane in lanes.lanes) == sum(counts.values())


@settings(deadline=None, max_examples=50)
@given(one=failing, random=st.randoms(), joined=st.floats(0, 5400), version=st.sampled_from((OLD, NEW)))
def test_whoever_joins_late_sees_by_the_first_jump_that_the_budget_is_spent(
    one: Failing, random: object, joined: float, version: ServerVersion
) -> None:
    one = one._replace(lane=1, varies=False)
    all_of_it = happened([one], version, random)
    told = [each for each in all_of_it if each.write is not None and each.write.type == "Warning"]
    before = [each for each in told if each.at <= BEGAN + joined]
    later = told[len(before) :]
    lane = lanes_of([*before[-1:], *later], version, since=BEGAN + joined).lane("one", ProbeType.READINESS)
    assert lane is not None
    counts = [each.write.count for each in later if each.write is not None]
    jumps = [each.at for each, count, last in zip(later[1:], counts[1:], counts, strict=False) if count > last + 1]
    for each in all_of_it:
        if each.write is None and jumps and each.at > jumps[0]:
            spans = [(mark.start, mark.end) for mark in lane.marks if mark.count > 1]
            spans += [(gap.start, gap.end or float("inf")) for gap in lane.gaps]
            assert any(start - 1 <= each.at <= end + one.period + 1 for start, end in spans), each.at - BEGAN


@pytest.mark.parametrize("name", [name for name, (_, evidence) in recorded_pods("probes").items() if evidence.exits])
def test_where_warnings_and_kills_alone_are_watched_no_gap_is_longer(name: str) -> None:
    """Before 1.32 what else the kubelet tells takes from the same bucket; of a start it is known how much."""
    whole = recorded_pods("probes")[name].evidence
    heard = Evidence("")
    for write in whole.writes():
        if write.type == "Warning" or write.reason == "Killing":
            heard.note(write)
    for start in whole.starts.values():
        heard.note(start)
    watched, version = recorded_watched("probes"), recording("probes").version
    told = [(start - 2, end + 2) for start, end in silences(whole, watched, version)]
    found = silences(heard, watched, version)
    assert all(any(start <= begins and ends <= end for start, end in told) for begins, ends in found)
    assert sum(ends - begins for begins, ends in found) > 0.3 * sum(end - start for start, end in told)
