"""The command line: arguments to frozen options. Imports nothing heavy: `--help` and `--version` answer at once."""

from __future__ import annotations

import argparse
from typing import NamedTuple, NoReturn

from ktui import __version__
from ktui.cli_demo import DemoCommand, add_demo_command, demo_command
from ktui.cli_history import HistoryClearCommand, add_history_command
from ktui.cli_objects import objects_named
from ktui.cli_pods import POD_ANSWERS, PodCommand, add_pod_commands, pod_command
from ktui.cli_record import RecordCommand, add_record_command, record_command
from ktui.cli_replay import ReplayCommand, add_replay_command, replay_command
from ktui.cli_writes import WriteCommand, add_write_commands, write_command
from ktui.errors import UsageError
from ktui.model.kinds import KINDS, Kind
from ktui.model.themes import THEMES

OUTPUTS = ("table", "wide", "json", "yaml", "text")
"""Forms of an answer; `text` only where it is prose."""

EXAMPLES = """\
examples:
  ktui                              the screen, on the current context and its namespace
  ktui -A                           the screen, on all namespaces
  ktui --context prod -n web        the screen, elsewhere
  ktui get pods -A                  what kubectl prints, without the screen
  ktui get po -l app=web -o json    as JSON: kubectl's columns under "cells"
  ktui get jobs --sort-by AGE       sorted by a column, by what it means
  ktui get nodes -w -o json         one line of JSON for each change, through outages
  ktui probes web-1                 its probes: what they ask, what they found, what is due
  ktui why web-1                    why it is as it is, and why it was restarted, with evidence
  ktui advice -A -o json            what to write otherwise in all pods, and the reasons
  ktui record r.jsonl.gz            what the watches deliver, until ctrl+c, for a ticket
  ktui replay r.jsonl.gz            the screen on a recording, with the clock in your hands
  ktui why web --from r.jsonl.gz    from a recording, as it stood at its end; --at -5m: before that
  ktui label node-1 disk=ssd tier-  set a label, take another off; then: ktui undo
  ktui trigger backup --logs        a CronJob's Job now, with its log
  ktui demo                         without any cluster: one of its own, with much to look at
  ktui keys                         every key there is, yours among them
  ktui info                         versions and paths
  ktui history clear                forget what was seen of pods and Jobs before
"""


class Where(NamedTuple):
    """Which cluster, as whom, and how much of it."""

    kubeconfig: str | None = None
    context: str | None = None
    namespace: str | None = None
    """`-n`; None: the context's."""
    all_namespaces: bool = False
    read_only: bool = False
    """Whether nothing may be changed there."""
    recording: str | None = None
    """`--from`: the recording that answers in the cluster's place."""
    at: str | None = None
    """`--at`: at which time of it, as it was typed; None: at its end."""
    no_history: bool = False
    """Whether nothing is read of what was seen before, and nothing kept."""


class ScreenCommand(NamedTuple):
    """`ktui`: the screen."""

    where: Where
    theme: str | None = None
    """One of `THEMES`; None: the configuration's."""
    mouse: bool = True
    """False: whatever the configuration says."""
    config: str | None = None
    """The configuration to read, None: the one in the configuration folder."""
    fresh: bool = False
    """Whether how the screen was left is neither read nor written."""


class GetCommand(NamedTuple):
    """`ktui get`."""

    where: Where
    kind: Kind
    names: tuple[str, ...]
    selector: str
    sort_by: str | None
    watch: bool
    headers: bool
    output: str


class InfoCommand(NamedTuple):
    """`ktui info`."""

    where: Where
    output: str


class KeysCommand(NamedTuple):
    """`ktui keys`."""

    where: Where
    output: str
    config: str | None = None


Command = (
    ScreenCommand
    | ReplayCommand
    | DemoCommand
    | GetCommand
    | PodCommand
    | InfoCommand
    | KeysCommand
    | RecordCommand
    | HistoryClearCommand
    | WriteCommand
)


