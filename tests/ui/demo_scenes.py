"""The screen on the demo's cluster as it opens, at a time that never changes: what the README's pictures show."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ktui.demo.box import Box
from ktui.demo.guide import demo_guide
from ktui.demo.options import DemoOptions
from ktui.insight.evidence import Evidence
from ktui.model.kinds import EVENTS, KINDS, PODS
from ktui.model.link import LinkState
from tests.ui.fake_session import FakeApp, decoded

if TYPE_CHECKING:
    from collections.abc import Callable

    from ktui.demo.server.store import Change
    from ktui.model.evidence import Observation
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


WATCHED = 330.0
"""Seconds for which one has looked on."""


@cache
def _watched() -> tuple[Box, dict[str, Evidence]]:
    """The cluster then, and what was heard of each pod meanwhile, by uid."""
    box = Box(DemoOptions(), OPENING)
    heard: dict[str, Evidence] = {}

    def hear(change: Change) -> None:
        if change.after is None:
            return
        if change.plural == "pods":
            (pod,) = decoded(PODS, [change.after.obj])
            _of(heard, pod.meta.uid).note_pod(pod)
        elif change.plural == "events":
            (event,) = decoded(EVENTS, [change.after.obj])
            _of(heard, event.involved_object.uid).note_event(event)

    box.server.registry.store.listen(hear)
    box.agenda.run_until(OPENING + WATCHED)
    return box, heard


def _of(heard: dict[str, Evidence], uid: str) -> Evidence:
    return heard.setdefault(uid, Evidence(uid))


def watched(namespace: str) -> FakeApp:
    """One namespace, some minutes later."""
    box, heard = _watched()
    registry = box.server.registry

    def fill(session: FakeSession) -> None:
        session.watch_events(since=OPENING)
        for pod in decoded(PODS, registry.each("pods", namespace)):
            if (evidence := heard.get(pod.meta.uid)) is not None:
                known = session.memory.look(pod)
                seen: list[Observation] = [*evidence.writes(), *evidence.exits.values(), *evidence.starts.values()]
                for one in (*seen, *evidence.readiness.values()):
                    known.note(one)
        session.live(
            **{kind.name: list(registry.each(kind.name, namespace if kind.namespaced else None)) for kind in KINDS}
        )

    return demo(fill, start=OPENING + WATCHED, namespace=namespace)


SCENES: dict[str, Callable[[], FakeApp]] = {
    "demo": demo,
    "shop": shop,
    "guided": guided,
    "stale": stale,
    "mixed": mixed,
    "watched": partial(watched, "default"),
    "watched_shop": partial(watched, "shop"),
}
