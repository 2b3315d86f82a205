"""`ktui probes`, `why` and `advice` on a cluster: a few reads, and what may not be read is done without."""

from __future__ import annotations

import copy
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from ktui.history.history import History, history_file
from ktui.history.schema import Seen
from ktui.model.evidence import Exit
from tests.fakes import objects
from tests.recording.files import RECORDINGS, naive

if TYPE_CHECKING:
    from pathlib import Path

    from ktui.model.evidence import Observation
    from tests.commands.ktui_at import Answer, Ktui

RECORDED = RECORDINGS / "probes-1.35.jsonl"


def moment() -> float:
    """Six minutes into the recording."""
    return float(next(iter(RECORDED.read_text().splitlines())).split('"at":')[1].split(",")[0]) + 360


@pytest.fixture
def probes(ktui: Ktui) -> Ktui:
    """The recorded pods and their events, on the test API server."""
    for resource, found in naive(RECORDED, moment()).items():
        for obj in found.values():
            ktui.server.put(resource, copy.deepcopy(obj))
    return ktui


async def test_why_is_answered_from_the_pod_and_its_events(probes: Ktui) -> None:
    answer = await probes("why", "http-500", "-n", "probes", "-o", "json")
    assert (answer.code, answer.err) == (0, "")
    newest = answer.json["restarts"][0]
    assert (newest["cause"], newest["exitCode"], newest["signal"]) == ("liveness-probe", 137, 9)
    assert "HTTP 500" in newest["sentence"]
    assert {clue["source"] for clue in newest["evidence"]} == {"event", "status", "spec"}
    text = await probes("why", "pod/http-500", "-n", "probes")
    assert text.out.startswith("pod probes/http-500, ")
    assert newest["sentence"] in text.out


async def test_probes_are_told_with_lanes_and_numbers(probes: Ktui) -> None:
    answer = await probes("probes", "http-500", "-n", "probes", "-o", "json")
    assert (answer.code, answer.err) == (0, "")
    assert set(answer.json) == {"pod", "containers", "lanes", "now"}
    (liveness,) = [lane for lane in answer.json["lanes"] if lane["probe"] == "liveness"]
    assert liveness["failed"] == 18
    assert set(liveness) >= {"container", "probe", "failed", "errored", "warned", "marks", "gaps"}
    for mark in liveness["marks"]:
        assert set(mark) >= {"kind", "from", "to", "count", "message", "exitCode", "reason"}


async def test_advice_is_given_on_one_pod_and_on_all(probes: Ktui) -> None:
    everywhere = (await probes("advice", "-A", "-o", "json")).items
    assert (await probes("advice", "-n", "probes", "-o", "json")).items == everywhere
    own = (await probes("advice", "oom", "-n", "probes", "-o", "json")).items
    assert own == [item for item in everywhere if item["name"] == "oom"]
    assert (await probes("advice", "-o", "json")).json == {"items": []}
    answer = await probes("advice", "oom", "-n", "probes")
    assert answer.out.splitlines()[0].split() == ["NAME", "CONTAINER", "RULE", "FIELD", "INSTEAD"]


async def test_events_that_may_not_be_listed_are_done_without_and_that_is_said(probes: Ktui) -> None:
    probes.server.faults.forbid("events", "list")
    answer = await probes("why", "http-500", "-n", "probes", "-o", "json")
    assert answer.code == 0
    assert "not permitted to list events" in answer.err
    assert "what the pod tells of itself" in answer.err
    assert answer.err.count("\n") == 1
    newest = answer.json["restarts"][0]
    assert newest["exitCode"] == 137
    assert newest["missing"]
    assert {clue["source"] for clue in newest["evidence"]} <= {"status", "spec"}
    told = await probes("probes", "http-500", "-n", "probes", "-o", "json")
    assert told.code == 0
    assert "not permitted to list events" in told.err


async def test_a_node_that_may_not_be_read_is_done_without(probes: Ktui) -> None:
    probes.server.faults.forbid("nodes", "get")
    answer = await probes("why", "http-500", "-n", "probes", "-o", "json")
    assert (answer.code, answer.err) == (0, "")


