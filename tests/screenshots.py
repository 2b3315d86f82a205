"""The pictures of the README: `python tests/screenshots.py` writes screenshots/*.svg, `--check` names the outdated.

They show the demo's cluster under clocks that stand still, so that the same code always draws the same file.
`--keys` prints the README's table of keys.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:  # run as a program, from wherever
    sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.ui.fake_session import FakeApp

FOLDER = ROOT / "screenshots"

KUBIA, NODE = ("default", "kubia-liveness"), ("", "node-4")
CHECKOUT = ("shop", "checkout-7dbdb666c4-7pljf")
PICTURES: dict[str, tuple[str, tuple[int, int], tuple[str, ...], tuple[str, str] | None]] = {
    "demo-120x40": ("guided", (120, 40), (), None),
    "pods-80x24": ("shop", (80, 24), ("down", "down", "down", "down", "down"), None),
    "pods-120x40": ("watched_shop", (120, 40), (), CHECKOUT),
    "pods-200x60": ("demo", (200, 60), (), KUBIA),
    "probes-120x40": ("watched", (120, 40), ("b",), KUBIA),
    "why-120x40": ("watched", (120, 40), ("w",), KUBIA),
    "nodes-120x40": ("demo", (120, 40), ("5",), NODE),
    "cronjobs-120x40": ("demo", (120, 40), ("4",), ("jobs", "close-of-day-seoul")),
    "stale-120x40": ("stale", (120, 40), (), None),
    "stale-80x24": ("mixed", (80, 24), (), None),
    "help-80x24": ("demo", (80, 24), ("question_mark",), None),
}
"""File to scene, size, the keys pressed and the object that the cursor is put on."""

_ID = re.compile(r"terminal-\d+")
"""What Rich calls each picture's styles: a checksum of much more than what is seen."""


def plain(svg: str) -> str:
    """The picture with names that do not change from run to run, and a line's end."""
    return _ID.sub("terminal", svg).rstrip() + "\n"


async def take(app: FakeApp, size: tuple[int, int], keys: Sequence[str], on: tuple[str, str] | None) -> str:
    """The picture after these keys, with the cursor `on` an object."""
    from tests.ui.fake_session import at_rest

    app.main.inspector_wanted = True
    async with app.run_test(size=size) as pilot:
        await at_rest(pilot)
        await pilot.press(*keys)
        if on is not None:
            app.main.pane.go_to(on, app.main.pane.wanted)
        await at_rest(pilot)
        return plain(app.export_screenshot(title="ktui"))


async def take_replay(size: tuple[int, int]) -> str:
    """A recording of a real kubelet, held a quarter of an hour in."""
    from tests.recording.files import RECORDINGS
    from tests.ui.replayed import landed, replayed

    async with replayed(RECORDINGS / "probes-1.35.jsonl", size=size, inspector=True) as (app, pilot):
        assert app.playing is not None
        app.playing.go_to(app.recorded.start + 900)
        await landed(app, pilot)
        app.main.pane.go_to(("probes", "http-500"), app.main.pane.wanted)
        await landed(app, pilot)
        return plain(app.export_screenshot(title="ktui"))


def pictures() -> dict[Path, str]:
    """Every file and what it should hold."""
    os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", FORCE_COLOR="1", TEXTUAL_ANIMATIONS="none")
    os.environ.pop("NO_COLOR", None)
    from tests.ui.demo_scenes import SCENES

    taken = {name: take(SCENES[scene](), size, keys, on) for name, (scene, size, keys, on) in PICTURES.items()}
    taken["replay-120x40"] = take_replay((120, 40))
    return {FOLDER / f"{name}.svg": asyncio.run(picture) for name, picture in taken.items()}


def out_of_date(wanted: dict[Path, str]) -> list[Path]:
    """Files that are missing, say something else, or are not among those wanted."""
    stale = [path for path, svg in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != svg]
    return sorted([*stale, *(path for path in FOLDER.glob("*.svg") if path not in wanted)])


def key_table() -> str:
    """The README's table of keys, place by place, one row for each line of the help page."""
    from ktui.model.keys import EVERYWHERE, PLACES, keys_of
    from ktui.ui.bindings import help_groups, numbers_together

    rows = [
        f"| {' '.join(f'`{glyph}`' for glyph in glyphs.split())} | {does} | {words} |"
        for place, words in PLACES.items()
        if place != EVERYWHERE or keys_of(place)
        for lines in numbers_together(help_groups(keys_of(place))).values()
        for glyphs, does in lines
    ]
    return "\n".join(["| key | does | where |", "|---|---|---|", *rows])


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 1 where `--check` finds a file out of date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; name the files that are out of date")
    parser.add_argument("--keys", action="store_true", help="print the README's table of keys")
    options = parser.parse_args(arguments)
    if options.keys:
        print(key_table())
        return 0
    wanted = pictures()
    stale = out_of_date(wanted)
    if options.check:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is out of date: run python tests/screenshots.py", file=sys.stderr)
        return 1 if stale else 0
    FOLDER.mkdir(exist_ok=True)
    for path in stale:
        if path in wanted:
            path.write_text(wanted[path], encoding="utf-8")
        else:
            path.unlink()
        print(path.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
