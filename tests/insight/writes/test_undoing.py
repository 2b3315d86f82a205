"""The exact inverse of a change, or the reason why there is none."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from ktui.insight.writes.labels import label, parse_labels
from ktui.insight.writes.lifecycle import delete, make_job, trigger_command
from ktui.insight.writes.switches import cordon, restart, suspend
from ktui.insight.writes.undoing import NoWayBackError, inverse
from ktui.model.kinds import CRONJOBS, PODS
from ktui.model.writes import Danger, ObjectRef
from tests.fakes import objects
from tests.fakes.clock import START
from tests.insight.writes.changing import known, made_of, node

if TYPE_CHECKING:
    from ktui.model.writes import Write


def labelled() -> Write:
    write = label(node(disk="hdd", tier="web"), parse_labels(["disk=ssd", "tier-", "zone=a"]))
    assert write is not None
    return write


def test_labels_are_as_they_were() -> None:
    before = node(disk="hdd", tier="web")
    after = made_of(before, labelled())
    back = inverse(labelled().change, after)
    assert made_of(after, back) == before
    assert back.change.kubectl == "kubectl label node n1 disk=hdd tier=web zone- --overwrite"
    again = inverse(back.change, before)
    assert made_of(before, again)["metadata"]["labels"] == after["metadata"]["labels"]


def test_a_cordon_is_taken_off() -> None:
    before = node()
    write = cordon(before, on=True)
    assert write is not None
    after = made_of(before, write)
    back = inverse(write.change, after)
    assert made_of(after, back) == before
    assert (back.change.verb, back.change.kubectl) == ("uncordon", "kubectl uncordon n1")


def test_a_suspended_cronjob_is_resumed() -> None:
    before = known(objects.cronjob("backup", "web"))
    write = suspend(CRONJOBS, before, on=True)
    assert write is not None
    back = inverse(write.change, made_of(before, write))
    assert made_of(made_of(before, write), back) == before
    assert back.change.verb == "resume"
    assert '"suspend":false' in back.change.kubectl


def test_a_job_that_was_made_is_deleted_and_no_other_of_its_name() -> None:
    origin = ObjectRef("cronjobs", "web", "backup", "u-9")
    job = known(objects.job("backup-1", "web"))
    made = make_job("trigger", origin, job, kubectl=trigger_command(origin, "backup-1")).change
    change = replace(made, ref=replace(made.ref, uid="u-1"))
    back = inverse(change, job, goes="1 pod on 1 node")
    assert (back.goes, back.danger) == ("1 pod on 1 node", Danger.ENTER)
    assert (back.change.verb, back.request.body["preconditions"]) == ("delete", {"uid": "u-1"})
    with pytest.raises(NoWayBackError, match="another one now"):
        inverse(change, known(copy.deepcopy(job), uid="u-2"))


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (node(disk="nvme", zone="a"), "not undone: disk of n1 is nvme now, no longer ssd"),
        (node(disk="ssd", zone="a", tier="db"), "not undone: tier of n1 is db now, no longer not set"),
        (known(node(disk="ssd", zone="a"), "u-2"), "not undone: node n1 is another one now"),
        (None, "not undone: node n1 is not there any more"),
    ],
)
def test_it_is_refused_where_something_changed_since(now: dict[str, Any] | None, said: str) -> None:
    with pytest.raises(NoWayBackError, match=said) as raised:
        inverse(labelled().change, now)
    assert raised.value.exit_code == 1


def test_what_is_gone_and_what_was_restarted_does_not_come_back() -> None:
    restarted = restart(known(objects.daemonset("agent", "web")), START)
    assert restarted is not None
    for write in (delete(PODS, known(objects.pod("a", "web"))), restarted):
        with pytest.raises(NoWayBackError, match="cannot be undone"):
            inverse(write.change, None)
