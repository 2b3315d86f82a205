"""The API server stands still: its connections stay open and nothing comes. Silence must not pass for truth."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from tests.cluster.truth import CATCHES_UP, Ready, Scene, Witnesses

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cluster.conftest import Cluster, Lab
    from tests.lab.api import Api

FROZEN = 90.0
"""Seconds of standstill."""
MARKED = 15.0
"""Seconds until the screen must say that what it shows is old."""


def seconds(age: str) -> int:
    """`1m5s` in seconds."""
    units = {"s": 1, "m": 60}
    return sum(int(number) * units[unit] for number, unit in re.findall(r"(\d+)([sm])", age))


def test_a_frozen_server_is_marked_stale_and_live_again_once_thawed(
    api: Api, cluster: Cluster, lab: Lab, namespace: str, tmp_path: Path
) -> None:
    scene = Scene(api, cluster, namespace)
    scene.fill()
    with Witnesses(scene, tmp_path) as both:
        both.settle()
        frozen = time.monotonic()
        lab.fault("freeze", "apiserver")
        try:
            marked = both.screen.wait(lambda one: bool(one.stale), MARKED + 15, "the word stale", since=frozen)
            print(f"\nstale after {marked.at - frozen:.1f} s")
            assert marked.at - frozen <= MARKED
            # A server that says nothing for five seconds is no news yet, so the age may begin that much earlier.
            assert abs(seconds(marked.stale) - (marked.at - frozen)) <= 8, marked.text
            time.sleep(max(frozen + FROZEN - time.monotonic(), 0))
            last = both.screen.last()
            assert abs(seconds(last.stale) - (last.at - frozen)) <= 10, last.text
            assert all(one.stale for one in both.screen.since(marked.at)), "it was called live while frozen"
        finally:
            lab.fault("thaw", "apiserver")
        ready = Ready(cluster.kubeconfig)
        thawed = ready.wait()
        ready.close()
        scene.upset(1)
        both.agree(thawed, "frozen for 90 s and thawed")
        both.screen.wait(lambda one: one.live, CATCHES_UP, "live again", since=thawed)
        both.unharmed()
