"""etcd forgets history while ktui is cut off: it cannot go on from what it remembers, and lists anew by itself."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING

import pytest

from tests.cluster.truth import Ready, Scene, Witnesses, insist
from tests.lab.api import ApiError

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cluster.conftest import Cluster, Lab
    from tests.lab.api import Api


def test_what_changed_before_a_compaction_is_shown_although_the_watch_cannot_go_on(
    api: Api, cluster: Cluster, lab: Lab, namespace: str, tmp_path: Path
) -> None:
    scene = Scene(api, cluster, namespace)
    scene.fill()
    with Witnesses(scene, tmp_path) as both:
        both.settle()
        old = api.get(f"{scene.path}?limit=1")["metadata"]["resourceVersion"]
        # Stopped, the processes hear nothing of what follows; their connections die with the server.
        for pid in (both.screen.pid, both.lines.pid):
            os.kill(pid, signal.SIGSTOP)
        try:
            for turn in range(4):
                scene.upset(turn)
            lab.fault("compact")
            lab.fault("kill", "apiserver")
            lab.fault("start", "apiserver")
            ready = Ready(cluster.kubeconfig)
            ready.wait()
            ready.close()
            with pytest.raises(ApiError) as gone:
                insist_on_watch(api, scene, old)
            assert gone.value.status == 410
        finally:
            for pid in (both.screen.pid, both.lines.pid):
                os.kill(pid, signal.SIGCONT)
        back = time.monotonic()
        scene.upset(4)
        both.agree(back, "compacted while cut off")
        both.unharmed()


def insist_on_watch(api: Api, scene: Scene, version: str) -> None:
    """Raise the refusal of a watch from `version`, which comes as an event in an answer of 200."""
    path = f"{scene.path}?watch=true&timeoutSeconds=1&resourceVersion={version}"
    answer = insist(lambda: api.get(path))
    if isinstance(answer, dict) and answer.get("type") == "ERROR":
        raise ApiError(str(answer["object"].get("message")), status=answer["object"]["code"])
