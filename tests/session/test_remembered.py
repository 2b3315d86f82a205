"""A past that outlives ktui and the cluster's own memory: one session after the other on the same cluster."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime
from time import time
from typing import TYPE_CHECKING, Any

import pytest

from ktui.history.history import History, history_file
from ktui.history.schema import Seen
from ktui.kube.clock import SystemClock
from ktui.model.evidence import EventWrite, Exit
from ktui.model.keeping import NOTHING, USUAL, Keeping
from ktui.model.link import LinkState
from ktui.model.runs import RunOutcome
from ktui.session import keeper as module
from ktui.session.session import Session
from tests.fakes import objects
from tests.fakes.clock import settle, until
from tests.kube.asking import asking
from tests.session.test_memory import CRASHED, crashing, event_of
from tests.session.test_session import Heard, running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from ktui.demo.server.api_server import ApiServer
    from ktui.demo.server.statuses import Raw

CLUSTER = "the-cluster"


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr(module, "EVERY", 0.02)
    monkeypatch.setattr(module, "RETRY", 0.02)


@pytest.fixture
def server(api_server: ApiServer) -> ApiServer:
    api_server.put("namespaces", {"metadata": {"name": "kube-system", "uid": CLUSTER}})
    return api_server


def session_on(transport: Any, keeping: Keeping, *namespaces: str) -> Session:
    return Session(
        context="lab",
        transport=transport,
        namespaces=namespaces,
        listener=Heard(),
        clock=SystemClock(),
        rand=lambda: 0.5,
        keeping=keeping,
    )


@asynccontextmanager
async def session(server: ApiServer, keeping: Keeping = USUAL, *namespaces: str) -> AsyncIterator[Session]:
    async with asking(server) as transport:
        made = session_on(transport, keeping, *namespaces)
        async with running(made):
            yield made


def at(seconds_ago: float) -> str:
    return datetime.fromtimestamp(int(time() - seconds_ago), UTC).isoformat().replace("+00:00", "Z")


def failure(pod: Raw, name: str, *, ago: float = 60.0, **about: Any) -> Raw:
    return event_of(pod, name, **about) | {"firstTimestamp": at(ago), "lastTimestamp": at(ago)}


def kept() -> list[Any]:
    """What the file has of the pod."""
    if not history_file().exists():
        return []
    with closing(History()) as history:
        rows = history._db.execute("SELECT uid FROM pods").fetchall() if history._db is not None else []
        return [each for row in rows for each in history.past(CLUSTER, row["uid"])]


def counts(one: Session, uid: str) -> list[int]:
    evidence = one.memory.evidence(uid)
    return sorted(write.count for write in evidence.writes()) if evidence is not None else []


async def live(one: Session) -> None:
    """The events are watched, and it is known which cluster this is."""
    await until(lambda: one.memory.link.state is LinkState.LIVE)
    await until(lambda: one._lasting is not None and one._lasting.opened)


async def test_a_past_outlives_ktui_and_the_events(server: ApiServer) -> None:
    pod = server.put("pods", objects.pod("web"))
    uid = pod["metadata"]["uid"]
    async with session(server) as one:
        await live(one)
        for count in (1, 2, 5):
            server.put("events", failure(pod, "failed", count=count))
            await until(lambda: count in counts(one, uid))  # noqa: B023  it is awaited here
    server.delete("events", "default", "failed")
    async with session(server) as two:
        await until(lambda: counts(two, uid) == [1, 2, 5], what="what was seen in the last minutes, without a question")
        evidence = two.memory.evidence(uid)
        assert evidence is not None
        assert len(evidence.remembered) >= 3


async def test_what_is_older_is_told_when_somebody_looks(server: ApiServer) -> None:
    pod = server.put("pods", objects.pod("web"))
    uid = pod["metadata"]["uid"]
    with closing(History()) as history:
        from time import time

        old = EventWrite(
            name="e", count=7, reason="Unhealthy", type="Warning", message="", first=1.0, last=time() - 7200
        )
        history.keep(CLUSTER, [Seen(uid, "default", "web", old), Seen("gone", "default", "old", old)])
    async with session(server) as one:
        await live(one)
        await settle()
        assert one.memory.evidence(uid) is None
        heard = one._listener
        assert isinstance(heard, Heard)
        heard.deltas.clear()
        evidence = one.memory.look(one.feeds["pods"].store.objects["default", "web"])
        await until(lambda: [write.count for write in evidence.writes()] == [7])
        assert evidence.remembered.keys() == {old}
        assert len(evidence.starts) == 1
        await until(lambda: any(delta.changed == [("default", "web")] for _, delta in heard.deltas))
        assert one.memory.evidence("gone") is None


async def test_exits_that_the_status_has_forgotten_are_known(server: ApiServer) -> None:
    def crashed(restarts: int, code: int) -> Raw:
        pod = crashing("web", restarts=restarts, uid="u-1")
        ended = CRASHED["terminated"] | {"exitCode": code, "startedAt": at(100 - code), "finishedAt": at(100 - code)}
        pod["status"]["containerStatuses"][0]["lastState"] = {"terminated": ended}
        return pod

    server.put("pods", crashed(1, 11))
    async with session(server) as one:
        await live(one)
        await until(lambda: one.memory.evidence("u-1"))
        server.put("pods", crashed(2, 12))
        await until(lambda: len(one.memory.evidence("u-1").exits) == 2)  # type: ignore[union-attr]
    server.put("pods", crashed(3, 13))
    async with session(server) as two:
        await until(lambda: two.memory.evidence("u-1"))
        evidence = two.memory.evidence("u-1")
        assert evidence is not None
        await until(lambda: {each.exit_code for each in evidence.exits.values()} == {11, 12, 13})
    assert {each.exit_code for each in kept() if isinstance(each, Exit)} == {11, 12, 13}


async def test_a_healthy_pod_leaves_nothing(server: ApiServer) -> None:
    pod = server.put("pods", objects.pod("web"))
    async with session(server) as one:
        await live(one)
        server.put("pods", objects.pod("web", ready=False))
        server.put("events", event_of(pod, "killing", reason="Killing", warning=False))
        await until(lambda: counts(one, pod["metadata"]["uid"]) == [1])
    assert kept() == []


async def test_it_is_written_while_the_session_runs(server: ApiServer) -> None:
    pod = server.put("pods", objects.pod("web"))
    async with session(server) as one:
        await live(one)
        server.put("events", failure(pod, "failed"))
        await until(lambda: any(isinstance(each, EventWrite) for each in kept()))


async def test_runs_of_jobs_are_kept_once_they_are_finished(server: ApiServer) -> None:
    def job(name: str, finished: str | None) -> Raw:
        made = objects.job(name, finished=finished, owned_by=objects.owner("CronJob", "backup", "c-1"))
        for condition in made["status"].get("conditions", ()):
            condition["lastTransitionTime"] = at(30)
        if "completionTime" in made["status"]:
            made["status"]["completionTime"] = at(30)
        return made

    server.put("jobs", job("one", "Complete"))
    server.put("jobs", job("two", None))
    async with session(server) as one:
        await live(one)
        server.put("jobs", job("two", "Failed"))
        await until(lambda: one.feeds["jobs"].store.troubled)
    server.delete("jobs", "default", "one")
    with closing(History()) as history:
        runs = {run.name: run.outcome for run in history.runs(CLUSTER, "default", "backup")}
    assert runs == {"one": RunOutcome.SUCCEEDED, "two": RunOutcome.FAILED}


async def test_without_a_history_nothing_is_asked_and_no_file_is_made(server: ApiServer) -> None:
    pod = server.put("pods", objects.pod("web"))
    async with session(server, NOTHING) as one:
        server.put("events", failure(pod, "failed"))
        await until(lambda: counts(one, pod["metadata"]["uid"]) == [1])
        one.memory.look(one.feeds["pods"].store.objects["default", "web"])
    assert server.asked("namespaces") == []
    assert not history_file().parent.exists()


async def test_a_file_that_cannot_be_used_costs_a_sentence(server: ApiServer) -> None:
    history_file().parent.mkdir(parents=True)
    history_file().write_bytes(b"none of ours" * 1000)
    pod = server.put("pods", objects.pod("web"))
    async with session(server) as one:
        await until(lambda: one.memory.problem)
        assert one.memory.problem.startswith(f"the history {history_file()} cannot be used")
        server.put("events", failure(pod, "failed"))
        await until(lambda: counts(one, pod["metadata"]["uid"]) == [1])
        one.memory.look(one.feeds["pods"].store.objects["default", "web"])
        await settle()


async def test_a_cluster_that_does_not_say_which_it_is_is_asked_again(server: ApiServer) -> None:
    server.faults.answer(500, kind="namespaces", verb="get", times=2)
    pod = server.put("pods", objects.pod("web"))
    async with session(server) as one:
        await live(one)
        server.put("events", failure(pod, "failed"))
        await until(lambda: kept())
    assert len(server.asked("namespaces", "get")) >= 3


async def test_other_namespaces_go_on_with_the_same_file_and_the_last_one_closes_it(server: ApiServer) -> None:
    for namespace in ("web", "shop"):
        pod = server.put("pods", objects.pod("a", namespace))
        server.put("events", failure(pod, "failed", namespace=namespace))
    async with asking(server) as transport:
        one = session_on(transport, USUAL, "web")
        first = asyncio.create_task(one.run())
        await until(lambda: one.memory.link.state is LinkState.LIVE and kept())
        two = one.elsewhere(("shop",), Heard())
        assert two._lasting is one._lasting
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        assert two._lasting is not None
        assert two._lasting.opened
        async with running(two):
            await until(lambda: sum(isinstance(each, EventWrite) for each in kept()) == 2)
        assert not two._lasting.opened
    assert len(server.asked("namespaces", "get")) == 1


async def test_two_processes_that_see_the_same_keep_it_once(server: ApiServer) -> None:
    pod = server.put("pods", objects.pod("web"))
    async with session(server) as one, session(server) as two:
        await live(one)
        await live(two)
        for count in (1, 2, 3):
            server.put("events", failure(pod, "failed", count=count))
        await until(lambda: counts(one, pod["metadata"]["uid"])[-1:] == counts(two, pod["metadata"]["uid"])[-1:] == [3])
    told = [(each.name, each.count) for each in kept() if isinstance(each, EventWrite)]
    assert len(told) == len(set(told))
    assert ("failed", 3) in told


async def test_one_that_is_cancelled_twice_has_written_what_it_knew(server: ApiServer) -> None:
    pod = server.put("pods", objects.pod("web"))
    async with asking(server) as transport:
        one = session_on(transport, USUAL)
        task = asyncio.create_task(one.run())
        await live(one)
        server.put("events", failure(pod, "failed"))
        await until(lambda: counts(one, pod["metadata"]["uid"]) == [1])
        task.cancel()
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert one._lasting is not None
        assert not one._lasting.opened
    await until(lambda: any(isinstance(each, EventWrite) for each in kept()))
