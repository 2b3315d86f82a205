from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.kube import lines
from ktui.kube.lines import EndlessLineError, LineSplitter


def test_a_line_comes_out_when_its_end_arrives() -> None:
    splitter = LineSplitter()
    assert splitter.feed(b'{"type":') == []
    assert splitter.feed(b'"ADDED"}') == []
    assert splitter.feed(b"\n") == [b'{"type":"ADDED"}']


def test_one_chunk_may_hold_many_lines_and_the_beginning_of_another() -> None:
    splitter = LineSplitter()
    assert splitter.feed(b"one\ntwo\nthr") == [b"one", b"two"]
    assert splitter.feed(b"ee\n") == [b"three"]


def test_a_character_split_over_chunks_is_put_together() -> None:
    first, second = "Grüße\n".encode()[:3], "Grüße\n".encode()[3:]
    splitter = LineSplitter()
    assert splitter.feed(first) == []
    assert splitter.feed(second) == ["Grüße".encode()]


def test_blank_lines_are_left_out() -> None:
    assert LineSplitter().feed(b"\n\r\n \na\n\nb\n") == [b"a", b"b"]


def test_an_empty_chunk_means_nothing() -> None:
    splitter = LineSplitter()
    assert splitter.feed(b"") == []
    splitter.feed(b"a")
    assert splitter.feed(b"") == []
    assert splitter.feed(b"\n") == [b"a"]


def test_a_line_without_an_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LINE_LIMIT", 10)
    splitter = LineSplitter()
    assert splitter.feed(b"x" * 10) == []
    with pytest.raises(EndlessLineError, match="longer than 10 bytes"):
        splitter.feed(b"x")


def test_the_limit_is_on_one_line_and_not_on_the_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LINE_LIMIT", 10)
    splitter = LineSplitter()
    for _ in range(5):
        assert splitter.feed(b"12345678") == []
        assert splitter.feed(b"\n") == [b"12345678"]


@given(
    st.lists(st.binary(min_size=1, max_size=20).map(lambda text: text.replace(b"\n", b"-"))),
    st.lists(st.integers(min_value=1, max_value=9), min_size=1),
)
def test_lines_are_the_same_however_the_bytes_are_cut(sent: list[bytes], sizes: list[int]) -> None:
    stream = b"".join(line + b"\n" for line in sent)
    splitter = LineSplitter()
    got: list[bytes] = []
    turn = 0
    while stream:
        size = sizes[turn % len(sizes)]
        turn += 1
        got += splitter.feed(stream[:size])
        stream = stream[size:]
    assert got == [line for line in sent if line.strip()]
