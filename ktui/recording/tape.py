"""A recording as it stood at a time, and what differs from one time to another."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from ktui.recording.line import LISTED, RECORDING

if TYPE_CHECKING:
    from ktui.recording.line import Key, Line
    from ktui.recording.reader import Recording


@dataclass(frozen=True, slots=True)
class NetChange:
    """What became of one object between two times, whatever it was in between."""

    resource: str
    key: Key
    before: Line | None
    """Its last line then; None: it was not there."""
    after: Line | None


@dataclass(frozen=True, slots=True)
class _Undo:
    """What a line has replaced."""

    resource: str
    replaced: dict[Key, Line | None]


_NOTHING = _Undo("", {})


class Tape:
    """The state of a recording at `at`; `move` goes to another time, forward or back.

    A move costs what lies between the two times, and a list of a kind the objects known before it.
    """

    def __init__(self, recording: Recording) -> None:
        """Nothing is there yet, not even what the recording begins with."""
        self.recording = recording
        self.at = float("-inf")
        """Unix seconds: what had arrived then, that moment included, is there."""
        self._objects: dict[str, dict[Key, Line]] = {}
        self._undo: list[_Undo] = []

    def move(self, to: float) -> list[NetChange]:
        """Go to a time; what differs then from what was there, in the order in which it came about on the way."""
        self.at = to
        return self._go(bisect_right(self.recording.lines, to, key=attrgetter("at")))

    def step(self) -> list[NetChange]:
        """Go one line further, though others of the same time may follow; nothing at the end."""
        if self.position < len(self.recording.lines):
            self.at = self.recording.lines[self.position].at
            return self._go(self.position + 1)
        return []

    @property
    def position(self) -> int:
        """How many of the recording's lines have arrived."""
        return len(self._undo)

    def objects(self, resource: str) -> dict[Key, Line]:
        """The last line of each object that is there, by namespace and name."""
        return dict(sorted(self._objects.get(resource, {}).items()))

    def get(self, resource: str, key: Key) -> Line | None:
        """The last line of one object; None: it is not there."""
        return self._objects.get(resource, {}).get(key)

    def lost_since(self, resource: str) -> float | None:
        """Since when the kind's watch was lost, so that its objects may have been different; None: it was not."""
        for gap in self.recording.gaps.get(resource, ()):
            if gap.begins <= self.at and (gap.ends is None or self.at < gap.ends):
                return gap.begins
        return None

    def _go(self, position: int) -> list[NetChange]:
        before: dict[tuple[str, Key], Line | None] = {}
        while self.position < position:
            undo = self._apply(self.recording.lines[self.position])
            self._undo.append(undo)
            _touch(before, undo.resource, undo.replaced)
        while self.position > position:
            undo = self._undo.pop()
            known = self._objects.get(undo.resource, {})
            _touch(before, undo.resource, {key: known.get(key) for key in undo.replaced})
            for key, line in undo.replaced.items():
                _set(known, key, line)
        changes = [NetChange(resource, key, old, self.get(resource, key)) for (resource, key), old in before.items()]
        return [change for change in changes if _differs(change.before, change.after)]

    def _apply(self, line: Line) -> _Undo:
        if line.resource == RECORDING:
            if line.type != LISTED:
                return _NOTHING
            namespace, resource = line.key
            listed = self._objects.setdefault(resource, {})
            replaced: dict[Key, Line | None] = {
                key: known for key, known in listed.items() if namespace in ("", key[0])
            }
            for key in replaced:
                del listed[key]
            return _Undo(resource, replaced)
        known = self._objects.setdefault(line.resource, {})
        undo = _Undo(line.resource, {line.key: known.get(line.key)})
        _set(known, line.key, None if line.type == "DELETED" else line)
        return undo


def _set(known: dict[Key, Line], key: Key, line: Line | None) -> None:
    if line is None:
        known.pop(key, None)
    else:
        known[key] = line


def _touch(before: dict[tuple[str, Key], Line | None], resource: str, replaced: dict[Key, Line | None]) -> None:
    """Remember what was there first, in the order of what was touched last."""
    for key, line in replaced.items():
        before[resource, key] = before.pop((resource, key), line)


def _differs(before: Line | None, after: Line | None) -> bool:
    """Whether they hold different objects: a list tells most of them once more as they were."""
    if before is None or after is None:
        return before is not after
    return before is not after and bytes(before.raw) != bytes(after.raw)
