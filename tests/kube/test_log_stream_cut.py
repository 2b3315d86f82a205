"""A log whose stream breaks off goes on without a line lost or doubled."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from ktui.insight.log_state import LogState
from tests.fakes.clock import START, turns
from tests.kube.log_reading import reading

if TYPE_CHECKING:
    from ktui.demo.server.api_server import ApiServer
    from ktui.demo.server.faults import How


@pytest.mark.parametrize("how", ["reset", "close"])
async def test_it_goes_on_where_it_was_cut(api_server: ApiServer, how: How) -> None:
    # Three lines of one moment, two of them read: the server counts from whole seconds, so all three come again.
    api_server.logs.write("web", "old\n", at=START)
    api_server.logs.write("web", "a\n", "b\n", at=START + 1.25)
    async with reading(api_server) as read:
        await read.until_following()
        await read.until_texts("old", "a", "b")
        api_server.logs.cut("web", how, partial=b"2023-11-14T22:13:22.000000000Z half a li")
        broken = await read.until_state(LogState.BROKEN)
        assert broken.retry_at == pytest.approx(read.clock.time() + 0.8)
        api_server.logs.write("web", "a\n", at=START + 1.25)
        api_server.logs.write("web", "half a line, whole\n", at=START + 2)
        assert await read.retry() == pytest.approx(0.8)
        await read.until_texts("old", "a", "b", "a", "half a line, whole")
        assert api_server.asked("pods/log")[1].query["sinceTime"].startswith("2023-11-14T22:13:21.25")
        assert "tailLines" not in api_server.asked("pods/log")[1].query
        (note,) = read.notes
        assert re.fullmatch(r"link lost at \d\d:\d\d:\d\dZ, resumed at \d\d:\d\d:\d\dZ", note)


async def test_cut_before_any_line_it_begins_anew(api_server: ApiServer) -> None:
    api_server.faults.cut("reset", kind="pods/log")
    api_server.logs.write("web", "one\n", "two\n", at=START)
    async with reading(api_server) as read:
        await read.retry()
        await read.until_texts("one", "two")
        assert api_server.asked("pods/log")[1].query["tailLines"] == "100"


async def test_it_waits_longer_after_each_failure(api_server: ApiServer) -> None:
    api_server.faults.answer(500, kind="pods/log", times=3)
    api_server.logs.write("web", "one\n", at=START)
    async with reading(api_server) as read:
        assert [await read.retry() for _ in range(3)] == pytest.approx([0.8, 1.6, 3.2])
        await read.until_texts("one")
        assert read.notes == []
        assert any("etcdserver" in state.words for state in read.states)


async def test_a_stream_that_the_server_ends_under_a_running_container_goes_on(api_server: ApiServer) -> None:
    api_server.logs.write("web", "one\n", at=START)
    async with reading(api_server) as read:
        await read.until_following()
        api_server.logs.cut("web", None, partial=b"2023-11-14T22:13:22.000000000Z half a li")
        await read.retry()
        api_server.logs.write("web", "half a line, whole\n", at=START + 2)
        await read.until_texts("one", "half a line, whole")


async def test_a_server_that_is_gone_and_back(api_server: ApiServer) -> None:
    api_server.logs.write("web", "one\n", at=START)
    async with reading(api_server) as read:
        await read.until_following()
        await api_server.stop()
        await read.until_state(LogState.BROKEN)
        await api_server.start()
        await read.retry()
        api_server.logs.write("web", "two\n", at=START + 5)
        await read.until_texts("one", "two")


async def test_cancelled_it_ends_at_once(api_server: ApiServer) -> None:
    api_server.logs.write("web", "one\n", at=START)
    async with reading(api_server) as read:
        await read.until_following()
        read.task.cancel()
        await turns()
        assert read.task.cancelled()
