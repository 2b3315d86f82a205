"""`n`: other namespaces on the same screen, and nothing of the old ones under the new title."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ktui.errors import ForbiddenError
from ktui.model.link import Link, LinkState
from tests.fakes import objects
from tests.ui.fake_session import ALL, FakeApp, FakeSession, ready

if TYPE_CHECKING:
    from textual.pilot import Pilot

PODS = {
    "default": ["first"],
    "blog": ["writer", "reader"],
    "shop": ["till"],
    "kube-system": ["proxy"],
}


def fill(session: FakeSession) -> None:
    """Each namespace's own pods."""
    session.identify()
    for name in ALL:
        sinks = [sink for _, sink in session.shares(name)]
        for namespace, sink in zip(session.namespaces or [""], sinks, strict=False):
            wanted = [namespace] if namespace else list(PODS)
            raws = (
                [objects.pod(pod, where) for where in wanted for pod in PODS.get(where, [])] if name == "pods" else []
            )
            session.list_into(sink, name, raws)
    session.flush()


async def chosen(pilot: Pilot[int], *keys: str) -> FakeApp:
    await pilot.press("n")
    await pilot.pause()
    await pilot.press(*keys)
    return await ready(pilot)


def rows(app: FakeApp) -> list[str]:
    return [line.replace("▌", " ").strip() for line in app.lines() if "Running" in line]


async def test_one_other_namespace() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        assert rows(app)[0].startswith("first")
        await chosen(pilot, *"blog", "enter")
        assert "lab / blog" in app.banner
        assert [row.split()[0] for row in rows(app)] == ["reader", "writer"]
        assert app.fakes[0].ended
        assert not app.fakes[1].ended
        assert len(app.fakes) == 2


async def test_several_at_once_have_a_column_for_them() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await chosen(pilot, *"blog", "space", *["backspace"] * 4, *"shop", "space", "enter")
        assert app.session.namespaces == ("blog", "shop")
        assert "lab / blog, shop" in app.banner
        assert "NAMESPACE" in app.text
        assert [row.split()[:2] for row in rows(app)] == [["blog", "reader"], ["blog", "writer"], ["shop", "till"]]
        await pilot.press("5")
        await pilot.pause()
        assert "NAMESPACE" not in app.text
        assert "No Nodes in this cluster." in app.text


async def test_many_are_counted_and_commas_name_them_too() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        app.namespace_names = tuple(f"a-namespace-{number}" for number in range(9))
        await chosen(pilot, *"a-namespace-1,a-namespace-2,8", "enter")
        assert app.session.namespaces == ("a-namespace-1", "a-namespace-2", "a-namespace-8")
        assert "lab / 3 namespaces" in app.banner


async def test_all_of_them_stand_first() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await chosen(pilot, "enter")
        assert app.session.namespaces == ()
        assert "lab / all namespaces" in app.banner
        assert len(rows(app)) == 5


async def test_the_recent_ones_go_first_and_what_is_shown_is_marked() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await chosen(pilot, *"shop", "enter")
        await chosen(pilot, *"kube", "enter")
        await pilot.press("n")
        await ready(pilot)
        listed = [line.split("│")[1].replace("▌", " ").split() for line in app.lines() if "│" in line][2:]
        assert [words[0] for words in listed if words][:5] == ["all", "shop", "default", "kube-system", "blog"]
        assert "shown now" in app.line_with("    kube-system ")


async def test_the_old_rows_are_gone_before_the_new_ones_come() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        app.fill = None
        await chosen(pilot, *"blog", "enter")
        assert "first" not in app.text
        assert "lab / blog" in app.banner
        assert "connecting" in app.banner
        old, new = app.fakes
        old.put("pods", objects.pod("late"))
        old.link(state=LinkState.LIVE)
        await ready(pilot)
        assert "late" not in app.text
        assert "connecting" in app.banner
        new.listing("pods", [objects.pod("reader", "blog")])
        await ready(pilot)
        assert "loading" in app.title_of("pods")
        new.live(pods=[objects.pod("reader", "blog"), objects.pod("writer", "blog")])
        await ready(pilot)
        assert "● live" in app.banner
        assert app.table.position == (0, 2)


async def test_the_cursor_begins_anew_and_the_pane_stays() -> None:
    def many(session: FakeSession) -> None:
        session.live(jobs=[objects.job(f"job-{number:02d}", session.namespaces[0]) for number in range(40)])

    app = FakeApp(many)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("3", "end")
        assert app.table.position[0] == 39
        await chosen(pilot, *"blog", "enter")
        assert app.opened == ["jobs"]
        assert app.table.position == (0, 40)


async def test_the_same_scope_again_changes_nothing() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await chosen(pilot, *"default", "enter")
        assert len(app.fakes) == 1


async def test_escape_leaves_all_as_it_was() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        before = app.text
        await chosen(pilot, *"blog", "space", "escape")
        assert app.text == before
        assert len(app.fakes) == 1


async def test_who_may_not_list_namespaces_types_a_name() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        app.namespace_names = ForbiddenError("not permitted to list namespaces: forbidden")
        await pilot.press("n")
        await ready(pilot)
        assert "You may not list namespaces in lab. Type a name" in app.text
        assert app.line_with("default ")
        await pilot.press(*"Shop", "enter")
        await ready(pilot)
        assert "cannot be a namespace" in app.text
        await pilot.press(*["backspace"] * 4, *"shop", "enter")
        await ready(pilot)
        assert "lab / shop" in app.banner


async def test_before_the_first_connection_a_name_may_be_typed() -> None:
    app = FakeApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n")
        await ready(pilot)
        assert "There is no connection yet" in app.text
        await pilot.press(*"shop", "enter")
        await ready(pilot)
        assert app.session.namespaces == ("shop",)
        assert "lab / shop" in app.banner


async def test_what_is_refused_in_one_namespace_is_named_and_the_rest_stays_bright() -> None:
    app = FakeApp(fill)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await chosen(pilot, *"blog,shop", "enter")
        blog, _ = (sink for _, sink in app.session.shares("pods"))
        blog.linked(Link(LinkState.DENIED, 0.0, "list pods", 60.0))
        app.session.flush()
        await ready(pilot)
        assert "◐ live, denied: list pods in blog" in app.title_of("pods")
        assert "till" in app.text
        assert not app.table.has_class("-stale")
        assert "in part" in app.banner or "denied" in app.banner


@pytest.mark.parametrize("size", [(40, 10), (80, 24), (200, 60)])
async def test_it_opens_at_every_size(size: tuple[int, int]) -> None:
    app = FakeApp(fill)
    async with app.run_test(size=size) as pilot:
        await ready(pilot)
        await chosen(pilot, "down", "down", "enter")
        assert len(app.fakes) == 2
