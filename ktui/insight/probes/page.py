"""The page about a pod's probes: their timeline, the evidence under its cursor, what stands now, their settings.

The cursor's caret stands under the chart, and what belongs to it comes first beneath: the evidence there; at the
present, what stands now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.insight.page import PageLine, line
from ktui.insight.probes.axis import minute_text, span_choice, step_text
from ktui.insight.probes.chart import chart_lines, chart_window
from ktui.insight.probes.gap_words import gap_lines
from ktui.insight.probes.lane import MarkKind
from ktui.insight.probes.legend import legend_lines
from ktui.insight.probes.position import position
from ktui.insight.probes.told import Told, told_lines
from ktui.insight.text import fit, visible, width_of

if TYPE_CHECKING:
    from ktui.insight.page import Spans
    from ktui.insight.probes.chart import Periods
    from ktui.insight.probes.lane import Lane, Timeline
    from ktui.insight.probes.standing import Standing
    from ktui.insight.probes.view import TimelineView, Window

LATEST = 5
"""Pieces of evidence that are shown while there is no cursor: a kill, the failure that led to it and what followed."""
MOST = 20
"""Pieces of evidence of one cell that are shown: of a day's chart a cell may hold hundreds."""
LABEL = 6
"""Cells for the word before what stands now."""


def probes_page(timeline: Timeline, view: TimelineView, now: float, standing: Standing) -> list[PageLine]:
    """The page at `now`; the chart's lines are as wide as the view, the others wrap."""
    periods: Periods = {(each.container, each.type): each.period for each in standing.asked}
    shown = chart_window(timeline, view, now)
    gaps = [gap for lane in timeline.lanes for gap in lane.gaps]
    page = [line((note, "bad")) for note in standing.notes]
    page.append(_title(view, shown))
    page += chart_lines(timeline, view, now, standing.times, periods)
    page += gap_lines(gaps, shown, now)
    under_caret = [_now(standing), _evidence(timeline, view, shown, now, standing)]
    for lines in under_caret if view.cursor is None else reversed(under_caret):
        page += lines
    page += _settings(timeline, standing)
    return page + legend_lines(timeline, shown, view.width)


def _title(view: TimelineView, shown: Window) -> PageLine:
    """Which time the chart shows, what a cell is, and the spans there are."""
    choice: Spans = span_choice(view)
    room = view.width - sum(width_of(text) for text, _ in choice)
    times = f"{minute_text(shown.start)} to {minute_text(shown.end)} UTC"
    said = f"{times}, a cell is {step_text(shown.step)}"
    if width_of(said) >= room:
        said = times
    return line((fit(said, max(room, 0)), "muted"), *choice)


# -- the evidence


def _evidence(timeline: Timeline, view: TimelineView, shown: Window, now: float, standing: Standing) -> list[PageLine]:
    told = [Told(lane, mark) for lane in timeline.lanes for mark in lane.marks]
    told.sort(key=lambda each: (each.mark.end, _ORDER[each.mark.kind]))
    if view.cursor is None:
        told = told[-LATEST:]
        if not told:
            return [line(("Nothing has been told of it so far.", "muted"))]
    else:
        under = shown.cell(view.cursor)
        told = [each for each in told if shown.cell(each.mark.start) <= under <= shown.cell(each.mark.end)]
        if not told:
            return [line((_silence(timeline, shown, under, now, standing), "muted"))]
    left_out = max(len(told) - MOST, 0)
    named = len({lane.container for lane in timeline.lanes if lane.container is not None}) > 1
    page = [
        each_line
        for number, each in enumerate(told[left_out:], left_out + 1)
        for each_line in told_lines(
            each,
            now,
            view.width,
            named=named,
            note=_position(each, timeline, standing),
            brief=view.cursor is None and number < len(told),
        )
    ]
    if left_out:
        page.insert(0, line((f"and {left_out} before these: a shorter span tells them apart", "muted")))
    return page


_ORDER = {
    kind: number
    for number, kind in enumerate(
        (
            MarkKind.WARNED,
            MarkKind.ERRORED,
            MarkKind.FAILED,
            MarkKind.KILLING,
            MarkKind.DELETED,
            MarkKind.NOT_READY,
            MarkKind.EXITED,
            MarkKind.STARTED,
            MarkKind.READY,
        )
    )
}
"""How one thing leads to another, of those that happen in the same second."""


def _position(told: Told, timeline: Timeline, standing: Standing) -> str:
    probe = standing.probe(told.lane)
    runs = timeline.lane(told.lane.container, None)
    if probe is None or runs is None:
        return ""
    starts = [mark.end for mark in runs.marks if mark.kind is MarkKind.STARTED]
    return position(told.lane, told.mark, probe, starts)


def _silence(timeline: Timeline, shown: Window, under: int, now: float, standing: Standing) -> str:
    """What it means that a cell has no evidence."""
    begins = shown.begins(under)
    ends = begins + shown.step
    if ends <= standing.times.since:
        return "The pod was not there yet."
    for lane in timeline.lanes:
        for gap in lane.gaps:
            if gap.start < ends and (gap.end is None or gap.end > begins):
                return "Nothing is told of this time, and nothing can be known of it."
    return "Nothing is told of this time. Probes that succeed are never told."


# -- what stands now, and the settings


def _now(standing: Standing) -> list[PageLine]:
    return [
        line((("now" if not number else "").ljust(LABEL), "strong"), (visible(text), tone), hang=LABEL)
        for number, (text, tone) in enumerate(standing.sentences)
    ]


NO_PROBE = (
    "No container of this pod has a probe: one that hangs goes on hanging, for it is started again only when its"
    " process ends; and the pod counts as ready as soon as its containers run."
)


def _settings(timeline: Timeline, standing: Standing) -> list[PageLine]:
    """Each probe as it is set, what follows from that, and how often it is known to have failed."""
    if not standing.asked:
        return [line((NO_PROBE, ""), hang=0)]
    page = []
    several = len({each.container for each in standing.asked}) > 1
    for each in standing.asked:
        head = f"{visible(each.container)} {each.type}" if several else str(each.type)
        page.append(line((f"{head}  ", "strong"), visible(each.config), hang=2))
        counts = counts_text(timeline.lane(each.container, each.type))
        told = [*each.sums, *([counts] if counts else [])]
        page += [line((f"  {visible(sentence)}", "muted"), hang=2) for sentence in told]
    return page


def counts_text(lane: Lane | None) -> str:
    """How often it failed and so on, as far as it is told: `43 failed, 2 could not be asked, 9 kills`."""
    if lane is None:
        return ""
    kills = lane.count(MarkKind.KILLING)
    counts = (
        (lane.count(MarkKind.FAILED), "failed"),
        (lane.count(MarkKind.ERRORED), "could not be asked"),
        (lane.count(MarkKind.WARNED), "with a warning"),
        (kills, "kill" if kills == 1 else "kills"),
    )
    words = ", ".join(f"{count:,} {word}" for count, word in counts if count)
    return f"known of it: {words}" if words else ""
