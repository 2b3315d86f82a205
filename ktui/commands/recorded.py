"""What the answering commands need of a recording: how it stood at a time, with what is to be said about it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ktui.errors import KtuiError, NotFoundError, UsageError
from ktui.insight.text import visible
from ktui.model.decode import MalformedError, decode_object
from ktui.model.kinds import EVENTS, NODES, PODS
from ktui.recording.moments import moment, said
from ktui.recording.pasts import Pasts
from ktui.recording.reader import read_recording
from ktui.recording.tape import Tape

if TYPE_CHECKING:
    from ktui.cli import Where
    from ktui.insight.evidence import Evidence
    from ktui.model.evidence import EventWrite, Watched
    from ktui.model.kinds import Kind
    from ktui.model.objects import Node, Pod
    from ktui.recording.line import Line
    from ktui.recording.reader import Recording


@dataclass(frozen=True, slots=True)
class Then:
    """A recording as it stood at `at` (Unix seconds), in a scope."""

    recording: Recording
    at: float
    namespace: str | None
    """None: all that it holds."""
    _tape: Tape
    _pasts: Pasts

    @property
    def watched(self) -> Watched:
        """What of the events can have been seen: from their first list on, but for the recording's gaps."""
        return self._pasts.watched(self.at)

    def evidence(self, uid: str) -> Evidence:
        """What is known of the past of the pod with this uid, also of one that is gone."""
        return self._pasts.evidence(uid, self.at)

    def events_of(self, uid: str) -> list[EventWrite]:
        """What was told of the object with this uid, in no order."""
        return self._pasts.events_of(uid, self.at)

    def node(self, name: str) -> Node | None:
        """A node; None where it was not there, or not recorded."""
        line = self._tape.get(NODES.name, ("", name))
        if line is None:
            return None
        try:
            node: Node = decode_object(NODES, bytes(line.raw))
        except MalformedError:
            return None
        return node

    def pod(self, name: str) -> tuple[Pod, bool]:
        """The pod of a name, and whether it is there no more: then as it was last known.

        Raises `NotFoundError`, and `UsageError` where several namespaces have one; says on stderr what is lacking.
        """
        self._must_know(PODS)
        known = {
            namespace: line
            for namespace, line in self._pasts.last_of(name, self.at).items()
            if self.namespace in (None, namespace)
        }
        there = {space: line for space in known if (line := self._tape.get(PODS.name, (space, name))) is not None}
        found = there or known
        if not found:
            raise NotFoundError(f'{PODS.name} "{visible(name)}" not found in the recording at {said(self.at)}')
        if len(found) > 1:
            spaces = visible(" and ".join(sorted(found)))
            raise UsageError(f"there are pods {visible(name)!r} in {spaces}: say which with -n")
        (line,) = found.values()
        pod = self._read_pod(line)
        if not there:
            gone = self.evidence(pod.meta.uid).gone
            when = f" at {said(gone.at)}" if gone is not None else ""
            warn(f"the pod {pod.meta.namespace}/{name} was gone{when}: this is how it was last known")
        if EVENTS.name not in self.recording.resources:
            warn(f"{self.recording.path} holds no events: the answer is made from what the pod tells of itself")
        return pod, not there

    def _read_pod(self, line: Line) -> Pod:
        try:
            pod: Pod = decode_object(PODS, bytes(line.raw))
        except MalformedError:
            raise KtuiError(f"the pod {visible('/'.join(line.key))} cannot be read in the recording") from None
        return pod

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
    return Then(recording, at, where.namespace, tape, Pasts(recording))


def warn(sentence: str) -> None:
    """Say what the answer alone does not."""
    print(f"ktui: {visible(sentence)}", file=sys.stderr)
