"""Searching in the log that is open: what is looked for, what was found of it, and the lines that are shown for it."""

from __future__ import annotations

import asyncio
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from ktui.insight.log_lines import shown
from ktui.session.log_ring import Matches
from ktui.session.log_search import LogSearch
from ktui.ui.log_rows import AllLines, MatchingLines
from ktui.ui.log_title import SearchTitle

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from ktui.session.log_ring import LogRing
    from ktui.ui.widgets.log_view import LogView


class LogSearching:
    """Looks into lines in turns of the loop, and keeps the view at what the user wants to see of them."""

    def __init__(
        self,
        view: LogView,
        ring: LogRing,
        *,
        start: Callable[[Coroutine[Any, Any, None]], object],
        say: Callable[[str], None],
        changed: Callable[[], None],
    ) -> None:
        """`start` runs a coroutine beside the caller; `say` answers the user; `changed`: the title is another now."""
        self._view = view
        self._ring = ring
        self._start = start
        self._say = say
        self._changed = changed
        self._matches: Matches | None = None
        self.filtered = False
        """Whether matches alone are shown."""
        self._looking = False
        self._jump = False
        """Whether to go to a match when all lines were looked into."""

    @property
    def words(self) -> str:
        """What is searched for; empty: nothing."""
        return self._matches.search.words if self._matches is not None else ""

    @property
    def title(self) -> SearchTitle | None:
        """What there is to tell; None: nothing is searched for."""
        matches = self._matches
        if matches is None:
            return None
        return SearchTitle(
            words=matches.search.words,
            matches=len(matches.numbers),
            unknown=len(matches.unknown),
            filtered=self.filtered,
            too_slow=matches.search.too_slow,
            unmarked=matches.search.unmarked,
        )

    # What there is to search

    def over(self, ring: LogRing) -> None:
        """Another log, which is searched anew and followed."""
        self._ring = ring
        self._search_for(self.words)
        self._show_rows(follow=True)

    def lines_came(self, rearranged: int | None) -> None:
        """Look into them; from the number `rearranged` on they have others before them than they had."""
        if self._matches is not None:
            if rearranged is not None:
                self._matches.forget_from(rearranged)
            self._look()

    # The user's word

    def look_for(self, words: str) -> None:
        """Search for these; empty: for nothing."""
        self._search_for(words)
        self._show_rows()
        self._look()
        self._changed()

    def go_to_nearest(self) -> None:
        """To the last match at or above the current line, else to the first below, once all lines were looked into."""
        self._jump = bool(self.words)
        self._look()

    def go(self, by: int) -> None:
        """To the next match (1) or the one before (-1)."""
        matches = self._usable()
        if matches is None:
            return
        current, numbers = self._view.current_number, matches.numbers
        at = bisect_right(numbers, current) if by > 0 else bisect_left(numbers, current) - 1
        if 0 <= at < len(numbers):
            self._view.go_to(numbers[at])
        else:
            self._say("no match further down" if by > 0 else "no match further up")

    def toggle_filter(self) -> None:
        """Show the lines that match alone, or all again."""
        if self._usable() is not None:
            self.filtered = not self.filtered
            self._show_rows()
            self._changed()

    def _usable(self) -> Matches | None:
        """What was found; where that is of no use, say why."""
        if self._matches is None:
            self._say("nothing is searched for: / does")
        elif self._matches.search.too_slow:
            self._say("the search was too slow: / takes a simpler one")
        else:
            return self._matches
        return None

    # How it is done

    def _search_for(self, words: str) -> None:
        search = LogSearch(words) if words else None
        self._matches = Matches(search, self._ring) if search is not None else None
        self._view.search = search
        if search is None:
            self.filtered = False

    def _show_rows(self, *, follow: bool = False) -> None:
        ring, matches = self._ring, self._matches
        rows = MatchingLines(ring, matches) if self.filtered and matches is not None else AllLines(ring)
        self._view.show_rows(rows, follow=follow)

    def _look(self) -> None:
        """Look into lines that the search has not seen, turn by turn."""
        if self._looking or self._matches is None:
            return
        if self._matches.search.too_slow:
            self._jump = False
        elif self._matches.look():
            self._looking = True
            self._start(self._look_on())
        else:
            self._looked()

    async def _look_on(self) -> None:
        while True:
            await asyncio.sleep(0)  # keys and painting go between two turns
            if self._matches is None or not self._matches.look():
                break
        self._looking = False
        self._looked()

    def _looked(self) -> None:
        """All lines were looked into, or the search was given up: then all are shown, what is not known hides none."""
        matches = self._matches
        if matches is not None and matches.search.too_slow:
            self.filtered = self._jump = False
            self._show_rows()
        elif self.filtered:
            self._view.rows_changed()
        if self._jump and matches is not None:
            self._jump = False
            self._to_nearest(matches)
        self._changed()

    def _to_nearest(self, matches: Matches) -> None:
        if not matches.numbers:
            self._say(f"no line {'is known to have' if matches.unknown else 'has'} {shown(matches.search.words)}")
        elif not self.filtered:
            place = bisect_right(matches.numbers, self._view.current_number)
            self._view.go_to(matches.numbers[max(0, place - 1)])
