"""A file to a recording: its lines in order, and what they tell about it."""

from __future__ import annotations

import os
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING

import msgspec

from ktui.errors import UsageError
from ktui.insight.text import visible
from ktui.recording.kinds import KNOWN
from ktui.recording.line import (
    CHANGES,
    DISCONNECTED,
    LISTED,
    RECORDING,
    RESUMED,
    START,
    Line,
    LineError,
    NotJsonError,
    UnknownLineError,
    read_line,
)
from ktui.recording.release import release_of
from ktui.recording.source import DamagedError, Lines

if TYPE_CHECKING:
    from ktui.insight.scope import Namespaces
    from ktui.model.version import ServerVersion


class RecordingError(UsageError):
    """A file that is no recording, or a damaged one."""


@dataclass(frozen=True, slots=True)
class Gap:
    """While a kind's watch was lost; Unix seconds."""

    begins: float
    ends: float | None
    """None: it was lost until the end."""


@dataclass(frozen=True, slots=True)
class Recording:
    """What watches delivered, in memory; never changed."""

    path: str
    lines: tuple[Line, ...]
    """In the order of their time; those of the same time as they stand in the file."""
    start: float
    """When it begins, in Unix seconds."""
    end: float
    version: ServerVersion
    """The server's release (see `release_of`)."""
    scope: Namespaces
    """The namespaces that were recorded; none named: all, or nothing tells."""
    resources: tuple[str, ...]
    """The plurals of what was recorded, sorted: of these what is not there was not there."""
    gaps: dict[str, tuple[Gap, ...]]
    """While which the watch of a kind was lost, for each of `resources`."""
    notes: tuple[str, ...] = ()
    """What was left out and why, in sentences."""
    left_out: dict[str, int] = field(default_factory=dict)
    """How many lines were left out, by the resource or type that is not known."""

    def lines_until(self, at: float) -> int:
        """How many of `lines` had arrived at that time."""
        return bisect_right(self.lines, at, key=attrgetter("at"))

    def known_since(self, resource: str) -> float:
        """When a kind's objects were first known: with its first list, or from the start where none was recorded."""
        for line in self.lines:
            if line.resource == resource:
                break
            if line.type == LISTED and line.about == resource:
                return line.at
        return self.start

    def namespaces(self) -> tuple[str, ...]:
        """Those that its objects are in, sorted."""
        return tuple(sorted({line.key[0] for line in self.lines if line.key[0]}))


def read_recording(path: str | os.PathLike[str]) -> Recording:
    """Read a recording, plain or compressed; raises `RecordingError`.

    What a recorder that was killed leaves is read as far as it goes. Other damage is not: who wrote over a part of a
    file may have written over what matters.
    """
    name = visible(os.fspath(path))
    lines: list[Line] = []
    left_out: Counter[str] = Counter()
    notes: list[str] = []
    number = 0
    try:
        with open(path, "rb") as file:
            source = Lines(file)
            for number, text in enumerate(source, start=1):
                _take(text, number, lines, left_out)
    except OSError as error:
        raise RecordingError(f"the recording {name} cannot be read: {error.strerror or error}") from None
    except LineError as error:
        raise RecordingError(f"{name} is no recording that can be read: line {number} {error}") from None
    except DamagedError as error:
        raise RecordingError(f"{name} is damaged after its line {number}: {error}") from None
    broken = source.unended
    if source.rest.strip():
        try:
            _take(source.rest, number + 1, lines, left_out)
        except LineError as error:
            if not lines or not isinstance(error, NotJsonError):
                raise RecordingError(f"{name} is no recording that can be read: line {number + 1} {error}") from None
            broken = True
    if not lines:
        raise RecordingError(f"{name} holds no recording: there is no line in it that ktui knows")
    if broken:
        notes.append(f"the recording breaks off after its line {lines[-1].number}: the recorder was not ended in order")
    if left_out:
        what = ", ".join(f"{visible(word)} {count}" for word, count in left_out.most_common())
        notes.append(f"{left_out.total()} lines of what ktui does not know were left out: {what}")
    lines.sort(key=attrgetter("at"))
    resources = _resources(lines)
    return Recording(
        path=os.fspath(path),
        lines=tuple(lines),
        start=lines[0].at,
        end=lines[-1].at,
        version=release_of(lines),
        scope=_scope(lines),
        resources=resources,
        gaps={resource: _gaps(lines, resource) for resource in resources},
        notes=tuple(notes),
        left_out=dict(left_out),
    )


def _take(text: bytes, number: int, lines: list[Line], left_out: Counter[str]) -> None:
    if text.strip():
        try:
            lines.append(read_line(text, number, KNOWN))
        except UnknownLineError as error:
            left_out[str(error)] += 1


def _resources(lines: list[Line]) -> tuple[str, ...]:
    """What was listed, or what there are lines of."""
    found = {line.about for line in lines if line.type == LISTED}
    found |= {line.resource for line in lines if line.resource != RECORDING}
    return tuple(sorted(found & KNOWN))


def _gaps(lines: list[Line], resource: str) -> tuple[Gap, ...]:
    """From DISCONNECTED to where the watch goes on: a list, a word of it, or a change that it delivers.

    Another START in the middle is a recorder that began anew: what came between is not known either.
    """
    gaps = []
    lost: float | None = None
    before = lines[0].at
    for index, line in enumerate(lines):
        if line.resource == RECORDING:
            if line.type == START and index:
                lost = before if lost is None else lost
            elif line.about not in ("", resource):
                continue
            elif line.type == DISCONNECTED:
                lost = _lost_at(line) if lost is None else lost
            elif line.type in (LISTED, RESUMED) and lost is not None:
                gaps.append(Gap(lost, line.at))
                lost = None
        elif line.resource == resource and line.type in CHANGES and lost is not None:
            gaps.append(Gap(lost, line.at))
            lost = None
        before = line.at
    if lost is not None:
        gaps.append(Gap(lost, None))
    return tuple(gaps)


class _Disconnected(msgspec.Struct):
    since: float | None = None


def _lost_at(line: Line) -> float:
    """Since when nothing was heard: a connection is known to be lost some time after it was."""
    try:
        since = msgspec.json.decode(line.raw, type=_Disconnected | None)
    except msgspec.DecodeError:
        return line.at
    return line.at if since is None or since.since is None else min(since.since, line.at)


class _Start(msgspec.Struct):
    scope: str | list[str] | None = None


def _scope(lines: list[Line]) -> Namespaces:
    for line in lines:
        if line.type == START:
            try:
                scope = msgspec.json.decode(line.raw, type=_Start).scope
            except msgspec.DecodeError:
                return ()
            if isinstance(scope, str):
                return (scope,) if scope not in ("", "*") else ()
            return tuple(scope or ())
    return ()
