"""The inspector's top line."""

from __future__ import annotations

import pytest

from ktui.ui.spans import width
from ktui.ui.tabs_text import tabs_line

TABS = ["Summary", "Events", "YAML"]


def text(room: int, about: str = "http-500, default", note: str = "") -> str:
    return "".join(part for part, _ in tabs_line(TABS, 1, about, room, note))


def test_the_open_tab_and_the_object() -> None:
    assert text(60) == "   Summary  ━ Events ━  YAML              http-500, default "


@pytest.mark.parametrize("room", range(1, 120))
def test_it_fills_its_room(room: int) -> None:
    assert width(tabs_line(TABS, 0, "a-rather-long-name-of-a-pod-x7k2p, a-namespace", room, "/x: 1 of 9")) == room


def test_short_of_space_the_open_tab_and_the_name_stay() -> None:
    assert "━ Events ━" in text(30)
    assert "http-500" in text(30)
    assert "Summary" not in text(28)


def test_what_a_search_found_stands_before_the_object() -> None:
    assert "/x: 1 of 9   http-500" in text(70, note="/x: 1 of 9")


def test_without_an_object() -> None:
    assert "".join(part for part, _ in tabs_line([], -1, "", 10)) == " " * 10
