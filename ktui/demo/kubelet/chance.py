"""What a kubelet leaves to chance, all in one place: a test that knows what came of it puts its own in place."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

    from ktui.demo.kubelet.program import ProbeKind

JITTER = 0.5
"""Pods are looked at again after up to so much more than the time meant (`pod_workers.go`)."""
STEP = 1.0
"""Seconds between two looks at the runtime (its PLEG), and at the pods that are due."""


class Chance:
    """Draws for one node; times in Unix seconds."""

    def __init__(self, random: Random, began: float) -> None:
        self._random = random
        self._relists = began + random.random() * STEP
        self._dues = began + random.random() * STEP

    def relist(self, now: float) -> float:
        """When the runtime is looked at next: now, or within a second."""
        return _grid(self._relists, STEP, now)

    def look_again(self, pod: tuple[str, str], now: float, seconds: float) -> float:
        """When a pod (namespace, name) that is to wait `seconds` is synced again."""
        return _grid(self._dues, STEP, now + seconds * (1 + JITTER * self._random.random()))

    def first_tick(
        self, pod: tuple[str, str], container: str, probe: ProbeKind, period: float, now: float, *, scattered: bool
    ) -> float:
        """When a probe's worker that starts now ticks first; `scattered` over a period, or at once."""
        return now + (self._random.random() * period if scattered else 0.0)

    def trigger_takes(self, pod: tuple[str, str], container: str) -> float:
        """Seconds from the wish to probe a container at once to the probe."""
        return 0.005

    def takes(self, seconds: float) -> float:
        """How long something takes that takes `seconds` as a rule."""
        return seconds * self._random.uniform(0.7, 1.4)


def _grid(origin: float, step: float, earliest: float) -> float:
    return origin + max(0, math.ceil((earliest - origin) / step)) * step
