"""From an object to its owner, its node, its pods, and back, at 80x24."""

from __future__ import annotations

import pytest

from ktui.insight.relations import NowhereError
from ktui.model.kinds import PODS
from ktui.model.link import LinkState
from ktui.model.row_choice import RowChoice
from ktui.ui.jumping import destination
from tests.fakes import objects
from tests.ui.fake_session import FakeApp, FakeSession, ready

SIZE = (80, 24)
FLUENTD = objects.owner("DaemonSet", "fluentd", "ds-uid")
SYNC = objects.owner("Job", "sync-1", "job-uid")
TICK = objects.owner("CronJob", "sync", "cron-uid")
WEB = {"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "web-7d4f", "uid": "rs", "controller": True}


def cluster(session: FakeSession) -> None:
    session.live(
        pods=[
            objects.pod("fluentd-a", node="node-1", labels={"app": "fluentd"}, owned_by=FLUENTD),
            objects.pod("fluentd-b", node="node-2", labels={"app": "fluentd"}, owned_by=FLUENTD),
            objects.pod("fluentd-c", "other", node="node-2", labels={"app": "fluentd"}),
            objects.pod("sync-1-x", node="node-10", labels={"job-name": "sync-1"}, owned_by=SYNC),
            objects.pod("web-7d4f-x", node="node-1", owned_by=WEB),
            objects.pod("waiting", node=None),
        ],
        daemonsets=[objects.daemonset("calico", uid="c"), objects.daemonset("fluentd", uid="ds-uid")],
        jobs=[objects.job("sync-1", uid="job-uid", owned_by=TICK), objects.job("single", uid="s")],
        cronjobs=[objects.cronjob("idle", uid="i"), objects.cronjob("sync", uid="cron-uid")],
        nodes=[objects.node("node-1"), objects.node("node-10"), objects.node("node-2")],
    )


def on(app: FakeApp, name: str) -> None:
    """Put the cursor on a row of the open pane."""
    view = app.session.feeds[app.main.pane.kind.name].view
    app.table.move_cursor(next(index for index in range(len(view)) if view.key_at(index)[1] == name))


def here(app: FakeApp) -> tuple[str, str]:
    key = app.table.cursor_key
    return app.main.pane.kind.name, key[1] if key else ""


def pods(app: FakeApp) -> list[str]:
    view = app.session.feeds["pods"].view
    return [view.key_at(index)[1] for index in range(len(view))]


def told(app: FakeApp) -> list[str]:
    return [toast.message for toast in app._notifications]


@pytest.mark.parametrize(
    ("pane", "name", "key", "there"),
    [
        ("1", "fluentd-b", "a", ("daemonsets", "fluentd")),
        ("1", "sync-1-x", "a", ("jobs", "sync-1")),
        ("3", "sync-1", "a", ("cronjobs", "sync")),
        ("1", "sync-1-x", "N", ("nodes", "node-10")),
    ],
)
async def test_it_goes_to_the_object_and_back(pane: str, name: str, key: str, there: tuple[str, str]) -> None:
    app = FakeApp(cluster)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press(pane)
        on(app, name)
        await pilot.pause()
        before, came_from = app.text, here(app)
        await pilot.press(key)
        await pilot.pause()
        assert here(app) == there
        assert app.focused is app.table
        assert app.line_with("▌").split()[1] == there[1]
        assert app.lines()[1].startswith(f" {app.main.panes[came_from[0]].kind.title} {name} \u203a ")
        assert app.lines()[1].rstrip().endswith(there[1])
        await pilot.press("backspace")
        await pilot.pause()
        assert here(app) == came_from
        assert app.text == before


@pytest.mark.parametrize(
    ("scope", "pane", "name", "line", "shown"),
    [
        ("default", "2", "fluentd", "-l app=fluentd", ["fluentd-a", "fluentd-b", "fluentd-c"]),
        (None, "2", "fluentd", "NAMESPACE:^default$ -l app=fluentd", ["fluentd-a", "fluentd-b"]),
        ("default", "3", "sync-1", "-l job-name=sync-1", ["sync-1-x"]),
        ("default", "4", "sync", "-l job-name in (sync-1)", ["sync-1-x"]),
        (None, "5", "node-1", "NODE:^node-1$", ["fluentd-a", "web-7d4f-x"]),
    ],
)
async def test_it_shows_the_pods_by_a_filter_that_can_be_edited(
    scope: str | None, pane: str, name: str, line: str, shown: list[str]
) -> None:
    app = FakeApp(cluster, namespace=scope)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        app.main.pane.choose(RowChoice("wait", True))
        await pilot.press(pane)
        on(app, name)
        await pilot.press("p")
        await pilot.pause()
        assert app.opened == ["pods"]
        assert pods(app) == shown
        assert app.main.pane.shown == RowChoice(line)
        assert app.lines()[1].rstrip().endswith(f"{name} \u203a Pods {line}")
        await pilot.press("slash")
        await pilot.pause()
        assert line in app.lines()[-2]
        await pilot.press("escape", "backspace")
        await pilot.pause()
        assert here(app)[1] == name
        assert app.main.panes["pods"].shown == RowChoice("wait", True)


@pytest.mark.parametrize(
    ("pane", "name", "key", "sentence"),
    [
        ("1", "web-7d4f-x", "a", "web-7d4f-x belongs to ReplicaSet web-7d4f, which has no pane"),
        ("1", "waiting", "a", "waiting has no owner"),
        ("1", "waiting", "N", "waiting is on no node yet"),
        ("1", "waiting", "p", "waiting is a pod itself"),
        ("4", "idle", "p", "idle has no Jobs now, and so no pods"),
        ("3", "single", "N", "only a pod is on a node, and single is a Job"),
        ("5", "node-1", "a", "node-1 has no owner"),
    ],
)
async def test_where_it_leads_nowhere_one_sentence_says_why_and_nothing_moves(
    pane: str, name: str, key: str, sentence: str
) -> None:
    app = FakeApp(cluster)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press(pane)
        on(app, name)
        await pilot.pause()
        before = here(app)
        await pilot.press(key)
        await pilot.pause()
        assert told(app) == [sentence]
        assert here(app) == before
        assert "\u203a" not in app.text


async def test_an_owner_that_is_gone_replaced_or_not_known_is_not_gone_to() -> None:
    app = FakeApp(cluster)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        on(app, "fluentd-a")
        app.session.remove("daemonsets", ("default", "fluentd"))
        await pilot.press("a")
        app.session.put("daemonsets", objects.daemonset("fluentd", uid="another"))
        await pilot.press("a")
        app.session.remove("daemonsets", ("default", "fluentd"))
        daemonsets = app.session.feeds["daemonsets"]
        daemonsets.loaded = daemonsets._ended = False
        await pilot.press("a")
        app.session.link("daemonsets", state=LinkState.DENIED, reason="list daemonsets")
        await pilot.press("a")
        await pilot.pause()
        assert told(app) == [
            "DaemonSet fluentd is gone",
            "DaemonSet fluentd is gone; another one has its name now",
            "the DaemonSets are not known yet",
            "the DaemonSets are not known: you may not list daemonsets",
        ]
        assert app.opened == ["pods"]


async def test_a_filter_that_hides_the_object_is_put_aside_and_comes_back() -> None:
    app = FakeApp(cluster)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        app.main.panes["daemonsets"].choose(RowChoice("calico", column="NAME"))
        app.main.panes["nodes"].choose(RowChoice("node-1"))
        on(app, "fluentd-a")
        await pilot.press("a")
        await pilot.pause()
        assert here(app) == ("daemonsets", "fluentd")
        assert app.main.pane.shown == RowChoice(column="NAME")
        await pilot.press("backspace")
        assert app.main.panes["daemonsets"].shown == RowChoice("calico", column="NAME")
        await pilot.press("N")
        assert here(app) == ("nodes", "node-1")
        assert app.main.pane.shown == RowChoice("node-1"), "it does not hide it"


OWN = RowChoice("wait", True)
"""What the user had chosen for the pods before a jump borrowed their pane."""


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        (["5", "1"], OWN),
        (["tab", "1"], OWN),
        (["N", "3", "1"], OWN),
        (["escape", "5", "1"], OWN),
        (["ctrl+t", "5", "1"], OWN),
        (["slash", "enter", "5", "1"], OWN),
        (["backspace", "1"], OWN),
        (["N", "backspace", "backspace", "1"], OWN),
        (["N", "p", "N", "p", "backspace", "3", "1"], OWN),
        (["N", "1"], OWN),
        (["o", "s", "t", "enter", "5", "1"], RowChoice("wait", True, "STATUS")),
        (["o", "s", "t", "enter", "backspace", "1"], RowChoice("wait", True, "STATUS")),
        (["slash", "home", *"b$ ", "enter", "5", "1"], RowChoice("b$ -l app=fluentd")),
        (["slash", "home", *"b$ ", "enter", "N", "backspace", "5", "1"], RowChoice("b$ -l app=fluentd")),
        (["slash", "home", *"b$ ", "enter", "backspace", "1"], OWN),
    ],
)
async def test_the_filter_that_a_jump_put_aside_is_there_when_one_returns(keys: list[str], shown: RowChoice) -> None:
    app = FakeApp(cluster)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        app.main.pane.choose(OWN)
        await pilot.press("2")
        on(app, "fluentd")
        await pilot.press("p")
        await pilot.pause()
        assert app.main.pane.shown == RowChoice("-l app=fluentd")
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
        assert app.opened == ["pods"]
        assert (app.main.pane.wanted, app.main.pane.shown) == (shown, shown)


