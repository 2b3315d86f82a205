"""`ktui demo` in a terminal: the screen, and the process of the cluster behind it."""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING

import pytest

from tests.demo.processes import children, environment, runs, until
from tests.terminal.tty import Terminal

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

GUIDE = "A cluster in a box: what to try first"
ARGV = [sys.executable, "-m", "ktui", "demo"]


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """Of somebody who has closed the guide for good."""
    (tmp_path / "state" / "ktui").mkdir(parents=True)
    (tmp_path / "state" / "ktui" / "demo-guide-closed").touch()
    return environment(tmp_path)


def test_the_guide_opens_over_the_rows_until_it_is_closed_for_good(tmp_path: Path) -> None:
    with Terminal(ARGV, env=environment(tmp_path)) as terminal:
        terminal.wait(GUIDE)
        terminal.wait("NAME +READY")
        terminal.wait("also for kubectl: export")
        terminal.keys("x")
        terminal.wait(lambda: GUIDE not in terminal.text, what="the guide closed")
        terminal.keys("q")
        assert terminal.exit_code() == 0
    with Terminal(ARGV, env=environment(tmp_path)) as terminal:
        terminal.wait("kubia-liveness")
        assert GUIDE not in terminal.text
        terminal.keys("q")
        assert terminal.exit_code() == 0


def test_it_shows_rows_and_leaves_nothing(tmp_path: Path, env: dict[str, str]) -> None:
    with Terminal(ARGV, env=env, rows=40, cols=120) as terminal:
        terminal.wait("demo / all namespaces")
        terminal.wait("ssd-monitor")
        (behind,) = children(terminal.pid)
        terminal.keys("q")
        assert terminal.exit_code() == 0
        terminal.assert_clean()
    until(lambda: not runs(behind), "the end of the cluster's process")
    assert list((tmp_path / "tmp").iterdir()) == []


def test_the_cluster_ends_with_a_screen_that_is_killed(tmp_path: Path, env: dict[str, str]) -> None:
    with Terminal(ARGV, env=env) as terminal:
        until(lambda: list((tmp_path / "tmp").glob("*/kubeconfig")), "the kubeconfig")
        (behind,) = children(terminal.pid)
        terminal.kill(signal.SIGKILL)
        terminal.exit_code()
    until(lambda: not runs(behind), "the end of the cluster's process")
    assert list((tmp_path / "tmp").iterdir()) == []


def test_it_remembers_apart_from_a_context_of_the_same_name(tmp_path: Path, env: dict[str, str]) -> None:
    state = tmp_path / "state" / "ktui"
    with Terminal(ARGV, env=env) as terminal:
        terminal.wait("ssd-monitor|kubia")
        terminal.keys("5")
        terminal.keys("q")
        assert terminal.exit_code() == 0
    assert (state / "demo.json").exists()
    assert not (state / "screen.json").exists()


def test_a_port_that_is_taken_is_one_sentence(tmp_path: Path, env: dict[str, str]) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with Terminal([*ARGV, "--port", str(port)], env=env) as terminal:
            assert terminal.exit_code() == 1
            terminal.assert_clean()
            assert terminal.left_behind().startswith(f"ktui: cannot listen on port {port} (address already in use)")
    assert list((tmp_path / "tmp").iterdir()) == []
