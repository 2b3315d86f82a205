"""Where a summary uses kubectl's words, they are the words that kubectl printed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from ktui.insight.describe.probes import PROBES, probe_text
from ktui.insight.describe.scheduling import toleration_text
from ktui.insight.describe.selectors import selector_text
from ktui.insight.describe.volumes import mount_texts
from ktui.insight.probes.config_text import config_text
from ktui.insight.probes.probed import probed
from ktui.model.objects import Pod
from tests.insight.described import containers_of, described, summary

if TYPE_CHECKING:
    from tests.insight.described import Described

RECORDINGS = Path(__file__).parents[1] / "data" / "recordings"

ALL = pytest.mark.parametrize("item", described(), ids=lambda item: f"{item.kind.singular}-{item.name}")


def probes_of(containers: list[dict[str, Any]]) -> dict[tuple[str, str], str]:
    return {
        (container["name"], word): probe_text(container[field])
        for container in containers
        for word, field in PROBES
        if field in container
    }


@ALL
def test_probes_are_worded_as_kubectl_words_them(item: Described) -> None:
    if item.kind.name == "nodes":
        return
    assert probes_of(containers_of(item.obj)) == item.probes()
    text = summary(item.kind.name, item.obj)
    for (_, word), line in item.probes().items():
        assert f"    {word:<11}{line}\n" in text


def recorded_pods() -> dict[str, dict[str, Any]]:
    pods: dict[str, dict[str, Any]] = {}
    for path in RECORDINGS.glob("*.jsonl"):
        with path.open() as file:
            for line in map(json.loads, file):
                if line["resource"] == "pods":
                    pods[f"{path.stem}-{line['object']['metadata']['name']}"] = line["object"]
    return pods


def test_probes_of_the_recorded_pods_are_worded_as_kubectl_words_them() -> None:
    told = {item.name: item.probes() for item in described()}
    pods = recorded_pods()
    assert len(pods) > 15
    for pod in pods.values():
        assert probes_of(containers_of(pod)) == told[pod["metadata"]["name"]]


def test_the_line_is_the_same_from_a_pod_that_is_kept() -> None:
    for raw in recorded_pods().values():
        pod = msgspec.convert(raw, Pod)
        kept = {
            (each.name, type_.capitalize()): config_text(probe) for each in probed(pod) for type_, probe in each.probes
        }
        assert kept == probes_of(containers_of(raw))


@ALL
def test_tolerations_are_worded_as_kubectl_words_them(item: Described) -> None:
    spec = item.obj["spec"]
    for toleration in spec.get("template", item.obj).get("spec", {}).get("tolerations", ()):
        assert f" {toleration_text(toleration)}\n" in item.text


@ALL
def test_selectors_are_worded_as_kubectl_words_them(item: Described) -> None:
    if selector := item.obj["spec"].get("selector"):
        assert f" {selector_text(selector)}\n" in item.text


@ALL
def test_mounts_are_worded_as_kubectl_words_them(item: Described) -> None:
    if item.kind.name == "nodes":
        return
    mounts = [text for container in containers_of(item.obj) for text in mount_texts(container)]
    for text in mounts:
        if text.startswith("/") and "," not in text:
            assert f"      {text}\n" in item.text