class _Parser(argparse.ArgumentParser):
    """Bad usage is an exception of ours, one sentence, and no page of usage."""

    def error(self, message: str) -> NoReturn:
        """What argparse found wrong."""
        raise UsageError(f"{message}; {self.prog} -h shows how it is used")


def parse(arguments: list[str], *, prog: str = "ktui") -> Command:
    """Arguments to a command; raises `UsageError`, and `SystemExit(0)` after `--help` or `--version`."""
    parser = _parser(prog)
    # argparse gives NAME... only what stands right behind KIND; names behind a flag are left over.
    found, left = parser.parse_known_args(_with_times(arguments))
    strange = [word for word in left if word.startswith("-") or found.command not in ("get", "label")]
    if strange:
        parser.error(f"unrecognized arguments: {' '.join(strange)}")
    where = Where(
        kubeconfig=getattr(found, "kubeconfig", None),
        context=getattr(found, "context", None),
        namespace=getattr(found, "namespace", None),
        all_namespaces=getattr(found, "all_namespaces", False),
        read_only=getattr(found, "read_only", False),
        recording=getattr(found, "recording", None),
        at=getattr(found, "at", None),
        no_history=getattr(found, "no_history", False),
    )
    _check_recording(found.command, where)
    if where.namespace is not None and where.all_namespaces:
        raise UsageError("-n and -A exclude each other: leave one out")
    if where.namespace == "":
        raise UsageError("-n wants the name of a namespace; -A means all of them")
    output = getattr(found, "output", None)
    if found.command is None:
        if output is not None:
            raise UsageError("-o goes with a command, such as ktui get pods -o json; the screen has no output format")
        return _screen_command(found, where)
    if output == "text" and found.command not in POD_ANSWERS:
        raise UsageError(f"-o text is for answers in prose: {', '.join(f'ktui {each}' for each in POD_ANSWERS)}")
    if found.command in POD_ANSWERS:
        return pod_command(found, where, output)
    if found.command == "demo":
        return demo_command(found, _screen_command(found, where), output)
    if found.command == "replay":
        if output is not None:
            raise UsageError("the screen has no output format: leave out -o; ktui get ... --from FILE answers in one")
        return replay_command(found, where)
    if found.command == "info":
        return InfoCommand(where, output or "table")
    if found.command == "keys":
        return KeysCommand(where, output or "table", getattr(found, "config", None))
    if found.command == "history":
        return HistoryClearCommand(output or "table")
    if found.command == "record":
        return record_command(found, where, output or "table")
    if found.command != "get":
        return write_command(found, left, where, output or "table")
    kind, names = objects_named(found.kind, [*found.names, *left])
    return GetCommand(
        where=where,
        kind=kind,
        names=names,
        selector=found.selector,
        sort_by=found.sort_by,
        watch=found.watch,
        headers=found.headers,
        output=output or "table",
    )


def _screen_command(found: argparse.Namespace, where: Where) -> ScreenCommand:
    return ScreenCommand(
        where,
        theme=getattr(found, "theme", None),
        mouse=not getattr(found, "no_mouse", False),
        config=getattr(found, "config", None),
        fresh=getattr(found, "fresh", False),
    )


FROM_RECORDINGS = ("get", *POD_ANSWERS)
"""The commands that a recording can answer."""


def _check_recording(command: str | None, where: Where) -> None:
    """Whether `--from` and `--at` go with the rest; raises `UsageError`."""
    if where.recording is None:
        if where.at is not None:
            raise UsageError("--at is a time of a recording: say which with --from FILE")
    elif command is None:
        raise UsageError("the screen on a recording is ktui replay FILE; --from is for commands such as ktui get")
    elif command not in FROM_RECORDINGS:
        raise UsageError(
            f"ktui {command} cannot answer from a recording: leave out --from; ktui replay FILE shows it on the screen"
        )
    elif not where.recording:
        raise UsageError("--from wants the name of a recording")


