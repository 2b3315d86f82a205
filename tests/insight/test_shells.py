from __future__ import annotations

from typing import Any

import pytest

from ktui.insight.shells import DEFAULT, ShellContainers, shell_containers
from tests.fakes.objects import container_status, pod

WAITING = {"waiting": {"reason": "CrashLoopBackOff"}}


def test_the_only_one_that_runs_is_meant() -> None:
    assert shell_containers(pod("a", containers=["app"])) == ShellContainers(["app"], "app")


def test_of_several_none_is_meant() -> None:
    assert shell_containers(pod("a", containers=["app", "proxy"])) == ShellContainers(["app", "proxy"], "")


def test_the_owners_word_counts_where_that_one_runs() -> None:
    made = pod("a", containers=["app", "proxy"], annotations={DEFAULT: "proxy"})
    assert shell_containers(made).default == "proxy"
    made["status"]["containerStatuses"][1]["state"] = WAITING
    assert shell_containers(made) == ShellContainers(["app"], "app")


def test_sidecars_and_containers_added_to_debug_count_too() -> None:
    made = pod("a", containers=["app"])
    made["status"]["initContainerStatuses"] = [container_status("log"), container_status("init", state=WAITING)]
    made["status"]["ephemeralContainerStatuses"] = [container_status("debugger")]
    assert shell_containers(made) == ShellContainers(["app", "log", "debugger"], "")


@pytest.mark.parametrize("status", [None, {}, [], {"containerStatuses": [None, {"name": "app", "state": "running"}]}])
def test_what_does_not_run_has_no_shell(status: Any) -> None:
    assert shell_containers({**pod("a"), "status": status}) == ShellContainers([], "")
