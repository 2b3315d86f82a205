"""The Deployment controller: one ReplicaSet after another, a few pods at a time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from ktui.demo.controllers.pods import (
    condition,
    is_going,
    named,
    owner_reference,
    scaled,
)
from ktui.demo.controllers.queue import KeyQueue
from ktui.demo.controllers.template_hash import template_hash
from ktui.demo.moments import moment, seconds_text
from ktui.demo.recorder import EventRecorder
from ktui.demo.server.store import copied

if TYPE_CHECKING:
    from ktui.demo.agenda import Agenda
    from ktui.demo.controllers.hearing import Hearing
    from ktui.demo.controllers.power import Power
    from ktui.demo.controllers.queue import Key
    from ktui.demo.server.registry import Registry
    from ktui.demo.server.statuses import Raw
    from ktui.model.version import ServerVersion

KIND, API_VERSION = "Deployment", "apps/v1"
HASH = "pod-template-hash"
REVISION = "deployment.kubernetes.io/revision"
DESIRED, MOST = "deployment.kubernetes.io/desired-replicas", "deployment.kubernetes.io/max-replicas"
_NOT_COPIED = (
    REVISION,
    "deployment.kubernetes.io/revision-history",
    DESIRED,
    MOST,
    "kubectl.kubernetes.io/last-applied-configuration",
    "deprecated.deployment.rollback.to",
)
"""Annotations that a ReplicaSet does not take over."""
NO_LIMIT = 2**31 - 1
"""A progress deadline of so many seconds is none."""


@dataclass
class _Rollout:
    """A Deployment and its ReplicaSets, for one look."""

    deployment: Raw
    new: Raw | None
    old: list[Raw]
    """Oldest first."""
    status: Raw

    @property
    def wanted(self) -> int:
        return self.deployment["spec"].get("replicas", 1)  # type: ignore[no-any-return]

    @property
    def all(self) -> list[Raw]:
        return [*self.old, *([] if self.new is None else [self.new])]

    @property
    def surge(self) -> int:
        return self._rolling("maxSurge", up=True)

    @property
    def unavailable(self) -> int:
        found = self._rolling("maxUnavailable", up=False)
        if found == 0 and self.surge == 0 and self._is_rolling:
            found = 1
        return min(found, self.wanted)

    @property
    def _is_rolling(self) -> bool:
        return bool(self.deployment["spec"]["strategy"]["type"] == "RollingUpdate")

    def _rolling(self, name: str, *, up: bool) -> int:
        if not self._is_rolling or not self.wanted:
            return 0
        return scaled((self.deployment["spec"]["strategy"].get("rollingUpdate") or {}).get(name), self.wanted, up=up)


class Deployments:
    """Rolls out all Deployments."""

    def __init__(
        self, registry: Registry, agenda: Agenda, hearing: Hearing, power: Power, version: ServerVersion
    ) -> None:
        self._registry = registry
        self._agenda = agenda
        self._indexes = hearing.indexes
        self._version = version
        self._recorder = EventRecorder(registry, agenda, component="deployment-controller", version=version)
        power.started(self._recorder.forget)
        self._queue = KeyQueue(agenda, power, self._look)
        hearing.on("deployments", self._queue.hear)
        hearing.on("replicasets", partial(self._queue.hear_for_owner, KIND))

    def _look(self, key: Key) -> None:
        deployment = self._registry.get("deployments", *key)
        if deployment is None:
            return
        replicasets = self._indexes.owned(deployment["metadata"]["uid"], "replicasets")
        template = deployment["spec"]["template"]
        new = next((one for one in replicasets if _without_hash(one["spec"]["template"]) == template), None)
        old = [one for one in replicasets if one is not new]
        old.sort(key=lambda one: (one["metadata"]["creationTimestamp"], one["metadata"]["name"]))
        rollout = _Rollout(deployment, new, old, copied(deployment.get("status") or {}))
        if is_going(deployment):
            self._write_status(key, rollout)
            return
        self._tell_pause(rollout)
        if deployment["spec"].get("paused") or self._was_scaled(rollout):
            self._scale_as_they_are(rollout)
        else:
            self._roll(rollout)
        self._write_status(key, rollout)

    def _tell_pause(self, rollout: _Rollout) -> None:
        there = condition({"status": rollout.status}, "Progressing")
        is_told = there is not None and there["reason"] == "DeploymentPaused"
        if rollout.deployment["spec"].get("paused") and not is_told:
            self._set(rollout, "Progressing", "Unknown", "DeploymentPaused", "Deployment is paused")
        elif is_told and not rollout.deployment["spec"].get("paused"):
            self._set(rollout, "Progressing", "Unknown", "DeploymentResumed", "Deployment is resumed")

    # Scaling alone.

    def _was_scaled(self, rollout: _Rollout) -> bool:
        counts = {(one["metadata"].get("annotations") or {}).get(DESIRED) for one in rollout.all if _size(one)}
        return bool(counts - {None, str(rollout.wanted)})

    def _scale_as_they_are(self, rollout: _Rollout) -> None:
        """The number has changed, or the template is not to be rolled out: each ReplicaSet keeps its share."""
        active = [one for one in rollout.all if _size(one)]
        if len(active) <= 1:
            newest = active or ([rollout.new] if rollout.new is not None else rollout.old[-1:])
            for one in newest:
                self._scale(rollout, one, rollout.wanted)
            return
        if rollout.new is not None and _size(rollout.new) == _available(rollout.new) == rollout.wanted:
            for one in rollout.old:
                self._scale(rollout, one, 0)
            return
        room = rollout.wanted + rollout.surge if rollout.wanted else 0
        total = sum(map(_size, active))
        shares = {one["metadata"]["name"]: _size(one) * room // max(total, 1) for one in active}
        largest = max(active, key=_size)["metadata"]["name"]
        shares[largest] += room - sum(shares.values())
        for one in active:
            self._scale(rollout, one, shares[one["metadata"]["name"]])

    # A new template.

    def _roll(self, rollout: _Rollout) -> None:
        if rollout.deployment["spec"]["strategy"]["type"] == "Recreate":
            self._recreate(rollout)
            return
        if rollout.new is None:
            self._create(rollout, self._room(rollout))
            return
        self._renew(rollout)
        new = rollout.new
        if _size(new) > rollout.wanted:
            self._scale(rollout, new, rollout.wanted)
        elif _size(new) < rollout.wanted and (more := self._room(rollout)):
            self._scale(rollout, new, _size(new) + more)
        else:
            self._shrink_old(rollout)
            self._forget_old(rollout)

    def _recreate(self, rollout: _Rollout) -> None:
        running = [one for one in rollout.old if _size(one)]
        for one in running:
            self._scale(rollout, one, 0)
        left = any(
            True for one in rollout.old for pod in self._indexes.owned(one["metadata"]["uid"], "pods") if _lives(pod)
        )
        if running or left:
            return
        if rollout.new is None:
            self._create(rollout, rollout.wanted)
            return
        self._renew(rollout)
        self._scale(rollout, rollout.new, rollout.wanted)
        self._forget_old(rollout)

    def _room(self, rollout: _Rollout) -> int:
        """How many pods the new ReplicaSet may have more."""
        have = 0 if rollout.new is None else _size(rollout.new)
        room = rollout.wanted + rollout.surge - sum(map(_size, rollout.all))
        return max(min(room, rollout.wanted - have), 0)

    def _shrink_old(self, rollout: _Rollout) -> None:
        new = rollout.new
        assert new is not None
        least = rollout.wanted - rollout.unavailable
        spare = sum(map(_size, rollout.all)) - least - (_size(new) - _available(new))
        sizes = {one["metadata"]["name"]: _size(one) for one in rollout.old}
        for one in rollout.old:  # those that are not there for anybody go first
            name = one["metadata"]["name"]
            cut = min(max(spare, 0), sizes[name] - _available(one))
            if cut > 0:
                sizes[name] -= cut
                spare -= cut
        for one in rollout.old:
            name = one["metadata"]["name"]
            cut = min(max(spare, 0), sizes[name])
            sizes[name] -= cut
            spare -= cut
        for one in rollout.old:
            self._scale(rollout, one, sizes[one["metadata"]["name"]])

    def _forget_old(self, rollout: _Rollout) -> None:
        limit = rollout.deployment["spec"].get("revisionHistoryLimit", 10)
        if not _is_complete(rollout):
            return
        for one in sorted(rollout.old, key=_revision)[: max(len(rollout.old) - limit, 0)]:
            if not _size(one) and not one.get("status", {}).get("replicas") and not is_going(one):
                self._registry.delete("replicasets", one["metadata"]["namespace"], one["metadata"]["name"])

    # Deeds.

    def _create(self, rollout: _Rollout, replicas: int) -> None:
        deployment = rollout.deployment
        meta, spec = deployment["metadata"], deployment["spec"]
        collisions = rollout.status.get("collisionCount", 0)
        name_hash = template_hash(spec["template"], collisions)
        template: Raw = copied(spec["template"])
        labels = {**((template.get("metadata") or {}).get("labels") or {}), HASH: name_hash}
        template["metadata"] = {**(template.get("metadata") or {}), "labels": labels}
        selector = copied(spec["selector"])
        selector["matchLabels"] = {**(selector.get("matchLabels") or {}), HASH: name_hash}
        made = {
            "name": f"{meta['name']}-{name_hash}",
            "namespace": meta["namespace"],
            "labels": dict(labels),
            "annotations": self._annotations(rollout, str(max(map(_revision, rollout.old), default=0) + 1)),
            "ownerReferences": [owner_reference(KIND, API_VERSION, deployment)],
        }
        of = {"replicas": replicas, "selector": selector, "template": template}
        if spec.get("minReadySeconds"):
            of["minReadySeconds"] = spec["minReadySeconds"]
        replicaset = {"apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": made, "spec": of}
        there = self._registry.get("replicasets", meta["namespace"], str(made["name"]))
        if there is not None:  # of another template, or of nobody
            rollout.status["collisionCount"] = collisions + 1
            return
        rollout.new = self._registry.create("replicasets", replicaset)
        if replicas:
            self._tell_scaled(rollout, "up", str(made["name"]), 0, replicas)
        self._count_revision(rollout)
        self._set(rollout, "Progressing", "True", "NewReplicaSetCreated", f'Created new replica set "{made["name"]}"')

    def _annotations(self, rollout: _Rollout, revision: str) -> Raw:
        theirs = rollout.deployment["metadata"].get("annotations") or {}
        kept = {key: value for key, value in theirs.items() if key not in _NOT_COPIED}
        most = rollout.wanted + rollout.surge
        return {**kept, DESIRED: str(rollout.wanted), MOST: str(most), REVISION: revision}

    def _renew(self, rollout: _Rollout) -> None:
        """An earlier template is wanted again, or others' annotations have changed."""
        new = rollout.new
        assert new is not None
        revision = max([_revision(new), *(_revision(one) + 1 for one in rollout.old)])
        annotations = self._annotations(rollout, str(revision))
        seconds = rollout.deployment["spec"].get("minReadySeconds", 0)

        def edit(changed: Raw) -> None:
            changed["metadata"]["annotations"] = {**(changed["metadata"].get("annotations") or {}), **annotations}
            if seconds:
                changed["spec"]["minReadySeconds"] = seconds
            else:
                changed["spec"].pop("minReadySeconds", None)

        meta = new["metadata"]
        rollout.new = self._registry.change("replicasets", meta["namespace"], meta["name"], edit)
        self._count_revision(rollout)
        if condition({"status": rollout.status}, "Progressing") is None:
            said = f'Found new replica set "{meta["name"]}"'
            self._set(rollout, "Progressing", "True", "FoundNewReplicaSet", said)

    def _count_revision(self, rollout: _Rollout) -> None:
        new, meta = rollout.new, rollout.deployment["metadata"]
        if new is None:
            return
        revision = new["metadata"]["annotations"][REVISION]

        def edit(changed: Raw) -> None:
            annotations = changed["metadata"].get("annotations") or {}
            changed["metadata"]["annotations"] = {**annotations, REVISION: revision}

        self._registry.change("deployments", meta["namespace"], meta["name"], edit, subresource="status")

    def _scale(self, rollout: _Rollout, replicaset: Raw, replicas: int) -> None:
        before, meta = _size(replicaset), replicaset["metadata"]
        if before == replicas:
            return
        annotations = {DESIRED: str(rollout.wanted), MOST: str(rollout.wanted + rollout.surge)}

        def edit(changed: Raw) -> None:
            changed["spec"]["replicas"] = replicas
            changed["metadata"]["annotations"] = {**(changed["metadata"].get("annotations") or {}), **annotations}

        changed = self._registry.change("replicasets", meta["namespace"], meta["name"], edit)
        if changed is None:
            return
        rollout.old = [changed if one is replicaset else one for one in rollout.old]
        if rollout.new is replicaset:
            rollout.new = changed
        self._tell_scaled(rollout, "up" if replicas > before else "down", meta["name"], before, replicas)

    def _tell_scaled(self, rollout: _Rollout, way: str, name: str, before: int, after: int) -> None:
        about = named(KIND, API_VERSION, rollout.deployment)
        said = f"Scaled {way} replica set {name} from {before} to {after}"
        if not self._version.at_least(1, 26):
            said = f"Scaled {way} replica set {name} to {after}"
        self._recorder.event(about, "Normal", "ScalingReplicaSet", said)

    # The status.

    def _write_status(self, key: Key, rollout: _Rollout) -> None:
        there = rollout.all
        counted = {
            "observedGeneration": rollout.deployment["metadata"].get("generation", 1),
            "replicas": sum(one.get("status", {}).get("replicas", 0) for one in there),
            "updatedReplicas": 0 if rollout.new is None else rollout.new.get("status", {}).get("replicas", 0),
            "readyReplicas": sum(one.get("status", {}).get("readyReplicas", 0) for one in there),
            "availableReplicas": sum(map(_available, there)),
            "unavailableReplicas": max(sum(map(_size, there)) - sum(map(_available, there)), 0),
        }
        status = {name: number for name, number in counted.items() if number}
        for name in ("collisionCount", "conditions"):
            if name in rollout.status:
                status[name] = rollout.status[name]
        if self._version.at_least(1, 35):
            status["terminatingReplicas"] = sum(one.get("status", {}).get("terminatingReplicas", 0) for one in there)
        was, rollout.status = rollout.deployment.get("status") or {}, status
        if counted["availableReplicas"] >= rollout.wanted - rollout.unavailable:
            said = "Deployment has minimum availability."
            self._set(rollout, "Available", "True", "MinimumReplicasAvailable", said)
        else:
            said = "Deployment does not have minimum availability."
            self._set(rollout, "Available", "False", "MinimumReplicasUnavailable", said)
        if not rollout.deployment["spec"].get("paused"):
            self._judge_progress(key, rollout, was)

        def edit(changed: Raw) -> None:
            changed["status"] = status

        self._registry.change("deployments", *key, edit, subresource="status")

    def _judge_progress(self, key: Key, rollout: _Rollout, was: Raw) -> None:
        limit = rollout.deployment["spec"].get("progressDeadlineSeconds", NO_LIMIT)
        there = condition({"status": rollout.status}, "Progressing")
        if limit == NO_LIMIT or rollout.new is None:
            return
        status, name = rollout.status, rollout.new["metadata"]["name"]
        all_new = status.get("replicas", 0) == status.get("updatedReplicas", 0)
        if all_new and there is not None and there["reason"] == "NewReplicaSetAvailable":
            return
        if _is_complete(rollout):
            said = f'ReplicaSet "{name}" has successfully progressed.'
            self._set(rollout, "Progressing", "True", "NewReplicaSetAvailable", said)
        elif _has_progressed(was, status):
            said = f'ReplicaSet "{name}" is progressing.'
            self._set(rollout, "Progressing", "True", "ReplicaSetUpdated", said, anew=True)
        elif there is not None and there["reason"] in (
            "NewReplicaSetCreated",
            "ReplicaSetUpdated",
            "FoundNewReplicaSet",
        ):
            left = moment(there["lastUpdateTime"]) + limit - self._agenda.now
            if left > 0:
                self._queue.add(key, left + 1)
            else:
                said = f'ReplicaSet "{name}" has timed out progressing.'
                self._set(rollout, "Progressing", "False", "ProgressDeadlineExceeded", said)

    def _set(self, rollout: _Rollout, name: str, state: str, reason: str, message: str, *, anew: bool = False) -> None:
        """A condition; one of the same state and reason stays as it is, unless `anew`."""
        conditions = rollout.status.setdefault("conditions", [])
        now = seconds_text(self._agenda.now)
        there = condition({"status": rollout.status}, name)
        if there is not None and (there["status"], there["reason"]) == (state, reason) and not anew:
            return
        since = there["lastTransitionTime"] if there is not None and there["status"] == state else now
        made = {"type": name, "status": state, "lastUpdateTime": now, "lastTransitionTime": since}
        kept = [one for one in conditions if one["type"] != name]
        rollout.status["conditions"] = [*kept, {**made, "reason": reason, "message": message}]


