"""What of the pods' events can have been seen, from what becomes of the watches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from ktui.model.link import Link, LinkState
from ktui.model.version import ServerVersion
from ktui.session.pod_events import BRIEF, EVICTIONS, LONGEST, PodEvents
from tests.fakes.clock import FakeClock, turns

if TYPE_CHECKING:
    from ktui.kube.reflector import Reflector, Sink, Target

AHEAD = 7200.0
"""Seconds by which the cluster's clock is ahead."""


class Watches:
    """Those that were begun: what a reflector would tell comes from the test."""

    def __init__(self, *namespaces: str, version: ServerVersion | None = None) -> None:
        self.clock = FakeClock()
        self.begun: list[tuple[Target, Sink]] = []
        self.events = PodEvents(
            namespaces,
            self._reflector,
            take=lambda _: None,
            changed=lambda: None,
            now=lambda: self.clock.time() + AHEAD,
            wall=self.clock.time,
            version=lambda: version,
        )

    def _reflector(self, target: Target, sink: Sink) -> Reflector:
        self.begun.append((target, sink))

        class Still:
            async def run(self) -> None: ...

        return cast("Reflector", Still())

    async def begin(self) -> None:
        await self.events.run()
        await turns()

    def listed(self, *numbers: int) -> None:
        for number in numbers or range(len(self.begun)):
            _, sink = self.begun[number]
            sink.list_began()
            sink.list_ended()
            self.linked(LinkState.LIVE, number)

    def linked(self, state: LinkState, *numbers: int, ago: float = 0.0) -> None:
        for number in numbers or range(len(self.begun)):
            self.begun[number][1].linked(Link(state, self.clock.time() - ago))


async def watching(*namespaces: str, version: ServerVersion | None = None) -> Watches:
    watches = Watches(*namespaces, version=version)
    await watches.begin()
    return watches


async def test_two_watches_for_each_namespace() -> None:
    watches = await watching("web", "shop")
    asked = {(target.namespace, target.field_selector) for target, _ in watches.begun}
    assert asked == {
        (namespace, f"{wanted},involvedObject.kind=Pod")
        for namespace in ("web", "shop")
        for wanted in ("type!=Normal", "reason=Killing")
    }
    assert [target.namespace for target, _ in (await watching()).begun] == [None, None]


async def test_a_server_whose_pods_do_not_say_why_they_are_deleted_is_asked_for_evictions_too() -> None:
    old = await watching("web", "shop", version=ServerVersion(1, 25))
    assert [
        (target.namespace, target.field_selector) for target, _ in old.begun if target.field_selector == EVICTIONS
    ] == [
        ("web", EVICTIONS),
        ("shop", EVICTIONS),
    ]
    assert len((await watching("web", "shop", version=ServerVersion(1, 26))).begun) == 4
    old.listed(0, 1, 3, 4)
    old.linked(LinkState.DENIED, 2, 5)
    assert old.events.watched().since is not None, "what is wrong with pods is told all the same"
    assert old.events.link.state is LinkState.LIVE


async def test_nothing_is_watched_before_both_lists_were_there() -> None:
    watches = await watching()
    assert watches.events.watched().since is None
    watches.listed(0)
    assert watches.events.watched().since is None
    watches.clock.jump(3.0)
    watches.listed(1)
    assert watches.events.watched().since == watches.clock.time() + AHEAD
    assert watches.events.watched().lost == ()


async def test_what_is_denied_was_never_watched() -> None:
    watches = await watching()
    watches.linked(LinkState.DENIED)
    assert watches.events.watched().since is None
    assert watches.events.link.state is LinkState.DENIED


async def test_without_a_connection_since_it_was_last_heard_of_by_the_clusters_clock() -> None:
    watches = await watching()
    watches.listed()
    watches.clock.jump(60.0)
    watches.linked(LinkState.STALE, ago=20.0)
    began = watches.clock.time() + AHEAD - 20.0
    assert watches.events.watched().lost == ((began, None),)
    watches.clock.jump(10.0)
    watches.linked(LinkState.STALE, ago=30.0)
    assert watches.events.watched().lost == ((began, None),)


async def test_a_watch_that_goes_on_where_it_was_has_lost_nothing() -> None:
    watches = await watching()
    watches.listed()
    watches.linked(LinkState.STALE)
    watches.clock.jump(60.0)
    watches.linked(LinkState.LIVE)
    assert watches.events.watched().lost == ()


async def test_what_came_before_a_new_list_is_lost() -> None:
    watches = await watching()
    watches.listed()
    began = watches.clock.time() + AHEAD
    watches.linked(LinkState.STALE)
    watches.clock.jump(60.0)
    watches.listed(0)
    assert watches.events.watched().lost == ((began, None),)
    watches.clock.jump(1.0)
    watches.linked(LinkState.LIVE, 1)
    assert watches.events.watched().lost == ((began, began + 60.0),)
    watches.clock.jump(60.0)
    watches.linked(LinkState.STALE, 1)
    watches.clock.jump(BRIEF - 1)
    watches.listed(1)
    assert watches.events.watched().lost == ((began, began + 60.0),), "a moment is no loss"


async def test_a_right_that_is_taken_and_given_back() -> None:
    watches = await watching()
    watches.listed()
    began = watches.clock.time() + AHEAD
    watches.linked(LinkState.DENIED)
    watches.clock.jump(60.0)
    watches.linked(LinkState.DENIED)
    assert watches.events.watched().lost == ((began, None),)
    watches.listed()
    assert watches.events.watched().lost == ((began, began + 60.0),)


async def test_interruptions_that_overlap_are_one_and_only_the_last_are_told() -> None:
    watches = await watching()
    watches.listed()
    for _ in range(LONGEST + 5):
        watches.linked(LinkState.STALE, 0)
        watches.clock.jump(10.0)
        watches.linked(LinkState.STALE, 1)
        watches.clock.jump(10.0)
        watches.listed()
        watches.clock.jump(100.0)
    lost = watches.events.watched().lost
    assert len(lost) == LONGEST
    assert {end - begin for begin, end in cast("Any", lost)} == {20.0}
    assert lost[-1][1] == watches.clock.time() + AHEAD - 100.0


async def test_one_namespace_that_is_denied_does_not_make_the_other_less_known() -> None:
    watches = await watching("web", "shop")
    watches.listed(0, 1)
    for number in (2, 3):
        watches.begun[number][1].linked(Link(LinkState.DENIED, 0.0, "list events"))
    assert watches.events.link.state is LinkState.LIVE
    assert watches.events.link.lacks == "list events in shop"
    assert watches.events.watched("web").since is not None
    assert watches.events.watched("shop").since is watches.events.watched().since is None
