"""What a session knows of its pods' past: of those that have something to tell, and of no other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ktui.model.kinds import EVENTS, NODES, PODS
from ktui.model.link import LinkState
from ktui.session.memory import EACH, LOOKED_AT, PodMemory
from tests.fakes import objects
from tests.fakes.clock import settle, until
from tests.kube.asking import asking
from tests.session.test_scopes import session_in
from tests.session.test_session import NOWHERE, Heard, running, session_of
from tests.ui.fake_session import decoded

if TYPE_CHECKING:
    from ktui.demo.server.api_server import ApiServer
    from ktui.demo.server.statuses import Raw
    from ktui.insight.evidence import Evidence
    from ktui.session.session import Session

CRASHED = {
    "terminated": {"exitCode": 1, "reason": "Error", "startedAt": objects.STARTED, "finishedAt": objects.STARTED}
}


def crashing(name: str, *, restarts: int = 1, **meta: Any) -> Raw:
    """A pod that was started again."""
    pod = objects.pod(name, restarts=restarts, **meta)
    pod["status"]["containerStatuses"] = [objects.container_status(restarts=restarts, last_state=CRASHED)]
    return pod


def unready(name: str, since: str, **meta: Any) -> Raw:
    pod = objects.pod(name, ready=False, **meta)
    pod["status"]["conditions"] = [objects.condition("Ready", False, since=since)]
    return pod


def pod_of(session: Session, name: str) -> Any:
    return session.feeds["pods"].store.objects["default", name]


def known(session: Session, name: str) -> Evidence | None:
    pod = session.feeds["pods"].store.objects.get(("default", name))
    return session.memory.evidence(pod.meta.uid) if pod is not None else None


def event_of(pod: Raw, name: str, **about: Any) -> Raw:
    event = objects.event(name, about=pod["metadata"]["name"], **about)
    event["involvedObject"]["uid"] = pod["metadata"]["uid"]
    return event


# From the pods


async def test_of_a_first_list_only_what_has_happened_is_kept(api_server: ApiServer) -> None:
    for name in ("well", "also-well"):
        api_server.put("pods", objects.pod(name))
    api_server.put("pods", crashing("bad"))
    async with session_of(api_server, Heard(), kinds=[PODS]) as session, running(session):
        await until(lambda: len(session.feeds["pods"].store) == 3 and known(session, "bad"))
        evidence = known(session, "bad")
        assert evidence is not None
        assert [each.exit_code for each in evidence.exits.values()] == [1]
        assert known(session, "well") is known(session, "also-well") is None


async def test_a_pod_that_turns_is_kept_with_what_it_was_before(api_server: ApiServer) -> None:
    api_server.put("pods", objects.pod("web"))
    async with session_of(api_server, Heard(), kinds=[PODS]) as session, running(session):
        await api_server.until_watched("pods")
        await until(lambda: session.feeds["pods"].store.objects)
        api_server.put("pods", objects.pod("web", labels={"tier": "front"}))
        await until(lambda: pod_of(session, "web").meta.labels == {"tier": "front"})
        assert known(session, "web") is None
        api_server.put("pods", unready("web", "2023-11-14T22:05:00Z"))
        await until(lambda: known(session, "web"))
        evidence = known(session, "web")
        assert evidence is not None
        assert [turn.ready for _, turn in sorted(evidence.readiness.items())] == [True, False]
        assert len(evidence.starts) == 1


async def test_a_pod_that_is_gone_is_known_to_be(api_server: ApiServer) -> None:
    api_server.put("pods", crashing("bad"))
    async with session_of(api_server, Heard(), kinds=[PODS]) as session, running(session):
        await api_server.until_watched("pods")
        await until(lambda: known(session, "bad"))
        evidence = known(session, "bad")
        assert evidence is not None
        assert evidence.gone is None
        api_server.delete("pods", "default", "bad")
        await until(lambda: evidence.gone is not None)


# From the events


async def test_what_goes_wrong_is_watched_once_the_pods_are_there(api_server: ApiServer) -> None:
    pod = api_server.put("pods", objects.pod("web"))
    api_server.put("events", event_of(pod, "failed"))
    api_server.put("events", event_of(pod, "pulled", reason="Pulled", warning=False))
    api_server.put("events", objects.event("node", kind="Node", about="web", reason="NodeNotReady"))
    async with session_of(api_server, Heard(), kinds=[PODS]) as session, running(session):
        await until(lambda: session.memory.link.state is LinkState.LIVE)
        await until(lambda: known(session, "web"))
        api_server.put("events", event_of(pod, "killing", reason="Killing", warning=False))
        api_server.put("events", event_of(pod, "failed", count=2))
        evidence = known(session, "web")
        assert evidence is not None
        await until(lambda: len(list(evidence.writes())) == 3)
        assert {(write.reason, write.count) for write in evidence.writes()} == {
            ("Unhealthy", 1),
            ("Unhealthy", 2),
            ("Killing", 1),
        }
        first = [call.kind for call in api_server.requests if call.resource]
        assert first.index("events") > first.index("pods")


async def test_no_event_is_asked_for_while_the_pods_are_not_there(api_server: ApiServer) -> None:
    api_server.faults.forbid("pods")
    async with session_of(api_server, Heard(), kinds=[PODS]) as session, running(session):
        await until(lambda: session.feeds["pods"].link.state is LinkState.DENIED)
        await settle()
        assert api_server.asked("events") == []
        assert session.memory.watched.since is None


async def test_each_namespace_is_watched_by_itself(api_server: ApiServer) -> None:
    api_server.faults.forbid("events", keep=["shop"])
    async with asking(api_server) as transport:
        session = session_in(transport, "blog", "shop", kinds=[PODS])
        async with running(session):
            await until(lambda: len(api_server.watches("events")) == 2)
            await until(lambda: session.memory.link.state is LinkState.LIVE)
            assert {watch.call.namespace for watch in api_server.watches("events")} == {"shop"}
            assert session.memory.link.lacks == "list events in blog"
            assert session.memory.watched_in("shop").since is not None
            assert session.memory.watched_in("blog").since is session.memory.watched.since is None


async def test_a_static_pod_is_known_by_the_uid_of_its_file(api_server: ApiServer) -> None:
    node = objects.owner("Node", "node-1", "node-uid")
    pod = api_server.put("pods", objects.pod("etcd-node-1", owned_by=node))
    api_server.put("events", objects.event("failed", about="etcd-node-1", reason="Unhealthy"))
    async with session_of(api_server, Heard(), kinds=[PODS]) as session, running(session):
        await until(lambda: session.memory.evidence(pod["metadata"]["uid"]))
        assert session.memory.evidence("etcd-node-1-uid") is None


async def test_rows_whose_past_has_changed_are_told_of_once_a_frame(api_server: ApiServer) -> None:
    pod = api_server.put("pods", objects.pod("web"))
    heard = Heard()
    async with session_of(api_server, heard, kinds=[PODS]) as session, running(session):
        await until(lambda: session.memory.link.state is LinkState.LIVE)
        await until(lambda: heard.deltas)
        heard.deltas.clear()
        events = decoded(EVENTS, [event_of(pod, f"failed-{number}", message=str(number)) for number in range(100)])
        session.memory.note_events(pod["metadata"]["uid"], events)
        await until(lambda: heard.deltas)
        assert [(name, delta.changed) for name, delta in heard.deltas] == [("pods", [("default", "web")])]
        session.memory.note_events(pod["metadata"]["uid"], events)
        session.memory.note_events("gone", events)
        await settle()
        assert len(heard.deltas) == 1


async def test_an_event_without_a_uid_is_of_the_pod_that_was_there_then_or_nobodys(api_server: ApiServer) -> None:
    pod = api_server.put("pods", objects.pod("web", creationTimestamp="2023-11-14T21:00:00Z"))
    for name, moment in (("evicted", "2023-11-14T22:00:00Z"), ("before", "2023-11-14T20:00:00Z")):
        nameless = event_of(pod, name) | {"lastTimestamp": moment, "firstTimestamp": moment}
        del nameless["involvedObject"]["uid"]
        api_server.put("events", nameless)
    async with session_of(api_server, Heard(), kinds=[PODS]) as session, running(session):
        await until(lambda: known(session, "web"))
        await settle()
        evidence = known(session, "web")
        assert evidence is not None
        assert [write.name for write in evidence.writes()] == ["evicted"]
        assert session.memory.evidence("") is None


# What can have been seen


async def test_a_refusal_is_told_and_nothing_was_watched(api_server: ApiServer) -> None:
    api_server.faults.forbid("events")
    heard = Heard()
    async with session_of(api_server, heard, kinds=[PODS]) as session, running(session):
        told: list[LinkState] = []
        heard.linked = lambda feed: told.append(session.memory.link.state)  # type: ignore[method-assign]
        await until(lambda: LinkState.DENIED in told)
        assert session.memory.link.reason == "list events"
        assert session.memory.watched.since is None


async def test_while_there_is_no_connection_that_is_known(api_server: ApiServer) -> None:
    async with session_of(api_server, Heard(), kinds=[PODS]) as session, running(session):
        memory = session.memory
        await until(lambda: len(api_server.watches("events")) == 2)
        began = memory.watched.since
        assert began is not None
        await api_server.stop()
        await until(lambda: memory.link.state is LinkState.STALE)
        await until(lambda: memory.watched.lost)
        assert memory.watched.lost[0][1] is None
        assert memory.watched.since == began


# Bounds


def memory_of(session: Session, most: int) -> PodMemory:
    return PodMemory(
        (),
        pods=session.feeds["pods"],
        nodes=session.feeds["nodes"],
        reflector=session._reflector,
        changed=lambda: None,
        now=session.now,
        clock=session.clock,
        most=most,
        version=lambda: session.version,
    )


async def test_the_least_recently_changed_are_forgotten_first() -> None:
    async with session_of(NOWHERE, Heard()) as session:
        memory = memory_of(session, 3 * (EACH + 2))
        first, again = decoded(EVENTS, [objects.event("failed", count=1), objects.event("failed", count=2)])
        for uid in ("a", "b", "c"):
            memory.note_events(uid, [first])
        memory.note_events("a", [again])
        memory.note_events("d", [first])
        assert [uid for uid in "abcd" if memory.evidence(uid) is None] == ["b"]


async def test_nothing_is_forgotten_of_what_is_looked_at() -> None:
    async with session_of(NOWHERE, Heard()) as session:
        memory = memory_of(session, EACH + 1)
        looked = memory.look(decoded(PODS, [objects.pod("looked-at", uid="looked-at")])[0])
        for uid in ("a", "b"):
            memory.note_events(uid, decoded(EVENTS, [objects.event("failed")]))
        assert memory.evidence("looked-at") is looked
        assert memory.evidence("a") is None
        assert memory.evidence("b") is not None, "the last one is news"


async def test_a_flood_stays_within_its_bounds() -> None:
    async with session_of(NOWHERE, Heard()) as session:
        memory = memory_of(session, 1_000)
        for number in range(500):
            events = decoded(EVENTS, [objects.event(f"e-{number}", count=count) for count in range(1, 9)])
            memory.note_events(f"pod-{number}", events)
        assert memory.told <= 1_000
        assert memory.evidence("pod-499") is not None
        assert memory.evidence("pod-0") is None


async def test_only_the_last_that_were_looked_at_are_kept_for_that() -> None:
    async with session_of(NOWHERE, Heard()) as session:
        memory = memory_of(session, 1)
        for name in map(str, range(LOOKED_AT + 2)):
            memory.look(decoded(PODS, [crashing(name, uid=name)])[0])
        assert memory.evidence("0") is None
        assert memory.evidence(str(LOOKED_AT + 1)) is not None


# What is looked at


async def test_a_healthy_pod_that_is_looked_at_tells_what_it_can() -> None:
    async with session_of(NOWHERE, Heard()) as session:
        (pod,) = decoded(PODS, [objects.pod("web", uid="u")])
        assert session.memory.evidence("u") is None
        evidence = session.memory.look(pod)
        assert session.memory.look(pod) is session.memory.evidence("u") is evidence
        assert len(evidence.starts) == len(evidence.readiness) == 1
        assert evidence.exits == {}


async def test_the_node_of_a_pod() -> None:
    async with session_of(NOWHERE, Heard()) as session:
        (pod,) = decoded(PODS, [objects.pod("web", node="n-1")])
        assert session.memory.node_of(pod) is None
        (node,) = decoded(NODES, [objects.node("n-1")])
        session.feeds["nodes"].store.apply({node.key: node}, 0.0)
        assert session.memory.node_of(pod) is node


async def test_other_namespaces_of_the_same_cluster_go_on_with_what_is_known(api_server: ApiServer) -> None:
    pod = api_server.put("pods", objects.pod("web", "shop"))
    async with asking(api_server) as transport:
        session = session_in(transport, "shop", kinds=[PODS])
        session.memory.note_events(pod["metadata"]["uid"], decoded(EVENTS, [event_of(pod, "failed")]))
        other = session.elsewhere(("blog",), Heard())
        again = other.elsewhere(("shop",), Heard())
        async with running(again):
            await until(lambda: again.memory.link.state is LinkState.LIVE)
            evidence = again.memory.evidence(pod["metadata"]["uid"])
            assert evidence is not None
            assert [write.name for write in evidence.writes()] == ["failed"]
            assert again.memory.told >= EACH + 1


def test_of_many_pods_that_are_told_of_at_once_a_flush_says_so_of_some() -> None:
    """Whatever a row makes of it takes its time: the others are told of by the next flushes, none of them twice."""
    from ktui.session.feed import Feed
    from ktui.session.memory import TOLD_AT_ONCE
    from ktui.store.store import Delta
    from tests.fakes.clock import FakeClock

    asked: list[int] = []
    feed = Feed(PODS, lambda _obj, _now: None, lambda _feed, _frame: None)
    clock = FakeClock()
    memory = PodMemory(
        (),
        pods=feed,
        nodes=None,
        reflector=lambda _target, _sink: None,  # type: ignore[arg-type, return-value]
        changed=lambda: asked.append(1),
        most=100_000,
        version=lambda: None,
        clock=clock,
        now=clock.time,
    )
    pods = decoded(PODS, [objects.pod(f"p-{number}", uid=f"uid-{number}") for number in range(2 * TOLD_AT_ONCE + 1)])
    feed.store.apply({pod.key: pod for pod in pods}, 0.0)
    for pod in pods:
        event = objects.event("e", about=pod.meta.name)
        event["involvedObject"]["uid"] = pod.meta.uid
        memory.note_events(pod.meta.uid, decoded(EVENTS, [event]))
    told: list[tuple[str, str]] = []
    for most in (TOLD_AT_ONCE, TOLD_AT_ONCE, 1, 0):
        asked.clear()
        delta = memory.flushed(Delta([], [], []), {}, 0.0)
        assert len(delta.changed) == most
        told += delta.changed
        assert bool(asked) == (len(told) < len(pods))
    assert sorted(told) == sorted(pod.key for pod in pods)
