"""Logs of everything there is, in every state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ktui.insight.log_state import LogState
from ktui.ui.screens.logs import LogsScreen
from tests.fakes import objects
from tests.fakes.clock import START
from tests.ui.logs_app import logs_open

if TYPE_CHECKING:
    from tests.ui.fake_session import FakeSession

HOSTILE = "osc \x1b]52;c;aGk=\x07 title \x1b]0;evil\x07 clear \x1b[2J bidi \u202eabc zero\u200bwidth [bold]markup[/]"


def owned(session: FakeSession) -> None:
    def of(kind: str, name: str, uid: str) -> list[dict[str, Any]]:
        return [objects.pod(f"{name}-{end}", owned_by=objects.owner(kind, name, uid)) for end in "ab"]

    session.live(
        pods=[*of("DaemonSet", "agent", "ds-uid"), *of("Job", "work", "job-uid"), objects.pod("other")],
        daemonsets=[objects.daemonset("agent", uid="ds-uid")],
        jobs=[
            objects.job(
                "work",
                uid="job-uid",
                owned_by=objects.owner("CronJob", "nightly", "cron-uid"),
                creationTimestamp="2023-11-14T22:00:00Z",
            )
        ],
        cronjobs=[objects.cronjob("nightly", uid="cron-uid")],
        nodes=[objects.node("node-1")],
    )


@pytest.mark.parametrize(
    ("pane", "title", "names"),
    [
        ("2", "daemonsets/agent", ["agent-a", "agent-b"]),
        ("3", "jobs/work", ["work-a", "work-b"]),
        ("4", "jobs/work", ["work-a", "work-b"]),
    ],
)
async def test_all_pods_of_an_owner_stand_side_by_side(pane: str, title: str, names: list[str]) -> None:
    async with logs_open(owned, pane=pane) as logs:
        assert title in logs.title
        streams = logs.app.session.streams.open
        assert [stream.request.pod for stream in streams] == names
        for stream in streams:
            stream.told(LogState.FOLLOWING)
            await logs.say("hello", stream=stream, at=START + 1)
        assert [row[1:] for row in logs.rows if row] == [f"{name} hello" for name in names]
        await logs.until(lambda: "2 following" in logs.title)


async def test_a_pod_that_joins_is_read() -> None:
    async with logs_open(owned, pane="2") as logs:
        logs.app.session.put("pods", objects.pod("agent-c", owned_by=objects.owner("DaemonSet", "agent", "ds-uid")))
        await logs.until(lambda: len(logs.app.session.streams.open) == 3)


async def test_a_node_has_none_and_says_so() -> None:
    async with logs_open(owned, pane="5") as logs:
        assert not isinstance(logs.app.screen, LogsScreen)
        await logs.until(lambda: "Nodes have no log here" in logs.app.text)


async def test_a_cronjob_without_a_job_says_so() -> None:
    def fill(session: FakeSession) -> None:
        session.live(cronjobs=[objects.cronjob("nightly", uid="cron-uid")])

    async with logs_open(fill, pane="4") as logs:
        assert not isinstance(logs.app.screen, LogsScreen)
        await logs.until(lambda: "has no Job now" in logs.app.text)


async def test_nothing_under_the_cursor_opens_nothing() -> None:
    async with logs_open(lambda session: session.live()) as logs:
        assert not isinstance(logs.app.screen, LogsScreen)


@pytest.mark.parametrize(
    ("state", "words", "shown"),
    [
        (LogState.DENIED, "get pods/log", "denied: get pods/log"),
        (LogState.WAITING, "container app is waiting to start", "waiting: container app is waiting to start"),
        (LogState.NONE, "no previous run", "no previous run"),
        (LogState.GONE, "the pod is gone", "the pod is gone"),
        (LogState.ENDED, "exit 1", "ended: exit 1"),
        (LogState.BROKEN, "no answer \x1b[2J", "link lost: no answer ␛[2J"),
        (LogState.FAILED, "no answer", "no log yet: no answer"),
        (LogState.FOLLOWING, "", "following"),
    ],
)
async def test_each_state_in_words(state: LogState, words: str, shown: str) -> None:
    async with logs_open() as logs:
        logs.stream.told(state, words)
        await logs.until(lambda: shown in logs.title)
        if state is not LogState.FOLLOWING:
            assert shown in logs.rows[0]
        else:
            assert "No lines yet" in logs.rows[0]


async def test_a_countdown_goes_down() -> None:
    async with logs_open() as logs:
        logs.stream.told(LogState.BROKEN, "no answer", retry_at=START + 5)
        await logs.until(lambda: "next try in 5 s" in logs.title)


async def test_the_lines_of_a_link_lost_are_kept_and_it_is_noted_among_them() -> None:
    async with logs_open() as logs:
        await logs.say("one")
        logs.stream.sink.note("", "link lost at 22:13:20Z, resumed at 22:13:29Z")
        await logs.until(lambda: "-- link lost at 22:13:20Z, resumed at 22:13:29Z" in logs.app.text)


async def test_hostile_lines_are_seen_and_not_obeyed() -> None:
    async with logs_open(size=(200, 24)) as logs:
        await logs.say(HOSTILE, "tab\tend")
        assert "osc ␛]52;c;aGk=␇ title ␛]0;evil␇ clear ␛[2J bidi \\u202eabc zero\\u200bwidth [bold]markup[/]" in (
            logs.app.text
        )
        assert logs.current == "tab     end"
        for character in "\x1b\x07\u202e\u200b\t":
            assert character not in logs.app.text


async def test_ten_thousand_lines_paint_no_more_than_the_screen_for_each_batch() -> None:
    async with logs_open() as logs:
        view = logs.screen.view
        painted = 0
        strip = view._strip

        def counting(y: int) -> Any:
            nonlocal painted
            painted += 1
            return strip(y)

        view._strip = counting  # type: ignore[method-assign]
        batches = 0
        told = logs.screen.feed._told

        def hearing(batch: Any) -> None:
            nonlocal batches
            batches += 1
            told(batch)

        logs.screen.feed._told = hearing
        for chunk in range(100):
            logs.stream.say(*(f"line {chunk} {number}" for number in range(100)), at=START)
        await logs.until(lambda: logs.current == "line 99 99")
        assert logs.screen.feed.ring.total == 10_000
        assert batches <= 3
        assert painted <= batches * len(logs.rows)


@pytest.mark.parametrize("size", [(40, 10), (300, 90), (80, 24)])
async def test_any_size_fits_and_keeps_the_current_line(size: tuple[int, int]) -> None:
    async with logs_open() as logs:
        await logs.say(*(f"line {number} {'漢字' * 60}" for number in range(200)))
        await logs.press("g", "down", "down", "T", "m", "enter")
        await logs.say(*(f"line {number} {'漢字' * 60}" for number in range(200)))
        await logs.press("g", "down", "down")
        await logs.pilot.resize_terminal(*size)
        await logs.pilot.pause()
        assert "line 2" in logs.current.replace(" ", " ")
        assert "esc back" in logs.app.lines()[-1]
