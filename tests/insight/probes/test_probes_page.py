"""The page about probes: what stands where, that it fits, and that it says no more and no less than the timeline."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from ktui.insight.probes.chart import chart_window
from ktui.insight.probes.lane import Gap, GapReason, Lane, MarkKind, Timeline
from ktui.insight.probes.page import NO_PROBE, probes_page
from ktui.insight.probes.standing import Asked, Standing, Times
from ktui.insight.probes.view import SPANS, TimelineView, evidence_times
from ktui.insight.text import width_of
from ktui.model.evidence import ProbeType
from tests.insight.probes.timelines import HTTP_500, NOW, failed, killed, mark, timelines
from tests.insight.text_of import text_of

KUBIA = Asked("kubia", ProbeType.LIVENESS, 5.0, "http-get http://:8080/ delay=0s timeout=1s period=5s")
STANDING = Standing(Times(NOW - 1000, NOW), (KUBIA,))


def page(timeline: Timeline, view: TimelineView | None = None, standing: Standing = STANDING) -> list[str]:
    return text_of(probes_page(timeline, view or TimelineView(), NOW, standing))


def row(lines: list[str], word: str) -> str:
    """The chart's row of that word: they begin below the axis."""
    return next(line for line in lines[2:] if f"{word} " in line[:24])


def test_a_kill_is_read_at_a_glance() -> None:
    lines = page(killed(100), TimelineView(300))
    assert lines[0] == "13:30 to 13:35 UTC, a cell is 5 s                                     5m ▸ 15m"
    assert lines[1].split() == ["13:31", "13:32", "13:33", "13:34", "13:35"]
    assert "██K·" in row(lines, "liveness")
    assert "──✗137─" in row(lines, "runs")
    assert lines[5].endswith("now ▲")
    assert "13:33:43  Killing: Container kubia failed liveness probe, will be restarted" in lines
    assert any(line.startswith("13:33:48  exit 137: SIGKILL (128+9)") for line in lines)
    assert "  known of it: 3 failed, 1 kill" in lines


def test_failures_rise_with_their_share_of_the_probes_of_a_cell() -> None:
    lane = Lane("kubia", ProbeType.LIVENESS, (failed(250), failed(100), failed(95), failed(90)))
    liveness = row(page(Timeline((lane,)), TimelineView(900)), "liveness")
    assert re.search("▃·+▃▅·", liveness)


def test_errors_and_warnings_are_told_apart_from_failures() -> None:
    lane = Lane(
        "kubia",
        ProbeType.LIVENESS,
        (mark(MarkKind.ERRORED, 250), mark(MarkKind.WARNED, 200), mark(MarkKind.ERRORED, 100), failed(100)),
    )
    lines = page(Timeline((lane,)), TimelineView(300))
    assert re.search("·e·+w·+E·", row(lines, "liveness"))
    assert "  known of it: 1 failed, 2 could not be asked, 1 with a warning" in lines


def test_a_count_at_unknown_times_is_a_band() -> None:
    lane = Lane("kubia", ProbeType.LIVENESS, (failed(200, since=500, count=31),))
    lines = page(Timeline((lane,)))
    assert "·╌╌╌╌╌╌╌╌ x31 ╌╌╌╌╌╌╌╌·" in row(lines, "liveness")
    assert f"13:32:03  31 times since 13:27:03: {HTTP_500}" in lines


def test_what_cannot_be_known_is_hatched_and_its_reason_said_once() -> None:
    gap = Gap(NOW - 300, None, GapReason.BUDGET)
    lane = Lane("kubia", ProbeType.LIVENESS, (failed(300),), (gap,))
    other = Lane("kubia", ProbeType.READINESS, (), (gap,))
    lines = page(Timeline((lane, other)))
    assert "▒▒▒▒▒▒▒▒" in row(lines, "liveness")
    assert "▒▒▒▒▒▒▒▒" in row(lines, "readiness")
    assert [line for line in lines if line.startswith("▒ from")] == [
        "▒ from 13:30: the pod's event budget is spent, one event in 5 min is told"
    ]