async def test_a_press_on_another_pane_gives_the_filter_back_at_once() -> None:
    app = FakeApp(cluster)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        app.main.pane.choose(OWN)
        await pilot.press("2")
        on(app, "fluentd")
        await pilot.press("p")
        await pilot.pause()
        await pilot.click("#pane-jobs .title", offset=(2, 0))
        await pilot.pause()
        assert "wait" in app.title_of("pods")
        assert "fluentd" not in app.title_of("pods")


async def test_the_filter_that_a_jump_made_does_not_follow_to_other_namespaces() -> None:
    app = FakeApp(cluster)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        app.main.pane.choose(OWN)
        await pilot.press("2")
        on(app, "fluentd")
        await pilot.press("p")
        app.show_namespaces(("shop",))
        await ready(pilot)
        assert app.main.pane.shown == OWN
        assert "\u203a" not in app.text


async def test_a_long_way_is_walked_back_step_by_step() -> None:
    app = FakeApp(cluster)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("slash", "s", "y", "n", "c", "enter")
        on(app, "sync-1-x")
        await pilot.press("a", "a", "p", "N", "p")
        await pilot.pause()
        assert pods(app) == ["sync-1-x"]
        assert app.lines()[1].startswith(" … \u203a ")
        assert app.lines()[1].rstrip().endswith("Nodes node-10 \u203a Pods NODE:^node-10$")
        seen = []
        while app.main.navigator.trail:
            await pilot.press("backspace")
            await pilot.pause()
            seen.append((*here(app), app.main.pane.shown.filter))
        assert seen == [
            ("nodes", "node-10", ""),
            ("pods", "sync-1-x", "-l job-name in (sync-1)"),
            ("cronjobs", "sync", ""),
            ("jobs", "sync-1", ""),
            ("pods", "sync-1-x", "sync"),
        ]
        assert "\u203a" not in app.text
        await pilot.press("backspace")
        assert here(app) == ("pods", "sync-1-x")


