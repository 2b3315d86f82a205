"""The part of the command line that is about what was seen before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import argparse


class HistoryClearCommand(NamedTuple):
    """`ktui history clear`."""

    output: str


def add_history_command(commands: argparse._SubParsersAction[Any], everywhere: argparse.ArgumentParser) -> None:
    """The subcommand, with the flags that work everywhere."""
    history = commands.add_parser(
        "history",
        help="forget what was seen before: ktui history clear",
        description="What was seen of pods and Jobs, kept so that their past outlives the cluster's memory of it, in a"
        " file that ktui info names. clear: forget all of it, of every cluster.",
        parents=[everywhere],
        allow_abbrev=False,
    )
    history.add_argument("what", metavar="clear", choices=("clear",))
