"""What is loaded when: the first frame and `--version` wait for nothing they do not need.

Asked of real processes, as only they tell what an import really pulls in.
"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

TELL = "import json, sys; print(json.dumps(sorted(sys.modules)))"

NOT_BEFORE_THE_FIRST_FRAME = ("kubernetes", "aiohttp", "yaml", "msgspec")
NOT_FOR_A_WORD = (*NOT_BEFORE_THE_FIRST_FRAME, "textual", "rich", "asyncio", "ssl")


def loaded(code: str) -> tuple[str, set[str]]:
    """What `code` printed, and the modules loaded when it is done."""
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{TELL}"], capture_output=True, text=True, check=True, timeout=60
    )
    *printed, last = done.stdout.splitlines()
    return "\n".join(printed), set(json.loads(last))


def unwanted(modules: set[str], packages: tuple[str, ...]) -> set[str]:
    return {name for name in modules if name.partition(".")[0] in packages}


def test_the_first_frame_waits_for_no_network_and_no_decoder() -> None:
    _, modules = loaded("import ktui.__main__, ktui.cli, ktui.ui.app")
    assert "ktui.ui.widgets.pane" in modules
    assert unwanted(modules, NOT_BEFORE_THE_FIRST_FRAME) == set()
    assert not {name for name in modules if name.startswith("ktui.kube")}


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["get", "--help"], ["get", "deployments"]])
def test_a_word_about_itself_waits_for_nothing(arguments: list[str]) -> None:
    run = f"from ktui.__main__ import main\ntry: main({arguments!r})\nexcept SystemExit: pass"
    _, modules = loaded(run)
    wanted_for_errors = {"rich"} if arguments == ["get", "deployments"] else set()
    assert {name.partition(".")[0] for name in unwanted(modules, NOT_FOR_A_WORD)} <= wanted_for_errors


def test_the_commands_wait_for_no_screen() -> None:
    commands = ("get", "info", "keys", "label", "change", "undo", "journal", "make_job")
    _, modules = loaded("import " + ", ".join(f"ktui.commands.{name}" for name in commands))
    assert unwanted(modules, ("textual", "kubernetes", "yaml")) == set()


def test_what_describes_an_object_may_be_imported_before_the_first_frame() -> None:
    _, modules = loaded("import ktui.insight.describe, ktui.insight.yaml_page")
    assert unwanted(modules, (*NOT_BEFORE_THE_FIRST_FRAME, "textual")) == set()


def test_the_version_is_told_by_a_real_process() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ktui", "--version"], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("ktui ")


@pytest.mark.parametrize("arguments", [[], ["-A"], ["--context", "x"]])
def test_the_screen_without_a_terminal_is_one_sentence(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ktui", *arguments],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("ktui: the screen needs a terminal")
    assert done.stderr.count("\n") == 1
