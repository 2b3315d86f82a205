"""From an object to its owners: how far that goes, what it costs, and what ends it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ktui.insight.owners import Owner
from ktui.model.kinds import PODS
from ktui.session.owners import LONGEST, owner_chain
from tests.fakes import objects
from tests.kube.asking import asking
from tests.session.test_session import Heard, session_of

if TYPE_CHECKING:
    from ktui.demo.server.api_server import ApiServer

VERSIONS = {"ReplicationController": "v1", "Job": "batch/v1", "CronJob": "batch/v1", "Node": "v1"}


def reference(kind: str, name: str, *, uid: str = "", version: str = "", controller: bool | None = True) -> Any:
    made = {
        "kind": kind,
        "name": name,
        "uid": uid or f"{name}-uid",
        "apiVersion": version or VERSIONS.get(kind, "apps/v1"),
    }
    return made if controller is None else {**made, "controller": controller}


def owned(name: str, *references: Any) -> dict[str, Any]:
    made = objects.pod(name, "web", uid=f"{name}-uid")
    made["metadata"]["ownerReferences"] = list(references)
    return made


async def chain(server: ApiServer, obj: dict[str, Any]) -> list[tuple[str, str, bool]]:
    async with asking(server) as transport:
        return [(owner.kind, owner.name, owner.controller) for owner in await owner_chain(transport, obj)]


async def test_a_pod_leads_to_its_deployment(api_server: ApiServer) -> None:
    api_server.put("deployments", owned("web"))
    api_server.put("replicasets", owned("web-5d9", reference("Deployment", "web")))
    pod = owned("web-5d9-x", reference("ReplicaSet", "web-5d9"))
    assert await chain(api_server, pod) == [("ReplicaSet", "web-5d9", True), ("Deployment", "web", True)]
    assert [call.path for call in api_server.requests] == [
        "/apis/apps/v1/namespaces/web/replicasets/web-5d9",
        "/apis/apps/v1/namespaces/web/deployments/web",
    ]


async def test_a_pod_leads_over_its_job_to_the_cronjob(api_server: ApiServer) -> None:
    api_server.put("jobs", owned("nightly-1", reference("CronJob", "nightly")))
    pod = owned("nightly-1-x", reference("Job", "nightly-1"))
    assert await chain(api_server, pod) == [("Job", "nightly-1", True), ("CronJob", "nightly", True)]


@pytest.mark.parametrize(
    ("plural", "kind"),
    [
        ("statefulsets", "StatefulSet"),
        ("daemonsets", "DaemonSet"),
        ("replicationcontrollers", "ReplicationController"),
    ],
)
async def test_other_controllers_are_followed_to_what_made_them(api_server: ApiServer, plural: str, kind: str) -> None:
    api_server.put(plural, owned("db", reference("Postgres", "main", version="example.org/v1")))
    pod = owned("db-0", reference(kind, "db"))
    assert await chain(api_server, pod) == [(kind, "db", True), ("Postgres", "main", True)]
    assert len(api_server.requests) == 1


async def test_kinds_that_are_not_known_are_named_and_not_read(api_server: ApiServer) -> None:
    for version in ("example.org/v1", "../../v1", "apps.example.org/v1"):
        pod = owned("x", reference("ReplicaSet", "web", version=version))
        assert await chain(api_server, pod) == [("ReplicaSet", "web", True)]
    assert api_server.requests == []


async def test_the_node_of_a_static_pod_is_in_no_namespace(api_server: ApiServer) -> None:
    async with asking(api_server) as transport:
        owners = await owner_chain(transport, owned("etcd", reference("Node", "n-1")))
    assert owners == [Owner("Node", "n-1", "", True, "n-1-uid", "v1")]
    assert api_server.requests == []


async def test_owners_that_control_nothing_come_last_and_are_not_followed(api_server: ApiServer) -> None:
    api_server.put("replicasets", owned("web-5d9"))
    pod = owned(
        "web-5d9-x",
        reference("Job", "a", controller=None),
        reference("ReplicaSet", "web-5d9"),
        reference("CronJob", "b", controller=False),
    )
    assert await chain(api_server, pod) == [
        ("ReplicaSet", "web-5d9", True),
        ("Job", "a", False),
        ("CronJob", "b", False),
    ]
    assert len(api_server.requests) == 1


async def test_an_owner_whose_name_another_has_taken_ends_the_chain(api_server: ApiServer) -> None:
    api_server.put("replicasets", owned("web-5d9", reference("Deployment", "web")))
    pod = owned("web-5d9-x", reference("ReplicaSet", "web-5d9", uid="an-earlier-one"))
    assert await chain(api_server, pod) == [("ReplicaSet", "web-5d9", True)]


@pytest.mark.parametrize("code", [401, 403, 404, 429, 500])
async def test_a_refusal_ends_the_chain_with_what_is_known(api_server: ApiServer, code: int) -> None:
    api_server.put("replicasets", owned("web-5d9", reference("Deployment", "web")))
    api_server.faults.answer(code, kind="replicasets", times=None)
    assert await chain(api_server, owned("x", reference("ReplicaSet", "web-5d9"))) == [("ReplicaSet", "web-5d9", True)]


async def test_a_server_that_is_gone_ends_the_chain_with_what_is_known(api_server: ApiServer) -> None:
    await api_server.stop()
    assert await chain(api_server, owned("x", reference("ReplicaSet", "web-5d9"))) == [("ReplicaSet", "web-5d9", True)]


async def test_a_chain_has_an_end(api_server: ApiServer) -> None:
    for number in range(9):
        api_server.put("replicasets", owned(f"r{number}", reference("ReplicaSet", f"r{number + 1}")))
    found = await chain(api_server, owned("x", reference("ReplicaSet", "r0")))
    assert [name for _, name, _ in found] == ["r0", "r1", "r2", "r3", "r4"]
    assert len(api_server.requests) == LONGEST


async def test_a_circle_has_an_end(api_server: ApiServer) -> None:
    api_server.put("replicasets", owned("a", reference("ReplicaSet", "a")))
    assert await chain(api_server, owned("x", reference("ReplicaSet", "a"))) == [("ReplicaSet", "a", True)]
    assert len(api_server.requests) == 1


@pytest.mark.parametrize("references", [None, 3, "x", [None, 3, {}, {"kind": "Job"}, {"kind": 1, "name": 2}]])
async def test_odd_references_are_left_out(api_server: ApiServer, references: Any) -> None:
    pod = objects.pod("x")
    pod["metadata"]["ownerReferences"] = references
    assert await chain(api_server, pod) == []
    assert await chain(api_server, {"metadata": None}) == []


async def test_a_session_reads_an_object_and_its_owners(api_server: ApiServer) -> None:
    api_server.put("deployments", owned("web"))
    api_server.put("replicasets", owned("web-5d9", reference("Deployment", "web")))
    api_server.put("pods", owned("web-5d9-x", reference("ReplicaSet", "web-5d9")))
    async with session_of(api_server, Heard()) as session:
        pod = await session.read(PODS, ("web", "web-5d9-x"))
        assert pod["metadata"]["name"] == "web-5d9-x"
        assert [owner.name for owner in await session.owners(pod)] == ["web-5d9", "web"]
