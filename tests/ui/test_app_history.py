"""A history that cannot be kept is said once, over the screen, and all else goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.history.history import history_file
from ktui.model.keeping import USUAL
from tests.fakes import objects
from tests.fakes.clock import until
from tests.ui.real_session import real_app

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from ktui.demo.server.api_server import ApiServer


async def test_what_cannot_be_kept_is_said_once(
    api_server: ApiServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    history_file().parent.mkdir()
    history_file().write_bytes(b"none of ours" * 1000)
    api_server.put("pods", objects.pod("web"))
    app = real_app(api_server, keeping=USUAL)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(lambda: app.sessions.session and app.sessions.session.memory.problem)
        for _ in range(3):
            app._tick()
            await pilot.pause()
        said = [each.message for each in app._notifications]
        assert len(said) == 1
        assert said[0].startswith(f"the history {history_file()} cannot be used (file is not a database)")
        await until(lambda: "web" in "\n".join(strip.text for strip in app.screen._compositor.render_strips()))
