"""Any terminal UI from outside: what a person at the glass sees, and what it costs.

A program runs in a pseudo-terminal; its bytes feed a terminal emulator (pyte), so the same code watches
every program. Times are from the spawn or from the write that should show; costs are of the process tree.

    from glass import Glass
    with Glass(["k9s", "-A", "-c", "pods"], rows=50, cols=160) as glass:
        glass.wait(r"10061", 60)      # seconds from the spawn until the screen matches
        glass.keys("G")
        glass.cost().rss              # MB
"""

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
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyte

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from types import TracebackType

_NOT_FOR_PYTE = re.compile(
    rb"\x1b\[[<>=?][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;$]*[a-z]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1bP.*?\x1b\\", re.S
)
"""Private forms (mouse, keyboard, synchronized output, titles) whose tails pyte would print."""

_UNFINISHED = re.compile(rb"\x1b(?:\[[<=>?0-9;:$]*|\][^\x07\x1b]*\x1b?|P[^\x1b]*\x1b?)?\Z")
"""An escape that goes on in the next chunk: a terminal's buffer of 4 kB ends anywhere."""

CHUNK = 1 << 16
"""Bytes read at a time: as much as the kernel keeps for a terminal."""


class Emulator:
    """What a terminal of `rows` x `cols` shows of the bytes it is fed."""

    def __init__(self, rows: int, cols: int) -> None:
        self.screen = pyte.Screen(cols, rows)
        self._stream = pyte.ByteStream(self.screen)
        self._unfinished = b""

    def feed(self, data: bytes) -> None:
        """Show a chunk, which may begin and end in the midst of anything."""
        data = self._unfinished + data
        rest = _UNFINISHED.search(data)
        whole = data[: rest.start()] if rest else data
        self._unfinished = data[len(whole) :]
        # An escape that pyte cannot take must not end a test or a measurement.
        with contextlib.suppress(Exception):
            self._stream.feed(_NOT_FOR_PYTE.sub(b"", whole))

    def text(self) -> str:
        """The screen, line by line, without the blanks at the ends of the lines."""
        return "\n".join(line.rstrip() for line in self.screen.display)


@dataclass(frozen=True, slots=True)
class Cost:
    """What the process tree has used: `cpu` seconds, `rss` and its `peak` in MB, `written` bytes to the terminal."""

    cpu: float
    rss: int
    peak: int
    written: int


class Glass:
    """A program in a terminal of `rows` x `cols`, killed when the block ends."""

    def __init__(
        self, argv: Sequence[str], *, rows: int = 50, cols: int = 160, env: Mapping[str, str] | None = None
    ) -> None:
        """Start `argv` with `env` on top of this process's environment."""
        self.began = time.monotonic()
        self._emulator = Emulator(rows, cols)
        self.screen = self._emulator.screen
        self.written = 0
        self.first: float | None = None
        """Seconds from the spawn to the first text on the glass."""
        self._exit: int | None = None
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.environ.update({"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", **(env or {})})
            try:
                os.execvp(argv[0], list(argv))
            except OSError as error:
                os.write(2, f"{argv[0]}: {error.strerror}\n".encode())
                os._exit(127)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
        os.kill(self.pid, signal.SIGWINCH)

    def pump(self, seconds: float) -> bool | None:
        """Show what arrives within `seconds`; True after the first chunk, False when time is up, None at the end."""
        ready, _, _ = select.select([self._fd], [], [], max(seconds, 0))
        if not ready:
            return False
        try:
            data = os.read(self._fd, CHUNK)
        except OSError:
            return None
        if not data:
            return None
        self.written += len(data)
        # The questions terminals are asked are answered, so that no program waits for one.
        if b"\x1b[c" in data or b"\x1b[0c" in data:
            os.write(self._fd, b"\x1b[?62;c")
        if b"\x1b[6n" in data:
            os.write(self._fd, b"\x1b[1;1R")
        self._emulator.feed(data)
        if self.first is None and any(line.strip() for line in self.screen.display):
            self.first = time.monotonic() - self.began
        return True

    def text(self) -> str:
        """The screen, line by line, without the blanks at the ends."""
        return self._emulator.text().rstrip()

    def seen(self, pattern: str) -> bool:
        """Whether the screen matches `pattern` now."""
        return re.search(pattern, self.text(), re.M) is not None

    def wait(self, pattern: str, timeout: float, *, since: float | None = None) -> float | None:
        """Seconds from `since` (the spawn unless told) until the screen matches, or None after `timeout` seconds."""
        since = self.began if since is None else since
        end = time.monotonic() + timeout
        while not self.seen(pattern):
            left = end - time.monotonic()
            if left <= 0 or self.pump(min(left, 0.5)) is None:
                return time.monotonic() - since if self.seen(pattern) else None
        return time.monotonic() - since

    def idle(self, seconds: float) -> None:
        """Show what comes for `seconds`."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if self.pump(left) is None:
                return

    def keys(self, text: str) -> float:
        """Type `text`; when it was typed, by the monotonic clock."""
        os.write(self._fd, text.encode())
        return time.monotonic()

    def exit_code(self, timeout: float) -> int | None:
        """The program's exit code, -N for signal N; None if it has not ended in `timeout` seconds."""
        end = time.monotonic() + timeout
        while self._exit is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self._exit = os.waitstatus_to_exitcode(status)
                break
            if time.monotonic() > end:
                return None
            if self.pump(0.05) is None:
                time.sleep(0.01)  # the terminal is closed; the process is about to end
        return self._exit

    def cost(self) -> Cost:
        """What the program and its children have used until now."""
        cpu = rss = peak = 0.0
        tick = os.sysconf("SC_CLK_TCK")
        for pid in self._tree():
            with contextlib.suppress(OSError, TypeError):  # ended meanwhile, or a zombie without memory
                fields = _stat(pid)
                cpu += (int(fields[11]) + int(fields[12])) / tick
                status = Path(f"/proc/{pid}/status").read_text()
                rss += int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]
                peak += int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]
        return Cost(round(cpu, 2), round(rss), round(peak), self.written)

    def close(self) -> None:
        """Kill what still runs."""
        if self._exit is None:
            for pid in reversed(list(self._tree())):
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
            with contextlib.suppress(OSError):
                os.waitpid(self.pid, 0)
        os.close(self._fd)

    def _tree(self) -> Iterator[int]:
        children: dict[int, list[int]] = {}
        for entry in os.listdir("/proc"):
            if entry.isdigit():
                with contextlib.suppress(OSError):
                    children.setdefault(int(_stat(int(entry))[1]), []).append(int(entry))
        todo = [self.pid]
        while todo:
            pid = todo.pop()
            yield pid
            todo += children.get(pid, [])

    def __enter__(self) -> Glass:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the state on: the name before them may hold anything."""
    stat = Path(f"/proc/{pid}/stat").read_text()
    return stat[stat.rindex(")") + 2 :].split()
