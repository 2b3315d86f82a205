"""What is known of the past of a session's pods: of each that has something to tell, within bounds.

Two streams feed it: the pods feed, as it is flushed, and the events of what goes wrong. A healthy pod is in neither,
and costs nothing.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from ktui.history.schema import Seen
from ktui.insight.eventful import eventful, lasting, observations, troubled, turned
from ktui.insight.evidence import Evidence
from ktui.insight.pod_events import tells_of
from ktui.session.keeper import Keeper
from ktui.session.pod_events import PodEvents
from ktui.session.replayed_past import ReplayedPast
from ktui.store.store import Delta

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from ktui.insight.scope import Namespaces
    from ktui.kube.clock import Clock
    from ktui.kube.reflector import Reflector, Sink, Target
    from ktui.model.evidence import Observation, Watched
    from ktui.model.link import Link
    from ktui.model.objects import Event, Job, Node, Pod
    from ktui.model.version import ServerVersion
    from ktui.recording.telling import Told
    from ktui.session.feed import Feed
    from ktui.session.lasting import Lasting
    from ktui.session.playback import Playback
    from ktui.store.store import Key

EACH = 5
"""For how many observations a pod counts that is kept at all."""

LOOKED_AT = 8
"""Pods that were looked at last, of which nothing is forgotten."""

TAKEN_IN_AT_ONCE = 40
"""Pods of the first list whose past is taken in in one turn of the loop: two milliseconds."""

BETWEEN = 0.005
"""Seconds that the loop has for others between two of these."""

SHOWN_WITHIN = 0.4
"""Seconds after the first list in which its last rows and its count are painted: nothing of the past is as urgent."""

TOLD_AT_ONCE = 20
"""Pods of one flush of which nothing but their past has changed: what a row says of it, where rows are ordered by that,
takes a quarter of a millisecond each."""


class PodMemory:
    """The evidence of each pod that has something to tell; `run` watches the events."""

    def __init__(
        self,
        namespaces: Namespaces,
        *,
        pods: Feed | None,
        nodes: Feed | None,
        reflector: Callable[[Target, Sink], Reflector],
        changed: Callable[[], None],
        now: Callable[[], float],
        clock: Clock,
        most: int,
        version: Callable[[], ServerVersion | None],
        lasting: Lasting | None = None,
        playback: Playback | None = None,
    ) -> None:
        """`changed` is called when rows of pods, or the link, say something else: the next flush of the feed asks.

        `now` is the cluster's time in Unix seconds, `clock` this machine's; `version` the server's, None while it is
        unknown. `most` observations are kept of all pods together, and what is worth it in the history, if there is
        one. Of a `playback`, what it tells is all there is.
        """
        self._pods = pods
        self._nodes = nodes
        self._changed = changed
        self._most = most
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        """By uid, the least recently changed first."""
        self._size = 0
        self._looked_at: dict[str, None] = {}
        self._touched: dict[str, Key] = {}
        self._flushing = False
        """Whether what grows is told by the flush that is under way, or is no news."""
        self._waiting: dict[Key, None] = {}
        """Pods of the first list whose past is still to be taken in."""
        self._caught_up = False
        self._listed = asyncio.Event()
        self._events = PodEvents(
            namespaces,
            reflector,
            take=self._take_event,
            changed=self._relinked,
            now=now,
            wall=clock.time,
            version=version,
        )
        self._keeper = None if lasting is None else Keeper(lasting, clock=clock, now=now, told=self._remember)
        self._playback = playback
        self._replayed = (
            None if playback is None else ReplayedPast(playback, tell=self._tell, forget=self._forget_everything)
        )
        self._gap = ""

    # -- what is asked of it

    def evidence(self, uid: str) -> Evidence | None:
        """What is known of a pod's past; None: nothing that would be worth keeping."""
        kept = self._kept.get(uid)
        return None if kept is None else kept.evidence

    def look(self, pod: Pod) -> Evidence:
        """The same of a pod that somebody looks at: it is made if there is none, and stays.

        Ask for it again whenever a page is made of it. What the history tells comes a moment later, as a change.
        """
        kept = self._keep(pod.meta.uid, pod.key)
        self._looked_at.pop(pod.meta.uid, None)
        self._looked_at[pod.meta.uid] = None
        if len(self._looked_at) > LOOKED_AT:
            del self._looked_at[next(iter(self._looked_at))]
        if self._replayed is None:
            self._grew(kept, kept.evidence.note_pod(pod))
        if not kept.recalled:
            kept.recalled = True
            if self._replayed is not None:
                # Not as it stands: one has perhaps gone back in time, and the pod has not yet.
                self._grew(
                    kept, [told.what for told in self._replayed.of(pod.meta.uid) if kept.evidence.note(told.what)]
                )
            elif self._keeper is not None:
                self._keeper.ask(pod.meta.uid)
        return kept.evidence

    def note_events(self, uid: str, events: Iterable[Event]) -> None:
        """Events of a pod, as they stand, whoever has asked for them."""
        if self._replayed is not None:
            return
        kept = self._kept.get(uid)
        for event in events:
            if kept is None:
                kept = self._of_event(uid, event)
            self._grew(kept, kept.evidence.note_event(event))

    def _of_event(self, uid: str, event: Event) -> _Kept:
        """Of a pod that is told of for the first time, with what it says itself."""
        key = (event.involved_object.namespace, event.involved_object.name)
        kept = self._keep(uid, key)
        pod: Pod | None = self._pods.store.objects.get(key) if self._pods is not None else None
        if pod is not None and pod.meta.uid == uid:
            self._grew(kept, kept.evidence.note_pod(pod))
        return kept

    def node_of(self, pod: Pod) -> Node | None:
        """The node that a pod is on, as far as it is known."""
        node: Node | None = self._nodes.store.objects.get(("", pod.spec.node_name)) if self._nodes is not None else None
        return node

    @property
    def link(self) -> Link:
        """How fresh the events are."""
        return self._events.link if self._replayed is None else self._replayed.link

    @property
    def watched(self) -> Watched:
        """What of the events can have been seen, everywhere in the scope."""
        return self.watched_in(None)

    def watched_in(self, namespace: str | None) -> Watched:
        """The same in one namespace: of several, one may be denied."""
        return self._events.watched(namespace) if self._playback is None else self._playback.watched

    @property
    def problem(self) -> str:
        """Why nothing is kept in the history, in a sentence; empty: it is, or is not to be."""
        return self._keeper.problem if self._keeper is not None else ""

    @property
    def told(self) -> int:
        """How many observations are kept, each pod counted for some more."""
        return self._size

    # -- what comes in

    def go_on_from(self, before: PodMemory) -> None:
        """Know what another session of the same cluster has known, of whatever namespaces."""
        for uid, kept in before._kept.items():
            mine = self._kept[uid] = _Kept(kept.evidence, kept.key)
            mine.size, mine.lasting, mine.recalled = kept.size, kept.lasting, kept.recalled
        self._size = before._size

    async def run(self) -> None:
        """Watch the events from when the pods are there, until cancelled: the first list waits for nothing."""
        if self._replayed is not None:
            await self._replayed.run()
        await self._listed.wait()
        await asyncio.sleep(SHOWN_WITHIN)
        await self._catch_up()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._events.run())
            if self._keeper is not None:
                tasks.create_task(self._keeper.run())

    def note_jobs(self, jobs: Iterable[Job]) -> None:
        """Jobs came or have changed."""
        if self._keeper is not None:
            self._keeper.note_jobs(jobs)

    def flushed(self, delta: Delta, known: Mapping[Key, Pod], now: float) -> Delta:
        """The pods feed was flushed: `known` is what there was before of what has changed, as far as that is known.

        What changed with those whose evidence did since the last time.
        """
        assert self._pods is not None
        if self._pods.loaded:
            self._listed.set()
        pods: Mapping[Key, Pod] = self._pods.store.objects
        if self._replayed is None:
            self._flushing = True
            self._note_changes(delta, known, pods, now)
            self._flushing = False
        return self._with_touched(delta, pods)

    def _note_changes(self, delta: Delta, known: Mapping[Key, Pod], pods: Mapping[Key, Pod], now: float) -> None:
        for key in delta.added:
            self._first_seen(pods[key])
        for key in delta.changed:
            before, after = known.get(key), pods[key]
            if before is None or before.meta.uid != after.meta.uid:
                if before is not None:
                    self._went(before, now)
                self._first_seen(after)
            elif turned(before, after):
                self._turned(before, after)
        for key in delta.removed:
            if (before := known.get(key)) is not None:
                self._went(before, now)

    def note_gap(self) -> None:
        """In a replay: whether the events were recorded at this moment may have changed."""
        if self._replayed is not None and self._replayed.link.reason != self._gap:
            self._gap = self._replayed.link.reason
            self._relinked()

    def _first_seen(self, pod: Pod) -> None:
        if pod.meta.uid in self._kept:
            self._note(pod)
        elif eventful(pod):
            if self._caught_up:
                self._note(pod)
            else:
                self._waiting[pod.key] = None

    async def _catch_up(self) -> None:
        """Take in what the pods of the first list tell of their past: until then rows say what the pods tell now."""
        assert self._pods is not None
        self._caught_up = True
        while self._waiting:
            self._flushing = True
            for key in list(islice(self._waiting, TAKEN_IN_AT_ONCE)):
                del self._waiting[key]
                pod: Pod | None = self._pods.store.objects.get(key)
                if pod is not None and pod.meta.uid not in self._kept:
                    self._note(pod)
                    self._touched.pop(pod.meta.uid, None)
            self._flushing = False
            await asyncio.sleep(BETWEEN)

    def _turned(self, before: Pod, after: Pod) -> None:
        if before.meta.uid not in self._kept:
            self._note(before)  # what it was is past now
        self._note(after)

    def _note(self, pod: Pod) -> None:
        kept = self._keep(pod.meta.uid, pod.key)
        self._grew(kept, kept.evidence.note_pod(pod))

    def _went(self, pod: Pod, now: float) -> None:
        if pod.key in self._waiting:
            del self._waiting[pod.key]
            self._note(pod)
        if (kept := self._kept.get(pod.meta.uid)) is not None:
            self._grew(kept, kept.evidence.note_gone(now))

    def _take_event(self, event: Event) -> None:
        about = event.involved_object
        pod: Pod | None = None
        if self._pods is not None:
            pod = self._pods.store.objects.get((about.namespace, about.name))
        uid = pod.meta.uid if pod is not None and tells_of(event, pod) else about.uid
        if uid:
            self.note_events(uid, (event,))

    def _tell(self, told: Told) -> None:
        """What a recording tells: of pods that are well only where somebody looks at them."""
        kept = self._kept.get(told.uid)
        if kept is None and told.worth:
            kept = self._keep(told.uid, told.key)
        if kept is not None and kept.evidence.note(told.what):
            self._grew(kept, (told.what,))

    def _forget_everything(self) -> None:
        """A recording goes back in time: what is known then is told anew."""
        self._touched.update({uid: kept.key for uid, kept in self._kept.items()})
        self._kept.clear()
        self._size = 0
        self._changed()

    def _relinked(self) -> None:
        if self._pods is not None:
            self._pods.relinked = True
            self._changed()

    # -- what is kept

    def _keep(self, uid: str, key: Key) -> _Kept:
        kept = self._kept.get(uid)
        if kept is None:
            kept = self._kept[uid] = _Kept(Evidence(uid), key)
            self._size += kept.size
        return kept

    def _remember(self, pasts: Mapping[str, Sequence[Observation]]) -> None:
        """What the history tells, by the pods' uids: of those that are there, or were while somebody looked."""
        pods: Mapping[Key, Pod] = self._pods.store.objects if self._pods is not None else {}
        there = {pod.meta.uid: key for key, pod in pods.items()} if pasts.keys() - self._kept.keys() else {}
        for uid, seen in pasts.items():
            if seen and (uid in self._kept or uid in there):
                kept = self._kept.get(uid) or self._keep(uid, there[uid])
                before = kept.evidence.revision
                kept.evidence.remember(seen)
                if kept.evidence.revision != before:
                    self._grow(kept)

    def _grew(self, kept: _Kept, new: Sequence[Observation]) -> None:
        """These are new of a pod."""
        if new:
            self._grow(kept)
            if self._keeper is not None:
                self._hand_on(kept, new, self._keeper)

    def _hand_on(self, kept: _Kept, new: Iterable[Observation], keeper: Keeper) -> None:
        """What of it is to be kept for long: of a pod that is in trouble for the first time, all that is known."""
        evidence = kept.evidence
        if not kept.lasting:
            kept.lasting = troubled(evidence)
            new = [each for each in observations(evidence) if each not in evidence.remembered]
        if kept.lasting:
            namespace, name = kept.key
            keeper.note(Seen(evidence.uid, namespace, name, each) for each in new if lasting(each))

    def _grow(self, kept: _Kept) -> None:
        """Something is new of a pod: it is the most recently changed one, and its row may say something else."""
        uid = kept.evidence.uid
        self._kept.move_to_end(uid)
        self._size -= kept.size
        kept.size = EACH + _size(kept.evidence)
        self._size += kept.size
        self._touched[uid] = kept.key
        if not self._flushing:
            self._changed()
        if self._size > self._most:
            self._forget(uid)

    def _forget(self, last: str) -> None:
        """Forget the least recently changed until there is room, but for what is looked at and `last`."""
        excess, gone = self._size - self._most, []
        for uid, kept in self._kept.items():
            if excess <= 0:
                break
            if uid != last and uid not in self._looked_at:
                excess -= kept.size
                gone.append(uid)
        for uid in gone:
            self._size -= self._kept.pop(uid).size

    def _with_touched(self, delta: Delta, pods: Mapping[Key, Pod]) -> Delta:
        if not self._touched:
            return delta
        for key in (*delta.added, *delta.changed):
            self._touched.pop(pods[key].meta.uid, None)
        touched = dict(islice(self._touched.items(), TOLD_AT_ONCE))
        for uid in touched:
            del self._touched[uid]
        if self._touched:
            self._changed()
        more = [key for uid, key in touched.items() if key in pods and pods[key].meta.uid == uid]
        return Delta(delta.added, [*delta.changed, *more], delta.removed) if more else delta


class _Kept(msgspec.Struct, eq=False, gc=False):
    """The evidence of one pod, and what the pod is called."""

    evidence: Evidence
    key: Key
    size: int = EACH
    lasting: bool = False
    """Whether it is worth keeping for long."""
    recalled: bool = False
    """Whether the history was asked for it."""


def _size(evidence: Evidence) -> int:
    """How many observations there are."""
    writes = sum(len(series) for series in evidence.series.values())
    return writes + len(evidence.exits) + len(evidence.starts) + len(evidence.readiness)
