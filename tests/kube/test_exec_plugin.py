"""When a plugin is run, and when what it gave before is used: with a clock of our own and no processes."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ktui.errors import CredentialsError
from ktui.kube import exec_plugin
from ktui.kube.access import Access, ExecSpec
from ktui.kube.exec_credential import BadAnswerError, parse_exec_credential
from ktui.kube.exec_plugin import ExecPlugin
from ktui.kube.exec_process import Finished
from tests.fakes.clock import FakeClock, turns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

API = "client.authentication.k8s.io/v1"
DATA = Path(__file__).parent / "data"


class Runs:
    """Stands in for the processes: the n-th run gives the token `t<n>`, for `life` seconds."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.count = 0
        self.life: float | None = None
        self.failing = False
        self.gate: asyncio.Event | None = None

    async def __call__(self, command: Sequence[str], *, env: Mapping[str, str], limit: float) -> Finished:
        self.count += 1
        number = self.count
        if self.gate is not None:
            await self.gate.wait()
        if self.failing:
            return Finished(1, b"", b"no session\n")
        status = {"token": f"t{number}"}
        if self.life is not None:
            status["expirationTimestamp"] = datetime.fromtimestamp(self.clock.time() + self.life, UTC).isoformat()
        return Finished(0, json.dumps({"apiVersion": API, "kind": "ExecCredential", "status": status}).encode(), b"")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def runs(clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> Runs:
    runs = Runs(clock)
    monkeypatch.setattr(exec_plugin, "run_plugin", runs)
    return runs


@pytest.fixture
def plugin(clock: FakeClock, runs: Runs) -> ExecPlugin:
    access = Access(context="x", cluster="c", user="u", server="https://10.0.0.1:6443")
    return ExecPlugin(ExecSpec(API, "aws"), access, clock=clock, environ={})


async def test_a_token_without_expiry_is_had_once(plugin: ExecPlugin, runs: Runs, clock: FakeClock) -> None:
    for _ in range(3):
        assert await plugin.headers() == {"Authorization": "Bearer t1"}
        await clock.advance(86_400)
    assert runs.count == 1


async def test_a_token_of_a_hundred_seconds_serves_for_ninety(plugin: ExecPlugin, runs: Runs, clock: FakeClock) -> None:
    runs.life = 100
    await plugin.credential()
    await clock.advance(89)
    assert (await plugin.credential()).token == "t1"
    await clock.advance(1)
    assert (await plugin.credential()).token == "t2"
    await clock.advance(89)
    assert (await plugin.credential()).token == "t2"


async def test_a_token_of_an_hour_is_renewed_half_a_minute_early(
    plugin: ExecPlugin, runs: Runs, clock: FakeClock
) -> None:
    runs.life = 3600
    await plugin.credential()
    await clock.advance(3569)
    assert (await plugin.credential()).token == "t1"
    await clock.advance(1)
    assert (await plugin.credential()).token == "t2"


async def test_a_token_that_expired_while_the_machine_slept_is_renewed(
    plugin: ExecPlugin, runs: Runs, clock: FakeClock
) -> None:
    runs.life = 900
    await plugin.credential()
    await clock.advance(11)
    clock.jump(8 * 3600)
    assert (await plugin.credential()).token == "t2"


async def test_with_a_clock_that_is_fast_the_plugin_is_not_run_for_every_request(
    plugin: ExecPlugin, runs: Runs, clock: FakeClock
) -> None:
    runs.life = -600
    for _ in range(20):
        await plugin.credential()
        await clock.advance(1)
    assert runs.count == 2


async def test_all_who_ask_during_a_run_share_it(plugin: ExecPlugin, runs: Runs) -> None:
    runs.gate = asyncio.Event()
    asking = [asyncio.create_task(plugin.headers()) for _ in range(6)]
    await turns()
    runs.gate.set()
    assert {(await task)["Authorization"] for task in asking} == {"Bearer t1"}
    assert runs.count == 1


async def test_one_who_gives_up_waiting_leaves_the_run_to_the_others(plugin: ExecPlugin, runs: Runs) -> None:
    runs.gate = asyncio.Event()
    impatient, patient = asyncio.create_task(plugin.headers()), asyncio.create_task(plugin.headers())
    await turns()
    impatient.cancel()
    await turns()
    runs.gate.set()
    assert await patient == {"Authorization": "Bearer t1"}
    assert impatient.cancelled()


async def test_a_refused_token_is_renewed_at_once(plugin: ExecPlugin, runs: Runs) -> None:
    await plugin.credential()
    assert await plugin.renew()
    assert (await plugin.credential()).token == "t2"


async def test_watches_that_are_refused_together_renew_once(plugin: ExecPlugin, runs: Runs, clock: FakeClock) -> None:
    await plugin.credential()
    runs.gate = asyncio.Event()
    together = [asyncio.create_task(plugin.renew()) for _ in range(5)]
    await turns()
    runs.gate.set()
    assert all([await task for task in together])
    await clock.advance(1)
    assert await plugin.renew()
    assert runs.count == 2


async def test_a_token_refused_again_later_is_renewed_again(plugin: ExecPlugin, runs: Runs, clock: FakeClock) -> None:
    await plugin.credential()
    await plugin.renew()
    await clock.advance(10)
    await plugin.renew()
    assert (await plugin.credential()).token == "t3"


async def test_a_failure_is_shared_for_a_while_and_then_tried_again(
    plugin: ExecPlugin, runs: Runs, clock: FakeClock
) -> None:
    runs.failing = True
    for _ in range(3):
        with pytest.raises(CredentialsError, match="no session"):
            await plugin.headers()
    assert runs.count == 1
    runs.failing = False
    await clock.advance(5)
    assert await plugin.headers() == {"Authorization": "Bearer t2"}


async def test_a_renewal_that_fails_says_why_and_is_not_repeated_at_once(plugin: ExecPlugin, runs: Runs) -> None:
    await plugin.credential()
    runs.failing = True
    for _ in range(2):
        with pytest.raises(CredentialsError, match="no session"):
            await plugin.renew()
    assert runs.count == 2


async def test_a_token_outlives_a_failed_renewal_until_its_expiry(
    plugin: ExecPlugin, runs: Runs, clock: FakeClock
) -> None:
    runs.life = 3600
    await plugin.credential()
    runs.failing = True
    await clock.advance(3580)
    assert (await plugin.credential()).token == "t1"
    assert runs.count == 2
    await clock.advance(20)
    with pytest.raises(CredentialsError, match="no session"):
        await plugin.credential()


def answer(**changes: object) -> bytes:
    return json.dumps({"apiVersion": API, "kind": "ExecCredential", "status": {"token": "t"}} | changes).encode()


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        (b"  \n", "printed nothing"),
        (b"\xff\xfe{", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"null", "not an ExecCredential"),
        (answer(kind="Pod"), "not an ExecCredential"),
        (answer(apiVersion="client.authentication.k8s.io/v1beta1"), "another apiVersion than the kubeconfig's"),
        (answer(status=None), "without a status"),
        (answer(status={}), "neither a token nor a client certificate"),
        (answer(status={"token": 5}), "a token that is not a string"),
        (answer(status={"clientKeyData": "k"}), "only one of"),
        (answer(status={"token": "t", "clientCertificateData": "c"}), "only one of"),
        (answer(status={"token": "t", "expirationTimestamp": "soon"}), "RFC 3339"),
        (answer(status={"token": "t", "expirationTimestamp": "2026-01-01T00:00:00"}), "RFC 3339"),
    ],
)
def test_an_answer_that_is_no_credential_is_told(output: bytes, sentence: str) -> None:
    with pytest.raises(BadAnswerError, match=sentence):
        parse_exec_credential(output, api_version=API)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2023-11-14T22:13:20Z", 1_700_000_000.0),
        ("2023-11-15T00:13:20+02:00", 1_700_000_000.0),
        ("2023-11-14T22:13:20.500000123Z", 1_700_000_000.5),
    ],
)
def test_an_expiry_is_read_as_go_and_others_write_it(text: str, seconds: float) -> None:
    output = answer(status={"token": " t\n", "expirationTimestamp": text})
    credential = parse_exec_credential(output, api_version=API)
    assert credential.expires == seconds
    assert credential.token == "t"


def test_a_certificate_is_taken_as_it_is() -> None:
    pair = {name: (DATA / file).read_text() for name, file in (("C", "dev.pem"), ("K", "dev-key.pem"))}
    output = answer(status={"clientCertificateData": pair["C"], "clientKeyData": pair["K"]})
    credential = parse_exec_credential(output, api_version=API)
    assert credential.token is None
    assert credential.certificate is not None
    assert credential.certificate.key == pair["K"].encode()


def test_secrets_stay_out_of_what_is_printed_for_debugging() -> None:
    credential = parse_exec_credential(answer(status={"token": "secret"}), api_version=API)
    assert "secret" not in repr(credential)
