from __future__ import annotations

import pytest

from ktui.demo.server.api_server import ApiServer
from ktui.model.kinds import CRONJOBS
from ktui.model.link import LinkState
from tests.fakes.clock import until
from tests.fakes.objects import cronjob
from tests.kube.reflecting import reflecting


@pytest.mark.parametrize(
    ("served", "paths"),
    [
        (("v1",), ["/apis/batch/v1/cronjobs"]),
        (("v1", "v1beta1"), ["/apis/batch/v1/cronjobs"]),
        (("v1beta1",), ["/apis/batch/v1/cronjobs", "/apis/batch/v1beta1/cronjobs"]),
    ],
)
async def test_an_old_server_is_asked_at_its_own_version(served: tuple[str, ...], paths: list[str]) -> None:
    async with ApiServer(version="v1.20.2", cronjob_versions=served) as server:
        server.put("cronjobs", cronjob("backup"))
        async with reflecting(server, CRONJOBS) as cronjobs:
            await cronjobs.until_live()
            assert cronjobs.names == ["backup"]
            *lists, watch = [call.path for call in server.requests]
            assert lists == paths
            assert watch == paths[-1]
            assert cronjobs.clock.slept == []


async def test_a_server_without_them_is_asked_again_once_a_minute() -> None:
    async with ApiServer(cronjob_versions=()) as server, reflecting(server, CRONJOBS) as cronjobs:
        assert await cronjobs.paused() == pytest.approx(60.0)
        assert cronjobs.link.state is LinkState.ABSENT
        assert cronjobs.link.reason == "the server has no cronjobs"
        server.cronjob_versions = ("v1",)
        server.put("cronjobs", cronjob("backup"))
        await cronjobs.retry()
        await cronjobs.until_live()


async def test_after_an_upgrade_they_are_found_at_the_new_version() -> None:
    async with ApiServer(cronjob_versions=("v1beta1",)) as server:
        server.put("cronjobs", cronjob("backup"))
        async with reflecting(server, CRONJOBS) as cronjobs:
            await cronjobs.until_live()
            server.cronjob_versions = ("v1",)
            server.put("cronjobs", cronjob("report"))
            server.end_watches()

            def moved() -> bool:
                return any(watch.call.path == "/apis/batch/v1/cronjobs" for watch in server.watches())

            while not moved():
                await until(lambda: cronjobs.clock.sleepers or moved())
                if cronjobs.clock.sleepers:
                    await cronjobs.retry()
            await cronjobs.until_names("backup", "report")
