"""The tables of the kinds without a pane, against what a real server printed of the same objects."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from ktui.demo.server.api_server import ApiServer
from tests.demo.server.recorded_tables import FOLDER
from tests.fakes.reading import get
from tests.parity.server_table import ACCEPT

if TYPE_CHECKING:
    from pathlib import Path

RECORDED = [
    pytest.param(path, table, id=f"{path.stem}{table['path']}")
    for path in sorted(FOLDER.glob("tables-*.json"))
    for table in json.loads(path.read_text())
]


@pytest.mark.parametrize(("file", "recorded"), RECORDED)
async def test_columns_and_cells_are_the_real_servers(file: Path, recorded: dict[str, Any]) -> None:
    plural = recorded["path"].rpartition("/")[2]
    release = file.stem.removeprefix("tables-")
    async with ApiServer(version=f"v{release}", now=lambda: recorded["now"]) as server:
        for row in recorded["rows"]:
            server.put(plural, row["object"])
        code, table, _ = await get(server, f"{recorded['path']}?includeObject=Object", Accept=ACCEPT)
    assert code == 200
    assert [{**column, "description": ""} for column in table["columnDefinitions"]] == recorded["columns"]
    found = {row["object"]["metadata"]["uid"]: row["cells"] for row in table["rows"]}
    assert found == {row["object"]["metadata"]["uid"]: row["cells"] for row in recorded["rows"]}
