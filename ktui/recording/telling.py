"""What a recording tells of its pods' past, all of them, in the order of its time: read once, line by line.

What `Pasts` finds out of one pod when it is asked, this has ready of every pod for whoever plays the recording.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ktui.insight.eventful import eventful
from ktui.insight.evidence import seen_in_event, seen_in_pod
from ktui.insight.pod_events import tells_of
from ktui.model.evidence import Gone
from ktui.model.kinds import EVENTS, PODS
from ktui.model.objects import Pod
from ktui.recording.line import LISTED, RECORDING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ktui.model.evidence import Observation
    from ktui.model.objects import Event
    from ktui.recording.line import Key, Line


class Told(NamedTuple):
    """Something that was seen of a pod."""

    at: float
    """When it was heard of, in Unix seconds: the time of its line."""
    uid: str
    key: Key
    what: Observation
    worth: bool
    """Whether the pod had something to tell by then: of one that is well it is of use only to who looks at it."""


class _Held(NamedTuple):
    """A pod as its last line has it."""

    uid: str
    seen: tuple[Observation, ...]
    named: Pod
    """What it is called, and nothing else of it."""


class _Gone(NamedTuple):
    """A pod that is there no more."""

    named: Pod
    at: float


class Telling:
    """Takes a recording's lines one after the other; `told` grows."""

    def __init__(self) -> None:
        self.told: list[Told] = []
        """In the order of time."""
        self.of: dict[str, list[Told]] = {}
        """The same by the pod's uid."""
        self._said: set[tuple[str, Observation]] = set()
        """What was told as worth it already."""
        self._worth: set[str] = set()
        """The pods that have something to tell."""
        self._held: dict[Key, _Held] = {}
        self._early: dict[Key, list[Event]] = {}
        """Those of pods of which there was no line yet."""
        self._left: dict[Key, _Gone] = {}
        """The last one of each name."""
        self._missing: dict[Key, str] = {}
        """The uids of pods that were there and are not in the list so far that is being read."""
        self._listed_at = 0.0

    def note(self, line: Line, obj: Any) -> None:
        """The next line; `obj` is its object, of a pod or an event, None where that cannot be read."""
        if self._missing and (line.at > self._listed_at or line.resource not in (PODS.name, RECORDING)):
            self.end()
        if line.resource == PODS.name:
            self._note_pod(line, obj)
        elif line.resource == EVENTS.name and obj is not None:
            self._note_event(line, obj)
        elif line.resource == RECORDING and line.type == LISTED and line.about == PODS.name:
            self.end()
            namespace = line.key[0]
            self._listed_at = line.at
            self._missing = {key: held.uid for key, held in self._held.items() if namespace in ("", key[0])}

    def end(self) -> None:
        """A list of pods is whole: those that are not in it are gone."""
        missing, self._missing = self._missing, {}
        for key, uid in missing.items():
            self._gone(self._listed_at, key, uid)

    def _note_pod(self, line: Line, pod: Pod | None) -> None:
        if pod is None:
            return
        uid, key, before = pod.meta.uid, line.key, self._held.get(line.key)
        if self._missing.get(key) == uid:
            del self._missing[key]
        if before is not None and before.uid != uid:
            self._missing.pop(key, None)
            self._gone(line.at, key, before.uid)
            before = None
        held = self._held[key] = _Held(uid, tuple(seen_in_pod(pod)), Pod(meta=pod.meta))
        if before is None:
            early = [event for event in self._early.pop(key, ()) if tells_of(event, pod)]
            if eventful(pod) or early:
                self._worth.add(uid)
            self._tell(line.at, uid, key, [write for event in early if (write := seen_in_event(event)) is not None])
        elif held.seen != before.seen and uid not in self._worth:
            self._worth.add(uid)
            self._tell(line.at, uid, key, before.seen)
        self._tell(line.at, uid, key, held.seen)
        if line.type == "DELETED":
            self._gone(line.at, key, uid)

    def _note_event(self, line: Line, event: Event) -> None:
        about = event.involved_object
        write = seen_in_event(event)
        if about.kind != "Pod" or write is None:
            return
        key = (about.namespace, about.name)
        held, left = self._held.get(key), self._left.get(key)
        uid = about.uid
        if held is not None and tells_of(event, held.named):
            uid = held.uid
        elif not uid and left is not None and tells_of(event, left.named, left.at):
            uid = left.named.meta.uid
        elif held is None:
            self._early.setdefault(key, []).append(event)
        if not uid:
            return
        if uid not in self._worth:
            self._worth.add(uid)
            self._tell(line.at, uid, key, held.seen if held is not None and held.uid == uid else ())
        self._tell(line.at, uid, key, (write,))

    def _gone(self, at: float, key: Key, uid: str) -> None:
        self._left[key] = _Gone(self._held.pop(key).named, at)
        self._tell(at, uid, key, (Gone(at=at),))

    def _tell(self, at: float, uid: str, key: Key, seen: Iterable[Observation]) -> None:
        worth = uid in self._worth
        for what in seen:
            if (uid, what) in self._said:
                continue
            if worth:
                self._said.add((uid, what))
            elif any(each.what == what for each in self.of.get(uid, ())):
                continue
            told = Told(at, uid, key, what, worth)
            self.told.append(told)
            self.of.setdefault(uid, []).append(told)
