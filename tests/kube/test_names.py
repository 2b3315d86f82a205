"""The names of all namespaces, in pages, or why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ktui.errors import ForbiddenError, UnreachableError
from ktui.kube.names import namespace_names
from tests.kube.asking import asking

if TYPE_CHECKING:
    from ktui.demo.server.api_server import ApiServer


def put(server: ApiServer, *names: str) -> None:
    for name in names:
        server.put("namespaces", {"metadata": {"name": name}, "status": {"phase": "Active"}})


async def test_the_names_are_told_in_the_servers_order(api_server: ApiServer) -> None:
    put(api_server, "web", "default", "blog")
    async with asking(api_server) as transport:
        assert await namespace_names(transport) == ("blog", "default", "web")


async def test_there_may_be_more_than_a_page(api_server: ApiServer) -> None:
    names = tuple(f"ns-{number:03d}" for number in range(420))
    put(api_server, *names)
    async with asking(api_server) as transport:
        assert await namespace_names(transport) == names
    assert len(api_server.asked("namespaces", "page")) >= 1


async def test_who_may_not_list_them_is_told_so(api_server: ApiServer) -> None:
    api_server.faults.forbid("namespaces")
    async with asking(api_server) as transport:
        with pytest.raises(ForbiddenError, match="not permitted to list namespaces"):
            await namespace_names(transport)


async def test_a_closed_connection_opens_no_other(api_server: ApiServer) -> None:
    put(api_server, "web")
    async with asking(api_server) as transport:
        await transport.close()
        with pytest.raises(UnreachableError, match="was closed"):
            await namespace_names(transport)
    assert api_server.requests == []
