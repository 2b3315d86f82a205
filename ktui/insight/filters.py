"""The filter of a pane: what its line says, and which objects it lets through.

Words separated by blanks must all hold. A word is a regular expression in any case of letters, or plain text where it
is none. `!word` must not be found. `COLUMN:word` is looked for in that column alone, any other word in the namespace,
the name and every cell but the ages: `5m` would find other rows each second. `-l` makes the rest of the line a label
selector.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ktui.insight.text import visible
from ktui.model.label_selector import SelectorError, parse_selector

if TYPE_CHECKING:
    from collections.abc import Callable

    from ktui.insight.table import Column, Table
    from ktui.model.label_selector import Selector

LONGEST = 300
"""Characters of a filter's line at most: the longest name has 253, and compiling more would take time."""

_SELECTOR = re.compile(r"(?:^|(?<=\s))-l(?:\s+|$)(?P<rest>.*)", re.DOTALL)
_AGO = " ago)"
_SEPARATORS = str.maketrans("", "", " -_")


@dataclass(frozen=True, slots=True)
class Word:
    """One condition of a filter's line."""

    found_in: Callable[[str], Any]
    """Whether a text holds it."""
    column: int | None = None
    """The index of the one cell it is looked for in; -1: the namespace; None: anywhere."""
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter's line, read for one table."""

    words: tuple[Word, ...] = ()
    selector: Selector | None = None
    doubt: str = ""
    """What may not be meant as it was understood, in a sentence: an expression that does not compile (yet)."""
    ticks: bool = False
    """Whether an object may come to pass, or cease to, by time alone."""
    cells: Callable[[Any, float], tuple[str, ...]] | None = None
    searched: tuple[int, ...] = ()
    """The indexes of the cells that words without a column are looked for in, besides namespace and name."""
    name: int = 0
    """The index of the name's cell."""

    def __bool__(self) -> bool:
        return bool(self.words) or self.selector is not None

    def matches(self, obj: Any, now: float) -> bool:
        """Whether it lets `obj` through at `now` (Unix seconds)."""
        if self.selector is not None and not self.selector.matches(obj.meta.labels):
            return False
        cells: tuple[str, ...] | None = None
        for word in self.words:
            if word.column == -1:
                found = word.found_in(obj.meta.namespace)
            elif word.column == self.name or (
                word.column is None and (word.found_in(obj.meta.name) or word.found_in(obj.meta.namespace))
            ):
                # Most words are a part of a name, and a name is known without computing what the row says.
                found = word.column is None or word.found_in(obj.meta.name)
            else:
                if cells is None:
                    cells = tuple(map(_lasting, self.cells(obj, now))) if self.cells is not None else ()
                if word.column is not None:
                    found = word.found_in(cells[word.column])
                else:
                    found = any(word.found_in(cells[index]) for index in self.searched)
            if bool(found) == word.negated:
                return False
        return True


def parse_filter(text: str, table: Table, *, namespaced: bool) -> Filter:
    """What the line `text` means for `table`; raises `SelectorError` for a selector that cannot be read."""
    text = text[:LONGEST]
    selector = None
    if (found := _SELECTOR.search(text)) is not None:
        text = text[: found.start()]
        if found["rest"].strip():
            try:
                selector = parse_selector(found["rest"])
            except SelectorError as error:
                raise SelectorError(visible(str(error))) from None
    columns = _by_header(table.columns, namespaced=namespaced)
    words: list[Word] = []
    doubt = ""
    for piece in text.split():
        word, uncertain = _word(piece, columns)
        doubt = doubt or uncertain
        if word is not None:
            words.append(word)
    name = next((i for i, column in enumerate(table.columns) if column.header == "NAME"), 0)
    return Filter(
        words=tuple(words),
        selector=selector,
        doubt=doubt,
        ticks=any(word.column is not None and word.column >= 0 and table.columns[word.column].ticks for word in words),
        cells=table.cells,
        searched=tuple(i for i, column in enumerate(table.columns) if not column.ticks and i != name),
        name=name,
    )


def _lasting(cell: str) -> str:
    """A cell without the age at its end: `9 (14s ago)` says 9."""
    return cell[: cell.rindex(" (")] if cell.endswith(_AGO) and " (" in cell else cell


def _by_header(columns: tuple[Column, ...], *, namespaced: bool) -> dict[str, int]:
    """Column by what a user may write for its header."""
    named = {_plain_header(column.header): index for index, column in enumerate(columns)}
    return {**({"namespace": -1} if namespaced else {}), **named}


def _plain_header(header: str) -> str:
    return header.lower().translate(_SEPARATORS)


def _word(piece: str, columns: dict[str, int]) -> tuple[Word | None, str]:
    """The condition that a piece of the line is, if it is one already, and what is in doubt about it."""
    negated = piece.startswith("!")
    if negated:
        piece = piece[1:]
    head, colon, rest = piece.partition(":")
    column = columns.get(_plain_header(head)) if colon else None
    if column is not None:
        piece = rest
    if not piece:
        return None, ""
    found_in, doubt = _search(piece)
    return Word(found_in, column, negated), doubt


def _search(piece: str) -> tuple[Callable[[str], Any], str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what a later Python may read otherwise
            return re.compile(piece, re.IGNORECASE).search, ""
    except (re.error, OverflowError, RecursionError) as error:
        why = error.msg if isinstance(error, re.error) else "too much of it"
        doubt = f"{visible(piece)} is no regular expression ({visible(why)}): looked for as plain text"
        return re.compile(re.escape(piece), re.IGNORECASE).search, doubt
