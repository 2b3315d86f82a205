"""Keys by the names people write, and those of the screen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.keys import Keys, format_key

from ktui.model.key_names import key_named, key_printed, key_words
from ktui.model.keys import KEYS


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("z", "z"),
        ("Z", "Z"),
        ("shift+z", "Z"),
        ("ctrl+Z", "ctrl+z"),
        ("Ctrl + z", "ctrl+z"),
        ("shift+ctrl+left", "ctrl+shift+left"),
        ("F9", "f9"),
        ("?", "question_mark"),
        ("question_mark", "question_mark"),
        (",", "comma"),
        ("+", "plus"),
        ("ctrl++", "ctrl+plus"),
        ("-", "minus"),
        ("_", "underscore"),
        ("/", "slash"),
        ("solidus", "slash"),
        (" ", "space"),
        ("esc", "escape"),
        ("PgUp", "pageup"),
        ("return", "enter"),
        ("ü", "ü"),
        ("€", "euro_sign"),
    ],
)
def test_what_people_write_is_a_key(word: str, name: str) -> None:
    assert key_named(word) == name


@pytest.mark.parametrize("word", ["", "zz", "ctrl", "ctrl+", "+z", "strg+c", "ctrl+ctrl+a", "f25", "\x00", "\n", "a b"])
def test_what_is_no_key_is_none(word: str) -> None:
    assert key_named(word) is None


@pytest.mark.parametrize("name", sorted({name for key in KEYS for name in key.keys}))
def test_the_keys_of_the_table_are_names_themselves_and_as_printed(name: str) -> None:
    assert key_named(name) == name
    assert key_named(key_printed(name)) == name


@pytest.mark.parametrize("character", [chr(code) for code in range(0x21, 0x7F)])
def test_a_character_is_what_the_screen_calls_it(character: str) -> None:
    name = key_named(character)
    assert name is not None
    assert format_key(name) == character
    assert key_printed(name) == character
    assert key_named(name) == name


def test_keys_that_are_no_character_are_the_screens() -> None:
    known = {key.value for key in Keys}
    for word in key_words():
        name = key_named(word)
        assert name is not None
        assert name in known or len(format_key(name)) == 1, word


@pytest.mark.parametrize("name", ["up", "pageup", "escape", "f5", "slash", "G", "tab"])
def test_what_is_printed_is_what_the_screens_own_help_would_print(name: str) -> None:
    assert key_printed(name) == format_key(name)


@given(st.text(max_size=12))
def test_any_word_is_a_key_or_none(word: str) -> None:
    name = key_named(word)
    assert name is None or "," not in name
