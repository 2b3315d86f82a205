"""Opens a session from the command line's words. Imported once the first frame is painted: it pulls the network in."""

from __future__ import annotations

import asyncio
import os
import random
from typing import TYPE_CHECKING

import msgspec

from ktui.kube.clock import SystemClock
from ktui.kube.connect import connect
from ktui.kube.kubeconfig import context_names
from ktui.model.keeping import NOTHING
from ktui.session.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable

    from ktui.insight.scope import Namespaces
    from ktui.kube.connect import Where
    from ktui.kube.server_clock import ClusterClock
    from ktui.model.keeping import Keeping
    from ktui.session.session import Listener


class _Elsewhere(msgspec.Struct, frozen=True):
    """Another context of the same kubeconfig, with its own namespace."""

    kubeconfig: str | None
    context: str | None
    read_only: bool
    namespace: str | None = None
    all_namespaces: bool = False


async def open_session(
    where: Where,
    listener: Listener,
    *,
    context: str | None = None,
    namespaces: Namespaces | None = None,
    start_scope: Callable[[str], Namespaces | None] = lambda _context: None,
    cluster_clock: ClusterClock | None = None,
    keeping: Keeping = NOTHING,
) -> Session:
    """A session that tells `listener`; raises `ConfigError`.

    `context` instead of the one that `where` means, with its own namespace; `namespaces` instead of either's.
    `start_scope` says for a context's name which namespaces are meant where nobody tells, None: the context's own.
    `cluster_clock` as `connect` takes it; `keeping`: what is kept of what is seen.
    """
    if context is not None:
        where = _Elsewhere(where.kubeconfig, context, where.read_only)
    connection = await connect(where, cluster_clock=cluster_clock)
    if namespaces is None and where.namespace is None and not where.all_namespaces:
        namespaces = start_scope(connection.access.context)
    if namespaces is None:
        namespaces = () if connection.namespace is None else (connection.namespace,)
    return Session(
        context=connection.access.context,
        transport=connection.transport,
        namespaces=namespaces,
        listener=listener,
        clock=SystemClock(),
        rand=random.random,
        gzip=connection.gzip,
        kubectl=connection.kubectl,
        keeping=keeping,
    )


async def contexts(where: Where) -> tuple[str, ...]:
    """The kubeconfig's contexts, in its order; raises `ConfigError`."""
    return await asyncio.to_thread(context_names, kubeconfig=where.kubeconfig, environ=os.environ)
