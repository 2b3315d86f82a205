"""A demo's time: the same in two processes, at any speed."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.demo.clock import DemoClock, DemoTime
from tests.fakes.clock import START

seconds = st.floats(-1e6, 1e6)
times = st.builds(DemoTime, begun=seconds, start=st.floats(0, 2e9), speed=st.floats(0.1, 1000))


@given(times)
def test_three_numbers_are_all_there_is_to_tell(shared: DemoTime) -> None:
    assert DemoTime.parse(str(shared)) == shared


@given(times, seconds)
def test_when_is_the_inverse_of_at(shared: DemoTime, monotonic: float) -> None:
    assert shared.when(shared.at(monotonic)) == pytest.approx(monotonic, abs=1e-4)


def test_demo_seconds_go_by_at_its_speed() -> None:
    shared = DemoTime(begun=100.0, start=START, speed=60.0)
    assert [shared.at(second) for second in (99.0, 100.0, 160.0)] == [START - 60, START, START + 3600]


def test_another_process_has_the_same_time() -> None:
    shared = DemoTime(begun=time.monotonic(), start=START, speed=10.0)
    code = (
        "import sys; from ktui.demo.clock import DemoClock, DemoTime;"
        "print(DemoClock(DemoTime.parse(sys.argv[1])).time())"
    )
    mine = DemoClock(shared)
    before = mine.time()
    asked = subprocess.run([sys.executable, "-c", code, str(shared)], capture_output=True, text=True, check=True)
    assert before <= float(asked.stdout) <= mine.time()
