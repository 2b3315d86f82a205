"""The page that says why: the verdict first, its chain of evidence, restarts in a line each, and what to change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.insight.advice.advice import Advice
from ktui.insight.advice.rules import advice_on
from ktui.insight.why.page import CAUSES, FOLDED, why_page
from ktui.insight.why.verdict import Cause, Clue, Now, Restart, Verdict
from tests.insight.recorded import FILES, recorded_pods, recording
from tests.insight.text_of import text_of
from tests.insight.why.recorded import judged

NOW = 1_795_700_123.0
"""2026-11-26T13:35:23Z."""
KILLED = Clue(NOW - 60, "event", "Killing: Container kubia failed liveness probe, will be restarted")
EXIT = Clue(NOW - 55, "status", "exit 137")
PRESENT = Now(Cause.LIVENESS_PROBE, "The liveness probe failed 3 times.", "liveness: 3 of 3", (KILLED, EXIT), "kubia")


def restart(ago: float, **more: object) -> Restart:
    told = {"cause": Cause.LIVENESS_PROBE, "exit_code": 137, "signal": 9, "sentence": "It was killed.", **more}
    return Restart("kubia", NOW - ago, **told)  # type: ignore[arg-type]


def page(verdict: Verdict, *advice: Advice, unfolded: bool = False) -> list[str]:
    return text_of(why_page(verdict, advice, NOW, unfolded=unfolded))


def test_the_verdict_stands_first_and_its_evidence_with_times_beneath() -> None:
    assert page(Verdict(PRESENT))[:3] == [
        "The liveness probe failed 3 times.",
        "  13:34:23  event   Killing: Container kubia failed liveness probe, will be restarted",
        "  13:34:28  status  exit 137",
    ]


def test_what_has_no_time_is_told_in_the_same_columns() -> None:
    spec = Clue(None, "spec", "liveness probe: http-get http://:8080/")
    lines = page(Verdict(Now(Cause.READINESS, "Not ready.", "", (spec, EXIT))))
    assert lines[1:3] == ["            spec    liveness probe: http-get http://:8080/", "  13:34:28  status  exit 137"]


def test_what_is_missing_of_the_newest_end_is_said_with_the_verdict() -> None:
    lines = page(Verdict(PRESENT, (restart(55, missing=("No failure is told of it.",)),)))
    assert lines[3] == "  not known: No failure is told of it."
    assert "It was killed." not in " ".join(lines)


def test_restarts_are_a_line_each_the_newest_first() -> None:
    lines = page(Verdict(PRESENT, tuple(restart(55 + 100 * number) for number in range(9))))
    at = lines.index("Ends and restarts  9 known, the newest first; F shows each with its evidence")
    assert lines[at + 1 : at + 3] == [
        "  13:34:28    55s ago  liveness probe  exit 137 SIGKILL",
        "  13:32:48  2m35s ago  liveness probe  exit 137 SIGKILL",
    ]
    assert lines[at + FOLDED + 1] == "  and 4 before"


def test_unfolded_each_has_its_evidence() -> None:
    several = tuple(restart(55 + 100 * number, clues=(EXIT,), missing=("Nothing else.",)) for number in range(9))
    lines = page(Verdict(PRESENT, several), unfolded=True)
    assert lines.count("    It was killed.") == 9
    assert lines.count("    not known: Nothing else.") == 9
    assert not any("before" in line for line in lines)


def test_ends_that_nobody_saw_are_counted() -> None:
    unseen = restart(0, count=4, exit_code=None, signal=None, cause=Cause.UNKNOWN)
    lines = page(Verdict(PRESENT, (restart(55), unseen)))
    assert "Ends and restarts  5 known, the newest first; F shows each with its evidence" in lines
    assert any(line.endswith("not told        4 times, no exit told") for line in lines)


def test_advice_names_rule_field_reason_and_what_to_write() -> None:
    advice = Advice(
        "kubia", "no-start-delay", "spec.containers[kubia].livenessProbe", "it is killed", "startupProbe: {}"
    )
    assert page(Verdict(PRESENT), advice)[-4:] == [
        "Advice  1 on how it is written",
        "  no-start-delay  spec.containers[kubia].livenessProbe",
        "    it is killed",
        "    instead: startupProbe: {}",
    ]


def test_every_cause_has_words() -> None:
    assert set(CAUSES) == set(Cause)


@pytest.mark.parametrize("path", FILES)
def test_every_recorded_pod_has_its_verdict_and_each_of_its_ends_on_the_page(path: str) -> None:
    for one in recorded_pods(path).values():
        verdict = judged(path, one)
        lines = text_of(why_page(verdict, advice_on(one.pod), recording(path).end, unfolded=True))
        assert lines[0] == verdict.now.sentence
        known = [each for each in verdict.restarts if each.count == 1 and each.exit_code is not None]
        assert len([line for line in lines if " ago  " in line and " exit " in line]) >= len(known)


TEXTS = st.text(max_size=20)
CLUES = st.builds(
    Clue, st.none() | st.floats(NOW - 1e6, NOW), st.sampled_from(("event", "status", "spec", "history")), TEXTS
)
RESTARTS = st.builds(
    Restart,
    container=TEXTS,
    at=st.none() | st.floats(NOW - 1e6, NOW),
    cause=st.sampled_from(Cause),
    exit_code=st.none() | st.integers(0, 255),
    signal=st.none() | st.integers(1, 64),
    sentence=TEXTS,
    clues=st.lists(CLUES, max_size=3).map(tuple),
    missing=st.lists(TEXTS, max_size=2).map(tuple),
    count=st.integers(1, 9),
    replaced=st.booleans(),
)
VERDICTS = st.builds(
    Verdict,
    st.builds(Now, st.sampled_from(Cause), TEXTS, TEXTS, st.lists(CLUES, max_size=3).map(tuple), TEXTS),
    st.lists(RESTARTS, max_size=7).map(tuple),
)


@given(VERDICTS, st.booleans())
def test_nothing_a_terminal_obeys_is_in_it_and_no_end_is_lost(verdict: Verdict, unfolded: bool) -> None:
    lines = why_page(verdict, (), NOW, unfolded=unfolded)
    assert all(character.isprintable() for line in lines for character in line.text)
    if verdict.restarts:
        total = sum(each.count for each in verdict.restarts)
        assert any(line.text.startswith(f"Ends and restarts  {total} known") for line in lines)
