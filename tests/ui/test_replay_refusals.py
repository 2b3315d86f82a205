"""Nothing in a recording can be changed, and what it does not hold cannot be seen: each key says so in a sentence."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from ktui.errors import KtuiError
from ktui.kube.answers import AnswerError
from ktui.kube.transport import Transport
from ktui.model.keys import KEYS, PANES, REPLAY, keys_of
from ktui.ui.permits import IN_A_RECORDING, NOT_RECORDED, RECORDED
from tests.ui.replayed import replayed

if TYPE_CHECKING:
    from pathlib import Path

CLOSED = [key for key in KEYS if key.where == PANES and (key.writes or key.id in NOT_RECORDED)]


@pytest.mark.parametrize("key", CLOSED, ids=lambda key: key.id)
async def test_each_key_that_is_closed_says_why(key: object) -> None:
    from ktui.model.keys import Key

    assert isinstance(key, Key)
    async with replayed(size=(80, 24)) as (app, pilot):
        for name in key.keys:
            await pilot.press(name)
        await pilot.pause()
        assert app.said == [NOT_RECORDED.get(key.id, IN_A_RECORDING)]
        assert len(app.screen_stack) == 1
        assert app.why_not(key) == RECORDED


async def test_no_journal_is_opened_and_no_state_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    async with replayed(size=(80, 24)) as (app, pilot):
        await pilot.press("3", "1", "q")
    assert app.session._writing is None
    assert not os.listdir(tmp_path)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_the_server_refuses_it_too(method: str) -> None:
    async with replayed(size=(80, 24)) as (app, _):
        transport = app.session._transport
        path = "/api/v1/namespaces/probes/pods" + ("" if method == "POST" else "/oom")
        with pytest.raises(KtuiError, match="read-only"):
            await transport.send_change(method, path, {}, b"{}", "application/json", seconds=5)
        open_to_all = Transport(
            server=transport.server, credentials=transport._credentials, tls=lambda: None, clock=app.session.clock
        )
        with pytest.raises(AnswerError, match="this is a recording") as refused:
            await open_to_all.send_change(method, path, {}, b"{}", "application/json", seconds=5)
        assert refused.value.code == 405
        await open_to_all.close()


async def test_without_the_token_nobody_reads_it() -> None:
    from tests.kube.asking import Anonymous

    async with replayed(size=(80, 24)) as (app, _):
        stranger = Transport(
            server=app.session._transport.server, credentials=Anonymous(), tls=lambda: None, clock=app.session.clock
        )
        with pytest.raises(AnswerError) as refused:
            await stranger.get("/api/v1/pods")
        assert refused.value.code == 401
        await stranger.close()


async def test_the_help_has_the_keys_of_a_replay_and_the_line_of_keys_begins_with_them() -> None:
    async with replayed(size=(200, 60)) as (app, pilot):
        assert app.lines()[-1].startswith(" h hold   , . 10 s")
        await pilot.press("question_mark")
        await pilot.pause()
        for key in keys_of(REPLAY):
            assert key.does in app.text
