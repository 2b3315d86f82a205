"""Which containers have a log, what each is called, and which are meant."""

from __future__ import annotations

from typing import Any

import pytest

from ktui.insight.log_containers import (
    ALL,
    Role,
    container_words,
    containers_of,
    containers_of_all,
    default_container,
    meant,
)
from ktui.model.kinds import PODS
from tests.fakes import objects
from tests.ui.fake_session import decoded


def pod(*names: str, **meta: Any) -> Any:
    raw = objects.pod("web", containers=names or ("app", "side"), **meta)
    objects.beside(raw, init=["prepare"], sidecars=["mesh"], ephemeral=["debugger"])
    return decoded(PODS, [raw])[0]


def test_a_pods_own_come_before_those_beside_them() -> None:
    assert containers_of(pod()) == {
        "app": Role.OWN,
        "side": Role.OWN,
        "prepare": Role.INIT,
        "mesh": Role.SIDECAR,
        "debugger": Role.EPHEMERAL,
    }


def test_several_pods_have_each_name_once() -> None:
    assert list(containers_of_all([pod("app"), pod("app", "side")])) == ["app", "prepare", "mesh", "debugger", "side"]
    assert containers_of_all([]) == {}


def test_what_is_another_thing_in_another_pod_is_what_it_is_in_the_first() -> None:
    assert containers_of_all([pod("mesh"), pod()])["mesh"] is Role.OWN


def test_without_containers_there_is_none() -> None:
    bare = decoded(PODS, [{"metadata": {"name": "web"}, "spec": {"containers": None}}])[0]
    assert containers_of(bare) == {}
    assert default_container(bare) == ""
    assert meant(bare, None) == meant(bare, ALL) == []


@pytest.mark.parametrize(
    ("annotations", "container"),
    [
        (None, "app"),
        ({"kubectl.kubernetes.io/default-container": "side"}, "side"),
        ({"kubectl.kubernetes.io/default-container": "mesh"}, "mesh"),
        ({"kubectl.kubernetes.io/default-container": "none such"}, "app"),
        ({"other": "side"}, "app"),
    ],
)
def test_the_default_container_is_what_the_annotation_says(annotations: Any, container: str) -> None:
    assert default_container(pod(annotations=annotations)) == container
    assert meant(pod(annotations=annotations), None) == [container]


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (ALL, ["app", "side", "prepare", "mesh", "debugger"]),
        (("debugger", "app"), ["app", "debugger"]),
        (("none such",), []),
    ],
)
def test_those_that_are_wanted(wanted: tuple[str, ...], names: list[str]) -> None:
    assert meant(pod(), wanted) == names


@pytest.mark.parametrize(
    ("there", "chosen", "words"),
    [
        ([], (), ""),
        (["app"], ("app",), "app"),
        (["app\x1b"], (), "app␛"),
        (["app", "side"], (), "all 2 containers"),
        (["app", "side"], ("side",), "side (of 2 containers)"),
        (["app", "b", "c"], ("app", "b"), "app, b (of 3 containers)"),
        (["a" * 40, "b"], ("a" * 40,), f"{'a' * 40} (of 2 containers)"),
        (["a" * 20, "b" * 20, "c"], ("a" * 20, "b" * 20), "2 of 3 containers"),
    ],
)
def test_what_is_read_in_words(there: list[str], chosen: tuple[str, ...], words: str) -> None:
    assert container_words(dict.fromkeys(there, Role.OWN), chosen) == words
