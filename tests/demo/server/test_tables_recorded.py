"""The embedded server prints the objects of the recordings as the servers did that they were recorded from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from ktui.demo.server.api_server import ApiServer
from tests.fakes.reading import get
from tests.parity.recording import recorded
from tests.parity.server_table import ACCEPT

if TYPE_CHECKING:
    from tests.parity.recording import Recorded

RELEASES = ("1.20.2", "1.35.4")
SERVERS = [
    pytest.param(release, server, id=f"{release}-{server.kind.name}")
    for release in RELEASES
    for server in recorded(release)
]


@pytest.mark.parametrize(("release", "server"), SERVERS)
async def test_every_cell_is_the_real_servers(release: str, server: Recorded) -> None:
    old = release == "1.20.2"
    cells = {json.loads(raw)["metadata"]["uid"]: texts for raw, texts in server.objects}
    async with ApiServer(
        version=f"v{release}", cronjob_versions=("v1beta1" if old else "v1",), now=lambda: server.now
    ) as ours:
        for raw, _ in server.objects:
            ours.put(server.kind.name, json.loads(raw))
        prefix = "/apis/batch/v1beta1" if old and server.kind.name == "cronjobs" else server.kind.prefixes[0]
        code, table, _ = await get(ours, f"{prefix}/{server.kind.name}", Accept=ACCEPT)
    assert code == 200
    assert tuple(column["name"].upper() for column in table["columnDefinitions"]) == server.headers
    assert tuple(column["priority"] != 0 for column in table["columnDefinitions"]) == server.wide
    found: dict[str, Any] = {row["object"]["metadata"]["uid"]: tuple(map(str, row["cells"])) for row in table["rows"]}
    assert found == cells
