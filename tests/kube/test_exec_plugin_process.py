"""Real plugins as processes: what they see, what they must not reach, how they can fail."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from ktui.errors import CredentialsError
from ktui.kube import exec_process
from ktui.kube.access import Access, ExecSpec, Pem
from ktui.kube.exec_plugin import ExecPlugin
from ktui.kube.exec_process import OutputTooLongError, run_plugin
from tests.fakes.clock import FakeClock, turns, until

API = "client.authentication.k8s.io/v1"
ANSWER = f'{{"apiVersion": "{API}", "kind": "ExecCredential", "status": {{"token": "%s"}}}}'


def plugin(
    source: str, tmp_path: Path, *, limit: float = 60.0, environ: dict[str, str] | None = None, **fields: Any
) -> ExecPlugin:
    """A plugin of Python source that ends with printing a credential whose token is `token`."""
    script = tmp_path / "plugin.py"
    script.write_text(f"import os, sys\ntoken = 't'\n{source}\nprint({ANSWER!r} % token)\n")
    spec: dict[str, Any] = {"api_version": API, "command": sys.executable, "args": ("-S", "-E", str(script))}
    spec.update(fields)
    access = Access(
        context="x",
        cluster="c",
        user="u",
        server="https://10.0.0.1:6443/base",
        ca=Pem("ca", data=b"PEM"),
        tls_server_name="api.cluster.test",
    )
    return ExecPlugin(ExecSpec(**spec), access, clock=FakeClock(), environ=environ or {}, limit=limit)


async def test_the_token_that_a_plugin_prints_is_sent(tmp_path: Path) -> None:
    assert await plugin("token = 'abc'", tmp_path).headers() == {"Authorization": "Bearer abc"}


async def test_a_plugin_sees_our_environment_its_own_on_top_and_its_arguments(tmp_path: Path) -> None:
    running = plugin(
        "token = '-'.join([os.environ['OURS'], os.environ['BOTH'], os.environ['ITS']])",
        tmp_path,
        environ={"OURS": "1", "BOTH": "2"},
        env=(("BOTH", "3"), ("ITS", "4")),
    )
    assert (await running.credential()).token == "1-3-4"


@pytest.mark.parametrize("version", ["v1", "v1beta1", "v1alpha1"])
async def test_a_plugin_is_told_the_version_and_that_nobody_can_answer(tmp_path: Path, version: str) -> None:
    seen = tmp_path / "info"
    api = f"client.authentication.k8s.io/{version}"
    running = plugin(
        f"open({str(seen)!r}, 'w').write(os.environ['KUBERNETES_EXEC_INFO'])\n"
        f"print({(ANSWER % 'ok').replace(API, api)!r}); sys.exit()",
        tmp_path,
        api_version=api,
    )
    assert (await running.credential()).token == "ok"
    assert json.loads(_content(seen)) == {"kind": "ExecCredential", "apiVersion": api, "spec": {"interactive": False}}


async def test_a_plugin_that_wants_it_is_told_the_cluster(tmp_path: Path) -> None:
    seen = tmp_path / "info"
    running = plugin(
        f"open({str(seen)!r}, 'w').write(os.environ['KUBERNETES_EXEC_INFO'])",
        tmp_path,
        provide_cluster_info=True,
        cluster_config='{"audience": "a"}',
    )
    await running.credential()
    assert json.loads(_content(seen))["spec"]["cluster"] == {
        "server": "https://10.0.0.1:6443/base",
        "tls-server-name": "api.cluster.test",
        "certificate-authority-data": "UEVN",
        "config": {"audience": "a"},
    }


async def test_a_plugin_has_no_input_and_no_terminal(tmp_path: Path) -> None:
    source = """
try:
    open('/dev/tty', 'w').write('a line over the screen')
    tty = 'terminal'
except OSError:
    tty = 'none'
