from __future__ import annotations

import gzip
import json
import shutil
import ssl
import subprocess
from typing import TYPE_CHECKING

import aiohttp
import pytest

from ktui.demo.server.api_server import ApiServer
from tests.fakes.objects import cronjob, daemonset, event, job, namespace, node, pod
from tests.fakes.reading import get

if TYPE_CHECKING:
    from pathlib import Path


async def test_a_list_has_the_revision_and_items_without_a_type(api_server: ApiServer) -> None:
    stored = api_server.put("pods", pod("web-1"))
    code, body, headers = await get(api_server, "/api/v1/pods")
    assert code == 200
    assert body["kind"] == "PodList"
    assert body["apiVersion"] == "v1"
    assert body["metadata"] == {"resourceVersion": str(api_server.revision)}
    assert body["items"] == [stored]
    assert "kind" not in body["items"][0]
    assert stored["metadata"]["uid"]
    assert stored["metadata"]["resourceVersion"] == str(api_server.revision)
    assert stored["metadata"]["creationTimestamp"].endswith("Z")
    assert headers["Content-Type"] == "application/json"


async def test_a_single_object_has_its_type(api_server: ApiServer) -> None:
    api_server.put("daemonsets", daemonset("agent", "team"))
    code, body, _ = await get(api_server, "/apis/apps/v1/namespaces/team/daemonsets/agent")
    assert (code, body["kind"], body["apiVersion"]) == (200, "DaemonSet", "apps/v1")


async def test_one_revision_counter_serves_all_kinds(api_server: ApiServer) -> None:
    first = int(api_server.put("pods", pod("a"))["metadata"]["resourceVersion"])
    second = int(api_server.put("nodes", node("n"))["metadata"]["resourceVersion"])
    assert second == first + 1


async def test_an_update_keeps_the_uid_and_a_new_object_of_the_same_name_has_another(api_server: ApiServer) -> None:
    first = api_server.put("pods", pod("a"))["metadata"]["uid"]
    assert api_server.put("pods", pod("a", ready=False))["metadata"]["uid"] == first
    api_server.delete("pods", "default", "a")
    assert api_server.put("pods", pod("a"))["metadata"]["uid"] != first


async def test_pages_show_the_state_of_the_first_one(api_server: ApiServer) -> None:
    for name in ("a", "b", "c"):
        api_server.put("pods", pod(name))
    _, first, _ = await get(api_server, "/api/v1/pods?limit=2")
    assert [item["metadata"]["name"] for item in first["items"]] == ["a", "b"]
    assert first["metadata"]["remainingItemCount"] == 1
    began = first["metadata"]["resourceVersion"]
    api_server.put("pods", pod("c", ready=False))
    api_server.put("pods", pod("d"))
    _, second, _ = await get(api_server, f"/api/v1/pods?limit=2&continue={first['metadata']['continue']}")
    assert [item["metadata"]["name"] for item in second["items"]] == ["c"]
    assert second["items"][0]["status"]["containerStatuses"][0]["ready"] is True
    assert second["metadata"] == {"resourceVersion": began}


async def test_a_page_after_compaction_is_410_with_a_token_for_the_remainder(api_server: ApiServer) -> None:
    for name in ("a", "b"):
        api_server.put("pods", pod(name))
    _, first, _ = await get(api_server, "/api/v1/pods?limit=1")
    api_server.compact()
    code, expired, _ = await get(api_server, f"/api/v1/pods?limit=1&continue={first['metadata']['continue']}")
    assert (code, expired["reason"], expired["code"]) == (410, "Expired", 410)
    api_server.put("pods", pod("c"))
    _, rest, _ = await get(api_server, f"/api/v1/pods?continue={expired['metadata']['continue']}")
    assert [item["metadata"]["name"] for item in rest["items"]] == ["b", "c"]


async def test_a_revision_with_continue_is_refused(api_server: ApiServer) -> None:
    code, body, _ = await get(api_server, "/api/v1/pods?continue=abc&resourceVersion=1")
    assert code == 400
    assert body["message"] == "specifying resource version is not allowed when using continue"


async def test_a_list_from_the_cache_is_not_paged(api_server: ApiServer) -> None:
    for name in ("a", "b"):
        api_server.put("pods", pod(name))
    _, body, _ = await get(api_server, "/api/v1/pods?limit=1&resourceVersion=0")
    assert len(body["items"]) == 2


