"""However ktui ends, the terminal is as it was, within two seconds, and says nothing that is not a sentence."""

from __future__ import annotations

import signal
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.terminal.tty import ALTERNATE, CURSOR, Terminal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.terminal.conftest import Cluster, Ktui

ENDS_WITHIN = 2.0
"""Seconds."""


def press(keys: str) -> Callable[[Terminal], None]:
    return lambda terminal: terminal.keys(keys)


def send(number: signal.Signals) -> Callable[[Terminal], None]:
    return lambda terminal: terminal.kill(number)


WAYS: dict[str, tuple[Callable[[Terminal], None], set[int]]] = {
    "q": (press("q"), {0}),
    "ctrl+c": (press("\x03"), {130}),
    "SIGTERM": (send(signal.SIGTERM), {143}),
    "SIGHUP": (send(signal.SIGHUP), {129}),
    "SIGINT": (send(signal.SIGINT), {130}),
}
"""How it is ended, and the exit code."""


@pytest.mark.parametrize("way", WAYS)
def test_the_terminal_is_left_as_it_was(ktui: Ktui, way: str) -> None:
    leave, codes = WAYS[way]
    with ktui.screen() as terminal:
        terminal.wait("alpha.*Running")
        terminal.assert_taken()
        began = time.monotonic()
        leave(terminal)
        code = terminal.exit_code()
        took = time.monotonic() - began
        terminal.assert_clean()
        assert terminal.left_behind() == ""
        assert code in codes
        assert took < ENDS_WITHIN
        assert "Traceback" not in ktui.log


@pytest.mark.parametrize("way", [way for way in WAYS if way != "q"])  # under the help, q closes the help
def test_it_can_be_ended_under_the_help(ktui: Ktui, way: str) -> None:
    leave, codes = WAYS[way]
    with ktui.screen() as terminal:
        terminal.wait("alpha.*Running")
        terminal.keys("?")
        terminal.wait("esc closes")
        leave(terminal)
        assert terminal.exit_code() in codes
        terminal.assert_clean()
        assert terminal.left_behind() == ""


@pytest.mark.parametrize("way", WAYS)
def test_it_can_be_ended_while_it_starts(ktui: Ktui, way: str) -> None:
    """The first frame is on the glass, the cluster is not known yet."""
    leave, codes = WAYS[way]
    with ktui.screen() as terminal:
        terminal.wait("1 Pods")
        leave(terminal)
        assert terminal.exit_code() in codes
        terminal.assert_clean()
        assert terminal.left_behind() == ""
        assert "Traceback" not in ktui.log


def test_it_can_be_ended_while_the_server_does_not_answer(ktui: Ktui, cluster: Cluster) -> None:
    cluster.call(lambda server: server.freeze())
    with ktui.screen() as terminal:
        terminal.wait("1 Pods")
        terminal.idle(1.0)
        began = time.monotonic()
        terminal.keys("q")
        assert terminal.exit_code() == 0
        assert time.monotonic() - began < ENDS_WITHIN
        terminal.assert_clean()
    cluster.call(lambda server: server.thaw())


@pytest.mark.parametrize("moment", ["live", "starting"])
def test_a_closed_window_ends_it(ktui: Ktui, moment: str) -> None:
    with ktui.screen() as terminal:
        terminal.wait("alpha.*Running" if moment == "live" else "1 Pods")
        terminal.hang_up()
        began, used = time.monotonic(), terminal.cpu()
        while terminal.state() != "Z" and time.monotonic() - began < 10:
            time.sleep(0.05)
        took = time.monotonic() - began
        used = terminal.cpu() - used
        terminal.exit_code()
        assert took < ENDS_WITHIN + 1
        assert used < 1.5
        assert "Traceback" not in ktui.log


def test_a_closed_window_that_tells_nobody_ends_it(ktui: Ktui, tmp_path: Path) -> None:
    """Started with SIGHUP ignored, as by nohup, it hears of the closed window only by what it reads and writes."""
    wrapper = tmp_path / "ignoring.py"
    wrapper.write_text(
        "import os, signal, sys\n"
        "signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "os.execv(sys.executable, [sys.executable, '-m', 'ktui'])\n"
    )
    with ktui.screen(argv=[sys.executable, str(wrapper)]) as terminal:
        terminal.wait("alpha.*Running")
        terminal.hang_up()
        began, used = time.monotonic(), terminal.cpu()
        while terminal.state() != "Z" and time.monotonic() - began < 10:
            time.sleep(0.05)
        assert terminal.state() == "Z", f"it lives on, and used {terminal.cpu() - used:.1f} s of CPU"
        assert terminal.cpu() - used < 1.5


# Stopped and continued


def stop(terminal: Terminal, keys: str = "\x1a") -> None:
    terminal.keys(keys)
    terminal.wait(lambda: terminal.state() == "T", what="stopped")
    terminal.idle(0.1)


