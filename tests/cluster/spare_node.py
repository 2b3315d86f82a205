"""A second node that is healthy and takes no pods: a cluster that has lost all its nodes at once evicts nobody."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

from tests.lab.api import MERGE, ApiError

if TYPE_CHECKING:
    from types import TracebackType

    from tests.lab.api import Api

RENEWAL = 3.0
"""Seconds between two signs of life."""

_LEASES = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases"


class SpareNode:
    """It lives from `with` until its end."""

    def __init__(self, api: Api, name: str) -> None:
        self._api = api
        self._name = name
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._live, daemon=True)

    def __enter__(self) -> Self:
        self._api.request("POST", "/api/v1/nodes", {"metadata": {"name": self._name}, "spec": {"unschedulable": True}})
        lease = {"metadata": {"name": self._name}, "spec": {"holderIdentity": self._name, **_renewed()}}
        self._api.request("POST", _LEASES, lease)
        self._report()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join(30)
        for path in (f"/api/v1/nodes/{self._name}", f"{_LEASES}/{self._name}"):
            try:
                self._api.request("DELETE", path)
            except ApiError as gone:
                if gone.status != 404:
                    raise

    def _report(self) -> None:
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        ready = {"type": "Ready", "status": "True", "reason": "KubeletReady", "lastHeartbeatTime": now}
        path = f"/api/v1/nodes/{self._name}"
        status = {"status": {"conditions": [{**ready, "lastTransitionTime": now}]}}
        self._api.request("PATCH", f"{path}/status", status, content_type=MERGE)

    def _live(self) -> None:
        while not self._ended.wait(RENEWAL):
            self._api.request("PATCH", f"{_LEASES}/{self._name}", {"spec": _renewed()}, content_type=MERGE)


def _renewed() -> dict[str, Any]:
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return {"leaseDurationSeconds": 40, "renewTime": now}
