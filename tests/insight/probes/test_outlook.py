"""What lies ahead of a pod, in words and numbers."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.insight.probes.ahead import Ahead, Item, Outlook
from ktui.insight.probes.back_off import back_off_delay
from ktui.insight.probes.lane import Gap, GapReason, Lane, Mark, MarkKind, Timeline
from ktui.insight.probes.outlook import outlook
from ktui.model.evidence import ProbeType
from ktui.model.objects import Pod
from ktui.model.version import ServerVersion
from tests.insight.objects import NOW, at
from tests.insight.probes.probes import ANY_PROBES, NUMBER, TEXT, some

STARTUP, LIVENESS, READINESS = ProbeType

HTTP: dict[str, Any] = {"httpGet": {"path": "/", "port": 8080}}


def running(ago: float = 3000, *, ready: bool = True, started: bool | None = True, restarts: int = 0) -> dict[str, Any]:
    state = {"running": {"startedAt": at(ago)}}
    return {"name": "app", "ready": ready, "started": started, "restartCount": restarts, "state": state}


def waiting(reason: str, message: str = "", *, ended_ago: float | None = None) -> dict[str, Any]:
    last = {} if ended_ago is None else {"terminated": {"exitCode": 1, "finishedAt": at(ended_ago)}}
    return {"name": "app", "state": {"waiting": {"reason": reason, "message": message}}, "lastState": last}


def pod(
    status: dict[str, Any] | None = None, *others: dict[str, Any], meta: Any = None, conditions: Any = (), **probes: Any
) -> Pod:
    """A pod of a container `app` with these probes and this status, and others beside it."""
    return msgspec.convert(
        {
            "metadata": {"name": "web", **(meta or {})},
            "spec": {"containers": [{"name": "app", **probes}, *others], "terminationGracePeriodSeconds": 5},
            "status": {
                "phase": "Running",
                "conditions": [*conditions],
                "containerStatuses": [running() if status is None else status],
            },
        },
        Pod,
    )


def marks(kind: MarkKind, *ago: float) -> tuple[Mark, ...]:
    return tuple(Mark(kind, NOW - each, NOW - each) for each in ago)


def failed(*ago: float) -> tuple[Mark, ...]:
    return marks(MarkKind.FAILED, *ago)


def lane(probe: ProbeType | None, *told: Mark, container: str | None = "app", gaps: tuple[Gap, ...] = ()) -> Lane:
    return Lane(container, probe, tuple(sorted(told, key=lambda mark: mark.end)), gaps)


def sentences(pod: Pod, *lanes: Lane, later: float = 0) -> list[str]:
    return [item.sentence for item in outlook(pod, Timeline(lanes), NOW + later).items]


def only(pod: Pod, *lanes: Lane, later: float = 0) -> Item:
    (item,) = outlook(pod, Timeline(lanes), NOW + later).items
    return item


# -- probes that fail


@pytest.mark.parametrize(
    ("told", "sentence", "within"),
    [
        (failed(2), "liveness: 1 of 3 misses, kill due within 20 s", 20),
        (failed(13, 3), "liveness: 2 of 3 misses, kill due within 9 s", 9),
        (failed(60, 2), "liveness: at least 1 of 3 misses, kill due within 20 s", 20),
        # The time of an event is cut off: ten whole seconds ago may be nine.
        (failed(12), "liveness: 1 of 3 misses, kill due within 10 s", 10),
        # A clock that is behind the kubelet's.
        (failed(-3), "liveness: 1 of 3 misses, kill due within 25 s", 25),
    ],
)
def test_a_kill_is_due_when_as_many_periods_have_passed(told: tuple[Mark, ...], sentence: str, within: float) -> None:
    item = only(pod(livenessProbe=HTTP), lane(LIVENESS, *told))
    assert (item.kind, item.sentence, item.within, item.tone) == (Ahead.MISSES, sentence, within, "bad")


def test_readiness_is_about_service_and_not_about_a_kill() -> None:
    item = only(pod(readinessProbe={**HTTP, "periodSeconds": 5}), lane(READINESS, *failed(6, 1)))
    assert item.sentence == "readiness: 2 of 3 misses, out of service within 6 s"
    assert item.short == "readiness 2/3, out of service within 6 s"
    assert (item.misses, item.threshold, item.at_least, item.times, item.tone) == (2, 3, False, 2, "busy")


def test_the_container_is_named_where_there_are_several() -> None:
    both = pod(running(), {"name": "other"}, livenessProbe=HTTP)
    assert sentences(both, lane(LIVENESS, *failed(1))) == ["app liveness: 1 of 3 misses, kill due within 21 s"]


def test_what_was_before_the_start_is_of_another_container() -> None:
    again = pod(running(100, restarts=1), livenessProbe=HTTP)
    assert sentences(again, lane(LIVENESS, *failed(120, 110, 100))) == []
    first = pod(running(10), livenessProbe=HTTP)
    assert sentences(first, lane(LIVENESS, *failed(10))) == ["liveness: 1 of 3 misses, kill due within 12 s"]


def test_silence_proves_nothing() -> None:
    item = only(pod(livenessProbe=HTTP), lane(LIVENESS, *failed(50, 40)))
    assert item.kind is Ahead.SILENT
    assert item.sentence == ("liveness: 2 of 3 misses, the last 40 s ago; nothing told since, which proves no recovery")
    assert (item.short, item.within, item.tone) == ("liveness 2/3, 40 s ago", None, "muted")


def test_what_keeps_the_kubelet_from_telling_is_named() -> None:
    spent = Gap(NOW - 35, None, GapReason.BUDGET)
    assert only(pod(livenessProbe=HTTP), lane(LIVENESS, *failed(40), gaps=(spent,))).sentence == (
        "liveness: 1 of 3 misses, the last 40 s ago; nothing told since (the kubelet's event budget is spent),"
        " which proves no recovery"
    )


def test_a_silence_is_not_told_of_for_ever() -> None:
    assert sentences(pod(livenessProbe=HTTP), lane(LIVENESS, *failed(600))) != []
    assert sentences(pod(livenessProbe=HTTP), lane(LIVENESS, *failed(601))) == []


def test_a_ready_container_with_old_misses_is_in_service() -> None:
    assert sentences(pod(readinessProbe=HTTP), lane(READINESS, *failed(40))) == [
        "readiness: 1 of 3 misses, the last 40 s ago; nothing told since, still in service"
    ]


def test_to_have_become_ready_since_is_a_recovery_where_it_is_this_containers() -> None:
    told = (lane(READINESS, *failed(60, 50, 40)), lane(None, *marks(MarkKind.READY, 30), container=None))
    assert sentences(pod(readinessProbe=HTTP), *told) == []
    several = pod(running(), {"name": "other"}, readinessProbe=HTTP)
    assert sentences(several, *told) == [
        "app readiness: 3 of 3 misses, the last 40 s ago; nothing told since, still in service"
    ]


# -- kills


def test_a_killed_container_has_its_grace() -> None:
    killed = lane(LIVENESS, *failed(14, 9, 4), *marks(MarkKind.KILLING, 4))
    item = only(pod(livenessProbe=HTTP, readinessProbe=HTTP), killed, lane(READINESS, *failed(3)))
    assert (item.kind, item.sentence) == (Ahead.KILLED, "liveness: killed, SIGKILL within 2 s")
    assert (item.within, item.budget, item.since) == (2, 5, NOW - 4)
    assert only(pod(livenessProbe=HTTP), killed, later=60).sentence == "liveness: killed, its end is overdue by 58 s"
    own = {**HTTP, "terminationGracePeriodSeconds": 20}
    assert only(pod(livenessProbe=own), killed).sentence == "liveness: killed, SIGKILL within 17 s"


def test_a_kill_of_which_nothing_was_told_follows_from_the_misses() -> None:
    told = lane(LIVENESS, *failed(21, 11, 1))
    assert sentences(pod(livenessProbe=HTTP), told) == ["liveness: 3 of 3 misses, SIGKILL within 5 s"]


def test_a_kill_of_the_container_before_is_over() -> None:
    assert sentences(pod(running(3, restarts=1), livenessProbe=HTTP), lane(LIVENESS, *marks(MarkKind.KILLING, 9))) == []


# -- start-up


def starting(used: float, **fields: Any) -> Pod:
    probe = {**HTTP, "periodSeconds": 10, "failureThreshold": 6, **fields}
    return pod(running(used, ready=False, started=False), startupProbe=probe, livenessProbe=HTTP, readinessProbe=HTTP)


def test_a_start_up_uses_up_its_budget() -> None:
    item = only(starting(41))
    assert (item.kind, item.sentence) == (Ahead.START_UP, "start-up: 41 of 60 s used")
    assert (item.used, item.budget, item.within, item.tone) == (41, 60, 21, "busy")
    assert only(starting(55)).tone == "bad"
    assert only(starting(70)).sentence == "start-up: 60 of 60 s used, kill due"
    assert only(starting(41, initialDelaySeconds=30)).sentence == "start-up: 41 of 90 s used"
    assert only(starting(-4)).sentence == "start-up: 0 of 60 s used"


def test_until_it_has_started_all_failures_are_in_a_row() -> None:
    assert sentences(starting(41), lane(STARTUP, *failed(35, 2)), lane(LIVENESS, *failed(3))) == [
        "startup: 2 of 6 misses, kill due within 40 s",
        "start-up: 41 of 60 s used",
    ]
    assert sentences(starting(41), lane(STARTUP, *failed(30))) == ["start-up: 41 of 60 s used"]


def test_before_1_21_a_start_ups_verdict_waits_for_the_kubelet_to_come_by() -> None:
    told = Timeline((lane(STARTUP, *failed(60, 50, 40, 30, 20, 10)),))
    old = outlook(starting(61), told, NOW, ServerVersion(1, 20))
    assert [item.sentence for item in old.items] == [
        "startup: 6 of 6 misses, kill due within 81 s",
        "start-up: 60 of 60 s used, kill due",
    ]
    assert [item.within for item in old.items] == [81, 91]
    assert outlook(starting(61), told, NOW).items[0].sentence == "startup: 6 of 6 misses, its end is overdue by 4 s"
    late = outlook(starting(155), told, NOW + 84, ServerVersion(1, 20))
    assert late.items[0].sentence == "startup: 6 of 6 misses, SIGKILL within 2 s"


def test_a_started_container_is_past_its_start_up_probe() -> None:
    up = pod(running(50), startupProbe=HTTP)
    assert sentences(up, lane(STARTUP, *failed(49, 39))) == []


# -- back-offs

HELD = "back-off {} restarting failed container=app pod=web_default(1)"


@pytest.mark.parametrize(
    ("message", "ended_ago", "sentence", "within"),
    [
        (HELD.format("40s"), 28, "CrashLoopBackOff 40 s, next start in 12 s", 12),
        (HELD.format("5m0s"), 14, "CrashLoopBackOff 5m, next start in 4m46s", 286),
        (HELD.format("1.5s"), 0, "CrashLoopBackOff 2 s, next start in 2 s", 1.5),
        (HELD.format("10s"), 12, "CrashLoopBackOff 10 s, next start due", 0),
        (HELD.format("10s"), None, "CrashLoopBackOff 10 s, next start so long after its end", None),
        ("something else", 12, "CrashLoopBackOff, next start not told", None),
    ],
)
def test_the_next_start_is_as_far_as_the_kubelet_says(
    message: str, ended_ago: float | None, sentence: str, within: float | None
) -> None:
    item = only(pod(waiting("CrashLoopBackOff", message, ended_ago=ended_ago)))
    assert (item.kind, item.sentence, item.within) == (Ahead.BACK_OFF, sentence, within)


def test_an_image_is_tried_again_nobody_tells_when() -> None:
    item = only(pod(waiting("ImagePullBackOff", 'Back-off pulling image "a"')))
    assert (item.kind, item.within) == (Ahead.IMAGE_BACK_OFF, None)
    assert item.sentence == "ImagePullBackOff: it is tried again, when is not told"
    assert sentences(pod(waiting("ContainerCreating"))) == []


@pytest.mark.parametrize(
    "message", ["", "back-off", "back-off soon restarting failed container", "Back-off 10s restarting"]
)
def test_a_message_without_a_delay_tells_none(message: str) -> None:
    assert back_off_delay(message) is None


# -- readiness of the pod


NOT_READY = [{"type": "Ready", "status": "False", "lastTransitionTime": at(900)}]


def test_a_container_out_of_service_says_since_when() -> None:
    out = pod(running(3000, ready=False), conditions=NOT_READY, readinessProbe=HTTP)
    assert sentences(out, lane(READINESS, *failed(22, 12, 2))) == ["readiness: not ready for 15m, 3 of 3 misses"]
    assert sentences(out, lane(READINESS, *failed(60))) == [
        "readiness: not ready for 15m, 1 of 3 misses, the last 60 s ago"
    ]
    young = pod(running(7, ready=False), conditions=NOT_READY, readinessProbe=HTTP)
    assert sentences(young) == ["readiness: not ready for 7 s, no failure told"]
    assert only(young).tone == "busy"


def test_misses_before_it_was_ready_last_are_of_another_time() -> None:
    out = pod(running(3000, ready=False), conditions=NOT_READY, readinessProbe=HTTP)
    turned = lane(None, *marks(MarkKind.READY, 1000), *marks(MarkKind.NOT_READY, 900), container=None)
    spent = Gap(NOW - 990, None, GapReason.BUDGET)
    item = only(out, lane(READINESS, *failed(1030, 1020, 1010), gaps=(spent,)), turned)
    assert item.sentence == ("readiness: not ready for 15m, no failure told (the kubelet's event budget is spent)")
    assert (item.misses, item.tone) == (None, "bad")


def test_of_several_containers_the_pods_time_may_be_anothers() -> None:
    out = pod(running(3000, ready=False), {"name": "other"}, conditions=NOT_READY, readinessProbe=HTTP)
    assert sentences(out, lane(READINESS, *failed(2))) == ["app readiness: not ready, 1 of 3 misses"]


def turns(*ago: float) -> tuple[Mark, ...]:
    """Not ready, ready, not ready, ..."""
    kinds = (MarkKind.NOT_READY, MarkKind.READY)
    return tuple(Mark(kinds[index % 2], NOW - each, NOW - each) for index, each in enumerate(ago))


def test_readiness_that_comes_and_goes_is_flapping() -> None:
    calm = turns(1000, 990)
    wild = turns(1000, 990, 500, 490, 400, 390, 300, 290)
    assert sentences(pod(), lane(None, *calm, container=None)) == []
    found = outlook(pod(), Timeline((lane(None, *wild, container=None),)), NOW)
    assert [item.sentence for item in found.items] == ["readiness flapped 3 times in 10m, no restart"]
    assert found.flapping
    assert not found.near_miss


def test_a_pod_that_was_never_ready_before_has_not_ceased_to_be() -> None:
    assert sentences(pod(), lane(None, *turns(90, 60, 30, 10), container=None)) == []


def test_restarts_explain_as_many_turns() -> None:
    pod_lane = lane(None, *turns(1000, 990, 500, 490, 400, 390, 300, 290), container=None)
    one_exit = lane(None, *marks(MarkKind.EXITED, 400))
    assert sentences(pod(), one_exit, pod_lane) == ["readiness flapped 2 times in 10m, 1 restart besides"]
    assert sentences(pod(), lane(None, *marks(MarkKind.EXITED, 400, 300)), pod_lane) == []


def test_a_probe_that_cannot_be_asked_counts_for_nothing() -> None:
    asked = lane(LIVENESS, *failed(400), *marks(MarkKind.ERRORED, 30, 20, 700))
    assert sentences(pod(livenessProbe=HTTP), asked)[0] == (
        "liveness: could not be asked, 2 times in 10m; that counts for nothing"
    )
    assert only(pod(livenessProbe=HTTP), lane(LIVENESS, *marks(MarkKind.ERRORED, 30), *failed(20))).kind is Ahead.SILENT


# -- ends


def test_failures_while_terminating_mean_nothing() -> None:
    leaving = pod(meta={"deletionTimestamp": at(-12), "deletionGracePeriodSeconds": 30}, readinessProbe=HTTP)
    item = only(leaving, lane(READINESS, *failed(9, 4)))
    assert item.sentence == "terminating: ends within 12 s; probes that fail mean nothing now"
    assert (item.kind, item.within, item.budget, item.since) == (Ahead.TERMINATING, 12, 30, NOW - 18)
    assert only(leaving, later=192).sentence.startswith("terminating: overdue by 3m;")


def test_a_time_that_no_calendar_has_is_not_told() -> None:
    leaving = pod(meta={"deletionTimestamp": "0001-01-01T00:00:09Z", "deletionGracePeriodSeconds": 2**40})
    assert outlook(leaving, Timeline(), NOW).json()["items"][0]["since"] is None


@pytest.mark.parametrize("phase", ["Succeeded", "Failed"])
def test_nothing_lies_ahead_of_what_has_finished(phase: str) -> None:
    raw = msgspec.to_builtins(pod(livenessProbe=HTTP))
    raw["status"]["phase"] = phase
    assert not outlook(msgspec.convert(raw, Pod), Timeline((lane(LIVENESS, *failed(1)),)), NOW)


def test_nothing_lies_ahead_of_what_is_gone() -> None:
    gone = lane(None, *marks(MarkKind.DELETED, 3), container=None)
    assert not outlook(pod(livenessProbe=HTTP), Timeline((lane(LIVENESS, *failed(1)), gone)), NOW)


# -- all of it


def test_the_most_pressing_comes_first() -> None:
    found = outlook(
        pod(livenessProbe=HTTP, readinessProbe=HTTP),
        Timeline(
            (
                lane(LIVENESS, *failed(1)),
                lane(READINESS, *failed(2)),
                lane(None, *turns(1000, 990, 500, 490, 400, 390), container=None),
            )
        ),
        NOW,
    )
    assert [(item.kind, item.probe) for item in found.items] == [
        (Ahead.MISSES, LIVENESS),
        (Ahead.MISSES, READINESS),
        (Ahead.FLAPPING, READINESS),
    ]
    assert found.near_miss
    assert found.first is found.items[0]


def test_the_json_has_every_key_and_null_for_what_is_not_known() -> None:
    assert Outlook().json() == {"sentence": None, "short": None, "items": []}
    found = outlook(pod(livenessProbe=HTTP), Timeline((lane(LIVENESS, *failed(3)),)), NOW).json()
    assert found["sentence"] == found["items"][0]["sentence"] == "liveness: 1 of 3 misses, kill due within 19 s"
    assert json.loads(json.dumps(found["items"][0])) == {
        "kind": "misses",
        "container": "app",
        "probe": "liveness",
        "sentence": "liveness: 1 of 3 misses, kill due within 19 s",
        "short": "liveness 1/3, kill due within 19 s",
        "misses": 1,
        "threshold": 3,
        "atLeast": False,
        "withinSeconds": 19.0,
        "usedSeconds": None,
        "budgetSeconds": None,
        "delaySeconds": None,
        "times": 1,
        "since": at(3),
    }


TIMES = st.none() | st.integers(-50, 900).map(at)
DELAYS = st.sampled_from(["40s", "-1s", "1h", "9999999h", "x"]).map(HELD.format)
STATUSES = some(
    ready=st.booleans(),
    started=st.none() | st.booleans(),
    restartCount=st.integers(-1, 5),
    state=some(
        running=some(startedAt=TIMES),
        waiting=some(reason=st.sampled_from(["CrashLoopBackOff", "ImagePullBackOff"]), message=TEXT | DELAYS),
    ),
    lastState=some(terminated=some(finishedAt=TIMES)),
)


def named(name: str, raw: st.SearchStrategy[dict[str, Any]], most: int) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(raw.map(lambda each: {**each, "name": name}), max_size=most)


PODS = some(
    metadata=some(deletionTimestamp=TIMES, deletionGracePeriodSeconds=st.none() | NUMBER),
    spec=some(
        containers=named("app", ANY_PROBES, 2),
        initContainers=named("other", ANY_PROBES, 1),
        terminationGracePeriodSeconds=st.none() | NUMBER,
    ),
    status=some(
        conditions=st.lists(
            some(type=st.just("Ready"), status=st.sampled_from(["True", "False"]), lastTransitionTime=TIMES), max_size=1
        ),
        containerStatuses=named("app", STATUSES, 2),
        initContainerStatuses=named("other", STATUSES, 1),
    ),
)
SPANS = st.tuples(st.integers(-50, 900), st.integers(0, 400))
MARKS = st.builds(
    lambda kind, span, count, known: Mark(
        kind, NOW - span[0] - (span[1] if count > 1 else 0), NOW - span[0], count, first_known=known
    ),
    st.sampled_from(MarkKind),
    SPANS,
    st.integers(1, 40),
    st.booleans(),
)
GAPS = st.builds(
    lambda reason, span, open_: Gap(NOW - span[0] - span[1], None if open_ else NOW - span[0], reason),
    st.sampled_from(GapReason),
    SPANS,
    st.booleans(),
)
LANES = st.builds(
    lambda container, probe, told, gaps: msgspec.structs.replace(
        lane(probe, *told, container=container), gaps=tuple(gaps)
    ),
    st.sampled_from(["app", "other", None]),
    st.none() | st.sampled_from(ProbeType),
    st.lists(MARKS, max_size=6),
    st.lists(GAPS, max_size=2),
)


@given(PODS, st.lists(LANES, max_size=4))
def test_any_pod_has_an_outlook_without_a_negative_number(raw: dict[str, Any], lanes: list[Lane]) -> None:
    found = outlook(msgspec.json.decode(json.dumps(raw), type=Pod), Timeline(tuple(lanes)), NOW)
    for item in found.items:
        for number in (item.misses, item.threshold, item.within, item.used, item.budget, item.delay, item.times):
            assert number is None or number >= 0
        if item.misses is not None and item.threshold is not None:
            assert 1 <= item.misses <= item.threshold
        assert item.sentence
        assert item.short
        assert "-" not in item.sentence.replace("start-up", "")
    json.dumps(found.json(), allow_nan=False)
