"""Changes whose answer never comes: what is so is found out, nothing is sent twice."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ktui.demo.server.api_server import ApiServer
from ktui.errors import UnreachableError
from ktui.insight.writes.lifecycle import delete
from ktui.kube import gateway
from ktui.model.kinds import PODS
from ktui.model.writes import Outcome
from tests.fakes import objects
from tests.fakes.clock import FakeClock, until
from tests.kube.gateways import gateway_to, labelling, labels_of, put_node, writes_to

if TYPE_CHECKING:
    import pytest

    from ktui.model.writes import Result


async def test_done_and_the_connection_cut_before_the_answer(api_server: ApiServer) -> None:
    write = labelling(put_node(api_server, disk="hdd"), "disk=ssd")
    api_server.faults.lose_answer(kind="nodes", verb="patch")
    async with gateway_to(api_server) as at:
        result = await at.send(write)
    assert result.outcome is Outcome.APPLIED
    assert result.message == f"{api_server.url} broke the connection off, but it was done"
    assert labels_of(api_server) == {"disk": "ssd"}
    assert writes_to(api_server) == ["PATCH"]
    assert at.kept.outcomes[0][:2] == (Outcome.APPLIED, result.message)


async def test_done_and_nothing_heard_of_it_in_time(api_server: ApiServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway, "SECONDS", 0.05)
    write = labelling(put_node(api_server, disk="hdd"), "disk=ssd")
    api_server.faults.lose_answer(kind="nodes", verb="patch", held=True)
    async with gateway_to(api_server) as at:
        result = await at.send(write)
    api_server.faults.clear()
    assert (result.outcome, result.message) == (
        Outcome.APPLIED,
        f"{api_server.url} did not answer within 0.05 s, but it was done",
    )
    assert writes_to(api_server) == ["PATCH"]


async def test_a_deletion_whose_answer_is_lost_is_not_sent_again(api_server: ApiServer) -> None:
    pods = [api_server.put("pods", objects.pod(name, "web", node=None)) for name in ("a", "b")]
    async with gateway_to(api_server) as at:
        assert (await at.send(delete(PODS, pods[0]))).outcome is Outcome.APPLIED
        # Over a connection that is in use already, the HTTP library would try again by itself.
        api_server.faults.lose_answer(kind="pods", verb="delete")
        result = await at.send(delete(PODS, pods[1]))
    assert result.outcome is Outcome.APPLIED
    assert result.message.endswith("but it is gone")
    assert writes_to(api_server) == ["DELETE", "DELETE"]


async def test_the_server_died_and_has_not_done_it(api_server: ApiServer) -> None:
    write = labelling(put_node(api_server, disk="hdd"), "disk=ssd")
    api_server.faults.silence(kind="nodes", verb="patch")
    async with gateway_to(api_server) as at:
        sending = asyncio.create_task(at.send(write))
        await until(lambda: writes_to(api_server))
        await api_server.restart()
        result = await sending
    assert result.outcome is Outcome.FAILED
    assert result.message == f"{api_server.url} broke the connection off, and nothing has changed"
    assert isinstance(result.error, UnreachableError)
    assert labels_of(api_server) == {"disk": "hdd"}


async def test_an_error_of_the_servers_own_may_have_done_it(api_server: ApiServer) -> None:
    write = labelling(put_node(api_server, disk="hdd"), "disk=ssd")
    api_server.faults.answer(504, kind="nodes", verb="patch")
    async with gateway_to(api_server) as at:
        failed = await at.send(write)
        assert failed.outcome is Outcome.FAILED
        assert failed.message.startswith("the API server would not label node n1: Timeout")
        assert failed.message.endswith("and nothing has changed")
        put_node(api_server, disk="ssd")
        api_server.faults.answer(500, kind="nodes", verb="patch")
        done = await at.send(write)
    assert done.outcome is Outcome.APPLIED
    assert done.message.endswith("but it was done")


async def test_a_server_that_stays_away_leaves_it_unknown(api_server: ApiServer) -> None:
    write = labelling(put_node(api_server, disk="hdd"), "disk=ssd")
    api_server.faults.silence(kind="nodes", verb="patch")
    clock = FakeClock()
    async with gateway_to(api_server, clock=clock) as at:
        sending = asyncio.create_task(at.send(write))
        await until(lambda: writes_to(api_server))
        await api_server.stop()
        for _ in range(gateway.READS - 1):
            await until(lambda: clock.sleepers)
            await clock.advance_to_next()
        result: Result = await sending
    assert result.outcome is Outcome.UNKNOWN
    assert "whether it was done is not known" in result.message
    assert isinstance(result.error, UnreachableError)
    assert at.kept.outcomes[0][0] is Outcome.UNKNOWN


async def test_a_server_that_is_not_there_was_sent_nothing() -> None:
    async with ApiServer() as server:
        write = labelling(put_node(server), "disk=ssd")
        url = server.url
    async with gateway_to(url) as at:
        result = await at.send(write)
    assert result.outcome is Outcome.FAILED
    assert result.message == f"cannot connect to {url}: Connection refused"
    assert isinstance(result.error, UnreachableError)


async def test_credentials_that_are_renewed_send_it_again_as_it_was_never_taken() -> None:
    class Renewed:
        token = "old"

        async def headers(self) -> dict[str, str]:
            return {"Authorization": f"Bearer {self.token}"}

        async def renew(self) -> bool:
            self.token = "new"
            return True

        async def close(self) -> None:
            """Nothing is held."""

    async with ApiServer(token="new") as server:
        write = labelling(put_node(server), "disk=ssd")
        async with gateway_to(server, credentials=Renewed()) as at:
            assert (await at.send(write)).outcome is Outcome.APPLIED
        assert writes_to(server) == ["PATCH", "PATCH"]
