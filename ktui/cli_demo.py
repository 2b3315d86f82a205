"""The part of the command line that brings a cluster of its own."""

from __future__ import annotations

import argparse
from math import isfinite
from typing import TYPE_CHECKING, Any, NamedTuple

from ktui.demo.options import DemoOptions
from ktui.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ktui.cli import ScreenCommand

FASTEST = 600.0
"""Demo seconds in one of this machine's, at most: ten minutes."""
MAX_PODS = 50_000
MAX_NODES = 5_000
"""As far as Kubernetes itself goes with one cluster, or as a machine has the memory for it."""


class DemoCommand(NamedTuple):
    """`ktui demo`."""

    screen: ScreenCommand
    """The screen on it."""
    options: DemoOptions
    serve: bool
    """No screen: the cluster alone."""


def add_demo_command(commands: argparse._SubParsersAction[Any], everywhere: argparse.ArgumentParser) -> None:
    """The subcommand, with the flags that work everywhere."""
    demo = commands.add_parser(
        "demo",
        help="a cluster of its own, with much to look at",
        description="The screen on a cluster that ktui brings along: pretend nodes, pretend containers, a real API. "
        "kubectl and other clients reach it by the kubeconfig that the screen names, or that --serve prints.",
        parents=[everywhere],
        allow_abbrev=False,
    )
    demo.add_argument("--serve", action="store_true", help="no screen: print the kubeconfig's path, and serve")
    demo.add_argument("--old", action="store_true", help="as Kubernetes 1.20: CronJobs are batch/v1beta1 alone")
    demo.add_argument("--speed", metavar="N", type=_speed, help="how fast its time goes by; 10 is ten times as fast")
    demo.add_argument("--pods", metavar="N", type=_whole(1, MAX_PODS), default=0, help="as many pods in all")
    demo.add_argument("--nodes", metavar="N", type=_whole(1, MAX_NODES), default=0, help="as many nodes in all")
    demo.add_argument("--seed", metavar="N", type=_whole(0, 2**63), default=1, help="another course of events")
    demo.add_argument("--port", metavar="P", type=_whole(1, 65535), default=0, help="on 127.0.0.1, not a free one")


def demo_command(found: argparse.Namespace, screen: ScreenCommand, output: str | None) -> DemoCommand:
    """What was parsed, as a command; raises `UsageError`."""
    where = screen.where
    if where.kubeconfig is not None or where.context is not None:
        raise UsageError("ktui demo brings its own cluster: leave --kubeconfig and --context out")
    if output is not None:
        raise UsageError("ktui demo shows a screen, or serves: -o goes with commands such as ktui get")
    if found.serve and found.speed is not None:
        raise UsageError(
            "--serve goes at the speed of every client's own clock: leave --speed out, or --serve for the screen"
        )
    options = DemoOptions(
        old=found.old,
        speed=1.0 if found.speed is None else found.speed,
        pods=found.pods,
        nodes=found.nodes,
        seed=found.seed,
        port=found.port,
    )
    return DemoCommand(screen, options, found.serve)


def _speed(text: str) -> float:
    """Above 0, and not faster than a cluster can be pretended."""
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    if not isfinite(speed) or not 0 < speed <= FASTEST:
        raise argparse.ArgumentTypeError(f"it wants a number above 0, {FASTEST:g} at most, not {text!r}")
    return speed


def _whole(least: int, most: int) -> Callable[[str], int]:
    """Reads a whole number from `least` to `most`."""

    def read(text: str) -> int:
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else -1
        if not least <= number <= most:
            raise argparse.ArgumentTypeError(f"it wants a whole number from {least} to {most}, not {text!r}")
        return number

    return read
