"""A probe's lane as a row of cells: each is a bucket of time, and its height says how many of its probes failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from ktui.insight.probes.cells import hatch, lane_of_nothing, write
from ktui.insight.probes.lane import MarkKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ktui.insight.page import Span
    from ktui.insight.probes.lane import Lane, Mark
    from ktui.insight.probes.view import Window

BARS = "▁▂▃▄▅▆▇█"
"""Of the probes that fit into a bucket an eighth failed, two, ... all."""
ERRORED = ("e", "busy")
"""Could not be asked, and none failed."""
BOTH = ("E", "bad")
"""Some could not be asked, and others failed."""
WARNED = ("w", "busy")
KILLED = ("K", "bad")
DASH = "╌"
"""One cell of a band: so many in this time, it is not told when."""

COUNTED = {MarkKind.FAILED: "", MarkKind.ERRORED: "e", MarkKind.WARNED: "w", MarkKind.KILLING: "K"}
"""The kinds of which there may be several in a band, and their letter in its label."""


_Counts = dict[MarkKind, int]
"""How often each happened; what did not is not in it."""


class _Band(msgspec.Struct):
    """Some cells of which only a count is known."""

    first: int
    last: int
    counts: _Counts
    cut: bool = False
    """Whether it begins out of sight."""

    @property
    def label(self) -> str:
        counts = "+".join(f"{self.counts[kind]}{letter}" for kind, letter in COUNTED.items() if kind in self.counts)
        return f"{'…' if self.cut else ''}x{counts}"

    def take(self, other: _Band) -> None:
        self.last = max(self.last, other.last)
        for kind, count in other.counts.items():
            self.counts[kind] = self.counts.get(kind, 0) + count
        self.cut |= other.cut


def probe_cells(
    lane: Lane, window: Window, *, period: float, alive: Iterable[tuple[float, float]], until: float
) -> list[Span]:
    """The row, `window.cells` wide: of a probe that is asked every `period` seconds at times when it can be."""
    cells = lane_of_nothing(window, alive)
    hatch(cells, lane.gaps, window, until)
    single: dict[int, _Counts] = {}
    bands: list[_Band] = []
    for mark in lane.marks:
        start, end = mark.start, mark.end
        if end < window.start:
            continue
        last = window.cell(end)
        first = last if start == end else window.cell(start)
        if first >= window.cells:
            continue
        if first != last:
            bands.append(_band(mark, first, last, window))
        else:
            counts = single.setdefault(last, {})
            counts[mark.kind] = counts.get(mark.kind, 0) + mark.count
    known = {number: cell for number, counts in single.items() if (cell := _cell(counts, period, window.step))}
    _draw_bands(cells, bands, set(known))
    for number, cell in known.items():
        cells[number] = cell
    return cells


def _band(mark: Mark, first: int, last: int, window: Window) -> _Band:
    return _Band(max(first, 0), min(last, window.cells - 1), {mark.kind: mark.count}, cut=first < 0)


def _cell(counts: _Counts, period: float, step: int) -> Span | None:
    """What stands for all that happened in one bucket; None for what has no place in a probe's lane."""
    if MarkKind.KILLING in counts:
        return KILLED
    failed, errored = counts.get(MarkKind.FAILED, 0), MarkKind.ERRORED in counts
    if failed:
        if errored:
            return BOTH
        most = max(step / max(period, 1), 1)
        return (BARS[max(0, min(round(8 * failed / most), 8) - 1)], "bad")
    if errored:
        return ERRORED
    return WARNED if MarkKind.WARNED in counts else None


def _draw_bands(cells: list[Span], bands: list[_Band], taken: set[int]) -> None:
    """Dashes from end to end of each, and its count where that has room; what is known better stays in sight."""
    for band in _merged(bands, taken):
        tone = "bad" if MarkKind.FAILED in band.counts or MarkKind.KILLING in band.counts else "busy"
        for number in range(band.first, band.last + 1):
            cells[number] = (DASH, tone)
        if (place := _place(band, taken)) is not None:
            write(cells, place, _padded(band, taken), tone)


def _merged(bands: list[_Band], taken: set[int]) -> list[_Band]:
    """Those that lie over one another are one, and so are neighbours that are too narrow for their counts.

    None shares a cell with another afterwards.
    """
    merged: list[_Band] = []
    for band in sorted(bands, key=lambda each: (each.first, each.last)):
        before = merged[-1] if merged else None
        if before is not None and before.last >= band.first - 1:
            over = band.first < before.last or band.first == band.last
            if over or not (_fits(band, taken) and _fits(before, taken)):
                before.take(band)
                continue
            band.first = max(band.first, before.last + 1)
        merged.append(band)
    return merged


def _fits(band: _Band, taken: set[int]) -> bool:
    """Whether its label has room; most that have none are narrower than it."""
    return band.last - band.first + 1 >= len(band.label) and _place(band, taken) is not None


def _runs(band: _Band, taken: set[int]) -> list[range]:
    """The stretches of a band's cells that are free."""
    runs: list[range] = []
    start = band.first
    for number in range(band.first, band.last + 2):
        if number > band.last or number in taken:
            if number > start:
                runs.append(range(start, number))
            start = number + 1
    return runs


def _place(band: _Band, taken: set[int]) -> int | None:
    """Where its label begins: in the middle of its widest free stretch; None where it fits into none."""
    widest = max(_runs(band, taken), key=len, default=range(0))
    text = _padded(band, taken)
    return widest.start + (len(widest) - len(text)) // 2 if len(text) <= len(widest) else None


def _padded(band: _Band, taken: set[int]) -> str:
    """The label, with a blank on both sides where dashes are left beside those."""
    widest = max((len(run) for run in _runs(band, taken)), default=0)
    return f" {band.label} " if len(band.label) + 4 <= widest else band.label
