"""The whole application over real HTTP: its session reads and changes the test API server."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from ktui.kube.clock import SystemClock
from ktui.kube.transport import Transport
from ktui.model.keeping import NOTHING
from ktui.session.session import Session
from ktui.ui.app import KtuiApp
from tests.kube.asking import Anonymous

if TYPE_CHECKING:
    from ktui.demo.server.api_server import ApiServer
    from ktui.insight.scope import Namespaces
    from ktui.model.keeping import Keeping
    from ktui.session.session import Listener


def real_app(server: ApiServer, *, read_only: bool = False, keeping: Keeping = NOTHING, **options: Any) -> KtuiApp:
    """On all namespaces of the server; the journal is in the state folder, and so is the history, if one is kept."""

    async def connect(listener: Listener, *, context: str | None, namespaces: Namespaces | None) -> Session:
        transport = Transport(
            server=server.url,
            credentials=Anonymous(),
            tls=lambda: None,
            clock=SystemClock(),
            read_only=read_only,
        )
        return Session(
            context=context or "lab",
            transport=transport,
            namespaces=namespaces or (),
            listener=listener,
            clock=SystemClock(),
            rand=random.random,
            keeping=keeping,
        )

    app = KtuiApp(connect=connect, context="lab", namespaces=(), read_only=read_only, **options)
    app.animation_level = "none"
    return app
