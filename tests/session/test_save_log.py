from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from ktui.errors import KtuiError
from ktui.insight.log_lines import LogLine
from ktui.session.save_log import file_name, save_log

if TYPE_CHECKING:
    from pathlib import Path

LINES = [LogLine(0, "T1", "one \x1b[1m"), LogLine(1, "T2", "two"), LogLine(0, "T3", "link lost", note=True)]


def test_a_name_holds_nothing_that_a_shell_would_obey() -> None:
    assert file_name("web-1-app", 0.0).startswith("web-1-app-19")
    assert file_name("../../x;rm $(a)\x1b", 0.0).startswith("x-rm-a-")
    assert file_name("...", 0.0).startswith("log-")
    assert "/" not in file_name("a/b" * 200, 0.0)
    assert len(file_name("a" * 900, 0.0)) < 200


async def test_lines_are_saved_as_they_came_for_their_owner_alone(tmp_path: Path) -> None:
    path = await save_log(LINES, names=[], stamps=False, folders=[tmp_path], name="x.log")
    assert path == tmp_path / "x.log"
    assert path.read_text() == "one \x1b[1m\ntwo\n-- link lost\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_with_times_and_names(tmp_path: Path) -> None:
    path = await save_log(LINES, names=["a", "b"], stamps=True, folders=[tmp_path], name="x.log")
    assert path.read_text().splitlines()[:2] == ["T1 a one \x1b[1m", "T2 b two"]


async def test_where_nothing_can_be_written_the_next_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    folders = [tmp_path / "file", tmp_path / "new"]
    path = await save_log(LINES, names=[], stamps=False, folders=folders, name="x.log")
    assert path == tmp_path / "new" / "x.log"
    with pytest.raises(KtuiError, match=r"cannot save the log to .*: choose another folder"):
        await save_log(LINES, names=[], stamps=False, folders=[tmp_path / "file"], name="x.log")


async def test_what_is_there_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "x.log").write_text("mine")
    with pytest.raises(KtuiError):
        await save_log(LINES, names=[], stamps=False, folders=[tmp_path], name="x.log")
    assert (tmp_path / "x.log").read_text() == "mine"
