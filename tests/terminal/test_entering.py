"""What ktui does before it takes a terminal, and when it must not take one."""

from __future__ import annotations

import json
import os
import pty
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.terminal.conftest import config
from tests.terminal.tty import ALTERNATE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.terminal.conftest import Cluster, Ktui
    from tests.terminal.tty import Terminal


def assert_one_sentence(terminal: Terminal, *words: str) -> None:
    """On a clean terminal."""
    terminal.assert_clean()
    said = terminal.left_behind()
    assert said.startswith("ktui: "), said
    joined = said.replace("\n", "")  # the terminal folds it
    for word in words:
        assert word in joined, said
    assert "Traceback" not in said
    assert said.count("ktui: ") == 1


@pytest.mark.parametrize("stream", ["stdin", "stdout", "stderr"])
def test_without_a_terminal_on_each_stream_it_says_so(ktui: Ktui, stream: str) -> None:
    master, slave = pty.openpty()
    streams = {"stdin": slave, "stdout": slave, "stderr": slave}
    read, write = os.pipe()
    streams[stream] = read if stream == "stdin" else write
    process = subprocess.Popen(ktui.argv, env=ktui.env, **streams)  # type: ignore[call-overload]
    try:
        assert process.wait(20) == 2
    finally:
        process.kill()
        os.close(write)
        os.close(slave)
        piped = os.read(read, 4096) if stream != "stdin" else b""
        told = b"" if stream == "stderr" else os.read(master, 4096)
        os.close(read)
        os.close(master)
    sentence = (told + piped).decode().strip()
    assert sentence.startswith("ktui: the screen needs a terminal")
    assert "\n" not in sentence
    if stream == "stdout":
        assert piped == b""


def test_without_any_terminal_nothing_is_on_stdout(ktui: Ktui) -> None:
    answer = subprocess.run(
        ktui.argv, env=ktui.env, capture_output=True, stdin=subprocess.DEVNULL, timeout=20, check=False
    )
    assert answer.returncode == 2
    assert answer.stdout == b""
    assert answer.stderr.decode().count("\n") == 1


@pytest.mark.parametrize("term", ["dumb", "", None])
def test_a_terminal_that_cannot_move_its_cursor_is_not_taken(ktui: Ktui, term: str | None) -> None:
    if term is None:
        del ktui.env["TERM"]
    else:
        ktui.env["TERM"] = term
    with ktui.screen() as terminal:
        assert terminal.exit_code() == 2
        assert_one_sentence(terminal, "TERM")
        assert ALTERNATE not in terminal.modes()
        assert b"\x1b[?" not in terminal.bytes


def test_a_broken_kubeconfig_is_told_on_a_clean_terminal(ktui: Ktui) -> None:
    ktui.kubeconfig.write_text("{broken: [")
    with ktui.screen() as terminal:
        assert terminal.exit_code() == 2
        assert_one_sentence(terminal, str(ktui.kubeconfig))


def test_an_unknown_context_is_told_on_a_clean_terminal(ktui: Ktui) -> None:
    with ktui.screen("--context", "nowhere\x1b[31m") as terminal:
        assert terminal.exit_code() == 2
        assert_one_sentence(terminal, "nowhere")
        assert b"\x1b[31m" not in terminal.bytes


def test_no_kubeconfig_is_told_on_a_clean_terminal(ktui: Ktui) -> None:
    ktui.env["KUBECONFIG"] = str(ktui.folder / "absent")
    with ktui.screen() as terminal:
        assert terminal.exit_code() == 2
        assert_one_sentence(terminal)


def test_a_plugin_that_cannot_be_run_leaves_the_screen_up_and_says_so(ktui: Ktui, cluster: Cluster) -> None:
    plugin = {"apiVersion": "client.authentication.k8s.io/v1", "command": "no-such-plugin", "interactiveMode": "Never"}
    ktui.kubeconfig.write_text(json.dumps(config(cluster.url, users=[{"name": "dev", "user": {"exec": plugin}}])))
    with ktui.screen(cols=160) as terminal:
        terminal.wait("no-such-plugin")
        terminal.keys("q")
        terminal.exit_code()
        terminal.assert_clean()


