"""Fixtures shared by all tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest_asyncio

from ktui.demo.server.api_server import ApiServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest_asyncio.fixture
async def api_server() -> AsyncIterator[ApiServer]:
    """An API server on a free port of the loopback, empty and without faults."""
    async with ApiServer() as server:
        yield server
