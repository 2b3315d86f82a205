"""`ktui replay` on the command line: arguments to frozen options."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any, NamedTuple

from ktui.errors import UsageError

if TYPE_CHECKING:
    import argparse

    from ktui.cli import Where

SLOWEST, FASTEST = 0.01, 10_000.0
"""What a speed may be: a second in a minute and a half, a day in nine seconds."""


class ReplayCommand(NamedTuple):
    """`ktui replay`: the screen on a recording."""

    where: Where
    """Of this only the namespaces count: a recording needs no kubeconfig."""
    file: str
    speed: float = 1.0
    """Seconds of the recording in a real one, to begin with."""
    theme: str | None = None
    mouse: bool = True
    config: str | None = None


def add_replay_command(commands: argparse._SubParsersAction[Any], everywhere: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    replay = commands.add_parser(
        "replay",
        help="the screen on a recording",
        description="The screen on a recording, with the clock in your hands: h holds and plays on, . and , go 10 s on"
        " and back, } to the next kill, exit or failure, @ to a time, ? shows all keys.",
        parents=[everywhere],
        allow_abbrev=False,
    )
    replay.add_argument("file", metavar="FILE", help="what ktui record wrote")
    replay.add_argument("--speed", metavar="N", type=_speed, default=1.0, help="seconds of it in one of yours")


def replay_command(found: argparse.Namespace, where: Where) -> ReplayCommand:
    """What argparse has found; what `--fresh` asks for is so in any case."""
    return ReplayCommand(
        where,
        found.file,
        found.speed,
        theme=getattr(found, "theme", None),
        mouse=not getattr(found, "no_mouse", False),
        config=getattr(found, "config", None),
    )


def _speed(text: str) -> float:
    try:
        speed = float(text.removeprefix("x"))
    except ValueError:
        speed = 0.0
    if not (isfinite(speed) and SLOWEST <= speed <= FASTEST):
        raise UsageError(f"--speed {text!r} is none: a number from {SLOWEST:g} to {FASTEST:,.0f}, as in --speed 10")
    return speed