def test_a_cluster_that_cannot_be_reached_is_waited_for(ktui: Ktui, cluster: Cluster) -> None:
    cluster.do(cluster.server.stop())
    with ktui.screen(cols=120) as terminal:
        terminal.wait("no connection")
        terminal.wait("retry")
        terminal.wait("Connection refused")
        terminal.idle(2.0)
        assert "No pods" not in terminal.text
        cluster.do(cluster.server.start())
        terminal.wait("alpha.*Running", 5)
        terminal.wait("● live", 5)
        terminal.keys("q")
        assert terminal.exit_code() == 0
        terminal.assert_clean()


def test_a_server_that_accepts_and_says_nothing_is_no_connection(ktui: Ktui) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        ktui.kubeconfig.write_text(json.dumps(config(f"http://127.0.0.1:{silent.getsockname()[1]}")))
        with ktui.screen(cols=120) as terminal:
            terminal.wait("no connection", 15)
            assert "No pods" not in terminal.text
            terminal.keys("q")
            assert terminal.exit_code(2) == 0
            terminal.assert_clean()


def test_a_log_that_cannot_be_written_costs_nothing_else(ktui: Ktui) -> None:
    blocked = ktui.folder / "file"
    blocked.write_text("")
    ktui.env["XDG_STATE_HOME"] = str(blocked)
    with ktui.screen() as terminal:
        terminal.wait("alpha.*Running")
        terminal.keys("q")
        assert terminal.exit_code() == 0
        terminal.assert_clean()


# Commands, as a shell runs them


def run(ktui: Ktui, command: str, **options: object) -> subprocess.CompletedProcess[str]:
    """A line of shell with `ktui` in it."""
    line = command.replace("ktui ", f"{sys.executable} -m ktui ", 1)
    return subprocess.run(["bash", "-c", line], env=ktui.env, capture_output=True, text=True, timeout=30, check=False)


def test_a_reader_that_has_enough_is_no_error(ktui: Ktui, cluster: Cluster) -> None:
    from tests.fakes.objects import pod

    cluster.put("pods", *(pod(f"many-{number:04d}", "web") for number in range(2000)))
    answer = run(ktui, "ktui get pods | head -1")
    assert answer.stdout.startswith("NAME")
    assert answer.stderr == ""
    answer = run(ktui, "ktui get pods -w -o json | head -1")
    assert answer.stdout.count("\n") == 1
    assert answer.stderr == ""


def test_a_full_disk_is_one_sentence(ktui: Ktui) -> None:
    answer = run(ktui, "ktui get pods > /dev/full")
    assert answer.returncode == 1
    assert answer.stderr.startswith("ktui: ")
    assert answer.stderr.count("\n") == 1


def test_ctrl_c_ends_a_watch(ktui: Ktui) -> None:
    with ktui.screen("get", "pods", "-w") as terminal:
        terminal.wait("gamma.*Running")
        terminal.keys("\x03")
        assert terminal.exit_code(5) == 130
        assert "Traceback" not in terminal.text
        assert "ktui:" not in terminal.text
        terminal.assert_clean()


def test_ctrl_c_ends_a_command_whose_server_does_not_answer(ktui: Ktui, cluster: Cluster) -> None:
    cluster.call(lambda server: server.freeze())
    with ktui.screen("get", "pods") as terminal:
        terminal.wait(lambda: cluster.server.requests)
        terminal.keys("\x03")
        assert terminal.exit_code(5) == 130
        assert "Traceback" not in terminal.text
    cluster.call(lambda server: server.thaw())


def test_it_is_a_plugin_of_kubectl(ktui: Ktui, tmp_path: Path) -> None:
    plugin = tmp_path / "kubectl-ktui"
    plugin.write_text(f"#!{sys.executable}\nimport sys\nfrom ktui.__main__ import main\nsys.exit(main())\n")
    plugin.chmod(0o755)
    answer = subprocess.run([plugin, "-h"], env=ktui.env, capture_output=True, text=True, timeout=20, check=False)
    assert answer.returncode == 0
    assert answer.stdout.startswith("usage: kubectl ktui ")
    answer = subprocess.run(
        [plugin, "get", "po"], env=ktui.env, capture_output=True, text=True, timeout=20, check=False
    )
    assert [line.split()[0] for line in answer.stdout.splitlines()] == ["NAME", "alpha", "beta", "gamma"]
    with ktui.screen(argv=[str(plugin)]) as terminal:
        terminal.wait("alpha.*Running")
        terminal.keys("q")
        assert terminal.exit_code() == 0
        terminal.assert_clean()
