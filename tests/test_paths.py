from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ktui import paths

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FOLDERS = [
    (paths.config_dir, "XDG_CONFIG_HOME"),
    (paths.state_dir, "XDG_STATE_HOME"),
    (paths.cache_dir, "XDG_CACHE_HOME"),
]


@pytest.mark.parametrize(("folder", "variable"), FOLDERS)
def test_the_users_own_choice_is_followed(
    folder: Callable[[], Path], variable: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(variable, str(tmp_path))
    assert folder() == tmp_path / "ktui"


@pytest.mark.parametrize("value", [None, "", "relative/folder"])
@pytest.mark.parametrize(("folder", "variable"), FOLDERS)
def test_else_the_system_has_a_place_for_it(
    folder: Callable[[], Path], variable: str, value: str | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    if value is None:
        monkeypatch.delenv(variable, raising=False)
    else:
        monkeypatch.setenv(variable, value)
    found = folder()
    assert found.is_absolute()
    assert found.name == "ktui"
    assert tmp_path in found.parents


def test_asking_makes_no_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for folder, variable in FOLDERS:
        monkeypatch.setenv(variable, str(tmp_path))
        folder()
    assert list(tmp_path.iterdir()) == []


def test_the_styles_are_there() -> None:
    assert {path.name for path in paths.styles_dir().glob("*.tcss")} >= {"app.tcss", "table.tcss"}
