"""A switch for controllers: what runs in one process stops and starts together."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Power:
    """On until it is switched off."""

    def __init__(self) -> None:
        self.on = True
        self._starts: list[Callable[[], None]] = []

    def started(self, do: Callable[[], None]) -> None:
        """Do it whenever the power comes back."""
        self._starts.append(do)

    def switch(self, on: bool) -> None:
        """Off: nothing is looked at any more. On: everything that has changed meanwhile is."""
        came_back = on and not self.on
        self.on = on
        if came_back:
            for do in self._starts:
                do()
