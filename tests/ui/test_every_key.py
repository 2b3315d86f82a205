"""Every key there is, pressed at 80x24 in every place it works in: nothing breaks, and a way out is always shown.

What each of them does is held by the tests of what it does.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ktui.demo.guide import demo_guide
from ktui.model.keys import (
    ADVICE,
    CHANGE,
    EVERYWHERE,
    FEED,
    FILTER,
    GUIDE,
    HELP,
    INSPECTOR,
    KEYS,
    LABELS,
    LOGS,
    PANES,
    PICKER,
    PLACES,
    REPLAY,
    SORT,
    Key,
)
from ktui.ui.app import KtuiApp
from tests.fakes import objects
from tests.ui import story
from tests.ui.fake_session import FakeApp, FakeSession, ready

WAYS: dict[str, list[str]] = {
    PANES: [],
    INSPECTOR: ["y"],
    FILTER: ["slash"],
    SORT: ["o"],
    LOGS: ["l"],
    FEED: ["E"],
    ADVICE: ["A"],
    PICKER: ["n"],
    HELP: ["question_mark"],
    CHANGE: ["ctrl+d"],
    LABELS: ["5", "L"],
    GUIDE: ["colon", *"guide", "enter"],
}
"""The keys that lead to each place."""

OF_A_TERMINAL = ("app.suspend",)
"""What only a real terminal can do; `tests/terminal` presses these."""

PRESSED = [
    (place, key) for place in WAYS for key in KEYS if key.where in (place, EVERYWHERE) and key.id not in OF_A_TERMINAL
]


def fill(session: FakeSession) -> None:
    pods = [objects.pod("alpha"), objects.pod("beta", ready=False)]
    session.live(pods=pods, nodes=story.nodes())


def test_there_is_a_way_to_every_place() -> None:
    assert set(WAYS) == set(PLACES) - {EVERYWHERE, REPLAY}, "those of a replay are pressed in test_replay_keys"


@pytest.mark.parametrize(("place", "key"), PRESSED, ids=[f"{place}-{key.id}" for place, key in PRESSED])
async def test_each_is_pressed_and_a_way_out_is_shown(
    place: str, key: Key, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # where a log is saved
    read_only = key.id == "shell.open"  # a shell wants a server: it is pressed, and refused
    app = FakeApp(fill, guide=demo_guide(Path("/tmp/kubeconfig")), read_only=read_only)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press(*WAYS[place])
        await ready(pilot)
        assert getattr(app.screen, "place", PANES) == place or place == FILTER
        for name in key.keys:
            if not app.is_running:
                break
            await pilot.press(name)
            await ready(pilot)
        assert isinstance(app, KtuiApp)
        assert app.failure is None
        if app.is_running:
            shown = app.text
            assert "quit" in shown or "esc" in shown or "back" in shown, shown
        else:
            assert key.id in ("app.quit", "app.interrupt") or "q" in key.keys
