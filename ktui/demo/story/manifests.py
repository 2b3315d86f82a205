"""The story's objects as YAML files, which ship with the package."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from ktui.demo.server.statuses import Raw

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
