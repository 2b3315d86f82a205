"""The terminal in a shell's hands: nothing of ktui's is on it meanwhile, and it is taken back as it was."""

from __future__ import annotations

import signal
import termios
from typing import TYPE_CHECKING

import pytest

from ktui.demo.server.commands import Commands, Running, exit_code
from tests.fakes.objects import pod
from tests.terminal.tty import ALTERNATE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.terminal.conftest import Cluster, Ktui
    from tests.terminal.tty import Terminal

KUBECTL = """#!/bin/sh
echo "args: $*"
trap 'echo interrupted' INT
trap 'echo quit' QUIT
trap 'echo asked to end; exit 0' TERM
printf 'prompt> '
until read line; do :; done
echo "got <$line>"
exit 3
"""
"""Stands for kubectl: it reads a line in the terminal as it finds it."""
BROKEN = """#!/bin/sh
stty raw -echo
printf '\\033[5;10r\\033[?25l'
kill -9 $$
"""
"""Is ended before it can give the terminal back."""


@pytest.fixture
def programs(ktui: Ktui, tmp_path: Path) -> Path:
    """The only folder on ktui's PATH, after what a shell script needs."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("sh", "stty"):
        (folder / name).symlink_to(f"/bin/{name}")
    ktui.env["PATH"] = str(folder)
    return folder


def install(folder: Path, script: str) -> None:
    (folder / "kubectl").write_text(script)
    (folder / "kubectl").chmod(0o755)


def since(terminal: Terminal, mark: int) -> bytes:
    return bytes(terminal.bytes[mark:])


def at_prompt(terminal: Terminal, prompt: bytes = b"prompt> ") -> int:
    """Ask for the shell of the first pod, wait for its prompt; how many bytes there are then."""
    terminal.wait("alpha.*Running")
    terminal.idle(0.5)  # the pane's rows are painted, and nothing is on its way any more
    terminal.keys("s")
    terminal.wait(lambda: prompt in terminal.bytes, what="the prompt")
    terminal.idle(0.3)
    return len(terminal.bytes)


def storm(cluster: Cluster, terminal: Terminal) -> None:
    """Changes that would repaint the screen, and time for it."""
    for number in range(20):
        cluster.put("pods", pod("alpha", "web", restarts=number), pod(f"new-{number}", "web"))
        terminal.idle(0.1)


def lines_of(terminal: Terminal) -> list[str]:
    """The screen without what changes by itself or is a passing word."""
    return terminal.text.splitlines()[:5]


def test_kubectl_has_the_terminal_until_it_ends(ktui: Ktui, cluster: Cluster, programs: Path) -> None:
    install(programs, KUBECTL)
    with ktui.screen() as terminal:
        terminal.wait("alpha.*Running")
        terminal.idle(0.5)
        before = lines_of(terminal)
        mark = at_prompt(terminal)
        assert not terminal.is_on(ALTERNATE)
        assert termios.tcgetattr(terminal._fd)[:4] == terminal.before[:4]
        handed = bytes(terminal.bytes).rpartition(b"\x1b[?1049l")[2]
        assert b"ktui: a shell in web/alpha, container app; exit or ctrl+d comes back" in handed
        assert b"--context=lab --namespace=web exec --stdin --tty --container=app pod/alpha -- sh -c" in handed

        storm(cluster, terminal)
        assert since(terminal, mark) == b""
        terminal.keys("hello\r")
        terminal.wait("exit code 3")
        assert b"hello\r\ngot <hello>\r\n" in since(terminal, mark)
        terminal.assert_taken()
        terminal.wait("new-19")
        assert [lines_of(terminal)[row] for row in (0, 2)] == [before[row] for row in (0, 2)]
        assert terminal.text.count("alpha") == 2  # its row, and the shell that was in it

        terminal.keys("q")
        assert terminal.exit_code() == 0
        terminal.assert_clean()
        assert "Traceback" not in ktui.log


def test_the_screen_comes_back_the_same(ktui: Ktui, programs: Path) -> None:
    install(programs, "#!/bin/sh\nprintf 'prompt> '\nread line\n")
    with ktui.screen() as terminal:
        terminal.wait("alpha.*Running")
        terminal.wait("● live")
        terminal.idle(0.5)
        before = terminal.text.splitlines()
        at_prompt(terminal)
        terminal.keys("\r")
        terminal.wait("The shell in")
        after = terminal.text.splitlines()
        assert [line[:38] for line in before[:6]] == [line[:38] for line in after[:6]]
        assert before[-1] == after[-1]


def test_ctrl_c_is_the_shells(ktui: Ktui, programs: Path) -> None:
    install(programs, KUBECTL)
    with ktui.screen() as terminal:
        at_prompt(terminal)
        terminal.keys("\x03")
        terminal.wait(lambda: b"interrupted" in terminal.bytes, what="the shell's trap")
        terminal.keys("\x1c")
        terminal.wait(lambda: b"quit" in terminal.bytes, what="the shell's other trap")
        terminal.keys("\r")
        terminal.wait("The shell in web/alpha")
        terminal.keys("\x03")
        assert terminal.exit_code() == 130
        terminal.assert_clean()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_it_can_be_ended_meanwhile(ktui: Ktui, programs: Path, number: signal.Signals, code: int) -> None:
    install(programs, KUBECTL)
    with ktui.screen() as terminal:
        mark = at_prompt(terminal)
        terminal.kill(number)
        assert terminal.exit_code() == code
        terminal.assert_clean()
        assert b"\x1b[?1049h" not in since(terminal, mark)
        assert "Traceback" not in ktui.log


def test_a_terminal_that_is_left_in_disorder_is_put_right(ktui: Ktui, programs: Path) -> None:
    install(programs, BROKEN)
    with ktui.screen() as terminal:
        terminal.wait("alpha.*Running")
        terminal.keys("s")
        terminal.wait("signal 9")
        assert terminal.bytes.rfind(b"\x1b[!p") > terminal.bytes.rfind(b"\x1b[5;10r")
        terminal.keys("q")
        assert terminal.exit_code() == 0
        terminal.assert_clean()


def test_what_kubectl_complains_of_is_told_on_the_screen(ktui: Ktui, programs: Path) -> None:
    install(programs, "#!/bin/sh\necho 'Error from server (Forbidden): you may not' >&2\nexit 1\n")
    with ktui.screen() as terminal:
        terminal.wait("alpha.*Running")
        terminal.keys("s")
        terminal.wait(lambda: terminal.bytes.count(b"\x1b[?1049h") == 2, what="the screen, once more")
        terminal.wait("▌.*you may not")
        terminal.assert_taken()


def test_without_kubectl_the_shell_comes_over_a_websocket(ktui: Ktui, cluster: Cluster, programs: Path) -> None:
    async def run(remote: Running) -> None:
        await remote.write(b"prompt> ")
        line = await remote.line()
        await remote.write(b"got <" + line + b">\r\n")
        await remote.end(exit_code(3))

    commands = Commands(run)
    cluster.call(lambda server: setattr(server, "commands", commands))
    with ktui.screen() as terminal:
        mark = at_prompt(terminal)
        assert not terminal.is_on(ALTERNATE)
        storm(cluster, terminal)
        assert since(terminal, mark) == b""
        terminal.resize(30, 100)
        terminal.wait(lambda: len(commands.ran[0].heard) == 2, what="the new size to be told")
        terminal.keys("a\x03b\r")
        terminal.wait("exit code 3")
        assert b"got <a\x03b>\r\n" in since(terminal, mark)
        assert [data for channel, data in commands.ran[0].heard if channel == 4] == [
            b'{"Width":80,"Height":24}',
            b'{"Width":100,"Height":30}',
        ]
        terminal.assert_taken()
        terminal.wait("Pods +23 ")  # what came meanwhile, whether its row has room or not
        terminal.keys("q")
        assert terminal.exit_code() == 0
        terminal.assert_clean()


def test_a_websocket_that_breaks_off_gives_the_terminal_back(ktui: Ktui, cluster: Cluster, programs: Path) -> None:
    async def run(remote: Running) -> None:
        await remote.write(b"prompt> ")
        await remote.typed()
        remote.cut()

    cluster.call(lambda server: setattr(server, "commands", Commands(run)))
    with ktui.screen() as terminal:
        at_prompt(terminal)
        terminal.keys("x")
        terminal.wait("connection")
        terminal.assert_taken()
        terminal.keys("q")
        assert terminal.exit_code() == 0
        terminal.assert_clean()
