"""The names of all namespaces, to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.kube.reads import read_all
from ktui.model.kinds import NAMESPACES

if TYPE_CHECKING:
    from ktui.kube.transport import Transport


async def namespace_names(transport: Transport, *, gzip: bool = False) -> tuple[str, ...]:
    """In the server's order, by name; raises `KtuiError`, a `ForbiddenError` where they may not be listed."""
    found = await read_all(transport, NAMESPACES, None, gzip=gzip)
    return tuple(namespace.meta.name for namespace in found.objects)
