"""Fixtures of the commands' tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.commands.ktui_at import Ktui

if TYPE_CHECKING:
    from pathlib import Path

    from ktui.demo.server.api_server import ApiServer


@pytest.fixture
def ktui(
    api_server: ApiServer, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Ktui:
    """Commands on the test API server, with a state folder of the test's own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return Ktui(api_server, tmp_path, capsys)
