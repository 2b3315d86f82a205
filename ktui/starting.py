"""A line on the terminal while the screen is being loaded: the first sign of life, some 30 ms after Enter."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO

LINE = " ktui  starting …"


def say(terminal: TextIO) -> None:
    """Show it, without a line's end: it leaves no trace."""
    terminal.write(f"\r{LINE}")
    terminal.flush()


def unsay(terminal: TextIO) -> None:
    """Wipe it out again, before the screen or an error takes its place."""
    terminal.write("\r\x1b[2K")
    terminal.flush()
