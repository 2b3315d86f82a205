"""A namespace in a lab whose controllers stand still, so that what is made there stays as it was made."""

from __future__ import annotations

import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.cluster.target import Lab, Program
    from tests.lab.api import Api

FROZEN: tuple[Program, ...] = ("controller-manager", "scheduler")
"""What would write statuses of its own; no object made here is bound to a node that a kubelet speaks for."""


@contextmanager
def frozen_namespace(api: Api, lab: Lab) -> Iterator[str]:
    """A new namespace; at the end the controllers go on, whatever happened, and the namespace goes."""
    name = f"ktui-parity-{uuid.uuid4().hex[:8]}"
    api.request("POST", "/api/v1/namespaces", {"metadata": {"name": name}})
    try:
        for program in FROZEN:
            lab.fault("freeze", program)
        yield name
    finally:
        for program in FROZEN:
            lab.fault("thaw", program)
        api.request("DELETE", f"/api/v1/namespaces/{name}")
