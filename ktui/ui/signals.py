"""What is sent to end the process ends the application, which gives the terminal back first."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.app import App

ENDING = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)
"""The signals that end it, with the exit codes that a shell has for them."""


def mind_signals(app: App[Any]) -> None:
    """From now on, and again after the terminal was in another's hands."""
    loop = asyncio.get_running_loop()
    for number in ENDING:
        loop.add_signal_handler(number, app.exit, 128 + number)
