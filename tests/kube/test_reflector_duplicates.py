from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.demo.server.store import encode
from tests.fakes.clock import until
from tests.fakes.objects import pod
from tests.kube.reflecting import reflecting

if TYPE_CHECKING:
    from ktui.demo.server.api_server import ApiServer


async def test_an_event_told_twice_is_one_change(api_server: ApiServer) -> None:
    async with reflecting(api_server) as pods:
        await pods.until_live()
        stored = api_server.put("pods", pod("a"))
        line = encode({"type": "ADDED", "object": {"kind": "Pod", "apiVersion": "v1", **stored}}) + b"\n"
        api_server.send("pods", line, line)
        api_server.put("pods", pod("b"))
        await pods.until_names("a", "b")
        assert [(delta.added, delta.changed) for delta in pods.deltas] == [
            ([("default", "a")], []),
            ([("default", "b")], []),
        ]


async def test_a_list_anew_of_what_is_known_changes_nothing(api_server: ApiServer) -> None:
    for name in ("a", "b"):
        api_server.put("pods", pod(name))
    async with reflecting(api_server) as pods:
        await pods.until_live()
        told = len(pods.deltas)
        api_server.faults.error_event(410, kind="pods")
        await pods.clock.advance(60.0)
        api_server.end_watches("pods")
        await until(lambda: len(api_server.asked("pods", "list")) == 2)
        await pods.until_live()
        assert pods.deltas[told:] == []
