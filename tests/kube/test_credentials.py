"""What each way of logging in adds to a request, and what happens to it after a refusal."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest

from ktui.errors import ConfigError, CredentialsError
from ktui.kube import exec_plugin
from ktui.kube.access import Access, ExecSpec, Pem
from ktui.kube.credentials import Credentials, credentials_for
from ktui.kube.exec_process import Finished
from tests.fakes.clock import FakeClock, turns

DATA = Path(__file__).parent / "data"
PLUGIN = ExecSpec("client.authentication.k8s.io/v1", "/no/such/plugin")


def access(**fields: Any) -> Access:
    usual: dict[str, Any] = {"context": "x", "cluster": "c", "user": "dev", "server": "https://10.0.0.1:6443"}
    usual.update(fields)
    return Access(**usual)


def credentials(clock: FakeClock | None = None, **fields: Any) -> Credentials:
    return credentials_for(access(**fields), clock=clock or FakeClock(), environ={})


@pytest.fixture
def token_file(tmp_path: Path) -> Path:
    file = tmp_path / "token"
    file.write_text("one\n")
    return file


async def test_nobody_sends_nothing() -> None:
    nobody = credentials(user="")
    assert await nobody.headers() == {}
    assert await nobody.client_certificate() is None
    assert not await nobody.renew()


async def test_a_token_is_sent_as_bearer_and_cannot_be_renewed() -> None:
    mine = credentials(token="abc")
    assert await mine.headers() == {"Authorization": "Bearer abc"}
    assert not await mine.renew()


async def test_a_password_is_sent_as_basic() -> None:
    mine = credentials(username="dev", password="pä:ss")
    assert await mine.headers() == {"Authorization": "Basic ZGV2OnDDpDpzcw=="}
    assert not await mine.renew()


@pytest.mark.parametrize(
    "first", [{"token": "abc"}, {"username": "dev", "password": "x"}, {"token_file": os.devnull, "token": "abc"}]
)
async def test_a_token_or_a_password_keeps_the_plugin_from_being_run(first: dict[str, Any]) -> None:
    assert "Authorization" in await credentials(plugin=PLUGIN, **first).headers()


async def test_a_plugins_failure_is_a_credentials_error() -> None:
    with pytest.raises(CredentialsError, match="the credential plugin /no/such/plugin is not there"):
        await credentials(plugin=PLUGIN).headers()


async def test_plain_http_over_a_network_carries_no_credentials() -> None:
    assert await credentials(server="http://10.0.0.1:8080", token="abc").headers() == {}


@pytest.mark.parametrize("server", ["http://127.0.0.1:8001", "http://localhost:8001", "http://[::1]:8001"])
async def test_plain_http_to_this_machine_carries_them(server: str) -> None:
    assert await credentials(server=server, token="abc").headers() == {"Authorization": "Bearer abc"}


def test_a_token_that_cannot_be_sent_is_refused_unquoted() -> None:
    with pytest.raises(CredentialsError, match=r"^the token of user 'dev' holds characters") as told:
        credentials(token="sec\nret")
    assert "ret" not in str(told.value)


async def test_a_token_file_is_re_read_after_a_minute(token_file: Path) -> None:
    clock = FakeClock()
    mine = credentials(clock, token_file=str(token_file))
    assert await mine.headers() == {"Authorization": "Bearer one"}
    _write(token_file, "two")
    await clock.advance(59)
    assert await mine.headers() == {"Authorization": "Bearer one"}
    await clock.advance(1)
    assert await mine.headers() == {"Authorization": "Bearer two"}


async def test_a_token_file_is_re_read_after_a_refusal(token_file: Path) -> None:
    clock = FakeClock()
    mine = credentials(clock, token_file=str(token_file))
    await mine.headers()
    assert not await mine.renew()
    _write(token_file, "two")
    assert await mine.renew()
    assert await mine.renew(), "another request that was refused with the old token"
    assert await mine.headers() == {"Authorization": "Bearer two"}
    await clock.advance(10)
    assert not await mine.renew()


async def test_a_token_outlives_its_file(token_file: Path) -> None:
    clock = FakeClock()
    mine = credentials(clock, token_file=str(token_file))
    await mine.headers()
    for content in ("", None):
        if content is None:
            os.unlink(token_file)
        else:
            _write(token_file, content)
        await clock.advance(60)
        assert await mine.headers() == {"Authorization": "Bearer one"}


async def test_a_token_file_goes_before_a_token_which_serves_while_there_is_no_file(token_file: Path) -> None:
    assert await credentials(token="abc", token_file=str(token_file)).headers() == {"Authorization": "Bearer one"}
    assert await credentials(token="abc", token_file="/no/such/file").headers() == {"Authorization": "Bearer abc"}


async def test_a_token_file_that_is_missing_or_empty_from_the_start_is_told(token_file: Path) -> None:
    with pytest.raises(CredentialsError, match=r"tokenFile of user 'dev' cannot be read \(/no/such/file: No such"):
        await credentials(token_file="/no/such/file").headers()
    _write(token_file, " \n")
    with pytest.raises(CredentialsError, match=r"tokenFile of user 'dev' \(.*\) is empty"):
        await credentials(token_file=str(token_file)).headers()


async def test_a_certificate_and_a_token_go_together() -> None:
    mine = credentials(
        client_certificate=Pem("cert", file=str(DATA / "dev.pem")),
        client_key=Pem("key", file=str(DATA / "dev-key.pem")),
        token="abc",
    )
    assert await mine.headers() == {"Authorization": "Bearer abc"}
    assert mine.certificate is not None
    assert mine.certificate.certificate == _bytes("dev.pem")
    assert mine.version == 1


async def test_certificate_files_are_read_again_after_a_refusal(tmp_path: Path) -> None:
    files = [tmp_path / "cert", tmp_path / "key"]
    _copy("dev", files)
    mine = credentials(client_certificate=Pem("cert", file=str(files[0])), client_key=Pem("key", file=str(files[1])))
    await mine.headers()
    assert not await mine.renew()
    _copy("ops", files)
    assert await mine.renew()
    await mine.headers()
    assert mine.version == 2
    assert mine.certificate is not None
    assert mine.certificate.key == _bytes("ops-key.pem")


async def test_a_certificate_file_that_vanished_is_told() -> None:
    gone = Pem("client-certificate of user 'dev' in f", file="/no/such/file")
    with pytest.raises(ConfigError, match=r"client-certificate of user 'dev' in f: cannot read /no/such/file"):
        await credentials(client_certificate=gone, client_key=gone).headers()


async def test_a_plugins_new_certificate_is_a_new_version_and_its_old_one_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = ["dev", "dev", "ops"]

    async def run(*_: object, **__: object) -> Finished:
        return Finished(0, _credential(given.pop(0)), b"")

    monkeypatch.setattr(exec_plugin, "run_plugin", run)
    clock = FakeClock()
    mine = credentials(clock, plugin=PLUGIN)
    versions = []
    while given:
        await mine.renew()
        assert await mine.headers() == {}
        versions.append(mine.version)
        await clock.advance(60)
    assert versions == [1, 1, 2]


async def test_closing_ends_the_plugin() -> None:
    mine = credentials(plugin=ExecSpec(PLUGIN.api_version, "/bin/sleep", ("60",)))
    asking = asyncio.create_task(mine.headers())
    await turns()
    await mine.close()
    with pytest.raises(asyncio.CancelledError):
        await asking


def _bytes(name: str) -> bytes:
    return (DATA / name).read_bytes()


def _write(file: Path, text: str) -> None:
    file.write_text(text)


def _copy(name: str, files: list[Path]) -> None:
    for file, source in zip(files, (f"{name}.pem", f"{name}-key.pem"), strict=True):
        file.write_bytes(_bytes(source))


def _credential(name: str) -> bytes:
    import json

    status = {
        "clientCertificateData": _bytes(f"{name}.pem").decode(),
        "clientKeyData": _bytes(f"{name}-key.pem").decode(),
    }
    return json.dumps({"apiVersion": PLUGIN.api_version, "kind": "ExecCredential", "status": status}).encode()
