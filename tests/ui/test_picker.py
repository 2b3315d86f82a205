"""A list to choose from: every key of it, and what it says while it does not know."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from textual.app import App

from ktui.errors import KtuiError
from ktui.insight.fuzzy import Choice, Search
from ktui.paths import styles_dir
from ktui.ui.screens import picker
from ktui.ui.screens.picker import Choices, Offer, Picked, PickerScreen
from tests.fakes.clock import until

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.pilot import Pilot

NAMES = ("default", "kube-public", "kube-system", "shop", "web")


def choices(*names: str) -> list[Choice]:
    return [Choice(name, name) for name in names]


class Picking(App[None]):
    """Nothing but the list."""

    CSS_PATH = [styles_dir() / "app.tcss"]  # noqa: RUF012
    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self,
        offered: Choices,
        *,
        many: bool = False,
        free: Callable[[str], str] | None = None,
        before: Picked = (),
    ) -> None:
        super().__init__()
        self.picker = PickerScreen("Names", lambda typed: Offer(offered, typed, before, free), many=many)
        self.picked: list[Picked | None] = []

    def on_mount(self) -> None:
        self.push_screen(self.picker, self.picked.append)

    @property
    def lines(self) -> list[str]:
        return [strip.text for strip in self.screen._compositor.render_strips()]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def here(self) -> str:
        """The line under the cursor."""
        return next((line.split("▌", 1)[1].strip(" │") for line in self.lines if "▌" in line), "")


def known(*names: str) -> Choices:
    return Choices("names", choices(*(names or NAMES)))


async def typed(pilot: Pilot[None], text: str) -> None:
    await pilot.press(*text)
    await pilot.pause()


async def test_it_is_open_with_all_there_is_and_its_keys() -> None:
    app = Picking(known())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "5 names" in app.text
        assert app.here == "default"
        for name in NAMES:
            assert name in app.text
        for key in ("↑ ↓ choose", "enter go", "esc back"):
            assert key in app.text
        assert "space mark" not in app.text


async def test_letters_filter_and_enter_takes_the_first() -> None:
    app = Picking(known())
    async with app.run_test(size=(80, 24)) as pilot:
        await typed(pilot, "ks")
        assert "1 of 5 names" in app.text
        assert app.here == "kube-system"
        assert "shop" not in app.text
        await pilot.press("enter")
        await pilot.pause()
        assert app.picked == [("kube-system",)]


async def test_keys_that_come_all_at_once_are_taken_in_their_order() -> None:
    """As typed by someone quick, over a slow link: letters go to the line, which is another's turn."""
    app = Picking(known(), many=True)
    async with app.run_test(size=(80, 24)) as pilot:
        from textual import events

        await pilot.pause()
        for key in ("k", "u", "b", "e", "down", "space", "backspace", "enter"):
            app.post_message(events.Key(key, key if len(key) == 1 else " " if key == "space" else None))
        await pilot.pause()
        await pilot.pause()
        assert app.picked == [("kube-system",)]


async def test_the_cursor_moves_by_rows_and_pages_and_stays_in_sight() -> None:
    app = Picking(known(*(f"name-{number:03d}" for number in range(100))))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "down", "up")
        await pilot.pause()
        assert app.here == "name-001"
        await pilot.press("pagedown")
        await pilot.pause()
        page = int(app.here.removeprefix("name-")) - 1
        assert 10 <= page <= 20
        await pilot.press("pagedown", "pageup", "pageup", "up", "up")
        await pilot.pause()
        assert app.here == "name-000"
        await pilot.press(*["pagedown"] * 12, "down")
        await pilot.pause()
        assert app.here == "name-099"
        await typed(pilot, "01")
        assert app.here == "name-010"


async def test_space_marks_where_several_may_be_taken() -> None:
    app = Picking(known(), many=True)
    async with app.run_test(size=(80, 24)) as pilot:
        assert "space mark" in app.text
        await pilot.press("space", "down", "space")
        await pilot.pause()
        assert "2 marked" in app.text
        assert "✓ kube-system" in app.text
        await pilot.press("up", "space")
        await pilot.pause()
        assert "1 marked" in app.text
        await typed(pilot, "web")
        await pilot.press("space", "enter")
        await pilot.pause()
        assert app.picked == [("default", "web")]


