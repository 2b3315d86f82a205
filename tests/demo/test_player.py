"""A recording that is played into the server: at every moment, whichever way one comes there, it is as recorded."""

from __future__ import annotations

import asyncio
import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ktui.demo.player import Player, serves_beta_cronjobs
from ktui.demo.server.api_server import ApiServer
from ktui.recording.reader import read_recording
from tests.fakes.clock import FakeClock, settle, until
from tests.recording.files import RECORDINGS, change, naive, notice, written

if TYPE_CHECKING:
    from pathlib import Path

    from ktui.demo.server.store import Change
    from ktui.recording.reader import Recording

FILES = ("probes.jsonl", "probes-1.35.jsonl", "probes-odd.jsonl")
_READ = {name: read_recording(RECORDINGS / name) for name in FILES}


def player_of(recording: Recording, clock: FakeClock | None = None, speed: float = 1.0) -> tuple[Player, ApiServer]:
    clock = clock or FakeClock()
    server = ApiServer(now=lambda: recording.start)
    return Player(recording, server, monotonic=clock.monotonic, sleep=clock.sleep, speed=speed), server


def served(server: ApiServer, resource: str) -> dict[tuple[str, str], dict[str, Any]]:
    """What the server holds of a kind, without what is its own."""
    found = {}
    for obj in server.objects(resource):
        meta = obj["metadata"]
        meta.pop("resourceVersion")
        found[meta.get("namespace", ""), meta["name"]] = obj
    return found


def recorded(path: Path, at: float, resource: str) -> dict[tuple[str, str], dict[str, Any]]:
    """The same of an independent reading of the file."""
    found = naive(path, at).get(resource, {})
    for obj in found.values():
        obj["metadata"].pop("resourceVersion")
        for name in ("kind", "apiVersion"):
            obj.pop(name, None)
    return found


@pytest.mark.parametrize("name", FILES)
async def test_at_ten_moments_forth_and_back_it_is_what_an_independent_reading_gives(name: str) -> None:
    recording = _READ[name]
    player, server = player_of(recording)
    length = recording.end - recording.start
    moments = [recording.start + length * part / 9 for part in range(10)]
    for moment in (*moments, *reversed(moments), moments[3], moments[8], moments[1]):
        player.go_to(moment)
        await player.arrive()
        for resource in recording.resources:
            assert served(server, resource) == recorded(RECORDINGS / name, moment, resource), (moment, resource)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=6))
def test_what_a_watch_is_told_adds_up_to_what_is_there(parts: list[float]) -> None:
    """Whatever the way: what is new is created, what is there is changed, and each change has a later revision."""

    async def play() -> None:
        recording = _READ["probes-odd.jsonl"]
        player, server = player_of(recording)
        told: list[Change] = []
        server.store.listen(told.append)
        mirror: dict[tuple[str, tuple[str, str]], dict[str, Any]] = {}
        for part in parts:
            player.go_to(recording.start + part * (recording.end - recording.start))
            await player.arrive()
        for one in told:
            key = (one.plural, (one.after or one.before).key)  # type: ignore[union-attr]
            assert (one.before is None) == (key not in mirror)
            if one.after is None:
                del mirror[key]
            else:
                if key in mirror:
                    assert mirror[key]["metadata"]["uid"] == one.after.obj["metadata"]["uid"]
                mirror[key] = one.after.obj
                assert one.after.obj["metadata"]["resourceVersion"] == str(one.revision)
        assert all(before.revision < after.revision for before, after in pairwise(told))
        there = {(resource, stored.key) for resource in recording.resources for stored in server.store.state(resource)}
        assert there == set(mirror)

    asyncio.run(play())


async def test_another_object_of_the_same_name_is_one_deleted_and_one_created(tmp_path: Path) -> None:
    first = json.loads(change(10.0, "ADDED", "a"))
    first["object"]["metadata"]["uid"] = "one"
    second = json.loads(change(30.0, "ADDED", "a"))
    second["object"]["metadata"]["uid"] = "two"
    file = written(tmp_path / "r", json.dumps(first), change(20.0, "DELETED", "a"), json.dumps(second))
    player, server = player_of(read_recording(file))
    await player.arrive()
    told: list[Change] = []
    server.store.listen(told.append)
    player.go_to(30.0)
    await player.arrive()
    player.go_to(10.0)
    await player.arrive()
    assert [(one.before is None, one.after is None) for one in told] == [(False, True), (True, False)] * 2


