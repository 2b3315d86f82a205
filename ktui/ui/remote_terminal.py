"""This terminal joined to one in a container: what is typed goes there, what is written there comes here."""

from __future__ import annotations

import asyncio
import os
import signal
import termios
import tty
from contextlib import aclosing, contextmanager
from typing import TYPE_CHECKING

from ktui.errors import UnreachableError
from ktui.ui.handover import GLASS, KEYBOARD, write_all

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ktui.kube.exec_socket import ExecSocket

TYPED = 4096
"""Bytes of typing, or of something pasted, that are sent in a message: a terminal has no more at once."""


async def join_terminals(remote: ExecSocket) -> int:
    """Until the command there ends: its exit code. Raises `KtuiError`."""
    with _raw():
        feeding = [asyncio.create_task(_send_keys(remote)), asyncio.create_task(_send_sizes(remote))]
        try:
            async with aclosing(remote.output()) as output:
                async for data in output:
                    await write_all(GLASS, data)
        finally:
            for task in feeding:
                task.cancel()
            await asyncio.gather(*feeding, return_exceptions=True)
    return remote.exit_code or 0


@contextmanager
def _raw() -> Iterator[None]:
    """Every key as it is typed, ctrl+c too: it is the remote terminal that makes something of it."""
    before = termios.tcgetattr(KEYBOARD)
    tty.setraw(KEYBOARD)
    try:
        yield
    finally:
        termios.tcsetattr(KEYBOARD, termios.TCSADRAIN, before)


async def _send_keys(remote: ExecSocket) -> None:
    loop = asyncio.get_running_loop()
    typed = asyncio.Event()
    while True:
        # Watched only while it is waited for: what is typed faster than it can be sent stays where it is.
        loop.add_reader(KEYBOARD, typed.set)
        try:
            await typed.wait()
        finally:
            loop.remove_reader(KEYBOARD)
        typed.clear()
        try:
            data = os.read(KEYBOARD, TYPED)
        except OSError:  # the terminal is gone
            data = b""
        try:
            await (remote.send(data) if data else remote.end_input())
        except UnreachableError:  # the reading side says so
            return
        if not data:
            return


async def _send_sizes(remote: ExecSocket) -> None:
    loop = asyncio.get_running_loop()
    changed = asyncio.Event()
    loop.add_signal_handler(signal.SIGWINCH, changed.set)
    try:
        told = None
        while True:
            size = os.get_terminal_size(GLASS)
            if size != told:  # a terminal may say more than once that it has another one
                told = size
                await remote.resize(size.columns, size.lines)
            await changed.wait()
            changed.clear()
    except (UnreachableError, OSError):  # the reading side says so
        return
    finally:
        loop.remove_signal_handler(signal.SIGWINCH)
