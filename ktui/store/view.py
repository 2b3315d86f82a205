"""Which objects of a store are shown, and in which order.

An arrangement is kept by each change and never made anew for one: a change costs a few comparisons, whatever the
store's size. Another arrangement is made beside the one that is shown, so many rows at a time as its maker asks for,
and takes its place when it is complete: what is shown is always the whole truth of one arrangement.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ktui.insight.table import SortValue
    from ktui.store.store import Delta, Key, Store

FEW = 24
"""Insertions at most that are made one by one where keys alone order; more are appended and sorted, which finds long
runs in order."""

SOME = 300
"""The same where a value orders: such rows are sorted twice, by key and by value."""

SLICE = 150
"""Rows that one call of `advance` examines unless told: two or three milliseconds with cells and expressions."""

REMEMBERED = 1000
"""Values at most that are kept of rows that are gone, for a cursor that stood on one."""


class Arrangement(NamedTuple):
    """What is shown, in which order; by default everything by namespace and name."""

    matches: Callable[[Any], bool] | None = None
    """Which objects are shown; None: all."""
    troubled: bool = False
    """Only what is in trouble."""
    value: Callable[[Any], SortValue] | None = None
    """What orders the objects, the same for an object as long as the arrangement lasts; equals by namespace, name."""
    reverse: bool = False
    """The largest value first; equals stay in the order of namespace and name."""


class _Rows:
    """The rows of one arrangement."""

    def __init__(self, store: Store, arrangement: Arrangement) -> None:
        self._store = store
        self._arrangement = arrangement
        self.keys: list[Key] = []
        self._values: dict[Key, SortValue] = {}
        """The value of each row, where a value orders."""
        self._gone: dict[Key, SortValue] = {}

    @property
    def plain(self) -> bool:
        return self._arrangement.matches is None and self._arrangement.value is None

    def index_of(self, key: Key) -> int | None:
        if self._arrangement.value is not None and key not in self._values:
            return None
        index = self.place(key)
        return index if index < len(self.keys) and self.keys[index] == key else None

    def place(self, key: Key) -> int:
        """The row `key` has, would have or had."""
        if self._arrangement.value is None:
            return bisect_left(self.keys, key)
        if key in self._values:
            return self._among(key, self._values[key])
        obj = self._store.objects.get(key)
        if obj is not None:
            return self._among(key, self._arrangement.value(obj))
        return self._among(key, self._gone[key]) if key in self._gone else 0

    def _among(self, key: Key, value: SortValue) -> int:
        """The number of rows before one of this key and value."""
        keys, values, reverse = self.keys, self._values, self._arrangement.reverse
        low, high = 0, len(keys)
        while low < high:
            middle = (low + high) // 2
            other = keys[middle]
            there = values[other]
            before = other < key if there == value else (there > value if reverse else there < value)
            if before:
                low = middle + 1
            else:
                high = middle
        return low

    def _wanted(self, key: Key) -> bool:
        obj = self._store.objects.get(key)
        if obj is None or (self._arrangement.troubled and key not in self._store.troubled):
            return False
        matches = self._arrangement.matches
        return matches is None or matches(obj)

    def examine(self, keys: Iterable[Key]) -> bool:
        """Bring the rows of these keys to what the store holds; whether rows came, went or moved."""
        value = self._arrangement.value
        there = [key for key in keys if self._wanted(key)]
        wanted = set(there)
        if value is None:
            held = {key for key in keys if self.index_of(key) is not None}
            gone, new = held - wanted, wanted - held
            self._remove(gone)
            self._insert(new)
            return bool(gone or new)
        values = {key: value(self._store.objects[key]) for key in there}
        gone = {key for key in keys if key in self._values and (key not in wanted or self._values[key] != values[key])}
        new = {key for key in there if key in gone or key not in self._values}
        self._remove(gone)
        self._insert_valued({key: values[key] for key in new})
        return bool(gone or new)

    def _remove(self, gone: set[Key]) -> None:
        if len(gone) > FEW:
            self.keys = [key for key in self.keys if key not in gone]
        else:
            for key in gone:
                index = self.index_of(key)
                if index is not None:
                    del self.keys[index]
        if self._arrangement.value is not None:
            if len(self._gone) + len(gone) > REMEMBERED:
                self._gone.clear()
            for key in gone:
                self._gone[key] = self._values.pop(key)

    def _insert(self, new: set[Key]) -> None:
        if len(new) > FEW:
            self.keys.extend(new)
            self.keys.sort()
        else:
            for key in new:
                insort(self.keys, key)

    def _insert_valued(self, new: dict[Key, SortValue]) -> None:
        if len(new) > SOME:
            self._values.update(new)
            self.keys.extend(new)
            self.keys.sort()
            self.keys.sort(key=self._values.__getitem__, reverse=self._arrangement.reverse)
            return
        for key, value in new.items():
            self.keys.insert(self._among(key, value), key)
            self._values[key] = value


class View:
    """The keys of a store's objects as they are shown, kept so by each change."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._rows = _Rows(store, Arrangement())
        self._next: _Rows | None = None
        self._to_examine: list[Key] = []
        self.revision = 0
        """Counts the times at which rows came, went or moved."""

    def __len__(self) -> int:
        return len(self._rows.keys)

    def key_at(self, index: int) -> Key:
        """The key in row `index`; raises IndexError."""
        return self._rows.keys[index]

    def index_of(self, key: Key) -> int | None:
        """The row of `key`; None where it is not shown."""
        return self._rows.index_of(key)

    def insertion_index(self, key: Key) -> int:
        """The row `key` has or would have; that which it had, where it is gone."""
        return self._rows.place(key)

    @property
    def plain(self) -> bool:
        """Whether everything is shown by namespace and name, so that a row costs next to nothing."""
        return self._next is None and self._rows.plain

    @property
    def arranging(self) -> bool:
        """Whether another arrangement is being made."""
        return self._next is not None

    def arrange(self, arrangement: Arrangement) -> None:
        """Begin to make another arrangement, instead of one that is not done; `advance` makes it."""
        self._next = _Rows(self._store, arrangement)
        self._to_examine = list(self._store.objects)

    def abandon(self) -> None:
        """Stay with the arrangement that is shown."""
        self._next = None
        self._to_examine = []

    def advance(self, rows: int = SLICE) -> bool:
        """Examine so many more rows at most; whether the arrangement is complete, and `finish` may show it.

        What `matches` raises comes out, and the arrangement that is shown stays.
        """
        if self._next is None:
            return True
        batch = self._to_examine[-rows:]
        del self._to_examine[-rows:]
        self._next.examine(batch)
        return not self._to_examine

    @property
    def found(self) -> int:
        """How many rows the arrangement in the making has so far."""
        return 0 if self._next is None else len(self._next.keys)

    def finish(self) -> None:
        """Show the arrangement that is complete."""
        if self._next is not None and not self._to_examine:
            self._rows, self._next = self._next, None
            self.revision += 1

    def update(self, delta: Delta) -> bool:
        """Follow the store, in what is shown and in what is being made; whether rows came, went or moved."""
        keys = [*delta.added, *delta.changed, *delta.removed]
        if self._next is not None:
            self._next.examine(keys)
        moved = self._rows.examine(keys)
        self.revision += moved
        return moved
