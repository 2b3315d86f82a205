from __future__ import annotations

import re

import pytest

from ktui import __version__
from ktui.cli import GetCommand, InfoCommand, KeysCommand, ScreenCommand, Where, parse
from ktui.cli_demo import DemoCommand
from ktui.cli_history import HistoryClearCommand
from ktui.demo.options import DemoOptions
from ktui.errors import UsageError
from ktui.model.kinds import CRONJOBS, DAEMONSETS, KINDS, NODES, PODS, Kind

GET_PODS = GetCommand(
    where=Where(), kind=PODS, names=(), selector="", sort_by=None, watch=False, headers=True, output="table"
)

WHERE = [
    (["--kubeconfig", "/k"], Where(kubeconfig="/k")),
    (["--kubeconfig=/k"], Where(kubeconfig="/k")),
    (["--context", "prod"], Where(context="prod")),
    (["-n", "web"], Where(namespace="web")),
    (["-nweb"], Where(namespace="web")),
    (["--namespace", "web"], Where(namespace="web")),
    (["--namespace=web"], Where(namespace="web")),
    (["-A"], Where(all_namespaces=True)),
    (["--read-only"], Where(read_only=True)),
    (["--no-history"], Where(no_history=True)),
    (["--all-namespaces"], Where(all_namespaces=True)),
    (["--kubeconfig", "/k", "--context", "c", "-n", "w"], Where("/k", "c", "w")),
]
COMMANDS: list[tuple[list[str], ScreenCommand | GetCommand | InfoCommand]] = [
    ([], ScreenCommand(Where())),
    (["get", "pods"], GET_PODS),
    (["info"], InfoCommand(Where(), "table")),
]


# Flags in any place


@pytest.mark.parametrize(
    ("flags", "where"), WHERE, ids=lambda value: " ".join(value) if isinstance(value, list) else ""
)
@pytest.mark.parametrize(("words", "command"), COMMANDS, ids=["screen", "get", "info"])
def test_flags_work_before_and_after_the_command(
    words: list[str], command: ScreenCommand | GetCommand | InfoCommand, flags: list[str], where: Where
) -> None:
    expected = command._replace(where=where)
    assert parse([*flags, *words]) == expected
    assert parse([*words, *flags]) == expected


@pytest.mark.parametrize("output", ["table", "wide", "json", "yaml"])
@pytest.mark.parametrize(("words", "command"), COMMANDS[1:], ids=["get", "info"])
def test_the_output_may_be_told_before_and_after_the_command(
    words: list[str], command: GetCommand | InfoCommand, output: str
) -> None:
    expected = command._replace(output=output)
    for flags in (["-o", output], [f"-o{output}"], ["--output", output], [f"--output={output}"]):
        assert parse([*flags, *words]) == expected
        assert parse([*words, *flags]) == expected


def where(*arguments: str) -> Where:
    command = parse(list(arguments))
    assert isinstance(command, GetCommand)
    return command.where


def test_what_stands_after_the_command_goes_before_what_stands_before_it() -> None:
    assert where("-n", "a", "get", "pods", "-n", "b").namespace == "b"


def test_a_flag_before_is_not_lost_to_one_after() -> None:
    assert where("--context", "c", "get", "pods", "-n", "w") == Where(context="c", namespace="w")


@pytest.mark.parametrize(
    "words",
    [
        "get pods a b -n web -o json",
        "get -n web -o json pods a b",
        "get pods -n web -o json a b",
        "get pods a -n web b -o json",
        "-n web get -o json pods a b",
        "get pods -o json a -n web b",
    ],
)
def test_names_may_stand_before_after_and_between_flags(words: str) -> None:
    """As with kubectl, where `get pods -n web a` is what most people write."""
    assert parse(words.split()) == GET_PODS._replace(where=Where(namespace="web"), names=("a", "b"), output="json")


# get


