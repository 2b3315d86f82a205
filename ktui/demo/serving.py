"""A demo's cluster, served: the API server on the loopback, its kubeconfig in a folder, time that goes by behind it."""

from __future__ import annotations

import asyncio
import gc
import os
import secrets
import shutil
import signal
import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from ktui.demo.box import Box
from ktui.demo.clock import time_from_now
from ktui.demo.kubeconfig import FILE, private_folder, write_kubeconfig
from ktui.demo.pace import Pace
from ktui.errors import KtuiError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from ktui.demo.clock import DemoTime
    from ktui.demo.options import DemoOptions


@asynccontextmanager
async def serving(options: DemoOptions, folder: Path, shared: DemoTime, *, whole: bool = False) -> AsyncIterator[Path]:
    """The kubeconfig of a cluster that lives as long as the context; raises `KtuiError` where it cannot be served.

    `whole`: it is there only when all of its pods are.
    """
    token = secrets.token_urlsafe(16)
    gc.disable()  # nothing that is made now goes before the end: to look for garbage in it would take a third as long
    box = Box(options, shared.now(), token=token, door=secrets.token_hex(8))
    pace = Pace(box.agenda, shared)
    if whole:
        box.agenda.run_until(box.agenda.now)
    gc.freeze()
    gc.enable()
    box.server.before = pace.catch_up
    try:
        await box.server.start()
    except OSError as error:
        reason = os.strerror(error.errno).lower() if error.errno else str(error)
        raise KtuiError(f"cannot listen on port {options.port} ({reason}): choose another one with --port") from None
    driving = asyncio.create_task(pace.run())
    try:
        path = folder / FILE
        write_kubeconfig(path, server=box.server.url, token=token)
        yield path
    finally:
        driving.cancel()
        await box.server.stop()
        await asyncio.gather(driving, return_exceptions=True)


def serve(options: DemoOptions) -> int:
    """`ktui demo --serve`: print the kubeconfig's path, then serve until SIGTERM or ctrl+c; the exit code."""
    return asyncio.run(_serve(options))


async def _serve(options: DemoOptions) -> int:
    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    folder = private_folder()
    try:
        async with serving(options, folder, time_from_now(), whole=True) as path:
            sys.stdout.write(f"{path}\n")
            sys.stdout.flush()
            await told.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0
