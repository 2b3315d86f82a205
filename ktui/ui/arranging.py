"""From what a user chose for a pane to the arrangement of its feed's view, a slice in each turn of the loop."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from ktui.session.pace import Pace
from ktui.store.view import SLICE, Arrangement

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ktui.insight.table import Column, Table
    from ktui.model.row_choice import RowChoice
    from ktui.session.feed import Feed
    from ktui.session.time_limit import Limited

CHUNK = 5
"""Rows after which the time is looked at: with the longest match each, they take less than a stall."""


class Arranging:
    """One arrangement in the making; raises `UsageError` at once where the filter cannot be read."""

    def __init__(
        self,
        feed: Feed,
        choice: RowChoice,
        *,
        table: Table,
        columns: Sequence[Column],
        now: Callable[[], float],
        cpu: Callable[[], float] = time.process_time,
    ) -> None:
        """`columns`: those one may order by, the namespace's among them.

        `now` is the cluster's clock, `cpu` tells the seconds of processor time spent.
        """
        column = next((column for column in columns if column.header == choice.column), None)
        self.choice = choice if column is not None else choice._replace(column="", reverse=False)
        self.doubt = ""
        """What may not be meant as it was understood, in a sentence."""
        self.ticks = False
        """Whether rows come, go or move by time alone."""
        self.live = False
        """Whether they do so for more than objects tell: whoever knows of it has them examined."""
        self._view = feed.view
        self._limited: Limited | None = None
        self._pace = Pace(cpu)
        self._slow = False
        matches = self._reader(feed, table, now) if choice.filter.strip() else None
        value: Callable[[Any], Any] | None = None
        if column is not None:
            self.ticks |= column.order_ticks
            self.live |= column.live
            started, sort_value = now(), column.sort_value
            # The time stands still, so that ages keep their order; but of what is live, what happens later counts too.
            moment = now if column.live else lambda: started
            value = lambda obj: sort_value(obj, moment())  # noqa: E731
        self._view.arrange(Arrangement(matches, choice.troubled, value, choice.reverse))

    def _reader(self, feed: Feed, table: Table, now: Callable[[], float]) -> Callable[[Any], bool] | None:
        # The filter's grammar needs nothing that the first frame has: it is loaded when one is typed.
        from ktui.insight.filters import parse_filter  # noqa: PLC0415
        from ktui.session.time_limit import Limited  # noqa: PLC0415

        read = parse_filter(self.choice.filter, table, namespaced=feed.kind.namespaced)
        self.doubt, self.ticks, self.live = read.doubt, read.ticks, read.live
        if not read:
            return None
        self._limited = Limited(lambda obj: read.matches(obj, now()))
        return self._limited

    @property
    def given_up(self) -> bool:
        """Whether the filter takes too long to be of use."""
        return self._limited is not None and (self._slow or self._limited.given_up)

    @property
    def found(self) -> int:
        """How many rows there are so far."""
        return self._view.found

    def step(self) -> bool:
        """Go on for a slice; whether there is no more to do."""
        self._pace.begin()
        for _ in range(SLICE // CHUNK):
            done = self._view.advance(CHUNK)
            turn_over = self._pace.note(CHUNK)
            if done or self.given_up:
                return True
            if turn_over:
                break
        self._slow = self._pace.too_slow
        return self.given_up

    async def finish(self) -> None:
        """Go on to the end, and let the screen live meanwhile."""
        while True:
            if self.step():
                return
            await asyncio.sleep(0)
