"""The keys of the panes that change the cluster: whom they are about, what they mean, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ktui.errors import ReadOnlyError
from ktui.model.keys import KEYS
from ktui.ui.screens.change import ChangeScreen
from tests.fakes import objects
from tests.fakes.clock import until
from tests.ui.fake_session import FakeApp, FakeSession, at_rest, ready

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from ktui.model.keys import Key
    from ktui.session.writing import Writing

WRITING = [key for key in KEYS if key.verbs]
PANE = {"pods": "1", "daemonsets": "2", "jobs": "3", "cronjobs": "4", "nodes": "5"}


def finished(name: str) -> dict[str, Any]:
    job = objects.job(name)
    job["status"] = {"conditions": [objects.condition("Complete", True)]}
    return job


def fill(session: FakeSession) -> None:
    agent = objects.daemonset("agent")
    uid = agent["metadata"].setdefault("uid", "u-agent")
    owned = [objects.pod(f"agent-{number}", node=f"n{number}") for number in range(3)]
    for pod in owned:
        pod["metadata"]["ownerReferences"] = [objects.owner("DaemonSet", "agent", uid)]
    session.live(
        pods=owned,
        daemonsets=[agent],
        jobs=[finished("once")],
        cronjobs=[objects.cronjob("backup"), objects.cronjob("report", suspend=True)],
        nodes=[objects.node(f"n{number}", unschedulable=number == 2) for number in range(3)],
    )


def said(app: FakeApp) -> list[str]:
    return [toast.message for toast in app._notifications]


async def shows(pilot: Pilot[Any], *words: str) -> None:
    """Wait until all of these are on the screen."""
    app = pilot.app
    assert isinstance(app, FakeApp)
    await until(lambda: all(word in app.text for word in words), what=lambda: f"{words} in:\n{app.text}")
    await ready(pilot)


CASES = [
    ("4", ["t"], "Trigger CronJob default/backup", "Job default/backup-manual-"),
    ("3", ["t"], "Rerun Job default/once", "from Job default/once"),
    ("4", ["x"], "Suspend CronJob default/backup", "suspend: false → true"),
    ("4", ["down", "x"], "Resume CronJob default/report", "suspend: true → false"),
    ("4", ["space", "space", "x"], "Suspend 2 CronJobs", "report: so already"),
    ("5", ["c"], "Cordon Node n0", "unschedulable: (none) → true"),
    ("5", ["end", "c"], "Uncordon Node n2", "unschedulable: true → (none)"),
    ("2", ["r"], "Restart DaemonSet default/agent", "restartedAt: (none) →"),
    ("2", ["ctrl+d"], "Delete DaemonSet default/agent", "and with it 3 pods on 3 nodes"),
    ("1", ["space", "space", "ctrl+d"], "Delete 2 Pods", "type 2 and press enter"),
]


@pytest.mark.parametrize(("pane", "keys", "title", "line"), CASES, ids=[f"{case[0]}-{case[2]}" for case in CASES])
async def test_a_key_shows_what_it_would_do(pane: str, keys: list[str], title: str, line: str) -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await pilot.press(pane, *keys)
        await shows(pilot, title, line, "dry run accepted")
        assert app.session.fake_transport.sent == []


async def test_it_is_done_on_enter_and_the_title_says_so() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await pilot.press("5", "c")
        await shows(pilot, "dry run accepted")
        await pilot.press("enter")
        await shows(pilot, "Node n0 cordoned")
        assert app.screen is app.main
        assert app.session.fake_transport.sent == ["PATCH /api/v1/nodes/n0"]


async def test_in_the_inspector_it_is_about_what_is_looked_at() -> None:
    app = FakeApp(fill, inspector=True)
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await pilot.press("5", "space", "enter")
        await at_rest(pilot)
        await pilot.press("c")
        await shows(pilot, "Cordon Node n1", "dry run accepted")


NOT_FOR = [(key, name) for key in WRITING for name in PANE if all(kind.name != name for kind in key.kinds)]


@pytest.mark.parametrize(("key", "name"), NOT_FOR, ids=[f"{key.id}-{name}" for key, name in NOT_FOR])
async def test_on_a_kind_it_is_not_for_a_key_says_for_which(key: Key, name: str) -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press(PANE[name], key.keys[0])
        await ready(pilot)
        titles = " and ".join(kind.title for kind in key.kinds)
        assert said(app) == [f"{key.shown} is to {key.does}: it is for {titles}"]
        assert app.screen is app.main


async def test_without_a_row_nothing_happens() -> None:
    app = FakeApp(lambda session: session.live())
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("ctrl+d")
        await ready(pilot)
        assert app.screen is app.main
        assert said(app) == []


async def test_what_took_the_name_of_what_was_seen_is_left_alone() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        seen = objects.node("n0")
        seen["metadata"]["uid"] = "one"
        app.session.put("nodes", seen)
        again = objects.node("n0")
        again["metadata"]["uid"] = "another"
        app.session.raws["nodes", ("", "n0")] = again
        await pilot.press("5", "c")
        await shows(pilot, "node n0 is another one now: the one you saw was deleted", "esc back")
        await pilot.press("enter")
        await ready(pilot)
        assert isinstance(app.screen, ChangeScreen)
        assert app.session.fake_transport.sent == []


@pytest.mark.parametrize("key", [key for key in KEYS if key.writes], ids=lambda key: key.id)
async def test_read_only_closes_every_one_with_the_same_sentence(key: Key) -> None:
    app = FakeApp(fill, read_only=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press(PANE[key.kinds[0].name] if key.kinds else "1", key.keys[0])
        await ready(pilot)
        assert said(app) == [str(ReadOnlyError())]
        assert app.session.fake_transport.sent == []
        assert app.session.fake_transport.reviews == 0


# -- what was made is followed


async def trigger(pilot: Pilot[Any]) -> str:
    """Trigger the first CronJob, and stop where the dialog offers to go to the Job; the Job's name."""
    app = pilot.app
    assert isinstance(app, FakeApp)
    await ready(pilot)
    await pilot.press("4", "t")
    await shows(pilot, "dry run accepted")
    await pilot.press("enter")
    await shows(pilot, "created: enter follows it")
    assert app.session.fake_transport.sent == ["POST /apis/batch/v1/namespaces/default/jobs"]
    return app.line_with("created: enter follows it").split("default/")[1].split()[0]


