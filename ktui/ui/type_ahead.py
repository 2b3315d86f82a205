"""Keys that come faster than they are handled: each waits until the one before it has done what it does.

A slow link delivers what was typed in bunches. Textual hands each key at once to what has the focus then, so that of
`/web` the letters would go to the rows, where they mean something else, before the line they were meant for is there.
"""

from __future__ import annotations

import asyncio
from collections import deque
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from textual import events
    from textual.app import App
    from textual.message_pump import MessagePump

PATIENCE = 0.25
"""Seconds after which the next key goes on in any case: what had the last one may have gone away with it."""


class TypeAhead:
    """Lets one key at a time through.

    A word is sent after each key the way that the key goes: through the queue of what has the focus, those of all that
    it stands in, and the application's, where bindings act; then through those of what has the focus since.
    """

    def __init__(self, app: App[int]) -> None:
        self._app = app
        self._waiting: deque[events.Key] = deque()
        self._next: events.Key | None = None
        """The one that has waited and is on its way to the application again."""
        self._busy = False
        self._sent = 0
        self._timer: asyncio.TimerHandle | None = None

    def holds(self, key: events.Key) -> bool:
        """Whether a key that has come must wait; the application gets it again."""
        if key is self._next:
            self._next = None
        elif self._busy:
            self._waiting.append(key)
            return True
        self._busy = True
        return False

    def handed(self, path: Iterable[MessagePump]) -> None:
        """A key is on its way along `path`, from what has the focus to the application."""
        self._sent += 1
        self._timer = asyncio.get_running_loop().call_later(PATIENCE, self._arrived, self._sent)
        _pass_on([*path, self._app], partial(self._acted_on, self._sent))

    def _acted_on(self, number: int) -> None:
        """What the key is bound to has been done: wait for what is there since, and for what was put off till now."""
        here = [self._app.screen, *([self._app.focused] if self._app.focused is not None else [])]
        _pass_on([self._app, *here, self._app], partial(self._arrived, number))

    def _arrived(self, number: int) -> None:
        if number != self._sent or not self._busy:
            return
        if self._timer is not None:
            self._timer.cancel()
        if self._waiting:
            self._next = self._waiting.popleft()
            self._app.post_message(self._next)
        else:
            self._busy = False


def _pass_on(path: Sequence[MessagePump], then: Callable[[], None]) -> None:
    """Go through the queues of a path, past those that are closed."""
    for index, pump in enumerate(path):
        if pump.call_later(_pass_on, path[index + 1 :], then):
            return
    then()
