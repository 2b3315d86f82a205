"""A change in its dialog: shown, asked for in a dry run, applied on Enter, and what stays to be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ktui.insight.writes.labels import parse_labels
from ktui.model.kinds import DAEMONSETS, JOBS, NODES, PODS
from ktui.model.writes import Outcome
from tests.fakes import objects
from tests.kube.gateways import writes_to
from tests.session.writings import disks, put_nodes
from tests.ui.changing import dialog

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from ktui.demo.server.api_server import ApiServer
    from ktui.model.writes import Plan
    from ktui.session.planning import Planner

SSD = parse_labels(["disk=ssd"])


def labelling(*names: str) -> Callable[[Planner], Awaitable[Plan]]:
    return lambda planner: planner.label(names, SSD)


def cordoning(*names: str) -> Callable[[Planner], Awaitable[Plan]]:
    return lambda planner: planner.switch("cordon", NODES, [("", name) for name in names])


def put_daemonset(server: ApiServer, pods: int) -> None:
    daemonset = server.put("daemonsets", objects.daemonset("agent", "web"))
    labels = daemonset["spec"]["selector"]["matchLabels"]
    for number in range(pods):
        pod = objects.pod(f"agent-{number}", "web", labels=labels, node=f"n{number}")
        pod["metadata"]["ownerReferences"] = [objects.owner("DaemonSet", "agent", daemonset["metadata"]["uid"])]
        server.put("pods", pod)


def deleting(planner: Planner) -> Awaitable[Plan]:
    return planner.delete(DAEMONSETS, [("web", "agent")])


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_shown_then_applied(api_server: ApiServer, tmp_path: Path, size: tuple[int, int]) -> None:
    put_nodes(api_server, 2, disk="hdd")
    async with dialog(api_server, tmp_path, labelling("n000", "n001"), size=size) as open_one:
        await open_one.says("Label 2 Nodes", "disk: hdd → ssd on n000, n001", "dry run accepted", "enter label")
        assert disks(api_server) == ["hdd", "hdd"]
        await open_one.press("enter")
        changed = await open_one.over()
    assert disks(api_server) == ["ssd", "ssd"]
    assert changed is not None
    assert changed.whole


async def test_esc_leaves_everything_as_it_is(api_server: ApiServer, tmp_path: Path) -> None:
    put_nodes(api_server, 1, disk="hdd")
    async with dialog(api_server, tmp_path, labelling("n000")) as open_one:
        await open_one.says("dry run accepted", "esc leave it")
        await open_one.press("escape")
        assert await open_one.over() is None
    assert disks(api_server) == ["hdd"]


async def test_while_it_plans_enter_does_nothing_and_esc_leaves(api_server: ApiServer, tmp_path: Path) -> None:
    put_nodes(api_server, 1)
    silence = api_server.faults.silence(kind="nodes", verb="get", headers=False)
    async with dialog(api_server, tmp_path, labelling("n000")) as open_one:
        await open_one.says("Change it", "reading it …", "esc back")
        await open_one.press("enter", "escape")
        assert await open_one.over() is None
        api_server.faults.clear()
    assert silence is not None
    assert writes_to(api_server) == []


async def test_a_dry_run_that_is_slow_is_not_waited_for_and_that_is_said(api_server: ApiServer, tmp_path: Path) -> None:
    put_nodes(api_server, 1, disk="hdd")
    api_server.faults.silence(kind="nodes", verb="patch", headers=False, times=2)
    async with dialog(api_server, tmp_path, labelling("n000")) as open_one:
        await open_one.says("asked for a dry run …")
        await open_one.press("enter")
        await open_one.says("0 of 1", "The dry run was not answered: it was sent without.", "esc stop")
        api_server.faults.clear()
        await open_one.over()


async def test_what_goes_with_it_is_said_and_the_name_is_typed(api_server: ApiServer, tmp_path: Path) -> None:
    put_daemonset(api_server, 12)
    async with dialog(api_server, tmp_path, deleting) as open_one:
        await open_one.says("DaemonSet web/agent, and with it 12 pods on 12 nodes", "type agent and press enter")
        await open_one.press("enter")
        await open_one.says("That is not agent, and nothing was sent.")
        await open_one.press(*"agen", "enter")
        await open_one.says("That is not agent")
        assert len(api_server.objects("daemonsets")) == 1
        await open_one.press("t", "enter")
        await open_one.over()
    assert not api_server.objects("daemonsets")


async def test_several_that_go_are_counted_by_who_deletes_them(api_server: ApiServer, tmp_path: Path) -> None:
    for name in "abc":
        api_server.put("pods", objects.pod(name, "web"))
    keys = [("web", name) for name in "abc"]
    async with dialog(api_server, tmp_path, lambda planner: planner.delete(PODS, keys)) as open_one:
        await open_one.says("Delete 3 Pods", "type 3 and press enter")
        await open_one.press("3", "enter")
        await open_one.over()
    # No kubelet is there to end them.
    assert all("deletionTimestamp" in pod["metadata"] for pod in api_server.objects("pods"))


async def test_what_was_not_done_stays_until_esc(api_server: ApiServer, tmp_path: Path) -> None:
    put_nodes(api_server, 2, disk="hdd")
    async with dialog(api_server, tmp_path, labelling("n000", "n001")) as open_one:
        await open_one.says("dry run accepted")
        api_server.delete("nodes", "", "n001")
        await open_one.press("enter")
        await open_one.says("1 of 2 done.", 'nodes "n001" not found', "esc back")
        await open_one.press("escape")
        changed = await open_one.over()
    assert changed is not None
    assert not changed.whole


async def test_a_value_that_changed_since_is_told(api_server: ApiServer, tmp_path: Path) -> None:
    put_nodes(api_server, 1, disk="hdd")
    async with dialog(api_server, tmp_path, labelling("n000")) as open_one:
        await open_one.says("dry run accepted")
        (node,) = api_server.objects("nodes")
        node["metadata"]["labels"] = {"disk": "nvme"}
        api_server.put("nodes", node)
        await open_one.press("enter")
        await open_one.says("Not done.", "disk of n000 is nvme now, no longer hdd")
    assert disks(api_server) == ["nvme"]


async def test_the_servers_refusal_of_the_dry_run_is_shown(api_server: ApiServer, tmp_path: Path) -> None:
    put_nodes(api_server, 1, disk="hdd")
    api_server.faults.forbid("nodes", "patch")
    async with dialog(api_server, tmp_path, labelling("n000"), size=(120, 40)) as open_one:
        await open_one.says("server", "not permitted", "enter label all the same")


async def test_there_is_nothing_to_do(api_server: ApiServer, tmp_path: Path) -> None:
    put_nodes(api_server, 1, disk="ssd")
    async with dialog(api_server, tmp_path, labelling("n000")) as open_one:
        await open_one.says("n000: so already", "esc back")
        await open_one.press("enter")
        assert writes_to(api_server) == []
        await open_one.press("escape")
        assert await open_one.over() is None


async def test_an_object_that_is_gone_is_a_sentence(api_server: ApiServer, tmp_path: Path) -> None:
    async with dialog(api_server, tmp_path, cordoning("absent")) as open_one:
        await open_one.says("refused", "absent")


async def test_the_api_server_is_gone(tmp_path: Path) -> None:
    async with dialog("http://127.0.0.1:9", tmp_path, cordoning("n1")) as open_one:
        await open_one.says("127.0.0.1:9", "esc back")
        await open_one.press("escape")
        assert await open_one.over() is None


async def test_esc_stops_after_those_under_way(api_server: ApiServer, tmp_path: Path) -> None:
    names = put_nodes(api_server, 50, disk="hdd")
    async with dialog(api_server, tmp_path, labelling(*names)) as open_one:
        await open_one.says("dry run accepted")
        api_server.faults.silence(kind="nodes", verb="patch", headers=False, times=10)
        await open_one.press("enter")
        await open_one.says("0 of 50", "esc stop")
        await open_one.press("escape")
        await open_one.says("Stopping: what is under way is waited for, no more is sent.")
        api_server.faults.clear()
        await open_one.says("done.", "you stopped it before")
        assert disks(api_server).count("hdd") >= 40


async def test_read_only_refuses_before_anything_is_asked(api_server: ApiServer, tmp_path: Path) -> None:
    put_nodes(api_server, 1)
    async with dialog(api_server, tmp_path, cordoning("n000"), read_only=True) as open_one:
        await open_one.says("--read-only", "esc back")
    assert api_server.requests == []


async def test_a_job_that_was_made_is_followed(api_server: ApiServer, tmp_path: Path) -> None:
    api_server.put("cronjobs", objects.cronjob("backup", "web"))
    async with dialog(api_server, tmp_path, lambda planner: planner.trigger([("web", "backup")])) as open_one:
        await open_one.says("Trigger CronJob web/backup", "from CronJob web/backup", "dry run accepted")
        await open_one.press("enter")
        await open_one.says("created: enter follows it", "enter go to it")
        await open_one.press("enter")
        changed = await open_one.over()
    assert changed is not None
    assert changed.follow is not None
    (job,) = api_server.objects(JOBS.name)
    assert changed.follow.name == job["metadata"]["name"]
    assert [result.outcome for result in changed.done.results] == [Outcome.APPLIED]


async def test_a_long_page_scrolls(api_server: ApiServer, tmp_path: Path) -> None:
    for number in range(40):
        api_server.put("pods", objects.pod(f"pod-{number:02}", "web"))
    keys = [("web", f"pod-{number:02}") for number in range(40)]
    async with dialog(api_server, tmp_path, lambda planner: planner.delete(PODS, keys), size=(60, 12)) as open_one:
        await open_one.says("Pod web/pod-00", "↑ ↓ scroll")
        assert "dry run" not in open_one.text
        await open_one.press("pagedown", "pagedown", "pagedown")
        await open_one.says("dry run accepted")
        await open_one.press(*["up"] * 30)
        await open_one.says("Pod web/pod-00")


async def test_a_bug_is_one_sentence(api_server: ApiServer, tmp_path: Path) -> None:
    async def broken(_: Planner) -> Plan:
        raise ValueError("\x1bodd")

    async with dialog(api_server, tmp_path, broken) as open_one:
        await open_one.says("ktui failed inside", "please report it")
