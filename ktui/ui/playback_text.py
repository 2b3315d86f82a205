"""A recording that is played, in a line or two: the moment, the speed, and a track of what went wrong when."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from math import ceil
from operator import attrgetter
from typing import TYPE_CHECKING

from ktui.insight.incidents import Sort
from ktui.insight.moments import clock_text, length_text, moment_text
from ktui.insight.text import visible
from ktui.ui.spans import first_fitting, justified, width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ktui.insight.incidents import Incident
    from ktui.insight.page import Span, Spans
    from ktui.session.playback import Playback

SPEEDS = (0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0)
"""What slower and faster go through."""
FAILED = "▁▂▃"
"""A cell of the track with failures alone: by how many, the most in any cell being the highest."""
ENDED = "▅▆▇█"
"""A cell with kills or exits: always higher, so that the height tells which it is."""
HEAD = "◆"
"""The moment on the track."""
PLAYED, AHEAD = "━", "─"
"""The track where nothing went wrong."""
LEAST_TRACK = 10
"""Cells of a track that is worth drawing."""

_AT = attrgetter("at")


@dataclass(frozen=True, slots=True)
class Playhead:
    """What the lines tell. Times are Unix seconds of the recording."""

    start: float
    end: float
    at: float
    speed: float
    playing: bool
    incidents: Sequence[Incident]
    """By time."""
    searched: bool = True
    """Whether these are all."""

    @property
    def ended(self) -> bool:
        """Whether it has come to its end."""
        return self.at >= self.end


def playhead(playback: Playback) -> Playhead:
    """As the line wants it."""
    return Playhead(
        start=playback.start,
        end=playback.end,
        at=playback.at,
        speed=playback.speed,
        playing=playback.playing,
        incidents=playback.incidents,
        searched=playback.searched,
    )


def faster(speed: float, step: int) -> float:
    """The next speed, or (-1) the one before; the last one stays."""
    if step > 0:
        return next((each for each in SPEEDS if each > speed), max(speed, SPEEDS[-1]))
    return next((each for each in reversed(SPEEDS) if each < speed), min(speed, SPEEDS[0]))


def next_incident(incidents: Sequence[Incident], at: float, step: int) -> Incident | None:
    """The first one after a time, or (-1) the last one before it."""
    place = bisect_right(incidents, at, key=_AT) if step > 0 else bisect_left(incidents, at, key=_AT) - 1
    return incidents[place] if 0 <= place < len(incidents) else None


def speed_text(speed: float) -> str:
    """`x1`, `x0.25`."""
    return f"x{speed:g}"


def track(head: Playhead, room: int) -> Spans:
    """The recording from its start to its end in `room` cells."""
    at = place_of(head, room)
    weights = _weights(head, room)
    most_failed = max((failed for failed, ended in weights if not ended), default=0)
    most_ended = max(ended for _, ended in weights)
    spans: list[Span] = []
    for cell, (failed, ended) in enumerate(weights):
        if cell == at:
            glyph, tone = HEAD, "key"
        elif ended:
            glyph, tone = _level(ENDED, ended, most_ended), "bad"
        elif failed:
            glyph, tone = _level(FAILED, failed, most_failed), "busy"
        else:
            glyph, tone = (PLAYED, "") if cell < at else (AHEAD, "muted")
        if spans and spans[-1][1] == tone:
            spans[-1] = (spans[-1][0] + glyph, tone)
        else:
            spans.append((glyph, tone))
    return tuple(spans)


def _level(glyphs: str, count: int, most: int) -> str:
    return glyphs[ceil(count * len(glyphs) / most) - 1]


def place_of(head: Playhead, room: int, at: float | None = None) -> int:
    """The cell of a time, of the moment unless told."""
    length = head.end - head.start
    part = ((head.at if at is None else at) - head.start) / length if length > 0 else 1.0
    return min(max(int(part * room), 0), room - 1)


def moment_at(head: Playhead, room: int, cell: int) -> float:
    """The time at the left end of a cell; of the last one, the end."""
    if cell >= room - 1:
        return head.end
    return head.start + (head.end - head.start) * max(cell, 0) / room


def _weights(head: Playhead, room: int) -> list[tuple[int, int]]:
    """For each cell how often something failed, and how often something ended or was killed."""
    failed, ended = [0] * room, [0] * room
    for incident in head.incidents:
        (failed if incident.sort is Sort.FAILURE else ended)[place_of(head, room, incident.at)] += incident.count
    return list(zip(failed, ended, strict=True))


def playback_lines(head: Playhead, room: int, *, roomy: bool, keys: tuple[str, str] = ("{", "}")) -> list[Spans]:
    """One line, or two where it is `roomy`, each in exactly `room` cells.

    `keys`: how those are printed that go to what went wrong before and to what does next.
    """
    if not roomy:
        left: Spans = (*_state(head, brief=True), ("  ", ""), (f"{clock_text(head.at)}Z", "strong"), ("  ", ""))
        right: Spans = (("  ", ""), (f"{clock_text(head.end)}  {_along(head)} ", "muted"))
        return [_with_track(head, left, right, room)]
    left = (*_state(head, brief=False), ("   ", ""), (moment_text(head.at), "strong"))
    rights = [
        ((_along(head), "muted"), *told, (" ", "")) for told in (*_ahead(head, keys), ())
    ]  # what comes next goes first where it is short
    words = justified(left, first_fitting(rights, max(room - width(left) - 2, 0)), room)
    start, end = ((clock_text(when), "muted") for when in (head.start, head.end))
    return [words, _with_track(head, ((" ", ""), start, ("  ", "")), (("  ", ""), end, (" ", "")), room)]


def track_place(head: Playhead, room: int, *, roomy: bool) -> tuple[int, int]:
    """Where the track begins on its line, and how many cells it has; none where it is not drawn."""
    line = playback_lines(head, room, roomy=roomy)[-1]
    before = 0
    for text, _ in line:
        if text[0] in (HEAD, PLAYED, AHEAD, *FAILED, *ENDED):
            break
        before += width(((text, ""),))
    cells = sum(text.count(glyph) for text, _ in line for glyph in (HEAD, PLAYED, AHEAD, *FAILED, *ENDED))
    return before, cells


def _with_track(head: Playhead, left: Spans, right: Spans, room: int) -> Spans:
    free = room - width(left) - width(right)
    if free < LEAST_TRACK:
        return justified(left, right, room)
    return (*left, *track(head, free), *right)


def _state(head: Playhead, *, brief: bool) -> Spans:
    speed = speed_text(head.speed)
    if head.playing:
        return ((f" ▶ {speed}" if brief else f" ▶ playing {speed}", "good"),)
    word = "end" if head.ended else "held"
    return ((f" ‖ {word} {speed}" if not brief else f" ‖ {word}", "busy"),)


def _along(head: Playhead) -> str:
    return f"{length_text(head.at - head.start)} of {length_text(head.end - head.start)}"


def _ahead(head: Playhead, keys: tuple[str, str]) -> list[Spans]:
    """What comes next, from the most words to the fewest."""
    found = next_incident(head.incidents, head.at, 1)
    if found is None:
        words = "nothing more goes wrong" if head.searched else "looking for what goes wrong"
        return [(("   ", ""), (words, "muted"))]
    after = length_text(max(found.at - head.at, 0.0))
    tone = "busy" if found.sort is Sort.FAILURE else "bad"
    what, whose = visible(found.words), visible(found.name)
    key: Spans = (("   ", ""), (keys[1], "key"), (" ", ""))
    return [
        (*key, (f"{clock_text(found.at)}, in {after}: ", "muted"), (f"{whose} {what}", tone)),
        (*key, (f"in {after}: ", "muted"), (f"{whose} {what}", tone)),
        (*key, (f"in {after}: ", "muted"), (what, tone)),
        (*key, (f"in {after}", "muted")),
    ]
