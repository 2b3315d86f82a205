from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from ktui.demo.server.api_server import ApiServer
from ktui.errors import CredentialsError, ForbiddenError, KtuiError, NotFoundError, UnreachableError
from ktui.kube import listing
from ktui.kube.reads import ANEW, read_all, read_one, read_raw
from ktui.model.kinds import CRONJOBS, JOBS, NODES, PODS
from tests.fakes.objects import cronjob, node, pod
from tests.kube.asking import asking

if TYPE_CHECKING:
    from typing import Any

    from ktui.model.kinds import Kind


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "FIRST_PAGE", 2)
    monkeypatch.setattr(listing, "PAGE", 3)


async def all_of(server: ApiServer, kind: Kind, namespace: str | None = None, selector: str = "") -> list[str]:
    async with asking(server) as transport:
        return [obj.meta.name for obj in (await read_all(transport, kind, namespace, selector=selector)).objects]


async def one_of(server: ApiServer, kind: Kind, namespace: str | None, name: str) -> Any:
    async with asking(server) as transport:
        return await read_one(transport, kind, namespace, name)


# All


async def test_all_objects_are_read_over_every_page(api_server: ApiServer) -> None:
    for number in range(10):
        api_server.put("pods", pod(f"pod-{number}"))
    assert await all_of(api_server, PODS) == [f"pod-{number}" for number in range(10)]


async def test_a_namespace_and_a_selector_narrow_it(api_server: ApiServer) -> None:
    api_server.put("pods", pod("a", "web", labels={"tier": "front"}))
    api_server.put("pods", pod("b", "web", labels={"tier": "back"}))
    api_server.put("pods", pod("c", "db", labels={"tier": "front"}))
    assert await all_of(api_server, PODS, "web") == ["a", "b"]
    assert await all_of(api_server, PODS, None, "tier=front") == ["c", "a"]
    assert await all_of(api_server, PODS, "web", "tier=front") == ["a"]


async def test_what_is_in_no_namespace_is_read_from_any(api_server: ApiServer) -> None:
    api_server.put("nodes", node("n-1"))
    assert await all_of(api_server, NODES, "web") == ["n-1"]


async def test_a_list_that_expires_midway_is_begun_anew_in_one_answer(api_server: ApiServer) -> None:
    for number in range(10):
        api_server.put("pods", pod(f"pod-{number}"))
    api_server.faults.expired(kind="pods", verb="page", skip=1)
    assert await all_of(api_server, PODS) == [f"pod-{number}" for number in range(10)]
    lists = api_server.asked("pods", "list")
    assert "limit" not in lists[-1].query
    assert sum("continue" not in call.query for call in lists) == 2


async def test_a_list_that_always_expires_is_given_up(api_server: ApiServer) -> None:
    api_server.faults.expired(kind="pods", times=None)
    with pytest.raises(KtuiError, match="would not list pods"):
        await all_of(api_server, PODS)
    assert len(api_server.requests) == ANEW


async def test_odd_objects_are_counted_over_every_page_and_hide_no_other(api_server: ApiServer) -> None:
    for number in range(10):
        api_server.put("pods", pod(f"pod-{number}"))
    for number in (0, 5):
        api_server.put("pods", pod(f"pod-{number}"), sent_as={"metadata": 3})
    async with asking(api_server) as transport:
        found = await read_all(transport, PODS, None)
    assert [obj.meta.name for obj in found.objects] == [f"pod-{number}" for number in range(10) if number % 5]
    assert found.unreadable == 2


# One


async def test_one_object_is_read_by_name(api_server: ApiServer) -> None:
    api_server.put("pods", pod("a", "web"))
    assert (await one_of(api_server, PODS, "web", "a")).key == ("web", "a")
    assert api_server.requests[0].path == "/api/v1/namespaces/web/pods/a"


async def test_a_name_is_no_path(api_server: ApiServer) -> None:
    for name in ("../nodes", "a/b", "a?limit=1", "a#b", "a%2fb", "a b", "..", "."):
        with pytest.raises(KtuiError):
            await one_of(api_server, PODS, "web", name)
    for call in api_server.requests:
        assert call.path.startswith("/api/v1/namespaces/web/pods/"), call.path
        assert call.query == {}


async def test_an_object_that_is_not_there_is_told_as_the_server_tells_it(api_server: ApiServer) -> None:
    with pytest.raises(NotFoundError, match='pods "a" not found'):
        await one_of(api_server, PODS, "web", "a")
    with pytest.raises(NotFoundError, match='nodes "n" not found'):
        await one_of(api_server, NODES, None, "n")


async def test_an_odd_object_by_name_is_told(api_server: ApiServer) -> None:
    api_server.put("pods", pod("odd"), sent_as={"metadata": {"name": "odd"}, "spec": 3})
    with pytest.raises(KtuiError, match="a pod that cannot be read"):
        await one_of(api_server, PODS, "default", "odd")


# One, with every field of it


async def raw_of(server: ApiServer, kind: Kind, namespace: str | None, name: str) -> dict[str, Any]:
    async with asking(server) as transport:
        return await read_raw(transport, kind, namespace, name)


