"""What the answering commands need of a recording: how it stood at a time, with what is to be said about it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ktui.errors import UsageError
from ktui.insight.text import visible
from ktui.model.decode import MalformedError, decode_object
from ktui.recording.moments import moment, said
from ktui.recording.reader import read_recording
from ktui.recording.tape import Tape

if TYPE_CHECKING:
    from ktui.cli import Where
    from ktui.model.kinds import Kind
    from ktui.recording.reader import Recording


@dataclass(frozen=True, slots=True)
class Then:
    """A recording as it stood at `at` (Unix seconds), in a scope."""

    recording: Recording
    at: float
    namespace: str | None
    """None: all that it holds."""
    _tape: Tape

    def objects(self, kind: Kind) -> tuple[list[Any], int]:
        """The kind's objects by namespace and name, and how many were left out because they cannot be read.

        Raises `UsageError` where nothing can be known of the kind; says on stderr what may be missing.
        """
        self._must_know(kind)
        found, unreadable = [], 0
        for (namespace, _), line in self._tape.objects(kind.name).items():
            if self.namespace is None or not kind.namespaced or namespace == self.namespace:
                try:
                    found.append(decode_object(kind, bytes(line.raw)))
                except MalformedError:
                    unreadable += 1
        return found, unreadable

    def _must_know(self, kind: Kind) -> None:
        recording = self.recording
        if kind.name not in recording.resources:
            held = ", ".join(recording.resources) or "nothing"
            raise UsageError(f"{visible(recording.path)} holds no {kind.name}: recorded were {held}")
        since = recording.known_since(kind.name)
        if self.at < since:
            raise UsageError(
                f"of the {kind.name} nothing is known at {said(self.at)}: they were first listed at {said(since)}"
            )
        if (lost := self._tape.lost_since(kind.name)) is not None:
            warn(f"the {kind.name} are as they were last known: their watch was lost at {said(lost)}")


def recording_then(where: Where) -> Then:
    """The recording that `--from` names at the time that `--at` names, or at its end; raises `UsageError`."""
    assert where.recording is not None
    recording = read_recording(where.recording)
    for note in recording.notes:
        warn(note)
    at = recording.end if where.at is None else moment(where.at, recording.start, recording.end)
    if where.namespace is not None and recording.scope and where.namespace not in recording.scope:
        held = visible(", ".join(recording.scope))
        raise UsageError(f"{visible(recording.path)} holds no namespace {where.namespace!r}: recorded were {held}")
    tape = Tape(recording)
    tape.move(at)
    return Then(recording, at, where.namespace, tape)


def warn(sentence: str) -> None:
    """Say what the answer alone does not."""
    print(f"ktui: {visible(sentence)}", file=sys.stderr)
