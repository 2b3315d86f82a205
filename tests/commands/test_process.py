"""ktui as a process: signals, and a stdout that goes away."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from tests.fakes import objects

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.commands.ktui_at import Ktui


@asynccontextmanager
async def process(
    ktui: Ktui, *arguments: str, stdout: int = asyncio.subprocess.PIPE
) -> AsyncIterator[asyncio.subprocess.Process]:
    """`ktui` with these arguments; killed at the end if it is still there."""
    made = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "ktui", "--kubeconfig", str(ktui.kubeconfig), *arguments),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=stdout,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield made
    finally:
        if made.returncode is None:
            made.kill()
        await made.communicate()


async def complaint(made: asyncio.subprocess.Process) -> str:
    """What it wrote to stderr, once it has ended."""
    assert made.stderr is not None
    async with asyncio.timeout(20):
        told = await made.stderr.read()
        await made.wait()
    return told.decode()


async def test_ctrl_c_ends_a_watch_without_a_word(ktui: Ktui) -> None:
    ktui.server.put("pods", objects.pod("a", "web"))
    async with process(ktui, "get", "pods", "-w") as made:
        await ktui.server.until_watched("pods", timeout=20)
        made.send_signal(signal.SIGINT)
        assert await complaint(made) == ""
        assert made.returncode == 130


async def test_a_reader_that_has_gone_is_no_error_to_speak_of(ktui: Ktui) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    ktui.server.put("pods", objects.pod("a", "web"))
    try:
        async with process(ktui, "get", "pods", stdout=writing) as made:
            assert await complaint(made) == ""
            assert made.returncode == 1
    finally:
        os.close(writing)


async def test_a_watch_ends_when_its_reader_has_gone(ktui: Ktui) -> None:
    ktui.server.put("pods", objects.pod("a", "web"))
    reading, writing = os.pipe()
    try:
        async with process(ktui, "get", "pods", "-w", stdout=writing) as made:
            await ktui.server.until_watched("pods", timeout=20)
            os.close(reading)
            ktui.server.put("pods", objects.pod("b", "web"))
            assert await complaint(made) == ""
            assert made.returncode == 1
    finally:
        os.close(writing)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="only Linux has a disk that is always full")
async def test_a_full_disk_is_one_sentence(ktui: Ktui) -> None:
    ktui.server.put("pods", objects.pod("a", "web"))
    full = os.open("/dev/full", os.O_WRONLY)
    try:
        async with process(ktui, "get", "pods", stdout=full) as made:
            assert await complaint(made) == "ktui: the answer cannot be written: No space left on device\n"
            assert made.returncode == 1
    finally:
        os.close(full)
