"""Logs over HTTP: which container, run and lines, and why there are none, in the words of server and kubelet."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest

from ktui.demo.server.api_server import ApiServer
from tests.fakes.objects import pod
from tests.fakes.reading import get

NOW = 1_700_000_000.0
PATH = "/api/v1/namespaces/default/pods/web/log"


def several() -> dict[str, Any]:
    made = pod("web")
    made["spec"]["containers"] = [{"name": "app"}, {"name": "side"}]
    made["spec"]["initContainers"] = [{"name": "first"}]
    return made


@pytest.fixture
async def server() -> Any:
    async with ApiServer(now=lambda: NOW) as server:
        server.put("pods", pod("web"))
        yield server


async def text(server: ApiServer, query: str = "") -> str:
    code, body, headers = await get(server, f"{PATH}?{query}")
    assert (code, headers["Content-Type"]) == (200, "text/plain")
    assert isinstance(body, str)
    return body


@pytest.mark.parametrize(
    ("query", "lines"),
    [
        ("", "one\ntwo\nthree\n"),
        ("tailLines=2", "two\nthree\n"),
        ("tailLines=0", ""),
        ("sinceSeconds=15", "two\nthree\n"),
        ("sinceTime=2023-11-14T22:13:15Z", "three\n"),
        ("sinceSeconds=15&tailLines=1", "three\n"),
        ("limitBytes=6", "one\ntw"),
        ("timestamps=true&tailLines=1", "2023-11-14T22:13:18.000000000Z three\n"),
    ],
)
async def test_as_many_lines_as_asked_for(server: ApiServer, query: str, lines: str) -> None:
    for line, ago in (("one\n", 20), ("two\n", 12), ("three\n", 2)):
        server.logs.write("web", line, at=NOW - ago)
    assert await text(server, query) == lines


async def test_the_run_before(server: ApiServer) -> None:
    server.logs.write("web", "old\n")
    server.logs.end("web")
    assert (await get(server, f"{PATH}?previous=true"))[1]["message"] == (
        'previous terminated container "app" in pod "web" not found'
    )
    server.logs.start("web")
    server.logs.write("web", "new\n")
    assert await text(server) == "new\n"
    assert await text(server, "previous=true") == "old\n"


async def test_while_it_waits_to_start_again_the_run_that_ended_is_both(server: ApiServer) -> None:
    server.logs.write("web", "crashed\n")
    server.logs.end("web")
    waits = pod("web")
    waits["status"]["containerStatuses"][0]["state"] = {"waiting": {"reason": "CrashLoopBackOff"}}
    server.put("pods", waits)
    assert await text(server) == "crashed\n"
    assert await text(server, "previous=true") == "crashed\n"


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("ContainerCreating", "ContainerCreating"),
        ("CreateContainerConfigError", "CreateContainerConfigError"),
        ("ErrImagePull", "image can't be pulled"),
        ("ImagePullBackOff", "trying and failing to pull image"),
    ],
)
async def test_what_has_not_started_says_what_it_waits_for(server: ApiServer, reason: str, words: str) -> None:
    waits = pod("web")
    waits["status"]["containerStatuses"][0]["state"] = {"waiting": {"reason": reason}}
    server.put("pods", waits)
    code, body, _ = await get(server, PATH)
    assert (code, body["message"]) == (400, f'container "app" in pod "web" is waiting to start: {words}')


async def test_a_pod_without_a_node_has_an_empty_log(server: ApiServer) -> None:
    waits = pod("web")
    del waits["spec"]["nodeName"]
    server.put("pods", waits)
    assert await text(server) == ""


@pytest.mark.parametrize(
    ("query", "code", "message"),
    [
        ("", 400, "a container name must be specified for pod web, choose one of: [first app side]"),
        ("container=nope", 400, "container nope is not valid for pod web"),
        ("container=app&tailLines=-1", 422, "tailLines: Invalid value: -1: must be greater than or equal to 0"),
        ("container=app&limitBytes=0", 422, "limitBytes: Invalid value: 0: must be greater than 0"),
        ("container=app&sinceTime=yesterday", 400, 'parsing time "yesterday" as'),
        (
            "container=app&sinceSeconds=1&sinceTime=2023-11-14T22:13:15Z",
            422,
            "<nil>: Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified",
        ),
    ],
)
async def test_refusals(server: ApiServer, query: str, code: int, message: str) -> None:
    server.put("pods", several())
    server.logs.write("web", "one\n")
    found, body, _ = await get(server, f"{PATH}?{query}")
    assert found == code
    assert body["message"].startswith(message if code == 400 else f'PodLogOptions "web" is invalid: {message}')


async def test_no_such_pod(server: ApiServer) -> None:
    code, body, _ = await get(server, PATH.replace("web", "gone"))
    assert (code, body["message"]) == (404, 'pods "gone" not found')


def counting(after: float, now: float) -> list[tuple[float, str]]:
    """A log that grows by a line a second."""
    return [(float(at), f"line {at}\n") for at in range(int(max(after, 0)) + 1, int(now) + 1)]


async def test_lines_that_come_about_by_time_are_followed_until_the_end() -> None:
    now = 3.0
    async with ApiServer(now=lambda: now) as server, aiohttp.ClientSession() as client:
        server.logs.start("web", made=counting)
        server.put("pods", pod("web"))
        async with client.get(f"{server.url}{PATH}?follow=true&tailLines=1") as response:
            assert await response.content.readline() == b"line 3\n"
            now = 5.0
            assert await response.content.readline() == b"line 4\n"
            assert await response.content.readline() == b"line 5\n"
            server.logs.end("web")
            async with asyncio.timeout(5):
                assert await response.content.read() == b""
