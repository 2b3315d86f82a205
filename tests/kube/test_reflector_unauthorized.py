from __future__ import annotations

from ktui.demo.server.api_server import ApiServer
from ktui.model.link import LinkState
from tests.fakes.clock import until
from tests.fakes.objects import pod
from tests.kube.reflecting import Token, reflecting


async def test_a_401_renews_the_credentials_and_asks_once_more() -> None:
    async with ApiServer(token="new") as server:
        server.put("pods", pod("a"))
        token = Token("old", fresh="new")
        async with reflecting(server, credentials=token) as pods:
            await pods.until_live()
            assert pods.names == ["a"]
            assert token.renewals == 1
            assert len(server.asked("pods", "list")) == 2
            assert pods.clock.slept == []


async def test_a_second_401_is_told_and_backed_off() -> None:
    async with ApiServer(token="right") as server:
        token = Token("old", fresh="also wrong")
        async with reflecting(server, credentials=token) as pods:
            await pods.paused()
            assert token.renewals == 1
            assert len(server.requests) == 2
            assert "401" in pods.link.reason
            await pods.retry()
            await pods.paused()
            assert token.renewals == 2
            assert len(server.requests) == 4


async def test_a_401_that_cannot_be_renewed_is_not_asked_again_at_once() -> None:
    async with ApiServer(token="right") as server:
        token = Token("old")
        async with reflecting(server, credentials=token) as pods:
            await pods.paused()
            assert len(server.requests) == 1


async def test_a_token_that_expires_under_a_watch_is_renewed_when_it_goes_on() -> None:
    async with ApiServer(token="first") as server:
        token = Token("first", fresh="second")
        async with reflecting(server, credentials=token) as pods:
            await pods.until_live()
            server.token = "second"
            server.put("pods", pod("a"))
            await pods.until_names("a")
            assert token.renewals == 0
            server.end_watches("pods")
            await until(lambda: len(server.asked("pods", "watch")) == 3)
            await pods.until_live()
            assert token.renewals == 1
            assert {link.state for link in pods.links[2:]} == {LinkState.LIVE}
            assert len(server.asked("pods", "list")) == 1
