"""`ktui get`, once: what it prints, and how it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from ktui.kube import listing
from ktui.model.kinds import KINDS
from tests.fakes import objects

if TYPE_CHECKING:
    from tests.commands.ktui_at import Ktui

POD_HEADERS = ["NAME", "READY", "STATUS", "RESTARTS", "AGE", "IP", "NODE", "NOMINATED NODE", "READINESS GATES"]
MAKERS = {
    "pods": objects.pod,
    "daemonsets": objects.daemonset,
    "jobs": objects.job,
    "cronjobs": objects.cronjob,
}


def put(ktui: Ktui, *names: str, namespace: str = "web") -> None:
    for name in names:
        ktui.server.put("pods", objects.pod(name, namespace))


# The forms


async def test_a_table_has_kubectls_columns(ktui: Ktui) -> None:
    put(ktui, "a", "web-with-a-long-name")
    answer = await ktui("get", "pods")
    assert (answer.code, answer.err) == (0, "")
    lines = answer.out.splitlines()
    assert lines[0].split() == ["NAME", "READY", "STATUS", "RESTARTS", "AGE"]
    assert [line.split()[:4] for line in lines[1:]] == [
        ["a", "1/1", "Running", "0"],
        ["web-with-a-long-name", "1/1", "Running", "0"],
    ]
    assert {line.index("1/1") for line in lines[1:]} == {lines[0].index("READY")}
    assert lines[0].index("READY") == len("web-with-a-long-name") + 3


async def test_a_wide_table_has_more(ktui: Ktui) -> None:
    put(ktui, "a")
    answer = await ktui("get", "pods", "-o", "wide")
    assert answer.out.splitlines()[0].split() == " ".join(POD_HEADERS).split()
    assert "10.244.0.7" in answer.out
    assert "node-1" in answer.out


async def test_across_namespaces_the_namespace_comes_first(ktui: Ktui) -> None:
    put(ktui, "a", namespace="db")
    put(ktui, "b", namespace="web")
    answer = await ktui("get", "pods", "-A")
    assert [line.split()[:2] for line in answer.out.splitlines()] == [["NAMESPACE", "NAME"], ["db", "a"], ["web", "b"]]


async def test_nodes_have_no_namespace_to_show(ktui: Ktui) -> None:
    ktui.server.put("nodes", objects.node("n-1"))
    for flags in ([], ["-A"]):
        answer = await ktui("get", "nodes", *flags)
        assert answer.out.splitlines()[0].split()[0] == "NAME"
        assert answer.out.splitlines()[1].split()[0] == "n-1"


async def test_headers_can_be_left_out(ktui: Ktui) -> None:
    put(ktui, "a")
    answer = await ktui("get", "pods", "--no-headers")
    assert [line.split()[0] for line in answer.out.splitlines()] == ["a"]


async def test_json_has_every_column_under_kubectls_headers(ktui: Ktui) -> None:
    put(ktui, "a")
    answer = await ktui("get", "pods", "-o", "json")
    (item,) = answer.items
    assert set(answer.json) == {"items"}
    assert set(item) == {"namespace", "name", "uid", "cells", "extra"}
    assert (item["namespace"], item["name"]) == ("web", "a")
    assert item["uid"] == ktui.server.objects("pods")[0]["metadata"]["uid"]
    assert list(item["cells"]) == POD_HEADERS
    assert item["cells"]["READY"] == "1/1"


async def test_what_is_in_no_namespace_has_null_for_one(ktui: Ktui) -> None:
    ktui.server.put("nodes", objects.node("n-1"))
    assert (await ktui("get", "nodes", "-o", "json")).items[0]["namespace"] is None


async def test_yaml_is_the_same_data(ktui: Ktui) -> None:
    put(ktui, "a", "b")
    as_json = (await ktui("get", "pods", "-o", "json")).json
    as_yaml = yaml.safe_load((await ktui("get", "pods", "-o", "yaml")).out)
    for data in (as_json, as_yaml):
        for item in data["items"]:
            item["cells"].pop("AGE")
    assert as_yaml == as_json


async def test_every_kind_has_its_cells(ktui: Ktui) -> None:
    for name, make in MAKERS.items():
        ktui.server.put(name, make("a", "web"))  # type: ignore[operator]
    ktui.server.put("nodes", objects.node("a"))
    for kind in KINDS:
        for output in ("table", "wide", "json", "yaml"):
            answer = await ktui("get", kind.name, "-o", output)
            assert (answer.code, answer.err) == (0, ""), (kind.name, output)
            assert "a" in answer.out


async def test_the_columns_are_those_of_the_servers_release(ktui: Ktui) -> None:
    ktui.server.put("cronjobs", objects.cronjob("nightly", "web"))
    ktui.server.version = "v1.35.4"
    assert "TIMEZONE" in (await ktui("get", "cj", "-o", "json")).items[0]["cells"]
    ktui.server.version = "v1.26.0"
    assert "TIMEZONE" not in (await ktui("get", "cj", "-o", "json")).items[0]["cells"]


async def test_an_old_servers_cronjobs_are_found(ktui: Ktui) -> None:
    ktui.server.cronjob_versions = ("v1beta1",)
    ktui.server.version = "v1.20.2"
    ktui.server.put("cronjobs", objects.cronjob("nightly", "web"))
    assert (await ktui("get", "cj", "-o", "json")).names == ["nightly"]
    assert (await ktui("get", "cj/nightly", "-o", "json")).names == ["nightly"]


async def test_a_name_that_would_steer_the_terminal_is_made_visible(ktui: Ktui) -> None:
    ktui.server.put("pods", objects.pod("a", "web", phase="\x1b[31mRed\n\x9b2J"))
    answer = await ktui("get", "pods")
    assert "\x1b" not in answer.out
    assert "\x9b" not in answer.out
    assert len(answer.out.splitlines()) == 2
    as_json = await ktui("get", "pods", "-o", "json")
    assert "\x1b" not in as_json.out
    assert "\x9b" not in as_json.out
    assert as_json.items[0]["cells"]["STATUS"] == "\x1b[31mRed\n\x9b2J"
    as_yaml = await ktui("get", "pods", "-o", "yaml")
    assert not {"\x1b", "\x9b"} & set(as_yaml.out)


# Which objects


async def test_the_scope_is_the_contexts_namespace_unless_told(ktui: Ktui) -> None:
    put(ktui, "mine")
    put(ktui, "other", namespace="db")
    assert (await ktui("get", "pods", "-o", "json")).names == ["mine"]
    assert (await ktui("get", "pods", "-o", "json", "-n", "db")).names == ["other"]
    assert (await ktui("get", "pods", "-o", "json", "-A")).names == ["other", "mine"]


async def test_a_selector_chooses(ktui: Ktui) -> None:
    put(ktui, "a", "b")
    assert (await ktui("get", "pods", "-l", "app=b", "-o", "json")).names == ["b"]


async def test_names_choose_in_the_order_they_are_given(ktui: Ktui) -> None:
    put(ktui, "a", "b", "c")
    assert (await ktui("get", "pods", "c", "a", "-o", "json")).names == ["c", "a"]
    assert (await ktui("get", "po/c", "pod/a", "-o", "json")).names == ["c", "a"]
    assert (await ktui("get", "pods", "-o", "json", "c", "a")).names == ["c", "a"]


async def test_many_pages_make_one_answer(ktui: Ktui, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "FIRST_PAGE", 3)
    monkeypatch.setattr(listing, "PAGE", 4)
    put(ktui, *(f"pod-{number:02}" for number in range(20)))
    assert (await ktui("get", "pods", "-o", "json")).names == [f"pod-{number:02}" for number in range(20)]


# The order


async def test_a_column_sorts_by_what_it_means(ktui: Ktui) -> None:
    for name, restarts in (("a", 9), ("b", 10), ("c", 2)):
        ktui.server.put("pods", objects.pod(name, "web", restarts=restarts))
    assert (await ktui("get", "pods", "--sort-by", "RESTARTS", "-o", "json")).names == ["c", "a", "b"]
    assert (await ktui("get", "pods", "--sort-by", "restarts", "-o", "json")).names == ["c", "a", "b"]


async def test_what_is_equal_keeps_the_servers_order(ktui: Ktui) -> None:
    put(ktui, "a", "b", "c")
    assert (await ktui("get", "pods", "--sort-by", "STATUS", "-o", "json")).names == ["a", "b", "c"]


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
async def test_every_column_can_be_sorted_by(ktui: Ktui, kind: str) -> None:
    if kind == "nodes":
        ktui.server.put("nodes", objects.node("a"))
        ktui.server.put("nodes", {"metadata": {"name": "b"}})
    else:
        ktui.server.put(kind, MAKERS[kind]("a", "web"))  # type: ignore[operator]
        ktui.server.put(kind, {"metadata": {"name": "b", "namespace": "web"}})
    headers = (await ktui("get", kind, "-o", "json")).items[0]["cells"]
    for header in headers:
        answer = await ktui("get", kind, "--sort-by", header, "-o", "json")
        assert sorted(answer.names) == ["a", "b"], header


async def test_a_column_that_is_none_is_told_with_those_there_are(ktui: Ktui) -> None:
    answer = await ktui("get", "pods", "--sort-by", "COLOUR")
    assert (answer.code, answer.out) == (2, "")
    assert "no column 'COLOUR'" in answer.err
    assert "RESTARTS" in answer.err


# Nothing, and not all


async def test_no_objects_is_an_empty_answer(ktui: Ktui) -> None:
    answer = await ktui("get", "pods")
    assert (answer.code, answer.out, answer.err) == (0, "", "No resources found in web namespace.\n")
    for flags in (["get", "pods", "-A"], ["get", "nodes"]):
        assert (await ktui(*flags)).err == "No resources found.\n"
    assert (await ktui("get", "pods", "-o", "json")).json == {"items": []}
    assert yaml.safe_load((await ktui("get", "pods", "-o", "yaml")).out) == {"items": []}


async def test_a_name_that_is_not_there_is_told(ktui: Ktui) -> None:
    for output in ("table", "json", "yaml"):
        answer = await ktui("get", "pods", "gone", "-o", output)
        assert (answer.code, answer.out, answer.err) == (4, "", 'ktui: pods "gone" not found\n')


async def test_all_of_several_names_missing_is_told_of_each(ktui: Ktui) -> None:
    answer = await ktui("get", "pods", "gone", "lost")
    assert (answer.code, answer.out) == (4, "")
    assert answer.err == 'ktui: pods "gone" not found\nktui: pods "lost" not found\n'


async def test_some_names_missing_is_done_in_part(ktui: Ktui) -> None:
    put(ktui, "a", "c")
    answer = await ktui("get", "pods", "a", "gone", "c", "-o", "json")
    assert (answer.code, answer.names) == (1, ["a", "c"])
    assert answer.err == 'ktui: pods "gone" not found\n'


# Wrong


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("get pods a -A", "by name across all namespaces"),
        ("get pods a -l app=web", "a name and -l exclude each other"),
        ("get pods a b -w", "-w watches one name or all"),
        ("get deployments", "no such kind"),
        ("get pods -o xml", "xml"),
        ("get pods -n web -A", "-n and -A exclude each other"),
    ],
)
async def test_bad_usage_asks_nothing(ktui: Ktui, words: str, sentence: str) -> None:
    answer = await ktui(*words.split())
    assert (answer.code, answer.out) == (2, "")
    assert sentence in answer.err
    assert answer.err.startswith("ktui: ")
    assert answer.err.count("\n") == 1
    assert ktui.server.requests == []


async def test_a_node_by_name_needs_no_namespace(ktui: Ktui) -> None:
    ktui.server.put("nodes", objects.node("n-1"))
    assert (await ktui("get", "nodes", "n-1", "-A", "-o", "json")).names == ["n-1"]


async def test_a_selector_that_is_none_is_refused_by_the_server(ktui: Ktui) -> None:
    answer = await ktui("get", "pods", "-l", "a===b")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith("ktui: the API server would not list pods: ")


async def test_an_unreachable_cluster_is_told(ktui: Ktui) -> None:
    await ktui.server.stop()
    for flags in ([], ["-o", "json"], ["-w"], ["a"]):
        answer = await ktui("get", "pods", *flags)
        assert (answer.code, answer.out) == (3, "")
        assert answer.err.startswith(f"ktui: cannot connect to {ktui.server.url}: ")
        assert answer.err.count("\n") == 1


async def test_credentials_that_are_not_accepted_are_told(ktui: Ktui) -> None:
    ktui.server.token = "another"
    for flags in ([], ["-w"], ["a"]):
        answer = await ktui("get", "pods", *flags)
        assert (answer.code, answer.out) == (3, "")
        assert "does not accept these credentials" in answer.err


@pytest.mark.parametrize("flags", ["", "a", "-w", "-o json", "-A"])
async def test_what_is_not_permitted_is_told(ktui: Ktui, flags: str) -> None:
    ktui.server.faults.forbid("pods")
    answer = await ktui("get", "pods", *flags.split())
    assert (answer.code, answer.out) == (5, "")
    assert answer.err.startswith("ktui: not permitted to ")
    assert answer.err.count("\n") == 1


async def test_a_kind_the_server_lacks_is_told(ktui: Ktui) -> None:
    ktui.server.cronjob_versions = ()
    for flags in ([], ["a"], ["-w"]):
        answer = await ktui("get", "cronjobs", *flags)
        assert (answer.code, answer.out) == (4, "")
        assert answer.err.count("\n") == 1


async def test_a_server_that_fails_is_told(ktui: Ktui) -> None:
    ktui.server.faults.answer(500, kind="pods", times=None)
    answer = await ktui("get", "pods")
    assert (answer.code, answer.out) == (1, "")
    assert "etcdserver: leader changed" in answer.err


async def test_a_kubeconfig_that_is_not_there_is_told(ktui: Ktui) -> None:
    answer = await ktui("get", "pods", "--kubeconfig", "/nowhere/config")
    assert (answer.code, answer.out) == (2, "")
    assert "/nowhere/config" in answer.err
    assert answer.err.count("\n") == 1


async def test_a_context_that_is_not_there_is_told(ktui: Ktui) -> None:
    answer = await ktui("get", "pods", "--context", "prod")
    assert (answer.code, answer.out) == (2, "")
    assert "no context 'prod'" in answer.err


async def test_an_object_that_cannot_be_read_hides_no_other_and_is_told(ktui: Ktui) -> None:
    put(ktui, "a", "z")
    ktui.server.put("pods", objects.pod("odd", "web"), sent_as={"metadata": 3})
    answer = await ktui("get", "pods", "-o", "json")
    assert (answer.code, answer.names) == (1, ["a", "z"])
    assert answer.err == "ktui: 1 of the pods cannot be read; kubectl get pods -o json shows them\n"


async def test_objects_of_which_none_can_be_read_are_not_said_to_be_absent(ktui: Ktui) -> None:
    ktui.server.put("pods", objects.pod("odd", "web"), sent_as={"metadata": 3})
    answer = await ktui("get", "pods")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith("ktui: 1 of the pods cannot be read")
    assert (await ktui("get", "pods", "-o", "json")).json == {"items": []}
