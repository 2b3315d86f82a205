"""A program in a terminal of the test's own, which keeps every byte written to it and what they switched on."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from pathlib import Path
from typing import TYPE_CHECKING, Self

from tests.lab.glass import Emulator

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import TracebackType

PATIENCE = 30.0
"""Seconds until what a test waits for must have come, on a machine that does ten other things."""

ALTERNATE, CURSOR, PASTE, FOCUS = 1049, 25, 2004, 1004
"""DEC private modes: alternate screen, cursor shown, bracketed paste, focus reports."""
WRAP = 7
"""Lines longer than the terminal go on in the next."""
MOUSE = (1000, 1002, 1003, 1005, 1006, 1015, 1016)
"""Every mode of reporting the mouse."""
RESIZE = 2048
"""Reports of the size in the input."""

_MODE = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")
_KITTY = re.compile(rb"\x1b\[([><])[0-9]*u")

ROWS, COLS = 24, 80


class Terminal:
    """`argv` in a terminal; killed at the end of the block, should it still run."""

    def __init__(self, argv: Sequence[str], *, env: Mapping[str, str], rows: int = ROWS, cols: int = COLS) -> None:
        """`env` is the whole environment."""
        self._emulator = Emulator(rows, cols)
        self.screen = self._emulator.screen
        self.bytes = bytearray()
        self._exit: int | None = None
        self.began = time.monotonic()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            try:
                os.execvpe(argv[0], list(argv), dict(env))
            finally:
                os._exit(127)
        self.resize(rows, cols)
        self.before = termios.tcgetattr(self._fd)
        """What the terminal was set to when it was handed over."""

    # -- what is on it

    @property
    def text(self) -> str:
        """The screen's lines."""
        return self._emulator.text()

    def wait(self, holds: str | Callable[[], object], seconds: float = PATIENCE, *, what: str = "") -> None:
        """Until the screen matches, or what is asked holds."""

        def held() -> object:
            return re.search(holds, self.text, re.M) if isinstance(holds, str) else holds()

        end = time.monotonic() + seconds
        while not held():
            if time.monotonic() > end:
                raise AssertionError(f"not within {seconds:g} s: {what or holds}; the terminal:\n{self.text}")
            self.pump(0.05)

    def idle(self, seconds: float) -> None:
        """Take what comes."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if self.pump(left) is None:
                time.sleep(max(min(left, 0.05), 0))

    def pump(self, seconds: float) -> bool | None:
        """Take what comes within `seconds`: True for something, None at the end."""
        if self._fd < 0:
            time.sleep(seconds)
            return None
        ready, _, _ = select.select([self._fd], [], [], seconds)
        if not ready:
            return False
        try:
            data = os.read(self._fd, 1 << 16)
        except OSError:
            return None
        if not data:
            return None
        self.bytes += data
        self._emulator.feed(data)
        return True

    # -- what was switched

    def modes(self) -> dict[int, bool]:
        """Every private mode that was ever switched, and whether it is on."""
        found: dict[int, bool] = {}
        for match in _MODE.finditer(self.bytes):
            for number in match[1].split(b";"):
                found[int(number)] = match[2] == b"h"
        return found

    def is_on(self, mode: int) -> bool:
        """Whether a mode was switched on and not off again."""
        return self.modes().get(mode, False)

    def keyboards(self) -> int:
        """How many keyboard modes were pushed and not popped again."""
        return sum(1 if match[1] == b">" else -1 for match in _KITTY.finditer(self.bytes))

    def assert_taken(self) -> None:
        """A full-screen program has it."""
        assert self.is_on(ALTERNATE)
        assert not self.is_on(CURSOR)
        assert not self._echoes()

    def assert_clean(self) -> None:
        """As it was before: the shell's own screen, its cursor, its keys, and no reports in the input."""
        modes = self.modes()
        assert not modes.get(ALTERNATE, False), "the alternate screen was not left"
        assert modes.get(CURSOR, True), "the cursor is hidden"
        assert modes.get(WRAP, True), "lines do not wrap"
        for mode in (*MOUSE, PASTE, FOCUS, RESIZE):
            assert not modes.get(mode, False), f"mode {mode} is on"
        assert self.keyboards() <= 0, "the keyboard mode was not popped"
        if self._fd >= 0:
            assert termios.tcgetattr(self._fd)[:4] == self.before[:4], "the line discipline was not restored"

    def left_behind(self) -> str:
        """What is written after the alternate screen was left (all of it, where that never was), without escapes."""
        last = bytes(self.bytes).rpartition(b"\x1b[?1049l")[2]
        text = re.sub(rb"\x1b\[[0-9;?<>=$]*[a-zA-Z]|\x1b\][^\x07\x1b]*\x07", b"", last).decode()
        return text.replace("\r\n", "\n").replace("\r", "").strip()

    def _echoes(self) -> bool:
        return bool(termios.tcgetattr(self._fd)[3] & termios.ECHO)

    # -- the user

    def keys(self, text: str) -> None:
        """Type."""
        os.write(self._fd, text.encode())

    def resize(self, rows: int, cols: int) -> None:
        """Another size, told by SIGWINCH as terminals do."""
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
        self.screen.resize(rows, cols)
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGWINCH)

    def hang_up(self) -> None:
        """The terminal's window is closed."""
        os.close(self._fd)
        self._fd = -1

    # -- the process

    def kill(self, number: signal.Signals) -> None:
        """Send a signal."""
        os.kill(self.pid, number)

    def state(self) -> str:
        """`R`, `S`, `T` (stopped), `Z` (ended)."""
        stat = Path(f"/proc/{self.pid}/stat").read_text()
        return stat[stat.rindex(")") + 2]

    def cpu(self) -> float:
        """Seconds of CPU it has used."""
        stat = Path(f"/proc/{self.pid}/stat").read_text()
        fields = stat[stat.rindex(")") + 2 :].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def exit_code(self, seconds: float = PATIENCE) -> int:
        """The exit code, -N for signal N; every byte it wrote has been taken."""
        end = time.monotonic() + seconds
        while self._exit is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self._exit = os.waitstatus_to_exitcode(status)
                break
            assert time.monotonic() < end, f"it has not ended within {seconds:g} s; the terminal:\n{self.text}"
            self.pump(0.02)
        while self.pump(0.0):
            pass
        return self._exit

    def close(self) -> None:
        """End what still runs."""
        if self._exit is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        if self._fd >= 0:
            os.close(self._fd)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
