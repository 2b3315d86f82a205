"""A log that nothing happens to, and what a container's life does to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ktui.demo.server.logs import stamp
from ktui.insight.log_state import Fate, FateIs, LogState
from tests.fakes.clock import START, settle
from tests.kube.log_reading import WEB, reading

if TYPE_CHECKING:
    from ktui.demo.server.api_server import ApiServer


async def test_lines_come_with_their_times_as_they_are_written(api_server: ApiServer) -> None:
    api_server.logs.write("web", "one\n", "\n", at=START + 0.5)
    async with reading(api_server) as read:
        await read.until_texts("one", "")
        await read.until_following()
        api_server.logs.write("web", "three and more\n", at=START + 2)
        await read.until_texts("one", "", "three and more")
        assert read.got == [
            (stamp(START + 0.5), "one"),
            (stamp(START + 0.5), ""),
            (stamp(START + 2), "three and more"),
        ]
    call = api_server.asked("pods/log")[0]
    assert call.query == {"container": "app", "follow": "true", "timestamps": "true", "tailLines": "100"}


async def test_only_what_is_young_is_asked_for(api_server: ApiServer) -> None:
    api_server.logs.write("web", "one\n")
    async with reading(api_server, replace(WEB, tail=None, since=300)) as read:
        await read.until_texts("one")
    query = api_server.asked("pods/log")[0].query
    assert (query["sinceSeconds"], "tailLines" in query) == ("300", False)


async def test_bytes_that_are_no_text_arrive_and_slow_pieces_are_put_together(api_server: ApiServer) -> None:
    api_server.faults.drip(1, kind="pods/log")
    api_server.logs.write("web", b"bad \xff byte\n", "Grüße 漢字\n", at=START)
    async with reading(api_server) as read:
        await read.until_texts("bad \ufffd byte", "Grüße 漢字")


async def test_a_container_that_ends_is_told_with_how_and_its_last_line_counts(api_server: ApiServer) -> None:
    api_server.logs.write("web", "one\n", "no end", at=START)
    async with reading(api_server) as read:
        await read.until_following()
        read.fate = Fate(FateIs.ENDED, words="exit 1")
        api_server.logs.end("web")
        state = await read.until_state(LogState.ENDED)
        assert state.words == "exit 1"
        assert read.texts == ["one", "no end"]
        await settle()
        assert len(api_server.asked("pods/log")) == 1
        assert not read.task.done()


async def test_a_container_that_starts_again_is_followed_on(api_server: ApiServer) -> None:
    api_server.logs.write("web", "one\n", at=START)
    async with reading(api_server) as read:
        await read.until_following()
        read.fate = Fate(FateIs.ENDED, words="exit 1")
        api_server.logs.end("web")
        await read.until_state(LogState.ENDED)
        api_server.logs.start("web")
        api_server.logs.write("web", "two\n", at=START + 30)
        read.fate = Fate(FateIs.RUNNING, restarts=1, before="exit 1")
        read.stream.look_again()
        await read.until_texts("one", "two")
        assert read.notes == ["container started again after exit 1 (restart 1)"]


async def test_an_end_that_the_pods_watch_has_not_told_yet_is_asked_about_again(api_server: ApiServer) -> None:
    api_server.logs.write("web", "one\n", "piece", at=START)
    async with reading(api_server) as read:
        await read.until_following()
        api_server.logs.end("web")
        await read.until_state(LogState.CONNECTING)
        read.fate = Fate(FateIs.ENDED, words="exit 0")
        assert await read.retry() > 0
        await read.until_state(LogState.ENDED)
        assert read.texts == ["one", "piece"]
        assert read.notes == []


async def test_a_pod_that_is_deleted_ends_it(api_server: ApiServer) -> None:
    api_server.logs.write("web", "one\n", at=START)
    async with reading(api_server) as read:
        await read.until_following()
        read.fate = Fate(FateIs.GONE)
        api_server.logs.end("web")
        await read.until_state(LogState.GONE)
        await settle()
        assert read.task.done()


async def test_the_run_before_is_read_to_its_end(api_server: ApiServer) -> None:
    api_server.logs.write("web", "before\n", "unended", at=START)
    api_server.logs.start("web")
    async with reading(
        api_server, replace(WEB, previous=True), fate=Fate(FateIs.RUNNING, restarts=1, before="exit 137")
    ) as read:
        state = await read.until_state(LogState.ENDED)
        assert state.words == "previous run: exit 137"
        assert read.texts == ["before", "unended"]
    assert api_server.asked("pods/log")[0].query["previous"] == "true"