token = f"{len(sys.stdin.read())}-{tty}-{os.getsid(0) == os.getpid()}"
sys.stderr.write("a question: ")
"""
    assert (await plugin(source, tmp_path).credential()).token == "0-none-True"


async def test_a_failing_plugins_last_line_is_told_without_escapes(tmp_path: Path) -> None:
    source = (
        r"sys.stderr.write('Traceback\n\x1b[31mtoken is \x07expired\x1b[0m, \x1b]0;title\x07log in\n\n'); sys.exit(3)"
    )
    with pytest.raises(CredentialsError) as told:
        await plugin(source, tmp_path).credential()
    assert "failed (exit code 3: token is expired, log in): run it in a terminal" in str(told.value)
    assert "\n" not in str(told.value)


async def test_a_plugin_that_was_killed_is_told(tmp_path: Path) -> None:
    with pytest.raises(CredentialsError, match=r"failed \(signal 9\)"):
        await plugin("os.kill(os.getpid(), 9)", tmp_path).credential()


async def test_a_plugin_that_hangs_is_given_up_after_the_limit(tmp_path: Path) -> None:
    with pytest.raises(CredentialsError, match=r"did not end within 0\.05 s"):
        await plugin("import time; time.sleep(60)", tmp_path, limit=0.05).credential()


async def test_a_plugin_that_is_given_up_is_gone_with_all_it_started(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    script = f"trap '' TERM; sleep 60 & echo $$ $! > {pids}.new; mv {pids}.new {pids}; wait; wait"
    running = asyncio.create_task(run_plugin(["/bin/sh", "-c", script], env=dict(os.environ), limit=60))
    await until(pids.exists)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    for pid in map(int, _content(pids).split()):
        await until(partial(_gone, pid), what="the process is gone")


@pytest.mark.parametrize("moments", range(4))
async def test_giving_up_while_a_plugin_starts_does_not_wait_for_what_it_started(moments: int) -> None:
    command = ["/bin/sh", "-c", "sleep 60 & wait"]
    running = asyncio.create_task(run_plugin(command, env=dict(os.environ), limit=60))
    await turns(moments)
    running.cancel()
    async with asyncio.timeout(10):
        with pytest.raises(asyncio.CancelledError):
            await running


async def test_output_without_end_is_cut_short() -> None:
    with pytest.raises(OutputTooLongError):
        await run_plugin(["/bin/sh", "-c", "while :; do echo yyyyyyyyyyyyyyyyyyyyyyyy; done"], env={}, limit=60)


async def test_a_helper_left_behind_does_not_hold_up_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exec_process, "DRAIN_SECONDS", 0.01)
    finished = await run_plugin(["/bin/sh", "-c", "sleep 60 & echo $!"], env=dict(os.environ), limit=60)
    os.kill(int(finished.output), 9)
    assert finished.code == 0


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("sys.exit()", "printed nothing"),
        ("print('Please log in at https://example.com')", "printed something that is not JSON"),
        ("print('[]'); sys.exit()", "printed JSON that is not an ExecCredential"),
    ],
)
async def test_a_plugin_that_prints_rubbish_is_told(tmp_path: Path, source: str, sentence: str) -> None:
    with pytest.raises(CredentialsError, match=sentence):
        await plugin(source, tmp_path).credential()


async def test_a_missing_command_is_told_with_its_install_hint_on_one_line(tmp_path: Path) -> None:
    running = plugin("", tmp_path, command="no-such-plugin", install_hint="Install it:\n\x1b[1m  brew install plugin\n")
    with pytest.raises(CredentialsError) as told:
        await running.credential()
    assert str(told.value) == "the credential plugin no-such-plugin is not there: Install it: brew install plugin"


async def test_a_command_that_cannot_be_started_is_told(tmp_path: Path) -> None:
    file = tmp_path / "plain"
    file.write_text("not a program")
    with pytest.raises(CredentialsError, match=r"cannot be started \(Permission denied\)"):
        await plugin("", tmp_path, command=str(file)).credential()
    file.write_text("#!/no/such/interpreter\n")
    file.chmod(0o755)
    with pytest.raises(CredentialsError, match=r"cannot be started \(No such file"):
        await plugin("", tmp_path, command=str(file)).credential()


async def test_a_bad_certificate_from_a_plugin_is_told(tmp_path: Path) -> None:
    status = '{"clientCertificateData": "rubbish", "clientKeyData": "rubbish"}'
    answer = (ANSWER % "x").replace('{"token": "x"}', status)
    with pytest.raises(CredentialsError, match="the plugin's clientCertificateData holds no usable certificate"):
        await plugin(f"print({answer!r}); sys.exit()", tmp_path).credential()


async def test_a_token_that_would_break_the_request_is_refused_unquoted(tmp_path: Path) -> None:
    with pytest.raises(CredentialsError, match="token that no HTTP header can carry") as told:
        await plugin(r"token = 'se\\ncret'", tmp_path).credential()
    assert "cret" not in str(told.value)


async def test_closing_ends_a_run_under_way(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    source = (
        f"open('{pid}.new', 'w').write(str(os.getpid())); os.rename('{pid}.new', '{pid}')\nimport time; time.sleep(60)"
    )
    running = plugin(source, tmp_path)
    waiting = asyncio.create_task(running.credential())
    await until(pid.exists)
    await running.close()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert _gone(int(_content(pid)))


def _content(path: Path) -> str:
    return path.read_text()


def _gone(pid: int) -> bool:
    """Whether a process runs no more, though its parent may not have waited for it yet."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, 0)
        return False
    return True
