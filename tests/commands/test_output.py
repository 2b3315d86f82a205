from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ktui.commands.output import GAP, columns, document
from ktui.insight.text import width_of

ROWS = st.integers(1, 4).flatmap(lambda size: st.lists(st.lists(st.text(max_size=8), min_size=size, max_size=size)))


def test_columns_stand_under_each_other_three_spaces_apart() -> None:
    assert columns([["NAME", "READY", "AGE"], ["a", "1/1", "5m"], ["long-name", "0/1", "5m33s"]], []) == [
        "NAME        READY   AGE",
        "a           1/1     5m",
        "long-name   0/1     5m33s",
    ]


def test_wide_characters_count_two_cells() -> None:
    assert columns([["你好", "x"], ["abcd", "y"]], []) == ["你好   x", "abcd   y"]


def test_widths_are_kept_for_later_rows_and_only_grow() -> None:
    widths: list[int] = []
    columns([["long-name", "x"]], widths)
    assert columns([["a", "y"]], widths) == ["a           y"]
    columns([["a-name-that-is-longer", "x"]], widths)
    assert widths[0] == len("a-name-that-is-longer")


def test_an_empty_last_cell_leaves_no_spaces_behind() -> None:
    assert columns([["a", ""], ["b", "x"]], []) == ["a", "b   x"]


def test_no_rows_are_no_lines() -> None:
    assert columns([], []) == []


@given(ROWS)
def test_whatever_is_in_the_cells_each_row_is_one_line_and_the_columns_align(rows: list[list[str]]) -> None:
    widths: list[int] = []
    lines = columns(rows, widths)
    assert len(lines) == len(rows)
    for line in lines:
        assert line.isprintable()
        assert width_of(line) <= sum(widths) + GAP * (len(widths) - 1)


DATA: list[Any] = [
    {"items": []},
    {"cells": {"READY": "1/1", "AGE": "5m", "RESTARTS": "0", "NODE SELECTOR": "<none>"}, "none": None, "yes": True},
    {"texts": ["1:30", "no", "~", "", " a ", "0x10", "1e3", "a: b", "# c", "- d", "2026-11-24", "ünï 你好"]},
    {"odd": "\x1b[31m \x7f \x9b2J \u2028 \u202e \x00 \x85 \n\t"},
]


@pytest.mark.parametrize("data", DATA)
def test_both_forms_hold_the_same(data: Any) -> None:
    assert json.loads(document(data, "json")) == data
    assert yaml.safe_load(document(data, "yaml")) == data


@pytest.mark.parametrize("output", ["json", "yaml"])
def test_no_form_lets_anything_through_that_steers_a_terminal(output: str) -> None:
    text = document(DATA[-1], output)
    assert not {character for character in text if not character.isprintable()} - {"\n"}


def test_keys_keep_their_order_and_text_its_letters() -> None:
    assert document({"b": 1, "a": "ü"}, "yaml") == "b: 1\na: ü\n"
    assert document({"b": 1, "a": "ü"}, "json") == '{\n  "b": 1,\n  "a": "ü"\n}\n'