@pytest.mark.parametrize(
    ("words", "change"),
    [
        ("-l app=web,tier!=db", {"selector": "app=web,tier!=db"}),
        ("--selector app=web", {"selector": "app=web"}),
        ("--sort-by AGE", {"sort_by": "AGE"}),
        ("--sort-by=AGE", {"sort_by": "AGE"}),
        ("-w", {"watch": True}),
        ("--watch", {"watch": True}),
        ("--no-headers", {"headers": False}),
        ("-w -o json -l a=b", {"watch": True, "output": "json", "selector": "a=b"}),
    ],
)
def test_the_flags_of_get(words: str, change: dict[str, object]) -> None:
    assert parse(["get", "pods", *words.split()]) == GET_PODS._replace(**change)  # type: ignore[arg-type]
    assert parse(["get", *words.split(), "pods"]) == GET_PODS._replace(**change)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_kind_may_be_said_in_every_way_kubectl_knows(kind: Kind) -> None:
    for word in (kind.name, *kind.words, kind.title, kind.name.upper()):
        assert parse(["get", word]) == GET_PODS._replace(kind=kind)


@pytest.mark.parametrize(
    ("words", "kind", "names"),
    [
        ("po a", PODS, ("a",)),
        ("po a b c", PODS, ("a", "b", "c")),
        ("po/a", PODS, ("a",)),
        ("pod/a pods/b po/c", PODS, ("a", "b", "c")),
        ("ds/ssd-monitor", DAEMONSETS, ("ssd-monitor",)),
        ("cj nightly", CRONJOBS, ("nightly",)),
        ("nodes node/n-1", NODES, ("n-1",)),
        ("no/n-1.example.org", NODES, ("n-1.example.org",)),
    ],
)
def test_objects_are_named_by_kind_and_name(words: str, kind: Kind, names: tuple[str, ...]) -> None:
    assert parse(["get", *words.split()]) == GET_PODS._replace(kind=kind, names=names)


# What is wrong


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("frobnicate", "'frobnicate'"),
        ("get", "KIND"),
        ("get deployments", "no such kind: 'deployments'; ktui knows pods, daemonsets, jobs, cronjobs, nodes"),
        ("get deploy/a", "no such kind: 'deploy'; ktui knows pods"),
        ("get pods,jobs", "no such kind: 'pods,jobs'"),
        ("get /a", "no such kind: '/a'"),
        ("get pods/", "'pods/' wants a name after the slash"),
        ("get pods pod/", "'pod/' wants a name after the slash"),
        ("get pods job/a", "'job/a' is not one of the pods: one kind at a time"),
        ("get po/a ds/b", "'ds/b' is not one of the pods: one kind at a time"),
        ("get po/a/b", "'po/a/b' is not one of the pods"),
        ("get pods -o xml", "invalid choice: 'xml'"),
        ("get pods -n", "-n/--namespace: expected one argument"),
        ("get pods -A -n web", "-n and -A exclude each other"),
        ("-A get pods -n web", "-n and -A exclude each other"),
        ("-n web -A", "-n and -A exclude each other"),
        ("get pods --frob", "--frob"),
        ("get pods a --frob b", "--frob"),
        ("get pods --all", "--all"),
        ("--frob", "--frob"),
        ("info extra", "extra"),
        ("-o json", "-o goes with a command"),
    ],
)
def test_bad_usage_is_one_sentence(words: str, sentence: str) -> None:
    with pytest.raises(UsageError) as error:
        parse(words.split())
    assert sentence in str(error.value)
    assert "\n" not in str(error.value)
    assert error.value.exit_code == 2


def test_a_namespace_without_a_name_is_bad_usage() -> None:
    for arguments in (["-n", ""], ["--namespace=", "get", "pods"]):
        with pytest.raises(UsageError, match="-n wants the name of a namespace"):
            parse(arguments)


def test_an_object_without_a_name_is_bad_usage() -> None:
    with pytest.raises(UsageError, match="name"):
        parse(["get", "pods", ""])


@pytest.mark.parametrize(("words", "where"), [("--frob", "ktui -h"), ("get", "ktui get -h"), ("info --frob", "ktui")])
def test_bad_usage_says_where_help_is(words: str, where: str) -> None:
    with pytest.raises(UsageError, match=f"{where}.* shows how it is used"):
        parse(words.split())


# Help


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        parse(["--version"])
    assert leaving.value.code == 0
    assert capsys.readouterr().out == f"ktui {__version__}\n"


