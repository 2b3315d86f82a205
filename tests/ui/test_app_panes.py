"""What open and closed panes show, and what hidden ones cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.model.link import LinkState
from tests.fakes import objects
from tests.ui import story
from tests.ui.fake_session import ALL, FakeApp, FakeSession, ready

if TYPE_CHECKING:
    import pytest
    from textual.geometry import Region
    from textual.strip import Strip

    from ktui.ui.widgets.row_table import RowTable


def told() -> FakeApp:
    return FakeApp(story.fill, namespace=story.NAMESPACE, start=story.NOW)


def counted(table: RowTable, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The lines of a table that are drawn from now on."""
    drawn: list[int] = []
    plain_line, plain_lines = table.render_line, table.render_lines

    def render_line(y: int) -> Strip:
        drawn.append(y)
        return plain_line(y)

    def render_lines(crop: Region) -> list[Strip]:
        drawn.append(-1)
        return plain_lines(crop)

    monkeypatch.setattr(table, "render_line", render_line)
    monkeypatch.setattr(table, "render_lines", render_lines)
    return drawn


async def test_titles_tell_how_many_there_are_and_how_many_are_in_trouble() -> None:
    app = told()
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        assert " 1 Pods       9 · 7 in trouble " in app.title_of("pods")
        assert " 2 DaemonSets 3 · 2 in trouble " in app.title_of("daemonsets")
        assert " 3 Jobs       4 · 2 in trouble " in app.title_of("jobs")
        assert " 4 CronJobs   3 · 1 in trouble " in app.title_of("cronjobs")
        assert " 5 Nodes      4 · 2 in trouble " in app.title_of("nodes")


async def test_counts_follow_what_comes_and_goes() -> None:
    app = FakeApp(lambda session: session.live(pods=[objects.pod("a"), objects.pod("b", ready=False)]))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        assert "2 · 1 in trouble" in app.title_of("pods")
        app.session.remove("pods", ("default", "b"))
        app.main.panes["pods"].retitling.rested()
        await pilot.pause()
        assert "in trouble" not in app.title_of("pods")
        assert app.title_of("pods").split()[2] == "1"


async def test_closed_panes_say_what_is_worst_and_tall_screens_say_more() -> None:
    for size, more in (((80, 24), False), ((120, 40), True), ((200, 60), True)):
        app = told()
        async with app.run_test(size=size) as pilot:
            await ready(pilot)
            assert "log-shipper  3/4 available" in app.title_of("daemonsets")
            assert "fails  0/1 failed: BackoffLimitExceeded" in app.title_of("jobs")
            assert "report  last Job failed: BackoffLimitExceeded" in app.title_of("cronjobs")
            assert "db-1  DiskPressure" in app.title_of("nodes")
            assert ("ssd-monitor  DESIRED 0" in app.text) == more
            assert ("node-2  NotReady" in app.text) == more


async def test_the_open_pane_keeps_over_half_of_every_usual_height() -> None:
    for size in ((80, 24), (120, 40), (200, 60)):
        app = told()
        async with app.run_test(size=size) as pilot:
            await ready(pilot)
            assert app.table.size.height > size[1] / 2


async def test_the_open_title_says_what_is_wrong_under_the_cursor() -> None:
    app = told()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("5")
        await pilot.pause()
        assert "!" not in app.title_of("nodes")
        await pilot.press("down")
        await pilot.pause()
        assert "! DiskPressure" in app.title_of("nodes")
        assert app.title_of("nodes").endswith("2 of 4 ")


async def test_hidden_panes_paint_nothing_and_are_current_when_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    app = told()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("5", "1")
        await pilot.pause()
        drawn = counted(app.table_of("nodes"), monkeypatch)
        for number in range(20):
            app.session.put("nodes", objects.node("db-1", ready=number % 2 == 0, resourceVersion=f"9{number}"))
            app.session.put("nodes", objects.node(f"extra-{number:02d}", resourceVersion="7"))
            app.tick()
            await pilot.pause()
        assert drawn == []
        await pilot.press("5")
        await pilot.pause()
        assert drawn
        assert "NotReady" in app.line_with("db-1")
        assert "extra-00" in app.text
        assert app.title_of("nodes").endswith("1 of 24 ")


async def test_the_cursor_stays_with_its_object() -> None:
    app = FakeApp(lambda session: session.live(pods=[objects.pod(f"p{number}") for number in range(5)]))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("down", "down")
        app.session.put("pods", objects.pod("a-first"), objects.pod("p0-second"))
        app.session.remove("pods", ("default", "p4"))
        await pilot.pause()
        assert app.table.cursor_key == ("default", "p2")
        assert "p2" in app.line_with("▌")
        assert app.table.position == (4, 6)
        await pilot.press("2", "1")
        await pilot.pause()
        assert "p2" in app.line_with("▌")


async def test_loading_says_how_far_and_never_that_there_are_none() -> None:
    app = FakeApp(lambda session: session.identify())
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        seen = [app.text]
        app.session.link(state=LinkState.LOADING)
        await pilot.pause()
        seen.append(app.text)
        app.session.listing("pods", (), 10_001)
        await pilot.pause()
        seen.append(app.text)
        app.session.listing("pods", [objects.pod(f"pod-{number:05d}") for number in range(4000)], 6001)
        app.main.panes["pods"].retitle()
        await pilot.pause()
        seen.append(app.text)
        assert "4,000 so far" in app.title_of("pods")
        for name in ALL[1:]:
            await pilot.press(str(ALL.index(name) + 1))
            await pilot.pause()
            seen.append(app.text)
        assert not any("No " in text for text in seen)
        await pilot.press("3")
        app.session.listed("jobs", ())
        await pilot.pause()
        assert "No Jobs in default." in app.text


async def test_an_empty_cluster_says_so_once_the_list_has_ended() -> None:
    app = FakeApp(lambda session: session.live())
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        assert "No pods in default." in app.text
        await pilot.press("5")
        await pilot.pause()
        assert "No Nodes in this cluster." in app.text


async def test_all_namespaces_have_a_column_for_them() -> None:
    def fill(session: FakeSession) -> None:
        session.live(pods=[objects.pod("web", "shop"), objects.pod("web", "blog")])

    app = FakeApp(fill, namespace=None)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        assert "lab / all namespaces" in app.banner
        rows = [line.split()[-6:-4] for line in app.lines() if "Running" in line]
        assert [line.replace("▌", " ").split()[:2] for line in app.lines() if "Running" in line] == [
            ["blog", "web"],
            ["shop", "web"],
        ], rows
