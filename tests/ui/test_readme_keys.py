"""The README's table of keys is the key table's."""

from __future__ import annotations

from pathlib import Path

from ktui.model.keys import KEYS
from tests.screenshots import key_table

README = Path(__file__).parents[2] / "README.md"


def in_readme() -> str:
    text = README.read_text(encoding="utf-8")
    start = text.index("| key | does | where |")
    return text[start : text.index("\n\n", start)]


def test_the_readme_has_every_key_as_the_help_page_has_it() -> None:
    assert in_readme() == key_table(), "python tests/screenshots.py --keys prints the table"


def test_no_key_is_left_out() -> None:
    for key in KEYS:
        for glyph in key.shown.split():
            assert f"`{glyph}`" in in_readme()
