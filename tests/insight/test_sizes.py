from __future__ import annotations

import pytest

from ktui.insight.sizes import human_size


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (1249, "1.2 kB"),
        (9949, "9.9 kB"),
        (9950, "10 kB"),
        (999_499, "999 kB"),
        (999_500, "1.0 MB"),
        (34_000_000, "34 MB"),
        (5 * 10**15, "5000 TB"),
    ],
)
def test_sizes_are_told_in_two_figures_or_three(count: int, text: str) -> None:
    assert human_size(count) == text