@pytest.mark.parametrize("words", ["-h", "--help", "get -h", "get --help", "info -h", "-n web get -h"])
def test_help_is_told(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        parse(words.split())
    assert leaving.value.code == 0
    told = capsys.readouterr()
    assert told.out.startswith("usage: ktui")
    assert told.err == ""


def test_help_shows_examples_that_work(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["-h"])
    lines = capsys.readouterr().out.partition("examples:\n")[2].splitlines()
    examples = [line.strip().split("   ")[0].split() for line in lines if line.strip()]
    assert len(examples) >= 5
    for prog, *arguments in examples:
        assert prog == "ktui"
        parse(arguments)


def test_as_a_plugin_it_is_called_as_kubectl_calls_it(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["-h"], prog="kubectl ktui")
    assert capsys.readouterr().out.startswith("usage: kubectl ktui")
    with pytest.raises(UsageError, match="kubectl ktui get -h shows how it is used"):
        parse(["get"], prog="kubectl ktui")


# The screen


@pytest.mark.parametrize(
    ("flags", "change"),
    [
        ("--theme light", {"theme": "light"}),
        ("--theme=16", {"theme": "16"}),
        ("--no-mouse", {"mouse": False}),
        ("--config /c.yaml", {"config": "/c.yaml"}),
        ("--fresh", {"fresh": True}),
        ("--fresh --theme dark", {"fresh": True, "theme": "dark"}),
    ],
)
def test_the_flags_of_the_screen(flags: str, change: dict[str, object]) -> None:
    assert parse(flags.split()) == ScreenCommand(Where())._replace(**change)  # type: ignore[arg-type]
    assert parse([*flags.split(), "-n", "web"]) == (ScreenCommand(Where(namespace="web")))._replace(
        **change,  # type: ignore[arg-type]
    )
    for words in (["get", "pods"], ["info"]):
        assert parse([*flags.split(), *words]) == parse([*words, *flags.split()]) == parse(words)


def test_a_theme_that_is_none_is_bad_usage() -> None:
    with pytest.raises(UsageError, match=r"--theme: invalid choice: 'drak'.*dark.*light.*contrast.*16"):
        parse(["--theme", "drak"])


def test_keys_may_be_asked_of_another_configuration() -> None:
    assert parse(["keys"]) == KeysCommand(Where(), "table")
    assert parse(["--config", "c", "keys", "-o", "json"]) == KeysCommand(Where(), "json", "c")


# The demo


def test_a_demo_has_the_flags_of_a_screen_and_its_own() -> None:
    command = parse(["demo", "-n", "shop", "--theme", "light", "--fresh", "--old", "--speed", "2.5", "--nodes", "9"])
    screen = ScreenCommand(Where(namespace="shop"), theme="light", fresh=True)
    assert command == DemoCommand(screen, DemoOptions(old=True, speed=2.5, nodes=9), serve=False)
    assert parse(["--read-only", "demo", "--serve", "--port", "8001", "--seed", "0", "--pods", "10000"]) == DemoCommand(
        ScreenCommand(Where(read_only=True)), DemoOptions(pods=10_000, seed=0, port=8001), serve=True
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--serve", "--speed", "2"], "--speed"),
        (["--serve", "--speed", "1"], "--speed"),
        (["--speed", "0"], "above 0"),
        (["--speed", "-1"], "--speed"),
        (["--speed", "fast"], "'fast'"),
        (["--speed", "nan"], "'nan'"),
        (["--speed", "1e9"], "600 at most"),
        (["--pods", "0"], "from 1"),
        (["--pods", "1000000"], "50000"),
        (["--nodes", "1.5"], "'1.5'"),
        (["--seed", "x"], "'x'"),
        (["--port", "65536"], "65535"),
        (["--kubeconfig", "/k"], "its own cluster"),
        (["--context", "prod"], "its own cluster"),
        (["-o", "json"], "-o"),
        (["pods"], "pods"),
    ],
)
def test_a_demo_that_cannot_be_is_refused_in_a_sentence(arguments: list[str], said: str) -> None:
    with pytest.raises(UsageError, match=re.escape(said)) as refused:
        parse(["demo", *arguments])
    assert "\n" not in str(refused.value)


def test_forgetting_what_was_seen_before() -> None:
    assert parse(["history", "clear", "-o", "json"]) == HistoryClearCommand("json")
    assert parse(["-o", "yaml", "history", "clear", "--no-history"]) == HistoryClearCommand("yaml")
    for words in (["history"], ["history", "list"], ["history", "clear", "all"]):
        with pytest.raises(UsageError):
            parse(words)
