"""In a replay the past is whole up to the moment that is shown, and ends there, whatever way one came."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from ktui.model.link import LinkState
from ktui.recording.pasts import Pasts
from ktui.recording.reader import read_recording
from ktui.replaying import session_on
from tests.fakes import objects
from tests.fakes.clock import until
from tests.recording.files import RECORDINGS, change, notice, written
from tests.recording.test_telling import known
from tests.session.test_session import Heard, running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from ktui.recording.reader import Recording
    from ktui.session.playback import Playback
    from ktui.session.session import Session


@asynccontextmanager
async def replaying(recording: Recording, heard: Heard | None = None) -> AsyncIterator[tuple[Session, Playback]]:
    """Held at its start, and searched."""
    session = await session_on(recording, heard or Heard())
    playback = session.playback
    assert playback is not None
    playback.hold()
    async with running(session):
        await until(lambda: playback.searched)
        yield session, playback


async def shown(session: Session, playback: Playback, moment: float) -> None:
    """Go there, and wait until all of it has arrived."""
    playback.go_to(moment)
    replayed = session.memory._replayed
    assert replayed is not None
    await until(lambda: replayed._at == playback.at and not replayed._moved.is_set())
    told = playback.telling.told
    await until(lambda: replayed._position == len(told) or told[replayed._position].at > playback.at)


@pytest.mark.parametrize("name", ["probes", "probes-odd", "probes-1.35"])
async def test_forward_and_back_it_is_what_was_known_then(name: str) -> None:
    recording = read_recording(RECORDINGS / f"{name}.jsonl")
    pasts, span = Pasts(recording), recording.end - recording.start
    async with replaying(recording) as (session, playback):
        uids = set(playback.telling.of)
        for part in (0.2, 0.7, 0.4, 1.0, 0.0, 0.9):
            await shown(session, playback, recording.start + span * part)
            for uid in uids:
                evidence = session.memory.evidence(uid)
                if evidence is not None:
                    assert known(evidence) == known(pasts.evidence(uid, playback.at)), (part, uid)
            assert session.memory.watched == pasts.watched(playback.at)
        assert sum(session.memory.evidence(uid) is not None for uid in uids) >= 2


async def test_a_pod_that_is_looked_at_tells_all_up_to_then_also_one_that_is_well() -> None:
    recording = read_recording(RECORDINGS / "probes.jsonl")
    pasts = Pasts(recording)
    async with replaying(recording) as (session, playback):
        await shown(session, playback, recording.end)
        await until(lambda: session.feeds["pods"].store.objects)
        pods = list(session.feeds["pods"].store.objects.values())
        await shown(session, playback, recording.start + 100.0)
        for pod in pods:
            # As it was at the end, which is not to be seen at this moment.
            assert known(session.memory.look(pod)) == known(pasts.evidence(pod.meta.uid, playback.at)), pod.key


async def test_rows_hear_of_it_when_one_goes_back(tmp_path: Path) -> None:
    pod, failed = objects.pod("web-1", "web", uid="web-1-uid"), objects.event("failed", "web")
    lines = [
        notice(1.0, "LISTED", resource="events"),
        json.dumps({"at": 1.0, "resource": "pods", "type": "ADDED", "object": pod}),
        json.dumps({"at": 5.0, "resource": "events", "type": "ADDED", "object": failed}),
        change(9.0, "ADDED", "other"),
    ]
    heard = Heard()

    def told() -> bool:
        return any(("web", "web-1") in delta.changed for _, delta in heard.deltas)

    async with replaying(read_recording(written(tmp_path / "r", *lines)), heard) as (session, playback):
        await until(lambda: session.feeds["pods"].store.objects)
        await shown(session, playback, 6.0)
        await until(told, what="it has failed")
        assert session.memory.evidence("web-1-uid")
        heard.deltas.clear()
        await shown(session, playback, 3.0)
        await until(told, what="it has not yet")
        assert session.memory.evidence("web-1-uid") is None


async def test_nothing_is_asked_of_the_server_of_the_recording() -> None:
    recording = read_recording(RECORDINGS / "probes-odd.jsonl")
    async with replaying(recording) as (session, playback):
        await shown(session, playback, recording.end)
        session.memory.note_events("anybody", [])
        assert session.memory.evidence("anybody") is None
        assert session.memory.problem == ""
        assert session.memory.link.state is LinkState.LIVE


async def test_other_namespaces_have_the_same_past() -> None:
    recording = read_recording(RECORDINGS / "probes-odd.jsonl")
    async with replaying(recording) as (session, playback):
        await shown(session, playback, recording.end)
        other = session.elsewhere(session.namespaces, Heard())
        uids = [uid for uid in playback.telling.of if session.memory.evidence(uid) is not None]
    async with running(other):
        await until(lambda: all(other.memory.evidence(uid) for uid in uids))
        assert uids


async def test_without_events_it_says_so_and_a_gap_is_one(tmp_path: Path) -> None:
    lines = [
        notice(1.0, "START", scope="*"),
        notice(1.0, "LISTED", resource="pods"),
        change(1.0, "ADDED", "a"),
        change(90.0, "MODIFIED", "a"),
    ]
    async with replaying(read_recording(written(tmp_path / "r", *lines))) as (session, playback):
        await shown(session, playback, 90.0)
        assert session.memory.link.state is LinkState.UNRECORDED
        assert session.memory.watched.since is None
    lines[2:2] = [notice(1.0, "LISTED", resource="events")]
    lines[-1:-1] = [notice(30.0, "DISCONNECTED"), notice(60.0, "RESUMED")]
    async with replaying(read_recording(written(tmp_path / "r", *lines))) as (session, playback):
        await shown(session, playback, 40.0)
        session.note_gaps()
        assert session.memory.link.reason
        assert list(session.memory.watched.lost) == [(30.0, None)]
        await shown(session, playback, 80.0)
        session.note_gaps()
        assert session.memory.link.state is LinkState.LIVE
        assert list(session.memory.watched.lost) == [], "it went on where it was"
