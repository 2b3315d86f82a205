"""A change from its plan to its end, of one object and of many, and taken back."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from ktui.errors import ForbiddenError, KtuiError, NotFoundError, UnreachableError, UsageError
from ktui.insight.writes.labels import parse_labels
from ktui.model.kinds import CRONJOBS, DAEMONSETS, JOBS, NODES, PODS
from ktui.model.right import Right
from ktui.model.verbs import VERBS
from ktui.model.writes import Danger, Outcome
from ktui.session.bounded import AT_ONCE
from ktui.session.writing import RIGHTS_SECONDS
from tests.fakes import objects
from tests.fakes.clock import FakeClock, until
from tests.kube.gateways import labels_of, put_node, writes_to
from tests.session.writings import disks, outcomes, put_nodes, writing_to

if TYPE_CHECKING:
    from pathlib import Path

    from ktui.demo.server.api_server import ApiServer
    from ktui.model.writes import Result

SSD = parse_labels(["disk=ssd"])


async def test_plan_preview_apply_undo(api_server: ApiServer, tmp_path: Path) -> None:
    put_nodes(api_server, 2, disk="hdd")
    async with writing_to(api_server, tmp_path) as writing:
        plan = await writing.planner.label(["n000", "n001"], SSD)
        assert (plan.danger, plan.warnings) == (Danger.ENTER, ())
        assert writing.command(plan) == "kubectl label node n000 n001 disk=ssd --overwrite"
        assert outcomes(await writing.preview(plan)) == [Outcome.PREVIEWED] * 2
        assert disks(api_server) == ["hdd", "hdd"]
        told: list[Result] = []
        done = await writing.apply(plan, told.append)
        assert outcomes(done.results) == [Outcome.APPLIED] * 2
        assert sorted(told, key=lambda result: result.ref.name) == list(done.results)
        assert disks(api_server) == ["ssd", "ssd"]
        undo = await writing.undo_plan()
        assert (undo.verb, undo.undoes) == ("label", done.number)
        assert writing.command(undo) == "kubectl label node n000 n001 disk=hdd --overwrite"
        undone = await writing.apply(undo)
        assert outcomes(undone.results) == [Outcome.APPLIED] * 2
        assert disks(api_server) == ["hdd", "hdd"]
        second, first, *_ = (await writing.entries())[::2]
        assert (first.number, first.undone_by, second.undoes) == (done.number, undone.number, done.number)
        with pytest.raises(KtuiError, match="nothing to undo"):
            await writing.undo_plan()
        with pytest.raises(KtuiError, match=f"undone already, by change {undone.number}"):
            await writing.undo_plan(done.number)


async def test_another_process_undoes_what_one_did(api_server: ApiServer, tmp_path: Path) -> None:
    put_nodes(api_server, 1, disk="hdd")
    async with writing_to(api_server, tmp_path) as writing:
        await writing.apply(await writing.planner.label(["n000"], SSD))
    async with writing_to(api_server, tmp_path) as writing:
        await writing.apply(await writing.undo_plan())
    assert disks(api_server) == ["hdd"]


async def test_what_is_so_already_is_neither_sent_nor_kept(api_server: ApiServer, tmp_path: Path) -> None:
    put_nodes(api_server, 1, disk="ssd")
    async with writing_to(api_server, tmp_path) as writing:
        done = await writing.apply(await writing.planner.label(["n000"], SSD))
        assert (outcomes(done.results), done.number) == ([Outcome.UNCHANGED], None)
        assert await writing.entries() == []
    assert writes_to(api_server) == []


async def test_what_is_wrong_with_one_of_them_is_no_matter_to_the_others(api_server: ApiServer, tmp_path: Path) -> None:
    put_nodes(api_server, 1, disk="hdd")
    async with writing_to(api_server, tmp_path) as writing:
        done = await writing.apply(await writing.planner.label(["absent", "n000"], SSD))
    absent, there = done.results
    assert (absent.outcome, there.outcome) == (Outcome.REFUSED, Outcome.APPLIED)
    assert isinstance(absent.error, NotFoundError)


async def test_without_overwrite_a_value_that_is_there_stays(api_server: ApiServer, tmp_path: Path) -> None:
    put_nodes(api_server, 1, disk="hdd")
    async with writing_to(api_server, tmp_path) as writing:
        plan = await writing.planner.label(["n000"], SSD, overwrite=False)
        assert plan.items[0].result is not None
        assert plan.items[0].result.message == "node n000 has disk=hdd already: --overwrite changes it"
        plan = await writing.planner.label(["n000"], parse_labels(["disk-", "tier=web"]), overwrite=False)
        assert len(plan.writes) == 1


# Undo that is refused


async def test_an_undo_is_refused_where_the_value_changed_since(api_server: ApiServer, tmp_path: Path) -> None:
    put_nodes(api_server, 2, disk="hdd")
    async with writing_to(api_server, tmp_path) as writing:
        await writing.apply(await writing.planner.label(["n000", "n001"], SSD))
        put_node(api_server, "n000", disk="nvme")
        undone = await writing.apply(await writing.undo_plan())
    assert outcomes(undone.results) == [Outcome.REFUSED, Outcome.APPLIED]
    assert undone.results[0].message == "not undone: disk of n000 is nvme now, no longer ssd"
    assert disks(api_server) == ["nvme", "hdd"]


async def test_a_node_that_was_replaced_is_left_alone(api_server: ApiServer, tmp_path: Path) -> None:
    put_nodes(api_server, 1, disk="hdd")
    async with writing_to(api_server, tmp_path) as writing:
        await writing.apply(await writing.planner.label(["n000"], SSD))
        api_server.delete("nodes", "", "n000")
        put_node(api_server, "n000", disk="ssd")
        undone = await writing.apply(await writing.undo_plan())
    assert outcomes(undone.results) == [Outcome.REFUSED]
    assert "another one now" in undone.results[0].message
    assert disks(api_server) == ["ssd"]


async def test_a_deletion_has_no_way_back_and_a_change_that_is_not_there_has_none_either(
    api_server: ApiServer, tmp_path: Path
) -> None:
    api_server.put("pods", objects.pod("a", "web"))
    async with writing_to(api_server, tmp_path) as writing:
        done = await writing.apply(await writing.planner.delete(PODS, [("web", "a")]))
        undone = await writing.apply(await writing.undo_plan(done.number))
        assert outcomes(undone.results) == [Outcome.REFUSED]
        assert "cannot be undone: what is deleted" in undone.results[0].message
        with pytest.raises(NotFoundError, match="no change 99"):
            await writing.undo_plan(99)


# The other verbs


async def test_cordon_suspend_and_restart_and_back(api_server: ApiServer, tmp_path: Path) -> None:
    put_nodes(api_server, 1)
    api_server.put("cronjobs", objects.cronjob("backup", "web"))
    api_server.put("daemonsets", objects.daemonset("agent", "web"))
    async with writing_to(api_server, tmp_path) as writing:
        for verb, kind, key in (
            ("cordon", NODES, ("", "n000")),
            ("suspend", CRONJOBS, ("web", "backup")),
            ("restart", DAEMONSETS, ("web", "agent")),
        ):
            done = await writing.apply(await writing.planner.switch(verb, kind, [key]))
            assert outcomes(done.results) == [Outcome.APPLIED], verb
        assert api_server.objects("nodes")[0]["spec"]["unschedulable"]
        assert api_server.objects("cronjobs")[0]["spec"]["suspend"]
        await writing.apply(await writing.undo_plan(2))
        await writing.apply(await writing.undo_plan(1))
        assert "unschedulable" not in api_server.objects("nodes")[0]["spec"]
        assert not api_server.objects("cronjobs")[0]["spec"]["suspend"]
        with pytest.raises(UsageError, match="for CronJobs and Jobs, not for Pods"):
            await writing.planner.switch("suspend", PODS, [("web", "a")])


async def test_what_goes_with_it_is_said_first(api_server: ApiServer, tmp_path: Path) -> None:
    daemonset = api_server.put("daemonsets", objects.daemonset("agent", "web"))
    cronjob = api_server.put("cronjobs", objects.cronjob("backup", "web"))
    owner = objects.owner("DaemonSet", "agent", daemonset["metadata"]["uid"])
    for number in range(3):
        pod = objects.pod(f"agent-{number}", "web", owned_by=owner, labels={"app": "agent"})
        pod["spec"]["nodeName"] = f"node-{number % 2}"
        api_server.put("pods", pod)
    by = objects.owner("CronJob", "backup", cronjob["metadata"]["uid"])
    api_server.put("jobs", objects.job("backup-1", "web", owned_by=by))
    put_node(api_server, "node-0")
    async with writing_to(api_server, tmp_path) as writing:
        plans = [
            await writing.planner.delete(kind, [key])
            for kind, key in (
                (DAEMONSETS, ("web", "agent")),
                (CRONJOBS, ("web", "backup")),
                (NODES, ("", "node-0")),
                (PODS, ("web", "agent-0")),
            )
        ]
        several = await writing.planner.delete(PODS, [("web", "agent-0"), ("web", "agent-1")])
    assert [plan.writes[0].goes for plan in plans] == [
        "3 pods on 2 nodes (agent-0, agent-1, agent-2)",
        "1 Job (backup-1)",
        "2 pods on 1 node (agent-0, agent-2)",
        "",
    ]
    assert [plan.danger for plan in plans] == [Danger.NAME, Danger.NAME, Danger.NAME, Danger.ENTER]
    assert several.danger is Danger.NAME


async def test_a_job_now_and_a_job_again_and_both_taken_back(api_server: ApiServer, tmp_path: Path) -> None:
    api_server.put("cronjobs", objects.cronjob("backup", "web", suspend=True))
    async with writing_to(api_server, tmp_path) as writing:
        plan = await writing.planner.trigger([("web", "backup")])
        assert "suspended" in plan.warnings[0]
        assert writing.command(plan) == ("kubectl create job backup-manual-bbbbb --from=cronjob/backup --namespace=web")
        await writing.apply(plan)
        again = await writing.planner.rerun([("web", "backup-manual-bbbbb")], name="again")
        done = await writing.apply(again)
        assert done.results[0].answer is not None
        names = [job["metadata"]["name"] for job in api_server.objects("jobs")]
        assert names == ["again", "backup-manual-bbbbb"]
        job = done.results[0].answer
        made, labels = (
            objects.owner("Job", "again", job["metadata"]["uid"]),
            job["spec"]["template"]["metadata"]["labels"],
        )
        api_server.put("pods", objects.pod("again-x", "web", owned_by=made, labels=labels))
        undoing = await writing.undo_plan()
        assert (undoing.writes[0].goes, undoing.danger) == ("1 pod on 1 node (again-x)", Danger.ENTER)
        await writing.apply(undoing)
        await writing.apply(await writing.undo_plan())
        assert api_server.objects("jobs") == []
        bad = await writing.planner.trigger([("web", "backup")], name="Bad")
        assert isinstance(bad.items[0].result and bad.items[0].result.error, UsageError)


# Many


async def test_many_are_sent_some_at_once_and_undone_as_one(api_server: ApiServer, tmp_path: Path) -> None:
    names = put_nodes(api_server, 40, disk="hdd")
    async with writing_to(api_server, tmp_path) as writing:
        plan = await writing.planner.label(names, SSD)
        silence = api_server.faults.silence(kind="nodes", verb="patch", times=None)
        applying = asyncio.create_task(writing.apply(plan))
        await until(lambda: len(writes_to(api_server)) == AT_ONCE)
        silence.release()
        done = await applying
        assert outcomes(done.results) == [Outcome.APPLIED] * 40
        assert [result.ref.name for result in done.results] == names
        assert disks(api_server) == ["ssd"] * 40
        undo = await writing.undo_plan()
        assert len(undo.writes) == 40
        await writing.apply(undo)
    assert disks(api_server) == ["hdd"] * 40


async def test_stopped_those_under_way_end_and_no_other_begins(api_server: ApiServer, tmp_path: Path) -> None:
    names = put_nodes(api_server, 40, disk="hdd")
    stop = asyncio.Event()
    async with writing_to(api_server, tmp_path) as writing:
        plan = await writing.planner.label(names, SSD)
        silence = api_server.faults.silence(kind="nodes", verb="patch", times=None)
        applying = asyncio.create_task(writing.apply(plan, stop=stop))
        await until(lambda: len(writes_to(api_server)) == AT_ONCE)
        stop.set()
        silence.release()
        done = await applying
        assert outcomes(done.results) == [Outcome.APPLIED] * AT_ONCE + [Outcome.FAILED] * (40 - AT_ONCE)
        assert done.results[-1].message == "not sent: you stopped it before"
        undo = await writing.undo_plan()
        assert [write.change.ref.name for write in undo.writes] == names[:AT_ONCE]


async def test_a_server_that_goes_away_ends_it(api_server: ApiServer, tmp_path: Path) -> None:
    names = put_nodes(api_server, 40, disk="hdd")
    async with writing_to(api_server, tmp_path) as writing:
        plan = await writing.planner.label(names, SSD)
        await writing.entries()
        await api_server.stop()
        done = await writing.apply(plan)
        assert set(outcomes(done.results)) == {Outcome.FAILED}
        assert isinstance(done.results[0].error, UnreachableError)
        assert done.results[-1].message == "not sent: the API server did not answer to the one before"
        await api_server.start()
        with pytest.raises(KtuiError, match="nothing to undo"):
            await writing.undo_plan()
        with pytest.raises(KtuiError, match="has changed nothing"):
            await writing.undo_plan(done.number)


# Read-only, rights


async def test_read_only_closes_all_of_it(api_server: ApiServer, tmp_path: Path) -> None:
    put_nodes(api_server, 1, disk="hdd")
    async with writing_to(api_server, tmp_path, read_only=True) as writing:
        plan = await writing.planner.label(["n000"], SSD)
        assert outcomes(await writing.preview(plan)) == [Outcome.REFUSED]
        for work in (writing.apply(plan), writing.undo_plan()):
            with pytest.raises(ForbiddenError, match="read-only"):
                await work
        assert not (await writing.may(VERBS["label"].needs(NODES))).allowed
        assert await writing.entries() == []
    assert writes_to(api_server) == []


async def test_a_right_is_asked_once_in_a_minute(api_server: ApiServer, tmp_path: Path) -> None:
    clock = FakeClock()
    async with writing_to(api_server, tmp_path, clock=clock) as writing:
        right = Right("create", "batch", "jobs")
        assert (await writing.may(VERBS["trigger"].needs(CRONJOBS), "web")).allowed
        assert (await writing.may(right, "web")).allowed
        api_server.faults.forbid("jobs", "create")
        assert (await writing.may(VERBS["rerun"].needs(JOBS), "web")).allowed
        await clock.advance(RIGHTS_SECONDS)
        assert not (await writing.may(right, "web")).allowed
    assert writes_to(api_server) == ["POST", "POST"]


async def test_clusters_are_told_apart_by_their_kube_system(api_server: ApiServer, tmp_path: Path) -> None:
    put_nodes(api_server, 1, disk="hdd")
    api_server.put("namespaces", objects.namespace("kube-system"))
    async with writing_to(api_server, tmp_path) as writing:
        await writing.apply(await writing.planner.label(["n000"], SSD))
    api_server.delete("namespaces", "", "kube-system")
    api_server.put("namespaces", objects.namespace("kube-system"))
    async with writing_to(api_server, tmp_path) as writing:
        assert await writing.entries() == []
    assert labels_of(api_server, "n000") == {"disk": "ssd"}
