from __future__ import annotations

from typing import Any

from ktui.insight.columns import table_of
from ktui.insight.columns.sort_keys import natural, seconds_since, share
from ktui.model.kinds import JOBS, PODS
from ktui.model.version import NEWEST
from tests.insight.objects import NOW, RUNNING, container, ended, job, pod


def sorted_by(kind: Any, header: str, objects: list[Any]) -> list[int]:
    """The places that `objects` had, in the order of the column."""
    column = next(column for column in table_of(kind, NEWEST).columns if column.header == header)
    return sorted(range(len(objects)), key=lambda i: column.sort_value(objects[i], NOW))


def restarted(count: int, ago: float) -> Any:
    return pod({"containerStatuses": [container(state=RUNNING, restarts=count, last=ended(1, ago=ago))]})


def test_numbers_within_texts_sort_as_numbers() -> None:
    texts = ["v1.9.0", "v1.10.0", "10.0.0.10", "10.0.0.9", "", "a", "a2", "a10"]
    assert sorted(texts, key=natural) == ["", "10.0.0.9", "10.0.0.10", "a", "a2", "a10", "v1.9.0", "v1.10.0"]


def test_restarts_sort_by_their_number_and_then_by_the_latest() -> None:
    assert sorted_by(PODS, "RESTARTS", [restarted(10, 1), restarted(9, 1), restarted(9, 500), pod()]) == [3, 2, 1, 0]


def test_readiness_sorts_by_how_much_is_missing() -> None:
    half = pod({"containerStatuses": [container(state=RUNNING, ready=True)]}, containers=[{"name": "a"}, {"name": "b"}])
    full = pod({"containerStatuses": [container(state=RUNNING, ready=True)]})
    assert sorted_by(PODS, "READY", [full, half, pod()]) == [2, 1, 0]


def test_a_job_that_has_not_started_comes_after_all_durations() -> None:
    objects = [job(), job({"startTime": "2020-01-01T00:00:00Z"})]
    assert sorted_by(JOBS, "DURATION", objects) == [1, 0]


def test_what_has_no_time_comes_last_and_nothing_of_nothing_first() -> None:
    assert seconds_since(None, NOW) > 1e18
    assert share(0, 0) < share(1, 3) < share(1, 2) < share(2, 2)