async def test_a_list_of_one_time_is_no_place_to_get_stuck_in(tmp_path: Path) -> None:
    """More lines of the same time than are passed over in one turn, forth and back."""
    lines = [change(10.0, "ADDED", f"pod-{number}") for number in range(5000)]
    file = written(tmp_path / "r", change(5.0, "ADDED", "first"), *lines, change(20.0, "ADDED", "last"))
    player, server = player_of(read_recording(file))
    for moment, count in ((20.0, 5002), (5.0, 1), (10.0, 5001), (5.0, 1)):
        player.go_to(moment)
        await asyncio.wait_for(player.arrive(), 10)
        assert len(server.objects("pods")) == count


# Time


async def playing(player: Player) -> asyncio.Task[None]:
    task = asyncio.create_task(player.run())
    await settle()
    return task


async def test_time_goes_by_as_fast_as_one_says_and_stands_while_held() -> None:
    recording, clock = _READ["probes-odd.jsonl"], FakeClock()
    player, _ = player_of(recording, clock)
    task = await playing(player)
    await clock.advance(2.0)
    assert player.time() == pytest.approx(recording.start + 2, abs=0.11)
    player.set_speed(10)
    await clock.advance(2.0)
    assert player.time() == pytest.approx(recording.start + 22, abs=1.1)
    assert player.lasting(10) == 1.0
    player.hold()
    stood = player.time()
    await clock.advance(60.0)
    assert (player.time(), player.lasting(1)) == (stood, float("inf"))
    player.play()
    await clock.advance(1.0)
    assert player.time() == pytest.approx(stood + 10, abs=1.1)
    task.cancel()


async def test_while_it_is_held_nothing_wakes() -> None:
    clock = FakeClock()
    player, _ = player_of(_READ["probes-odd.jsonl"], clock)
    player.hold()
    task = await playing(player)
    assert clock.sleepers == []
    task.cancel()


async def test_at_its_end_it_holds_and_plays_again_from_the_start() -> None:
    recording, clock = _READ["probes-odd.jsonl"], FakeClock()
    player, _ = player_of(recording, clock, speed=600)
    task = await playing(player)
    await clock.advance(3.0)
    assert (player.at, player.playing) == (recording.end, False)
    player.play()
    assert (player.at, player.playing) == (recording.start, True)
    task.cancel()


@pytest.mark.parametrize("moment", [-1e9, 1e12])
async def test_outside_of_it_there_is_nowhere_to_go(moment: float) -> None:
    recording = _READ["probes-odd.jsonl"]
    player, _ = player_of(recording)
    player.go_to(moment)
    assert player.at == (recording.start if moment < 0 else recording.end)


async def test_time_stands_until_a_jump_has_landed_and_another_jump_does_not_wait_for_it() -> None:
    recording, clock = _READ["probes-odd.jsonl"], FakeClock()
    player, _ = player_of(recording, clock)
    landings: list[float] = []
    over = asyncio.Event()

    async def landing() -> None:
        landings.append(player.at)
        await over.wait()

    player.landing = landing
    task = await playing(player)
    player.go_to(recording.start + 100)
    await settle()
    await clock.advance(5.0)
    assert player.at == recording.start + 100
    player.go_to(recording.start + 200)
    await settle()
    assert landings == [recording.start + 100, recording.start + 200]
    over.set()
    await settle()
    await clock.advance(1.0)
    assert player.at == pytest.approx(recording.start + 201, abs=0.11)
    task.cancel()


async def test_a_jump_that_begins_as_another_is_over_lands_too() -> None:
    recording, clock = _READ["probes-odd.jsonl"], FakeClock()
    player, _ = player_of(recording, clock)
    landings: list[float] = []

    async def landing() -> None:
        landings.append(player.at)
        if len(landings) == 1:
            player.go_to(recording.start + 200)

    player.landing = landing
    task = await playing(player)
    player.go_to(recording.start + 100)
    await settle()
    assert landings == [recording.start + 100, recording.start + 200]
    task.cancel()


