"""What real kubelets did, delivered by watches that are cut: a session knows what the recording tells, and once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ktui.insight.eventful import lasting
from ktui.model.kinds import PODS
from ktui.model.link import LinkState
from ktui.recording.pasts import Pasts
from ktui.recording.reader import read_recording
from tests.fakes.clock import FakeClock, until
from tests.recording.files import RECORDINGS
from tests.session.test_session import Heard, running, session_of

if TYPE_CHECKING:
    from ktui.demo.server.api_server import ApiServer
    from ktui.insight.evidence import Evidence
    from ktui.model.evidence import EventWrite
    from ktui.recording.reader import Recording
    from ktui.session.session import Session


def wanted(recording: Recording, uid: str) -> set[EventWrite]:
    """Of the pod's events those that are watched, as far as each was to be seen by whoever was there all the time."""
    return {each for each in Pasts(recording).events_of(uid, recording.end) if lasting(each)}


def others(evidence: Evidence) -> tuple[Any, ...]:
    """What a pod's own status tells."""
    return tuple(set(some.values()) for some in (evidence.exits, evidence.starts, evidence.readiness))


async def deliver(server: ApiServer, session: Session, clock: FakeClock, recording: Recording, *, cut: int) -> None:
    """Line by line, each as soon as the one before was taken in; every `cut` lines all watches end."""
    for number, line in enumerate(recording.lines):
        if line.resource not in ("pods", "events"):
            continue
        if cut and number % cut == cut - 1:
            await clock.advance(5.0)  # a watch that ends sooner is taken for a failure
            for watch in server.watches():
                watch.finish()
            await until(lambda: len(server.watches("pods")) == 1 and len(server.watches("events")) == 2)
        if line.type == "DELETED":
            server.delete(line.resource, *line.key)
            continue
        obj = line.object()
        obj["metadata"].pop("resourceVersion", None)
        version = server.put(line.resource, obj)["metadata"]["resourceVersion"]
        if line.resource == "pods":
            pods = session.feeds["pods"].store.objects
            await until(lambda: line.key in pods and pods[line.key].meta.resource_version == version)  # noqa: B023


@pytest.mark.parametrize(("name", "cut"), [("probes-odd", 0), ("probes-odd", 7), ("probes", 40)])
async def test_it_is_what_was_recorded(api_server: ApiServer, name: str, cut: int) -> None:
    recording = read_recording(RECORDINGS / f"{name}.jsonl")
    clock = FakeClock()
    async with session_of(api_server, Heard(), kinds=[PODS], clock=clock) as session, running(session):
        await until(lambda: session.memory.link.state is LinkState.LIVE)
        await deliver(api_server, session, clock, recording, cut=cut)
        pods = {line.object()["metadata"]["uid"] for line in recording.lines if line.resource == "pods"}
        troubled = [uid for uid in pods if wanted(recording, uid)]
        assert len(troubled) >= 2
        for uid in troubled:
            there = wanted(recording, uid)

            def told(uid: str = uid) -> set[EventWrite]:
                evidence = session.memory.evidence(uid)
                return set(evidence.writes()) if evidence is not None else set()

            await until(lambda: told() >= there, what=lambda: f"{there - told()}")  # noqa: B023
            assert told() == there, "nothing is made up"
            evidence = session.memory.evidence(uid)
            assert evidence is not None
            assert others(evidence) == others(Pasts(recording).evidence(uid, recording.end))
        assert session.memory.watched.lost == ()