async def test_a_lost_node_is_told_apart_from_a_restart(ktui: Ktui) -> None:
    when = "2026-11-26T18:44:52Z"
    node = objects.node("node-1")
    node["status"]["conditions"] = [
        {"type": "Ready", "status": "Unknown", "reason": "NodeStatusUnknown", "lastTransitionTime": when}
    ]
    ktui.server.put("nodes", node)
    pod = objects.pod("web-1", "web")
    pod["metadata"] |= {"uid": "1", "deletionTimestamp": "2026-11-26T18:44:55Z", "deletionGracePeriodSeconds": 1}
    pod["status"]["conditions"] = [{"type": "Ready", "status": "False", "lastTransitionTime": when}]
    ktui.server.put("pods", pod)
    told: dict[str, Any] = {
        "metadata": {"name": "web-1.1", "namespace": "web"},
        "involvedObject": {"kind": "Pod", "namespace": "web", "name": "web-1"},
        "reason": "TaintManagerEviction",
        "type": "Normal",
        "message": "Marking for deletion Pod web/web-1",
        "source": {"component": "taint-eviction-controller"},
        "count": 1,
        "firstTimestamp": "2026-11-26T18:44:54Z",
        "lastTimestamp": "2026-11-26T18:44:54Z",
    }
    ktui.server.put("events", told)
    answer = await ktui("why", "web-1", "-o", "json")
    assert (answer.code, answer.err) == (0, "")
    assert answer.json["now"]["cause"] == "node-lost"
    assert "node-1" in answer.json["now"]["sentence"]
    assert answer.json["restarts"] == []


async def test_what_cannot_be_answered_has_its_exit_code(probes: Ktui) -> None:
    answer = await probes("why", "absent", "-n", "probes")
    assert (answer.code, answer.out) == (4, "")
    assert 'pods "absent" not found' in answer.err
    for command in ("why", "probes", "advice"):
        answer = await probes(command, "http-500", "-A")
        assert (answer.code, answer.out) == (2, "")
        assert "across all namespaces: say which with -n" in answer.err
    probes.server.faults.forbid("pods", "get", "list")
    for arguments in (["why", "http-500"], ["probes", "http-500"], ["advice"]):
        answer = await probes(*arguments, "-n", "probes")
        assert (answer.code, answer.out, answer.err.count("\n")) == (5, "", 1)
    await probes.server.stop()
    answer = await probes("why", "http-500", "-n", "probes")
    assert (answer.code, answer.out, answer.err.count("\n")) == (3, "", 1)


async def test_a_servers_failure_while_events_are_read_is_one_sentence(probes: Ktui) -> None:
    probes.server.faults.answer(500, kind="events", times=None)
    answer = await probes("why", "http-500", "-n", "probes")
    assert (answer.code, answer.out, answer.err.count("\n")) == (1, "", 1)
    assert "list events" in answer.err


EARLIER = Exit(
    container="main", container_id="containerd://earlier", started=1.0, finished=9.0, exit_code=3, reason="Error"
)


def keep(cluster: str, uid: str, *seen: Observation) -> None:
    """Have an earlier ktui seen this of a pod."""
    with closing(History(now=lambda: 100.0)) as history:
        assert history.keep(cluster, [Seen(uid, "probes", "crash-exit-1", each) for each in seen])
        assert history.problem == ""


def codes(answer: Answer) -> list[int | None]:
    """How the restarts ended that are told of."""
    return [each["exitCode"] for each in answer.json["restarts"]]


async def test_what_was_seen_before_is_told_unless_it_is_not_wanted(probes: Ktui, tmp_path: Path) -> None:
    probes.server.put("namespaces", {"metadata": {"name": "kube-system", "uid": "cluster-1"}})
    ask = ("why", "crash-exit-1", "-n", "probes", "-o", "json")
    before = await probes(*ask)
    assert not history_file().exists()
    keep("cluster-1", before.json["pod"]["uid"], EARLIER)
    answer = await probes(*ask)
    assert (answer.code, answer.err) == (0, "")
    (first,) = [each for each in answer.json["restarts"] if each["exitCode"] == 3]
    assert (first["cause"], first["at"]) == ("exit", "1970-01-01T00:00:09Z")
    assert "history" in {clue["source"] for clue in first["evidence"]}
    lanes = (await probes("probes", "crash-exit-1", "-n", "probes", "-o", "json")).json["lanes"]
    remembered = [mark for lane in lanes for mark in lane["marks"] if mark["remembered"]]
    assert [mark["exitCode"] for mark in remembered if mark["kind"] == "exited"] == [3]
    assert codes(await probes(*ask, "--no-history")) == codes(before)
    config = tmp_path / "config.yaml"
    config.write_text("history: false\n")
    assert codes(await probes(*ask, "--config", str(config))) == codes(before)


async def test_a_history_of_another_cluster_or_a_damaged_one_costs_no_answer(probes: Ktui) -> None:
    probes.server.put("namespaces", {"metadata": {"name": "kube-system", "uid": "cluster-1"}})
    ask = ("why", "crash-exit-1", "-n", "probes", "-o", "json")
    before = await probes(*ask)
    keep("cluster-2", before.json["pod"]["uid"], EARLIER)
    assert codes(await probes(*ask)) == codes(before)
    history_file().write_bytes(b"nothing of ours " * 500)
    answer = await probes(*ask)
    assert (answer.code, codes(answer)) == (0, codes(before))
    assert answer.err.count("\n") == 1
    assert "cannot be used" in answer.err
