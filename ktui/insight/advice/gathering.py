"""Advice on many pods, gathered: what is written alike is advised once, however many pods were made of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from ktui.insight.advice.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ktui.insight.advice.advice import Advice
    from ktui.model.objects import Pod

Key = tuple[str, str]
"""A pod's (namespace, name)."""

_HASH = "pod-template-hash"
"""The label by which a Deployment tells its ReplicaSets apart: their names are its own and this."""


class Maker(NamedTuple):
    """Who made a pod, and so where its advice is to be followed."""

    namespace: str
    kind: str
    """As the API has it; `Pod` where nobody did."""
    name: str


class Piece(NamedTuple):
    """One piece of advice on what one maker makes."""

    maker: Maker
    container: str
    field: str


@dataclass(slots=True)
class Heard:
    """The pods that a piece is about."""

    advice: Advice
    """As it is given to the first of them."""
    pods: dict[Key, str] = field(default_factory=dict)
    """Their uids."""


def maker_of(pod: Pod) -> Maker:
    """Who made a pod: its controller, of a ReplicaSet that is a Deployment's the Deployment."""
    owner = next((each for each in pod.meta.owner_references or () if each.controller), None)
    if owner is None:
        return Maker(pod.meta.namespace, "Pod", pod.meta.name)
    mark = f"-{(pod.meta.labels or {}).get(_HASH, '')}"
    if owner.kind == "ReplicaSet" and len(mark) > 1 and owner.name.endswith(mark):
        return Maker(pod.meta.namespace, "Deployment", owner.name[: -len(mark)])
    return Maker(pod.meta.namespace, owner.kind, owner.name)


class Gathering:
    """What pods are advised, rule by rule, kept so by each change."""

    def __init__(self) -> None:
        self.rules: dict[str, dict[Piece, Heard]] = {rule.slug: {} for rule in RULES}
        """The pieces of each rule, by its slug."""
        self._places: dict[Key, tuple[tuple[str, Piece], ...]] = {}
        """Where a pod's advice is."""

    def put(self, pod: Pod, advice: Sequence[Advice]) -> bool:
        """This is what a pod is advised, all of it; whether it was something else before."""
        key, uid = pod.key, pod.meta.uid
        if not advice:
            return self.remove(key)
        maker = maker_of(pod)
        places = tuple((each.rule, Piece(maker, each.container, each.field)) for each in advice)
        if places == self._places.get(key) and all(self.rules[slug][piece].pods[key] == uid for slug, piece in places):
            return False
        self.remove(key)
        self._places[key] = places
        for each, (slug, piece) in zip(advice, places, strict=True):
            heard = self.rules.setdefault(slug, {}).setdefault(piece, Heard(each))
            heard.pods[key] = uid
        return True

    def remove(self, key: Key) -> bool:
        """A pod is gone, or nothing is to be said about it; whether there was anything."""
        places = self._places.pop(key, ())
        for slug, piece in places:
            pods = self.rules[slug][piece].pods
            pods.pop(key, None)
            if not pods:
                del self.rules[slug][piece]
        return bool(places)

    @property
    def advised(self) -> int:
        """How many pods there is something to say about."""
        return len(self._places)

    @property
    def pieces(self) -> int:
        """How many things there are to change."""
        return sum(map(len, self.rules.values()))
