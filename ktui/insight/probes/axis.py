"""The times over a chart, and what stands under its cursor."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ktui.insight.moments import clock_text
from ktui.insight.probes.view import SPANS
from ktui.insight.text import fit

if TYPE_CHECKING:
    from ktui.insight.page import Spans
    from ktui.insight.probes.view import TimelineView, Window

_TICKS = (60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 14_400, 21_600, 43_200, 86_400)
"""Seconds between two times on an axis."""
APART = 10
"""Cells from the beginning of a time to that of the next, at least."""
CARET = "▲"


def minute_text(at: float) -> str:
    """`16:29`."""
    return time.strftime("%H:%M", time.gmtime(at))


def axis_text(window: Window) -> str:
    """The times, each beginning over the cell it falls into: exactly as wide as the chart."""
    tick = next((tick for tick in _TICKS if tick >= window.step * APART), _TICKS[-1])
    text = [" "] * window.cells
    at = -(-window.start // tick) * tick
    while at < window.end:
        cell = window.cell(at)
        if cell + len("00:00") <= window.cells:
            text[cell : cell + len("00:00")] = minute_text(at)
        at += tick
    return "".join(text)


def caret_text(window: Window, cursor: float | None, now: float) -> str:
    """The caret under its cell, and the time that the cell stands for."""
    cell = window.cell(now if cursor is None else cursor)
    begins = window.begins(cell)
    words = "now" if cursor is None else f"{clock_text(begins)} to {clock_text(begins + window.step)}"
    room = window.cells
    if cell + 2 + len(words) <= room:
        return fit(" " * cell + f"{CARET} {words}", room)
    if cell - 1 - len(words) >= 0:
        return fit(f"{words} {CARET}".rjust(cell + 1), room)
    return fit(" " * cell + CARET, room)


def span_choice(view: TimelineView) -> Spans:
    """The span that is shown between those that `-` and `+` would give: `5m ◂ 15m ▸ 30m`."""
    names, spans = [*SPANS], [*SPANS.values()]
    place = spans.index(view.span)
    shorter = f"{names[place - 1]} ◂ " if place else "  "
    longer = f" ▸ {names[place + 1]}" if place + 1 < len(names) else "  "
    return ((shorter, "muted"), (names[place], "strong"), (longer, "muted"))


def step_text(step: int) -> str:
    """How much time a cell stands for: `15 s`, `3 min`."""
    return f"{step} s" if step < 60 or step % 60 else f"{step // 60} min"
