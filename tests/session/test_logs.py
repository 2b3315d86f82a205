"""A log of one or several containers: who is read, in which order lines come, and how often that is told."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest

from ktui.insight.log_containers import ALL
from ktui.insight.log_state import LogState
from ktui.model.kinds import JOBS, PODS
from ktui.session.feed import Feed
from ktui.session.log_target import LogChoice, LogTarget, newest_job
from ktui.session.logs import FRAME, MOST_STREAMS, LogBatch, LogFeed
from ktui.store.store import Delta
from tests.fakes import objects
from tests.fakes.clock import START, turns
from tests.fakes.log_streams import FakeStreams
from tests.ui.fake_session import decoded

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

JOB = LogTarget("jobs", "default", "work", "job-uid")
POD = LogTarget("pods", "default", "web", "web-uid")


def mine(name: str, **more: Any) -> dict[str, Any]:
    return objects.pod(name, uid=f"{name}-uid", owned_by=objects.owner("Job", "work", "job-uid"), **more)


class Logging:
    """One feed, over pods and frames that are in the test's hands."""

    def __init__(self, target: LogTarget, choice: LogChoice, most: int) -> None:
        self.pods: dict[tuple[str, str], Any] = {}
        self.streams = FakeStreams()
        self.batches: list[LogBatch] = []
        self.frames: list[Callable[[], None]] = []
        self.feed = LogFeed(
            target,
            choice,
            objects=self.pods,
            stream=self.streams,
            now=lambda: START,
            told=self.batches.append,
            later=self._later,
            most=most,
        )
        self._kind = Feed(PODS, lambda _obj, _now: None, lambda _feed, _within: None)

    def _later(self, seconds: float, call: Callable[[], None]) -> None:
        assert seconds == FRAME
        self.frames.append(call)

    def frame(self) -> None:
        """A frame's time passes."""
        frames, self.frames = self.frames, []
        for call in frames:
            call()

    def hold(self, *raws: dict[str, Any]) -> None:
        for pod in decoded(PODS, raws):
            self.pods[pod.key] = pod

    async def put(self, *raws: dict[str, Any]) -> None:
        before = set(self.pods)
        self.hold(*raws)
        keys = [pod.key for pod in decoded(PODS, raws)]
        added, changed = [k for k in keys if k not in before], [k for k in keys if k in before]
        self.feed.changed(self._kind, Delta(added, changed, []))
        await turns(3)

    async def remove(self, name: str) -> None:
        del self.pods["default", name]
        self.feed.changed(self._kind, Delta([], [], [("default", name)]))
        await turns(3)

    @property
    def read(self) -> list[str]:
        return [f"{stream.request.pod}/{stream.request.container}" for stream in self.streams.open]

    @property
    def texts(self) -> list[str]:
        return [line.text for line in self.feed.ring.lines]


@asynccontextmanager
async def logging(
    target: LogTarget, *raws: dict[str, Any], choice: LogChoice | None = None, most: int = 1000
) -> AsyncIterator[Logging]:
    log = Logging(target, choice or LogChoice(), most)
    log.hold(*raws)
    task = asyncio.create_task(log.feed.run())
    await turns(5)
    try:
        yield log
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert not log.streams.open


async def test_a_pod_is_read_by_its_default_container_alone() -> None:
    async with logging(POD, objects.pod("web", containers=("app", "side")), objects.pod("other")) as log:
        assert log.read == ["web/app"]
        assert list(log.feed.members.containers) == ["app", "side"]
        request = log.streams.made[0].request
        assert (request.tail, request.since, request.previous) == (1000, None, False)


async def test_all_containers_or_some_by_name() -> None:
    raw = objects.beside(objects.pod("web", containers=("app", "side")), init=["prepare"], ephemeral=["debugger"])
    async with logging(POD, raw, choice=LogChoice(ALL)) as log:
        assert log.read == ["web/app", "web/side", "web/prepare", "web/debugger"]
        assert log.feed.names == ["app", "side", "prepare", "debugger"]
        assert log.feed.chosen == ALL
    async with logging(POD, raw, choice=LogChoice(("side",), previous=True, since=300)) as log:
        assert log.read == ["web/side"]
        request = log.streams.made[0].request
        assert (request.previous, request.since) == (True, 300)
    async with logging(POD, raw, choice=LogChoice(("debugger", "app"))) as log:
        assert log.read == ["web/app", "web/debugger"]
        assert log.feed.chosen == ("debugger", "app")


@pytest.mark.parametrize(
    ("target", "containers", "tail"),
    [(POD, None, 1000), (POD, ("side",), 1000), (POD, ("app", "side"), 200), (POD, ALL, 200), (JOB, ("side",), 200)],
)
async def test_of_several_logs_less_is_asked_for(target: LogTarget, containers: Any, tail: int) -> None:
    raws = [objects.pod("web", containers=("app", "side")), mine("a", containers=("app", "side"))]
    async with logging(target, *raws, choice=LogChoice(containers)) as log:
        assert {stream.request.tail for stream in log.streams.made} == {tail}


