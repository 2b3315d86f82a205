"""Fixtures shared by all tests."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest_asyncio

from ktui.demo.server.api_server import ApiServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import pytest


@pytest_asyncio.fixture
async def api_server() -> AsyncIterator[ApiServer]:
    """An API server on a free port of the loopback, empty and without faults."""
    async with ApiServer() as server:
        yield server


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Processes that run the tests: one for each core, none besides this one where there are few tests, or a cluster.

    A cluster is one for all of them, and a test may end its API server.
    """
    many = any(Path(arg).is_dir() for arg in config.args) and config.option.markexpr == "not cluster"
    return (os.cpu_count() or 1) if many else 0
