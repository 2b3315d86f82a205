"""The story's objects as YAML files, which ship with the package."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from ktui.demo.server.resources import RESOURCES

if TYPE_CHECKING:
    from ktui.demo.server.statuses import Raw
    from ktui.model.version import ServerVersion

FOLDER = Path(__file__).parent / "manifests"

SEEDS = (
    "seeds/kubia-liveness-probe.yml",
    "seeds/ssd-monitor-daemonset.yml",
    "seeds/batch-job.yml",
    "seeds/cronjob-v1beta1.yml",
)
"""The four that the story began with, as they were."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's where PyYAML was built with it: ten times as fast."""


def manifests(*names: str) -> list[Raw]:
    """The objects in these files, in their order."""
    objects: list[Raw] = []
    for name in names:
        with (FOLDER / name).open("rb") as file:
            objects += yaml.load_all(file, _LOADER)
    return objects


def story_objects(*names: str, version: ServerVersion) -> list[Raw]:
    """The same, each in a namespace where its kind has them, as a release of Kubernetes knows them."""
    objects = manifests(*names)
    for obj in objects:
        if RESOURCES[plural_of(obj)].namespaced:
            obj["metadata"].setdefault("namespace", "default")
        if not version.at_least(1, 25):
            _make_old(obj)
    return objects


def plural_of(obj: Raw) -> str:
    """The collection an object belongs to."""
    return _plurals()[obj["kind"]]


@cache
def _plurals() -> dict[str, str]:
    return {resource.kind: plural for plural, resource in RESOURCES.items() if plural == resource.plural}


def _make_old(obj: Raw) -> None:
    """Without what older releases do not have: time zones, suspended Jobs, probes by gRPC."""
    spec = obj.get("spec", {})
    if obj["kind"] == "CronJob":
        spec.pop("timeZone", None)
    if obj["kind"] == "Job":
        spec.pop("suspend", None)
    for container in spec.get("template", {}).get("spec", {}).get("containers", ()):
        for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
            grpc = container.get(probe, {}).pop("grpc", None)
            if grpc is not None:
                container[probe]["exec"] = {"command": ["/bin/grpc_health_probe", f"-addr=:{grpc['port']}"]}
