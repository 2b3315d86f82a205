"""Opens a session from the command line's words. Imported once the first frame is painted: it pulls the network in."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from ktui.kube.clock import SystemClock
from ktui.kube.connect import connect
from ktui.session.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable

    from ktui.kube.connect import Where
    from ktui.session.session import Listener


async def open_session(
    where: Where, listener: Listener, start_scope: Callable[[str], tuple[str, ...] | None] = lambda _context: None
) -> Session:
    """A session that tells `listener`; raises `ConfigError`.

    `start_scope` says for a context's name which namespaces are meant where the command line does not tell: none of
    them are all, None is the context's own.
    """
    connection = await connect(where)
    namespace = connection.namespace
    if where.namespace is None and not where.all_namespaces:
        scope = start_scope(connection.access.context)
        if scope is not None and len(scope) < 2:
            namespace = scope[0] if scope else None
    return Session(
        context=connection.access.context,
        transport=connection.transport,
        namespace=namespace,
        listener=listener,
        clock=SystemClock(),
        rand=random.random,
        gzip=connection.gzip,
    )