def _without_hash(template: Raw) -> Raw:
    """A ReplicaSet's template as its Deployment has it."""
    meta = template.get("metadata") or {}
    labels = {key: value for key, value in (meta.get("labels") or {}).items() if key != HASH}
    return {**template, "metadata": {**meta, "labels": labels}}


def _size(replicaset: Raw) -> int:
    return replicaset["spec"].get("replicas", 1)  # type: ignore[no-any-return]


def _available(replicaset: Raw) -> int:
    return replicaset.get("status", {}).get("availableReplicas", 0)  # type: ignore[no-any-return]


def _revision(replicaset: Raw) -> int:
    return int((replicaset["metadata"].get("annotations") or {}).get(REVISION, 0))


def _lives(pod: Raw) -> bool:
    return pod.get("status", {}).get("phase") not in ("Succeeded", "Failed")


def _is_complete(rollout: _Rollout) -> bool:
    new = rollout.new
    there = sum(one.get("status", {}).get("replicas", 0) for one in rollout.all)
    return new is not None and _available(new) == there == rollout.wanted


def _has_progressed(was: Raw, now: Raw) -> bool:
    old = was.get("replicas", 0) - was.get("updatedReplicas", 0)
    old_now = now.get("replicas", 0) - now.get("updatedReplicas", 0)
    more = any(
        now.get(name, 0) > was.get(name, 0) for name in ("updatedReplicas", "readyReplicas", "availableReplicas")
    )
    return more or old_now < old
