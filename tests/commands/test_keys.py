"""`ktui keys`: every binding there is, after the user's configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from ktui.model.key_names import key_named
from ktui.model.keys import KEYS, Key
from ktui.model.right import Right

if TYPE_CHECKING:
    from pathlib import Path

    from tests.commands.ktui_at import Ktui


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "ktui").mkdir()
    return tmp_path / "ktui"


async def test_every_binding_there_is(ktui: Ktui) -> None:
    answer = await ktui("keys", "-o", "json")
    assert (answer.code, answer.err) == (0, "")
    assert [item["id"] for item in answer.items] == [key.id for key in KEYS]
    for item, key in zip(answer.items, KEYS, strict=True):
        assert list(item) == ["id", "key", "keys", "where", "does", "needs", "writes", "rights"]
        assert (item["key"], item["where"], item["does"]) == (key.shown, key.where, key.does)
        assert tuple(key_named(word) for word in item["keys"]) == key.keys
        assert item["writes"] is key.writes


async def test_what_a_key_needs_is_told_in_the_apis_words(ktui: Ktui, monkeypatch: pytest.MonkeyPatch) -> None:
    shell = Key("x.shell", ("s",), "x", "a shell", "x", needs=Right("create", "", "pods", "exec"), writes=True)
    apps = Key("x.apps", ("a",), "x", "apps", "x", needs=Right("list", "apps", "daemonsets"))
    monkeypatch.setattr("ktui.config.KEYS", (shell, apps))
    answer = await ktui("keys", "-o", "json")
    assert [item["needs"] for item in answer.items] == [
        {"verb": "create", "group": "", "resource": "pods", "subresource": "exec"},
        {"verb": "list", "group": "apps", "resource": "daemonsets", "subresource": None},
    ]
    assert [item["writes"] for item in answer.items] == [True, False]
    lines = (await ktui("keys", "-o", "wide")).out.splitlines()
    assert lines[0].split() == ["ID", "KEY", "WHERE", "DOES", "NEEDS", "WRITES"]
    assert lines[1].endswith("create pods/exec       yes")
    assert lines[2].endswith("list daemonsets.apps   no")


async def test_a_table_and_yaml_say_the_same(ktui: Ktui) -> None:
    lines = (await ktui("keys")).out.splitlines()
    assert lines[0].split() == ["ID", "KEY", "WHERE", "DOES"]
    assert len(lines) == len(KEYS) + 1
    assert next(line for line in lines if line.startswith("pane.zoom ")).split()[1:4] == ["z", "the", "panes"]
    assert yaml.safe_load((await ktui("keys", "-o", "yaml")).out) == (await ktui("keys", "-o", "json")).json


async def test_the_users_own_keys_are_shown(ktui: Ktui, own_folder: Path) -> None:
    (own_folder / "config.yaml").write_text("keys: {pane.zoom: [f9, '?'], app.help: f1}\npanes: [nodes,po,ds,job,cj]")
    answer = await ktui("keys", "-o", "json")
    told = {item["id"]: (item["key"], item["keys"]) for item in answer.items}
    assert answer.err == ""
    assert told["pane.zoom"] == ("f9 ?", ["f9", "?"])
    assert told["app.help"] == ("f1", ["f1"])
    assert told["pane.nodes"] == ("1", ["1"])


async def test_what_is_wrong_is_told_and_costs_no_key(ktui: Ktui, own_folder: Path) -> None:
    (own_folder / "config.yaml").write_text("keys: {pane.zom: f9}\ntheme: '\x1b'\n")
    answer = await ktui("keys", "-o", "json")
    assert answer.code == 0
    assert len(answer.items) == len(KEYS)
    assert answer.err.startswith("ktui: ")
    (own_folder / "config.yaml").write_text("keys: {pane.zom: f9}\ntheme: drak\n")
    answer = await ktui("keys", "-o", "json")
    assert answer.err.splitlines() == [
        f"ktui: {own_folder}/config.yaml line 1: keys: no binding has the id 'pane.zom' (did you mean pane.zoom?)",
        f"ktui: {own_folder}/config.yaml line 2: theme: there is no theme 'drak' (did you mean dark?); "
        "there are dark, light, contrast, 16",
    ]


async def test_another_file_may_be_named_and_must_be_there(ktui: Ktui, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("keys: {pane.zoom: f9}")
    for words in (["--config", str(tmp_path / "mine.yaml"), "keys"], ["keys", "--config", str(tmp_path / "mine.yaml")]):
        told = {item["id"]: item["key"] for item in (await ktui(*words, "-o", "json")).items}
        assert told["pane.zoom"] == "f9"
    answer = await ktui("keys", "--config", str(tmp_path / "none.yaml"))
    assert (answer.code, answer.out) == (2, "")
    assert answer.err == f"ktui: there is no file {tmp_path}/none.yaml to read the configuration from\n"


async def test_keys_that_label_are_listed_as_the_users_own(ktui: Ktui, own_folder: Path) -> None:
    (own_folder / "config.yaml").write_text("label_keys: {f5: disk=ssd tier-}")
    answer = await ktui("keys", "-o", "json")
    item = answer.items[-1]
    assert (item["id"], item["key"], item["does"]) == ("label.f5", "f5", "label disk=ssd tier-")
    assert item["writes"] is True
    assert item["needs"]["verb"] == "patch"
    assert item["needs"]["resource"] == "nodes"