async def test_a_raw_object_is_all_that_the_server_has_now(api_server: ApiServer) -> None:
    stored = api_server.put("pods", pod("a", "web"))
    found = await raw_of(api_server, PODS, "web", "a")
    assert found["metadata"] == stored["metadata"]
    assert found["metadata"]["managedFields"]
    assert found["kind"] == "Pod"
    api_server.put("pods", pod("a", "web", labels={"new": "label"}))
    assert (await raw_of(api_server, PODS, "web", "a"))["metadata"]["labels"] == {"new": "label"}


@pytest.mark.parametrize("versions", [("v1",), ("v1beta1",)])
async def test_a_raw_cronjob_is_read_wherever_the_server_has_it(versions: tuple[str, ...]) -> None:
    async with ApiServer(cronjob_versions=versions) as server:
        server.put("cronjobs", cronjob("nightly"))
        assert (await raw_of(server, CRONJOBS, "default", "nightly"))["apiVersion"] == f"batch/{versions[0]}"


async def test_a_raw_object_that_is_not_there_or_refused_is_told(api_server: ApiServer) -> None:
    with pytest.raises(NotFoundError, match='pods "a" not found'):
        await raw_of(api_server, PODS, "web", "a")
    api_server.faults.forbid("pods")
    with pytest.raises(ForbiddenError, match=r"^not permitted to get pod a: pods"):
        await raw_of(api_server, PODS, "web", "a")


@pytest.mark.parametrize("sent", [{"metadata": 3}, {"metadata": {}}, {}, [], "pod", None])
async def test_what_is_no_object_is_told(api_server: ApiServer, sent: Any) -> None:
    api_server.put("pods", pod("odd"))
    api_server.faults.rewrite(lambda body: json.dumps(sent).encode(), kind="pods")
    with pytest.raises(KtuiError, match="a pod that cannot be read"):
        await raw_of(api_server, PODS, "default", "odd")


async def test_what_is_no_json_is_told(api_server: ApiServer) -> None:
    api_server.put("pods", pod("odd"))
    api_server.faults.rewrite(lambda body: body[:50], kind="pods")
    with pytest.raises(KtuiError, match="a pod that cannot be read"):
        await raw_of(api_server, PODS, "default", "odd")


# CronJobs, which older servers keep elsewhere


@pytest.mark.parametrize("versions", [("v1",), ("v1", "v1beta1"), ("v1beta1",)])
async def test_cronjobs_are_read_wherever_the_server_has_them(versions: tuple[str, ...]) -> None:
    async with ApiServer(cronjob_versions=versions) as server:
        server.put("cronjobs", cronjob("nightly"))
        assert await all_of(server, CRONJOBS) == ["nightly"]
        assert (await one_of(server, CRONJOBS, "default", "nightly")).meta.name == "nightly"
        with pytest.raises(NotFoundError, match=r'cronjobs.batch "gone" not found'):
            await one_of(server, CRONJOBS, "default", "gone")


async def test_an_absent_cronjob_is_asked_for_once_where_the_server_has_the_kind() -> None:
    async with ApiServer(cronjob_versions=("v1", "v1beta1")) as server:
        with pytest.raises(NotFoundError):
            await one_of(server, CRONJOBS, "default", "gone")
        assert len(server.requests) == 1


async def test_a_server_without_the_kind_is_told() -> None:
    async with ApiServer(cronjob_versions=()) as server:
        with pytest.raises(NotFoundError) as error:
            await all_of(server, CRONJOBS)
        assert error.value.exit_code == 4
        assert len(server.requests) == 2


# Refusals


@pytest.mark.parametrize(
    ("code", "error", "sentence"),
    [
        (401, CredentialsError, "does not accept these credentials"),
        (500, KtuiError, "the API server would not (list jobs|get job a): "),
        (429, KtuiError, "the API server would not (list jobs|get job a): "),
    ],
)
async def test_a_refusal_is_told_in_the_command_lines_words(
    api_server: ApiServer, code: int, error: type[KtuiError], sentence: str
) -> None:
    api_server.faults.answer(code, kind="jobs", times=None)
    with pytest.raises(error, match=sentence) as listing_refused:
        await all_of(api_server, JOBS)
    with pytest.raises(error, match=sentence) as reading_refused:
        await one_of(api_server, JOBS, "web", "a")
    assert type(listing_refused.value) is type(reading_refused.value) is error


async def test_what_is_not_permitted_is_told(api_server: ApiServer) -> None:
    api_server.faults.forbid("pods")
    with pytest.raises(ForbiddenError, match=r"^not permitted to list pods: pods is forbidden"):
        await all_of(api_server, PODS)
    with pytest.raises(ForbiddenError, match=r"^not permitted to get pod a: pods"):
        await one_of(api_server, PODS, "web", "a")


async def test_a_server_that_is_gone_is_told(api_server: ApiServer) -> None:
    await api_server.stop()
    with pytest.raises(UnreachableError):
        await all_of(api_server, PODS)
    with pytest.raises(UnreachableError):
        await one_of(api_server, PODS, "web", "a")
