"""The part of the command line that makes a recording."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ktui.cli_writes import seconds
from ktui.errors import UsageError

if TYPE_CHECKING:
    import argparse

    from ktui.cli import Where


class RecordCommand(NamedTuple):
    """`ktui record`."""

    where: Where
    output: str
    file: str
    seconds: float | None
    """None: until it is stopped."""
    force: bool
    """Whether a file that is there already is written over."""


def add_record_command(commands: argparse._SubParsersAction[Any], everywhere: argparse.ArgumentParser) -> None:
    """The subcommand, with the flags that work everywhere."""
    record = commands.add_parser(
        "record",
        help="what the cluster's watches deliver, into a file",
        description="What the cluster's watches deliver, into a file, until ctrl+c; compressed when it ends in .gz."
        " Values that look secret are left out.",
        parents=[everywhere],
        allow_abbrev=False,
    )
    record.add_argument("file", metavar="FILE")
    record.add_argument("--seconds", metavar="N", type=seconds, help="stop by itself")
    record.add_argument("--force", action="store_true", help="write over a file that is there")


def record_command(found: argparse.Namespace, where: Where, output: str) -> RecordCommand:
    """What was parsed, as a command; raises `UsageError`."""
    if not found.file:
        raise UsageError("ktui record wants the name of a file")
    return RecordCommand(where, output, found.file, found.seconds, found.force)
