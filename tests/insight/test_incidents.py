"""What went wrong, from one sight of an object to the next."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from ktui.insight.incidents import Incident, Incidents, Sort
from ktui.model.objects import STRUCTS, Pod
from tests.recording.files import RECORDINGS

if TYPE_CHECKING:
    from collections.abc import Sequence

AT = 1_700_000_000.0
STAMP = "2023-11-14T22:13:20Z"  # AT


def seen(resource: str, *states: dict[str, Any] | None, at: float = AT) -> list[Incident]:
    """What is told as one object goes through states, a second apart; None: it is gone."""
    incidents = Incidents()
    found: list[Incident] = []
    for number, state in enumerate(states):
        obj = None
        if state is not None:
            raw = {"metadata": {"name": "a", "namespace": "web", "uid": "1"}, **state}
            obj = msgspec.json.decode(json.dumps(raw), type=STRUCTS[resource])
        found += incidents.note(at + number, resource, ("web", "a"), obj)  # type: ignore[arg-type]
    return found


def told(found: Sequence[Incident]) -> list[tuple[Sort, str, int]]:
    return [(one.sort, one.words, one.count) for one in found]


def event(reason: str, count: int, message: str = "", last: str = STAMP) -> dict[str, Any]:
    about = {"kind": "Pod", "namespace": "web", "name": "app"}
    return {"reason": reason, "count": count, "message": message, "lastTimestamp": last, "involvedObject": about}


def container(restarts: int, *, now: int | None = None, before: int | None = None, at: str = STAMP) -> dict[str, Any]:
    def ended(code: int | None) -> dict[str, Any]:
        return {"terminated": {"exitCode": code, "reason": "Error", "finishedAt": at}} if code is not None else {}

    status = {"name": "app", "restartCount": restarts, "state": ended(now), "lastState": ended(before)}
    return {"status": {"phase": "Running", "containerStatuses": [status]}}


def test_an_event_that_counts_further_is_so_many_failures() -> None:
    message = "Liveness probe failed: HTTP probe failed with statuscode: 500"
    found = seen(
        "events", event("Unhealthy", 1, message), event("Unhealthy", 4, message), event("Unhealthy", 4, message)
    )
    assert told(found) == [
        (Sort.FAILURE, "Liveness probe failed", 1),
        (Sort.FAILURE, "Liveness probe failed", 3),
    ]
    assert (found[0].namespace, found[0].name, found[1].at) == ("web", "app", AT + 1)


def test_a_killing_is_a_kill_and_other_events_are_none() -> None:
    assert told(seen("events", event("Killing", 1, "Container app failed liveness probe, will be restarted"))) == [
        (Sort.KILL, "killed", 1)
    ]
    assert seen("events", event("BackOff", 1), event("BackOff", 2)) == []


def test_what_a_first_list_tells_of_an_hour_ago_is_no_news_but_what_follows_is() -> None:
    found = seen("events", event("Unhealthy", 30, "x"), event("Unhealthy", 31, "x"), at=AT + 3600)
    assert told(found) == [(Sort.FAILURE, "x", 1)]


def test_an_exit_is_told_once_though_it_moves_to_the_last_state() -> None:
    found = seen("pods", container(0), container(0, now=1), container(1, before=1))
    assert told(found) == [(Sort.EXIT, "exit 1", 1)]


def test_an_exit_that_was_not_seen_is_told_by_what_is_left_of_it() -> None:
    assert told(seen("pods", container(0), container(1, before=137))) == [(Sort.EXIT, "exit 137", 1)]
    assert told(seen("pods", container(3), container(4, before=0))) == [(Sort.EXIT, "exit 0", 1)]


def test_what_did_its_work_and_what_had_failed_before_is_no_news() -> None:
    assert seen("pods", container(0), container(0, now=0)) == []
    assert seen("pods", container(7, before=1)) == []
    assert seen("pods", None, container(7, before=1)) == []


def test_another_object_of_the_name_begins_anew() -> None:
    old = {"metadata": {"name": "a", "namespace": "web", "uid": "0"}, **container(0)}
    assert seen("pods", old, container(5, before=1)) == []


def test_an_eviction_and_a_failed_job_are_told_as_they_come_about() -> None:
    evicted = {"status": {"phase": "Failed", "reason": "Evicted"}}
    assert told(seen("pods", container(0), evicted, evicted)) == [(Sort.EXIT, "Evicted", 1)]
    failed = {"status": {"conditions": [{"type": "Failed", "status": "True", "reason": "BackoffLimitExceeded"}]}}
    assert told(seen("jobs", {"status": {}}, failed, failed)) == [(Sort.FAILURE, "failed BackoffLimitExceeded", 1)]
    assert seen("jobs", failed) == []


@pytest.mark.parametrize("name", ["probes.jsonl", "probes-1.35.jsonl"])
def test_of_a_real_recording_each_restart_is_an_exit(name: str) -> None:
    incidents = Incidents()
    found: list[Incident] = []
    restarts: dict[str, int] = {}
    for text in (RECORDINGS / name).read_text().splitlines():
        line = json.loads(text)
        if line["resource"] == "pods":
            obj = msgspec.json.decode(json.dumps(line["object"]), type=Pod)
            found += incidents.note(line["at"], "pods", obj.key, obj)
            restarts[obj.meta.name] = sum(each.restart_count for each in obj.status.container_statuses or ())
    for pod, count in restarts.items():
        exits = [one for one in found if one.name == pod and one.sort is Sort.EXIT]
        assert count <= len(exits) <= count + 2, pod  # the last ones may not have been started again yet
