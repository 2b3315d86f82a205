"""Pods with probes, decoded from what their JSON would hold."""

from __future__ import annotations

import json
from typing import Any

import msgspec
from hypothesis import strategies as st

from ktui.model.objects import Pod, Probe


def probe(**fields: Any) -> Probe:
    """A probe of these fields, in the API's names."""
    return msgspec.json.decode(json.dumps(fields), type=Probe)


def pod_of(*containers: dict[str, Any], **spec: Any) -> Pod:
    """A pod of these containers."""
    return msgspec.json.decode(
        json.dumps({"metadata": {"name": "web"}, "spec": {"containers": containers, **spec}}), type=Pod
    )


NUMBER = st.integers(-1, 20) | st.integers(-(2**63), 2**63 - 1)
TEXT = st.text(max_size=9)
COMMAND = {"command": st.lists(TEXT | st.sampled_from(["sh", "-c", "sleep 9", "java"]), max_size=3)}


def some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Any of these fields."""
    return st.fixed_dictionaries({}, optional=fields)


_ANY_PROBE = some(
    exec=some(**COMMAND),
    httpGet=some(port=NUMBER | TEXT, path=TEXT, host=TEXT),
    tcpSocket=some(port=NUMBER | TEXT, host=TEXT),
    grpc=some(port=NUMBER, service=st.none() | TEXT),
    initialDelaySeconds=NUMBER,
    timeoutSeconds=NUMBER,
    periodSeconds=NUMBER,
    successThreshold=NUMBER,
    failureThreshold=NUMBER,
    terminationGracePeriodSeconds=NUMBER,
)
ANY_PROBES = some(livenessProbe=_ANY_PROBE, readinessProbe=_ANY_PROBE, startupProbe=_ANY_PROBE)
"""The probes of a container, with whatever the slim objects can hold."""
