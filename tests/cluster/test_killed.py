"""The API server is killed and started again: nothing is lost, nothing is emptied, and the truth is back at once."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tests.cluster.truth import CATCHES_UP, Ready, Scene, Screen, Witnesses

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cluster.conftest import Cluster, Lab
    from tests.lab.api import Api

DEAD = 6.0
"""Seconds without an API server: long enough to be seen as an outage and to back off."""
NOTICED = 2.0
"""Seconds until a refused connection must be on the screen."""


def restart(lab: Lab, cluster: Cluster, meanwhile: Callable[[], None]) -> float:
    """Kill the API server, start it after a while; when it first answered that it is ready."""
    lab.fault("kill", "apiserver")
    try:
        meanwhile()
    finally:
        lab.fault("start", "apiserver")
    ready = Ready(cluster.kubeconfig)
    try:
        return ready.wait()
    finally:
        ready.close()


def test_what_changes_right_after_a_restart_is_shown_at_once(
    api: Api, cluster: Cluster, lab: Lab, namespace: str, tmp_path: Path
) -> None:
    scene = Scene(api, cluster, namespace)
    scene.fill()
    with Witnesses(scene, tmp_path) as both:
        both.settle()
        killed = time.monotonic()

        def meanwhile() -> None:
            noticed = both.screen.wait(lambda one: bool(one.stale), DEAD, "the word stale, with an age")
            print(f"\nstale after {noticed.at - killed:.2f} s")
            assert noticed.at - killed <= NOTICED + 1.0  # the kill itself takes a part of the second
            time.sleep(DEAD)
            assert both.screen.last().stale, both.screen.last().text

        ready = restart(lab, cluster, meanwhile)
        scene.upset(1)
        both.agree(ready, "killed and restarted, then changed")
        both.screen.wait(lambda one: one.live, CATCHES_UP, "live again", since=ready)
        both.unharmed()


def test_a_user_with_few_rights_is_not_taken_for_refused_after_a_restart(
    api: Api, cluster: Cluster, lab: Lab, namespace: str, tmp_path: Path
) -> None:
    """A server that has not read its roles yet refuses what it will allow in a moment."""
    scene = Scene(api, cluster, namespace)
    scene.fill()
    kubeconfig = lab.user(namespace, namespace=namespace, role="view")
    screen = Screen(scene, kubeconfig=kubeconfig, state=tmp_path)
    try:
        rows = scene.told_by_kubectl()
        began = screen.wait(lambda one: one.rows == rows and one.live, 30, "the rows of kubectl", since=0.0)
        screen.wait(lambda one: "denied: list nodes" in one.text, 10, "that nodes are denied", since=0.0)
        ready = restart(lab, cluster, lambda: time.sleep(DEAD))
        scene.upset(1)
        rows = scene.told_by_kubectl()
        seen = screen.wait_rows(rows, 30, since=ready)
        print(f"\na user with few rights: the screen after {seen.at - ready:.2f} s")
        assert seen.at - ready <= CATCHES_UP, screen.late(rows, ready)
        screen.wait(lambda one: one.live, CATCHES_UP, "live again", since=ready)
        time.sleep(CATCHES_UP)
        for kind in ("DaemonSets", "Jobs", "CronJobs"):
            title = next(line for line in screen.last().text.splitlines() if kind in line)
            assert "denied" not in title, screen.last().text
        screen.never_empty(began.at)
        assert screen.alive
    finally:
        screen.close()
