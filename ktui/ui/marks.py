"""Which objects of a pane are marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from ktui.store.store import Delta, Key


class Marks:
    """Marked objects of one kind, by key and uid: another object that takes a name does not take its mark.

    A change of the store costs a look at the keys in it while anything is marked, and nothing while nothing is.
    """

    def __init__(self) -> None:
        self._uids: dict[Key, str] = {}

    def __len__(self) -> int:
        return len(self._uids)

    def __contains__(self, key: object) -> bool:
        return key in self._uids

    def __iter__(self) -> Iterator[Key]:
        return iter(self._uids)

    def toggle(self, obj: Any) -> None:
        """Mark an object, or take its mark away."""
        if self._uids.pop(obj.key, None) is None:
            self._uids[obj.key] = obj.meta.uid

    def toggle_all(self, keys: Iterable[Key], objects: Mapping[Key, Any]) -> None:
        """Mark all of these, or take the marks of all away where each has one; others keep theirs."""
        keys = list(keys)
        if all(key in self._uids for key in keys):
            for key in keys:
                del self._uids[key]
        else:
            self._uids.update((key, objects[key].meta.uid) for key in keys)

    def clear(self) -> None:
        """Take all marks away."""
        self._uids.clear()

    def apply(self, delta: Delta, objects: Mapping[Key, Any]) -> None:
        """Marks go with their objects."""
        if not self._uids:
            return
        for key in delta.removed:
            self._uids.pop(key, None)
        for keys in (delta.changed, delta.added):
            for key in keys:
                uid = self._uids.get(key)
                if uid is not None and ((obj := objects.get(key)) is None or obj.meta.uid != uid):
                    del self._uids[key]

    def ordered(self, place: Callable[[Key], int | None]) -> list[Key]:
        """The marked keys by their rows, `place`; behind them those that have no row now, by key."""
        rows = {key: place(key) for key in self._uids}
        shown = sorted((row, key) for key, row in rows.items() if row is not None)
        return [*(key for _, key in shown), *sorted(key for key, row in rows.items() if row is None)]
