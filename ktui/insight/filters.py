"""The filter of a pane: what its line says, and which objects it lets through.

Words separated by blanks must all hold. A word is a regular expression in any case of letters, or plain text where it
is none. `!word` must not be found. `COLUMN:word` is looked for in that column alone, any other word in the namespace,
the name and every cell but the ages: `5m` would find other rows each second. `is:near-miss` asks for a trait that no
column says. `-l` makes the rest of the line a label selector.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ktui.errors import UsageError
from ktui.insight.text import visible
from ktui.insight.traits import IS
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


class TraitError(UsageError):
    """A trait that nothing can have; says in a sentence which there are."""


@dataclass(frozen=True, slots=True)
class Being:
    """A trait that is asked for."""

    holds: Callable[[Any, float], bool]
    """(object, now) -> whether an object has it."""
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter's line, read for one table."""

    words: tuple[Word, ...] = ()
    beings: tuple[Being, ...] = ()
    selector: Selector | None = None
    doubt: str = ""
    """What may not be meant as it was understood, in a sentence: an expression that does not compile (yet)."""
    ticks: bool = False
    """Whether an object may come to pass, or cease to, by time alone."""
    live: bool = False
    """Whether it may do so because of more than the object tells: see `Column.live`."""
    cells: Callable[[Any, float], tuple[str, ...]] | None = None
    searched: tuple[int, ...] = ()
    """The indexes of the cells that words without a column are looked for in, besides namespace and name."""
    name: int = 0
    """The index of the name's cell."""

    def __bool__(self) -> bool:
        return bool(self.words or self.beings) or self.selector is not None

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
        return all(being.holds(obj, now) != being.negated for being in self.beings)


def parse_filter(text: str, table: Table, *, namespaced: bool) -> Filter:
    """What the line `text` means for `table`.

    Raises `SelectorError` for a selector that cannot be read, `TraitError` for a trait that there is not.
    """
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
    beings: list[Being] = []
    doubt = ""
    for piece in text.split():
        if piece.removeprefix("!").lower().startswith(IS):
            beings += _being(piece, table)
            continue
        word, uncertain = _word(piece, columns)
        doubt = doubt or uncertain
        if word is not None:
            words.append(word)
    name = next((i for i, column in enumerate(table.columns) if column.header == "NAME"), 0)
    searched = tuple(i for i, column in enumerate(table.columns) if not (column.ticks or column.aside or i == name))
    named = [table.columns[word.column] for word in words if word.column is not None and word.column >= 0]
    anywhere = [table.columns[index] for index in searched] if any(word.column is None for word in words) else []
    return Filter(
        words=tuple(words),
        beings=tuple(beings),
        selector=selector,
        doubt=doubt,
        ticks=any(column.ticks for column in named),
        live=bool(beings) or any(column.live for column in (*named, *anywhere)),
        cells=table.cells,
        searched=searched,
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


def _being(piece: str, table: Table) -> list[Being]:
    """The trait that a piece of the line asks for; none while it is not typed yet."""
    negated = piece.startswith("!")
    word = piece[len(IS) + negated :].lower()
    if not word:
        return []
    if word not in table.traits:
        known = ", ".join(IS + each for each in table.traits)
        raise TraitError(f"there is no {visible(piece[negated:])}" + (f": there are {known}" if known else " here"))
    return [Being(table.traits[word], negated)]


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
