"""`m` in the logs: which containers are read, chosen from a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ktui.ui.screens.logs import LogsScreen
from ktui.ui.screens.picker import PickerScreen
from tests.fakes import objects
from tests.fakes.clock import START
from tests.ui.logs_app import Logs, logs_open

if TYPE_CHECKING:
    from tests.ui.fake_session import FakeSession


def web(**more: Any) -> dict[str, Any]:
    raw = objects.pod("web", containers=("app", "side"), uid="web-uid", **more)
    return objects.beside(raw, init=["prepare"], sidecars=["mesh"], ephemeral=["debugger"])


def all_kinds(session: FakeSession) -> None:
    session.live(pods=[web(), objects.pod("zeta")])


def several_pods(session: FakeSession) -> None:
    def of(end: str, *containers: str) -> dict[str, Any]:
        return objects.pod(
            f"agent-{end}", containers=containers, owned_by=objects.owner("DaemonSet", "agent", "ds-uid")
        )

    session.live(
        pods=[of("a", "agent", "mesh"), of("b", "agent", "mesh"), of("c", "agent")],
        daemonsets=[objects.daemonset("agent", uid="ds-uid")],
    )


def listed(logs: Logs) -> list[str]:
    """The rows of the list, without its frame."""
    rows = [line.strip(" │┃|▌").split() for line in logs.app.lines()]
    texts = [" ".join(row) for row in rows]
    first = next(index for index, text in enumerate(texts) if text.endswith("containers") and text[:1].isdigit())
    last = next(index for index, text in enumerate(texts) if "esc back" in text)
    return [text for text in texts[first + 1 : last] if text]


def read(logs: Logs) -> list[str]:
    return [f"{stream.request.pod}/{stream.request.container}" for stream in logs.app.session.streams.open]


async def test_it_lists_all_there_are_and_what_each_is() -> None:
    async with logs_open(all_kinds) as logs:
        await logs.press("m")
        assert isinstance(logs.app.screen, PickerScreen)
        assert "5 containers" in logs.app.text
        assert listed(logs) == [
            "all containers",
            "app the default, shown now",
            "side",
            "prepare init",
            "mesh sidecar",
            "debugger ephemeral",
        ]
        assert "space mark" in logs.app.text


async def test_one_is_read_and_shown_as_such() -> None:
    async with logs_open(all_kinds) as logs:
        await logs.say("of app")
        await logs.press("m", *"debug", "enter")
        assert read(logs) == ["web/debugger"]
        assert "debugger (of 5 containers)" in logs.title
        assert "of app" not in logs.app.text
        await logs.press("m")
        assert "debugger ephemeral, shown now" in listed(logs)
        assert "app the default" in listed(logs)


async def test_several_are_marked_and_stand_side_by_side() -> None:
    async with logs_open(all_kinds) as logs:
        await logs.press("m", "down", "down", "space", "down", "space", "enter")
        assert read(logs) == ["web/side", "web/mesh"]
        assert "side, mesh (of 5 containers)" in logs.title
        side, mesh = logs.app.session.streams.open
        await logs.say("from side", stream=side, at=START + 1)
        await logs.say("from mesh", stream=mesh, at=START + 2)
        assert [row for row in logs.rows if row] == [" side from side", "▌mesh from mesh"]


async def test_all_of_them() -> None:
    async with logs_open(all_kinds) as logs:
        await logs.press("m", "enter")
        assert read(logs) == ["web/app", "web/side", "web/prepare", "web/mesh", "web/debugger"]
        assert "all 5 containers" in logs.title
        await logs.press("m")
        assert listed(logs)[:2] == ["all containers shown now", "app the default"]
        await logs.press("down", "enter")
        assert read(logs) == ["web/app"]


@pytest.mark.parametrize("keys", [("escape",), ("down", "enter")], ids=["none", "the one that is shown"])
async def test_what_changes_nothing_reads_nothing_anew(keys: tuple[str, ...]) -> None:
    async with logs_open(all_kinds) as logs:
        await logs.say("kept")
        await logs.press("m", *keys)
        assert isinstance(logs.app.screen, LogsScreen)
        assert logs.current == "kept"
        assert len(logs.app.session.streams.made) == 1


async def test_the_choice_holds_for_the_run_before_and_further_back() -> None:
    async with logs_open(all_kinds) as logs:
        await logs.press("m", *"side", "enter")
        await logs.press("P", "S")
        assert read(logs) == ["web/side"]
        assert logs.stream.request.previous
        assert logs.stream.request.since == 300


async def test_of_several_pods_it_is_by_name_over_all() -> None:
    async with logs_open(several_pods, pane="2") as logs:
        assert read(logs) == ["agent-a/agent", "agent-b/agent", "agent-c/agent"]
        await logs.press("m")
        assert listed(logs) == ["all containers", "agent the default, shown now", "mesh"]
        await logs.press("down", "down", "enter")
        assert read(logs) == ["agent-a/mesh", "agent-b/mesh"]
        assert "mesh (of 2 containers)" in logs.title


async def test_one_that_is_there_no_more_is_said() -> None:
    async with logs_open(several_pods, pane="2") as logs:
        await logs.press("m", "down", "down", "enter")
        for end in "ab":
            logs.app.session.remove("pods", ("default", f"agent-{end}"))
        await logs.press("P")
        assert "no container is called mesh now" in logs.rows[0]


async def test_with_only_one_there_is_no_list() -> None:
    async with logs_open(lambda session: session.live(pods=[objects.pod("web")])) as logs:
        await logs.press("m")
        assert isinstance(logs.app.screen, LogsScreen)
        assert "there is only one container: app" in logs.title
        logs.app.session.remove("pods", ("default", "web"))
        await logs.press("m")
        assert isinstance(logs.app.screen, LogsScreen)
        assert "there is no container now" in logs.title
