"""What `ktui probes`, `ktui why` and `ktui advice` answer, as plain values: every key is there, unknown is None."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ktui.commands.times import rfc3339
from ktui.insight.probes.arithmetic import arithmetic
from ktui.insight.probes.config_text import config_text
from ktui.insight.probes.lane import MarkKind
from ktui.insight.probes.probed import pod_grace, probed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ktui.insight.advice.advice import Advice
    from ktui.insight.probes.ahead import Outlook
    from ktui.insight.probes.lane import Gap, Lane, Mark, Timeline
    from ktui.insight.probes.probed import Probed
    from ktui.insight.why.verdict import Clue, Restart, Verdict
    from ktui.model.objects import Pod
    from ktui.model.version import ServerVersion


def pod_item(pod: Pod) -> dict[str, Any]:
    """Which pod is meant."""
    return {"namespace": pod.meta.namespace, "name": pod.meta.name, "uid": pod.meta.uid}


def probes_document(pod: Pod, timeline: Timeline, due: Outlook, version: ServerVersion) -> dict[str, Any]:
    """`ktui probes`: what is asked of each container, what was found, and what is due."""
    return {
        "pod": pod_item(pod),
        "containers": [_container(each, pod_grace(pod), version) for each in probed(pod)],
        "lanes": lane_items(timeline),
        "now": due.json(),
    }


def _container(container: Probed, grace: float, version: ServerVersion) -> dict[str, Any]:
    return {
        "name": container.name,
        "kind": container.kind,
        "probes": [
            {
                "type": type_.value,
                "config": config_text(probe),
                "budget": arithmetic(probe, type_, grace, version).json(),
            }
            for type_, probe in container.probes
        ],
    }


def lane_items(timeline: Timeline) -> list[dict[str, Any]]:
    """The lanes of a timeline, in its order."""
    return [_lane(lane) for lane in timeline.lanes]


def why_document(pod: Pod, verdict: Verdict) -> dict[str, Any]:
    """`ktui why`: why the pod is as it is, and why its containers ended, the newest first."""
    now = verdict.now
    return {
        "pod": pod_item(pod),
        "now": {
            "cause": now.cause.value,
            "sentence": now.sentence,
            "short": now.short,
            "container": now.container or None,
            "evidence": [_clue(clue) for clue in now.clues],
        },
        "restarts": [_restart(restart) for restart in verdict.restarts],
    }


def advice_document(found: Iterable[tuple[Pod, Iterable[Advice]]]) -> dict[str, Any]:
    """`ktui advice`: what to write otherwise, pod by pod."""
    return {
        "items": [
            {
                "namespace": pod.meta.namespace,
                "name": pod.meta.name,
                "container": advice.container or None,
                "rule": advice.rule,
                "field": advice.field,
                "reason": advice.reason,
                "instead": advice.instead,
            }
            for pod, told in found
            for advice in told
        ]
    }


def _lane(lane: Lane) -> dict[str, Any]:
    return {
        "container": lane.container,
        "probe": None if lane.probe is None else lane.probe.value,
        "configured": lane.configured,
        "failed": lane.count(MarkKind.FAILED),
        "errored": lane.count(MarkKind.ERRORED),
        "warned": lane.count(MarkKind.WARNED),
        "marks": [_mark(mark) for mark in lane.marks],
        "gaps": [_gap(gap) for gap in lane.gaps],
    }


def _mark(mark: Mark) -> dict[str, Any]:
    return {
        "kind": mark.kind.value,
        "from": rfc3339(mark.start),
        "to": rfc3339(mark.end),
        "count": mark.count,
        "message": mark.message or None,
        "exitCode": mark.exit_code,
        "reason": mark.reason or None,
        "firstKnown": mark.first_known or mark.count == 1,
        "remembered": mark.remembered,
    }


def _gap(gap: Gap) -> dict[str, Any]:
    return {"from": rfc3339(gap.start), "to": rfc3339(gap.end), "reason": gap.reason.value}


def _restart(restart: Restart) -> dict[str, Any]:
    return {
        "container": restart.container,
        "at": rfc3339(restart.at),
        "cause": restart.cause.value,
        "exitCode": restart.exit_code,
        "signal": restart.signal,
        "sentence": restart.sentence,
        "evidence": [_clue(clue) for clue in restart.clues],
        "missing": list(restart.missing),
        "count": restart.count,
        "replaced": restart.replaced,
    }


def _clue(clue: Clue) -> dict[str, Any]:
    return {"at": rfc3339(clue.at), "source": clue.source, "text": clue.text}
