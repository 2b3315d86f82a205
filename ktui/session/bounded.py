"""Many requests, so many at once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

T = TypeVar("T")

AT_ONCE = 10
"""Requests under way: enough to keep a server busy, and too few to be noticed by its other users."""


async def bounded(count: int, work: Callable[[int], Awaitable[T]], *, at_once: int = AT_ONCE) -> list[T]:
    """`work` of each number up to `count`, begun in order; the first that raises ends the others."""
    results: dict[int, T] = {}
    numbers = iter(range(count))

    async def worker() -> None:
        for number in numbers:
            results[number] = await work(number)

    tasks = [asyncio.ensure_future(worker()) for _ in range(min(at_once, count))]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return [results[number] for number in range(count)]
