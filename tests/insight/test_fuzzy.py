"""What was typed finds what was meant, and in counted steps."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.insight.fuzzy import LOOK, READ, SLICE, TYPED, Choice, Search, lowered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ktui.insight.fuzzy import Match


def ranked(typed: str, choices: Sequence[Choice], *, recent: Sequence[str] = ()) -> list[Match]:
    """The whole search at once."""
    search = Search(typed, choices, recent=recent)
    while not search.advance():
        pass
    return search.matches()


def choices(*texts: str) -> list[Choice]:
    return [Choice(text, text) for text in texts]


def found(typed: str, *texts: str, recent: tuple[str, ...] = ()) -> list[str]:
    return [match.choice.text for match in ranked(typed, choices(*texts), recent=recent)]


def hits(typed: str, text: str) -> str:
    """The text with the letters that match in capitals."""
    (match,) = ranked(typed, choices(text))
    return "".join(letter.upper() if i in match.positions else letter for i, letter in enumerate(text))


def test_nothing_typed_finds_all_in_their_order() -> None:
    assert found("", "c", "a", "b") == ["c", "a", "b"]
    assert found("  ", "c", "a", "b") == ["c", "a", "b"]


def test_nothing_typed_has_the_recent_ones_first_in_their_order() -> None:
    assert found("", "a", "b", "c", "d", recent=("d", "gone", "b")) == ["d", "b", "a", "c"]


def test_letters_must_be_there_in_order() -> None:
    assert found("kbs", "kube-system", "skb", "default") == ["kube-system"]
    assert found("x", "kube-system") == []


def test_the_better_way_to_match_goes_first() -> None:
    assert found("web", "w-e-b", "cobweb", "my-web", "webshop", "web") == [
        "web",
        "webshop",
        "my-web",
        "cobweb",
        "w-e-b",
    ]


def test_among_equals_the_recent_one_goes_first_then_their_order() -> None:
    texts = ("kube-public", "kube-system", "kube-node-lease")
    assert found("kube", *texts) == list(texts)
    assert found("kube", *texts, recent=("kube-system",))[0] == "kube-system"


def test_starts_of_words_beat_letters_inside() -> None:
    assert found("ks", "tasks-x", "books", "kube-system")[0] == "tasks-x", "a piece goes before scattered letters"
    assert found("kst", "bakesit", "kube-system-test")[0] == "kube-system-test"
    assert hits("kst", "kube-sys-test") == "Kube-Sys-Test"


def test_runs_beat_starts() -> None:
    assert hits("ebsy", "e-b-ebx-sy") == "e-b-EBx-SY"


def test_a_piece_is_shown_where_a_word_begins() -> None:
    assert hits("sys", "asys-sys") == "asys-SYS"
    assert hits("sys", "asysx") == "aSYSx"


@pytest.mark.parametrize("typed", ["WEB", "web", "WeB"])
def test_capitals_do_not_matter(typed: str) -> None:
    assert found(typed, "My-Web", "other") == ["My-Web"]


def test_positions_hold_where_a_small_letter_has_two() -> None:
    assert len(lowered("İx")) == 2
    (match,) = ranked("x", choices("İx"))
    assert match.positions == (1,)


def test_other_words_find_by_their_beginning_only() -> None:
    pods = Choice("pane.pods", "Pods", words=("pods", "po"))
    nodes = Choice("pane.nodes", "Nodes", words=("no",))
    leave = Choice("app.quit", "leave", words=("q",))
    assert [match.choice for match in ranked("q", [pods, nodes, leave])] == [leave]
    assert [match.choice for match in ranked("no", [pods, nodes, leave])] == [nodes]
    assert ranked("o", [leave]) == []


NAMES = st.text("ab-k", max_size=12)


@given(st.text("abk", min_size=1, max_size=4), st.lists(NAMES, max_size=8))
def test_exactly_the_choices_with_the_letters_in_order_are_found(typed: str, texts: list[str]) -> None:
    expected = [text for text in texts if any("".join(some) == typed for some in combinations(text, len(typed)))]
    matches = ranked(typed, choices(*texts))
    assert sorted(match.choice.text for match in matches) == sorted(expected)
    for match in matches:
        assert list(match.positions) == sorted(set(match.positions))
        assert "".join(match.choice.text[place] for place in match.positions) == typed


def test_five_thousand_names_are_searched_in_small_slices() -> None:
    names = choices(*(f"team-{number:04d}-staging-backend" for number in range(5000)))
    for typed in ("", "t", "team", "tsb", "t4k9end"):
        search = Search(typed, names)
        slices = 0
        while True:
            before = search.steps
            done = search.advance()
            slices += 1
            assert search.steps - before <= SLICE + LOOK + len(typed) * 32
            if done:
                break
        assert slices <= 20
        assert len(search.matches()) == len(ranked(typed, names))


def test_a_name_without_end_costs_no_more_than_its_beginning() -> None:
    search = Search("ab" * 1000, choices("ab" * 100_000, "a-b" * 100_000))
    while not search.advance():
        pass
    assert search.steps <= 2 * (LOOK + TYPED * READ)
