from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ktui.errors import CredentialsError, ForbiddenError, KtuiError, UnreachableError
from ktui.kube.version import fetch_version
from tests.kube.asking import asking

if TYPE_CHECKING:
    from ktui.demo.server.api_server import ApiServer


async def test_the_server_tells_its_version(api_server: ApiServer) -> None:
    api_server.version = "v1.27.3-eks-a5565ad"
    async with asking(api_server) as transport:
        version = await fetch_version(transport)
    assert (version.major, version.minor, version.text) == (1, 27, "v1.27.3-eks-a5565ad")


@pytest.mark.parametrize("body", ["<html>Log in</html>", "[]", "7"])
async def test_a_server_that_is_no_api_server_is_told(api_server: ApiServer, body: str) -> None:
    api_server.faults.answer(200, body=body, kind="/version")
    async with asking(api_server) as transport:
        with pytest.raises(UnreachableError, match="does not answer as a Kubernetes API server does"):
            await fetch_version(transport)


@pytest.mark.parametrize(("fault", "error"), [(401, CredentialsError), (403, ForbiddenError), (500, KtuiError)])
async def test_a_refusal_is_told_in_the_command_lines_words(
    api_server: ApiServer, fault: int, error: type[KtuiError]
) -> None:
    api_server.faults.answer(fault, kind="/version")
    async with asking(api_server) as transport:
        with pytest.raises(error) as refusal:
            await fetch_version(transport)
    assert type(refusal.value) is error


async def test_a_build_that_does_not_know_its_release_is_told_by_what_it_serves(api_server: ApiServer) -> None:
    api_server.version = "v0.0.0-master+faecb196815e2"
    groups = [{"name": "policy", "versions": [{"groupVersion": "policy/v1"}, {"groupVersion": "policy/v1beta1"}]}]
    api_server.faults.answer(200, body={"kind": "APIGroupList", "groups": groups}, kind="/apis")
    async with asking(api_server) as transport:
        version = await fetch_version(transport)
    assert (version.major, version.minor, version.text) == (1, 21, "v0.0.0-master+faecb196815e2")


async def test_a_known_release_is_asked_for_once(api_server: ApiServer) -> None:
    async with asking(api_server) as transport:
        await fetch_version(transport)
    assert [call.path for call in api_server.requests] == ["/version"]
