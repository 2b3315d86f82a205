"""Searches in a log that would never end: the screen goes on, and says so."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from ktui.session.log_search import LogSearch
from ktui.session.pace import ENOUGH
from tests.ui.logs_app import Logs, logs_open

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

ENDLESS = "a" * 10_000 + "!"
WORDS = "(a+)+$"


async def search(logs: Logs, words: str, until: Callable[[], bool]) -> None:
    await logs.press("slash")
    logs.screen.query_one("#logs-search").value = words  # type: ignore[attr-defined]
    await logs.press("enter")
    await logs.until(until)


async def test_a_line_that_takes_too_long_is_said_and_the_others_are_found() -> None:
    async with logs_open(size=(120, 24)) as logs:
        await logs.say(ENDLESS, "first aa", "b", "second a")
        await search(logs, WORDS, lambda: "1 line took too long" in logs.title)
        assert f"search {WORDS}: 2 matches, 1 line took too long" in logs.title
        assert logs.current == "second a"
        await logs.press("less_than_sign")
        assert logs.current == "first aa"
        await logs.press("f")
        assert [row[1:] for row in logs.rows if row] == ["first aa", "second a"]


async def test_that_nothing_is_found_is_not_said_of_what_is_not_known() -> None:
    async with logs_open(size=(120, 24)) as logs:
        await logs.say(ENDLESS, "b")
        await search(logs, WORDS, lambda: "no line is known to have" in logs.title)
        await logs.press("f")
        assert logs.rows[0] == f" No line is known to have {WORDS}"


async def test_a_search_that_takes_too_long_for_all_lines_is_given_up_and_hides_none() -> None:
    async with logs_open() as logs:
        await logs.say(*["a"] * 5)
        await search(logs, WORDS, lambda: "5 matches" in logs.title)
        await logs.press("f")
        assert "only" in logs.title
        await logs.say(*[ENDLESS] * (2 * ENOUGH))
        await logs.until(lambda: "too slow" in logs.title)
        assert f"search {WORDS}: too slow, simplify it" in logs.title
        assert any("aaaa" in row for row in logs.rows)
        for key in ("f", "less_than_sign", "greater_than_sign"):
            await logs.press(key)
            assert "the search was too slow: / takes a simpler one" in logs.title
        await logs.say("still live")
        await logs.press("end")
        assert logs.current == "still live"


async def test_another_search_begins_anew() -> None:
    async with logs_open() as logs:
        await logs.say(*[ENDLESS] * (2 * ENOUGH), "b")
        await search(logs, WORDS, lambda: "too slow" in logs.title)
        await search(logs, "b", lambda: "1 match" in logs.title)
        assert logs.current == "b"
        assert "slow" not in logs.title


async def test_another_log_is_searched_anew() -> None:
    async with logs_open() as logs:
        await logs.say(*[ENDLESS] * (2 * ENOUGH))
        await search(logs, WORDS, lambda: "too slow" in logs.title)
        await logs.press("P")
        await logs.say("aa")
        await logs.until(lambda: "1 match" in logs.title)
        assert "slow" not in logs.title


async def test_others_have_their_turns_while_a_search_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted in turns of the loop, not in time."""
    turn = 0
    looks: list[int] = []
    plain = LogSearch.look

    def look(self: LogSearch, lines: Any) -> Any:
        looks.append(turn)
        return plain(self, lines)

    async def count() -> None:
        nonlocal turn
        while True:
            turn += 1
            await asyncio.sleep(0)

    async with logs_open() as logs:
        await logs.say(*[ENDLESS] * (2 * ENOUGH))
        monkeypatch.setattr(LogSearch, "look", look)
        counter = asyncio.create_task(count())
        await search(logs, WORDS, lambda: "too slow" in logs.title)
        counter.cancel()
        assert len(looks) >= ENOUGH
        assert len(set(looks)) >= len(looks) - 2, "none in the turn of another, but as one types and enters"


async def test_where_marking_takes_too_long_the_matches_are_found_all_the_same() -> None:
    """A line of `a`s that begins with a match, which is found at once, and has no end for the next one."""
    async with logs_open(size=(120, 40)) as logs:
        await logs.press("w")
        await logs.say(*(f"b{number} {ENDLESS}" for number in range(100)))
        await search(logs, f"^b|{WORDS}", lambda: "too slow to mark" in logs.title)
        assert "100 matches, too slow to mark" in logs.title


async def test_what_is_pasted_may_be_no_longer_than_what_can_be_compiled_at_once() -> None:
    async with logs_open() as logs:
        await logs.press("slash")
        typing = logs.screen._typing
        typing.insert_text_at_cursor("a" * 300)
        typing.insert_text_at_cursor("b")
        assert typing.value == "a" * 300
