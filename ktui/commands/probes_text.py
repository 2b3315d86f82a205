"""`ktui probes` for people: each probe as it is set and what follows from that, the chart, what stands now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.commands.times import rfc3339
from ktui.insight.page import PageLine, line
from ktui.insight.probes.axis import minute_text, step_text
from ktui.insight.probes.chart import chart_lines, chart_window
from ktui.insight.probes.config_text import config_text
from ktui.insight.probes.gap_words import gap_lines
from ktui.insight.probes.lane import MarkKind
from ktui.insight.probes.legend import legend_lines
from ktui.insight.probes.page import NO_PROBE, counts_text
from ktui.insight.probes.probed import probed
from ktui.insight.probes.standing import asked_of, times_of
from ktui.insight.probes.view import SPANS, TimelineView, evidence_times
from ktui.insight.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ktui.commands.pod_facts import PodFacts
    from ktui.insight.probes.ahead import Outlook
    from ktui.insight.probes.chart import Periods
    from ktui.insight.probes.lane import Lane, Timeline
    from ktui.model.evidence import ProbeType
    from ktui.model.objects import Pod

INDENT = "  "


def probes_text(facts: PodFacts, timeline: Timeline, due: Outlook, width: int) -> list[PageLine]:
    """The whole answer in lines, the chart's as wide as `width` cells; every text of the cluster's is safe to show."""
    page = [*_settings(facts, timeline), line(), *_chart(facts, timeline, width)]
    if due.items:
        page += [line(), line(("now", "strong"))]
        page += [line(INDENT, (visible(item.sentence), item.tone)) for item in due.items]
    return page


def probes_rows(pod: Pod, timeline: Timeline, *, wide: bool) -> list[tuple[str, ...]]:
    """A row for each lane below the headers; `wide`: with the probe's settings."""
    headers = ("CONTAINER", "PROBE", "FAILED", "ERRORED", "WARNED", "KILLED", "EXITS", "LAST")
    rows: list[tuple[str, ...]] = [(*headers, "CONFIG") if wide else headers]
    configs = {(each.name, type_): config_text(probe) for each in probed(pod) for type_, probe in each.probes}
    for lane in timeline.lanes:
        last = max((mark.end for mark in lane.marks), default=None)
        row = (
            lane.container or "-",
            "-" if lane.probe is None else str(lane.probe),
            *(
                str(lane.count(kind))
                for kind in (
                    MarkKind.FAILED,
                    MarkKind.ERRORED,
                    MarkKind.WARNED,
                    MarkKind.KILLING,
                    MarkKind.EXITED,
                )
            ),
            rfc3339(last) or "-",
        )
        rows.append((*row, _config(lane, configs)) if wide else row)
    return rows


def _config(lane: Lane, configs: dict[tuple[str, ProbeType], str]) -> str:
    if lane.container is None or lane.probe is None:
        return "-"
    return configs.get((lane.container, lane.probe), "-")


def _settings(facts: PodFacts, timeline: Timeline) -> Iterator[PageLine]:
    """Each probe as it is set, what follows from that, and how often it is known to have failed."""
    asked = asked_of(facts.pod, facts.version)
    kinds = {each.name: "" if each.kind == "container" else f" ({each.kind})" for each in probed(facts.pod)}
    if not asked:
        yield line(NO_PROBE)
    for each in asked:
        head = f"{visible(each.container)}{kinds[each.container]} {each.type}  "
        yield line((head, "strong"), visible(each.config))
        counts = counts_text(timeline.lane(each.container, each.type))
        for told in (*each.sums, *([counts] if counts else [])):
            yield line((f"{INDENT}{visible(told)}", "muted"))


def _chart(facts: PodFacts, timeline: Timeline, width: int) -> list[PageLine]:
    """A line for each lane, over all of the time of which something is told, of a day at most."""
    now, evidence = facts.now, facts.evidence
    since = now - min(evidence_times(timeline), default=now)
    view = TimelineView(span=next((span for span in SPANS.values() if span >= since), SPANS["24h"]), width=width)
    shown = chart_window(timeline, view, now)
    times = times_of(facts.pod, now, None if evidence.gone is None else evidence.gone.at)
    periods: Periods = {(each.container, each.type): each.period for each in asked_of(facts.pod, facts.version)}
    title = f"{minute_text(shown.start)} to {minute_text(shown.end)} UTC, a cell is {step_text(shown.step)}"
    *chart, _caret = chart_lines(timeline, view, now, times, periods)
    gaps = [gap for lane in timeline.lanes for gap in lane.gaps]
    return [line((title, "muted")), *chart, *gap_lines(gaps, shown, now), *legend_lines(timeline, shown, width)]
