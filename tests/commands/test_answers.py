"""What people see of `ktui probes`, `why` and `advice`, to the letter; after a change look at what differs."""

from __future__ import annotations

import pytest

from tests.commands.answers import ANSWERS, FOLDER, answer


@pytest.mark.parametrize("name", ANSWERS)
def test_the_answer_is_what_was_looked_at(name: str) -> None:
    assert answer(name) == (FOLDER / f"{name}.txt").read_text()


def test_no_answer_is_kept_that_nobody_gives() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(ANSWERS)
