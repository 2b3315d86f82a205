"""Every key in every pane, every dialog confirmed, over real HTTP.

Under read-only mode no request goes out but GET and access reviews; without it, each change there is goes out.
`tests/commands/test_read_only.py` tries every command in the same way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from textual.widgets import Input

from ktui.model.keys import CHANGE, EVERYWHERE, INSPECTOR, KEYS, LABELS, PANES
from ktui.model.kinds import KINDS
from ktui.model.verbs import VERBS
from ktui.model.writes import Danger
from ktui.ui.screens.change import ChangeScreen
from ktui.ui.screens.labels import LabelsScreen
from ktui.ui.screens.picker import PickerScreen
from tests.fakes import objects
from tests.fakes.clock import until
from tests.ui.real_session import real_app
from tests.ui.test_every_key import OF_A_TERMINAL, WAYS

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from ktui.demo.server.api_server import ApiServer
    from ktui.model.keys import Key
    from ktui.ui.app import KtuiApp

REVIEW = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
LEAVING = ("app.quit", "app.interrupt")
"""These end the application; nothing is sent any more then."""
COPIES = 6
"""Objects of each kind: some are deleted on the way."""


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("STATE", "CONFIG", "CACHE"):
        monkeypatch.setenv(f"XDG_{folder}_HOME", str(tmp_path / folder))
    monkeypatch.chdir(tmp_path)  # where a key saves a log


def fill(server: ApiServer) -> None:
    server.put("namespaces", objects.namespace("web"))
    agent = server.put("daemonsets", objects.daemonset("agent-0", "web"))
    for number in range(COPIES):
        pod = objects.pod(f"pod-{number}", "web", node=f"node-{number}")
        if number:
            server.put("daemonsets", objects.daemonset(f"agent-{number}", "web"))
        else:
            pod["metadata"]["ownerReferences"] = [objects.owner("DaemonSet", "agent-0", agent["metadata"]["uid"])]
        server.put("pods", pod)
        server.put("jobs", objects.job(f"job-{number}", "web"))
        server.put("cronjobs", objects.cronjob(f"cron-{number}", "web"))
        server.put("nodes", objects.node(f"node-{number}"))


def changes(server: ApiServer) -> list[tuple[str, str]]:
    """Every request that could change something: the method, and the collection of what it is about."""
    return [
        (call.method, call.path)
        for call in server.requests
        if (call.method != "GET" and call.path != REVIEW) or call.path.endswith("/exec")
    ]


async def calm(pilot: Pilot[Any]) -> None:
    for _ in range(2):
        await pilot.pause()


async def confirm(app: KtuiApp, pilot: Pilot[Any]) -> None:
    """Say yes to whatever has opened, and come back to the panes."""
    main, screen = app.main, app.screen
    if isinstance(screen, PickerScreen):
        await pilot.press("enter")
        await calm(pilot)
        screen = app.screen  # one of a list may be a change
    if isinstance(screen, LabelsScreen):
        await pilot.press(*"walked=yes")
    if isinstance(screen, ChangeScreen):
        dialog = screen
        await until(lambda: dialog.standing.final)
        plan = dialog.standing.plan
        if plan is not None and plan.danger is Danger.NAME:
            count = len(plan.writes)
            await pilot.press(*(str(count) if count > 1 else plan.writes[0].change.ref.name), "enter")
        else:
            await pilot.press("enter")
        if plan is not None and plan.writes:
            await until(lambda: app.screen is not screen or dialog.standing.done is not None)
    await calm(pilot)
    while app.screen is not main or isinstance(app.focused, Input) or main.pane.wanted.narrows or main.pane.marked:
        await pilot.press("escape")
        await calm(pilot)


def keys_in(place: str, *, read_only: bool) -> list[Key]:
    """Those that are pressed in a place: all under read-only mode, else those that write.

    A shell that is not refused takes the terminal, which is not there.
    """
    left_out = {*LEAVING, *OF_A_TERMINAL, *(() if read_only else ("shell.open",))}
    here = [key for key in KEYS if key.id not in left_out and (read_only or key.writes)]
    own = [key for key in here if key.where == place]
    around = {PANES: EVERYWHERE, INSPECTOR: PANES}.get(place)
    return own + [key for key in here if key.where == around and (key.writes or place == PANES)]


async def walk(app: KtuiApp, pilot: Pilot[Any], number: int, place: str, *, read_only: bool) -> None:
    """Press each key once, by its first name: the others mean the same."""
    main = app.main
    for key in keys_in(place, read_only=read_only):
        if KINDS.index(main.pane.kind) + 1 != number or main.place != PANES:
            await pilot.press(str(number))
        await until(lambda: main.pane.table.cursor_key is not None)
        await pilot.press(*WAYS[place], key.keys[0])
        await calm(pilot)
        await confirm(app, pilot)
    assert app.failure is None


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("read_only", [True, False], ids=["read-only", "writing"])
async def test_every_key_of_every_pane(api_server: ApiServer, kind: Any, read_only: bool) -> None:
    fill(api_server)
    app = real_app(api_server, read_only=read_only)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: app.sessions.session is not None)
        session = app.sessions.session
        assert session is not None
        await until(lambda: all(feed.loaded for feed in session.feeds.values()))
        await walk(app, pilot, KINDS.index(kind) + 1, PANES, read_only=read_only)
    sent = changes(api_server)
    if read_only:
        assert sent == []
        return
    methods = {"patch": "PATCH", "delete": "DELETE", "create": "POST"}
    for key in KEYS:
        for verb in map(VERBS.__getitem__, key.verbs):
            if kind in verb.kinds and verb.name not in BACK:
                target = verb.makes or kind
                assert any(method == methods[verb.right] and f"/{target.name}" in path for method, path in sent), (
                    f"{verb.name} of {kind.title} was not sent: {sent}"
                )


BACK = ("resume", "uncordon")
"""What a key does when it is pressed again: the same key, the same right, the same way out."""


@pytest.mark.parametrize("place", [place for place in WAYS if place not in (PANES, CHANGE, LABELS)])
async def test_every_key_of_every_other_place_under_read_only(api_server: ApiServer, place: str) -> None:
    fill(api_server)
    app = real_app(api_server, read_only=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: app.sessions.session is not None)
        await walk(app, pilot, 1, place, read_only=True)
    assert changes(api_server) == []
