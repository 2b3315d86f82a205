"""A recording as it stood at a time."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.recording.reader import read_recording
from ktui.recording.tape import NetChange, Tape
from tests.recording.files import RECORDINGS, change, naive, notice, written

if TYPE_CHECKING:
    from ktui.recording.line import Line

State = dict[str, dict[tuple[str, str], dict[str, Any]]]


def state(tape: Tape) -> State:
    """What is there, as plain values; kinds without objects left out."""
    found = {
        resource: {key: line.object() for key, line in tape.objects(resource).items()}
        for resource in tape.recording.resources
    }
    return {resource: objects for resource, objects in found.items() if objects}


def held(found: State) -> State:
    return {resource: objects for resource, objects in found.items() if objects}


@pytest.mark.parametrize("name", ["probes.jsonl", "probes-1.35.jsonl", "probes-odd.jsonl"])
def test_a_real_recording_stands_as_its_last_objects_say(name: str) -> None:
    path = RECORDINGS / name
    recording = read_recording(path)
    tape = Tape(recording)
    span = recording.end - recording.start
    for tenth in (3, 10, 0, 7, 5, 6, 1, 9, 2, 8, 4):
        at = recording.start + span * tenth / 10
        tape.move(at)
        assert tape.at == at
        assert state(tape) == held(naive(path, at))
    tape.move(recording.start - 1)
    assert state(tape) == {}


LINES = st.lists(
    st.one_of(
        st.tuples(
            st.sampled_from(["ADDED", "MODIFIED", "DELETED"]),
            st.sampled_from(["pods", "jobs"]),
            st.sampled_from("abc"),
            st.integers(0, 3),
        ),
        st.tuples(st.just("LISTED"), st.sampled_from(["pods", "jobs"]), st.just(""), st.just(0)),
        st.tuples(st.just("DISCONNECTED"), st.just("pods"), st.just(""), st.just(0)),
    ),
    min_size=1,
    max_size=40,
)


def text_of(at: float, told: tuple[str, str, str, int]) -> str:
    kind, resource, name, version = told
    if kind in ("LISTED", "DISCONNECTED"):
        return notice(at, kind, resource=resource)
    return change(at, kind, name, resource=resource, spec={"version": version})


def after(found: State, changes: list[NetChange]) -> State:
    """`found` with the changes in it, each checked against what was there."""
    for told in changes:
        objects = found.setdefault(told.resource, {})
        assert objects.pop(told.key, None) == decoded(told.before)
        if told.after is not None:
            objects[told.key] = told.after.object()
    return found


def decoded(line: Line | None) -> dict[str, Any] | None:
    return None if line is None else line.object()


@given(LINES, st.lists(st.integers(-1, 21), min_size=1, max_size=8))
def test_any_way_to_a_time_gives_the_same(told: list[tuple[str, str, str, int]], moves: list[int]) -> None:
    with TemporaryDirectory() as folder:
        # Two lines of each time: a moment is never split.
        path = written(Path(folder) / "r", *(text_of(index // 2, line) for index, line in enumerate(told)))
        tape = Tape(read_recording(path))
        known: State = {}
        for to in moves:
            changes = tape.move(to)
            keys = [(each.resource, each.key) for each in changes]
            assert len(keys) == len(set(keys))
            assert all(decoded(each.before) != decoded(each.after) for each in changes)
            known = after(known, changes)
            assert state(tape) == held(known) == held(naive(path, to))


def test_net_changes_come_in_the_order_of_what_happened_last(tmp_path: Path) -> None:
    tape = Tape(
        read_recording(
            written(
                tmp_path / "r",
                change(1, "ADDED", "a"),
                change(2, "ADDED", "b"),
                change(3, "MODIFIED", "a", spec={}),
                change(4, "ADDED", "c"),
                change(5, "DELETED", "c"),
            )
        )
    )
    assert [(each.key[1], each.before is None) for each in tape.move(5)] == [("b", True), ("a", True)]
    assert [(each.key[1], each.after is None) for each in tape.move(2)] == [("a", False)]


def test_a_list_that_tells_the_same_changes_nothing_and_drops_what_is_not_in_it(tmp_path: Path) -> None:
    tape = Tape(
        read_recording(
            written(
                tmp_path / "r",
                change(1, "ADDED", "a"),
                change(1, "ADDED", "b"),
                notice(2, "DISCONNECTED", resource="pods"),
                notice(3, "LISTED", resource="pods"),
                change(3, "ADDED", "a"),
            )
        )
    )
    tape.move(2)
    assert tape.lost_since("pods") == 2
    assert [key for key, _ in tape.objects("pods").items()] == [("web", "a"), ("web", "b")]
    assert [(each.key[1], each.after) for each in tape.move(3)] == [("b", None)]
    assert tape.lost_since("pods") is None
    assert [(each.key[1], each.before) for each in tape.move(2)] == [("b", None)]
    assert tape.lost_since("jobs") is None


def test_a_tape_goes_line_by_line_too(tmp_path: Path) -> None:
    tape = Tape(read_recording(written(tmp_path / "r", notice(1, "START"), *(change(2, "ADDED", n) for n in "ab"))))
    stepped = [[each.key[1] for each in tape.step()] for _ in range(4)]
    assert stepped == [[], ["a"], ["b"], []]
    assert (tape.at, tape.position) == (2, 3)
