from __future__ import annotations

from ktui.insight.log_lines import LogLine
from ktui.session import log_ring
from ktui.session.log_ring import LogRing, Matches
from ktui.session.log_search import LogSearch


def lines(*texts: str, source: int = 0) -> list[LogLine]:
    """The text is the time as well."""
    return [LogLine(source, text[:1], text) for text in texts]


def texts(ring: LogRing) -> str:
    return " ".join(line.text for line in ring.lines)


def test_the_oldest_lines_are_dropped_and_counted() -> None:
    ring = LogRing(3)
    ring.append(lines("a", "b"))
    ring.append(lines("c", "d", "e"))
    assert (texts(ring), ring.dropped, ring.total) == ("c d e", 2, 5)


def test_long_lines_count_for_more() -> None:
    ring = LogRing(100)
    ring.append(lines("x" * (log_ring.MOST_CHARACTERS // 2)))
    ring.append(lines("y" * (log_ring.MOST_CHARACTERS // 2), "z"))
    assert (len(ring.lines), ring.dropped) == (2, 1)


def test_a_backlog_is_put_in_by_time() -> None:
    ring = LogRing()
    ring.append(lines("a", "c", "e"))
    assert ring.merge(lines("d", "b", source=1)) == 1
    assert texts(ring) == "a b c d e"
    assert ring.merge(lines("f", source=1)) == 5


def test_of_one_time_what_was_there_comes_first() -> None:
    ring = LogRing()
    ring.append(lines("a1", "b1"))
    ring.merge(lines("a2", "b2", source=1))
    assert texts(ring) == "a1 a2 b1 b2"


def test_matches_are_found_slice_by_slice_and_dropped_with_their_lines() -> None:
    ring = LogRing(6)
    ring.append(lines("a", "b", "ab", "c"))
    matches = Matches(LogSearch("a"), ring)
    assert matches.look(most=2)
    assert matches.numbers == [0]
    assert not matches.look()
    assert matches.numbers == [0, 2]
    ring.append(lines("d", "a", "e", "f"))
    assert not matches.look()
    assert matches.numbers == [2, 5]


def test_matches_of_rearranged_lines_are_looked_for_again() -> None:
    ring = LogRing()
    ring.append(lines("a", "c", "ea"))
    matches = Matches(LogSearch("a"), ring)
    matches.look()
    matches.forget_from(ring.merge(lines("ba", source=1)))
    matches.look()
    assert matches.numbers == [0, 1, 3]


def test_a_search_begun_after_lines_were_dropped() -> None:
    ring = LogRing(2)
    ring.append(lines("a", "b", "a", "b"))
    matches = Matches(LogSearch("a"), ring)
    matches.look()
    assert matches.numbers == [2]
