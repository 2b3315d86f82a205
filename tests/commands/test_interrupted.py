"""ctrl+c while an answer is awaited: exit code 130, and the next command says how it ended."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from tests.commands.test_process import complaint, process
from tests.fakes.clock import until
from tests.kube.gateways import labels_of, put_node, writes_to

if TYPE_CHECKING:
    from tests.commands.ktui_at import Ktui


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
async def test_the_next_command_says_what_is_so(ktui: Ktui, how: signal.Signals) -> None:
    put_node(ktui.server, "n1", disk="hdd")
    ktui.server.faults.lose_answer(kind="nodes", verb="patch", held=True)
    async with process(ktui, "label", "n1", "disk=ssd", "--overwrite") as made:
        await until(lambda: writes_to(ktui.server), timeout=30)
        made.send_signal(how)
        assert await complaint(made) == ""
        assert made.returncode == (130 if how is signal.SIGINT else -how)
    ktui.server.faults.clear()
    answer = await ktui("journal", "-o", "json")
    assert answer.err == "ktui: change 1, label of node n1: ktui had no answer, but it was done\n"
    assert answer.items[0]["result"] == "applied"
    answer = await ktui("undo")
    assert (answer.code, answer.err) == (0, "")
    assert labels_of(ktui.server) == {"disk": "hdd"}
