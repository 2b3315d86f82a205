"""A log that the server does not give: not yet, not to us, or never."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from ktui.insight.log_state import Fate, FateIs, LogState
from tests.fakes.clock import START, settle
from tests.kube.log_reading import WEB, reading

if TYPE_CHECKING:
    from ktui.demo.server.api_server import ApiServer


async def test_a_container_that_has_not_started_is_waited_for(api_server: ApiServer) -> None:
    async with reading(api_server, fate=Fate(FateIs.WAITING)) as read:
        state = await read.until_state(LogState.WAITING)
        assert "is waiting to start: ContainerCreating" in state.words
        assert await read.retry() == pytest.approx(0.8)
        api_server.logs.write("web", "up\n", at=START)
        read.fate = Fate(FateIs.RUNNING)
        await read.retry()
        await read.until_texts("up")


async def test_a_container_that_starts_is_asked_at_once(api_server: ApiServer) -> None:
    async with reading(api_server, fate=Fate(FateIs.WAITING)) as read:
        await read.until_state(LogState.WAITING)
        api_server.logs.write("web", "up\n", at=START)
        read.stream.look_again()
        await read.until_texts("up")
        assert read.clock.time() == START


async def test_no_previous_run_is_a_sentence(api_server: ApiServer) -> None:
    api_server.logs.write("web", "one\n", at=START)
    async with reading(api_server, replace(WEB, previous=True)) as read:
        state = await read.until_state(LogState.NONE)
        assert state.words == "no previous run: app has not been restarted"
        await settle()
        assert read.task.done()


async def test_no_rights_name_the_right_and_are_asked_for_again(api_server: ApiServer) -> None:
    api_server.faults.forbid("pods/log")
    api_server.logs.write("web", "one\n", at=START)
    async with reading(api_server) as read:
        state = await read.until_state(LogState.DENIED)
        assert (state.state.value, state.words) == ("denied", "get pods/log")
        api_server.faults.allow()
        assert await read.retry() == pytest.approx(60)
        await read.until_texts("one")


async def test_a_pod_that_is_not_there_ends_it(api_server: ApiServer) -> None:
    async with reading(api_server, replace(WEB, pod="other")) as read:
        state = await read.until_state(LogState.GONE)
        assert state.words == "the pod is gone"


async def test_a_refusal_of_another_sort_is_told_in_the_servers_words(api_server: ApiServer) -> None:
    api_server.faults.answer(400, body={"kind": "Status", "message": "container x is not valid"}, kind="pods/log")
    async with reading(api_server) as read:
        state = await read.until_state(LogState.NONE)
        assert state.words == "container x is not valid"


async def test_credentials_that_are_refused_are_told_and_tried_again(api_server: ApiServer) -> None:
    api_server.token = "right"
    async with reading(api_server, token="wrong") as read:
        state = await read.until_state(LogState.FAILED)
        assert "does not accept these credentials" in state.words
        assert await read.retry() == pytest.approx(0.8)


async def test_a_server_that_asks_for_time_gets_it(api_server: ApiServer) -> None:
    api_server.faults.answer(429, retry_after=7, kind="pods/log")
    api_server.logs.write("web", "one\n", at=START)
    async with reading(api_server) as read:
        assert await read.retry() == pytest.approx(7)
        await read.until_texts("one")
