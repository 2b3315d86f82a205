"""What to try first in the demo's cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.model.guide import Guide, Step
from ktui.model.reference import Reference

if TYPE_CHECKING:
    from pathlib import Path

STEPS = (
    Step(
        "A pod that its liveness probe kills, again and again",
        Reference("Pod", "default", "kubia-liveness"),
        "{inspector.summary} tells what ended its last run, {inspector.events} its events, {logs.open} its log, and "
        "{logs.previous} there the log of the run before.",
    ),
    Step(
        "A DaemonSet that no node suits: it wants disk=ssd",
        Reference("Node", "", "node-2"),
        "{write.label} on this node, then disk=ssd and enter: ssd-monitor gets a pod here. {write.undo} takes it back.",
    ),
    Step(
        "A CronJob, run now",
        Reference("CronJob", "jobs", "sweep-uploads"),
        "{write.run} shows the Job that would be made; enter makes it, enter again goes to it, {logs.open} follows its "
        "log.",
    ),
    Step(
        "A Job that has failed to its last try",
        Reference("Job", "jobs", "migrate-invoices"),
        "{inspector.summary} says why it gave up, {jump.pods} shows its pods, {write.run} runs it again.",
    ),
    Step(
        "A node that is lost, and what became of its pods",
        Reference("Node", "", "node-4"),
        "{jump.pods} shows the pods that are still bound to it, {inspector.events} since when; {jump.back} comes back.",
    ),
    Step(
        "A rollout that is stuck: the new pods crash",
        Reference("DaemonSet", "monitoring", "log-shipper"),
        "{jump.pods} shows old and new side by side, {logs.open} their logs in one; {write.restart} would restart all.",
    ),
    Step(
        "Everything at once",
        None,
        "{rows.trouble} shows those in trouble alone, {feed.open} all that changes; {app.palette} finds what you can "
        "name, {app.help} lists the keys.",
    ),
)
"""In an order in which one leads to the next."""


def demo_guide(kubeconfig: Path) -> Guide:
    """The guide to a cluster that other clients find by `kubeconfig`."""
    return Guide(
        "A cluster in a box: what to try first", STEPS, note=f"also for kubectl: export KUBECONFIG={kubeconfig}"
    )
