"""ktui killed between sending and the answer: the next one finds out what is so."""

from __future__ import annotations

import asyncio
import signal
import sys
from typing import TYPE_CHECKING

import pytest

from ktui.errors import UnreachableError
from ktui.insight.writes.labels import parse_labels
from ktui.model.writes import Outcome
from tests.fakes.clock import until
from tests.kube.gateways import put_node, writes_to
from tests.session.writings import disks, put_nodes, writing_to

if TYPE_CHECKING:
    from pathlib import Path

    from ktui.demo.server.api_server import ApiServer

CHILD = """
import asyncio, sys
from pathlib import Path
from ktui.insight.writes.labels import parse_labels
from tests.session.writings import writing_to

async def main(url, folder):
    async with writing_to(url, Path(folder)) as writing:
        await writing.apply(await writing.planner.label(["n000"], parse_labels(["disk=ssd"])))

asyncio.run(main(*sys.argv[1:]))
"""


async def killed(server: ApiServer, folder: Path) -> None:
    """A process that sends a change, and is killed while it waits for the answer."""
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", CHILD, server.url, str(folder))
    await until(lambda: writes_to(server), timeout=30)
    child.send_signal(signal.SIGKILL)
    assert await child.wait() == -signal.SIGKILL


@pytest.mark.parametrize(
    ("done", "now", "outcome", "said"),
    [
        (True, None, Outcome.APPLIED, "ktui had no answer, but it was done"),
        (False, None, Outcome.FAILED, "ktui had no answer, and nothing has changed"),
        (False, "nvme", Outcome.FAILED, "ktui had no answer, and disk is nvme now"),
    ],
)
async def test_the_next_start_says_what_is_so(
    api_server: ApiServer, tmp_path: Path, *, done: bool, now: str | None, outcome: Outcome, said: str
) -> None:
    put_nodes(api_server, 1, disk="hdd")
    if done:
        api_server.faults.lose_answer(kind="nodes", verb="patch", held=True)
    else:
        api_server.faults.silence(kind="nodes", verb="patch")
    await killed(api_server, tmp_path)
    if now is not None:
        put_node(api_server, "n000", disk=now)
    async with writing_to(api_server, tmp_path) as writing:
        (entry,) = await writing.entries()
        assert entry.outcome is Outcome.PENDING
        (told,) = await writing.settle()
        assert told.startswith(f"change 1, label of node n000: {said}")
        (entry,) = await writing.entries()
        assert entry.outcome is outcome
        assert await writing.settle() == []
        if done:
            await writing.apply(await writing.undo_plan())
            assert disks(api_server) == ["hdd"]
    api_server.faults.clear()


async def test_while_the_server_is_away_it_stays_open(api_server: ApiServer, tmp_path: Path) -> None:
    put_nodes(api_server, 1, disk="hdd")
    api_server.faults.silence(kind="nodes", verb="patch")
    await killed(api_server, tmp_path)
    async with writing_to(api_server, tmp_path) as writing:
        await writing.entries()
        await api_server.stop()
        with pytest.raises(UnreachableError):
            await writing.settle()
        await api_server.start()
        assert len(await writing.settle()) == 1
    api_server.faults.clear()


async def test_what_was_interrupted_here_is_looked_at_as_well(api_server: ApiServer, tmp_path: Path) -> None:
    put_nodes(api_server, 1, disk="hdd")
    silence = api_server.faults.silence(kind="nodes", verb="patch")
    async with writing_to(api_server, tmp_path) as writing:
        plan = await writing.planner.label(["n000"], parse_labels(["disk=ssd"]))
        applying = asyncio.create_task(writing.apply(plan))
        await until(lambda: writes_to(api_server))
        applying.cancel()
        await asyncio.gather(applying, return_exceptions=True)
        assert len(await writing.settle()) == 1
    silence.release()
