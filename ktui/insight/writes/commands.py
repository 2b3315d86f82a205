"""The kubectl commands of several changes, as few as will do."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from ktui.insight.writes.labels import LABELS, LabelChange, label_command

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ktui.model.writes import Change


def commands_of(changes: Sequence[Change]) -> str:
    """A line each, but nodes that get the same labels share one."""
    lines: dict[tuple[LabelChange, ...] | str, list[str]] = {}
    for change in changes:
        words = label_words(change)
        lines.setdefault(words or change.kubectl, []).append(change.ref.name)
    return "\n".join(
        label_command(names, shared) if not isinstance(shared, str) else shared for shared, names in lines.items()
    )


def label_words(change: Change) -> tuple[LabelChange, ...]:
    """What a change sets and takes off, as one types it; none: it changes something else."""
    return tuple(LabelChange(field.path[-1], field.after) for field in change.fields if field.path[:-1] == LABELS)


def on_cluster(command: str, options: Sequence[str]) -> str:
    """The same command, with the options that say which cluster; every part of a pipe needs them."""
    if not options:
        return command
    return "\n".join(
        " | ".join(f"{part} {shlex.join(options)}" for part in line.split(" | ")) for line in command.split("\n")
    )
