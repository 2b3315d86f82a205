"""The figures that client-go's own correlator gave for these courses of events, on a fake clock."""

from __future__ import annotations

from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING

from ktui.demo.correlation import COMBINED, MOST_REMEMBERED, Correlator, Occurrence

if TYPE_CHECKING:
    from collections.abc import Sequence

POD = ("Pod", "default", "a", "uid-a", "v1")
HOUR = 3600


def failed(message: str = "HTTP probe failed", *, container: str = "app", event_type: str = "Warning") -> Occurrence:
    return Occurrence(POD, f"spec.containers{{{container}}}", event_type, "Unhealthy", message)


def correlator(*, budget_by_type: bool = True) -> Correlator:
    return Correlator(Random(0), budget_by_type=budget_by_type)


def written(events: Sequence[tuple[float, Occurrence]], memory: Correlator) -> list[tuple[float, str, str, int]]:
    tallies = [(at, memory.observe(happened, at, f"a.{at:g}")) for at, happened in events]
    return [(at, tally.name, tally.message, tally.count) for at, tally in tallies if tally is not None]


def test_one_probe_that_fails_every_ten_seconds_is_written_25_times_and_then_every_five_minutes() -> None:
    writes = written([(at, failed()) for at in range(0, HOUR + 1, 10)], correlator())
    assert [at for at, *_ in writes] == [*range(0, 250, 10), *range(300, HOUR + 1, 300)]
    assert [count for *_, count in writes] == [*range(1, 26), *range(31, 362, 30)]
    assert {name for _, name, *_ in writes} == {"a.0"}


def test_of_two_containers_the_second_falls_silent_when_the_pods_budget_is_spent() -> None:
    both = [
        (at + shift, failed(container=name)) for at in range(0, 1800, 10) for name, shift in (("one", 0), ("two", 3))
    ]
    writes = written(both, correlator())
    assert max(at for at, name, *_ in writes if name == "a.3") == 113
    assert [count for _, name, _, count in writes if name == "a.3"] == list(range(1, 13))
    assert [count for _, name, _, count in writes if name == "a.0"][12:] == [13, 31, 61, 91, 121, 151]


def test_the_tenth_message_is_combined_under_one_name_that_stays() -> None:
    writes = written([(at, failed(f"port {at}")) for at in range(0, 600, 10)], correlator())
    assert [(message, count) for *_, message, count in writes[:9]] == [(f"port {at}", 1) for at in range(0, 90, 10)]
    assert [(message, count) for *_, message, count in writes[9:12]] == [
        (f"{COMBINED}port {at}", at // 10 - 8) for at in (90, 100, 110)
    ]
    assert {name for _, name, *_ in writes[9:]} == {"a.90"}
    assert [at for at, *_ in writes[25:]] == [300]


def test_messages_are_forgotten_after_ten_minutes_of_silence() -> None:
    few = [(float(at), failed(f"port {at}")) for at in range(9)]
    assert written([*few, (608.0, failed("port x"))], correlator())[-1][2] == COMBINED + "port x"
    assert written([*few, (608.5, failed("port x"))], correlator())[-1][2] == "port x"


def test_since_1_32_warnings_leave_the_budget_of_normal_events_alone() -> None:
    storm = [(float(at), failed()) for at in range(40)]
    killing = (41.0, failed("Container app failed liveness probe", event_type="Normal"))
    assert written([*storm, killing], correlator())[-1][0] == 41.0
    assert written([*storm, killing], correlator(budget_by_type=False))[-1][0] == 24.0


def test_a_probe_each_minute_keeps_up_for_half_an_hour() -> None:
    counts = [count for *_, count in written([(at, failed()) for at in range(0, 2 * HOUR, 60)], correlator())]
    assert counts[:31] == list(range(1, 32))
    assert {after - before for before, after in pairwise(counts[35:])} == {5}


def test_what_was_not_used_for_longest_is_forgotten() -> None:
    memory = correlator()
    memory.observe(failed(), 0, "a.0")
    for number in range(MOST_REMEMBERED):
        memory.observe(Occurrence((*POD[:3], f"uid-{number}", "v1"), "", "Normal", "Pulled", ""), 1, f"other.{number}")
    tally = memory.observe(failed(), 2, "a.2")
    assert tally is not None
    assert (tally.name, tally.count) == ("a.2", 1)
