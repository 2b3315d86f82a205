"""The pods that an object is to make: containers, volumes, and where they may run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ktui.insight.describe.containers import write_containers
from ktui.insight.describe.scheduling import write_scheduling
from ktui.insight.describe.selectors import labels_text
from ktui.insight.describe.values import holds, mapping_at, number_at, text_at
from ktui.insight.describe.volumes import write_volumes

if TYPE_CHECKING:
    from ktui.insight.describe.writing import Writer

USUAL_GRACE = 30
"""Seconds between SIGTERM and SIGKILL, unless a pod asks for others."""

_SHARED = (("hostNetwork", "network"), ("hostPID", "process IDs"), ("hostIPC", "IPC"))
"""What of its node a pod may share."""


_MADE = frozenset({"controller-uid", "job-name", "batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name"})
"""Labels that the Job controller gives to a template: they repeat who it is."""


def write_pod_settings(writer: Writer, spec: dict[str, Any]) -> None:
    """What holds for a pod as a whole, where it is not the usual."""
    policy = text_at(spec, "restartPolicy")
    writer.field("Restart", "" if policy in ("", "Always") else policy)
    grace = number_at(spec, "terminationGracePeriodSeconds")
    writer.field("Grace", "" if grace in (None, USUAL_GRACE) else f"{grace}s between SIGTERM and SIGKILL")
    deadline = number_at(spec, "activeDeadlineSeconds")
    writer.field("Deadline", "" if deadline is None else f"may run for {deadline}s")
    writer.field("Runtime class", text_at(spec, "runtimeClassName"))
    shared = " and ".join(word for field, word in _SHARED if holds(spec, field))
    writer.field("Shares", f"its node's {shared}" if shared else "")
    scheduler = text_at(spec, "schedulerName")
    writer.field("Scheduler", "" if scheduler in ("", "default-scheduler") else scheduler)


def write_template(writer: Writer, template: dict[str, Any]) -> None:
    """A pod template, without the fields that say where its pods may run."""
    spec = mapping_at(template, "spec")
    writer.heading("Pod template")
    labels = mapping_at(template, "metadata", "labels")
    writer.field("Labels", labels_text({key: value for key, value in labels.items() if key not in _MADE}))
    writer.field("Priority", text_at(spec, "priorityClassName"))
    writer.field("Account", text_at(spec, "serviceAccountName"))
    write_pod_settings(writer, spec)
    write_scheduling(writer, spec)
    write_containers(writer, spec, {})
    write_volumes(writer, spec)
