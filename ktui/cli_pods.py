"""The part of the command line that answers about pods: their probes, why they are so, what to write instead."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any, NamedTuple

from ktui.cli_objects import name_of
from ktui.errors import UsageError
from ktui.model.kinds import PODS

if TYPE_CHECKING:
    from ktui.cli import Where

PROBES, WHY, ADVICE = POD_ANSWERS = ("probes", "why", "advice")
"""The commands; their answers may be prose (`-o text`)."""


class PodCommand(NamedTuple):
    """`ktui probes`, `ktui why` and `ktui advice`."""

    where: Where
    answer: str
    """One of `POD_ANSWERS`."""
    name: str | None
    """None: all pods of the scope, which only advice is given on."""
    output: str
    config: str | None = None
    """The configuration to read, None: the one in the configuration folder."""


def add_pod_commands(commands: argparse._SubParsersAction[Any], everywhere: argparse.ArgumentParser) -> None:
    """The subcommands, with the flags that work everywhere."""
    _add(
        commands,
        everywhere,
        PROBES,
        "a pod's probes: what they ask, what they found, what is due",
        "What a pod's probes ask, how soon they find a failure, what they found, and what is due: failures, errors,"
        " kills, exits and restarts, probe by probe, with the times of which nothing can be known.",
        """\
examples:
  ktui probes web-1                        in words, with a line for each probe
  ktui probes web-1 -n shop -o json        every mark and gap, with times
  ktui probes web-1 -o table               what happened how often, in columns
  ktui probes web-1 --from r.jsonl.gz --at 19:05
                                           as it stood then in a recording
""",
    )
    _add(
        commands,
        everywhere,
        WHY,
        "why a pod is as it is, and why it was restarted",
        "Why a pod is as it is, and for every restart that is still told of: one sentence, its evidence with times,"
        " and what is missing.",
        """\
examples:
  ktui why web-1                           in words, the newest restart first
  ktui why pod/web-1 -n shop -o json       causes, exit codes and evidence, with times
  ktui why web-1 -o table                  a line for each restart
  ktui why web-1 --from r.jsonl.gz --at -5m
                                           five minutes before a recording's end
""",
    )
    _add(
        commands,
        everywhere,
        ADVICE,
        "what to write otherwise in a pod, or in all of a namespace",
        "What to write otherwise in a pod, or in all pods of the scope: the field, the reason, and what to write"
        " instead.",
        """\
examples:
  ktui advice                              on every pod of the namespace
  ktui advice -A -o json                   on every pod there is
  ktui advice web-1 -o text                on one, with reasons
""",
    )


def _add(
    commands: argparse._SubParsersAction[Any],
    everywhere: argparse.ArgumentParser,
    name: str,
    help_: str,
    description: str,
    examples: str,
) -> None:
    command = commands.add_parser(
        name,
        help=help_,
        description=description,
        epilog=examples,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[everywhere],
        allow_abbrev=False,
    )
    command.add_argument("pod", metavar="POD", nargs="?" if name == ADVICE else None)


def pod_command(found: argparse.Namespace, where: Where, output: str | None) -> PodCommand:
    """What was parsed, as a command; raises `UsageError`."""
    answer: str = found.command
    name = None
    if found.pod is not None:
        name = name_of(PODS, found.pod)
        if where.all_namespaces and where.recording is None:
            raise UsageError("an object cannot be got by name across all namespaces: say which with -n")
    usual = "table" if answer == ADVICE else "text"
    return PodCommand(where, answer, name, output or usual, getattr(found, "config", None))
