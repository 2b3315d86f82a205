"""What a recording tells of the past of a pod: its own lines and those of its events, up to a time."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec

from ktui.insight.evidence import Evidence, seen_in_event
from ktui.insight.pod_events import is_static, tells_of
from ktui.model.decode import MalformedError, decode_object
from ktui.model.evidence import Watched
from ktui.model.kinds import EVENTS, PODS
from ktui.recording.line import LISTED, RECORDING, RESUMED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ktui.model.evidence import EventWrite
    from ktui.model.kinds import Kind
    from ktui.model.objects import Event, Pod
    from ktui.recording.line import Key, Line
    from ktui.recording.reader import Recording


class Pasts:
    """The pasts of a recording's pods. Whose each line is, is found out once; only what is asked for is decoded."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording

    def evidence(self, uid: str, until: float) -> Evidence:
        """What was known at a time (Unix seconds) of the pod with this uid; nothing, where it was not recorded."""
        evidence = Evidence(uid)
        last: Line | None = None
        pod: Pod | None = None
        for each in _up_to(self._index.pods.get(uid, []), until):
            last, found = each, _decoded(PODS, each)
            pod = found or pod
            if found is not None:
                evidence.note_pod(found)
        gone = None if last is None else self._gone(last, until)
        if gone is not None:
            evidence.note_gone(gone)
        for event in self._events(uid, pod, gone, until):
            evidence.note_event(event)
        return evidence

    def events_of(self, uid: str, until: float) -> list[EventWrite]:
        """The events about whatever object has this uid, each as it was written up to a time."""
        writes = (seen_in_event(event) for event in self._events(uid, None, None, until))
        return [write for write in writes if write is not None]

    def watched(self, until: float) -> Watched:
        """What of the events can be known at a time: they were watched from their first list on."""
        recording = self._recording
        if EVENTS.name not in recording.resources or until < (since := recording.known_since(EVENTS.name)):
            return Watched()
        lost: list[tuple[float, float | None]] = []
        for gap in recording.gaps[EVENTS.name]:
            if gap.begins > until:
                continue
            if gap.ends is None or gap.ends > until:
                lost.append((gap.begins, None))
            elif gap.ends not in self._index.resumed:
                lost.append((gap.begins, gap.ends))
        return Watched(since=since, lost=tuple(lost))

    def last_of(self, name: str, until: float) -> dict[str, Line]:
        """By namespace, the last line before a time of each pod that had this name, those that are gone included."""
        found: dict[str, Line] = {}
        for line in _up_to(self._index.names.get(name, []), until):
            found[line.key[0]] = line
        return found

    def _events(self, uid: str, pod: Pod | None, gone: float | None, until: float) -> Iterator[Event]:
        index = self._index
        for line in _up_to(index.events.get(uid, []), until):
            event = _decoded(EVENTS, line)
            if event is not None:
                yield event
        if pod is None:
            return
        for line in _up_to((index.by_name if is_static(pod) else index.without_uid).get(pod.key, []), until):
            event = _decoded(EVENTS, line)
            if event is not None and tells_of(event, pod, gone):
                yield event

    def _gone(self, last: Line, until: float) -> float | None:
        """When a pod was found to be there no more: deleted, not in a later list, or another has its name."""
        if last.type == "DELETED":
            return last.at
        namespace = last.key[0]
        later = [
            line.at
            for line in self._index.lists
            if line.key[0] in ("", namespace) and last.at <= line.at <= until and line.number > last.number
        ]
        later += [
            line.at
            for line in self._index.names.get(last.key[1], [])
            if line.key == last.key and line.number > last.number and line.at <= until
        ]
        return min(later, default=None)

    @cached_property
    def _index(self) -> _Index:
        return _Index(self._recording.lines)


class _Involved(msgspec.Struct):
    kind: str = ""
    namespace: str = ""
    name: str = ""
    uid: str = ""


class _EventHead(msgspec.Struct, rename="camel"):
    involved_object: _Involved = msgspec.field(default_factory=_Involved)


class _Meta(msgspec.Struct):
    uid: str = ""


class _PodHead(msgspec.Struct):
    metadata: _Meta


_EVENT_HEAD = msgspec.json.Decoder(_EventHead)
_POD_HEAD = msgspec.json.Decoder(_PodHead)
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class _Index:
    """Whose each line is; lines in the order of time."""

    def __init__(self, lines: tuple[Line, ...]) -> None:
        self.pods: dict[str, list[Line]] = {}
        """Of each pod, by its uid."""
        self.names: dict[str, list[Line]] = {}
        """Of pods, by their name."""
        self.events: dict[str, list[Line]] = {}
        """By the uid of the object that they are about."""
        self.by_name: dict[Key, list[Line]] = {}
        """Events about pods, by the pod's namespace and name."""
        self.without_uid: dict[Key, list[Line]] = {}
        """Those of them that name no uid."""
        self.lists: list[Line] = []
        """The words that a list of pods follows."""
        self.resumed: set[float] = set()
        """When the events' watch went on where it was lost, so that nothing was missed."""
        for line in lines:
            if line.resource == PODS.name:
                uid = _uid(line)
                if uid is not None:
                    self.pods.setdefault(uid, []).append(line)
                    self.names.setdefault(line.key[1], []).append(line)
            elif line.resource == EVENTS.name:
                about = _about(line)
                if about is not None:
                    self.events.setdefault(about.uid, []).append(line)
                    if about.kind == "Pod":
                        key = (about.namespace, about.name)
                        self.by_name.setdefault(key, []).append(line)
                        if not about.uid:
                            self.without_uid.setdefault(key, []).append(line)
            elif line.resource == RECORDING and line.type == LISTED and line.about == PODS.name:
                self.lists.append(line)
            elif line.resource == RECORDING and line.type == RESUMED and line.about in ("", EVENTS.name):
                self.resumed.add(line.at)


def _uid(line: Line) -> str | None:
    try:
        return _POD_HEAD.decode(line.raw).metadata.uid
    except _UNREADABLE:
        return None


def _about(line: Line) -> _Involved | None:
    try:
        return _EVENT_HEAD.decode(line.raw).involved_object
    except _UNREADABLE:
        return None


def _up_to(lines: list[Line], until: float) -> Iterator[Line]:
    return (line for line in lines if line.at <= until)


def _decoded(kind: Kind, line: Line) -> Any:
    """The line's object; None where it is not of the form the API promises."""
    try:
        return decode_object(kind, bytes(line.raw))
    except MalformedError:
        return None
