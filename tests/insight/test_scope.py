"""What a scope is called."""

from __future__ import annotations

import pytest

from ktui.insight.scope import REMEMBERED, recent_first, scope_words, shows_namespaces, wrong_namespace


@pytest.mark.parametrize(
    ("namespaces", "words"),
    [
        (None, "…"),
        ((), "all namespaces"),
        (("web",), "web"),
        (("a", "b"), "a, b"),
        (("a", "b", "c"), "a, b, c"),
        (("a-rather-long-name", "another-long-name"), "2 namespaces"),
        (("one-that-is-very-long-but-the-only-one",), "one-that-is-very-long-but-the-only-one"),
    ],
)
def test_a_scope_in_words(namespaces: tuple[str, ...] | None, words: str) -> None:
    assert scope_words(namespaces) == words


def test_rows_name_their_namespace_where_there_may_be_several() -> None:
    assert [shows_namespaces(scope) for scope in (None, (), ("a",), ("a", "b"))] == [False, True, False, True]


@pytest.mark.parametrize("name", ["web", "a", "kube-system", "1-2", "a" * 63])
def test_names_that_the_api_takes(name: str) -> None:
    assert wrong_namespace(name) == ""


@pytest.mark.parametrize("name", ["", "Web", "-a", "a-", "a.b", "../x", "a/b", "a" * 64, "a b", "é", "a\n"])
def test_names_that_the_api_does_not_take_are_told(name: str) -> None:
    assert "cannot be a namespace" in wrong_namespace(name)
    assert "\n" not in wrong_namespace(name)


def test_the_latest_goes_first_and_once_and_the_oldest_is_forgotten() -> None:
    recent: tuple[str, ...] = ()
    for name in ("a", "b", "a"):
        recent = recent_first(recent, name)
    assert recent == ("a", "b")
    assert recent_first(recent, "x", "b") == ("x", "b", "a")
    assert len(recent_first([str(number) for number in range(50)], "new")) == REMEMBERED
