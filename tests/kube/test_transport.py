"""What is sent, what comes back, and what is said of what goes wrong on the way."""

from __future__ import annotations

import asyncio
import gzip
import json
import ssl
import time
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ktui import __version__
from ktui.demo.clock import DemoClock, DemoTime
from ktui.demo.server.api_server import ApiServer
from ktui.errors import CredentialsError, ForbiddenError, KtuiError, NotFoundError, UnreachableError
from ktui.kube.answers import AnswerError
from ktui.model.decode import Status
from tests.fakes.clock import START, FakeClock, until
from tests.fakes.objects import pod
from tests.kube.asking import Anonymous, asking

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from ktui.kube.transport import Transport

DATA = Path(__file__).parent / "data"


class Token(Anonymous):
    """A bearer token that can be renewed so often, each time with the next of `fresh`."""

    def __init__(self, token: str, *fresh: str) -> None:
        self._token = token
        self._fresh = list(fresh)
        self.renewals = 0

    async def headers(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self._token}"}

    async def renew(self) -> bool:
        self.renewals += 1
        if not self._fresh:
            return False
        self._token = self._fresh.pop(0)
        return True


@asynccontextmanager
async def raw_server(*pieces: bytes, tls: ssl.SSLContext | None = None, pause: float = 0.0) -> AsyncIterator[str]:
    """Answers whatever is asked with these bytes, each piece in a packet of its own, and closes; its address."""

    answering: set[asyncio.Task[None] | None] = set()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answering.add(asyncio.current_task())
        try:
            await reader.readuntil(b"\r\n\r\n")
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(pause)
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    listening = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=tls)
    async with listening:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
        for task in answering:
            if task is not None:
                task.cancel()
        await asyncio.gather(*(task for task in answering if task is not None))


# What is sent


async def test_a_request_says_who_asks_and_what_for(api_server: ApiServer) -> None:
    async with asking(api_server, credentials=Token("secret")) as transport:
        await transport.get("/api/v1/pods", {"labelSelector": "app in (a,b),tier!=x", "limit": "5"})
    call = api_server.requests[0]
    assert call.headers["Authorization"] == "Bearer secret"
    assert call.headers["Accept"] == "application/json"
    assert call.headers["User-Agent"] == f"ktui/{__version__}"
    assert call.query == {"labelSelector": "app in (a,b),tier!=x", "limit": "5"}


async def test_the_server_may_have_a_path_of_its_own(api_server: ApiServer) -> None:
    async with asking(api_server.url + "/k8s/clusters/c-1/") as transport:
        assert transport.server == api_server.url + "/k8s/clusters/c-1"
        with pytest.raises(AnswerError):
            await transport.get("/version")
    assert api_server.requests[0].path == "/k8s/clusters/c-1/version"


