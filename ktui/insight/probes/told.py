"""One mark of a timeline in words: when, whose, and all that was told."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import msgspec

from ktui.insight.describe.exits import exit_words
from ktui.insight.moments import clock_text
from ktui.insight.page import line
from ktui.insight.probes.lane import MarkKind
from ktui.insight.text import fit, visible, width_of

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


class Told(msgspec.Struct, frozen=True):
    """A mark and the lane that it is from."""

    lane: Lane
    mark: Mark


def moment_words(at: float, now: float) -> str:
    """`16:29:41`, with the day where it is not the present one: `25 Nov 16:29:41`."""
    today = abs(now - at) < HALF_A_DAY or time.gmtime(at)[:3] == time.gmtime(now)[:3]
    return clock_text(at) if today else time.strftime("%-d %b %H:%M:%S", time.gmtime(at))


def told_lines(
    told: Told, now: float, width: int, *, named: bool, note: str = "", brief: bool = False
) -> list[PageLine]:
    """The mark in full: a line, and one for each further line that the cluster's own words have.

    `named`: whether it says which container it is about. `note` stands at the right end, where there is room for it.
    `brief`: in one line as wide as there is room, which keeps the beginning and the end of what was told.
    """
    mark = told.mark
    when = f"{moment_words(mark.end, now)}  "
    hang = len(when)
    whose = told.lane.container if named else None
    head = f"{visible(whose)}: " if whose else ""
    first, *others = _words(mark, told.lane)
    times = _times(mark, now, brief=brief)
    if mark.remembered:
        note = ", ".join(filter(None, (note, "from ktui's own history")))
    if brief:
        others = []
        room = width - hang - width_of(head + times) - (width_of(note) + 2 if note else 0)
        first = fit(first, min(room, width_of(first))) if mark.kind is MarkKind.EXITED else shortened(first, room)
    text = f"{head}{times}{first}"
    spans = [(when, "muted"), (text, TONES.get(mark.kind, ""))]
    if note:
        free = width - hang - width_of(text) - width_of(note)
        spans.append((" " * free + note if free > 1 else f"  ({note})", "muted"))
    return [line(*spans, hang=hang), *(line(" " * hang + other, hang=hang) for other in others)]


def shortened(text: str, width: int) -> str:
    """Visible text in so many cells: what is left out is in the middle, for what failed stands at an error's end."""
    if width_of(text) <= width:
        return text
    head = width * 2 // 5
    room = width - head
    if head <= 0:
        return fit(text, width)
    tail = text[-room:]
    while width_of(tail) > room:  # a wide character has two cells
        tail = tail[1:]
    return fit(text, head) + tail


def _times(mark: Mark, now: float, *, brief: bool) -> str:
    """`31 times since 16:20:41: `; nothing for what happened once."""
    if mark.count == 1:
        return ""
    if brief:
        return f"x{mark.count:,}: "
    since = f" since {moment_words(mark.start, now)}" if mark.start < mark.end else ""
    return f"{mark.count:,} times{since}: "


def _words(mark: Mark, lane: Lane) -> list[str]:
    """What happened, and what was told of it; at least one line."""
    message = [visible(part) for part in mark.message.strip().split("\n")] if mark.message.strip() else []
    if mark.kind is MarkKind.EXITED:
        code = mark.exit_code
        said = "ended, its exit is not told" if code is None else f"exit {code}: {exit_words(code, reason=mark.reason)}"
        return [said, *message]
    plain = _PLAIN[mark.kind]
    if mark.kind in (MarkKind.READY, MarkKind.NOT_READY, MarkKind.STARTED, MarkKind.DELETED):
        return [": ".join((plain, *message[:1])), *message[1:]]
    if not message:
        message = [f"{lane.probe} probe {plain}" if lane.probe else plain]
    return [f"Killing: {message[0]}", *message[1:]] if mark.kind is MarkKind.KILLING else message
