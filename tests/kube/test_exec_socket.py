"""A command in a container: its streams, how it ends, and what is said where it does not begin."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest

from ktui.demo.server import statuses
from ktui.demo.server.api_server import ApiServer
from ktui.demo.server.commands import V4, V5, Commands, Running, exit_code, success
from ktui.errors import CredentialsError, ForbiddenError, KtuiError, NotFoundError, UnreachableError
from ktui.kube.exec_socket import ExecSocket, exec_in
from tests.kube.asking import Anonymous, asking

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

PATH = "/api/v1/namespaces/web/pods/front/exec"


@asynccontextmanager
async def running(server: ApiServer, **more: Any) -> AsyncIterator[ExecSocket]:
    command = ["sh", "-c", "a b"]
    async with asking(server, **more) as transport, exec_in(transport, "web", "front", "app", command) as remote:
        yield remote


async def ended(run: Callable[[Running], Awaitable[Any]], **how: Any) -> tuple[bytes, int | None, Running]:
    """What came out of a command, its exit code, and the server's side of it."""
    async with ApiServer() as server:
        server.commands = Commands(run, **how)
        async with running(server) as remote:
            output = b"".join([data async for data in remote.output()])
        return output, remote.exit_code, server.commands.ran[0]


async def refused(code: int, body: statuses.Raw | None, **answer: Any) -> KtuiError:
    async with ApiServer() as server:
        server.commands = Commands(lambda remote: remote.end(success()))
        server.faults.answer(code, body=body, kind="pods/exec", times=None, **answer)
        with pytest.raises(KtuiError) as raised:
            async with running(server):
                pass
        return raised.value


async def test_the_command_is_asked_for_as_the_api_has_it() -> None:
    _, _, remote = await ended(lambda remote: remote.end(success()))
    assert remote.path == PATH
    assert remote.query == [
        ("command", "sh"),
        ("command", "-c"),
        ("command", "a b"),
        ("container", "app"),
        ("stdin", "true"),
        ("stdout", "true"),
        ("tty", "true"),
    ]


@pytest.mark.parametrize("code", [0, 1, 3, 137])
async def test_the_exit_code_is_the_commands(code: int) -> None:
    _, found, _ = await ended(lambda remote: remote.end(exit_code(code) if code else success()))
    assert found == code


async def test_both_streams_of_its_output_come_in_order() -> None:
    async def run(remote: Running) -> None:
        await remote.write(b"")  # servers greet each channel with an empty message
        await remote.write(b"", 2)
        await remote.write(b"out \xff")
        await remote.write(b"err", 2)
        await remote.write(b"more")
        await remote.end(success())

    output, code, _ = await ended(run)
    assert (output, code) == (b"out \xfferrmore", 0)


@pytest.mark.parametrize(("protocols", "close"), [((V5, V4), [(255, b"\0")]), ((V4,), [])])
async def test_what_is_typed_and_the_size_go_there(protocols: tuple[str, ...], close: list[tuple[int, bytes]]) -> None:
    async def run(remote: Running) -> None:
        while (message := await remote.next()) != (0, b"last"):
            assert message is not None
        await remote.end(success())

    async with ApiServer() as server:
        server.commands = Commands(run, protocols=protocols)
        async with running(server) as remote:
            await remote.resize(80, 24)
            await remote.send(b"ls\r")
            await remote.end_input()
            await remote.send(b"last")
            async for _ in remote.output():
                pass
        assert server.commands.ran[0].protocol == protocols[0]
        heard = server.commands.ran[0].heard
    assert json.loads(heard[0][1]) == {"Width": 80, "Height": 24}
    assert heard[0][0] == 4
    assert heard[1:] == [(0, b"ls\r"), *close, (0, b"last")]


async def test_a_command_that_cannot_be_run_says_why() -> None:
    message = 'Internal error occurred: exec: "sh": executable file not found in $PATH'
    with pytest.raises(KtuiError, match="executable file not found"):
        await ended(lambda remote: remote.end(statuses.internal(message)))
    with pytest.raises(KtuiError, match="could not be run: plain words"):
        await ended(lambda remote: remote.end(b"plain words\n"))


async def test_an_end_without_a_word_is_no_exit_code() -> None:
    with pytest.raises(UnreachableError, match="before the command told its exit code"):
        await ended(lambda remote: remote.write(b"half"))


async def test_a_connection_that_breaks_off_is_told() -> None:
    async def run(remote: Running) -> None:
        await remote.write(b"half")
        remote.cut()

    with pytest.raises(UnreachableError):
        await ended(run)


async def test_no_permission_is_one_sentence_with_the_right_in_the_servers_words() -> None:
    body = statuses.forbidden(user="dev", verb="create", resource="pods/exec", group="", namespace="web", name="front")
    error = await refused(403, body)
    assert isinstance(error, ForbiddenError)
    assert str(error).startswith('not permitted to create pods/exec: pods/exec "front" is forbidden: User "dev" cannot')


async def test_no_such_pod_and_no_such_container() -> None:
    error = await refused(404, statuses.no_such_object(resource="pods", group="", name="front"))
    assert isinstance(error, NotFoundError)
    assert str(error) == 'pods "front" not found'
    error = await refused(400, statuses.bad_request("container app is not valid for pod front"))
    assert str(error).endswith("container app is not valid for pod front")


async def test_a_redirection_is_not_followed() -> None:
    error = await refused(302, None, headers={"Location": "http://127.0.0.1:1/"})
    assert "302" in str(error)


async def test_a_server_without_our_protocols_is_told() -> None:
    with pytest.raises(KtuiError, match="none of the protocols"):
        await ended(lambda remote: remote.next(), protocols=())


async def test_nobody_there() -> None:
    async with asking("http://127.0.0.1:1") as transport:
        with pytest.raises(UnreachableError, match="cannot connect"):
            async with exec_in(transport, "web", "front", "app", ["sh"]):
                pass


class Renewed(Anonymous):
    """A token that has expired, and the next one."""

    def __init__(self, *fresh: str) -> None:
        self._token = "old"
        self._fresh = list(fresh)

    async def headers(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self._token}"}

    async def renew(self) -> bool:
        if self._fresh:
            self._token = self._fresh.pop(0)
            return True
        return False


async def test_an_expired_token_is_renewed_once() -> None:
    async with ApiServer(token="new") as server:
        server.commands = Commands(lambda remote: remote.end(success()))
        async with running(server, credentials=Renewed("new")) as remote:
            assert [data async for data in remote.output()] == []
        assert remote.exit_code == 0
        with pytest.raises(CredentialsError):
            async with running(server, credentials=Renewed()):
                pass