async def test_a_container_is_chosen_by_its_name_over_all_pods() -> None:
    raws = [mine("a", containers=("app", "side")), mine("b"), mine("c", containers=("main", "side"))]
    async with logging(JOB, *raws, choice=LogChoice(("side",))) as log:
        assert log.read == ["a/side", "c/side"]
        assert list(log.feed.members.containers) == ["app", "side", "main"]
        assert log.feed.members.default_containers == ("app", "main")
        await log.put(mine("d", containers=("side",)))
        assert log.read == ["a/side", "c/side", "d/side"]
    async with logging(JOB, *raws) as log:
        assert log.feed.chosen == ("app", "main")


async def test_a_container_that_is_added_to_debug_a_pod_joins_where_all_are_read() -> None:
    async with logging(POD, objects.pod("web"), choice=LogChoice(ALL)) as log:
        await log.put(objects.beside(objects.pod("web"), ephemeral=["debugger"]))
        assert log.read == ["web/app", "web/debugger"]


async def test_all_pods_of_an_owner_and_those_that_come() -> None:
    async with logging(JOB, mine("a"), mine("b"), objects.pod("foreign"), mine("x", namespace="elsewhere")) as log:
        assert log.read == ["a/app", "b/app"]
        await log.put(mine("c"), objects.pod("stranger"))
        assert log.read == ["a/app", "b/app", "c/app"]
        assert len(log.feed.members) == 3
        await log.put(mine("c"))
        assert len(log.streams.made) == 3
        assert [stream.looks for stream in log.streams.made] == [0, 0, 1]
        await log.remove("a")
        assert len(log.feed.members) == 2
        assert log.streams.of("a").looks == 1


async def test_a_pod_that_takes_anothers_name_is_read_anew() -> None:
    async with logging(POD, objects.pod("web", uid="1")) as log:
        await log.put(objects.pod("web", uid="2"))
        assert log.read == ["web/app", "web/app"]


async def test_too_many_are_left_out_until_there_is_room() -> None:
    async with logging(JOB, *(mine(f"p{number:02d}") for number in range(MOST_STREAMS + 2))) as log:
        assert (len(log.read), log.feed.left_out) == (MOST_STREAMS, 2)
        log.streams.made[0].told(LogState.GONE)
        await log.put(mine("p00"))
        assert (len(log.streams.made), log.feed.left_out) == (MOST_STREAMS + 1, 1)


async def test_backlogs_are_in_the_order_of_their_times_and_the_rest_as_it_comes() -> None:
    async with logging(JOB, mine("a"), mine("b")) as log:
        a, b = log.streams.made
        log.frame()
        a.say("a1", at=START - 30)
        a.say("a2", at=START - 10)
        log.frame()
        b.say("b1", at=START - 20)
        log.frame()
        assert log.texts == ["a1", "b1", "a2"]
        assert log.batches[-1].rearranged == 1
        a.say("a3", at=START + 5)
        log.frame()
        b.say("b2", at=START + 4)
        log.frame()
        assert log.texts == ["a1", "b1", "a2", "a3", "b2"]
        assert log.batches[-1].rearranged is None


async def test_one_source_keeps_its_own_order_whatever_its_clock_says() -> None:
    async with logging(POD, objects.pod("web")) as log:
        log.frame()
        stream = log.streams.made[0]
        stream.say("first", at=START - 1)
        stream.say("second", at=START - 2)
        log.frame()
        assert log.texts == ["first", "second"]


async def test_ten_thousand_lines_in_a_second_are_told_in_no_more_batches_than_frames() -> None:
    async with logging(POD, objects.pod("web"), most=5000) as log:
        log.frame()
        before = len(log.batches)
        for frame in range(25):
            for chunk in range(40):
                log.streams.made[0].say(*(f"{frame} {chunk} {number}" for number in range(10)), at=START + frame)
            log.frame()
        assert len(log.batches) - before <= 26
        assert log.feed.ring.total == 10_000
        assert (len(log.texts), log.feed.ring.dropped) == (5000, 5000)
        assert log.texts[-1] == "24 39 9"


async def test_after_silence_a_line_is_told_at_once() -> None:
    async with logging(POD, objects.pod("web")) as log:
        log.frame()
        log.frame()
        before = len(log.batches)
        log.streams.made[0].say("one", at=START)
        assert len(log.batches) == before + 1


async def test_after_its_end_nothing_is_told() -> None:
    async with logging(POD, objects.pod("web")) as log:
        log.streams.made[0].say("one", at=START)
        before = len(log.batches)
    log.frame()
    await log.put(objects.pod("web"))
    assert len(log.batches) == before


async def test_a_note_stands_among_the_lines() -> None:
    async with logging(POD, objects.pod("web")) as log:
        log.streams.made[0].say("one", at=START)
        log.streams.made[0].sink.note("", "link lost")
        log.frame()
        assert [(line.text, line.note) for line in log.feed.ring.lines] == [("one", False), ("link lost", True)]


@pytest.mark.parametrize("made", [[], [("old", "2023-01-01T00:00:00Z"), ("new", "2023-01-02T00:00:00Z")]])
def test_the_newest_job_of_a_cronjob(made: list[tuple[str, str]]) -> None:
    owner = objects.owner("CronJob", "nightly", "cron-uid")
    raws = [objects.job(name, owned_by=owner, creationTimestamp=when) for name, when in made]
    raws.append(objects.job("foreign", creationTimestamp="2024-01-01T00:00:00Z"))
    newest = newest_job(decoded(JOBS, raws), "cron-uid")
    assert (newest.meta.name if newest else None) == ("new" if made else None)
