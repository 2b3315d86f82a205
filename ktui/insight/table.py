"""What a table of one kind is made of: columns as kubectl has them, and a function from an object to its cells."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Tone = Literal["", "good", "busy", "bad", "muted"]
"""A cell's colour, which only repeats what its word says: well, in progress, in trouble, finished or idle."""

Cut = Literal["end", "middle", "first"]
"""How a text that has too few cells is cut: behind a whole word; in the middle, where its end tells it apart; or its
first word is left, which needs no more."""

SortValue = Any
"""A column's real type (number, time, text); values of one column compare with each other."""


class Column(NamedTuple):
    """One column: kubectl's header, how it sorts, and what it gives up when space is short."""

    header: str
    sort_value: Callable[[Any, float], SortValue]
    """(object, now in Unix seconds) -> a value that sorts as the column's meaning does."""
    wide: bool = False
    """Only in `-o wide` and where the screen has room, as in kubectl."""
    width: int = 0
    """Usual width of its texts, in cells: room kept so that columns do not jump while rows arrive."""
    rank: int = 0
    """Which columns go first when the screen is narrow: the highest rank goes first; 0 stays always."""
    right: bool = False
    """Numbers are aligned to the right on the screen."""
    ticks: bool = False
    """Whether its whole text changes by time alone, as an age does."""
    order_ticks: bool = False
    """Whether its order does so too: two ages keep theirs, but a Job that runs overtakes one that ran."""
    large_first: bool = False
    """Whether one looks for its large values: who orders by it sees them first. Of most counts the small ones tell."""
    live: bool = False
    """Whether what it says hangs on more than the object: an object that did not change may come to another place."""
    aside: bool = False
    """Whether a filter looks in it only where it is named: signs and figures are in the way of words."""
    least: int = 0
    """Cells with which it is of use, where its texts need more; 0: it is shown whole or not at all."""
    cut: Cut = "end"
    """How its texts are cut then."""


class Table(NamedTuple):
    """How one kind is shown on a server of one version."""

    columns: tuple[Column, ...]
    cells: Callable[[Any, float], tuple[str, ...]]
    """(object, now in Unix seconds) -> one text for each column, to the letter as kubectl prints it."""
    tone: Callable[[Any, float], Tone]
    """(object, now) -> the tone of the row's state."""
    state_column: str
    """The header of the column that says the row's state, which bears its tone."""
    traits: Mapping[str, Callable[[Any, float], bool]] = MappingProxyType({})
    """What an object may be besides its cells, by the word a filter has for it: (object, now) -> whether it is so."""
