"""What tells one cluster from another, whatever a kubeconfig calls it and by whatever address it is reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.errors import ForbiddenError, NotFoundError
from ktui.kube.reads import read_raw
from ktui.model.kinds import NAMESPACES

if TYPE_CHECKING:
    from ktui.kube.transport import Transport


async def cluster_id(transport: Transport) -> str:
    """The uid of `kube-system`, which lives as long as its cluster; where it may not be read, the server's address.

    Raises `KtuiError` where the server does not answer.
    """
    try:
        uid = (await read_raw(transport, NAMESPACES, None, "kube-system"))["metadata"].get("uid")
    except (ForbiddenError, NotFoundError):
        uid = None
    return str(uid) if uid else transport.server
