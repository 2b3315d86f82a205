"""The recorder on a clock that only the test moves."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from ktui.kube.pulse import Pulse
from ktui.kube.transport import Transport
from ktui.model.kinds import NODES, PODS, Kind
from ktui.model.version import ServerVersion
from ktui.recording.reader import read_recording
from ktui.recording.tape import Tape
from ktui.recording.writer import RecordingFile
from ktui.session.recorder import Recorder
from tests.fakes import objects
from tests.fakes.clock import FakeClock, settle, until
from tests.kube.reflecting import ImpatientProbe, Token

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from ktui.demo.server.api_server import ApiServer


class Recording:
    """A recorder at work."""

    def __init__(self, server: ApiServer, recorder: Recorder, clock: FakeClock) -> None:
        self.server = server
        self.recorder = recorder
        self.clock = clock
        self.path = recorder.file.path

    @property
    def lines(self) -> list[dict[str, Any]]:
        """What a reader can read now."""
        self.recorder.file.flush()
        return [json.loads(line) for line in self.path.read_text().splitlines()]

    @property
    def told(self) -> list[str]:
        """Types and names, in a word each: `ADDED a`, `LISTED pods`."""
        return [_told(line) for line in self.lines]

    async def until_told(self, word: str, count: int = 1) -> None:
        await until(lambda: self.told.count(word) >= count, what=lambda: f"{word}, but {self.told}")


def _told(line: dict[str, Any]) -> str:
    obj = line["object"]
    about = (
        obj["metadata"]["name"]
        if "metadata" in obj
        else " ".join(obj[name] for name in ("resource", "namespace") if name in obj)
    )
    return f"{line['type']} {about}".strip()


@asynccontextmanager
async def recording(
    server: ApiServer, path: Path, *kinds: Kind, namespaces: tuple[str, ...] = (), clock: FakeClock | None = None
) -> AsyncIterator[Recording]:
    clock = clock or FakeClock()
    transport = Transport(server=server.url, credentials=Token("any"), tls=lambda: None, clock=clock)
    pulse = Pulse(ImpatientProbe(transport, clock), clock)
    recorder = Recorder(
        RecordingFile(path),
        transport=transport,
        pulse=pulse,
        clock=clock,
        rand=lambda: 0.0,
        namespaces=namespaces,
        version=ServerVersion(1, 35, "v1.35.4"),
        kinds=kinds or (PODS,),
    )
    task = asyncio.create_task(recorder.run())
    try:
        yield Recording(server, recorder, clock)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await transport.close()


async def test_a_list_is_written_whole_under_one_time(api_server: ApiServer, tmp_path: Path) -> None:
    for name in "abc":
        api_server.put("pods", objects.pod(name))
    async with recording(api_server, tmp_path / "r") as made:
        await made.until_told("ADDED c")
        assert made.told == ["START", "LISTED pods", "ADDED a", "ADDED b", "ADDED c"]
        assert len({line["at"] for line in made.lines[1:]}) == 1
    assert made.told[-1] == "END"


async def test_a_list_that_does_not_come_to_its_end_is_not_written(api_server: ApiServer, tmp_path: Path) -> None:
    for number in range(150):
        api_server.put("pods", objects.pod(f"p{number}"))
    fault = api_server.faults.silence(kind="pods", verb="page")
    async with recording(api_server, tmp_path / "r") as made:
        await until(lambda: fault.hits, what="the second page asked for")
        await settle()
        assert made.told == ["START"]
    assert made.told == ["START", "END"]


async def test_a_watch_that_is_lost_and_goes_on(api_server: ApiServer, tmp_path: Path) -> None:
    api_server.put("pods", objects.pod("a"))
    async with recording(api_server, tmp_path / "r") as made:
        await api_server.until_watched("pods")
        await made.until_told("ADDED a")
        heard = made.clock.time()
        await made.clock.advance(0.3)
        api_server.cut_watches("pods", how="reset")
        await made.until_told("DISCONNECTED pods")
        since = made.lines[-1]["object"]["since"]
        assert abs(since - made.recorder.cluster_time(heard)) <= 1  # the server's clock is known to the second
        assert since <= made.lines[-1]["at"]
        api_server.put("pods", objects.pod("b"))
        await until(lambda: made.clock.sleepers, what="a pause")
        while "ADDED b" not in made.told:
            await made.clock.advance_to_next()
            await settle()
        assert made.told[3:] == ["DISCONNECTED pods", "RESUMED pods", "ADDED b"]


async def test_a_list_anew_replaces_what_was_known(api_server: ApiServer, tmp_path: Path) -> None:
    api_server.put("pods", objects.pod("a"))
    api_server.put("pods", objects.pod("b"))
    async with recording(api_server, tmp_path / "r") as made:
        await api_server.until_watched("pods")
        await made.until_told("ADDED b")
        api_server.delete("pods", "default", "a")
        await made.until_told("DELETED a")
        api_server.faults.expired(kind="pods", verb="watch")
        api_server.end_watches("pods")
        await made.until_told("LISTED pods", 2)
        await made.until_told("ADDED b", 2)
        assert made.told[2:] == ["ADDED a", "ADDED b", "DELETED a", "DISCONNECTED pods", "LISTED pods", "ADDED b"]
    told = read_recording(made.path)
    assert len(told.gaps["pods"]) == 1
    assert told.gaps["pods"][0].ends is not None


async def test_several_namespaces_are_listed_each_for_itself(api_server: ApiServer, tmp_path: Path) -> None:
    for namespace in ("web", "db", "other"):
        api_server.put("pods", objects.pod("a", namespace))
    api_server.put("nodes", objects.node("n"))
    path = tmp_path / "r"
    async with recording(api_server, path, PODS, NODES, namespaces=("web", "db")) as made:
        await made.until_told("ADDED a", 2)
        await made.until_told("ADDED n")
        assert {"LISTED pods web", "LISTED pods db", "LISTED nodes"} <= set(made.told)
    told = read_recording(path)
    tape = Tape(told)
    tape.move(told.end)
    assert (told.scope, list(tape.objects("pods"))) == (("web", "db"), [("db", "a"), ("web", "a")])
    assert list(tape.objects("nodes")) == [("", "n")]
    tape.move(told.start - 1)
    assert list(tape.objects("pods")) == []


async def test_a_clock_that_is_set_back_does_not_turn_the_order(api_server: ApiServer, tmp_path: Path) -> None:
    async with recording(api_server, tmp_path / "r") as made:
        await api_server.until_watched("pods")
        await made.until_told("LISTED pods")
        made.clock.jump(-3600)
        api_server.put("pods", objects.pod("a"))
        await made.until_told("ADDED a")
        times = [line["at"] for line in made.lines]
        assert times == sorted(times)


async def test_what_waits_is_written_at_the_end(api_server: ApiServer, tmp_path: Path) -> None:
    for number in range(300):
        api_server.put("pods", objects.pod(f"p{number}"))
    async with recording(api_server, tmp_path / "r") as made:
        await until(lambda: made.recorder.kinds, what="the list")
    assert made.told.count("LISTED pods") == 1
    assert len(made.told) == 303
    assert made.told[-1] == "END"
    assert made.recorder.kinds == ("pods",)


async def test_lines_are_flushed_every_second(api_server: ApiServer, tmp_path: Path) -> None:
    async with recording(api_server, tmp_path / "r") as made:
        await until(lambda: made.recorder.kinds, what="the list")
        await settle()
        assert made.path.read_text() == ""
        await made.clock.advance(1)
        assert made.path.read_text().count("\n") == 2
        assert made.recorder.progress.lines == 2
        assert made.recorder.progress.size == made.path.stat().st_size
        assert made.recorder.progress.seconds >= 1


async def test_nothing_is_told_of_other_namespaces_than_the_one(api_server: ApiServer, tmp_path: Path) -> None:
    from ktui.model.kinds import NAMESPACES

    for name in ("web", "customer-x"):
        api_server.put("namespaces", {"metadata": {"name": name}})
    async with recording(api_server, tmp_path / "r", NAMESPACES, namespaces=("web",)) as made:
        await made.until_told("ADDED web")
        assert "customer-x" not in made.path.read_text()