async def test_an_exact_revision_is_the_past_until_it_is_compacted(api_server: ApiServer) -> None:
    past = api_server.put("pods", pod("a"))["metadata"]["resourceVersion"]
    api_server.delete("pods", "default", "a")
    query = f"/api/v1/pods?resourceVersionMatch=Exact&resourceVersion={past}"
    assert len((await get(api_server, query))[1]["items"]) == 1
    api_server.compact()
    code, body, _ = await get(api_server, query)
    assert code == 410
    assert body["message"] == "The resourceVersion for the provided list is too old."


async def test_a_revision_of_the_future_is_a_timeout(api_server: ApiServer) -> None:
    code, body, headers = await get(api_server, "/api/v1/pods?resourceVersion=999999999")
    assert code == 504
    assert body["details"]["causes"][0]["reason"] == "ResourceVersionTooLarge"
    assert headers["Retry-After"] == "1"


@pytest.mark.parametrize(
    ("selector", "names"),
    [
        ("app=a", ["a"]),
        ("app==a", ["a"]),
        ("app!=a", ["b", "c"]),
        ("app in (a,b)", ["a", "b"]),
        ("app notin (a,b)", ["c"]),
        ("tier", ["b"]),
        ("!tier", ["a", "c"]),
        ("app in (a,b),tier=x", ["b"]),
    ],
)
async def test_label_selectors(api_server: ApiServer, selector: str, names: list[str]) -> None:
    api_server.put("pods", pod("a"))
    api_server.put("pods", pod("b", labels={"app": "b", "tier": "x"}))
    api_server.put("pods", pod("c", labels={}))
    _, body, _ = await get(api_server, f"/api/v1/pods?labelSelector={selector}")
    assert [item["metadata"]["name"] for item in body["items"]] == names


@pytest.mark.parametrize(
    ("selector", "names"),
    [
        ("metadata.name=a", ["a"]),
        ("metadata.namespace=team", ["b"]),
        ("spec.nodeName=node-2", ["b"]),
        ("spec.nodeName!=node-2", ["a"]),
        ("spec.nodeName=node-2,metadata.name=a", []),
    ],
)
async def test_field_selectors(api_server: ApiServer, selector: str, names: list[str]) -> None:
    api_server.put("pods", pod("a"))
    api_server.put("pods", pod("b", "team", node="node-2"))
    _, body, _ = await get(api_server, f"/api/v1/pods?fieldSelector={selector}")
    assert [item["metadata"]["name"] for item in body["items"]] == names


async def test_a_namespaces_list_has_that_namespace_alone(api_server: ApiServer) -> None:
    api_server.put("pods", pod("a"))
    api_server.put("pods", pod("b", "team"))
    _, body, _ = await get(api_server, "/api/v1/namespaces/team/pods")
    assert [item["metadata"]["name"] for item in body["items"]] == ["b"]


@pytest.mark.parametrize(
    ("path", "code", "message"),
    [
        ("/api/v1/pods?fieldSelector=spec.foo=1", 400, "field label not supported: spec.foo"),
        (
            "/apis/apps/v1/daemonsets?fieldSelector=spec.foo=1",
            400,
            '"spec.foo" is not a known field selector: only "metadata.name", "metadata.namespace"',
        ),
        ("/api/v1/namespaces/default/pods/nope", 404, 'pods "nope" not found'),
        ("/apis/apps/v1/namespaces/d/daemonsets/zz", 404, 'daemonsets.apps "zz" not found'),
        ("/api/v1/nosuch", 404, "the server could not find the requested resource"),
        ("/apis/batch/v1beta1/cronjobs", 404, "the server could not find the requested resource"),
        ("/api/v1/pods?resourceVersionMatch=Exact", 422, None),
        (
            "/api/v1/pods?watch=1&resourceVersion=abc",
            500,
            'resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax',
        ),
        ("/api/v1/pods?watch=1&sendInitialEvents=true", 422, None),
    ],
)
async def test_refusals_are_worded_as_a_real_servers(
    api_server: ApiServer, path: str, code: int, message: str | None
) -> None:
    found, body, _ = await get(api_server, path)
    assert found == code
    assert (body["kind"], body["status"], body["code"]) == ("Status", "Failure", code)
    if message is not None:
        assert body["message"] == message


@pytest.mark.parametrize("path", ["/nosuch", "/apis/nosuch.io/v1/things"])
async def test_an_unknown_path_is_plain_text(api_server: ApiServer, path: str) -> None:
    code, body, headers = await get(api_server, path)
    assert (code, body) == (404, "404 page not found\n")
    assert headers["Content-Type"].startswith("text/plain")


