"""What a demo can be told on the command line."""

from __future__ import annotations

from typing import NamedTuple


class DemoOptions(NamedTuple):
    """How the cluster in the box is to be."""

    old: bool = False
    """Kubernetes 1.20: CronJobs as batch/v1beta1 alone."""
    speed: float = 1.0
    """Demo seconds in one of this machine's."""
    pods: int = 0
    """As many pods in all, as far as the story has not more."""
    nodes: int = 0
    """As many nodes in all, as far as the story has not more."""
    seed: int = 1
    """Whatever is left to chance follows from it."""
    port: int = 0
    """On the loopback; 0: a free one."""
