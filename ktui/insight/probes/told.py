"""One mark of a timeline in words: when, whose, and all that was told."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ktui.insight.describe.exits import exit_words
from ktui.insight.moments import clock_text
from ktui.insight.page import line
from ktui.insight.probes.lane import MarkKind
from ktui.insight.text import visible, width_of

if TYPE_CHECKING:
    from ktui.insight.page import PageLine
    from ktui.insight.probes.lane import Lane, Mark

HALF_A_DAY = 43_200
"""Seconds from which on a time of day alone may be mistaken for another day's."""

TONES = {
    MarkKind.FAILED: "bad",
    MarkKind.ERRORED: "busy",
    MarkKind.WARNED: "busy",
    MarkKind.KILLING: "bad",
    MarkKind.EXITED: "bad",
    MarkKind.NOT_READY: "bad",
    MarkKind.READY: "good",
    MarkKind.DELETED: "bad",
}

_PLAIN = {
    MarkKind.FAILED: "failed",
    MarkKind.ERRORED: "could not be asked",
    MarkKind.WARNED: "answered yes, with a warning",
    MarkKind.KILLING: "the kubelet ends it",
    MarkKind.STARTED: "started",
    MarkKind.READY: "the pod is ready",
    MarkKind.NOT_READY: "the pod is not ready",
    MarkKind.DELETED: "its deletion was asked for",
}
"""What it is called where nothing was told in words."""


@dataclass(frozen=True, slots=True)
class Told:
    """A mark and the lane that it is from."""

    lane: Lane
    mark: Mark


def moment_words(at: float, now: float) -> str:
    """`16:29:41`, with the day where it is not the present one: `25 Nov 16:29:41`."""
    today = abs(now - at) < HALF_A_DAY or time.gmtime(at)[:3] == time.gmtime(now)[:3]
    return clock_text(at) if today else time.strftime("%-d %b %H:%M:%S", time.gmtime(at))


def told_lines(told: Told, now: float, width: int, *, named: bool, note: str = "") -> list[PageLine]:
    """The mark in full: a line, and one for each further line that the cluster's own words have.

    `named`: whether it says which container it is about. `note` stands at the right end, where there is room for it.
    """
    mark = told.mark
    when = f"{moment_words(mark.end, now)}  "
    hang = len(when)
    whose = told.lane.container if named else None
    head = f"{visible(whose)}: " if whose else ""
    first, *others = _words(told, now)
    if mark.remembered:
        note = ", ".join(filter(None, (note, "from ktui's own history")))
    text = f"{head}{first}"
    spans = [(when, "muted"), (text, TONES.get(mark.kind, ""))]
    if note:
        free = width - hang - width_of(text) - width_of(note)
        spans.append((" " * free + note if free > 1 else f"  ({note})", "muted"))
    return [line(*spans, hang=hang), *(line(" " * hang + other, hang=hang) for other in others)]


def _words(told: Told, now: float) -> list[str]:
    mark = told.mark
    message = [visible(part) for part in mark.message.strip().split("\n")] if mark.message.strip() else []
    times = f"{mark.count} times" if mark.count > 1 else ""
    if times and mark.start < mark.end:
        times += f" since {moment_words(mark.start, now)}"
    if mark.kind is MarkKind.EXITED:
        first = times and f"{times}, the last: "
        if mark.exit_code is None:
            return [f"{first}ended, and its exit is not told", *message]
        return [f"{first}exit {mark.exit_code}: {exit_words(mark.exit_code, reason=mark.reason)}", *message]
    plain = _PLAIN[mark.kind]
    if mark.kind in (MarkKind.READY, MarkKind.NOT_READY, MarkKind.STARTED, MarkKind.DELETED):
        return [": ".join(filter(None, (plain, *message[:1]))), *message[1:]]
    if not message:
        probe = f"{told.lane.probe} probe " if told.lane.probe else ""
        message = [f"{probe}{plain}"]
    if mark.kind is MarkKind.KILLING:
        message[0] = f"Killing: {message[0]}"
    return [f"{times}: {message[0]}" if times else message[0], *message[1:]]
