"""What a table widget asks of the rows it shows: it reads them through this and never copies them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from ktui.insight.table import Tone

Key = tuple[str, str]
"""An object of one kind: namespace (empty where there is none) and name."""


class Rows(Protocol):
    """Rows in their order. A key that `key_at` gave is known to the others until the rows change."""

    def __len__(self) -> int:
        """How many rows there are."""

    def key_at(self, index: int) -> Key:
        """The object in row `index`, 0 <= index < len."""

    def index_of(self, key: Key) -> int | None:
        """The row of `key`, or None when it is not among them."""

    def insertion_index(self, key: Key) -> int:
        """The row `key` had or would have, 0 <= index <= len: where a cursor goes whose object is gone."""

    def cells(self, key: Key) -> tuple[str, ...]:
        """One text for each column of the table, shown or not, as of now."""

    def tone(self, key: Key) -> Tone:
        """The tone of the row's state, as of now."""

    def trouble(self, key: Key) -> bool:
        """Whether the row needs a look, as of now."""

    def marked(self, key: Key) -> bool:
        """Whether the user marked the row."""


class NoRows:
    """The rows of a table that has not been given any."""

    def __len__(self) -> int:
        return 0

    def key_at(self, index: int) -> Key:
        """There is none."""
        raise IndexError(index)

    def index_of(self, key: Key) -> int | None:
        """Never among them."""
        return None

    def insertion_index(self, key: Key) -> int:
        """The only place there is."""
        return 0

    def cells(self, key: Key) -> tuple[str, ...]:
        """Nothing."""
        return ()

    def tone(self, key: Key) -> Tone:
        """None."""
        return ""

    def trouble(self, key: Key) -> bool:
        """Never."""
        return False

    def marked(self, key: Key) -> bool:
        """Never."""
        return False