@pytest.mark.parametrize(("key", "left"), [("3", False), ("tab", False), ("5", True), ("j", True), ("o", True)])
async def test_choosing_another_pane_by_hand_ends_the_trail(key: str, left: bool) -> None:
    app = FakeApp(cluster)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        on(app, "fluentd-a")
        await pilot.press("N", key)
        await pilot.pause()
        assert ("\u203a" in app.lines()[1]) == left
        assert len(app.lines()) == 24


async def test_the_way_back_to_what_is_gone_leads_to_its_pane() -> None:
    app = FakeApp(cluster)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        on(app, "fluentd-a")
        await pilot.press("N")
        app.session.remove("pods", ("default", "fluentd-a"))
        await pilot.press("backspace")
        await pilot.pause()
        assert here(app) == ("pods", "fluentd-b")


async def test_the_cursor_lands_where_rows_are_arranged_in_slices() -> None:
    def many(session: FakeSession) -> None:
        session.live(
            pods=[objects.pod("here", owned_by=FLUENTD)],
            daemonsets=[objects.daemonset(f"set-{number:03d}") for number in range(500)]
            + [objects.daemonset("fluentd", uid="ds-uid")],
        )

    app = FakeApp(many)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        app.main.panes["daemonsets"].choose(RowChoice("set-001"))
        while app.main.panes["daemonsets"].shown.filter != "set-001":
            await pilot.pause()
        await pilot.press("a")
        for _ in range(20):
            await pilot.pause()
        assert here(app) == ("daemonsets", "fluentd")


async def test_an_object_that_has_just_gone_leads_nowhere() -> None:
    app = FakeApp(cluster)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        with pytest.raises(NowhereError, match="nobody is gone"):
            destination("owner", PODS, ("default", "nobody"), app.session)


# The mouse


async def test_a_press_on_a_closed_title_opens_its_pane() -> None:
    app = FakeApp(cluster)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        assert await pilot.click("#pane-jobs .title", offset=(2, 0))
        await pilot.pause()
        assert app.opened == ["jobs"]
        assert app.focused is app.table
        assert await pilot.click("#pane-jobs .title", offset=(2, 0)), "its own title changes nothing"
        assert app.opened == ["jobs"]


async def test_two_presses_on_a_row_go_into_it() -> None:
    app = FakeApp(cluster, inspector=True)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.click(app.table, offset=(6, 2))
        await pilot.pause()
        assert app.main.place == "panes"
        await pilot.click(app.table, offset=(6, 2), times=2)
        await pilot.pause()
        assert app.main.place == "inspector"
        assert here(app) == ("pods", "fluentd-b")
        await pilot.press("escape")
        await pilot.pause()
        await pilot.click(app.table, offset=(6, 0), times=2)
        await pilot.pause()
        assert app.main.place == "panes", "a header is no row"


@pytest.mark.parametrize("line", [0, 5])
async def test_a_press_in_the_inspector_gives_it_the_keys_and_one_in_the_rows_takes_them_back(line: int) -> None:
    app = FakeApp(cluster, inspector=True)
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        keys = app.lines()[-1]
        await pilot.click("#inspector", offset=(30, line))
        await pilot.pause()
        assert app.focused is app.main.inspector.page
        assert app.main.place == "inspector"
        assert app.lines()[-1] != keys
        await pilot.click(app.table, offset=(6, 2))
        await pilot.pause()
        assert app.main.place == "panes"
        assert app.lines()[-1] == keys
