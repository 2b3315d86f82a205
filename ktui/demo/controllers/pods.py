"""Pods that controllers make and delete, and what they ask of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.demo.moments import moment
from ktui.demo.server.registry import DeleteOptions
from ktui.demo.server.statuses import RefusalError
from ktui.demo.server.store import copied

if TYPE_CHECKING:
    from ktui.demo.recorder import EventRecorder
    from ktui.demo.server.registry import Registry
    from ktui.demo.server.statuses import Raw


def named(kind: str, api_version: str, obj: Raw) -> Raw:
    """An object as events name it: stored ones need not say what they are."""
    return {"kind": kind, "apiVersion": api_version, "metadata": obj["metadata"]}


def owner_reference(kind: str, api_version: str, owner: Raw) -> Raw:
    """By which `owner` controls what it makes."""
    meta = owner["metadata"]
    reference = {"apiVersion": api_version, "kind": kind, "name": meta["name"], "uid": meta["uid"]}
    return {**reference, "controller": True, "blockOwnerDeletion": True}


def controller_of(obj: Raw, kind: str) -> Raw | None:
    """The reference to the owner that controls it, if that is of the kind."""
    for owner in obj["metadata"].get("ownerReferences", ()):
        if owner.get("controller") and owner["kind"] == kind:
            return owner  # type: ignore[no-any-return]
    return None


def condition(obj: Raw, name: str) -> Raw | None:
    """The condition of this type."""
    for one in obj.get("status", {}).get("conditions") or ():
        if one["type"] == name:
            return one  # type: ignore[no-any-return]
    return None


def is_ready(pod: Raw) -> bool:
    """Whether its condition Ready is true."""
    ready = condition(pod, "Ready")
    return ready is not None and ready["status"] == "True"


def is_available(pod: Raw, seconds: float, now: float) -> bool:
    """Whether it has been ready for so many seconds."""
    ready = condition(pod, "Ready")
    if ready is None or ready["status"] != "True":
        return False
    return seconds == 0 or moment(ready["lastTransitionTime"]) + seconds <= now


def phase(pod: Raw) -> str:
    """Where it is in its life."""
    return pod.get("status", {}).get("phase", "Pending")  # type: ignore[no-any-return]


def is_going(obj: Raw) -> bool:
    """Whether its deletion has begun."""
    return "deletionTimestamp" in obj["metadata"]


def is_active(pod: Raw) -> bool:
    """Whether it runs, or is going to."""
    return phase(pod) not in ("Succeeded", "Failed") and not is_going(pod)


def restarts(pod: Raw) -> int:
    """Of all its containers."""
    status = pod.get("status", {})
    return sum(one.get("restartCount", 0) for one in status.get("containerStatuses") or ())


def scaled(value: int | str | None, whole: int, *, up: bool) -> int:
    """A number, or a percentage of `whole` rounded up or down."""
    if value is None:
        return 0
    if isinstance(value, int):
        return value
    percent = int(value.removesuffix("%")) * whole
    return -(-percent // 100) if up else percent // 100


class PodControl:
    """Makes and deletes pods in an owner's name, and tells of it."""

    def __init__(self, registry: Registry, recorder: EventRecorder, kind: str, api_version: str) -> None:
        """`kind` and `api_version` are the owners'."""
        self._registry = registry
        self._recorder = recorder
        self._kind = kind
        self._api_version = api_version

    def create(self, owner: Raw, template: Raw, *, prefix: str = "") -> Raw:
        """A pod from a template; raises `RefusalError` when the server refuses it, which is told."""
        prefix = prefix or f"{owner['metadata']['name']}-"
        meta = {name: copied(value) for name, value in template.get("metadata", {}).items() if value}
        meta.pop("creationTimestamp", None)
        meta["generateName"] = prefix
        meta["namespace"] = owner["metadata"]["namespace"]
        meta["ownerReferences"] = [owner_reference(self._kind, self._api_version, owner)]
        pod = {"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": copied(template["spec"])}
        about = named(self._kind, self._api_version, owner)
        try:
            made = self._registry.create("pods", pod)
        except RefusalError as error:
            if not is_of_a_going_namespace(error):
                self._recorder.event(about, "Warning", "FailedCreate", f"Error creating: {words(error)}")
            raise
        self._recorder.event(about, "Normal", "SuccessfulCreate", f"Created pod: {made['metadata']['name']}")
        return made

    def delete(self, owner: Raw, pod: Raw) -> None:
        """Delete one, with its own grace."""
        meta = pod["metadata"]
        about = named(self._kind, self._api_version, owner)
        try:
            self._registry.delete("pods", meta["namespace"], meta["name"], DeleteOptions(uid=meta["uid"]))
        except RefusalError as error:
            if error.code != 404:
                self._recorder.event(about, "Warning", "FailedDelete", f"Error deleting: {words(error)}")
                raise
            return
        self._recorder.event(about, "Normal", "SuccessfulDelete", f"Deleted pod: {meta['name']}")


def words(error: RefusalError) -> str:
    """What the server said."""
    return error.body if isinstance(error.body, str) else str(error.body["message"])


def is_of_a_going_namespace(error: RefusalError) -> bool:
    """Whether something was refused because its namespace is being deleted."""
    causes = {} if isinstance(error.body, str) else error.body.get("details") or {}
    return any(cause.get("reason") == "NamespaceTerminating" for cause in causes.get("causes", ()))
