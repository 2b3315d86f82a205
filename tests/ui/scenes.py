"""The states of the screen that matter, each as an application that comes to it by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.config import Config
from ktui.model.link import LinkState
from tests.fakes import objects
from tests.ui import story
from tests.ui.fake_session import FakeApp

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.ui.fake_session import FakeSession


def _app(fill: Callable[[FakeSession], None] | None) -> FakeApp:
    return FakeApp(fill, namespace=story.NAMESPACE, start=story.NOW)


def connecting() -> FakeApp:
    return _app(None)


def loading() -> FakeApp:
    def fill(session: FakeSession) -> None:
        session.identify()
        session.link(state=LinkState.LOADING)
        names = (f"worker-{number:05d}" for number in range(4000))
        session.listing(
            "pods", (objects.pod(name, story.NAMESPACE, creationTimestamp=story.at(900)) for name in names), 6001
        )
        session.listed("nodes", story.nodes())

    return _app(fill)


def trouble() -> FakeApp:
    return _app(story.fill)


def empty() -> FakeApp:
    return _app(lambda session: session.live())


def denied() -> FakeApp:
    def fill(session: FakeSession) -> None:
        story.fill(session)
        session.link("nodes", state=LinkState.DENIED, reason="list nodes")
        session.link("cronjobs", state=LinkState.ABSENT, reason="cronjobs")

    app = _app(fill)
    return app


def refused() -> FakeApp:
    def fill(session: FakeSession) -> None:
        session.identify()
        for name in ("pods", "daemonsets", "jobs", "cronjobs", "nodes"):
            session.link(name, state=LinkState.DENIED, reason=f"list {name}")

    return _app(fill)


def stale() -> FakeApp:
    def fill(session: FakeSession) -> None:
        story.fill(session)
        now = story.NOW
        session.link(state=LinkState.STALE, since=now - 72, retry_at=now + 3, reason="connection refused")

    return _app(fill)


def mixed() -> FakeApp:
    def fill(session: FakeSession) -> None:
        story.fill(session)
        now = story.NOW
        session.link("pods", state=LinkState.STALE, since=now - 12, retry_at=now + 3, reason="429")
        session.link("nodes", state=LinkState.DENIED, reason="list nodes")

    return _app(fill)


def _named(*names: str) -> Callable[[FakeSession], None]:
    def fill(session: FakeSession) -> None:
        made = [objects.pod(name, story.NAMESPACE, creationTimestamp=story.at(900)) for name in names]
        made.append(objects.pod("last", story.NAMESPACE, ready=False, creationTimestamp=story.at(60)))
        session.live(pods=made, nodes=story.nodes())

    return fill


def long_names() -> FakeApp:
    return _app(_named("a" * 200 + "-end", "checkout-payments-gateway-canary-7c9f8d6b54-" + "x2x4q" * 9, "web"))


def wide_names() -> FakeApp:
    return _app(
        _named("支払いサービス-七", "결제-서비스", "café-ñandú", "[red]not markup[/]", "steer\x1b[31m\u202eing")
    )


def hundred_columns() -> FakeApp:
    """Pods with a hundred labels, each of them a column."""
    labels = {f"label-{number:03d}": f"value-{number}" for number in range(100)}

    def fill(session: FakeSession) -> None:
        made = objects.pod("web", story.NAMESPACE, labels=labels, creationTimestamp=story.at(900))
        session.live(pods=[made], nodes=story.nodes())

    columns = {"pods": ("NAME", "STATUS", *(f"label:{label}" for label in labels))}
    return FakeApp(fill, namespace=story.NAMESPACE, start=story.NOW, config=Config(columns=columns))


def owned() -> FakeApp:
    """Five hundred nodes, and a DaemonSet with a pod on twelve of them."""

    def fill(session: FakeSession) -> None:
        shipper = story.daemonset("log-shipper", 12, age=40 * story.DAY)
        made = []
        for number in range(12):
            pod = objects.pod(f"log-shipper-{number:02}", story.NAMESPACE, node=f"node-{number:03}")
            pod["metadata"]["ownerReferences"] = [objects.owner("DaemonSet", "log-shipper", "uid-log-shipper")]
            pod["metadata"]["creationTimestamp"] = story.at(900)
            made.append(pod)
        nodes = [
            story.node(f"node-{number:03}", address=f"10.0.{number // 250}.{number % 250}") for number in range(500)
        ]
        for node in nodes[480:]:
            node["spec"]["unschedulable"] = True
        session.live(pods=made, daemonsets=[shipper], nodes=nodes)

    return _app(fill)


SCENES: dict[str, Callable[[], FakeApp]] = {
    "connecting": connecting,
    "loading": loading,
    "trouble": trouble,
    "empty": empty,
    "denied": denied,
    "refused": refused,
    "stale": stale,
    "mixed": mixed,
    "long_names": long_names,
    "wide_names": wide_names,
    "hundred_columns": hundred_columns,
    "owned": owned,
}
