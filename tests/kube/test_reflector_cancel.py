from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fakes.clock import until
from tests.fakes.objects import pod
from tests.kube.reflecting import reflecting

if TYPE_CHECKING:
    from ktui.demo.server.api_server import ApiServer
    from ktui.demo.server.faults import Verb


async def test_a_watch_is_left_at_once_and_its_connection_closes(api_server: ApiServer) -> None:
    async with reflecting(api_server) as pods:
        await pods.until_live()
        await pods.cancel()
        await until(lambda: not api_server.watches())


@pytest.mark.parametrize("verb", ["list", "page", "watch"])
async def test_a_request_that_is_not_answered_is_left_at_once(api_server: ApiServer, verb: Verb) -> None:
    for number in range(150):
        api_server.put("pods", pod(f"pod-{number}"))
    held = api_server.faults.silence(kind="pods", verb=verb)
    async with reflecting(api_server) as pods:
        await until(lambda: held.hits)
        await pods.cancel()


async def test_a_pause_is_left_at_once(api_server: ApiServer) -> None:
    api_server.faults.answer(500, kind="pods")
    async with reflecting(api_server) as pods:
        await pods.paused()
        await pods.cancel()
        assert pods.clock.sleepers == []
