"""Events in kubectl's words: the cases that a kubelet, a scheduler and a controller make, and odd ones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ktui.insight.events import EventGroup, event_age, event_source, events_page, newest_first
from ktui.model.link import Link, LinkState
from ktui.model.objects import Event, EventSeries, EventSource, Meta, ObjectReference
from ktui.model.reference import Reference

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
LIVE = Link(LinkState.LIVE, 0.0)


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def event(name: str = "e", version: str = "1", **fields: Any) -> Event:
    return Event(meta=Meta(name=name, namespace="web", resource_version=version), **fields)


def page(*groups: EventGroup) -> list[str]:
    return [line.text for line in events_page(groups, NOW.timestamp())]


def own(*events: Event, state: LinkState = LinkState.LIVE, reason: str = "", loaded: bool = True) -> EventGroup:
    return EventGroup("", events, Link(state, 0.0, reason), loaded)


UNHEALTHY = event(
    "unhealthy",
    type="Warning",
    reason="Unhealthy",
    message="Liveness probe failed: HTTP probe failed with statuscode: 500",
    count=49,
    first_timestamp=ago(62 * 60),
    last_timestamp=ago(5 * 60),
    source=EventSource("kubelet", "minikube"),
    involved_object=ObjectReference(kind="Pod", name="kubia", field_path="spec.containers{kubia}"),
)
SCHEDULED = event(
    "scheduled",
    type="Normal",
    reason="Scheduled",
    message="Successfully assigned default/kubia to minikube",
    event_time=ago(62.4),
    reporting_component="default-scheduler",
)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"count": 1, "first_timestamp": ago(62), "last_timestamp": ago(62)}, "62s"),
        ({"count": 49, "first_timestamp": ago(3720), "last_timestamp": ago(300)}, "5m (x49 over 62m)"),
        ({"event_time": ago(62.9)}, "62s"),
        ({"event_time": ago(3720), "series": EventSeries(7, ago(90))}, "90s (x7 over 62m)"),
        ({"event_time": ago(3720), "series": EventSeries(1, ago(90))}, "90s (x1 over 62m)"),
        ({"event_time": ago(3720), "series": EventSeries(7, None)}, "<unknown> (x7 over 62m)"),
        ({"count": 3, "first_timestamp": ago(60)}, "<unknown> (x3 over 60s)"),
        ({}, "<unknown>"),
    ],
)
def test_an_age_is_worded_as_kubectl_describe_does(fields: dict[str, Any], words: str) -> None:
    assert event_age(event(**fields), NOW.timestamp()) == words


@pytest.mark.parametrize(
    ("source", "component", "path", "words"),
    [
        (EventSource("kubelet", "node-1"), "kubelet", "", "kubelet on node-1"),
        (EventSource(), "default-scheduler", "", "default-scheduler"),
        (EventSource("job-controller"), "job-controller", "", "job-controller"),
        (EventSource("kubelet", "n"), "", "spec.containers{app}", "kubelet on n, container app"),
        (EventSource("kubelet", "n"), "", "spec.initContainers{wait}", "kubelet on n, init container wait"),
        (EventSource("kubelet", "n"), "", "spec.else", "kubelet on n, spec.else"),
    ],
)
def test_who_tells_and_of_which_container(source: EventSource, component: str, path: str, words: str) -> None:
    told = event(source=source, reporting_component=component, involved_object=ObjectReference(field_path=path))
    assert event_source(told) == words


def test_the_newest_comes_first_whichever_field_says_when() -> None:
    events = [
        event("by-creation"),
        event("by-last", last_timestamp=ago(10), first_timestamp=ago(900)),
        event("by-series", event_time=ago(900), series=EventSeries(2, ago(5))),
        event("by-event-time", event_time=ago(20)),
        event("of-one-second", version="12", last_timestamp=ago(10)),
    ]
    names = [told.meta.name for told in newest_first(events)]
    assert names == ["by-series", "of-one-second", "by-last", "by-event-time", "by-creation"]


def test_a_page_names_the_columns_and_gives_each_message_the_whole_width() -> None:
    assert page(own(UNHEALTHY, SCHEDULED)) == [
        "TYPE     REASON     AGE                FROM",
        "Normal   Scheduled  62s                default-scheduler",
        "  Successfully assigned default/kubia to minikube",
        "Warning  Unhealthy  5m (x49 over 62m)  kubelet on minikube, container kubia",
        "  Liveness probe failed: HTTP probe failed with statuscode: 500",
    ]


def test_a_warning_is_toned_bad_and_says_so() -> None:
    toned = [span for line in events_page([own(UNHEALTHY, SCHEDULED)], NOW.timestamp()) for span in line.spans]
    assert [text.strip() for text, tone in toned if tone == "bad"] == ["Warning", "Unhealthy"]


def test_a_long_message_goes_on_under_itself() -> None:
    long = event(type="Normal", reason="Pulled", message="word " * 60, first_timestamp=ago(1))
    message = events_page([own(long)], NOW.timestamp())[-1]
    assert (message.hang, message.text.strip()) == (2, ("word " * 60).strip())


def test_a_message_of_several_lines_stays_so() -> None:
    told = event(type="Normal", reason="Odd", message="one\ntwo\n\n three\n", first_timestamp=ago(1))
    assert page(own(told))[2:] == ["  one", "  two", "   three"]


def test_the_owners_events_follow_under_a_heading() -> None:
    owners = EventGroup("of its owner daemonset/ssd", [SCHEDULED], LIVE, True)
    lines = page(own(UNHEALTHY), owners)
    assert lines[3:] == [
        "",
        "of its owner daemonset/ssd",
        "Normal   Scheduled  62s                default-scheduler",
        "  Successfully assigned default/kubia to minikube",
    ]


def test_each_line_of_an_event_leads_to_its_object_and_the_heading_to_the_owner() -> None:
    of_the_owner = event(
        message="Created pod: kubia",
        involved_object=ObjectReference("DaemonSet", "web", "ssd", uid="u", api_version="apps/v1"),
    )
    owner = Reference("DaemonSet", "web", "ssd", "apps/v1", "u")
    groups = [own(UNHEALTHY), EventGroup("of its owner daemonset/ssd", [of_the_owner], LIVE, True, owner)]
    kubia, ssd = Reference("Pod", "", "kubia"), Reference("DaemonSet", "web", "ssd", "apps/v1")
    assert [line.about for line in events_page(groups, NOW.timestamp())] == [
        None,
        kubia,
        kubia,
        None,
        owner,
        ssd,
        ssd,
    ]


def test_what_tells_of_nothing_leads_nowhere() -> None:
    odd = event(message="odd", involved_object=ObjectReference(kind="Pod"))
    lines = events_page([own(odd), own(state=LinkState.STALE), own()], NOW.timestamp())
    assert {line.about for line in lines} == {None}


@pytest.mark.parametrize(
    ("group", "words"),
    [
        (own(), "No events. A cluster keeps them for an hour, unless it is told otherwise."),
        (own(loaded=False, state=LinkState.LOADING), "Loading events…"),
        (
            own(loaded=False, state=LinkState.CONNECTING, reason="connection refused"),
            "No connection: connection refused",
        ),
        (
            own(loaded=False, state=LinkState.DENIED, reason="list events"),
            "You may not list events here; asked again every minute.",
        ),
    ],
)
def test_without_events_the_page_says_why(group: EventGroup, words: str) -> None:
    assert page(group) == [words]


def test_what_is_not_up_to_date_stays_and_says_so() -> None:
    lines = page(own(SCHEDULED, state=LinkState.STALE, reason="no route\x1b[2J"))
    assert lines[1] == "Not up to date: no route␛[2J"
    assert "Successfully" in lines[3]


def test_nothing_of_the_cluster_reaches_the_terminal_as_it_is() -> None:
    evil = "\x1b]52;c;eA==\x07\u202e\u200b"
    told = event(
        type=evil,
        reason=evil,
        message=evil,
        first_timestamp=ago(1),
        source=EventSource(evil, evil),
        involved_object=ObjectReference(field_path=f"spec.containers{{{evil}}}"),
    )
    group = EventGroup(evil, [told], Link(LinkState.STALE, 0.0, evil), True)
    text = "".join(page(own(told), group))
    assert not set(evil[:1] + "\x07\u202e\u200b") & set(text)


def test_the_warning_about_a_job_that_was_made_by_hand_is_explained() -> None:
    warned = event(
        type="Warning",
        reason="UnexpectedJob",
        message="Saw a job that the controller did not create or forgot: now",
        event_time=ago(5),
        involved_object=ObjectReference(kind="CronJob", name="backup"),
    )
    *_, message, meaning = page(own(warned))
    assert message.strip() == "Saw a job that the controller did not create or forgot: now"
    assert meaning.strip().startswith("Harmless: the Job was made by hand")
    other = event(type="Warning", reason="UnexpectedJob", event_time=ago(5), message="x")
    assert page(own(other))[-1].strip() == "x"
