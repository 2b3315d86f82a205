"""How quick the page of a pod's probes is drawn: python tests/bench/timeline_page.py. No cluster is needed.

For each pod of the recordings, and for one of which 400 writes of events are known: milliseconds, the best of some
rounds, for the chart alone and for the whole page, 118 cells wide, over a quarter of an hour and over a day.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:  # run as a program, from wherever
    sys.path.insert(0, str(ROOT))

from ktui.insight.probes.chart import chart_lines  # noqa: E402  the repository's root is on the path only now
from ktui.insight.probes.page import probes_page  # noqa: E402
from ktui.insight.probes.standing import standing_of  # noqa: E402
from ktui.insight.probes.timeline import timeline  # noqa: E402
from ktui.insight.probes.view import SPANS, TimelineView  # noqa: E402
from ktui.model.evidence import Watched  # noqa: E402
from ktui.model.link import Link, LinkState  # noqa: E402
from ktui.model.version import NEWEST  # noqa: E402
from tests.bench.timelines import BEGAN, WRITES, best, much  # noqa: E402
from tests.insight.recorded import FILES, recorded_pods, recording  # noqa: E402

if TYPE_CHECKING:
    from ktui.insight.probes.chart import Periods
    from ktui.insight.probes.lane import Timeline
    from ktui.insight.probes.standing import Standing

WIDTH = 118
"""Cells that a terminal of 120 columns leaves."""


def main() -> None:
    """Measure and print."""
    pods = [
        (f"{path} {name}", one.pod, one.evidence, recording(path).end)
        for path in FILES
        for name, one in recorded_pods(path).items()
    ]
    pods.append(("400 writes", recorded_pods("probes-1.35")["startup-never"].pod, much(), BEGAN + 300.0 * WRITES))
    for name, pod, evidence, now in pods:
        lanes = timeline(pod, evidence, Watched(since=BEGAN), now, NEWEST)
        standing = standing_of(pod, lanes, Link(LinkState.LIVE, 0.0), now, None, NEWEST)
        took = [f"{span}: {measured(lanes, span, now, standing)}" for span in ("15m", "24h")]
        print(f"{name:28} {sum(len(lane.marks) for lane in lanes.lanes):4} marks   {'   '.join(took)}")


def measured(lanes: Timeline, span: str, now: float, standing: Standing) -> str:
    """Chart and page of one span."""
    view = TimelineView(SPANS[span], None, WIDTH)
    periods: Periods = {(each.container, each.type): each.period for each in standing.asked}
    chart = best(lambda: chart_lines(lanes, view, now, standing.times, periods))
    page = best(lambda: probes_page(lanes, view, now, standing))
    return f"chart {chart:.2f} page {page:.2f}"


if __name__ == "__main__":
    main()
