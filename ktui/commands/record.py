"""`ktui record`: what the watches deliver, into a file, until it is stopped."""

from __future__ import annotations

import asyncio
import contextlib
import random
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ktui.commands.output import document, write
from ktui.errors import ForbiddenError
from ktui.insight.durations import human_duration
from ktui.insight.sizes import human_size
from ktui.insight.text import visible
from ktui.kube.clock import SystemClock
from ktui.kube.connect import connect
from ktui.kube.pulse import Pulse
from ktui.kube.version import fetch_version
from ktui.recording.moments import said
from ktui.recording.writer import RecordingFile, check_new
from ktui.session.recorder import Recorder

if TYPE_CHECKING:
    from ktui.cli_record import RecordCommand
    from ktui.kube.connect import Connection
    from ktui.model.version import ServerVersion

LOOK = 1.0
"""Seconds between two words on how far it is."""
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""What ends it in order: ctrl+c, the system, and a terminal that goes away."""


async def run_record(command: RecordCommand) -> int:
    """Run it; returns the exit code, raises `KtuiError`."""
    path = Path(command.file)
    check_new(path, force=command.force)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in ENDING:
        with contextlib.suppress(ValueError, RuntimeError):  # only a process's first thread hears signals
            loop.add_signal_handler(number, stop.set)
    connection = await connect(command.where)
    try:
        version: ServerVersion | None = None
        with contextlib.suppress(ForbiddenError):  # a hardened cluster may hide its version, and show the objects
            version = await fetch_version(connection.transport)
        if stop.is_set():
            return 0
        return await _record(command, connection, version, RecordingFile(path, force=command.force), stop)
    finally:
        await connection.transport.close()


async def _record(
    command: RecordCommand,
    connection: Connection,
    version: ServerVersion | None,
    file: RecordingFile,
    stop: asyncio.Event,
) -> int:
    clock = SystemClock()
    pulse = Pulse(connection.transport, clock)
    connection.transport.heard = pulse.heard
    recorder = Recorder(
        file,
        transport=connection.transport,
        pulse=pulse,
        clock=clock,
        rand=random.random,
        namespaces=() if connection.namespace is None else (connection.namespace,),
        version=version,
        gzip=connection.gzip,
    )
    recording = asyncio.create_task(recorder.run())
    try:
        async with asyncio.timeout(command.seconds):
            await _until_stopped(recorder, recording, stop)
    except TimeoutError:
        if recording.done():
            raise
    finally:
        recording.cancel()
        await asyncio.wait((recording,))
        _clear()
    if not recording.cancelled() and (error := recording.exception()) is not None:
        raise error
    if not recorder.kinds and recorder.refused:
        file.remove()
        raise ForbiddenError(f"nothing of it can be recorded: not permitted to {next(iter(recorder.refused.values()))}")
    for kind, reason in recorder.refused.items():
        _say(f"{kind} were not recorded: not permitted to {reason}" if reason.startswith(("list", "watch")) else reason)
    _summarize(command, recorder)
    return 0


async def _until_stopped(recorder: Recorder, recording: asyncio.Task[None], stop: asyncio.Event) -> None:
    """Until it is asked to stop, cannot go on, or finds that all is refused; tells a terminal how far it is."""
    stopping = asyncio.create_task(stop.wait())
    try:
        while not recording.done() and not stop.is_set():
            await asyncio.wait({recording, stopping}, timeout=LOOK, return_when=asyncio.FIRST_COMPLETED)
            if recorder.answered and not recorder.kinds:
                return
            _show(recorder)
    finally:
        stopping.cancel()


def _show(recorder: Recorder) -> None:
    if sys.stderr.isatty():
        progress = recorder.progress
        told = (
            f"recording to {visible(recorder.file.path.name)}: {human_size(progress.size)},"
            f" {human_duration(progress.seconds)}, {progress.lines} lines; ctrl+c ends it"
        )
        sys.stderr.write(f"\r\x1b[K{told}")
        sys.stderr.flush()


def _clear() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()


def _summarize(command: RecordCommand, recorder: Recorder) -> None:
    progress, file = recorder.progress, recorder.file
    if command.output in ("json", "yaml"):
        facts: dict[str, Any] = {
            "file": str(file.path),
            "lines": file.lines,
            "bytes": file.size,
            "from": said(progress.began),
            "to": said(progress.now),
            "seconds": round(progress.seconds, 3),
            "kinds": list(recorder.kinds),
            "notRecorded": [{"kind": kind, "reason": reason} for kind, reason in recorder.refused.items()],
        }
        write(document(facts, command.output))
        return
    kinds = ", ".join(recorder.kinds) or "nothing yet"
    _say(
        f"{visible(str(file.path))}: {file.lines} lines, {human_size(file.size)},"
        f" {human_duration(progress.seconds)} from {said(progress.began)}: {kinds}"
    )


def _say(sentence: str) -> None:
    print(f"ktui: {visible(sentence)}", file=sys.stderr)
