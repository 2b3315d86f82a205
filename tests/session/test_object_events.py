"""The events of one object, live: whose they are, how fresh, and what is left when nobody looks any more."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from ktui.insight.events import event_about
from ktui.model.kinds import CRONJOBS, NODES, PODS, Kind
from ktui.model.link import LinkState
from ktui.model.reference import Reference
from tests.fakes import objects
from tests.fakes.clock import until
from tests.session.test_session import Heard, session_of
from tests.ui.fake_session import decoded

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from ktui.demo.server.api_server import ApiServer
    from ktui.session.object_events import ObjectEvents


class Looked:
    """Somebody who looks at an object's events."""

    def __init__(self) -> None:
        self.told = 0
        self.events: ObjectEvents

    def changed(self) -> None:
        self.told += 1

    def names(self, group: int = 0) -> list[str]:
        return sorted(event.meta.name for event in self.events.groups[group].events)


@asynccontextmanager
async def looking(server: ApiServer, kind: Kind, raw: dict[str, Any]) -> AsyncIterator[Looked]:
    looked = Looked()
    async with session_of(server, Heard(), kinds=[]) as session:
        looked.events = session.events_of(kind, decoded(kind, [raw])[0], looked.changed)
        task = asyncio.create_task(looked.events.run())
        try:
            yield looked
            assert not task.done(), task.exception()
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def pod(name: str = "web-1", **more: Any) -> dict[str, Any]:
    raw = objects.pod(name, **more)
    raw["metadata"]["uid"] = f"{name}-uid"
    return raw


def owned(by: tuple[str, str]) -> dict[str, Any]:
    raw = pod()
    raw["metadata"]["ownerReferences"] = [objects.owner(*by, f"{by[1]}-uid")]
    return raw


async def test_its_own_events_are_kept_and_nobody_elses(api_server: ApiServer) -> None:
    api_server.put("events", objects.event("a"))
    api_server.put("events", objects.event("other", about="web-2"))
    api_server.put("events", objects.event("elsewhere", "prod"))
    async with looking(api_server, PODS, pod()) as looked:
        await until(lambda: looked.names() == ["a"])
        await api_server.until_watched("events")
        api_server.put("events", objects.event("b"))
        api_server.put("events", objects.event("other-2", about="web-2"))
        await until(lambda: looked.names() == ["a", "b"])
        api_server.put("events", objects.event("a", count=7))
        await until(lambda: {event.count for event in looked.events.groups[0].events} == {1, 7})
        api_server.delete("events", "default", "b")
        await until(lambda: looked.names() == ["a"])
        assert looked.events.groups[0].link.state is LinkState.LIVE
    assert {call.namespace for call in api_server.asked("events")} == {"default"}


async def test_what_comes_together_is_told_once(api_server: ApiServer) -> None:
    for number in range(50):
        api_server.put("events", objects.event(f"e-{number}"))
    async with looking(api_server, PODS, pod()) as looked:
        await until(lambda: len(looked.names()) == 50)
        # The list, and each change of the link before and after it.
        assert looked.told <= 4


async def test_the_controllers_events_come_as_a_group_of_their_own(api_server: ApiServer) -> None:
    api_server.put("events", objects.event("own"))
    api_server.put("events", objects.event("owners", about="ssd", kind="DaemonSet", container=None))
    async with looking(api_server, PODS, owned(("DaemonSet", "ssd"))) as looked:
        await until(lambda: (looked.names(0), looked.names(1)) == (["own"], ["owners"]))
        assert [group.title for group in looked.events.groups] == ["", "of its owner daemonset/ssd"]
        owner = looked.events.groups[1].about
        assert owner is not None
        assert (owner.kind, owner.namespace, owner.name, owner.uid) == ("DaemonSet", "default", "ssd", "ssd-uid")
        (told,) = looked.events.groups[1].events
        assert event_about(told) == Reference("DaemonSet", "default", "ssd", "apps/v1")