async def test_connections_are_used_again(api_server: ApiServer, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = 0
    connect: Any = asyncio.get_running_loop().create_connection

    async def counting(*arguments: Any, **options: Any) -> Any:
        nonlocal opened
        opened += 1
        return await connect(*arguments, **options)

    monkeypatch.setattr(asyncio.get_running_loop(), "create_connection", counting)
    api_server.put("pods", pod("a"))
    async with asking(api_server) as transport:
        await transport.get("/version")
        await transport.get("/api/v1/pods")
        await transport.get("/readyz")
    assert opened == 1


async def test_proxy_variables_are_none_of_its_business(api_server: ApiServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    async with asking(api_server) as transport:
        assert b"gitVersion" in await transport.get("/version")


# Compression


async def read(transport: Transport, path: str, *, compressed: bool) -> tuple[bytes, int]:
    """The body, and in how many chunks it came."""
    async with transport.open(path, gzip=compressed) as incoming:
        chunks = [chunk async for chunk in incoming.chunks()]
    return b"".join(chunks), len(chunks)


async def test_a_list_is_compressed_only_where_that_was_asked_for(api_server: ApiServer) -> None:
    for number in range(100):
        api_server.put("pods", pod(f"pod-{number:03}"))
    async with asking(api_server) as transport:
        plain, _ = await read(transport, "/api/v1/pods", compressed=False)
        packed, _ = await read(transport, "/api/v1/pods", compressed=True)
    assert packed == plain
    assert len(json.loads(plain)["items"]) == 100
    assert [call.headers["Accept-Encoding"] for call in api_server.requests] == ["identity", "gzip"]


async def test_a_cluster_that_wants_no_compression_is_not_asked_for_it(api_server: ApiServer) -> None:
    async with asking(api_server, compress=False) as transport:
        await read(transport, "/api/v1/pods", compressed=True)
    assert api_server.requests[0].headers["Accept-Encoding"] == "identity"


async def test_a_body_that_compresses_a_hundredfold_is_read_whole() -> None:
    body = b'{"items":[' + b" " * (40 << 20) + b"]}"
    packed = gzip.compress(body, 9)
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n".encode()
    async with raw_server(head + packed) as address, asking(address) as transport:
        got, _ = await read(transport, "/", compressed=True)
    assert len(got) == len(body)


async def test_a_compressed_body_that_is_none_is_no_usable_answer() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 9\r\n\r\n"
    async with raw_server(head + b"not gzip!") as address, asking(address) as transport:
        with pytest.raises(UnreachableError):
            await read(transport, "/", compressed=True)


# Credentials


async def test_after_a_401_the_credentials_are_renewed_once_and_the_request_repeated() -> None:
    credentials = Token("old", "new")
    async with ApiServer(token="new") as server, asking(server, credentials=credentials) as transport:
        assert b"gitVersion" in await transport.get("/version")
        assert len(server.requests) == 2
    assert credentials.renewals == 1


async def test_a_second_401_is_told_without_another_try() -> None:
    credentials = Token("old", "older", "oldest")
    async with ApiServer(token="new") as server, asking(server, credentials=credentials) as transport:
        with pytest.raises(AnswerError) as refusal:
            await transport.get("/version")
        assert len(server.requests) == 2
    assert refusal.value.code == 401
    assert credentials.renewals == 1


async def test_credentials_that_cannot_be_renewed_are_not_tried_again() -> None:
    credentials = Token("old")
    async with ApiServer(token="new") as server, asking(server, credentials=credentials) as transport:
        with pytest.raises(AnswerError):
            await transport.get("/version")
        assert len(server.requests) == 1


async def test_no_other_refusal_renews(api_server: ApiServer) -> None:
    credentials = Token("mine", "other")
    api_server.faults.forbid("/version")
    async with asking(api_server, credentials=credentials) as transport:
        with pytest.raises(AnswerError):
            await transport.get("/version")
    assert credentials.renewals == 0


async def test_credentials_that_cannot_be_had_send_nothing(api_server: ApiServer) -> None:
    class Broken(Anonymous):
        async def headers(self) -> Mapping[str, str]:
            raise CredentialsError("the plugin failed")

    async with asking(api_server, credentials=Broken()) as transport:
        with pytest.raises(CredentialsError, match="the plugin failed"):
            await transport.get("/version")
    assert api_server.requests == []


async def test_closing_closes_the_credentials_and_can_be_repeated(api_server: ApiServer) -> None:
    closed = 0

    class Counting(Anonymous):
        async def close(self) -> None:
            nonlocal closed
            closed += 1

    async with asking(api_server, credentials=Counting()) as transport:
        await transport.get("/version")
        await transport.close()
        assert closed == 1


# Signs of life and the cluster's time


async def test_every_byte_is_heard(api_server: ApiServer) -> None:
    api_server.put("pods", pod("a"))
    api_server.faults.drip(200)
    heard = 0

    def hear() -> None:
        nonlocal heard
        heard += 1

    async with asking(api_server) as transport:
        transport.heard = hear
        async with transport.open("/api/v1/pods") as incoming:
            assert heard == 1
            chunks = [chunk async for chunk in incoming.chunks()]
        assert heard == 1 + len(chunks)
        assert len(chunks) > 1


async def test_a_refusal_is_a_sign_of_life_too(api_server: ApiServer) -> None:
    heard: list[bool] = []
    api_server.faults.forbid("/version")
    async with asking(api_server) as transport:
        transport.heard = lambda: heard.append(True)
        with pytest.raises(AnswerError):
            await transport.get("/version")
    assert heard


async def test_the_clusters_time_is_taken_from_answers_and_from_refusals() -> None:
    clock = FakeClock()
    async with ApiServer(now=clock.time) as server, asking(server, clock=clock) as transport:
        server.clock_offset = 3600.0
        assert transport.server_clock.skew == 0.0
        await transport.get("/version")
        assert transport.server_clock.time() == pytest.approx(START + 3600, abs=1)
    async with ApiServer(now=clock.time, token="x") as server, asking(server, clock=clock) as transport:
        server.clock_offset = -60.0
        with pytest.raises(AnswerError):
            await transport.get("/version")
        assert transport.server_clock.skew == pytest.approx(-60, abs=1)


async def test_a_clusters_time_that_is_known_is_not_learnt_and_no_skew_is_said() -> None:
    clock = FakeClock()
    demo = DemoClock(DemoTime(begun=time.monotonic() - 60, start=START - 86400, speed=10.0))
    async with ApiServer(now=clock.time) as server, asking(server, clock=clock, server_clock=demo) as transport:
        await transport.get("/version")
        assert transport.server_clock.time() == pytest.approx(START - 86400 + 600, abs=50)
        assert transport.server_clock.skew == 0.0
        assert transport.server_clock.lasting(20.0) == 2.0


# Refusals


async def test_a_refusal_keeps_what_the_server_said(api_server: ApiServer) -> None:
    api_server.faults.forbid("pods")
    async with asking(api_server) as transport:
        with pytest.raises(AnswerError) as refusal:
            await transport.get("/api/v1/pods")
    assert refusal.value.code == 403
    assert refusal.value.status.reason == "Forbidden"
    assert 'User "dev" cannot list resource "pods"' in str(refusal.value)


async def test_a_refusal_that_arrives_in_pieces_is_read_to_its_end() -> None:
    body = json.dumps({"kind": "Status", "code": 403, "message": "you may not"}).encode()
    head = f"HTTP/1.1 403 Forbidden\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    async with raw_server(head, body[:10], body[10:], pause=0.01) as address, asking(address) as transport:
        with pytest.raises(AnswerError, match="you may not"):
            await transport.get("/")


async def test_a_refusal_with_a_body_of_anothers_making_tells_its_code(api_server: ApiServer) -> None:
    api_server.faults.answer(502, body="<html>Bad Gateway</html>", kind="/version")
    async with asking(api_server) as transport:
        with pytest.raises(AnswerError, match="the API server answered 502"):
            await transport.get("/version")


async def test_a_refusal_whose_body_breaks_off_is_still_a_refusal() -> None:
    head = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 1000\r\nRetry-After: 7\r\n\r\n{"
    async with raw_server(head) as address, asking(address) as transport:
        with pytest.raises(AnswerError) as refusal:
            await transport.get("/")
    assert (refusal.value.code, refusal.value.retry_after) == (503, 7.0)


async def test_a_redirect_is_not_followed(api_server: ApiServer) -> None:
    """The token is for this server, not for whoever it names."""
    api_server.faults.answer(302, body="", headers={"Location": "https://login.example/"}, kind="/version")
    async with asking(api_server, credentials=Token("secret")) as transport:
        with pytest.raises(AnswerError) as refusal:
            await transport.get("/version")
    assert refusal.value.code == 302


@pytest.mark.parametrize(
    ("header", "detail", "seconds"),
    [("3", None, 3.0), (None, 4, 4.0), ("3", 4, 3.0), (None, None, 0.0), ("Fri, 31 Dec 1999 23:59:59 GMT", 4, 4.0)],
)
async def test_the_wait_that_a_server_asks_for(
    api_server: ApiServer, header: str | None, detail: int | None, seconds: float
) -> None:
    body = {"kind": "Status", "code": 429, "details": {"retryAfterSeconds": detail} if detail else {}}
    headers = {"Retry-After": header} if header else {}
    api_server.faults.answer(429, body=body, headers=headers, kind="/version")
    async with asking(api_server) as transport:
        with pytest.raises(AnswerError) as refusal:
            await transport.get("/version")
    assert refusal.value.retry_after == seconds


@pytest.mark.parametrize(
    ("code", "message", "kind", "exit_code", "sentence"),
    [
        (401, "Unauthorized", CredentialsError, 3, "does not accept these credentials"),
        (403, "pods is forbidden", ForbiddenError, 5, "not permitted to list pods: pods is forbidden"),
        (404, 'pods "a" not found', NotFoundError, 4, 'pods "a" not found'),
        (404, None, NotFoundError, 4, "the server has nothing to list pods (404)"),
        (500, "etcd is away", KtuiError, 1, "would not list pods: etcd is away"),
        (418, None, KtuiError, 1, "would not list pods: HTTP 418"),
    ],
)
def test_a_refusal_as_an_error_of_the_command_line(
    code: int, message: str | None, kind: type[KtuiError], exit_code: int, sentence: str
) -> None:
    error = AnswerError(code, Status(code=code, message=message)).for_user("list pods")
    assert type(error) is kind
    assert error.exit_code == exit_code
    assert sentence in str(error)


# No answer


async def test_nobody_listening_is_told(api_server: ApiServer) -> None:
    await api_server.stop()
    async with asking(api_server) as transport:
        with pytest.raises(UnreachableError, match=r"cannot connect to http://127.0.0.1:\d+: .*refused"):
            await transport.get("/version")


async def test_an_unknown_name_is_told() -> None:
    async with asking("http://no-such-host.invalid") as transport:
        with pytest.raises(UnreachableError, match=r"name in http://no-such-host.invalid is unknown"):
            await transport.get("/version")


async def test_a_server_that_accepts_and_says_nothing_is_given_up(api_server: ApiServer) -> None:
    api_server.freeze()
    async with asking(api_server) as transport:
        with pytest.raises(UnreachableError, match=r"did not answer within 0.05 s"):
            await transport.get("/version", seconds=0.05)


async def test_a_body_that_stops_is_given_up_within_the_same_limit() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbegun"
    async with raw_server(head, pause=30) as address, asking(address) as transport:
        with pytest.raises(UnreachableError, match=r"did not answer within 0.2 s"):
            await transport.get("/", seconds=0.2)


@pytest.mark.parametrize("how", ["reset", "close"])
async def test_a_body_that_breaks_off_is_told(api_server: ApiServer, how: str) -> None:
    api_server.put("pods", pod("a"))
    api_server.faults.cut(how, kind="pods")  # type: ignore[arg-type]
    async with asking(api_server) as transport:
        with pytest.raises(UnreachableError, match="broke the connection off"):
            await transport.get("/api/v1/pods")


async def test_a_connection_closed_without_an_answer_is_told() -> None:
    async with raw_server() as address, asking(address) as transport:
        with pytest.raises(UnreachableError, match="broke the connection off"):
            await transport.get("/version")


@pytest.mark.parametrize(
    "answer", [b"SSH-2.0-OpenSSH_9.2\r\n\r\n", b"\x15\x03\x01\x00\x02\x02\x46", b"HTTP/1.1 abc\r\n\r\n"]
)
async def test_what_is_no_http_is_told_in_one_line(answer: bytes) -> None:
    async with raw_server(answer) as address, asking(address) as transport:
        with pytest.raises(UnreachableError, match=f"^what answers at {address} does not speak HTTP: [^\n]*$"):
            await transport.get("/version")


async def test_a_server_that_speaks_plain_http_where_tls_is_meant_is_told(api_server: ApiServer) -> None:
    address = api_server.url.replace("http://", "https://")
    context = ssl.create_default_context()
    async with asking(address, tls=context) as transport:
        with pytest.raises(UnreachableError, match=r"TLS failed \(wrong version number\)$"):
            await transport.get("/version")


async def test_a_certificate_of_an_unknown_authority_is_told() -> None:
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(DATA / "server-by-address.pem", DATA / "server-by-address-key.pem")
    async with raw_server(tls=serving) as address, asking(address, tls=ssl.create_default_context()) as transport:
        with pytest.raises(UnreachableError, match=r"is not trusted \(.*\): check certificate-authority"):
            await transport.get("/version")


async def test_a_certificate_for_another_name_is_told() -> None:
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(DATA / "server-by-name.pem", DATA / "server-by-name-key.pem")
    trusting = ssl.create_default_context(cafile=str(DATA / "ca.pem"))
    async with raw_server(tls=serving) as address, asking(address, tls=trusting) as transport:
        with pytest.raises(UnreachableError, match=r"is not trusted .*tls-server-name"):
            await transport.get("/version")


async def test_an_address_that_is_none_is_told() -> None:
    async with asking("http://127.0.0.1:99999") as transport:
        with pytest.raises(UnreachableError, match="99999 is no address: check the cluster's server"):
            await transport.get("/version")


async def test_waiting_for_an_answer_can_be_cancelled(api_server: ApiServer) -> None:
    api_server.freeze()
    async with asking(api_server) as transport:
        task = asyncio.create_task(transport.get("/version"))
        await until(lambda: api_server.requests)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_leaving_an_answer_early_leaves_nothing_open(api_server: ApiServer) -> None:
    async with asking(api_server) as transport:
        query = {"watch": "true", "resourceVersion": str(api_server.revision)}
        async with transport.open("/api/v1/pods", query):
            await api_server.until_watched("pods")
        await until(lambda: not api_server.watches(), what="the server to see the watch closed")
