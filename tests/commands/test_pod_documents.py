"""The JSON of `ktui probes`, `why` and `advice`: the contract's keys, all of them, and unknown is null."""

from __future__ import annotations

from ktui.commands.pod_documents import advice_document, lane_items, pod_item, why_document
from ktui.insight.advice.advice import Advice
from ktui.insight.probes.lane import Gap, GapReason, Lane, Mark, MarkKind, Timeline
from ktui.insight.why.verdict import Cause, Clue, Now, Restart, Verdict
from ktui.model.evidence import ProbeType
from ktui.model.objects import Meta, Pod

POD = Pod(meta=Meta(name="a", namespace="web", uid="1"))


def test_a_lane_tells_its_counts_marks_and_gaps() -> None:
    lane = Lane(
        "app",
        ProbeType.LIVENESS,
        marks=(
            Mark(MarkKind.FAILED, 60.0, 60.0, message="Liveness probe failed: "),
            Mark(MarkKind.FAILED, 60.0, 390.0, count=31, message="Liveness probe failed: no"),
            Mark(MarkKind.ERRORED, 400.0, 400.0, remembered=True),
        ),
        gaps=(Gap(390.0, 690.25, GapReason.BUDGET), Gap(700.0, None, GapReason.DISCONNECTED)),
    )
    (item,) = lane_items(Timeline((lane,)))
    assert item == {
        "container": "app",
        "probe": "liveness",
        "configured": True,
        "failed": 32,
        "errored": 1,
        "warned": 0,
        "marks": [
            {
                "kind": "failed",
                "from": "1970-01-01T00:01:00Z",
                "to": "1970-01-01T00:01:00Z",
                "count": 1,
                "message": "Liveness probe failed: ",
                "exitCode": None,
                "reason": None,
                "firstKnown": True,
                "remembered": False,
            },
            {
                "kind": "failed",
                "from": "1970-01-01T00:01:00Z",
                "to": "1970-01-01T00:06:30Z",
                "count": 31,
                "message": "Liveness probe failed: no",
                "exitCode": None,
                "reason": None,
                "firstKnown": False,
                "remembered": False,
            },
            {
                "kind": "errored",
                "from": "1970-01-01T00:06:40Z",
                "to": "1970-01-01T00:06:40Z",
                "count": 1,
                "message": None,
                "exitCode": None,
                "reason": None,
                "firstKnown": True,
                "remembered": True,
            },
        ],
        "gaps": [
            {"from": "1970-01-01T00:06:30Z", "to": "1970-01-01T00:11:30.250Z", "reason": "budget"},
            {"from": "1970-01-01T00:11:40Z", "to": None, "reason": "disconnected"},
        ],
    }


def test_what_a_container_and_a_pod_tell_otherwise_is_in_lanes_of_no_probe() -> None:
    exits = Lane("app", None, (Mark(MarkKind.EXITED, 5.0, 5.0, exit_code=0, reason="Completed"),))
    own = Lane(None, None, (Mark(MarkKind.NOT_READY, 5.0, 5.0), Mark(MarkKind.DELETED, 6.0, 6.0)), configured=False)
    first, last = lane_items(Timeline((exits, own)))
    assert (first["container"], first["probe"]) == ("app", None)
    assert first["marks"][0]["exitCode"] == 0
    assert first["marks"][0]["reason"] == "Completed"
    assert (last["container"], last["probe"], last["configured"]) == (None, None, False)
    assert [mark["kind"] for mark in last["marks"]] == ["notReady", "deleted"]


def test_why_tells_the_present_and_each_restart() -> None:
    clue = Clue(5.0, "event", "Killing: Container app failed liveness probe, will be restarted")
    verdict = Verdict(
        Now(Cause.READINESS, "It is not ready.", "not ready", (Clue(None, "spec", "period 5 s"),), "app"),
        (
            Restart("app", 9.0, Cause.LIVENESS_PROBE, 137, 9, "Killed.", (clue,), ("No event tells of it.",)),
            Restart("app", None, Cause.UNKNOWN, None, None, "Not told.", count=3, replaced=False),
        ),
    )
    assert why_document(POD, verdict) == {
        "pod": {"namespace": "web", "name": "a", "uid": "1"},
        "now": {
            "cause": "readiness",
            "sentence": "It is not ready.",
            "short": "not ready",
            "container": "app",
            "evidence": [{"at": None, "source": "spec", "text": "period 5 s"}],
        },
        "restarts": [
            {
                "container": "app",
                "at": "1970-01-01T00:00:09Z",
                "cause": "liveness-probe",
                "exitCode": 137,
                "signal": 9,
                "sentence": "Killed.",
                "evidence": [
                    {
                        "at": "1970-01-01T00:00:05Z",
                        "source": "event",
                        "text": "Killing: Container app failed liveness probe, will be restarted",
                    }
                ],
                "missing": ["No event tells of it."],
                "count": 1,
                "replaced": True,
            },
            {
                "container": "app",
                "at": None,
                "cause": "unknown",
                "exitCode": None,
                "signal": None,
                "sentence": "Not told.",
                "evidence": [],
                "missing": [],
                "count": 3,
                "replaced": False,
            },
        ],
    }


def test_advice_names_the_pod_and_of_the_whole_pod_no_container() -> None:
    told = (
        Advice("app", "no-liveness-probe", "spec.containers[app].livenessProbe", "None.", "One."),
        Advice("", "replication-controller", "metadata.ownerReferences", "Old.", "A Deployment."),
    )
    assert advice_document([(POD, told)]) == {
        "items": [
            {
                "namespace": "web",
                "name": "a",
                "container": "app",
                "rule": "no-liveness-probe",
                "field": "spec.containers[app].livenessProbe",
                "reason": "None.",
                "instead": "One.",
            },
            {
                "namespace": "web",
                "name": "a",
                "container": None,
                "rule": "replication-controller",
                "field": "metadata.ownerReferences",
                "reason": "Old.",
                "instead": "A Deployment.",
            },
        ]
    }
    assert advice_document([]) == {"items": []}


def test_a_pod_is_named_by_namespace_name_and_uid() -> None:
    assert pod_item(POD) == {"namespace": "web", "name": "a", "uid": "1"}
