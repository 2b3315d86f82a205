"""Evidence in words: whose, when, how often, and all that was told, or its two ends."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ktui.insight.probes.lane import Lane, Mark, MarkKind
from ktui.insight.probes.told import Told, moment_words, shortened, told_lines
from ktui.insight.text import visible, width_of
from ktui.model.evidence import ProbeType
from tests.insight.probes.timelines import HTTP_500, NOW, failed, mark
from tests.insight.text_of import text_of

LIVENESS = Lane("kubia", ProbeType.LIVENESS)
REFUSED = (
    'Readiness probe failed: Get "http://10.244.0.10:9999/": dial tcp 10.244.0.10:9999: connect: connection refused'
)


def said(told: Mark, width: int = 78, **more: object) -> list[str]:
    return text_of(told_lines(Told(LIVENESS, told), NOW, width, named=False, **more))  # type: ignore[arg-type]


def test_a_failure_says_when_and_which_of_a_row_it_is() -> None:
    (told,) = said(failed(3), note="3 of 3", width=100)
    assert told == f"13:35:20  {HTTP_500}{'3 of 3':>29}"


def test_all_lines_of_what_a_program_printed_are_told() -> None:
    told = said(failed(3, message="Liveness probe failed: cache is cold\nsince noon\x1b[31m"))
    assert told == ["13:35:20  Liveness probe failed: cache is cold", "          since noon␛[31m"]


def test_a_count_says_since_when() -> None:
    assert said(failed(3, since=303, count=31)) == [f"13:35:20  31 times since 13:30:20: {HTTP_500}"]


def test_an_exit_says_what_its_code_means() -> None:
    told = said(mark(MarkKind.EXITED, 3, exit_code=143))
    assert told[0].startswith("13:35:20  exit 143: SIGTERM (128+15)")


def test_another_day_is_named() -> None:
    assert moment_words(NOW - 86_400, NOW) == "25 Nov 13:35:23"
    assert moment_words(NOW - 3600, NOW) == "12:35:23"


def test_in_brief_the_beginning_and_the_end_stay() -> None:
    (told,) = said(failed(3, message=REFUSED), width=60, brief=True)
    assert told.startswith("13:35:20  Readiness probe fa")
    assert told.endswith("connection refused")
    assert len(told) == 60


def test_what_only_ktui_remembers_says_so() -> None:
    (told,) = said(failed(3, remembered=True), width=120)
    assert told.endswith("from ktui's own history")


@given(st.text(), st.integers(-3, 80))
def test_what_is_shortened_fits(text: str, width: int) -> None:
    shown = visible(text)
    short = shortened(shown, width)
    assert width_of(short) <= max(width, 0) or short == shown == ""
    assert short == shown or width_of(shown) > width
