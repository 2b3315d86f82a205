from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ktui.kube.log_splitter import LINE_LIMIT, LogSplitter


@given(st.lists(st.text(st.characters(exclude_characters="\n", codec="utf-8")), max_size=6), st.integers(1, 7))
def test_however_it_is_divided_the_lines_are_the_same(lines: list[str], size: int) -> None:
    data = "".join(f"{line}\n" for line in lines).encode()
    splitter = LogSplitter()
    got: list[str] = []
    for start in range(0, len(data), size):
        got += splitter.feed(data[start : start + size])
    assert got + splitter.end() == lines


def test_the_last_line_counts_without_an_end() -> None:
    splitter = LogSplitter()
    assert splitter.feed(b"one\ntw") == ["one"]
    assert splitter.end() == ["tw"]
    assert splitter.end() == []


def test_what_is_no_utf8_is_replaced() -> None:
    assert LogSplitter().feed(b"a\xffb\xc3\n") == ["a\ufffdb\ufffd"]


def test_a_line_too_long_is_cut_and_says_so_in_one_chunk_and_in_many() -> None:
    line = b"x" * (LINE_LIMIT + 1234)
    wanted = ["x" * LINE_LIMIT + " … cut: 1,234 more bytes", "after"]
    assert LogSplitter().feed(b"before\n" + line + b"\nafter\n")[1:] == wanted
    splitter = LogSplitter()
    got: list[str] = []
    for start in range(0, len(line), 1000):
        got += splitter.feed(line[start : start + 1000])
    assert got == []
    assert splitter.feed(b"\nafter\n") == wanted
