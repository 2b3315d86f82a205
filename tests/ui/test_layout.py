"""Where the inspector stands at each size of the terminal."""

from __future__ import annotations

import pytest

from ktui.ui.layout import layout_for


@pytest.mark.parametrize(
    ("size", "where"),
    [
        ((80, 24), "over"),
        ((99, 60), "over"),
        ((100, 29), "over"),
        ((100, 30), "below"),
        ((120, 40), "below"),
        ((139, 60), "below"),
        ((140, 20), "beside"),
        ((200, 60), "beside"),
    ],
)
def test_by_the_room_there_is(size: tuple[int, int], where: str) -> None:
    assert layout_for(*size, wanted=True).where == where


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
def test_one_that_is_not_wanted_takes_no_room(size: tuple[int, int]) -> None:
    layout = layout_for(*size, wanted=False)
    assert (layout.where, layout.panes_width) == ("over", size[0])


def test_beside_the_two_share_the_width() -> None:
    layout = layout_for(200, 60, wanted=True)
    assert layout.panes_width + int(layout.inspector_width) == 200
    assert layout.panes_width > 100
