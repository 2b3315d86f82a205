"""Pods that are evicted, and the budgets that forbid it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from tests.fakes import objects

if TYPE_CHECKING:
    from ktui.demo.server.api_server import ApiServer


async def evict(server: ApiServer, name: str, version: str = "policy/v1") -> tuple[int, Any]:
    body = {"apiVersion": version, "kind": "Eviction", "metadata": {"name": name, "namespace": "web"}}
    path = f"{server.url}/api/v1/namespaces/web/pods/{name}/eviction"
    async with aiohttp.ClientSession() as session, session.post(path, json=body) as answer:
        return answer.status, await answer.json()


def budget(**spec: Any) -> dict[str, Any]:
    selector = {"matchLabels": {"app": "shop"}}
    return {"metadata": {"name": "shop", "namespace": "web"}, "spec": {"selector": selector, **spec}}


@pytest.mark.parametrize("version", ["policy/v1", "policy/v1beta1"])
async def test_an_evicted_pod_is_deleted_with_its_grace(api_server: ApiServer, version: str) -> None:
    api_server.put("pods", objects.pod("a", "web"))
    code, body = await evict(api_server, "a", version)
    assert (code, body["status"]) == (201, "Success")
    (pod,) = api_server.objects("pods")
    assert pod["metadata"]["deletionGracePeriodSeconds"] == 30


@pytest.mark.parametrize(
    ("spec", "evicted"),
    [
        ({"minAvailable": 3}, 0),
        ({"minAvailable": 2}, 1),
        ({"minAvailable": "50%"}, 1),
        ({"maxUnavailable": 1}, 1),
        ({"maxUnavailable": "67%"}, 3),
        ({"minAvailable": 0}, 3),
    ],
)
async def test_a_budget_leaves_enough_of_them(api_server: ApiServer, spec: Any, evicted: int) -> None:
    for name in "abc":
        api_server.put("pods", objects.pod(name, "web", labels={"app": "shop"}))
    api_server.put("poddisruptionbudgets", budget(**spec))
    answers = [await evict(api_server, name) for name in "abc"]
    assert [code for code, _ in answers] == [201] * evicted + [429] * (3 - evicted)
    for _, body in answers[evicted:]:
        assert body["message"] == "Cannot evict pod as it would violate the pod's disruption budget."
        assert body["details"]["causes"][0]["reason"] == "DisruptionBudget"


async def test_two_budgets_are_too_many(api_server: ApiServer) -> None:
    api_server.put("pods", objects.pod("a", "web", labels={"app": "shop"}))
    api_server.put("poddisruptionbudgets", budget(minAvailable=0))
    other = budget(minAvailable=0)
    other["metadata"]["name"] = "other"
    api_server.put("poddisruptionbudgets", other)
    assert (await evict(api_server, "a"))[0] == 500


async def test_a_denied_eviction_is_denied(api_server: ApiServer) -> None:
    api_server.put("pods", objects.pod("a", "web"))
    api_server.faults.forbid("pods/eviction")
    code, body = await evict(api_server, "a")
    assert code == 403
    assert "pods/eviction" in body["message"]
