"""Timelines made by hand, and by chance."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from ktui.insight.probes.lane import Gap, GapReason, Lane, Mark, MarkKind, Timeline
from ktui.model.evidence import ProbeType

NOW = 1_795_700_123.0
"""2026-11-26T13:35:23Z, Unix seconds."""
HTTP_500 = "Liveness probe failed: HTTP probe failed with statuscode: 500"
KILLING = "Container kubia failed liveness probe, will be restarted"

PROBE_KINDS = (MarkKind.FAILED, MarkKind.ERRORED, MarkKind.WARNED, MarkKind.KILLING)


def mark(kind: MarkKind, ago: float, *, since: float | None = None, **more: Any) -> Mark:
    """Something that happened `ago` seconds before NOW; of several, the first time after `since` seconds before."""
    return Mark(kind, NOW - (ago if since is None else since), NOW - ago, **more)


def failed(ago: float, **more: Any) -> Mark:
    return mark(MarkKind.FAILED, ago, **{"message": HTTP_500, **more})


def killed(ago: float) -> Timeline:
    """A container whose liveness probe failed three times, the last time `ago`, and that was killed and made anew."""
    liveness = (*(failed(ago + 5 * left) for left in (2, 1, 0)), mark(MarkKind.KILLING, ago, message=KILLING))
    runs = (
        mark(MarkKind.STARTED, ago + 200),
        mark(MarkKind.EXITED, ago - 5, exit_code=137, reason="Error"),
        mark(MarkKind.STARTED, ago - 6),
    )
    pod = (mark(MarkKind.READY, ago + 199), mark(MarkKind.NOT_READY, ago - 5), mark(MarkKind.READY, ago - 7))
    return Timeline((Lane("kubia", ProbeType.LIVENESS, liveness), Lane("kubia", None, runs), Lane(None, None, pod)))


_AGO = st.integers(0, 100_000)
_TEXTS = st.text(max_size=12)


@st.composite
def marks(draw: st.DrawFn, kinds: tuple[MarkKind, ...]) -> Mark:
    """Any mark of these kinds."""
    end, before = draw(_AGO), draw(st.integers(0, 4000))
    count = draw(st.integers(1, 50))
    kind = draw(st.sampled_from(kinds))
    start = end + before if count > 1 else end
    code = draw(st.none() | st.integers(0, 255)) if kind is MarkKind.EXITED else None
    message, reason = draw(_TEXTS), draw(st.sampled_from(("", "Error", "OOMKilled", "Completed")))
    return mark(kind, end, since=start, count=count, message=message, exit_code=code, reason=reason)


@st.composite
def gaps(draw: st.DrawFn) -> Gap:
    """Any gap."""
    start, lasts = draw(_AGO), draw(st.none() | st.integers(0, 4000))
    end = None if lasts is None else NOW - start + lasts
    return Gap(NOW - start, end, draw(st.sampled_from(GapReason)))


def _lane(container: str | None, probe: ProbeType | None, kinds: tuple[MarkKind, ...]) -> st.SearchStrategy[Lane]:
    in_order = st.lists(marks(kinds), max_size=8).map(lambda made: tuple(sorted(made, key=lambda each: each.end)))
    return st.builds(
        lambda marks, gaps, told: Lane(container, probe, marks, gaps, told),
        in_order,
        st.lists(gaps(), max_size=2).map(tuple),
        st.booleans(),
    )


@st.composite
def timelines(draw: st.DrawFn) -> Timeline:
    """Any timeline of up to three containers, whose names may be odd."""
    names = draw(st.lists(st.text(min_size=1, max_size=16), max_size=2, unique=True))
    lanes = []
    for name in names:
        probes = draw(st.lists(st.sampled_from(ProbeType), unique=True))
        lanes += [draw(_lane(name, probe, PROBE_KINDS)) for probe in probes]
        lanes.append(draw(_lane(name, None, (MarkKind.STARTED, MarkKind.EXITED, MarkKind.KILLING))))
    lanes.append(draw(_lane(None, None, (MarkKind.READY, MarkKind.NOT_READY, MarkKind.DELETED, MarkKind.FAILED))))
    return Timeline(tuple(lanes))
