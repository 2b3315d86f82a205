"""The pods whose logs are read: the one that is meant, or all that an owner has now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.insight.log_containers import containers_of_all, default_container
from ktui.model.kinds import PODS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ktui.insight.log_containers import Role
    from ktui.model.objects import Pod
    from ktui.session.log_target import LogTarget
    from ktui.store.store import Key


class LogMembers:
    """A target's pods, by their names. `objects` are all pods as they stand."""

    def __init__(self, target: LogTarget, objects: Mapping[Key, Any]) -> None:
        self._target = target
        self._objects = objects
        self.owned = target.kind != PODS.name
        """Whether there may be several."""
        self._keys: set[Key] = set()
        for key in objects:
            self.judge(key)

    def __len__(self) -> int:
        return len(self._keys)

    def judge(self, key: Key) -> bool:
        """Whether the pod of this name is, or was, the target's; what it is now is remembered."""
        target = self._target
        if key[0] != target.namespace:
            return False
        pod: Pod | None = self._objects.get(key)
        known = key in self._keys
        if pod is None:
            self._keys.discard(key)
        elif not self.owned:
            if key[1] != target.name:
                return False
            self._keys.add(key)
        elif any(owner.uid == target.uid for owner in pod.meta.owner_references or ()):
            self._keys.add(key)
        return known or key in self._keys

    @property
    def pods(self) -> list[Pod]:
        """Those that are there, by name."""
        return [self._objects[key] for key in sorted(self._keys) if key in self._objects]

    @property
    def containers(self) -> dict[str, Role]:
        """Their containers, by name."""
        return containers_of_all(self.pods)

    @property
    def default_containers(self) -> tuple[str, ...]:
        """The containers that are meant where none is chosen; none while there is no pod."""
        return tuple(dict.fromkeys(name for pod in self.pods if (name := default_container(pod))))
