"""Under --read-only no command sends anything but GET; without it, each that writes does: every command is tried."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

import pytest

from ktui.cli import _parser
from ktui.model.verbs import VERBS
from tests.fakes import objects
from tests.kube.gateways import put_node, writes_to

if TYPE_CHECKING:
    from tests.commands.ktui_at import Ktui

WRITING = {
    "label": "label n1 disk=ssd",
    "cordon": "cordon n1",
    "uncordon": "uncordon n2",
    "suspend": "suspend cj/backup",
    "resume": "resume cj/asleep",
    "restart": "restart ds/agent",
    "delete": "delete po/a",
    "trigger": "trigger backup",
    "rerun": "rerun once",
    "undo": "undo",
}
READING = {
    "get": "get pods",
    "info": "info",
    "keys": "keys",
    "journal": "journal",
    "history": "history clear",
    "probes": "probes a",
    "why": "why a",
    "advice": "advice",
    "record": "record /dev/null --force --seconds 0.2",
}

SCREENS = {"replay", "demo"}
"""A recording, in which nothing can be changed (`tests/ui/test_replay_refusals.py`), and a cluster of ktui's own."""


def commands() -> set[str]:
    """Every command of the parser."""
    (choices,) = (
        action.choices for action in _parser("ktui")._actions if isinstance(action, argparse._SubParsersAction)
    )
    return set(choices)


def test_every_command_is_tried_here() -> None:
    assert commands() == {*WRITING, *READING, *SCREENS}
    assert set(VERBS) == set(WRITING) - {"undo"}


async def fill(ktui: Ktui) -> None:
    put_node(ktui.server, "n1", disk="hdd")
    ktui.server.put("nodes", objects.node("n2", unschedulable=True))
    ktui.server.put("cronjobs", objects.cronjob("backup", "web"))
    ktui.server.put("cronjobs", objects.cronjob("asleep", "web", suspend=True))
    ktui.server.put("daemonsets", objects.daemonset("agent", "web"))
    ktui.server.put("jobs", objects.job("once", "web"))
    ktui.server.put("pods", objects.pod("a", "web"))
    await ktui("label", "n1", "tier=web")
    ktui.server.requests.clear()


@pytest.mark.parametrize("words", WRITING.values(), ids=WRITING)
async def test_what_writes_is_closed_under_read_only_and_writes_without(ktui: Ktui, words: str) -> None:
    words = f"{words} --overwrite" if words.startswith("label") else words
    await fill(ktui)
    for closed in (f"--read-only {words}", f"{words} --read-only"):
        answer = await ktui(*closed.split())
        assert (answer.code, answer.out) == (5, "")
        assert answer.err.startswith("ktui: nothing is changed under --read-only")
    assert writes_to(ktui.server) == []
    answer = await ktui(*words.split())
    assert (answer.code, answer.err) == (0, "")
    assert len(writes_to(ktui.server)) == 1


@pytest.mark.parametrize("words", READING.values(), ids=READING)
async def test_what_reads_never_writes(ktui: Ktui, words: str) -> None:
    await fill(ktui)
    for flags in ([], ["--read-only"]):
        assert (await ktui(*words.split(), *flags)).code == 0
    assert writes_to(ktui.server) == []
