"""The order in which objects are shown: by namespace, then name."""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ktui.store.store import Delta, Key

FEW = 24
"""Insertions at most that are made one by one; more are appended and sorted, which finds long runs in order."""


class View:
    """The keys of a store in order, kept so by each change."""

    def __init__(self) -> None:
        self._keys: list[Key] = []

    def __len__(self) -> int:
        return len(self._keys)

    def key_at(self, index: int) -> Key:
        """The key in row `index`; raises IndexError."""
        return self._keys[index]

    def index_of(self, key: Key) -> int | None:
        """The row of `key`; None where it is not shown."""
        index = bisect_left(self._keys, key)
        return index if index < len(self._keys) and self._keys[index] == key else None

    def insertion_index(self, key: Key) -> int:
        """The row `key` would have."""
        return bisect_left(self._keys, key)

    def update(self, delta: Delta) -> bool:
        """Follow the store; whether rows came, went or moved."""
        if len(delta.removed) > FEW:
            gone = set(delta.removed)
            self._keys = [key for key in self._keys if key not in gone]
        else:
            for key in delta.removed:
                index = self.index_of(key)
                if index is not None:
                    del self._keys[index]
        if len(delta.added) > FEW:
            self._keys.extend(delta.added)
            self._keys.sort()
        else:
            for key in delta.added:
                insort(self._keys, key)
        return bool(delta.added or delta.removed)