def test_the_cursor_lists_what_lies_under_it() -> None:
    timeline = killed(100)
    at = TimelineView(300, cursor=NOW - 105)
    lines = page(timeline, at)
    assert "▲ 13:33:35 to 13:33:40" in lines[5]
    assert [line for line in lines if line.startswith("13:33")] == [f"13:33:38  {HTTP_500}"]
    assert "Nothing is told of this time. Probes that succeed are never told." in page(
        timeline, TimelineView(300, cursor=NOW - 40)
    )


def test_a_pod_without_probes_says_what_that_means() -> None:
    assert NO_PROBE in page(Timeline((Lane(None, None),)), standing=Standing(Times(NOW - 60, NOW)))


def test_what_ktui_alone_remembers_says_so() -> None:
    lane = Lane("kubia", ProbeType.LIVENESS, (failed(200, remembered=True),))
    assert any("from ktui's own history" in line for line in page(Timeline((lane,)), TimelineView(300, width=118)))


WIDTHS = st.integers(20, 200)
VIEWS = st.builds(
    TimelineView,
    st.sampled_from([*SPANS.values()]),
    st.none() | st.integers(0, 100_000).map(lambda ago: NOW - ago),
    WIDTHS,
)


@given(timelines(), VIEWS)
def test_the_chart_is_exactly_as_wide_as_its_room_and_holds_nothing_a_terminal_obeys(
    timeline: Timeline, view: TimelineView
) -> None:
    lines = probes_page(timeline, view, NOW, STANDING)
    caret = next(number for number, line in enumerate(lines) if "▲" in line.text)
    assert {width_of(line.text) for line in lines[1 : caret + 1]} == {view.width}
    assert width_of(lines[0].text) <= max(view.width, 12)
    assert all(character.isprintable() for line in lines for character in line.text)


WORDS = {
    MarkKind.FAILED: "failed",
    MarkKind.ERRORED: "could not be asked",
    MarkKind.WARNED: "with a warning",
    MarkKind.KILLING: "kills",
}


def told_of(text: str) -> list[str]:
    return text.partition(": ")[2].split(", ")


@given(timelines())
def test_every_count_of_a_probe_is_told_and_none_is_invented(timeline: Timeline) -> None:
    lanes = [lane for lane in timeline.lanes if lane.container is not None and lane.probe is not None]
    asked = [Asked(lane.container or "", lane.probe, 10.0, "") for lane in lanes if lane.probe is not None]
    lines = page(timeline, standing=Standing(Times(0, NOW), asked))
    told = [line for line in lines if line.startswith("  known of it: ")]
    counted = [lane for lane in lanes if lane.marks]
    assert len(told) == len(counted)
    for lane, text in zip(counted, told, strict=True):
        numbers = {words: count for count, _, words in (each.partition(" ") for each in told_of(text))}
        assert numbers == {
            words if count != 1 or words != "kills" else "kill": f"{count:,}"
            for kind, words in WORDS.items()
            if (count := sum(mark.count for mark in lane.marks if mark.kind is kind))
        }


@given(timelines())
def test_all_evidence_lies_under_some_cell(timeline: Timeline) -> None:
    """Going from evidence to evidence one meets every mark's end."""
    times = evidence_times(timeline)
    view, seen = TimelineView(), set()
    for _ in range(len(times) + 1):
        shown = chart_window(timeline, view, NOW)
        seen |= {time for time in times if shown.cell(time) == shown.cell(NOW if view.cursor is None else view.cursor)}
        after = view.moved_to_evidence(-1, shown, NOW, times)
        if after == view:
            break
        view = after
    assert seen == set(times)


def test_while_no_container_runs_a_probe_has_nothing_to_tell() -> None:
    runs = Lane(
        "kubia",
        None,
        (mark(MarkKind.STARTED, 290), mark(MarkKind.EXITED, 250, exit_code=1), mark(MarkKind.STARTED, 50)),
        (Gap(NOW - 150, NOW - 100, GapReason.UNSEEN),),
    )
    lines = page(Timeline((Lane("kubia", ProbeType.LIVENESS), runs)), TimelineView(300))
    assert re.search(r"kubia liveness +·{9} {19}·{11} {9}·{11}$", row(lines, "liveness"))
