"""Sixty seconds of changes, three hundred a second: every one of the last ones is on the screen when they end."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

from tests.cluster.truth import CATCHES_UP, LOOK, Rows, Scene, Witnesses

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cluster.conftest import Cluster, Lab
    from tests.lab.api import Api

PODS = 200
RATE, SECONDS = 300, 60.0


def test_a_storm_of_changes_ends_in_the_truth(
    api: Api, cluster: Cluster, lab: Lab, namespace: str, tmp_path: Path
) -> None:
    scene = Scene(api, cluster, namespace)
    scene.fill(PODS)
    with Witnesses(scene, tmp_path) as both:
        rows = scene.told_by_kubectl()
        both.lines.wait_rows(rows, 30, since=time.monotonic())
        shown = both.screen.wait(lambda one: len(one.rows) > 20 and one.count == str(PODS), 30, "rows", since=0.0)
        both.began = shown.at
        command = [sys.executable, "-m", "tests.cluster.churning", str(cluster.kubeconfig), namespace]
        answer = subprocess.run([*command, str(RATE), f"{SECONDS:g}"], capture_output=True, text=True, check=True)
        ended = time.monotonic()
        cost = both.screen.cpu()
        print(f"\nchurn: {answer.stdout.strip()}/s achieved, {cost:.1f} s of CPU for the screen")
        true = scene.told_by_kubectl()
        assert true != rows
        told = both.lines.wait_rows(true, 30, since=ended)
        window = {name: true[name] for name in both.screen.last().rows}
        seen = both.screen.wait_rows(window, 30, since=ended)
        print(f"after the storm: the screen after {seen.at - ended:.2f} s, get -w after {told - ended:.2f} s")
        assert seen.at - ended <= CATCHES_UP, both.screen.late(window, ended)
        assert told - ended <= CATCHES_UP
        assert everything(both) == true
        assert all(one.live for one in both.screen.since(both.began)), "it was not live all the while"
        both.unharmed()


def everything(both: Witnesses) -> Rows:
    """All rows, page by page to the end."""
    found: Rows = {}
    for key in ("g", *["\x06"] * PODS):  # ctrl+f: a page down
        both.screen.keys(key)
        time.sleep(6 * LOOK)
        before = len(found)
        found.update(both.screen.last().rows)
        if len(found) == before and len(found) >= PODS:
            break
        if len(found) == PODS:
            break
    return found
