"""Events: a kind that has no bookmarks is watched in short turns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ktui.model.kinds import EVENTS, PODS, Kind
from tests.kube.reflecting import reflecting

if TYPE_CHECKING:
    from ktui.demo.server.api_server import ApiServer


@pytest.mark.parametrize(("kind", "rand", "seconds"), [(EVENTS, 0.0, 50), (EVENTS, 0.99, 59), (PODS, 0.0, 240)])
async def test_a_watch_without_bookmarks_is_short(api_server: ApiServer, kind: Kind, rand: float, seconds: int) -> None:
    async with reflecting(api_server, kind, rand=lambda: rand) as reflection:
        await reflection.until_live()
        assert int(api_server.asked(kind.name, "watch")[0].query["timeoutSeconds"]) == seconds