async def test_a_job_that_is_known_is_gone_to_and_backspace_comes_back() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(100, 30)) as pilot:
        name = await trigger(pilot)
        app.session.put("jobs", objects.job(name))
        await pilot.press("enter")
        await ready(pilot)
        assert app.opened == ["jobs"]
        assert app.table.cursor_key == ("default", name)
        await pilot.press("backspace")
        await ready(pilot)
        assert app.opened == ["cronjobs"]


async def test_a_job_that_the_watch_has_not_told_of_is_gone_to_when_it_does() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(100, 30)) as pilot:
        name = await trigger(pilot)
        await pilot.press("enter")
        await ready(pilot)
        assert app.opened == ["cronjobs"]
        app.session.put("jobs", objects.job("other"))
        app.session.put("jobs", objects.job(name))
        await ready(pilot)
        assert app.opened == ["jobs"]
        assert app.table.cursor_key == ("default", name)
        assert not app.session.also_told


async def test_who_has_gone_elsewhere_meanwhile_is_left_there() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(100, 30)) as pilot:
        name = await trigger(pilot)
        await pilot.press("enter", "5")
        app.session.put("jobs", objects.job(name))
        await ready(pilot)
        assert app.opened == ["nodes"]


async def test_esc_does_not_follow() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(100, 30)) as pilot:
        await trigger(pilot)
        await pilot.press("escape")
        await shows(pilot, "created")
        assert app.opened == ["cronjobs"]
        assert app.screen is app.main


# -- what an earlier ktui has left open


async def test_how_changes_ended_whose_answer_nobody_saw_is_told_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ktui.ui.changes.SETTLE", 0.001)
    sentences = [f"change {number}, cordon of node n\x1b{number}: it was done" for number in range(5)]

    async def settle(_: Writing) -> list[str]:
        return sentences

    monkeypatch.setattr("ktui.session.writing.Writing.settle", settle)
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await until(lambda: said(app))
        (told,) = said(app)
        assert told.split("\n") == [
            *(sentence.replace("\x1b", "␛") for sentence in sentences[:3]),
            "and 2 more: ktui journal has them",
        ]
        await pilot.press("n", "end", "enter")
        await ready(pilot)
        assert said(app) == [told]


async def test_what_the_journal_does_not_keep_is_said() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await pilot.press("5", "c")
        await shows(pilot, "dry run accepted")
        writing = app.session.writing
        assert writing._opened is not None
        writing._opened[1].problem = "the journal cannot be used (disk full): changes are not recorded"
        await pilot.press("enter")
        await until(lambda: said(app))
        assert said(app) == ["the journal cannot be used (disk full): changes are not recorded"]
