"""`kubectl describe` of each kind that ktui shows, and of what is beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.demo.kubectl.conftest import Kubectl


@pytest.mark.parametrize(
    ("what", "lines"),
    [
        ("pod/sick", ["Name: sick", "Status: Running", "Warning Unhealthy"]),
        ("ds/agent", ["Name: agent", "Desired Number of Nodes Scheduled: 3"]),
        ("job/batch", ["Name: batch", "Completions: 1"]),
        ("cj/nightly", ["Name: nightly", "Schedule: */5 * * * *"]),
        ("node/node-1", ["Name: node-1", "Non-terminated Pods: ("]),
        ("ns/team", ["Name: team", "Status: Active"]),
    ],
)
async def test_each_kind_is_described(kubectl: Kubectl, what: str, lines: list[str]) -> None:
    told = [" ".join(line.split()) for line in (await kubectl("describe", what)).splitlines()]
    for line in lines:
        assert any(one.startswith(line) for one in told), f"{line!r} is not in {told}"


async def test_all_pods_of_a_selection_are_described(kubectl: Kubectl) -> None:
    told = await kubectl("describe", "pods", "-l", "app=web")
    assert told.count("Controlled By:") + told.count("Name:             web-") >= 4
