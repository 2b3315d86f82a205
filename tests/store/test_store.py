from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ktui.model.trouble import Trouble
from ktui.store.store import Delta, Store
from tests.store.storing import pod

if TYPE_CHECKING:
    from ktui.model.objects import Pod

BAD = Trouble("bad")


def fine(_obj: Any, _now: float) -> Trouble | None:
    return None


def by_name(obj: Pod, _now: float) -> Trouble | None:
    return BAD if obj.meta.name.startswith("bad") else None


def key(name: str) -> tuple[str, str]:
    return ("web", name)


def test_what_came_changed_and_went_is_told_apart() -> None:
    store = Store(fine)
    assert store.apply({key("a"): pod("a"), key("b"): pod("b")}, 0.0) == Delta([key("a"), key("b")], [], [])
    changes = {key("a"): pod("a", "2"), key("b"): None, key("c"): pod("c")}
    assert store.apply(changes, 0.0) == Delta([key("c")], [key("a")], [key("b")])
    assert store.objects == {key("a"): pod("a", "2"), key("c"): pod("c")}
    assert len(store) == 2


def test_an_object_of_the_same_version_is_no_change() -> None:
    store = Store(fine)
    first = pod("a")
    store.apply({key("a"): first}, 0.0)
    assert not store.apply({key("a"): pod("a")}, 0.0)
    assert store.objects[key("a")] is first


def test_another_object_of_the_same_name_and_version_is_a_change() -> None:
    store = Store(fine)
    store.apply({key("a"): pod("a")}, 0.0)
    assert store.apply({key("a"): pod("a", uid="other")}, 0.0).changed == [key("a")]


def test_an_older_version_is_a_change_too() -> None:
    """Versions are opaque: a cluster restored from a backup counts from an earlier one."""
    store = Store(fine)
    store.apply({key("a"): pod("a", "9")}, 0.0)
    assert store.apply({key("a"): pod("a", "5")}, 0.0).changed == [key("a")]


def test_removing_what_is_not_there_is_no_change() -> None:
    assert not Store(fine).apply({key("a"): None}, 0.0)


def test_trouble_follows_the_objects() -> None:
    store = Store(lambda obj, _now: BAD if obj.meta.resource_version == "2" else None)
    store.apply({key("a"): pod("a")}, 0.0)
    assert store.troubled == {}
    store.apply({key("a"): pod("a", "2")}, 0.0)
    assert store.troubled == {key("a"): BAD}
    store.apply({key("a"): pod("a", "3")}, 0.0)
    assert store.troubled == {}


def test_what_is_gone_is_in_no_trouble() -> None:
    store = Store(by_name)
    store.apply({key("bad"): pod("bad")}, 0.0)
    store.apply({key("bad"): None}, 0.0)
    assert store.troubled == {}


def test_judging_is_told_the_time() -> None:
    times: list[float] = []

    def judge(_obj: Any, now: float) -> None:
        times.append(now)

    store = Store(judge)
    store.apply({key("a"): pod("a")}, 7.0)
    store.reassess([key("a")], 8.0)
    assert times == [7.0, 8.0]


def test_trouble_for_a_while_ends_with_it() -> None:
    """A restart is news for ten minutes."""
    store = Store(lambda _obj, now: Trouble("restarted", until=600.0) if now < 600.0 else None)
    store.apply({key("a"): pod("a")}, 0.0)
    assert store.expire(599.0) == []
    assert key("a") in store.troubled
    assert store.expire(600.0) == [key("a")]
    assert store.troubled == {}
    assert store.expire(601.0) == []


def test_trouble_without_an_end_does_not_expire() -> None:
    store = Store(by_name)
    store.apply({key("bad"): pod("bad")}, 0.0)
    assert store.expire(1e12) == []
    assert key("bad") in store.troubled


def test_one_trouble_may_be_followed_by_another() -> None:
    store = Store(lambda _obj, now: Trouble("first", until=10.0) if now < 10.0 else Trouble("second"))
    store.apply({key("a"): pod("a")}, 0.0)
    assert store.expire(10.0) == [key("a")]
    assert store.troubled == {key("a"): Trouble("second")}


def test_judging_anew_tells_whether_any_verdict_differs() -> None:
    verdict: list[Trouble | None] = [None]
    store = Store(lambda _obj, _now: verdict[0])
    store.apply({key("a"): pod("a"), key("b"): pod("b")}, 0.0)
    assert not store.reassess([key("a"), key("gone")], 0.0)
    verdict[0] = BAD
    assert store.reassess([key("a")], 0.0)
    assert store.troubled == {key("a"): BAD}
    assert not store.reassess([key("a")], 0.0)
