"""The screen on the demo's cluster as it opens, at a time that never changes: what the README's pictures show."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ktui.demo.box import Box
from ktui.demo.guide import demo_guide
from ktui.demo.options import DemoOptions
from ktui.model.kinds import KINDS
from ktui.model.link import LinkState
from tests.ui.fake_session import FakeApp

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.ui.fake_session import FakeSession

OPENING = 1_795_700_123.0
"""2026-11-26T13:35:23Z."""
LATER = 37.0
"""Seconds after which the picture is taken."""


@cache
def _box() -> Box:
    box = Box(DemoOptions(), OPENING)
    box.agenda.run_until(OPENING + LATER)
    return box


def _fill(session: FakeSession) -> None:
    registry = _box().server.registry
    session.live(**{kind.name: list(registry.each(kind.name)) for kind in KINDS})


def demo(fill: Callable[[FakeSession], None] = _fill, **options: Any) -> FakeApp:
    """Live."""
    app = FakeApp(fill, **{"namespace": None, "start": OPENING + LATER, "context": "demo", **options})
    app.own_context = "demo"
    return app


def shop() -> FakeApp:
    """One namespace of it."""

    def fill(session: FakeSession) -> None:
        registry = _box().server.registry
        session.live(
            **{kind.name: list(registry.each(kind.name, "shop" if kind.namespaced else None)) for kind in KINDS}
        )

    return demo(fill, namespace="shop")


def guided() -> FakeApp:
    """With the guide over it."""
    return demo(guide=demo_guide(Path("/tmp/ktui-demo-x3k9mw2q/kubeconfig")), guide_opens=True)


def stale() -> FakeApp:
    """The API server has not answered for a while."""

    def fill(session: FakeSession) -> None:
        _fill(session)
        now = OPENING + LATER
        session.link(state=LinkState.STALE, since=now - 72, retry_at=now + 3, reason="connection refused")

    return demo(fill)


def mixed() -> FakeApp:
    """One kind is stale, another may not be listed."""

    def fill(session: FakeSession) -> None:
        _fill(session)
        now = OPENING + LATER
        session.link("pods", state=LinkState.STALE, since=now - 12, retry_at=now + 3, reason="429")
        session.link("nodes", state=LinkState.DENIED, reason="list nodes")

    return demo(fill)


SCENES: dict[str, Callable[[], FakeApp]] = {
    "demo": demo,
    "shop": shop,
    "guided": guided,
    "stale": stale,
    "mixed": mixed,
}
