"""Which rows of a pane one wants to see, and in which order."""

from __future__ import annotations

from typing import NamedTuple


class RowChoice(NamedTuple):
    """What a user chose for one pane; nothing chosen is every row by namespace and name."""

    filter: str = ""
    """The filter's line as it was typed."""
    troubled: bool = False
    """Only what is in trouble."""
    column: str = ""
    """The header of the column that orders; empty: namespace, then name."""
    reverse: bool = False
    """The largest first; equals stay in the order of namespace and name."""

    @property
    def narrows(self) -> bool:
        """Whether rows may be left out."""
        return bool(self.filter.strip()) or self.troubled

    def ordered_as(self, other: RowChoice) -> RowChoice:
        """These rows in the order of another choice."""
        return self._replace(column=other.column, reverse=other.reverse)

    @property
    def arrow(self) -> str:
        """Which way the column orders."""
        return "↓" if self.reverse else "↑"
