"""What a filter's line lets through."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.insight.columns import table_of
from ktui.insight.filters import TraitError, parse_filter
from ktui.model.kinds import DAEMONSETS, KINDS, NODES, PODS
from ktui.model.label_selector import SelectorError
from ktui.model.objects import STRUCTS
from ktui.model.version import NEWEST
from tests.insight.objects import NOW, RUNNING, at, container, ended


def object_of(kind: Any, name: str, *, namespace: str = "shop", labels: Any = None, **rest: Any) -> Any:
    meta = {"name": name, "namespace": namespace, "labels": labels or {}, "creationTimestamp": at(300)}
    return msgspec.json.decode(json.dumps({"metadata": meta, **rest}), type=STRUCTS[kind.name])


RUNS = object_of(
    PODS,
    "web-7f9c",
    labels={"app": "web", "tier": "1"},
    spec={"nodeName": "node-1", "containers": [{"name": "main"}]},
    status={"phase": "Running", "podIP": "10.0.0.9", "containerStatuses": [container(ready=True, state=RUNNING)]},
)
CRASHES = object_of(
    PODS,
    "db-0",
    namespace="kube-system",
    labels={"app": "db"},
    spec={"nodeName": "node-2", "containers": [{"name": "main"}]},
    status={
        "phase": "Running",
        "containerStatuses": [
            container(restarts=9, state={"waiting": {"reason": "CrashLoopBackOff"}}, last=ended(1, ago=14))
        ],
    },
)


def matches(line: str, obj: Any, kind: Any = PODS) -> bool:
    read = parse_filter(line, table_of(kind, NEWEST), namespaced=kind.namespaced)
    return not read or read.matches(obj, NOW)


@pytest.mark.parametrize(
    ("line", "runs", "crashes"),
    [
        ("", True, True),
        ("   ", True, True),
        ("web", True, False),
        ("WEB", True, False),
        ("Crash", False, True),
        ("crashloopbackoff", False, True),
        ("kube-sys", False, True),
        ("node-1", True, False),
        ("10.0.0", True, False),
        ("^web", True, False),
        ("^7f9c", False, False),
        ("7f9c$", True, False),
        ("web|db", True, True),
        ("w.b-[0-9]", True, False),
        ("!web", False, True),
        ("!Crash", True, False),
        ("!", True, True),
        ("node !web", False, True),
        ("shop web", True, False),
        ("shop db", False, False),
        ("status:running", True, False),
        ("STATUS:^Crash", False, True),
        ("status:web", False, False),
        ("!status:run", False, True),
        ("status:", True, True),
        ("name:^db", False, True),
        ("name:kube", False, False),
        ("namespace:kube", False, True),
        ("!namespace:kube", True, False),
        ("restarts:^9$", False, True),
        ("14s", False, False),
        ("ago", False, False),
        ("5m", False, False),
        ("age:^5m$", True, True),
        ("nominatednode:none", True, True),
        ("nominated-node:none", True, True),
        ("NOMINATED_NODE:none", True, True),
        ("nosuch:web", False, False),
        ("web[", False, False),
        ("+", False, False),
        ("(", False, False),
        ("-l app=web", True, False),
        ("-l app!=web", False, True),
        ("-l app in (web, db)", True, True),
        ("-l tier>0", True, False),
        ("-l", True, True),
        ("-l ", True, True),
        ("node-1 -l app in (web,db)", True, False),
        ("node-2 -l app=web", False, False),
        ("we-l", False, False),
    ],
)
def test_what_is_let_through(line: str, runs: bool, crashes: bool) -> None:
    assert (matches(line, RUNS), matches(line, CRASHES)) == (runs, crashes)


def test_a_header_with_blanks_may_be_written_without() -> None:
    daemonset = object_of(DAEMONSETS, "logs", spec={"template": {"spec": {"nodeSelector": {"disk": "ssd"}}}})
    for line in ("nodeselector:disk=ssd", "NODE-SELECTOR:ssd", "node_selector:^disk", "up-to-date:0", "uptodate:0"):
        assert matches(line, daemonset, DAEMONSETS), line
        assert not matches(f"!{line}", daemonset, DAEMONSETS), line


def test_what_names_no_column_is_text_with_a_colon() -> None:
    daemonset = object_of(DAEMONSETS, "logs", spec={"template": {"spec": {"nodeSelector": {"role": "system:node"}}}})
    assert matches("system:node", daemonset, DAEMONSETS)
    assert not matches("system:pod", daemonset, DAEMONSETS)


def test_nodes_are_in_no_namespace() -> None:
    node = object_of(NODES, "node-1", namespace="")
    assert matches("node", node, NODES)
    assert not matches("namespace:.*", node, NODES)


@pytest.mark.parametrize("word", ["[", "(", "web[", "*", "a**", "(?P<", "a{99999999999}", "(" * 290])
def test_what_does_not_compile_is_plain_text_and_says_so(word: str) -> None:
    read = parse_filter(f"db {word}", table_of(PODS, NEWEST), namespaced=True)
    assert "is no regular expression" in read.doubt
    assert not read.matches(RUNS, NOW)


def test_a_possible_misreading_is_no_warning() -> None:
    assert parse_filter("[[a]", table_of(PODS, NEWEST), namespaced=True).doubt == ""


@pytest.mark.parametrize("line", ["-l app in (", "-l =", "web -l a b", "-l a=\x1b["])
def test_a_selector_that_cannot_be_read_is_refused(line: str) -> None:
    with pytest.raises(SelectorError) as caught:
        parse_filter(line, table_of(PODS, NEWEST), namespaced=True)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(("line", "ticks"), [("web", False), ("age:5m", True), ("restarts:9", False), ("5m", False)])
def test_only_an_age_makes_a_filter_change_by_time(line: str, ticks: bool) -> None:
    assert parse_filter(line, table_of(PODS, NEWEST), namespaced=True).ticks is ticks


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_no_cell_that_time_changes_is_looked_at(kind: Any) -> None:
    """Each column either says that it ticks or says the same a day later, but for a time in parentheses."""
    table = table_of(kind, NEWEST)
    status = {"startTime": at(500), "lastScheduleTime": at(60)}
    obj = CRASHES if kind is PODS else object_of(kind, "x", status=status)
    for index, column in enumerate(table.columns):
        earlier, later = (table.cells(obj, now)[index].partition(" (")[0] for now in (NOW, NOW + 86_400))
        assert (earlier != later) == column.ticks, column.header


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_anything_typed_is_read_or_refused(line: str) -> None:
    for kind in (PODS, NODES):
        try:
            read = parse_filter(line, table_of(kind, NEWEST), namespaced=kind.namespaced)
        except (SelectorError, TraitError):
            continue
        assert read.doubt.isprintable()
        read.matches(RUNS if kind is PODS else object_of(NODES, "n"), NOW)


def test_what_is_said_of_a_line_holds_no_control_characters() -> None:
    """The matcher's own words repeat what was typed."""
    assert "bad character range ␡-0" in parse_filter("[\x7f-0", table_of(PODS, NEWEST), namespaced=True).doubt