async def test_version_and_readiness() -> None:
    async with ApiServer(version="v1.20.2") as server:
        _, body, _ = await get(server, "/version")
        assert (body["gitVersion"], body["major"], body["minor"]) == ("v1.20.2", "1", "20")
        assert (await get(server, "/readyz"))[:2] == (200, "ok")
        server.ready = False
        assert (await get(server, "/readyz"))[0] == 500


@pytest.mark.parametrize(("served", "codes"), [(("v1",), (200, 404)), (("v1beta1",), (404, 200)), ((), (404, 404))])
async def test_cronjobs_are_served_at_the_versions_asked_for(served: tuple[str, ...], codes: tuple[int, int]) -> None:
    async with ApiServer(cronjob_versions=served) as server:
        server.put("cronjobs", cronjob("backup"))
        for version, code in zip(("v1", "v1beta1"), codes, strict=True):
            found, body, _ = await get(server, f"/apis/batch/{version}/cronjobs")
            assert found == code
            if code == 200:
                assert body["apiVersion"] == f"batch/{version}"


async def test_a_long_list_is_compressed_for_who_asks(api_server: ApiServer) -> None:
    for number in range(100):
        api_server.put("pods", pod(f"pod-{number}"))
    async with aiohttp.ClientSession(auto_decompress=False) as client:
        url = f"{api_server.url}/api/v1/pods"
        async with client.get(url, headers={"Accept-Encoding": "gzip"}) as response:
            assert response.headers["Content-Encoding"] == "gzip"
            packed = await response.read()
        async with client.get(url, headers={"Accept-Encoding": "identity"}) as response:
            assert "Content-Encoding" not in response.headers
            plain = await response.read()
        async with client.get(url + "?limit=1", headers={"Accept-Encoding": "gzip"}) as response:
            assert "Content-Encoding" not in response.headers
    assert gzip.decompress(packed) == plain
    assert len(json.loads(plain)["items"]) == 100


async def test_the_date_can_be_wrong_by_as_much_as_asked() -> None:
    async with ApiServer(now=lambda: 1_700_000_000.0) as server:
        assert (await get(server, "/version"))[2]["Date"] == "Tue, 14 Nov 2023 22:13:20 GMT"
        server.clock_offset = 60
        assert (await get(server, "/version"))[2]["Date"] == "Tue, 14 Nov 2023 22:14:20 GMT"


async def test_a_wrong_token_is_401() -> None:
    async with ApiServer(token="new") as server:
        code, body, _ = await get(server, "/api/v1/pods", Authorization="Bearer old")
        assert (code, body["reason"], body["message"]) == (401, "Unauthorized", "Unauthorized")
        assert (await get(server, "/api/v1/pods", Authorization="Bearer new"))[0] == 200


async def test_requests_are_recorded(api_server: ApiServer) -> None:
    await get(api_server, "/api/v1/pods?limit=5", User_Agent="me")
    await get(api_server, "/api/v1/pods?limit=5&continue=x")
    await get(api_server, "/version")
    first = api_server.requests[0]
    assert (first.method, first.path, dict(first.query)) == ("GET", "/api/v1/pods", {"limit": "5"})
    assert first.headers["User-Agent"] == "me"
    assert len(api_server.asked("pods", "list")) == 2
    assert len(api_server.asked("pods", "page")) == 1
    assert len(api_server.asked("/version")) == 1


async def test_every_maker_makes_what_the_server_takes(api_server: ApiServer) -> None:
    made = {
        "pods": pod("a"),
        "daemonsets": daemonset("a"),
        "jobs": job("a", finished="Complete", succeeded=1, active=0),
        "cronjobs": cronjob("a", active=["a-1"]),
        "nodes": node("a", roles=["worker"]),
        "namespaces": namespace("a"),
        "events": event("a"),
    }
    for kind, obj in made.items():
        assert api_server.put(kind, obj)["metadata"]["managedFields"]
        assert len(api_server.objects(kind)) == 1


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A key and a certificate for 127.0.0.1 that signs itself."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl makes the certificate")
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    subject = ["-subj", "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "1"]
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command = ["openssl", "req", "-x509", *curve, *subject, "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    return key, certificate


async def test_it_speaks_tls(certificate: tuple[Path, Path]) -> None:
    key, chain = certificate
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(chain, key)
    trusting = ssl.create_default_context(cafile=chain)
    async with ApiServer(tls=context) as server, aiohttp.ClientSession() as client:
        async with client.get(server.url + "/readyz", ssl=trusting) as response:
            assert await response.text() == "ok"
        with pytest.raises(aiohttp.ClientConnectorCertificateError):
            await client.get(server.url + "/readyz")
