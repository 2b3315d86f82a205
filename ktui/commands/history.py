"""`ktui history clear`: forget what was seen before."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ktui.commands.output import document, write
from ktui.errors import KtuiError
from ktui.history.history import History, history_file

if TYPE_CHECKING:
    from ktui.cli_history import HistoryClearCommand


async def run_history_clear(command: HistoryClearCommand) -> int:
    """Run it; raises `KtuiError` where the file cannot be used."""
    removed = await asyncio.to_thread(_clear)
    if command.output in ("json", "yaml"):
        write(document({"removed": removed}, command.output))
    else:
        write(f"{removed} removed\n")
    return 0


def _clear() -> int:
    if not history_file().exists():
        return 0
    history = History()
    removed = history.clear()
    history.close()
    if history.problem:
        raise KtuiError(history.problem)
    return removed
