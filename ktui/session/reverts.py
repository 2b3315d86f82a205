"""Labels that were changed, and that something sets back soon after: a node pool's manager, a cloud's controller."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.insight.writes.outcomes import reverted
from ktui.model.kinds import NODES
from ktui.model.writes import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ktui.model.writes import Change, Result
    from ktui.session.feed import Feed
    from ktui.store.store import Delta

SECONDS = 60.0
"""For which a changed node is looked at: managers that mind act within one round of theirs."""


class Reverts:
    """Hears of changes that were made (`made`) and of nodes that changed (`changed`, for `Session.also_told`).

    `told` is given a sentence for each node whose labels are others again. What ktui itself changes next is no revert.
    """

    def __init__(self, monotonic: Callable[[], float], told: Callable[[str], None]) -> None:
        self._monotonic = monotonic
        self._told = told
        self._watched: dict[str, tuple[float, Change, bool]] = {}
        """By the node's uid: until when, what was changed, and whether it was seen so."""

    def made(self, results: Iterable[Result]) -> None:
        """These changes have ended."""
        for result in results:
            write = result.write
            if write is not None and write.change.ref.kind == NODES.name and result.outcome is Outcome.APPLIED:
                self._watched[write.change.ref.uid] = (self._monotonic() + SECONDS, write.change, False)

    def changed(self, feed: Feed, delta: Delta) -> None:
        """Rows of a feed came, went or changed."""
        if feed.kind is not NODES or not self._watched:
            return
        now = self._monotonic()
        self._watched = {uid: watched for uid, watched in self._watched.items() if watched[0] >= now}
        for key in (*delta.added, *delta.changed):
            node = feed.store.objects.get(key)
            if node is None or node.meta.uid not in self._watched:
                continue
            until, change, seen = self._watched[node.meta.uid]
            labels = {"metadata": {"labels": node.meta.labels or {}}}
            sentence = reverted(change, labels) if any(field.path[1] == "labels" for field in change.fields) else ""
            if not sentence:
                self._watched[node.meta.uid] = (until, change, True)
            elif seen:  # else the watch is still behind the change
                del self._watched[node.meta.uid]
                self._told(f"{sentence}: something else sets it, less than a minute after you changed it")
