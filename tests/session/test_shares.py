"""Several namespaces in one feed: it equals the union, and what fails in one does not hide the others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.model.kinds import PODS
from ktui.model.link import Link, LinkState
from ktui.session.feed import Feed
from ktui.session.shares import Share, Shares, merged_link
from tests.store.storing import pod

LIVE, STALE, DENIED = LinkState.LIVE, LinkState.STALE, LinkState.DENIED
CONNECTING, LOADING, ABSENT = LinkState.CONNECTING, LinkState.LOADING, LinkState.ABSENT


class Shared:
    """A feed of several namespaces whose flush is in the test's hands."""

    def __init__(self, *namespaces: str) -> None:
        self.feed = Feed(PODS, lambda _obj, _now: None, lambda _feed, _frame: None)
        self.sinks = {share.namespace: share for share in Shares(self.feed, namespaces).sinks}

    def flush(self) -> None:
        changes = self.feed.take()
        self.feed.view.update(self.feed.store.apply(changes, 0.0))

    @property
    def keys(self) -> set[tuple[str, str]]:
        self.flush()
        return set(self.feed.store.objects)

    def listed(self, namespace: str, *names: str) -> None:
        sink = self.sinks[namespace]
        sink.list_began()
        sink.page([pod(name, namespace=namespace) for name in names], 0)
        sink.list_ended()
        sink.linked(Link(LIVE, 1.0))
        self.flush()

    def refused(self, namespace: str) -> None:
        self.sinks[namespace].linked(Link(DENIED, 2.0, "list pods", 62.0))
        self.flush()


def test_a_list_of_one_namespace_leaves_the_others_alone() -> None:
    shared = Shared("a", "b")
    shared.listed("a", "x", "y")
    shared.listed("b", "x")
    shared.listed("a", "y")
    assert shared.keys == {("a", "y"), ("b", "x")}
    shared.listed("b")
    assert shared.keys == {("a", "y")}


def test_it_is_loaded_when_all_are() -> None:
    shared = Shared("a", "b")
    shared.listed("a", "x")
    assert not shared.feed.loaded
    shared.listed("b")
    assert shared.feed.loaded


def test_what_is_refused_in_one_is_not_waited_for() -> None:
    shared = Shared("a", "b")
    shared.listed("a", "x")
    shared.refused("b")
    assert shared.feed.loaded
    assert (shared.feed.link.state, shared.feed.link.lacks) == (LIVE, "list pods in b")
    assert shared.keys == {("a", "x")}


def test_refused_first_and_listed_later_is_loaded_too() -> None:
    shared = Shared("a", "b")
    shared.refused("b")
    assert not shared.feed.loaded
    shared.listed("a", "x")
    assert shared.feed.loaded
    shared.listed("b", "z")
    assert shared.feed.link.lacks == ""
    assert shared.keys == {("a", "x"), ("b", "z")}


def test_refused_everywhere_is_refused_and_never_loaded() -> None:
    shared = Shared("a", "b")
    for sink in shared.sinks.values():
        sink.linked(Link(DENIED, 2.0, "list pods", 62.0))
    assert not shared.feed.loaded
    assert (shared.feed.link.state, shared.feed.link.reason, shared.feed.link.lacks) == (DENIED, "list pods", "")


def test_how_many_there_will_be_is_the_sum_once_all_tell() -> None:
    shared = Shared("a", "b")
    for sink, remaining in ((shared.sinks["a"], 3), (shared.sinks["b"], 2)):
        sink.list_began()
        sink.page([pod("x", namespace=sink.namespace)], remaining)
    assert shared.feed.expected == 4 + 3
    shared.sinks["a"].page([pod("y", namespace="a")], None)
    assert shared.feed.expected is None


STATES = (STALE, CONNECTING, LOADING, LIVE, DENIED, ABSENT)


@pytest.mark.parametrize(
    ("states", "state"),
    [
        ((LIVE, LIVE), LIVE),
        ((LIVE, LOADING), LOADING),
        ((LOADING, CONNECTING), CONNECTING),
        ((CONNECTING, STALE, LIVE), STALE),
        ((DENIED, LIVE), LIVE),
        ((DENIED, STALE), STALE),
        ((ABSENT, ABSENT), ABSENT),
    ],
)
def test_the_worst_link_is_told(states: tuple[LinkState, ...], state: LinkState) -> None:
    assert merged_link([(str(i), Link(each, 0.0)) for i, each in enumerate(states)]).state is state


def test_stale_is_told_since_the_oldest_truth_with_its_reason_and_the_next_try() -> None:
    link = merged_link([("a", Link(STALE, 9.0, "cut", 20.0)), ("b", Link(STALE, 5.0, "cut", 18.0))])
    assert link == Link(STALE, 5.0, "cut", 18.0)
    link = merged_link([("a", Link(STALE, 9.0, "cut", 20.0)), ("b", Link(STALE, 5.0, "cut"))])
    assert link.retry_at is None
    assert merged_link([("a", Link(LIVE, 1.0, unreadable=2)), ("b", Link(LIVE, 4.0, unreadable=1))]).unreadable == 3


def test_who_is_refused_is_named_or_counted() -> None:
    refused = Link(DENIED, 0.0, "list pods")
    few = merged_link([("a", Link(LIVE, 0.0)), ("b", refused), ("c", refused)])
    assert few.lacks == "list pods in b, c"
    many = merged_link([("a", Link(LIVE, 0.0)), *((f"n{i}", refused) for i in range(9))])
    assert many.lacks == "list pods in 9 namespaces"


# Whatever the order in which the reflectors tell


class Model:
    """What one namespace has by its own reflector's word."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {}
        self.listing: dict[str, int] | None = None


STEPS = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.sampled_from(["begin", "page", "end", "put", "remove", "deny", "flush"]),
        st.integers(0, 4),
    ),
    max_size=60,
)


def _object(namespace: str, number: int, version: int) -> object:
    return pod(f"p{number}", str(version), namespace=namespace)


@given(STEPS)
def test_the_feed_is_the_union_of_what_each_reflector_told(steps: list[tuple[str, str, int]]) -> None:
    shared = Shared("a", "b", "c")
    models = {namespace: Model() for namespace in shared.sinks}
    version = 0

    def do(model: Model, sink: Share, step: str, number: int) -> None:
        name = f"p{number}"
        if model.listing is not None and step in ("put", "remove", "deny"):
            return  # a reflector lists or watches
        if step == "begin":
            model.listing = {}
            sink.list_began()
        elif step == "page" and model.listing is not None:
            model.listing[name] = model.known[name] = version
            sink.page([_object(sink.namespace, number, version)], None)
        elif step == "end" and model.listing is not None:
            model.known, model.listing = model.listing, None
            sink.list_ended()
        elif step == "put":
            model.known[name] = version
            sink.put(_object(sink.namespace, number, version))
        elif step == "remove":
            model.known.pop(name, None)
            sink.remove(_object(sink.namespace, number, version))
        elif step == "deny":
            sink.linked(Link(DENIED, 0.0, "list pods"))

    for namespace, step, number in steps:
        version += 1
        if step == "flush":
            shared.flush()
        else:
            do(models[namespace], shared.sinks[namespace], step, number)
    shared.flush()
    union = {(namespace, name): str(at) for namespace, model in models.items() for name, at in model.known.items()}
    assert {key: obj.meta.resource_version for key, obj in shared.feed.store.objects.items()} == union
    assert [shared.feed.view.key_at(row) for row in range(len(shared.feed.view))] == sorted(union)
