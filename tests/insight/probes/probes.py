"""Pods with probes, decoded from what their JSON would hold."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from ktui.model.objects import Pod, Probe


def probe(**fields: Any) -> Probe:
    """A probe of these fields, in the API's names."""
    return msgspec.json.decode(json.dumps(fields), type=Probe)


def pod_of(*containers: dict[str, Any], **spec: Any) -> Pod:
    """A pod of these containers."""
    return msgspec.json.decode(
        json.dumps({"metadata": {"name": "web"}, "spec": {"containers": containers, **spec}}), type=Pod
    )
