from __future__ import annotations

from typing import Any

import pytest

from ktui.insight.log_state import Fate, FateIs, container_names, default_container, fate_of
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


def test_containers_come_before_those_that_run_before_them() -> None:
    assert container_names(pod()) == ["app", "side", "init"]


@pytest.mark.parametrize(
    ("annotations", "container"),
    [
        (None, "app"),
        ({"kubectl.kubernetes.io/default-container": "side"}, "side"),
        ({"kubectl.kubernetes.io/default-container": "none such"}, "app"),
        ({"other": "side"}, "app"),
    ],
)
def test_the_default_container_is_what_the_annotation_says(annotations: Any, container: str) -> None:
    assert default_container(pod(annotations=annotations)) == container
