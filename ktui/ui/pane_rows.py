"""A feed as the table reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from ktui.insight.table import Table, Tone
    from ktui.session.feed import Feed
    from ktui.ui.marks import Marks
    from ktui.ui.rows import Key


class FeedRows:
    """Rows of one feed; with a `namespaced` table the namespace is the first cell."""

    def __init__(self, feed: Feed, table: Table, now: Callable[[], float], *, namespaces: bool, marks: Marks) -> None:
        self._feed = feed
        self._table = table
        self._now = now
        self._namespaces = namespaces
        self._marks = marks

    def __len__(self) -> int:
        return len(self._feed.view)

    def key_at(self, index: int) -> Key:
        """The key in row `index`."""
        return self._feed.view.key_at(index)

    def index_of(self, key: Key) -> int | None:
        """The row of `key`."""
        return self._feed.view.index_of(key)

    def insertion_index(self, key: Key) -> int:
        """The row `key` would have."""
        return self._feed.view.insertion_index(key)

    def cells(self, key: Key) -> tuple[str, ...]:
        """The cells kubectl has, as of now."""
        cells = self._table.cells(self._feed.store.objects[key], self._now())
        return (key[0], *cells) if self._namespaces else cells

    def tone(self, key: Key) -> Tone:
        """The tone of the row's state."""
        return self._table.tone(self._feed.store.objects[key], self._now())

    def trouble(self, key: Key) -> bool:
        """Whether it is in trouble."""
        return key in self._feed.store.troubled

    def marked(self, key: Key) -> bool:
        """Whether the user marked it."""
        return key in self._marks
