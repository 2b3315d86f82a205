from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import aiohttp
import pytest

from ktui.demo.kubelet.log_writing import REACH
from ktui.demo.kubelet.program import Exit, OnTerm, Program
from ktui.demo.kubelet.programs import workloads
from ktui.demo.kubelet.programs.writing import Every, Once
from ktui.demo.server.statuses import RefusalError
from tests.demo.kubelet.node import Node
from tests.fakes.objects import pod

if TYPE_CHECKING:
    from ktui.demo.server.api_server import ApiServer


def test_a_log_is_there_when_it_is_read_and_costs_nothing_before() -> None:
    node = Node(workloads.monitor())
    node.pod()
    node.run(15)
    assert node.agenda.due is None
    node.run(86_400 - 15)
    lines = node.log()
    assert len(lines) == REACH / 5
    assert lines[-1].endswith("SSD OK\n")


def test_lines_that_were_read_do_not_come_again() -> None:
    node = Node(Program(writes=Every(5, ("tick",))))
    node.pod()
    node.run(21)
    assert len(node.log()) == 5
    node.run(10)
    assert len(node.log()) == 7


def test_the_run_before_can_be_read_and_no_other() -> None:
    def program(launch: object) -> Program:
        run: int = launch.run  # type: ignore[attr-defined]
        return Program(exit=Exit(2, 1), writes=Once(((1.0, f"run {run}"), (3.0, "never"))))

    node = Node(program)
    node.pod()
    with pytest.raises(RefusalError):
        node.log()
    node.run(2.2)
    assert node.log() == ["run 0\n"]
    with pytest.raises(RefusalError):
        node.log(previous=True)
    node.run(3)
    assert node.log(previous=True) == ["run 0\n"]
    node.run(60)
    assert node.log(previous=True) != ["run 0\n"]


def test_what_is_not_written_before_a_kill_is_never_written() -> None:
    lines = Once(((1.0, "begun"), (12.0, "asked to go"), (30.0, "done")))
    node = Node(Program(exit=Exit(30), on_term=OnTerm(4, 0), writes=lines))
    node.pod()
    node.run(10)
    node.delete()
    node.run(4)
    assert node.log() == ["begun\n", "asked to go\n"]


def test_the_logs_of_a_pod_that_is_gone_are_gone() -> None:
    node = Node(workloads.monitor())
    node.pod()
    node.run(10)
    node.delete(grace=5)
    node.run(10)
    assert not node.exists()
    with pytest.raises(RefusalError):
        node.log()


async def test_somebody_who_follows_is_sent_lines_as_they_come(api_server: ApiServer) -> None:
    written = [(time.time() - 5, "first\n")]

    def made(after: float, now: float) -> list[tuple[float, str]]:
        return [line for line in written if after < line[0] <= now]

    api_server.put("pods", pod("a"))
    api_server.logs.start("a", made=made)
    url = f"{api_server.url}/api/v1/namespaces/default/pods/a/log?container=app&follow=true"
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        assert await answer.content.readline() == b"first\n"
        written.append((time.time(), "second\n"))
        assert await asyncio.wait_for(answer.content.readline(), 5) == b"second\n"
        api_server.logs.end("a")
        assert await asyncio.wait_for(answer.content.read(), 5) == b""
