"""The terminal emulator that tests and measurements look through."""

from __future__ import annotations

import pytest

from tests.lab.glass import Emulator

FRAME = (
    b"\x1b[?2026h\x1b[2;1Hone\x1b[2Ctwo\x1b[1;31m red\x1b[0m\x1b[<u\x1b]0;a title\x07\x1b]8;;\x1b\\"
    b"\x1bP+q544e\x1b\\\x1b[3;1H\xe2\x96\x82last\x1b[?2026l"
)


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, len(FRAME)])
def test_an_escape_that_two_chunks_share_is_no_text(size: int) -> None:
    emulator = Emulator(rows=3, cols=20)
    for at in range(0, len(FRAME), size):
        emulator.feed(FRAME[at : at + size])
    assert emulator.text() == "\none  two red\n▂last"