def test_ctrl_z_gives_the_terminal_back_and_a_continued_screen_is_live(ktui: Ktui, cluster: Cluster) -> None:
    with ktui.screen() as terminal:
        terminal.wait("alpha.*Running")
        stop(terminal)
        terminal.assert_clean()
        assert terminal.left_behind() == ""
        cluster.call(lambda server: server.delete("pods", "web", "beta"))
        terminal.kill(signal.SIGCONT)
        terminal.wait(lambda: terminal.is_on(ALTERNATE) and not terminal.is_on(CURSOR), what="the screen again")
        terminal.wait(lambda: "beta" not in terminal.text and "alpha" in terminal.text, what="what changed meanwhile")
        from tests.fakes.objects import pod

        cluster.put("pods", pod("delta", "web"))
        terminal.wait("delta.*Running", 5)
        terminal.keys("j")
        terminal.wait("2 of 3", 5)
        terminal.keys("q")
        assert terminal.exit_code() == 0
        terminal.assert_clean()


def test_it_can_be_stopped_again_and_again(ktui: Ktui) -> None:
    with ktui.screen() as terminal:
        terminal.wait("alpha.*Running")
        for _ in range(3):
            stop(terminal)
            terminal.assert_clean()
            terminal.kill(signal.SIGCONT)
            terminal.wait(lambda: terminal.is_on(ALTERNATE), what="the screen again")
            terminal.wait("alpha.*Running")
            terminal.idle(0.3)
        began = time.monotonic()
        terminal.keys("q")
        assert terminal.exit_code() == 0
        assert time.monotonic() - began < ENDS_WITHIN
        terminal.assert_clean()


def test_one_that_others_stopped_and_continued_leaves_the_terminal_as_it_was(ktui: Ktui) -> None:
    """SIGSTOP cannot be caught: only SIGCONT is heard, by a screen that never left the terminal."""
    with ktui.screen() as terminal:
        terminal.wait("alpha.*Running")
        terminal.kill(signal.SIGSTOP)
        terminal.wait(lambda: terminal.state() == "T", what="stopped")
        terminal.kill(signal.SIGCONT)
        terminal.idle(0.5)
        terminal.keys("j")
        terminal.wait("2 of 3", 5)
        began = time.monotonic()
        terminal.keys("q")
        assert terminal.exit_code() == 0
        assert time.monotonic() - began < ENDS_WITHIN
        terminal.assert_clean()


def test_sigterm_while_stopped_ends_it_once_continued(ktui: Ktui) -> None:
    with ktui.screen() as terminal:
        terminal.wait("alpha.*Running")
        stop(terminal)
        terminal.kill(signal.SIGTERM)
        terminal.kill(signal.SIGCONT)
        assert terminal.exit_code() == 143
        terminal.assert_clean()


# Bugs


CRASH = """\
import sys
import {module}
def broken(self, *args, **kwargs):
    raise ValueError("a [red]bug[/red]")
{target} = broken
from ktui.__main__ import main
sys.exit(main([]))
"""


@pytest.mark.parametrize(
    ("module", "target"),
    [
        ("ktui.session.session", "ktui.session.session.Session.run"),
        ("ktui.ui.app", "ktui.ui.app.KtuiApp._tick"),
        ("ktui.ui.app", "ktui.ui.app.KtuiApp.linked"),
        ("ktui.ui.app", "ktui.ui.app.KtuiApp.compose"),
        ("ktui.ui.app", "ktui.ui.app.KtuiApp.on_mount"),
        ("ktui.ui.screens.main", "ktui.ui.screens.main.MainScreen.action_zoom"),
        ("ktui.kube.pulse", "ktui.kube.pulse.Pulse.run"),
        ("ktui.kube.reflector", "ktui.kube.reflector.Reflector._take"),
        ("ktui.store.store", "ktui.store.store.Store.apply"),
        ("ktui.ui.widgets.row_table", "ktui.ui.widgets.row_table.RowTable.render_line"),
    ],
    ids=lambda value: value.rpartition(".")[2],
)
def test_a_bug_inside_leaves_the_terminal_clean_and_one_sentence(
    ktui: Ktui, cluster: Cluster, tmp_path: Path, module: str, target: str
) -> None:
    script = tmp_path / "broken.py"
    script.write_text(CRASH.format(module=module, target=target))
    with ktui.screen(argv=[sys.executable, str(script)]) as terminal:
        if target.endswith("action_zoom"):
            terminal.wait("alpha.*Running")
            terminal.keys("z")
        if target.endswith("_take"):
            terminal.wait("alpha.*Running")
            cluster.call(lambda server: server.delete("pods", "web", "alpha"))
        code = terminal.exit_code()
        terminal.assert_clean()
        said = terminal.left_behind()
        assert code == 1
        assert said.startswith("ktui: "), said
        assert "a [red]bug[/red]" in said
        assert "Traceback" not in said
        assert len(said.splitlines()) <= 5, said  # one sentence, folded by the terminal
        assert "Traceback" in ktui.log
