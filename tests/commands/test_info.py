from __future__ import annotations

import platform
from typing import TYPE_CHECKING

import yaml

from ktui import __version__

if TYPE_CHECKING:
    import pytest

    from tests.commands.ktui_at import Ktui

KEYS = {"version", "python", "textual", "kubernetes", "config", "state", "cache", "context", "server"}


async def test_versions_and_paths_are_told(ktui: Ktui, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", "/etc/mine")
    ktui.server.version = "v1.27.3-eks-a5565ad"
    answer = await ktui("info", "-o", "json")
    assert (answer.code, answer.err) == (0, "")
    assert set(answer.json) >= KEYS
    assert answer.json["version"] == __version__
    assert answer.json["python"] == platform.python_version()
    assert answer.json["config"] == "/etc/mine/ktui/config.yaml"
    assert answer.json["context"] == "lab"
    assert answer.json["server"] == "v1.27.3-eks-a5565ad"
    assert answer.json["textual"][0].isdigit()


async def test_a_table_says_the_same(ktui: Ktui) -> None:
    lines = (await ktui("info")).out.splitlines()
    assert {line.split()[0] for line in lines} >= KEYS
    assert yaml.safe_load((await ktui("info", "-o", "yaml")).out)["context"] == "lab"


async def test_what_cannot_be_found_out_is_unknown_and_no_error(ktui: Ktui) -> None:
    await ktui.server.stop()
    answer = await ktui("info", "-o", "json")
    assert (answer.code, answer.err) == (0, "")
    assert (answer.json["context"], answer.json["server"]) == ("lab", None)


async def test_without_any_cluster_it_answers_too(ktui: Ktui) -> None:
    answer = await ktui("info", "-o", "json", "--kubeconfig", "/nowhere/config")
    assert answer.code == 0
    assert (answer.json["context"], answer.json["server"]) == (None, None)
    assert (await ktui("info", "--kubeconfig", "/nowhere/config")).out.count("unknown") >= 2
