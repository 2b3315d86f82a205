"""`ktui history clear`, and what `ktui info` says of the history."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from ktui.history.history import History, history_file
from tests.history.things import CLUSTER, run, seen, write

if TYPE_CHECKING:
    import pytest

    from tests.commands.ktui_at import Ktui


def fill() -> None:
    with closing(History()) as history:
        now = history._now()
        history.keep(CLUSTER, seen(write(at=now), write(count=2, at=now)), [run(ended=now)])
        assert history.problem == ""


async def test_clearing_says_how_much_it_was(ktui: Ktui) -> None:
    fill()
    answer = await ktui("history", "clear", "-o", "json")
    assert (answer.code, answer.err, answer.json) == (0, "", {"removed": 3})
    assert (await ktui("history", "clear")).out == "0 removed\n"
    with closing(History()) as history:
        assert history.past(CLUSTER, "u-1") == []


async def test_it_asks_no_cluster_and_makes_no_file(ktui: Ktui) -> None:
    await ktui.server.stop()
    answer = await ktui("history", "clear", "-o", "yaml", "--kubeconfig", "/nowhere")
    assert (answer.code, answer.out) == (0, "removed: 0\n")
    assert not history_file().parent.exists()


async def test_a_file_that_cannot_be_used_is_one_sentence(ktui: Ktui) -> None:
    fill()
    history_file().write_bytes(b"nothing of ours " * 500)
    answer = await ktui("history", "clear")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith(f"ktui: the history {history_file()} cannot be used (file is not a database): ")
    assert answer.err.count("\n") == 1


async def test_only_clear_is_known(ktui: Ktui) -> None:
    for words in (("history",), ("history", "show")):
        answer = await ktui(*words)
        assert (answer.code, answer.out) == (2, "")
        assert answer.err.count("\n") == 1


async def test_info_says_where_it_is_and_how_large(ktui: Ktui, monkeypatch: pytest.MonkeyPatch) -> None:
    told = (await ktui("info", "-o", "json")).json
    assert (told["history"], told["historySize"]) == (str(history_file()), None)
    assert "historySize unknown" in " ".join((await ktui("info")).out.split())
    fill()
    told = (await ktui("info", "-o", "json")).json
    assert 10_000 < told["historySize"] < 200_000