async def test_space_is_a_blank_where_one_is_taken() -> None:
    app = Picking(known("my context", "mycontext"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("y", "space", "c", "enter")
        await pilot.pause()
        assert app.picked == [("my context",)]


async def test_escape_takes_nothing() -> None:
    app = Picking(known(), many=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "escape")
        await pilot.pause()
        assert app.picked == [None]


async def test_no_match_is_said_and_nothing_is_taken() -> None:
    app = Picking(known())
    async with app.run_test(size=(80, 24)) as pilot:
        await typed(pilot, "xyz")
        assert "None of 5 names matches" in app.text
        await pilot.press("enter")
        await pilot.pause()
        assert app.picked == []
        assert "There is nothing called 'xyz'" in app.text
        await pilot.press("backspace", "backspace", "backspace")
        await pilot.pause()
        assert "There is nothing" not in app.text
        assert "5 names" in app.text


async def test_a_click_takes_a_name_and_the_wheel_moves() -> None:
    app = Picking(known())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        row = next(y for y, line in enumerate(app.lines) if "shop" in line)
        await pilot.click(offset=(20, row))
        await pilot.pause()
        assert app.picked == [("shop",)]


# What comes later, or not at all


class Later:
    """A list that arrives when told."""

    def __init__(self) -> None:
        self.answer: asyncio.Future[Sequence[Choice]] = asyncio.get_running_loop().create_future()
        self.asked = 0

    async def load(self) -> Sequence[Choice]:
        self.asked += 1
        return await self.answer

    def choices(self, *names: str) -> Choices:
        return Choices("names", choices(*names), load=self.load)


def never_wrong(_name: str) -> str:
    return ""


async def test_it_opens_before_there_is_anything_to_choose_from() -> None:
    later = Later()
    app = Picking(later.choices("default"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "Loading names…" in app.text
        assert app.here == "default"
        await typed(pilot, "we")
        later.answer.set_result(choices(*NAMES))
        await pilot.pause()
        await pilot.pause()
        assert app.here == "web"
        assert "1 of 5 names" in app.text
        assert later.asked == 1


async def test_enter_before_the_list_is_there_takes_the_first_that_comes() -> None:
    later = Later()
    app = Picking(later.choices(), free=never_wrong)
    async with app.run_test(size=(80, 24)) as pilot:
        await typed(pilot, "sys")
        await pilot.press("enter")
        await pilot.pause()
        assert app.picked == []
        later.answer.set_result(choices(*NAMES))
        await pilot.pause()
        await pilot.pause()
        assert app.picked == [("kube-system",)]


async def test_who_types_on_after_enter_has_thought_better_of_it() -> None:
    later = Later()
    app = Picking(later.choices())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("k", "enter", "u")
        later.answer.set_result(choices(*NAMES))
        await pilot.pause()
        await pilot.pause()
        assert app.picked == []


async def test_what_cannot_be_listed_is_said_and_a_name_may_be_typed() -> None:
    later = Later()
    app = Picking(later.choices("default"), free=lambda name: "" if name.islower() else f"{name!r} is no name")
    async with app.run_test(size=(80, 24)) as pilot:
        later.answer.set_exception(KtuiError("You may not list namespaces in lab"))
        await pilot.pause()
        await pilot.pause()
        assert "You may not list namespaces in lab. Type a name, and enter" in app.text
        assert "takes it." in app.text
        await typed(pilot, "Def")
        await pilot.press("down", "enter")
        await pilot.pause()
        assert "'Def' is no name" in app.text
        assert app.picked == []
        await pilot.press("backspace", "backspace", "backspace", *"def", "down")
        await pilot.pause()
        assert "as typed" in app.text
        await pilot.press("enter")
        await pilot.pause()
        assert app.picked == [("def",)]


async def test_a_name_may_be_typed_when_the_list_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picker, "SLOW", 0.001)
    app = Picking(Later().choices(), free=never_wrong)
    async with app.run_test(size=(80, 24)) as pilot:
        await typed(pilot, "shop")
        await until(lambda: "as typed" in app.text)
        await pilot.press("enter")
        await pilot.pause()
        assert app.picked == [("shop",)]


async def test_many_names_are_searched_between_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Picking(known(*(f"team-{number:04d}-backend" for number in range(5000))))
    slices = 0
    advance = Search.advance

    def counted(search: Search, *steps: int) -> bool:
        nonlocal slices
        slices += 1
        return advance(search, *steps)

    monkeypatch.setattr(Search, "advance", counted)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("4", "9", "minus", "b", "enter")
        await pilot.pause()
        assert slices > 5
        assert app.picked == [("team-0049-backend",)]


async def test_names_from_a_cluster_are_shown_and_not_obeyed() -> None:
    from ktui.insight.text import visible

    evil = "[red]x[/]\x1b]52;c;aGk=\x07\u202e"
    app = Picking(Choices("names", [Choice(evil, visible(evil))]))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "[red]x[/]␛]52;c;aGk=␇\\u202e" in app.text
        assert "\x1b" not in app.text
        await pilot.press("enter")
        await pilot.pause()
        assert app.picked == [(evil,)]


@pytest.mark.parametrize("size", [(40, 10), (80, 24), (300, 90)])
async def test_it_fits_every_size(size: tuple[int, int]) -> None:
    app = Picking(known(*(f"a-very-long-name-of-a-namespace-{number:03d}" for number in range(100))), many=True)
    async with app.run_test(size=size) as pilot:
        await pilot.press("down", "space")
        await pilot.pause()
        assert app.here
        await pilot.resize_terminal(60, 12)
        await pilot.pause()
        await pilot.pause()
        assert app.here.endswith("002")
