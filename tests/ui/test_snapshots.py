"""The screen as pictures: the states that matter, at three sizes. `pytest --snapshot-update` takes them anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.ui.fake_session import at_rest
from tests.ui.scenes import SCENES

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

SIZES = [(80, 24), (120, 40), (200, 60)]
ON_HTTP_500 = ["down", "down", "down"]
STATES: dict[str, tuple[str, list[str]]] = {
    **{scene: (scene, []) for scene in SCENES if scene != "owned"},
    "help": ("trouble", ["question_mark"]),
    "zoomed": ("trouble", ["z"]),
    "daemonsets": ("trouble", ["2"]),
    "jobs": ("trouble", ["3"]),
    "cronjobs": ("trouble", ["4", "end"]),
    "nodes": ("trouble", ["5", "down"]),
    "filtered": ("trouble", ["slash", *"crash", "enter"]),
    "filtered_to_none": ("trouble", ["slash", *"zzz", "enter"]),
    "inspected": ("trouble", ["y"]),
    "probes": ("trouble", [*ON_HTTP_500, "b"]),
    "probes_cursor": ("trouble", [*ON_HTTP_500, "b", "B", "B", "B"]),
    "probes_day": ("trouble", ["down", "b", *["plus"] * 6]),
    "why": ("trouble", [*ON_HTTP_500, "w"]),
    "why_unfolded": ("trouble", [*ON_HTTP_500, "w", "F"]),
    "palette": ("trouble", ["colon"]),
    "marked": ("trouble", ["space", "space"]),
    "cordon_all": ("owned", ["5", "asterisk", "c"]),
    "delete": ("owned", ["2", "ctrl+d"]),
    "delete_not_named": ("owned", ["2", "ctrl+d", *"log", "enter"]),
    "labels": ("trouble", ["5", "L", "d"]),
    "labels_typed": ("trouble", ["5", "asterisk", "L", *"kubernetes.io/os=x", "space", *"tier=gold"]),
    "labels_wrong": ("owned", ["5", "L", *"a=-"]),
    "undo": ("owned", ["5", "c", "enter", "u"]),
    "journal": ("owned", ["5", "c", "enter", "U"]),
    "rerun": ("trouble", ["3", "down", "t"]),
    "triggered": ("trouble", ["4", "t", "enter"]),
}
"""Name to the scene and the keys pressed in it."""


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("state", STATES)
def test_the_screen(state: str, size: tuple[int, int], snap_compare: Callable[..., bool]) -> None:
    scene, keys = STATES[state]
    app = SCENES[scene]()
    app.main.inspector_wanted = True

    async def reach(pilot: Pilot[Any]) -> None:
        await at_rest(pilot)
        for key in keys:
            await pilot.press(key)
            await at_rest(pilot)

    assert snap_compare(app, terminal_size=size, run_before=reach)
