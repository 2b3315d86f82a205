"""What the glyphs of a chart mean: those that are in it, and no others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.insight.page import line
from ktui.insight.probes.lane import MarkKind
from ktui.insight.text import width_of

if TYPE_CHECKING:
    from ktui.insight.page import PageLine, Span
    from ktui.insight.probes.lane import Timeline
    from ktui.insight.probes.view import Window


def legend_lines(timeline: Timeline, window: Window, width: int) -> list[PageLine]:
    """As many glyphs to a line as fit, below an empty one; nothing where there is nothing to explain."""
    kinds = set()
    bands = False
    for lane in timeline.lanes:
        for mark in lane.marks:
            if mark.end >= window.start and mark.start < window.end:
                kinds.add(mark.kind)
                bands |= mark.count > 1 and window.cell(mark.start) != window.cell(mark.end)
    told = (
        ("▁▄█", "few, half, all probes failed", MarkKind.FAILED in kinds),
        ("e", "could not be asked", MarkKind.ERRORED in kinds),
        ("E", "both in one cell", {MarkKind.ERRORED, MarkKind.FAILED} <= kinds),
        ("w", "a warning", MarkKind.WARNED in kinds),
        ("K", "killed", MarkKind.KILLING in kinds),
        ("╌ x9 ╌", "so many, not told when", bands),
        ("├──", "a run", MarkKind.STARTED in kinds),
        ("✗1", "its exit code", MarkKind.EXITED in kinds),
        ("▔▁", "ready, not ready", bool({MarkKind.READY, MarkKind.NOT_READY} & kinds)),
        ("D", "to be deleted", MarkKind.DELETED in kinds),
        ("▒", "nothing can be known", any(lane.gaps for lane in timeline.lanes)),
    )
    used = [(glyphs, words) for glyphs, words, there in told if there]
    lines: list[PageLine] = []
    spans: list[Span] = []
    for glyphs, words in used:
        taken = sum(width_of(text) for text, _ in spans)
        if spans and taken + width_of(f"   {glyphs} {words}") > width:
            lines.append(line(*spans))
            spans = []
        spans += [(f"{'   ' if spans else ''}{glyphs} ", ""), (words, "muted")]
    return [line(), *lines, line(*spans)] if used else []
