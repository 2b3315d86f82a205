"""The columns against what real servers printed."""

from __future__ import annotations

import msgspec
import pytest

from ktui.insight.columns import table_of
from ktui.model.objects import STRUCTS
from ktui.model.version import ServerVersion
from tests.parity.recording import Recorded, recorded

RELEASES = {"1.20.2": ServerVersion(1, 20), "1.35.4": ServerVersion(1, 35)}
TABLES = [(release, table) for release in RELEASES for table in recorded(release)]


@pytest.mark.parametrize(("release", "server"), TABLES, ids=[f"{r}-{table.kind.name}" for r, table in TABLES])
class TestOnThisServer:
    def test_the_columns_are_the_servers(self, release: str, server: Recorded) -> None:
        columns = table_of(server.kind, RELEASES[release]).columns
        assert tuple(column.header for column in columns) == server.headers
        assert tuple(column.wide for column in columns) == server.wide

    def test_every_cell_is_the_servers(self, release: str, server: Recorded) -> None:
        table = table_of(server.kind, RELEASES[release])
        decoder = msgspec.json.Decoder(STRUCTS[server.kind.name])
        for body, cells in server.objects:
            assert table.cells(decoder.decode(body), server.now) == cells, body.decode()

    def test_every_column_sorts(self, release: str, server: Recorded) -> None:
        decoder = msgspec.json.Decoder(STRUCTS[server.kind.name])
        objects = [decoder.decode(body) for body, _ in server.objects]
        for column in table_of(server.kind, RELEASES[release]).columns:
            assert len(sorted(column.sort_value(obj, server.now) for obj in objects)) == len(objects)

    def test_every_state_has_a_tone(self, release: str, server: Recorded) -> None:
        table = table_of(server.kind, RELEASES[release])
        decoder = msgspec.json.Decoder(STRUCTS[server.kind.name])
        tones = {table.tone(decoder.decode(body), server.now) for body, _ in server.objects}
        assert tones <= {"", "good", "busy", "bad", "muted"}
        assert table.state_column in server.headers
