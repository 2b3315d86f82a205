"""The line of a recording that is played: every cell of it, in every room."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.insight.incidents import Incident, Sort
from ktui.ui.playback_text import (
    ENDED,
    FAILED,
    HEAD,
    SPEEDS,
    Playhead,
    faster,
    moment_at,
    next_incident,
    place_of,
    playback_lines,
    track,
    track_place,
)
from ktui.ui.spans import width
from ktui.ui.widgets.line import TONES

START = 1_795_460_400.0  # 2026-11-23T19:00:00Z
END = START + 1000


def incident(after: float, sort: Sort = Sort.FAILURE, count: int = 1, words: str = "Liveness probe failed") -> Incident:
    return Incident(START + after, sort, "web", "app", words, count)


def head(at: float = 0.0, *incidents: Incident, **more: object) -> Playhead:
    whole = Playhead(START, END, START + at, 1.0, True, incidents)
    return replace(whole, **more)  # type: ignore[arg-type]


def text(spans: object) -> str:
    return "".join(piece for piece, _ in spans)  # type: ignore[attr-defined]


def test_the_track_shows_the_moment_what_was_played_and_what_is_ahead() -> None:
    assert text(track(head(500), 10)) == "━━━━━◆────"
    assert text(track(head(0), 10)) == "◆─────────"
    assert text(track(head(1000), 10)) == "━━━━━━━━━◆"


def test_what_ended_is_always_higher_than_what_failed_and_more_is_higher_than_less() -> None:
    shown = text(
        track(
            head(
                0,
                incident(150),
                incident(250, count=2),
                incident(350, count=9),
                incident(450, Sort.KILL),
                incident(550, Sort.EXIT, 4),
                incident(550, count=50),
            ),
            10,
        )
    )
    assert shown == "◆▁▁▃▅█────"
    assert "".join(sorted(FAILED + ENDED)) == FAILED + ENDED


def test_the_tones_tell_the_same_as_the_heights() -> None:
    tones = dict(track(head(0, incident(150), incident(450, Sort.KILL)), 10))
    assert (tones[FAILED[-1]], tones[ENDED[-1]]) == ("busy", "bad")


LENGTHS = st.floats(0.0, 1e6)


@given(
    st.lists(
        st.builds(
            incident,
            LENGTHS,
            st.sampled_from(Sort),
            st.integers(1, 1000),
            st.sampled_from(["killed", "\x1b[31mred", "七"]),
        ),
        max_size=20,
    ),
    st.floats(0.0, 1.0),
    LENGTHS,
    st.integers(20, 240),
    st.booleans(),
    st.sampled_from(SPEEDS),
    st.booleans(),
)
def test_every_line_fills_its_room_exactly_and_steers_no_terminal(
    incidents: list[Incident], part: float, length: float, room: int, roomy: bool, speed: float, playing: bool
) -> None:
    inside = sorted((one for one in incidents if one.at <= START + length), key=lambda one: one.at)
    shown = Playhead(START, START + length, START + part * length, speed, playing, inside)
    lines = playback_lines(shown, room, roomy=roomy)
    assert len(lines) == (2 if roomy else 1)
    for line in lines:
        assert width(line) == room
        assert text(line).isprintable()
        assert {tone for _, tone in line} - {""} <= set(TONES)
    assert sum(text(line).count(HEAD) for line in lines) <= 1


@given(st.floats(0.0, 1000.0), st.integers(10, 240))
def test_a_press_on_a_cell_goes_to_what_it_stands_for(at: float, room: int) -> None:
    shown = head(at)
    cell = place_of(shown, room)
    moment = moment_at(shown, room, cell)
    assert abs(place_of(shown, room, moment) - cell) <= 1  # the left end of a cell may be rounded into the one before
    assert abs(moment - shown.at) <= 1000 / room + 1e-6
    assert moment_at(shown, room, room - 1) == END


@pytest.mark.parametrize("roomy", [False, True])
def test_where_the_track_is_on_its_line(roomy: bool) -> None:
    shown = head(0, incident(150), incident(450, Sort.KILL))
    begins, cells = track_place(shown, 100, roomy=roomy)
    line = text(playback_lines(shown, 100, roomy=roomy)[-1])
    assert line[begins] == HEAD
    assert line[begins + cells - 1] == "─"
    assert line[begins + cells] == " "


def test_held_playing_and_ended_are_words() -> None:
    assert " ▶ playing x1 " in text(playback_lines(head(5), 120, roomy=True)[0])
    assert " ‖ held x0.25 " in text(playback_lines(head(5, playing=False, speed=0.25), 120, roomy=True)[0])
    assert " ‖ end x1 " in text(playback_lines(head(1000, playing=False), 120, roomy=True)[0])
    assert text(playback_lines(head(5), 80, roomy=False)[0]).startswith(" ▶ x1  19:00:05Z  ")


def test_what_comes_next_is_told_and_when() -> None:
    shown = head(5, incident(65, Sort.KILL, words="killed"))
    assert "} 19:01:05, in 1m00s: app killed" in text(playback_lines(shown, 120, roomy=True)[0])
    assert "nothing more goes wrong" in text(playback_lines(head(5), 120, roomy=True)[0])
    assert "looking for what goes wrong" in text(playback_lines(head(5, searched=False), 120, roomy=True)[0])


def test_the_next_one_and_the_one_before_are_never_the_one_that_is_shown() -> None:
    incidents = [incident(10), incident(20), incident(20), incident(30)]
    assert next_incident(incidents, START + 20, 1) is incidents[3]
    assert next_incident(incidents, START + 20, -1) is incidents[0]
    assert next_incident(incidents, START + 15, -1) is incidents[0]
    assert next_incident(incidents, START + 30, 1) is None
    assert next_incident(incidents, START + 10, -1) is None


def test_speeds_go_up_and_down_by_steps_and_end_somewhere() -> None:
    assert [faster(1.0, 1), faster(1.0, -1), faster(7.0, 1), faster(7.0, -1)] == [2.0, 0.5, 10.0, 5.0]
    assert [faster(600.0, 1), faster(0.25, -1), faster(5000.0, 1), faster(0.1, -1)] == [600.0, 0.25, 5000.0, 0.1]
