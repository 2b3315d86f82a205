"""The history: what was seen is kept once, by cluster and pod, within bounds."""

from __future__ import annotations

import stat
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ktui.history.history import DAY, LOOKED_EVERY, History
from ktui.history.schema import decoded, encoded
from ktui.model.evidence import Deletion, EventWrite, Exit, Gone, Readiness, Start
from tests.fakes.clock import START, FakeClock
from tests.history.things import CLUSTER, run, seen, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ktui.model.evidence import Observation

EACH: tuple[Observation, ...] = (
    write(),
    Exit(container="app", container_id="c://1", started=START - 9, finished=START, exit_code=137, reason="OOMKilled"),
    Start(container="app", at=START, ordinal=2),
    Readiness(at=START, ready=False),
    Deletion(at=START, grace=30.0),
    Gone(at=START + 31),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "ktui" / "history.db"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def history(path: Path, clock: FakeClock) -> Iterator[History]:
    made = History(path, now=clock.time)
    assert made.problem == ""
    yield made
    made.close()


# What is kept


def test_everything_that_can_be_seen_is_told_again_as_it_was(history: History) -> None:
    assert history.keep(CLUSTER, seen(*EACH))
    assert sorted(history.past(CLUSTER, "u-1"), key=repr) == sorted(EACH, key=repr)


def test_it_outlives_the_process(history: History, path: Path, clock: FakeClock) -> None:
    history.keep(CLUSTER, seen(*EACH), [run()])
    history.close()
    again = History(path, now=clock.time)
    assert len(again.past(CLUSTER, "u-1")) == len(EACH)
    assert again.runs(CLUSTER, "default", "backup") == [run()]
    again.close()


def test_two_tellings_are_kept_once(history: History, path: Path, clock: FakeClock) -> None:
    other = History(path, now=clock.time)
    history.keep(CLUSTER, seen(*EACH), [run()])
    other.keep(CLUSTER, seen(*EACH), [run()])
    history.keep(CLUSTER, seen(*EACH, *EACH))
    assert sorted(other.past(CLUSTER, "u-1"), key=repr) == sorted(EACH, key=repr)
    assert other.runs(CLUSTER, "default", "backup") == [run()]
    other.close()


def test_each_cluster_and_each_pod_has_its_own(history: History) -> None:
    history.keep(CLUSTER, seen(write()))
    history.keep(CLUSTER, seen(write(count=2), uid="u-2"))
    history.keep("another", seen(write(count=3)), [run()])
    assert history.past(CLUSTER, "u-1") == [write()]
    assert history.past(CLUSTER, "u-2") == [write(count=2)]
    assert history.past("another", "u-1") == [write(count=3)]
    assert history.past("another", "u-9") == []
    assert history.runs(CLUSTER, "default", "backup") == []


def test_what_happened_of_late_is_told_by_pod(history: History) -> None:
    history.keep(CLUSTER, seen(write(at=START - 700), write(count=2, at=START - 500)))
    history.keep(CLUSTER, seen(write(at=START - 700), uid="u-2"))
    assert history.since(CLUSTER, START - 600) == {"u-1": [write(count=2, at=START - 500)]}


def test_runs_are_told_the_latest_first_and_of_one_cronjob(history: History) -> None:
    history.keep(CLUSTER, [], [run("j-1", ended=START - 60), run("j-2", manual=True), run("j-3", cronjob="other")])
    assert history.runs(CLUSTER, "default", "backup") == [run("j-2", manual=True), run("j-1", ended=START - 60)]
    assert history.runs(CLUSTER, "elsewhere", "backup") == []


def test_what_is_not_known_of_a_time_to_come_is_left_out() -> None:
    rows = [encoded(write()), b'{"seen":"miracle","at":1}', encoded(Gone(at=1.0)), b"{"]
    assert decoded(rows) == [write(), Gone(at=1.0)]


NAMES = st.sampled_from(["a", "b", "c d", "c"])
TIMES = st.sampled_from([START, START + 1, START + 1.5])
OBSERVATIONS = st.one_of(
    st.builds(
        EventWrite,
        name=NAMES,
        count=st.integers(1, 4),
        reason=st.just("Unhealthy"),
        type=st.just("Warning"),
        message=st.text(max_size=3),
        first=TIMES,
        last=TIMES,
    ),
    st.builds(Exit, container=NAMES, container_id=st.sampled_from(["", "x"]), finished=st.none() | TIMES),
    st.builds(Start, container=NAMES, at=TIMES),
    st.builds(Readiness, at=TIMES, ready=st.booleans()),
    st.builds(Deletion, at=TIMES),
    st.builds(Gone, at=TIMES),
)


@given(st.lists(OBSERVATIONS, max_size=12))
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_past_comes_out_as_it_went_in_whatever_it_is_told_by(tmp_path: Path, things: list[Observation]) -> None:
    path = tmp_path / "history.db"
    with closing(History(path, now=FakeClock().time)) as history:
        history.clear()
        for thing in things:
            history.keep(CLUSTER, seen(thing))
        history.keep(CLUSTER, seen(*things))
        told = history.past(CLUSTER, "u-1")
    assert set(told) == set(things)
    assert len(told) == len(set(things))


# Whose it is


def test_the_file_is_nobodys_business(history: History, path: Path) -> None:
    history.keep(CLUSTER, seen(write()))
    for each in path.parent.iterdir():
        assert stat.S_IMODE(each.stat().st_mode) == 0o600, each
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


# Bounds


def test_what_is_too_old_goes(history: History, clock: FakeClock) -> None:
    history.keep(CLUSTER, seen(write(at=START), uid="u-1"), [run("j-1")])
    clock.jump(13 * DAY)
    history.keep(CLUSTER, seen(write(at=START + 13 * DAY), uid="u-2"), [run("j-2", ended=START + 13 * DAY)])
    assert len(history.past(CLUSTER, "u-1")) == 1
    clock.jump(DAY + LOOKED_EVERY)
    history.keep(CLUSTER, seen(write(count=2, at=clock.time()), uid="u-2"))
    assert history.past(CLUSTER, "u-1") == []
    assert len(history.past(CLUSTER, "u-2")) == 2
    assert [each.uid for each in history.runs(CLUSTER, "default", "backup")] == ["j-2"]


def test_what_was_too_old_when_it_was_seen_is_not_kept(history: History) -> None:
    history.keep(CLUSTER, seen(write(), uid="u-2"))
    history.keep(CLUSTER, seen(write(at=START - 15 * DAY)), [run(ended=START - 15 * DAY)])
    assert history.past(CLUSTER, "u-1") == []
    assert history.runs(CLUSTER, "default", "backup") == []


def test_the_file_stays_within_its_size_and_the_oldest_goes(path: Path, clock: FakeClock) -> None:
    history = History(path, megabytes=0.4, now=clock.time)
    for number in range(60):
        some = [write(f"e-{number}", count, at=START + number, message="x" * 400) for count in range(50)]
        history.keep(CLUSTER, seen(*some, uid=f"u-{number}"), [run(f"j-{number}", ended=START + number)])
    assert history.problem == ""
    history.close()
    assert path.stat().st_size < 500_000
    history = History(path, megabytes=0.4, now=clock.time)
    assert history.past(CLUSTER, "u-0") == []
    assert len(history.past(CLUSTER, "u-59")) == 50
    runs = [each.uid for each in history.runs(CLUSTER, "default", "backup")]
    assert runs[0] == "j-59"
    assert "j-0" not in runs
    history.close()


# Forgetting


def test_clearing_forgets_all_and_says_how_much(history: History, path: Path) -> None:
    secret = "the-password-that-a-program-has-printed"
    history.keep(CLUSTER, seen(*EACH, write(count=9, message=secret)), [run()])
    history.keep("another", seen(write()))
    assert history.clear() == len(EACH) + 3
    assert history.past(CLUSTER, "u-1") == history.past("another", "u-1") == []
    assert history.clear() == 0
    history.close()
    for each in path.parent.iterdir():
        assert secret.encode() not in each.read_bytes()
