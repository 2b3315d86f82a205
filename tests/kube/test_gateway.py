"""The one way for changes: what goes over the wire, what is kept of it, and what each refusal says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from ktui.demo.server import statuses
from ktui.errors import ForbiddenError, NotFoundError
from ktui.insight.writes.lifecycle import delete, make_job
from ktui.insight.writes.switches import cordon, restart, suspend
from ktui.model.kinds import CRONJOBS, JOBS, PODS
from ktui.model.right import Right
from ktui.model.writes import ObjectRef, Outcome
from tests.fakes import objects
from tests.fakes.clock import START
from tests.kube.gateways import gateway_to, labelling, labels_of, put_node, writes_to

if TYPE_CHECKING:
    from ktui.demo.server.api_server import ApiServer


def job(name: str) -> dict[str, Any]:
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": name}, "spec": objects.job_spec()}


async def test_a_change_is_kept_before_it_is_sent_and_how_it_ended_after(api_server: ApiServer) -> None:
    node = put_node(api_server, disk="hdd")
    seen: list[list[str]] = []
    async with gateway_to(api_server) as at:
        at.kept.begun = lambda: seen.append(writes_to(api_server))
        result = await at.send(labelling(node, "disk=ssd", "tier=web"))
    assert seen == [[]]
    assert (result.outcome, result.message, result.error) == (Outcome.APPLIED, "", None)
    assert result.answer is not None
    assert labels_of(api_server) == {"disk": "ssd", "tier": "web"}
    assert at.kept.outcomes == {0: (Outcome.APPLIED, "", node["metadata"]["uid"])}
    (call,) = (call for call in api_server.requests if call.method == "PATCH")
    assert call.query == {"fieldManager": "ktui"}


async def test_a_dry_run_changes_nothing_and_is_not_kept(api_server: ApiServer) -> None:
    node = put_node(api_server, disk="hdd")
    pod = api_server.put("pods", objects.pod("a", "web"))
    before = api_server.revision
    writes = [labelling(node, "disk=ssd"), delete(PODS, pod), _made("once")]
    async with gateway_to(api_server) as at:
        results = [await at.gateway.preview(write) for write in writes]
    assert [result.outcome for result in results] == [Outcome.PREVIEWED] * 3
    assert api_server.revision == before
    assert at.kept.changes == []


def _made(name: str) -> Any:
    return make_job("trigger", ObjectRef("cronjobs", "web", "backup"), job(name), kubectl="")


async def test_every_sort_of_change_arrives(api_server: ApiServer) -> None:
    node = put_node(api_server)
    cronjob = api_server.put("cronjobs", objects.cronjob("backup", "web"))
    daemonset = api_server.put("daemonsets", objects.daemonset("agent", "web"))
    pod = api_server.put("pods", objects.pod("a", "web", node=None))
    async with gateway_to(api_server) as at:
        for write in (
            cordon(node, on=True),
            suspend(CRONJOBS, cronjob, on=True),
            restart(daemonset, START),
            delete(PODS, pod),
            _made("backup-1"),
        ):
            assert write is not None
            result = await at.send(write)
            assert result.outcome is Outcome.APPLIED, result
    assert api_server.objects("nodes")[0]["spec"]["unschedulable"] is True
    assert api_server.objects("cronjobs")[0]["spec"]["suspend"] is True
    assert api_server.objects("daemonsets")[0]["spec"]["template"]["metadata"]["annotations"]
    assert api_server.objects("pods") == []
    (made,) = api_server.objects("jobs")
    assert made["metadata"]["managedFields"][0]["manager"] == "ktui"
    assert at.kept.outcomes[4] == (Outcome.APPLIED, "", made["metadata"]["uid"])


# Refusals


async def test_a_value_that_changed_between_preview_and_sending_is_said_and_not_overwritten(
    api_server: ApiServer,
) -> None:
    write = labelling(put_node(api_server, disk="hdd"), "disk=ssd")
    put_node(api_server, disk="nvme")
    async with gateway_to(api_server) as at:
        result = await at.send(write)
    assert result.outcome is Outcome.REFUSED
    assert result.message == "not done: disk of n1 is nvme now, no longer hdd"
    assert labels_of(api_server) == {"disk": "nvme"}
    assert at.kept.outcomes[0][0] is Outcome.REFUSED


async def test_an_object_that_was_made_anew_is_left_alone(api_server: ApiServer) -> None:
    write = labelling(put_node(api_server, disk="hdd"), "disk=ssd")
    pod = api_server.put("pods", objects.pod("a", "web"))
    api_server.delete("nodes", "", "n1")
    api_server.delete("pods", "web", "a")
    put_node(api_server, disk="hdd")
    api_server.put("pods", objects.pod("a", "web"))
    async with gateway_to(api_server) as at:
        results = [await at.send(write), await at.send(delete(PODS, pod))]
    assert [result.outcome for result in results] == [Outcome.REFUSED] * 2
    assert results[0].message == "not done: node n1 is another one now: it was deleted and made anew"
    assert results[1].message == "not done: pod web/a is another one now: it was deleted and made anew"
    assert labels_of(api_server) == {"disk": "hdd"}
    assert len(api_server.objects("pods")) == 1


async def test_an_object_that_is_gone_is_said_in_the_servers_words(api_server: ApiServer) -> None:
    write = labelling(put_node(api_server, disk="hdd"), "disk=ssd")
    api_server.delete("nodes", "", "n1")
    async with gateway_to(api_server) as at:
        result = await at.send(write)
    assert (result.outcome, result.message) == (Outcome.REFUSED, 'nodes "n1" not found')
    assert isinstance(result.error, NotFoundError)


async def test_a_missing_right_is_named(api_server: ApiServer) -> None:
    api_server.faults.forbid("nodes", "patch")
    write = labelling(put_node(api_server, disk="hdd"), "disk=ssd")
    async with gateway_to(api_server) as at:
        result = await at.send(write)
        preview = await at.gateway.preview(write)
    assert isinstance(result.error, ForbiddenError)
    assert result.message.startswith("not permitted to label node n1: nodes")
    assert 'cannot patch resource "nodes"' in result.message
    assert (preview.outcome, preview.message) == (Outcome.REFUSED, result.message)


async def test_a_name_that_is_taken_is_said_in_the_servers_words(api_server: ApiServer) -> None:
    api_server.put("jobs", objects.job("once", "web"))
    async with gateway_to(api_server) as at:
        result = await at.send(_made("once"))
    assert result.outcome is Outcome.REFUSED
    assert result.message == 'the API server would not trigger job web/once: jobs.batch "once" already exists'


@pytest.mark.parametrize("code", [422, 429, 400])
async def test_any_other_no_is_told_in_the_servers_words_and_not_tried_again(api_server: ApiServer, code: int) -> None:
    said = statuses.status(code, "Invalid", 'Node "n1" is invalid: metadata.labels: Invalid value')
    api_server.faults.answer(code, body=said, kind="nodes", verb="patch", retry_after=1, times=None)
    write = labelling(put_node(api_server), "disk=ssd")
    async with gateway_to(api_server) as at:
        result = await at.send(write)
    assert result.outcome is Outcome.REFUSED
    assert result.message.endswith('label node n1: Node "n1" is invalid: metadata.labels: Invalid value')
    assert writes_to(api_server) == ["PATCH"]


async def test_a_server_that_drops_a_field_it_does_not_know_has_not_done_it(api_server: ApiServer) -> None:
    old = objects.job("once", "web")
    del old["spec"]["suspend"]
    stored = api_server.put("jobs", old)
    api_server.faults.answer(200, body=stored, kind="jobs", verb="patch", times=None)
    write = suspend(JOBS, stored, on=True)
    assert write is not None
    async with gateway_to(api_server) as at:
        result = await at.send(write)
    assert result.outcome is Outcome.REFUSED
    assert "does not know how to suspend a Job" in result.message


# Read-only, rights


async def test_read_only_sends_nothing_not_even_a_dry_run(api_server: ApiServer) -> None:
    write = labelling(put_node(api_server), "disk=ssd")
    async with gateway_to(api_server, read_only=True) as at:
        preview = await at.gateway.preview(write)
        assert (preview.outcome, preview.error and preview.error.exit_code) == (Outcome.REFUSED, 5)
        with pytest.raises(ForbiddenError, match="read-only"):
            await at.gateway.begin([write])
        assert not (await at.gateway.may(Right("patch", "", "nodes"))).allowed
    assert api_server.requests == []


async def test_a_right_is_asked_of_the_server(api_server: ApiServer) -> None:
    api_server.faults.forbid("nodes", "patch")
    async with gateway_to(api_server) as at:
        assert not (await at.gateway.may(Right("patch", "", "nodes"))).allowed
        assert (await at.gateway.may(Right("create", "batch", "jobs"), "web")).allowed
    assert [json.loads(call.body)["spec"]["resourceAttributes"] for call in api_server.requests] == [
        {"verb": "patch", "resource": "nodes"},
        {"verb": "create", "group": "batch", "resource": "jobs", "namespace": "web"},
    ]
