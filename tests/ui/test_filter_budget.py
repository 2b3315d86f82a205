"""How much of a turn of the loop a filter takes, in rows examined, never in time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from ktui.store.view import SLICE, _Rows
from tests.fakes import objects
from tests.ui.fake_session import FakeApp, FakeSession, decoded, ready

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pytest

COUNT = 10_000


def ten_thousand(session: FakeSession) -> None:
    session.identify()
    session.listed("pods", ())
    feed = session.feeds["pods"]
    [template] = decoded(feed.kind, [objects.pod("template", resourceVersion="1")])
    import msgspec

    for number in range(COUNT):
        meta = msgspec.structs.replace(template.meta, name=f"pod-{number:05d}", uid=f"uid-{number}")
        feed.put(msgspec.structs.replace(template, meta=meta))
    session.flush()


async def test_typing_over_ten_thousand_rows_examines_a_slice_in_each_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    app = FakeApp(ten_thousand)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("slash")
        await pilot.pause()
        turn = 0
        counting = True
        in_turn: dict[int, int] = {}
        plain = _Rows.examine

        def examine(self: Any, keys: Iterable[Any]) -> bool:
            keys = list(keys)
            in_turn[turn] = in_turn.get(turn, 0) + len(keys)
            return plain(self, keys)

        async def count() -> None:
            nonlocal turn
            while counting:
                turn += 1
                await asyncio.sleep(0)

        monkeypatch.setattr(_Rows, "examine", examine)
        counter = asyncio.get_running_loop().create_task(count())
        pane = app.main.pane
        await pilot.press("1", "2", "3")
        while pane.shown.filter != "123":
            await pilot.pause()
        counting = False
        await counter
        assert sum(in_turn.values()) >= COUNT
        assert max(in_turn.values()) <= SLICE
        assert len(app.session.feeds["pods"].view) == sum("123" in f"pod-{n:05d}" for n in range(COUNT))
        assert "of 10,000 · /123" in app.title_of("pods")


async def test_a_flush_examines_what_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    app = FakeApp(ten_thousand)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("o", "a", "enter")
        pane = app.main.pane
        while pane.shown.column != "AGE":
            await pilot.pause()
        examined: list[int] = []
        plain = _Rows.examine

        def examine(self: Any, keys: Iterable[Any]) -> bool:
            keys = list(keys)
            examined.append(len(keys))
            return plain(self, keys)

        monkeypatch.setattr(_Rows, "examine", examine)
        app.session.put("pods", *(objects.pod(f"pod-{n:05d}", resourceVersion="2") for n in range(8)))
        app.tick()
        await pilot.pause()
        assert examined == [8], "and ages that tick move nothing"
