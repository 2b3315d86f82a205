"""Opens a session from the command line's words. Imported once the first frame is painted: it pulls the network in."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from ktui.kube.clock import SystemClock
from ktui.kube.connect import connect
from ktui.session.session import Session

if TYPE_CHECKING:
    from ktui.kube.connect import Where
    from ktui.session.session import Listener


async def open_session(where: Where, listener: Listener) -> Session:
    """A session that tells `listener`; raises `ConfigError`."""
    connection = await connect(where)
    return Session(
        context=connection.access.context,
        transport=connection.transport,
        namespace=connection.namespace,
        listener=listener,
        clock=SystemClock(),
        rand=random.random,
        gzip=connection.gzip,
    )