def _with_times(arguments: list[str]) -> list[str]:
    """`--at -5m` as `--at=-5m`: argparse takes what begins with a dash for a flag."""
    joined: list[str] = []
    for word in arguments:
        if joined and joined[-1] == "--at" and word[:1] == "-" and word[1:2].isdigit():
            joined[-1] = f"--at={word}"
        else:
            joined.append(word)
    return joined


def _parser(prog: str) -> _Parser:
    # Each flag works before the command and after it, so its default must not overwrite what stood before.
    everywhere = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    cluster = everywhere.add_argument_group("which cluster, and how much of it")
    cluster.add_argument("--kubeconfig", metavar="PATH", help="instead of $KUBECONFIG or ~/.kube/config")
    cluster.add_argument("--context", metavar="NAME", help="instead of the current context")
    cluster.add_argument("-n", "--namespace", metavar="NS", help="instead of the context's namespace")
    cluster.add_argument("-A", "--all-namespaces", action="store_true", help="all namespaces")
    recording = everywhere.add_argument_group("a recording in the cluster's place")
    recording.add_argument("--from", dest="recording", metavar="FILE", help="answer from a recording")
    recording.add_argument(
        "--at",
        metavar="TIME",
        help="as it stood then, not at its end: 2026-11-23T19:05:00Z, 19:05, -5m before its end, +90s after its start",
    )
    screen = everywhere.add_argument_group("the screen")
    screen.add_argument("--theme", metavar="NAME", choices=THEMES, help=", ".join(THEMES))
    screen.add_argument("--no-mouse", action="store_true", help="leave the mouse to the terminal")
    screen.add_argument("--config", metavar="FILE", help="instead of the config.yaml that ktui info names")
    screen.add_argument("--fresh", action="store_true", help="not as it was left, and not remembered")
    everywhere.add_argument("--no-history", action="store_true", help="nothing that was seen before, nothing kept")
    everywhere.add_argument("--read-only", action="store_true", help="nothing that changes the cluster")
    everywhere.add_argument("-o", "--output", metavar="FORMAT", choices=OUTPUTS, help=", ".join(OUTPUTS))

    parser = _Parser(
        prog=prog,
        description="Kubernetes workloads in a terminal, live. Without a command: the screen.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[everywhere],
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"ktui {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)

    get = commands.add_parser(
        "get",
        help="objects of a kind, in kubectl's words",
        description="Objects of a kind, in kubectl's words. Kinds: "
        + ", ".join("|".join((kind.name, *kind.words)) for kind in KINDS)
        + ".",
        parents=[everywhere],
        allow_abbrev=False,
    )
    get.add_argument("kind", metavar="KIND[/NAME]")
    get.add_argument("names", metavar="NAME", nargs="*")
    get.add_argument("-l", "--selector", metavar="SELECTOR", default="", help="a label selector: app=web,tier!=db")
    get.add_argument("--sort-by", metavar="COLUMN", help="by what the column means: AGE, RESTARTS, NAME ...")
    get.add_argument("-w", "--watch", action="store_true", help="stay, and print each change")
    get.add_argument("--no-headers", dest="headers", action="store_false", help="no line of column names")

    add_pod_commands(commands, everywhere)
    add_write_commands(commands, everywhere)
    add_demo_command(commands, everywhere)
    add_record_command(commands, everywhere)
    add_replay_command(commands, everywhere)
    add_history_command(commands, everywhere)
    commands.add_parser(
        "keys",
        help="every key of the screen, as the configuration has it",
        description="Every key of the screen, as the configuration has it.",
        parents=[everywhere],
        allow_abbrev=False,
    )
    commands.add_parser(
        "info", help="versions and paths", description="Versions and paths.", parents=[everywhere], allow_abbrev=False
    )
    return parser
