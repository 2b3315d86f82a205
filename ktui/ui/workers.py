"""Work for `run_worker` that leaves nothing behind when it is cancelled before its first turn."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ParamSpec

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

P = ParamSpec("P")


def unbegun(work: Callable[P, Awaitable[None]], *args: P.args, **options: P.kwargs) -> Callable[[], Awaitable[None]]:
    """The work with its arguments, as a coroutine only once it begins: one that never does would be complained of."""
    return partial(work, *args, **options)
