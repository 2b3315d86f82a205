"""The terminal in another's hands for a while: as it was before ktui took it, and taken again as it is then."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import termios
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from ktui.ui.signals import mind_signals

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from textual.app import App

T = TypeVar("T")

SOFT_RESET = b"\x1b[!p\x1b(B\x1b[0m"
"""What a program that was cut off may have left: scrolling margins, insert mode, a foreign character set, colours."""
KEYBOARD, GLASS = 0, 1
"""The terminal's file descriptors: what is typed comes from the one, what is written goes to the other."""


async def hand_over(app: App[Any], greeting: str, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Let `work` have the terminal, with the greeting as its first line, and take it back when that is over.

    The application goes on meanwhile and paints nothing. The keys that interrupt belong to `work`; what is sent to end
    the process ends `work` first, and the terminal is not taken again then.
    """
    ending = 0

    def end(number: int) -> None:
        nonlocal ending
        ending = 128 + number
        task.cancel()

    loop = asyncio.get_running_loop()
    with app.batch_update(), app.suspend():
        before = _settings()
        await write_all(
            GLASS, f"{greeting}\n".encode(sys.__stdout__.encoding if sys.__stdout__ else "utf-8", "replace")
        )
        task = asyncio.create_task(work())
        # Handlers that do nothing: a signal that is ignored would be ignored by the programs started here too.
        for number in (signal.SIGINT, signal.SIGQUIT):
            loop.add_signal_handler(number, lambda: None)
        for number in (signal.SIGHUP, signal.SIGTERM):
            loop.add_signal_handler(number, end, number)
        try:
            await asyncio.wait({task})
        finally:
            if not task.done():
                task.cancel()
                await asyncio.wait({task})
            with suppress(OSError):
                os.write(GLASS, SOFT_RESET)
            if before is not None:
                with suppress(termios.error):
                    termios.tcsetattr(KEYBOARD, termios.TCSANOW, before)
            loop.remove_signal_handler(signal.SIGQUIT)
            mind_signals(app)
        if ending:
            app.exit(ending)
            await asyncio.Event().wait()  # for the end of this worker, so that nothing is painted until then
    return task.result()


async def write_all(fd: int, data: bytes) -> None:
    """Write to a terminal, which may be slow to take it; raises `OSError`."""
    await asyncio.to_thread(_write, fd, data)


def _write(fd: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(fd, left) :]


def _settings() -> list[Any] | None:
    """How the terminal is set; None where it is none any more."""
    try:
        return termios.tcgetattr(KEYBOARD)
    except termios.error:
        return None
