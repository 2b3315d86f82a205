"""The screen on a recording: what it shows at a moment, and what the reader does with time."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stdout
from typing import TYPE_CHECKING

import pytest

from ktui.cli import GetCommand, parse
from ktui.commands.get_recorded import run_get_recorded
from ktui.insight.moments import clock_text
from ktui.recording.moments import said
from tests.fakes.clock import until
from tests.recording.files import change, notice, written
from tests.ui.replayed import PROBES, ReplayApp, jump, landed, replayed

if TYPE_CHECKING:
    from pathlib import Path


async def got(at: float) -> dict[str, list[str]]:
    """What `ktui get --from FILE --at TIME` prints: name to its other words."""
    command = parse(["get", "pods", "--from", str(PROBES), "--at", repr(at), "-A", "--no-headers"])
    assert isinstance(command, GetCommand)
    with redirect_stdout(io.StringIO()) as out:
        assert await run_get_recorded(command) == 0
    lines = [line.split() for line in out.getvalue().splitlines()]
    return {words[1]: words[2:] for words in lines}


async def test_at_any_moment_it_shows_what_get_prints() -> None:
    async with replayed(size=(200, 40)) as (app, pilot):
        start, end = app.playback.start, app.playback.end
        for part in (0.1, 0.35, 0.6, 0.99, 0.5, 0.2, 0.8, 0.05, 0.45, 1.0):
            moment = round(start + part * (end - start), 3)
            await jump(app, pilot, moment)
            shown, printed = app.cells(), await got(moment)
            assert printed
            assert set(shown) == set(printed)
            for name, words in printed.items():
                assert shown[name][: len(words)] == words, (name, moment)


async def test_the_line_on_top_says_that_it_is_a_recording_and_which() -> None:
    async with replayed() as (app, _):
        assert app.lines()[0].startswith(" ktui   replay  probes.jsonl / all namespaces   v1.20")
        assert "pods ● recorded" in app.lines()[0]
        assert "live" not in app.text
        assert "ahead" not in app.lines()[0]
        assert "behind" not in app.lines()[0]


async def test_held_nothing_ages() -> None:
    async with replayed() as (app, pilot):
        await jump(app, pilot, app.playback.start + 100)
        shown = app.text
        for _ in range(4):
            app._tick()
            await pilot.pause()
        assert app.text == shown


async def test_played_it_goes_on_and_at_the_end_it_holds_and_says_so() -> None:
    async with replayed() as (app, pilot):
        await jump(app, pilot, app.playback.end - 30)
        app.playback.set_speed(600)
        await pilot.press("h")
        assert "▶ playing x600" in app.text
        await until(lambda: not app.playback.playing)
        await pilot.pause()
        assert "‖ end x600" in app.text
        assert app.playback.at == app.playback.end
        await pilot.press("h")
        await landed(app, pilot)
        assert app.playback.playing
        assert app.playback.at < app.playback.start + 600


# Keys


async def test_each_key_does_what_it_says() -> None:
    async with replayed() as (app, pilot):
        middle = app.playback.start + 600
        for key, moved in ((".", 10), (",", -10), (")", 60), ("(", -60)):
            await jump(app, pilot, middle)
            await pilot.press(key)
            assert app.playback.at == pytest.approx(middle + moved)
        await pilot.press("v")
        assert app.playback.speed == 2.0
        await pilot.press("V", "V")
        assert app.playback.speed == 0.5
        await pilot.press("dollar_sign")
        assert app.playback.at == app.playback.end
        await pilot.press("circumflex_accent")
        assert app.playback.at == app.playback.start
        await pilot.press("h")
        assert app.playback.playing
        await pilot.press("h")
        assert not app.playback.playing


async def test_the_next_failure_and_the_one_before() -> None:
    async with replayed() as (app, pilot):
        times = [incident.at for incident in app.playback.incidents]
        await pilot.press("right_curly_bracket")
        assert app.playback.at == times[0]
        await pilot.press("right_curly_bracket")
        assert app.playback.at == times[1]
        await pilot.press("left_curly_bracket")
        assert app.playback.at == times[0]
        await pilot.press("left_curly_bracket")
        assert app.playback.at == times[0]
        assert "nothing is known to go wrong before this" in app.said[-1]


async def test_a_time_can_be_typed_and_what_went_wrong_be_chosen() -> None:
    async with replayed() as (app, pilot):
        await pilot.press("at", *"19:00", "enter")
        await landed(app, pilot)
        assert clock_text(app.playback.at) == "19:00:00"
        await pilot.press("at", *"oom137", "enter")
        await landed(app, pilot)
        found = [one for one in app.playback.incidents if one.at == app.playback.at]
        assert ("oom", "exit 137 OOMKilled") in [(one.name, one.words) for one in found]
        await pilot.press("at", *"23:59")
        await pilot.pause()
        assert "after the recording ends" in " ".join(app.text.split())
        await pilot.press("escape")


@pytest.mark.parametrize("place", [[], ["E"]], ids=["panes", "feed"])
async def test_the_palette_takes_a_time(place: list[str]) -> None:
    async with replayed() as (app, pilot):
        await pilot.press(*place)
        await pilot.press("colon", *"at +5m", "enter")
        await landed(app, pilot)
        assert app.playback.at == pytest.approx(app.playback.start + 300)


async def test_a_press_on_the_track_goes_there() -> None:
    async with replayed() as (app, pilot):
        await pilot.click(".playback", offset=(60, 1))
        await landed(app, pilot)
        length = app.playback.end - app.playback.start
        assert 0.4 < (app.playback.at - app.playback.start) / length < 0.6


async def test_the_keys_work_over_the_live_feed_too_and_a_jump_is_one_line_of_it() -> None:
    async with replayed() as (app, pilot):
        await pilot.press("E")
        await until(lambda: app.session.log.told is not None and "recorded" in app.lines()[0])
        app.playback.go_to(app.playback.start + 1200)
        await landed(app, pilot)
        await until(lambda: "jumped here" in app.text)
        assert len(app.session.log.entries) == 1
        await pilot.press(")")
        await landed(app, pilot)
        assert len(app.session.log.entries) == 1
        await pilot.press("enter")
        assert app.screen.has_class("-modal") is False
        assert "Live feed" in app.text


# What is not there


async def test_kinds_that_were_not_recorded_say_so() -> None:
    async with replayed() as (app, pilot):
        assert "ds jobs cj nodes ∅ not recorded" in app.lines()[0]
        await pilot.press("2")
        await pilot.pause()
        assert "DaemonSets were not recorded." in app.text


async def test_a_kind_that_was_recorded_and_has_no_objects_says_that(tmp_path: Path) -> None:
    file = written(
        tmp_path / "r.jsonl",
        notice(100.0, "START", serverVersion="v1.30.2", scope=["web"]),
        *(notice(101.0, "LISTED", resource=kind) for kind in ("pods", "jobs")),
        change(102.0, "ADDED", "a"),
        change(200.0, "MODIFIED", "a"),
    )
    async with replayed(file) as (app, pilot):
        await pilot.press("3")
        await pilot.pause()
        assert "No Jobs in all namespaces." in app.text
        assert "v1.30.2" in app.lines()[0]


async def test_while_the_recorder_had_no_connection_the_pane_says_from_when_until_when(tmp_path: Path) -> None:
    day = 1_795_460_400.0  # 19:00:00
    file = written(
        tmp_path / "r.jsonl",
        notice(day, "START", serverVersion="v1.30.2", scope=["web"]),
        notice(day, "LISTED", resource="pods"),
        change(day, "ADDED", "a"),
        notice(day + 120, "DISCONNECTED", resource="pods"),
        notice(day + 300, "LISTED", resource="pods"),
        change(day + 300, "ADDED", "a"),
        change(day + 600, "MODIFIED", "a"),
    )
    async with replayed(file) as (app, pilot):
        assert "pods ● recorded" in app.lines()[0]
        await jump(app, pilot, day + 180)
        assert "not recorded 19:02-19:05" in app.lines()[0]
        assert "not recorded 19:02-19:05" in app.lines()[1]
        await jump(app, pilot, day + 301)
        assert "pods ● recorded" in app.lines()[0]


async def test_cronjobs_of_an_old_server_are_shown(tmp_path: Path) -> None:
    spec = {"schedule": "*/5 * * * *", "jobTemplate": {"spec": {}}}
    file = written(
        tmp_path / "r.jsonl",
        notice(100.0, "START", serverVersion="v1.20.2", scope=["web"]),
        notice(100.0, "LISTED", resource="cronjobs"),
        change(100.0, "ADDED", "nightly", resource="cronjobs", apiVersion="batch/v1beta1", spec=spec),
        change(200.0, "ADDED", "weekly", resource="cronjobs", apiVersion="batch/v1beta1", spec=spec),
    )
    async with replayed(file) as (app, pilot):
        await pilot.press("4", "y")
        await landed(app, pilot)
        assert "*/5 * * * *" in app.text
        assert "v1.20.2" in app.lines()[0]
        await jump(app, pilot, 200.0)
        assert len(app.session.feeds["cronjobs"].store) == 2
        assert "batch/v1beta1" in "".join(line.text for line in app.main.inspector.page.lines)


async def test_a_recording_that_breaks_off_is_said_to(tmp_path: Path) -> None:
    file = written(tmp_path / "r.jsonl", change(100.0, "ADDED", "a"), change(200.0, "MODIFIED", "a"))
    with file.open("a") as text:
        text.write('{"at": 201.0, "resou')
    async with replayed(file) as (app, pilot):
        await pilot.pause()
        assert len(app.said) == 1
        assert "breaks off after its line 2" in app.said[0]


# Pages about an object


async def test_pages_are_of_the_moment() -> None:
    async with replayed(inspector=True) as (app, pilot):
        await pilot.press("d")
        await jump(app, pilot, app.playback.start + 1500)
        late = app.text
        assert "restarted" in late
        await jump(app, pilot, app.playback.start + 8)
        assert "restarted" not in app.text
        await pilot.press("y")
        await landed(app, pilot)
        version = _version(app)
        await jump(app, pilot, app.playback.start + 1500)
        assert _version(app) != version


async def test_a_timeline_is_of_the_moment_and_knows_nothing_of_what_is_to_come() -> None:
    async with replayed(inspector=True) as (app, pilot):
        await jump(app, pilot, app.playback.start + 300)
        app.main.pane.go_to(("probes", "http-500"), app.main.pane.wanted)
        await landed(app, pilot)
        await until(lambda: "kubia liveness" in app.text)
        assert "✗137" in app.text
        assert "K" in app.text.partition("kubia liveness")[2].partition("\n")[0]
        await jump(app, pilot, app.playback.start + 5)
        await until(lambda: "kubia liveness" in app.text)
        assert "✗" not in app.text
        await pilot.press("w")
        await landed(app, pilot)
        assert "━ Why ━" in app.text
        assert "Ends and restarts" not in app.text


def _version(app: ReplayApp) -> str:
    return next((line.text for line in app.main.inspector.page.lines if "resourceVersion" in line.text), "")


async def test_yaml_is_the_object_as_it_was_recorded() -> None:
    async with replayed() as (app, pilot):
        moment = app.playback.start + 900
        await jump(app, pilot, moment)
        read = await app.session.read(app.session.feeds["pods"].kind, ("probes", "oom"))
        last = {}
        for text in PROBES.read_text().splitlines():
            line = json.loads(text)
            if line["at"] <= moment and line["object"]["metadata"]["name"] == "oom":
                last = line["object"]
        assert read == last
        assert said(moment).startswith("2026-11-23T19:08:43")


async def test_what_is_in_trouble_is_judged_at_the_moment() -> None:
    """The same object, at two moments: a restart is news for a while only."""
    async with replayed() as (app, pilot):
        troubles: dict[float, list[object]] = {}
        for part in (0.9, 0.05, 0.9):
            await jump(app, pilot, app.playback.start + part * (app.playback.end - app.playback.start))
            troubles.setdefault(part, []).append(dict(app.session.feeds["pods"].store.troubled))
        assert troubles[0.9][0] == troubles[0.9][1]


async def test_other_namespaces_can_be_chosen_from_those_there_were() -> None:
    async with replayed() as (app, pilot):
        assert await app.session.namespace_names() == ("probes",)
        app.show_namespaces(("probes",))
        await until(lambda: app.session.namespaces == ("probes",) and len(app.session.feeds["pods"].store) == 1)
        await jump(app, pilot, app.playback.start + 600)
        assert len(app.session.feeds["pods"].store) == 9
        assert "probes.jsonl / probes" in app.lines()[0]
