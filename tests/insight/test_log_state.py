from __future__ import annotations

from typing import Any

import pytest

from ktui.insight.log_state import Fate, FateIs, fate_of
from ktui.model.kinds import PODS
from tests.fakes import objects
from tests.ui.fake_session import decoded


def pod(state: dict[str, Any] | None = None, last: dict[str, Any] | None = None, restarts: int = 0, **meta: Any) -> Any:
    raw = objects.pod("web", containers=("app", "side"), uid="u", **meta)
    raw["spec"]["initContainers"] = [{"name": "init"}]
    if state is not None:
        raw["status"]["containerStatuses"][0] = objects.container_status(
            "app", state=state, last_state=last, restarts=restarts
        )
    return decoded(PODS, [raw])[0]


EXITED = {"terminated": {"exitCode": 1, "reason": "Error"}}


@pytest.mark.parametrize(
    ("state", "last", "fate"),
    [
        ({"running": {}}, None, Fate(FateIs.RUNNING, 2)),
        ({"running": {}}, EXITED, Fate(FateIs.RUNNING, 2, before="exit 1")),
        (EXITED, None, Fate(FateIs.ENDED, 2, "exit 1")),
        ({"terminated": {"signal": 9, "exitCode": 137}}, None, Fate(FateIs.ENDED, 2, "signal 9")),
        ({"terminated": {"exitCode": 137, "reason": "OOMKilled"}}, None, Fate(FateIs.ENDED, 2, "exit 137, OOMKilled")),
        ({"waiting": {"reason": "ContainerCreating"}}, None, Fate(FateIs.WAITING, 2, "ContainerCreating")),
        (
            {"waiting": {"reason": "CrashLoopBackOff"}},
            EXITED,
            Fate(FateIs.ENDED, 2, "exit 1; CrashLoopBackOff", "exit 1"),
        ),
        ({}, None, Fate(FateIs.WAITING, 2)),
    ],
)
def test_what_is_known_of_a_container(state: dict[str, Any], last: dict[str, Any] | None, fate: Fate) -> None:
    assert fate_of(pod(state, last, 2), "app", uid="u") == fate


def test_of_a_container_or_a_pod_that_is_not_there() -> None:
    assert fate_of(pod(), "none", uid="u").now is FateIs.UNKNOWN
    assert fate_of(pod(), "app", uid="another of the name").now is FateIs.GONE
    assert fate_of(None, "app", uid="u").now is FateIs.GONE


def test_of_a_container_that_was_added_to_debug_the_pod() -> None:
    raw = objects.beside(objects.pod("web", uid="u"), ephemeral=["debugger"])
    assert fate_of(decoded(PODS, [raw])[0], "debugger", uid="u") == Fate(FateIs.RUNNING)
