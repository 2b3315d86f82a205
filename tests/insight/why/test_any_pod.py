"""What holds of the verdict on any pod, with any past."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from ktui.insight.evidence import Evidence
from ktui.insight.text import visible, width_of
from ktui.insight.why.judging import now_of, verdict
from ktui.insight.why.verdict import Cause
from ktui.model.version import ServerVersion
from tests.insight.objects import NOW
from tests.insight.why.anything import AROUND, PODS, TOLD, WATCHED, evidence

if TYPE_CHECKING:
    from ktui.insight.why.verdict import Around
    from ktui.model.evidence import Observation, Watched
    from ktui.model.objects import Pod

VERSIONS = st.sampled_from([ServerVersion(1, 20), ServerVersion(1, 31), ServerVersion(1, 35)])


@settings(max_examples=400, deadline=None)
@given(data=st.data(), pod=PODS, watched=WATCHED, version=VERSIONS, around=AROUND)
def test_there_is_a_verdict_in_words_newest_first_and_every_restart_is_counted(
    data: st.DataObject, pod: Pod, watched: Watched, version: ServerVersion, around: Around
) -> None:
    known = data.draw(evidence(pod))
    found = verdict(pod, known, watched, NOW, version, around)
    assert found.now == now_of(pod, known, watched, NOW, version, around)
    assert found.now.sentence
    assert width_of(found.now.short) <= 32
    assert found.now.short == visible(found.now.short)
    assert found.now.short or found.now.cause is Cause.RUNNING
    times = [each.at for each in found.restarts if each.at is not None]
    assert times == sorted(times, reverse=True)
    for each in found.restarts:
        assert each.sentence
        assert each.count == 1 or each.exit_code is None
        told = [clue.at for clue in each.clues if clue.at is not None]
        assert told == sorted(told)
        assert each.cause is not Cause.UNKNOWN or each.missing
    for status in (*(pod.status.container_statuses or ()), *(pod.status.init_container_statuses or ())):
        counts = [each.count for each in found.restarts if each.container == status.name and each.replaced]
        # There may be more: the number that a pod tells begins again when its containers are made anew.
        assert sum(counts) >= status.restart_count


@settings(max_examples=200, deadline=None)
@given(data=st.data(), pod=PODS, watched=WATCHED, version=VERSIONS, told=TOLD)
def test_a_verdict_is_the_same_in_whatever_order_things_were_told(
    data: st.DataObject, pod: Pod, watched: Watched, version: ServerVersion, told: list[Observation]
) -> None:
    one, other = Evidence("1"), Evidence("1")
    one.remember(told)
    other.remember(data.draw(st.permutations(told)))
    assert verdict(pod, other, watched, NOW, version) == verdict(pod, one, watched, NOW, version)
