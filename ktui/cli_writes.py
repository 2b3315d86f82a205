"""The part of the command line that changes a cluster."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any, NamedTuple

from ktui.cli_objects import name_of, object_named
from ktui.errors import UsageError
from ktui.model.kinds import CRONJOBS, JOBS, NODES, Kind
from ktui.model.labels import is_label_word
from ktui.model.verbs import VERBS

if TYPE_CHECKING:
    from ktui.cli import Where

CASCADES = ("background", "foreground", "orphan")


class LabelCommand(NamedTuple):
    """`ktui label`."""

    where: Where
    output: str
    nodes: tuple[str, ...]
    labels: tuple[str, ...]
    """As they were typed: `disk=ssd`, `tier-`."""
    overwrite: bool
    dry_run: bool


class ChangeCommand(NamedTuple):
    """`ktui cordon`, `uncordon`, `suspend`, `resume`, `restart` and `delete`: one object."""

    where: Where
    output: str
    verb: str
    kind: Kind
    name: str
    cascade: str
    dry_run: bool


class MakeJobCommand(NamedTuple):
    """`ktui trigger` and `ktui rerun`."""

    where: Where
    output: str
    verb: str
    origin: str
    """The CronJob's name, or the Job's."""
    name: str | None
    dry_run: bool
    wait: bool
    timeout: float | None
    """Seconds; None: for as long as it takes."""
    logs: bool


class UndoCommand(NamedTuple):
    """`ktui undo`."""

    where: Where
    output: str
    number: int | None
    """None: the latest change."""


class JournalCommand(NamedTuple):
    """`ktui journal`."""

    where: Where
    output: str


WriteCommand = LabelCommand | ChangeCommand | MakeJobCommand | UndoCommand | JournalCommand

_HELP = {
    "cordon": "keep new pods off a node",
    "uncordon": "let new pods on a node again",
    "suspend": "let a CronJob start no Job, or a Job no pod",
    "resume": "let a suspended CronJob or Job go on",
    "restart": "have a DaemonSet make all its pods anew",
    "delete": "delete an object, and what it owns",
}


def add_write_commands(commands: argparse._SubParsersAction[Any], everywhere: argparse.ArgumentParser) -> None:
    """The subcommands, each with the flags that work everywhere."""

    def add(name: str, what: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = commands.add_parser(
            name, help=what, description=f"{what[0].upper()}{what[1:]}.", parents=[everywhere], allow_abbrev=False
        )
        return made

    dry_run = "ask the server whether it would, and change nothing"
    label = add("label", "labels of nodes: key=value sets one, key- takes one off")
    label.add_argument("words", metavar="NODE... K=V... K-...", nargs="+")
    label.add_argument("--overwrite", action="store_true", help="change a value that is there already")
    label.add_argument("--dry-run", action="store_true", help=dry_run)
    for verb, what in _HELP.items():
        parser = add(verb, what)
        metavar = "NODE" if VERBS[verb].kinds == (NODES,) else "KIND/NAME"
        parser.add_argument("words", metavar=metavar, nargs="+")
        parser.add_argument("--dry-run", action="store_true", help=dry_run)
        if verb == "delete":
            parser.add_argument(
                "--cascade", metavar="HOW", choices=CASCADES, default=CASCADES[0], help="|".join(CASCADES)
            )
    for verb, what, metavar in (
        ("trigger", "a CronJob's Job now, as kubectl create job --from makes it", "CRONJOB"),
        ("rerun", "a Job again, without what the server had set", "JOB"),
    ):
        parser = add(verb, what)
        parser.add_argument("origin", metavar=metavar)
        parser.add_argument("--name", metavar="NAME", help="the new Job's name, instead of one that is made up")
        parser.add_argument("--dry-run", action="store_true", help="print the Job that would be made, and send nothing")
        parser.add_argument("--wait", action="store_true", help="until it has ended; exit 1 if it failed")
        parser.add_argument(
            "--timeout", metavar="S", type=seconds, help="seconds to wait at most, with --wait or --logs"
        )
        parser.add_argument("--logs", action="store_true", help="follow its log until it has ended")
    undo = add("undo", "take back the latest change of this cluster, or one of ktui journal")
    undo.add_argument("number", metavar="ID", nargs="?")
    add("journal", "what ktui has changed in this cluster, the latest first")


def write_command(found: argparse.Namespace, left: list[str], where: Where, output: str) -> WriteCommand:
    """What was parsed, as a command; raises `UsageError`."""
    match found.command:
        case "label":
            return _label(found, [*found.words, *left], where, output)
        case "undo":
            if found.number is not None and not (found.number.isascii() and found.number.isdigit()):
                raise UsageError(f"{found.number!r} is no change of the journal: ktui journal lists their numbers")
            return UndoCommand(where, output, None if found.number is None else int(found.number))
        case "journal":
            return JournalCommand(where, output)
        case "trigger" | "rerun":
            return _make_job(found, where, output)
        case verb:
            kinds = VERBS[verb].kinds
            if kinds == (NODES,):
                if len(found.words) != 1:
                    raise UsageError(f"one node at a time: ktui {verb} NODE")
                kind, name = NODES, name_of(NODES, found.words[0])
            else:
                kind, name = object_named(found.words)
            _one_namespace(where, kind)
            return ChangeCommand(where, output, verb, kind, name, getattr(found, "cascade", CASCADES[0]), found.dry_run)


def _label(found: argparse.Namespace, words: list[str], where: Where, output: str) -> LabelCommand:
    labels = [word for word in words if is_label_word(word)]
    names = [word for word in words if word not in labels]
    if len(names) > 1 and names[0] in (NODES.name, *NODES.words):
        names = names[1:]  # as kubectl wants it: label node NAME
    if not names:
        raise UsageError("ktui label wants the name of a node before the labels: ktui label NODE disk=ssd")
    if not labels:
        raise UsageError("ktui label wants a label to set (disk=ssd) or to take off (disk-)")
    nodes = tuple(dict.fromkeys(name_of(NODES, name) for name in names))
    return LabelCommand(where, output, nodes, tuple(labels), found.overwrite, found.dry_run)


def _make_job(found: argparse.Namespace, where: Where, output: str) -> MakeJobCommand:
    kind = CRONJOBS if found.command == "trigger" else JOBS
    _one_namespace(where, kind)
    if found.dry_run and (found.wait or found.logs):
        raise UsageError("--dry-run makes no Job to wait for: leave out --wait and --logs")
    if found.timeout is not None and not (found.wait or found.logs):
        raise UsageError("--timeout goes with --wait or --logs")
    return MakeJobCommand(
        where,
        output,
        found.command,
        name_of(kind, found.origin),
        found.name,
        found.dry_run,
        found.wait or found.logs,
        found.timeout,
        found.logs,
    )


def _one_namespace(where: Where, kind: Kind) -> None:
    if where.all_namespaces and kind.namespaced:
        raise UsageError("one object is meant, and -A names no namespace: say which with -n")


def seconds(text: str) -> float:
    """What `--timeout` takes: `90`, `90s`; raises `ArgumentTypeError`."""
    try:
        seconds = float(text.removesuffix("s"))
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds, such as 90")
    return seconds
