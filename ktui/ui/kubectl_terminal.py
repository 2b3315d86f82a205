"""kubectl in this terminal: it takes the keys and the glass for itself, and ktui hears what it complains of."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from typing import TYPE_CHECKING

from ktui.errors import KtuiError
from ktui.ui.handover import write_all

if TYPE_CHECKING:
    from collections.abc import Sequence

ERRORS = 2
"""The terminal's file descriptor for complaints."""
KEPT = 1 << 12
"""Bytes of complaints that are kept, the last ones: the reason stands at the end."""
DRAIN_SECONDS = 1.0
"""To the end of the complaints after the process's own end: what it leaves behind may hold the pipe open for ever."""
TERM_SECONDS = 0.5
"""From asking it to end to ending it."""


async def run_kubectl(command: Sequence[str]) -> tuple[int, bytes]:
    """Its exit code (negative: the signal that ended it) and the end of its complaints, which are also shown.

    It is a child of the terminal's foreground group, so that ctrl+z and fg do with it what they do with ktui.
    Raises `KtuiError` when it cannot be started.
    """
    try:
        process = await asyncio.create_subprocess_exec(*command, stderr=PIPE)
    except OSError as error:
        raise KtuiError(f"cannot run {command[0]}: {error.strerror or error}") from None
    errors = bytearray()
    copying = asyncio.create_task(_copy(process, errors))
    try:
        code = await process.wait()
        await asyncio.wait({copying}, timeout=DRAIN_SECONDS)
        return code, bytes(errors)
    finally:
        if process.returncode is None:
            await _end(process)
        copying.cancel()
        await asyncio.gather(copying, return_exceptions=True)


async def _copy(process: Process, errors: bytearray) -> None:
    assert process.stderr is not None
    while data := await process.stderr.read(KEPT):
        errors += data
        del errors[:-KEPT]
        with suppress(OSError):
            await write_all(ERRORS, data)


async def _end(process: Process) -> None:
    for ask in (process.terminate, process.kill):
        with suppress(ProcessLookupError):
            ask()
        with suppress(TimeoutError):
            async with asyncio.timeout(TERM_SECONDS):
                await process.wait()
                return
