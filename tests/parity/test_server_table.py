"""The comparison itself: what it must not overlook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.parity.generate import cases
from tests.parity.server_table import Row, ServerTable, differences, moments

if TYPE_CHECKING:
    from tests.parity.cases import Case

HEADERS = ("NAME", "AGE")
TABLE = ServerTable(HEADERS, (False, False), {"u": Row("a", "1", {"NAME": "a", "AGE": "5s"})}, 100.0, 101.1)


def test_an_answer_that_says_the_same_does_not_differ() -> None:
    assert differences(TABLE, {"u": {"NAME": "a", "AGE": "5s"}}) == []


def test_an_age_may_have_ticked_before_or_after() -> None:
    before, after = {"u": {"NAME": "a", "AGE": "4s"}}, {"u": {"NAME": "a", "AGE": "5s"}}
    assert differences(TABLE, before, after) == []
    assert differences(TABLE, before) == ["a: AGE is '4s', the server's '5s'"]


def test_a_missing_object_a_strange_one_and_other_headers_are_told() -> None:
    assert differences(TABLE, {}) == ["a: not among the answers"]
    same = {"NAME": "a", "AGE": "5s"}
    assert differences(TABLE, {"u": same, "v": same}) == ["v: the server's table has no such object"]
    assert differences(TABLE, {"u": {"AGE": "5s", "NAME": "a"}})[0].startswith("a: the headers are")


def test_the_moments_span_the_request() -> None:
    assert list(moments(TABLE, 0.5)) == [100.0, 100.5, 101.0, 101.1]


def names(found: list[Case]) -> list[tuple[str, str]]:
    return [(case.kind.name, case.name) for case in found]


def test_a_seed_makes_the_same_objects_again_and_no_name_twice() -> None:
    once, again, other = (list(cases(seed, pods=50, others=5)) for seed in (1, 1, 2))
    assert names(once) == names(again)
    assert [case.manifest for case in once] == [case.manifest for case in again]
    assert [case.manifest for case in once] != [case.manifest for case in other]
    assert len(set(names(once))) == len(once)