async def test_a_node_is_told_of_by_its_name_and_by_its_uid(api_server: ApiServer) -> None:
    def of(name: str, uid: str) -> dict[str, Any]:
        raw = objects.event(name, about="node-1", kind="Node", container=None)
        raw["involvedObject"] |= {"uid": uid, "namespace": ""}
        return raw

    node = objects.node("node-1")
    node["metadata"]["uid"] = "uid-1"
    for name, uid in (("by-kubelet", "node-1"), ("by-controller", "uid-1"), ("of-one-before", "uid-0")):
        api_server.put("events", of(name, uid))
    async with looking(api_server, NODES, node) as looked:
        await until(lambda: looked.names() == ["by-controller", "by-kubelet"])
    assert {call.namespace for call in api_server.asked("events")} == {None}


async def test_who_takes_pods_off_a_lost_node_tells_no_uid(api_server: ApiServer) -> None:
    """And what is told of one that had the name before stays its own."""
    evicted, before = objects.event("evicted", container=None), objects.event("before")
    del evicted["involvedObject"]["uid"]
    before["involvedObject"]["uid"] = "another-uid"
    api_server.put("events", evicted)
    api_server.put("events", before)
    async with looking(api_server, PODS, pod()) as looked:
        await until(lambda: bool(looked.names()))
        assert looked.names() == ["evicted"]


async def test_a_pod_of_the_nodes_own_files_is_told_of_by_its_name(api_server: ApiServer) -> None:
    told = objects.event("by-the-files-uid")
    told["involvedObject"]["uid"] = "0123456789abcdef"
    api_server.put("events", told)
    async with looking(api_server, PODS, owned(("Node", "node-1"))) as looked:
        await until(lambda: looked.names() == ["by-the-files-uid"])
        node = looked.events.groups[1].about
        assert node is not None
        assert (node.kind, node.namespace, node.name) == ("Node", "", "node-1")


async def test_an_owner_that_does_not_control_has_no_group(api_server: ApiServer) -> None:
    raw = owned(("ConfigMap", "some"))
    raw["metadata"]["ownerReferences"][0]["controller"] = False
    async with looking(api_server, CRONJOBS, raw) as looked:
        await until(lambda: looked.events.groups[0].loaded)
        assert len(looked.events.groups) == 1


async def test_a_refusal_is_told_and_nothing_is_thrown(api_server: ApiServer) -> None:
    api_server.faults.forbid("events")
    async with looking(api_server, PODS, pod()) as looked:
        await until(lambda: looked.events.groups[0].link.state is LinkState.DENIED)
        group = looked.events.groups[0]
        assert (group.link.reason, group.loaded, list(group.events)) == ("list events", False, [])
        await until(lambda: looked.told)


async def test_what_is_known_stays_while_the_server_is_away(api_server: ApiServer) -> None:
    api_server.put("events", objects.event("a"))
    async with looking(api_server, PODS, pod()) as looked:
        await api_server.until_watched("events")
        await until(lambda: looked.names() == ["a"])
        await api_server.stop()
        await until(lambda: looked.events.groups[0].link.state is LinkState.STALE)
        assert looked.names() == ["a"]


async def test_looking_away_leaves_no_watch_and_no_word(api_server: ApiServer) -> None:
    api_server.put("events", objects.event("a"))
    async with looking(api_server, PODS, owned(("DaemonSet", "ssd"))) as looked:
        await until(lambda: len(api_server.watches("events")) == 2)
    told = looked.told
    await until(lambda: api_server.watches("events") == [])
    api_server.put("events", objects.event("b"))
    assert looked.told == told


async def test_a_cursor_that_runs_over_rows_leaves_no_watch(api_server: ApiServer) -> None:
    async with session_of(api_server, Heard(), kinds=[]) as session:
        for number in range(30):
            events = session.events_of(PODS, decoded(PODS, [pod(f"web-{number}")])[0], lambda: None)
            task = asyncio.create_task(events.run())
            for _ in range(number):  # each is left a little later in its way to a watch
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        await until(lambda: api_server.watches() == [])
        assert [task for task in asyncio.all_tasks() if task is not asyncio.current_task() and _ours(task)] == []


def _ours(task: asyncio.Task[Any]) -> bool:
    coroutine = task.get_coro()
    return "ktui" in getattr(getattr(coroutine, "cr_code", None), "co_filename", "") and "/tests/" not in repr(task)
