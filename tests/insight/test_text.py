"""Text from a cluster is shown on one line, whole, and obeys nothing it says to the terminal."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from ktui.insight.text import ELLIPSIS, both_ends, first_word, fit, visible, whole_words, width_of


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("http-500", "http-500"),
        ("[red]x[/red]", "[red]x[/red]"),
        ("", ""),
        ("a\nb\tc\rd", "a␊b␉c␍d"),
        ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
        ("\x00\x7f", "␀␡"),
        ("\x9b2J", "\\x9b2J"),
        ("a\u202eb", "a\\u202eb"),
        ("a\u200bb\u2028c\ufeff", "a\\u200bb\\u2028c\\ufeff"),
        ("\ud800", "\\ud800"),
        ("\U000e0001", "\\U000e0001"),
        ("\u3164\ufe0f", "\\u3164\\ufe0f"),
        ("👍\U0001f3fb", "👍\\U0001f3fb"),
        ("1\u00a0000\u3000x", "1 000 x"),
        ("名前 é 🚀", "名前 é 🚀"),
        ("\u0301x", "\u25cc\u0301x"),
    ],
)
def test_what_cannot_be_seen_or_would_be_obeyed_is_made_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_plain_text_is_not_copied() -> None:
    text = "a-plain-name"
    assert visible(text) is text


@given(st.text())
def test_visible_text_holds_no_control_format_separator_or_surrogate(text: str) -> None:
    shown = visible(text)
    assert not {unicodedata.category(character) for character in shown} & {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"}
    shown.encode("utf-8")  # raises where a surrogate is left
    assert visible(shown) == shown


@pytest.mark.parametrize(
    ("text", "width", "right", "fitted"),
    [
        ("abc", 5, False, "abc  "),
        ("abc", 5, True, "  abc"),
        ("abc", 3, False, "abc"),
        ("abcd", 3, False, "ab…"),
        ("abcd", 3, True, "ab…"),
        ("abcd", 1, False, "…"),
        ("abcd", 0, False, ""),
        ("abcd", -1, False, ""),
        ("名前", 4, False, "名前"),
        ("名前", 6, True, "  名前"),
        ("名前付", 5, False, "名前…"),
        ("名前付", 4, False, "名… "),
        ("名前", 1, False, "…"),
        ("e\u0301e\u0301e\u0301", 2, False, "e\u0301…"),
    ],
)
def test_text_is_padded_or_cut_to_the_cells_it_is_given(text: str, width: int, right: bool, fitted: str) -> None:
    assert fit(text, width, right) == fitted


@given(st.text(), st.integers(0, 40), st.booleans())
def test_fitted_text_fills_exactly_its_cells(text: str, width: int, right: bool) -> None:
    shown = visible(text)
    fitted = fit(shown, width, right)
    assert cell_len(fitted) == width
    if width_of(shown) > width > 0:
        assert "…" in fitted
    elif width:
        assert fitted.strip(" ") == shown.strip(" ")


@pytest.mark.parametrize(
    ("text", "width", "words"),
    [
        ("liveness: HTTP 500, 3 of 3", 20, "liveness: HTTP 500…"),
        ("liveness: HTTP 500, 3 of 3", 25, "liveness: HTTP 500, 3 of…"),
        ("支払い サービス 七", 12, "支払い…"),
        ("unbreakable", 5, "unbreakable"),
        ("", 5, ""),
    ],
)
def test_of_a_sentence_whole_words_are_left(text: str, width: int, words: str) -> None:
    assert whole_words(text, width) == words


@given(st.text().map(visible), st.integers(1, 30))
def test_whole_words_are_a_beginning_that_fits(text: str, width: int) -> None:
    kept = whole_words(text, width)
    assert kept == text or (text.startswith(kept.removesuffix(ELLIPSIS)) and width_of(kept) <= width)


@pytest.mark.parametrize(
    ("text", "width", "ends"),
    [
        ("batch-job-every-fifteen-minutes-29929074-rkhwm", 24, "batch-job-ev…29074-rkhwm"),
        ("batch-job-every-fifteen-minutes-29929074-rkhwm", 25, "batch-job-ev…929074-rkhwm"),
        ("web-7d9c5b8f6d-x7k2p", 20, "web-7d9c5b8f6d-x7k2p"),
        ("支払いサービス-x7k2p", 10, "支払…x7k2p"),
        ("支払いサービス七八九", 8, "支払…九"),
        ("ab", 1, "ab"),
        ("abcd", 3, "a…d"),
        ("", 5, ""),
    ],
)
def test_of_a_name_both_ends_are_left(text: str, width: int, ends: str) -> None:
    assert both_ends(text, width) == ends


@given(st.text().map(visible), st.integers(3, 30))
def test_both_ends_fit_and_are_its_own(text: str, width: int) -> None:
    kept = both_ends(text, width)
    assert width_of(kept) <= width
    if kept != text:
        assert any(
            text.startswith(kept[:at]) and text.endswith(kept[at + 1 :])
            for at in range(len(kept))
            if kept[at] == ELLIPSIS
        )


@pytest.mark.parametrize(
    ("text", "width", "word"), [("12 (5m33s ago)", 8, "12"), ("0", 8, "0"), ("12345 (1s ago)", 4, "12345 (1s ago)")]
)
def test_of_a_figure_the_first_word_is_left(text: str, width: int, word: str) -> None:
    assert first_word(text, width) == word
