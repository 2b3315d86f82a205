"""The objects of one kind, and which of them are in trouble."""

from __future__ import annotations

from heapq import nsmallest
from math import inf
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ktui.model.trouble import Trouble

Key = tuple[str, str]
"""(namespace, name); the namespace is "" where there is none."""


class Delta(NamedTuple):
    """What a batch of changes did to a store."""

    added: list[Key]
    changed: list[Key]
    removed: list[Key]

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


class Store:
    """Key to object. Owns no task and no clock; `judge` says whether an object is in trouble now."""

    def __init__(self, judge: Callable[[Any, float], Trouble | None]) -> None:
        self._judge = judge
        self.objects: dict[Key, Any] = {}
        self.troubled: dict[Key, Trouble] = {}
        self._soonest = inf
        """No trouble's time is over before this, in Unix seconds."""

    def __len__(self) -> int:
        return len(self.objects)

    def apply(self, changes: Mapping[Key, Any | None], now: float) -> Delta:
        """Put (an object) or remove (None) each key; objects of the same version are no change."""
        delta = Delta([], [], [])
        for key, obj in changes.items():
            old = self.objects.get(key)
            if obj is None:
                if old is not None:
                    del self.objects[key]
                    self.troubled.pop(key, None)
                    delta.removed.append(key)
                continue
            if old is None:
                delta.added.append(key)
            elif (old.meta.resource_version, old.meta.uid) == (obj.meta.resource_version, obj.meta.uid):
                continue
            else:
                delta.changed.append(key)
            self.objects[key] = obj
            self._assess(key, obj, now)
        return delta

    def reassess(self, keys: Iterable[Key], now: float) -> bool:
        """Judge these anew, because what they depend on changed; whether any verdict did."""
        differs = False
        for key in keys:
            obj = self.objects.get(key)
            if obj is not None:
                differs |= self._assess(key, obj, now)
        return differs

    def expire(self, now: float) -> list[Key]:
        """Judge anew what is in trouble for a while only and whose while is over; the keys judged."""
        if now < self._soonest:
            return []
        due = [key for key, trouble in self.troubled.items() if trouble.until is not None and trouble.until <= now]
        self._soonest = inf
        self.reassess(due, now)
        self._soonest = min(
            (trouble.until for trouble in self.troubled.values() if trouble.until is not None), default=inf
        )
        return due

    def worst(self, most: int) -> list[tuple[Key, Trouble]]:
        """At most so many of those in trouble: first what lasts, then what is only news; each in the order of keys."""
        return nsmallest(most, self.troubled.items(), key=lambda item: (item[1].until is not None, item[0]))

    def _assess(self, key: Key, obj: Any, now: float) -> bool:
        before = self.troubled.get(key)
        trouble = self._judge(obj, now)
        if trouble is None:
            self.troubled.pop(key, None)
        else:
            self.troubled[key] = trouble
            if trouble.until is not None:
                self._soonest = min(self._soonest, trouble.until)
        return trouble != before
