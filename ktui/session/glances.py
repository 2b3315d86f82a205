"""What is seen of each pod at a glance, computed when a row asks for it and kept as long as it cannot be otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol
from zlib import crc32

from ktui.insight.glance import glance
from ktui.model.version import NEWEST

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ktui.insight.evidence import Evidence
    from ktui.insight.glance import Glance
    from ktui.model.evidence import Watched
    from ktui.model.objects import Node, Pod
    from ktui.model.version import ServerVersion
    from ktui.store.store import Key

    Known = tuple[str, int, tuple[float, float], Watched, ServerVersion, Node | None]
    """What a glance was computed from: the pod's version, the evidence's revision, the time, and what is around it."""

AS_GOOD_AS_NEW = 5
"""Seconds by the cluster's clock for which the time alone is no reason to compute anew, unless a minute begins."""

MINUTE = 60
"""Seconds."""

MOST = 20_000
"""Glances that are kept: a few hundred bytes each, of pods alone that are not simply well."""


class PodPast(Protocol):
    """What is known of pods' past: a session's `PodMemory`."""

    @property
    def watched(self) -> Watched:
        """What of their events can have been seen everywhere in the scope."""

    def watched_in(self, namespace: str) -> Watched:
        """What of the events in a namespace can have been seen."""

    def evidence(self, uid: str) -> Evidence | None:
        """What is known of one pod; None: nothing."""

    def node_of(self, pod: Pod) -> Node | None:
        """The node it is on, where that is known."""


class Glances:
    """The glances of one session's pods."""

    def __init__(self, past: PodPast, version: Callable[[], ServerVersion | None]) -> None:
        """`version`: the server's, None while it is unknown."""
        self._past = past
        self._version = version
        self._kept: dict[str, tuple[Known, Glance, Key]] = {}
        """By the pod's uid."""

    @property
    def watched(self) -> Watched:
        """What they are made from, besides the pods: where it is other events, each may be another glance."""
        return self._past.watched

    def of(self, pod: Pod, now: float) -> Glance:
        """Of one pod, at `now` (Unix seconds) or a few seconds before."""
        past = self._past
        uid = pod.meta.uid
        evidence, watched, version = past.evidence(uid), past.watched_in(pod.meta.namespace), self._version() or NEWEST
        node = past.node_of(pod)
        known = (
            pod.meta.resource_version,
            evidence.revision if evidence is not None else -1,
            _moment(uid, now),
            watched,
            version,
            node,
        )
        kept = self._kept.get(uid)
        if kept is not None and kept[0] == known:
            return kept[1]
        seen = glance(pod, evidence, watched, now, version, node)
        if seen.moves or seen.why or kept is not None:
            if len(self._kept) >= MOST:
                self._kept.clear()
            self._kept[uid] = (known, seen, pod.key)
        return seen

    def moving(self, pods: Mapping[Key, Pod]) -> list[Key]:
        """Those that may say something else by now though nothing was told; of `pods`, which are all there are."""
        keys = []
        for uid, (_, seen, key) in list(self._kept.items()):
            pod = pods.get(key)
            if pod is None or pod.meta.uid != uid:
                del self._kept[uid]
            elif seen.moves:
                keys.append(key)
        return keys


def _moment(uid: str, now: float) -> tuple[float, float]:
    """What is the same for as long as the time alone is no reason. Not for all pods at once: a screen has many rows."""
    return now // MINUTE, (now + crc32(uid.encode()) % AS_GOOD_AS_NEW) // AS_GOOD_AS_NEW
