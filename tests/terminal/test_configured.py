"""The configuration, the flags and the memory of a real ktui in a real terminal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.fakes.objects import pod
from tests.terminal.tty import MOUSE

if TYPE_CHECKING:
    from tests.terminal.conftest import Cluster, Ktui


def configure(ktui: Ktui, text: str) -> str:
    folder = ktui.folder / "config" / "ktui"
    folder.mkdir(parents=True)
    (folder / "config.yaml").write_text(text)
    ktui.env["XDG_CONFIG_HOME"] = str(ktui.folder / "config")
    return str(folder / "config.yaml")


def test_a_key_of_the_users_works(ktui: Ktui) -> None:
    configure(ktui, "keys: {app.quit: Q}")
    with ktui.screen() as terminal:
        terminal.wait("alpha")
        terminal.wait("Q quit")
        terminal.keys("Q")
        assert terminal.exit_code() == 0
        terminal.assert_clean()


def test_what_is_wrong_is_on_the_screen_and_not_among_the_shells_lines(ktui: Ktui) -> None:
    configure(ktui, "theme: [")
    with ktui.screen() as terminal:
        terminal.wait("alpha")
        terminal.wait(r"1:\s+this\s+is\s+no\s+YAML")  # folded wherever the long path has it
        terminal.keys("q")
        assert terminal.exit_code() == 0
        assert terminal.left_behind() == ""


@pytest.mark.parametrize(
    ("text", "flags"), [("", ["--no-mouse"]), ("mouse: false", []), ("mouse: false", ["--no-mouse"])]
)
def test_the_mouse_can_be_left_to_the_terminal(ktui: Ktui, text: str, flags: list[str]) -> None:
    configure(ktui, text)
    with ktui.screen(*flags) as terminal:
        terminal.wait("alpha")
        assert not any(terminal.is_on(mode) for mode in MOUSE)
        terminal.keys("q")
        assert terminal.exit_code() == 0


def test_the_mouse_is_on_otherwise(ktui: Ktui) -> None:
    with ktui.screen() as terminal:
        terminal.wait("alpha")
        assert any(terminal.is_on(mode) for mode in MOUSE)


def test_a_configuration_that_is_not_there_ends_it_before_it_begins(ktui: Ktui) -> None:
    with ktui.screen("--config", "/nowhere/c.yaml") as terminal:
        assert terminal.exit_code() == 2
        assert terminal.left_behind() == "ktui: there is no file /nowhere/c.yaml to read the configuration from"


def test_a_configuration_of_another_place_is_read(ktui: Ktui) -> None:
    configure(ktui, "theme: nothing")
    (ktui.folder / "mine.yaml").write_text("keys: {app.quit: Q}")
    with ktui.screen("--config", str(ktui.folder / "mine.yaml"), "--read-only") as terminal:
        terminal.wait("Q quit")
        terminal.wait("alpha")
        assert "read-only" in terminal.text
        assert "no theme" not in terminal.text


def test_the_scope_is_the_flags_then_the_configurations_then_the_last_then_the_contexts(
    ktui: Ktui, cluster: Cluster
) -> None:
    cluster.put("pods", pod("other", "shop"), pod("third", "db"))

    def names(*flags: str, expected: str) -> None:
        with ktui.screen(*flags) as terminal:
            terminal.wait(expected)
            terminal.wait("live")
            found = {name for name in ("alpha", "other", "third") if name in terminal.text}
            terminal.keys("q")
            assert terminal.exit_code() == 0
        assert found == ({"alpha", "other", "third"} if flags == ("-A",) else {expected})

    names(expected="alpha")
    names("-n", "shop", expected="other")
    names(expected="other")
    names("--fresh", expected="alpha")
    names("--fresh", "-n", "db", expected="third")
    names(expected="other")
    configure(ktui, "namespace: db")
    names(expected="third")
    names("-n", "shop", expected="other")


def test_all_namespaces_are_remembered_too(ktui: Ktui, cluster: Cluster) -> None:
    cluster.put("pods", pod("other", "shop"))
    for flags in (["-A"], []):
        with ktui.screen(*flags) as terminal:
            terminal.wait("all namespaces")
            terminal.keys("1")
            terminal.wait("shop +other")
            terminal.keys("5q")
            assert terminal.exit_code() == 0
    kept = json.loads((ktui.folder / "state" / "ktui" / "screen.json").read_text())
    assert kept == {"contexts": {"lab": {"pane": "nodes", "scope": [], "sort": {}}}}


def test_the_pane_is_open_that_it_was_left_with(ktui: Ktui) -> None:
    for keys in ("5q", "q"):
        with ktui.screen() as terminal:
            terminal.wait("live")
            terminal.keys(keys)
            assert terminal.exit_code() == 0
    with ktui.screen() as terminal:
        terminal.wait("node-1")
        assert "alpha" not in terminal.text
    with ktui.screen("--fresh") as terminal:
        terminal.wait("alpha")


def test_a_memory_that_cannot_be_written_or_read_costs_nothing(ktui: Ktui) -> None:
    (ktui.folder / "state" / "ktui" / "screen.json").mkdir(parents=True)
    with ktui.screen() as terminal:
        terminal.wait("alpha")
        terminal.keys("q")
        assert terminal.exit_code() == 0
        assert terminal.left_behind() == ""
