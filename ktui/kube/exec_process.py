"""Running a credential plugin where it cannot reach the terminal.

It has no standard input, its output and errors are ours, and its session has no terminal, so that it can neither
write over the screen nor take keys from it, and ctrl+c does not reach it.
"""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

OUTPUT_LIMIT = 1 << 20
"""Bytes of standard output that are accepted: a token and a certificate chain are some 10 KB."""
ERRORS_KEPT = 1 << 13
"""Bytes of standard error that are kept, the last ones: the reason stands at the end, after any traceback."""
DRAIN_SECONDS = 1.0
"""To the end of the output after the plugin's own end: a helper it leaves behind may hold the pipes open for ever."""
TERM_SECONDS = 0.5
"""From asking a plugin to end to ending it."""


class OutputTooLongError(Exception):
    """More came out than any answer holds."""


@dataclass(frozen=True, slots=True)
class Finished:
    """What a plugin left."""

    code: int
    """Its exit code; negative: the signal that ended it."""
    output: bytes = field(repr=False)
    errors: bytes
    """The end of what it wrote to standard error."""


async def run_plugin(command: Sequence[str], *, env: Mapping[str, str], limit: float) -> Finished:
    """Run `command` for at most `limit` seconds; it and what it started are ended when they take longer.

    Raises `TimeoutError`, `OutputTooLongError`, and `OSError` when it cannot be started.
    """
    loop = asyncio.get_running_loop()
    # A task of its own: a start that is cancelled half-way would end the process alone, and then wait for as long as
    # the process's children hold its pipes open.
    starting = asyncio.create_task(
        loop.subprocess_exec(
            _Pipes,
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=env,
            start_new_session=True,
        )
    )
    try:
        transport, pipes = await asyncio.shield(starting)
        async with asyncio.timeout(limit):
            await pipes.ended.wait()
        if pipes.flooded:
            raise OutputTooLongError
        with suppress(TimeoutError):
            async with asyncio.timeout(DRAIN_SECONDS):
                await pipes.drained.wait()
        return Finished(transport.get_returncode() or 0, bytes(pipes.output), bytes(pipes.errors))
    finally:
        with suppress(OSError, ValueError):  # not started: told by the first await
            transport, pipes = await starting
            if transport.get_returncode() is None:
                await _end(transport.get_pid(), pipes)
            transport.close()


async def _end(group: int, pipes: _Pipes) -> None:
    """End a plugin and its children, which share its process group."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(group, number)
        with suppress(TimeoutError):
            async with asyncio.timeout(TERM_SECONDS):
                await pipes.exited.wait()
                return


class _Pipes(asyncio.SubprocessProtocol):
    """Collects what comes out, and tells when it is over."""

    def __init__(self) -> None:
        self.output = bytearray()
        self.errors = bytearray()
        self.flooded = False
        self.ended = asyncio.Event()
        """The process is gone, or not worth waiting for."""
        self.exited = asyncio.Event()
        """The process is gone."""
        self.drained = asyncio.Event()
        """The process is gone and both pipes are at their end."""

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        if fd == 1:
            self.output += data[: OUTPUT_LIMIT - len(self.output) + 1]
            if len(self.output) > OUTPUT_LIMIT:
                self.flooded = True
                self.ended.set()
        else:
            self.errors += data
            del self.errors[:-ERRORS_KEPT]

    def process_exited(self) -> None:
        self.exited.set()
        self.ended.set()

    def connection_lost(self, exc: Exception | None) -> None:
        self.drained.set()
