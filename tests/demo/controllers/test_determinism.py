"""The same seed and the same calls: the same course of events, to the last name, uid and millisecond."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

from tests.demo.controllers.scene import Scene, cronjob, daemonset, deployment, job

ROOT = Path(__file__).parents[3]


def trace(seed: int) -> str:
    """Everything that changes in a busy cluster in ten minutes, one change a line."""
    scene = Scene(nodes=4, seed=seed)
    scene.make("daemonsets", daemonset("monitor", {"disk": "ssd"}))
    scene.make("deployments", deployment("web", 6))
    scene.make("jobs", job("batch", "sleep 4", completions=5, parallelism=2))
    scene.make("jobs", job("bad", "exit 1", backoffLimit=2))
    scene.make("cronjobs", cronjob("tick", concurrencyPolicy="Replace"))
    scene.go(5)
    scene.label("n1", disk="ssd")
    scene.go(60)
    scene.cluster.lose_node("n2")
    scene.change("deployments", "web", template=deployment("web", version="2")["spec"]["template"])
    scene.go(400)
    scene.cluster.find_node("n2")
    scene.go(130)
    lines = (f"{one.at:.6f} {one.plural} {one.kind} {json.dumps(one.obj, sort_keys=True)}" for one in scene.seen)
    return "\n".join(lines)


def test_two_runs_with_one_seed_are_equal_and_another_seed_gives_another() -> None:
    assert trace(7) == trace(7)
    assert trace(7) != trace(8)


def test_it_is_the_same_in_another_process_whatever_its_hashes() -> None:
    program = (
        "import hashlib; from tests.demo.controllers.test_determinism import trace;"
        "print(hashlib.sha256(trace(7).encode()).hexdigest())"
    )
    ran = [
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": number}, capture_output=True, text=True, check=True,
        ).stdout.strip()
        for number in ("1", "2")
    ]  # fmt: skip
    assert ran == [hashlib.sha256(trace(7).encode()).hexdigest()] * 2