async def test_the_work_of_a_jump_is_done_in_slices_and_the_last_jump_wins(tmp_path: Path) -> None:
    lines = [change(10.0 + number / 1000, "ADDED", f"pod-{number}") for number in range(3000)]
    recording = read_recording(written(tmp_path / "r", *lines))
    server = ApiServer(now=lambda: 0.0)
    ticks = iter(range(10**9))
    player = Player(recording, server, monotonic=lambda: float(next(ticks)), sleep=asyncio.sleep)
    player.go_to(recording.end)
    arriving = asyncio.create_task(player.arrive())
    await until(lambda: len(server.objects("pods")) >= 100)
    assert len(server.objects("pods")) < 3000, "all of it was done in one turn"
    player.go_to(recording.start)
    await arriving
    assert len(server.objects("pods")) == 1


async def test_it_can_be_run_again_where_it_was_left() -> None:
    recording, clock = _READ["probes-odd.jsonl"], FakeClock()
    player, server = player_of(recording, clock, speed=10)
    task = await playing(player)
    await clock.advance(2.0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    left = player.at
    await clock.advance(100.0)
    task = await playing(player)
    await clock.advance(1.0)
    assert player.at == pytest.approx(left + 10, abs=1.1)
    assert served(server, "pods") == recorded(RECORDINGS / "probes-odd.jsonl", player.at, "pods")
    task.cancel()


async def test_the_server_does_not_remember_for_ever_what_is_played() -> None:
    recording = _READ["probes-1.35.jsonl"]
    player, server = player_of(recording)
    for _ in range(60):
        for moment in (recording.end, recording.start):
            player.go_to(moment)
            await player.arrive()
    assert server.store.remembered <= 2_100


# What it tells of the recording


async def test_what_went_wrong_is_found_while_it_plays() -> None:
    player, _ = player_of(_READ["probes.jsonl"], FakeClock())
    task = await playing(player)
    await until(lambda: player.searched)
    times = [incident.at for incident in player.incidents]
    assert times == sorted(times)
    assert len([one for one in player.incidents if one.words == "killed"]) == 12  # `Killing` in the file
    assert {one.words for one in player.incidents if one.name == "oom"} >= {"exit 137 OOMKilled"}
    task.cancel()


async def test_when_it_was_not_recorded_is_told(tmp_path: Path) -> None:
    file = written(
        tmp_path / "r",
        notice(5.0, "START", serverVersion="v1.30.2", scope="web"),
        notice(6.0, "LISTED", resource="pods"),
        change(6.0, "ADDED", "a"),
        notice(10.0, "DISCONNECTED", resource="pods"),
        notice(20.0, "LISTED", resource="pods"),
        change(20.0, "ADDED", "b"),
    )
    player, server = player_of(read_recording(file))
    gaps = {}
    for moment in (9.0, 10.0, 15.0, 20.0):
        player.go_to(moment)
        await player.arrive()
        gaps[moment] = (player.gap("pods"), player.gap("nodes"), sorted(key[1] for key in served(server, "pods")))
    assert gaps == {
        9.0: (None, None, ["a"]),
        10.0: ((10.0, 20.0), None, ["a"]),
        15.0: ((10.0, 20.0), None, ["a"]),
        20.0: (None, None, ["b"]),
    }


@pytest.mark.parametrize(("version", "beta"), [("batch/v1beta1", True), ("batch/v1", False), (None, True)])
def test_cronjobs_are_served_in_the_version_they_were_recorded_in(
    tmp_path: Path, version: str | None, beta: bool
) -> None:
    lines = [notice(1.0, "START", serverVersion="v1.20.2")]
    if version is not None:
        lines.append(change(2.0, "ADDED", "nightly", resource="cronjobs", apiVersion=version))
    assert serves_beta_cronjobs(read_recording(written(tmp_path / "r", *lines))) is beta
