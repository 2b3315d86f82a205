"""What clients ask before anything else, in the shapes of real servers: groups, resources, schemas, health."""

from __future__ import annotations

import pytest

from ktui.demo.server.api_server import ApiServer
from ktui.demo.server.resources import ALL_VERBS
from tests.fakes.reading import get

AGGREGATED = (
    "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
    "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json"
)


async def test_a_resource_and_its_parts_are_listed_as_a_real_server_lists_them(api_server: ApiServer) -> None:
    _, body, _ = await get(api_server, "/api/v1")
    listed = {resource["name"]: resource for resource in body["resources"]}
    assert listed["pods"] == {
        "name": "pods",
        "singularName": "pod",
        "namespaced": True,
        "kind": "Pod",
        "verbs": list(ALL_VERBS),
        "shortNames": ["po"],
        "categories": ["all"],
    }
    assert listed["pods/eviction"] == {
        "name": "pods/eviction",
        "singularName": "",
        "namespaced": True,
        "group": "policy",
        "version": "v1",
        "kind": "Eviction",
        "verbs": ["create"],
    }
    assert "deletecollection" not in listed["namespaces"]["verbs"]
    assert body["groupVersion"] == "v1"


async def test_all_groups_come_at_once_for_who_asks_so(api_server: ApiServer) -> None:
    _, body, headers = await get(api_server, "/apis", Accept=AGGREGATED)
    assert headers["Content-Type"] == "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
    assert body["apiVersion"] == "apidiscovery.k8s.io/v2"
    groups = {item["metadata"]["name"]: item["versions"] for item in body["items"]}
    assert [version["version"] for version in groups["batch"]] == ["v1"]
    (deployments,) = (found for found in groups["apps"][0]["resources"] if found["resource"] == "deployments")
    assert deployments["responseKind"] == {"group": "", "version": "", "kind": "Deployment"}
    assert deployments["subresources"][0] == {
        "subresource": "scale",
        "responseKind": {"group": "autoscaling", "version": "v1", "kind": "Scale"},
        "verbs": ["get", "patch", "update"],
    }
    _, core, _ = await get(api_server, "/api", Accept=AGGREGATED)
    assert core["items"][0]["metadata"] == {}
    _, older, headers = await get(api_server, "/apis", Accept=AGGREGATED.split(",", 1)[1])
    assert older["apiVersion"] == "apidiscovery.k8s.io/v2beta1"
    _, plain, _ = await get(api_server, "/apis")
    assert plain["kind"] == "APIGroupList"


async def test_an_old_server_serves_what_its_release_did() -> None:
    async with ApiServer(version="v1.20.2", cronjob_versions=("v1beta1",)) as server:
        _, body, _ = await get(server, "/apis")
        versions = {group["name"]: [found["version"] for found in group["versions"]] for group in body["groups"]}
        assert versions["batch"] == ["v1", "v1beta1"]
        assert versions["policy"] == ["v1beta1"]
        _, jobs, _ = await get(server, "/apis/batch/v1")
        assert [found["name"] for found in jobs["resources"]] == ["jobs", "jobs/status"]
        _, cronjobs, _ = await get(server, "/apis/batch/v1beta1")
        assert [found["name"] for found in cronjobs["resources"]] == ["cronjobs", "cronjobs/status"]
        assert (await get(server, "/apis/batch/v1/cronjobs"))[0] == 404
        assert (await get(server, "/apis/policy/v1/poddisruptionbudgets"))[0] == 404


@pytest.mark.parametrize(
    "path", ["/apis/apps/v2/daemonsets", "/api/v2", "/api/v1/pods/x", "/api/v1/namespaces/x/nodes", "/apis/apps/v1/foo"]
)
async def test_what_a_served_group_does_not_have_is_a_status(api_server: ApiServer, path: str) -> None:
    code, body, _ = await get(api_server, path)
    assert (code, body["message"]) == (404, "the server could not find the requested resource")


@pytest.mark.parametrize("path", ["/apis/metrics.k8s.io/v1beta1/pods", "/openapi/v4", "/apis/nosuch"])
async def test_what_no_group_has_is_plain_text(api_server: ApiServer, path: str) -> None:
    assert (await get(api_server, path))[:2] == (404, "404 page not found\n")


@pytest.mark.parametrize("path", ["/readyz", "/livez", "/healthz"])
async def test_health_is_told_check_by_check_to_who_asks(api_server: ApiServer, path: str) -> None:
    assert (await get(api_server, path))[1] == "ok"
    _, text, _ = await get(api_server, f"{path}?verbose")
    assert text.startswith("[+]ping ok\n")
    assert text.endswith(f"{path[1:]} check passed\n")


async def test_the_schema_says_that_the_server_checks_fields(api_server: ApiServer) -> None:
    """`kubectl apply` reads this from the parameters of a kind's PATCH, and then asks for no more."""
    _, index, _ = await get(api_server, "/openapi/v3")
    _, body, _ = await get(api_server, index["paths"]["apis/batch/v1"]["serverRelativeURL"])
    patch = body["paths"]["/apis/batch/v1/namespaces/{namespace}/jobs/{name}"]["patch"]
    assert patch["x-kubernetes-group-version-kind"] == {"group": "batch", "version": "v1", "kind": "Job"}
    assert "fieldValidation" in [parameter["name"] for parameter in patch["parameters"]]


async def test_the_old_schema_is_one_that_describes_nothing(api_server: ApiServer) -> None:
    accept = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf"
    code, body, headers = await get(api_server, "/openapi/v2", Accept=accept)
    assert (code, headers["Content-Type"]) == (200, accept.replace("@", "."))
    assert body.startswith("\n\x032.0\x12")
    assert (await get(api_server, "/openapi/v2"))[1]["definitions"] == {}
