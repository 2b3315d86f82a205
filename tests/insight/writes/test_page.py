"""What is shown of a change: before it is made, while it is made, and where not all of it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ktui.errors import KtuiError
from ktui.insight.writes.commands import commands_of
from ktui.insight.writes.labels import label, parse_labels
from ktui.insight.writes.lifecycle import delete, make_job
from ktui.insight.writes.objects import ref_of
from ktui.insight.writes.page import COMMANDS, LISTED, Standing, change_page, go_words, leave_words
from ktui.insight.writes.switches import cordon, suspend
from ktui.insight.writes.words import asked_word, done_words, heading, title_words, typed_word
from ktui.model.difference import Difference
from ktui.model.kinds import CRONJOBS, DAEMONSETS, JOBS, NODES, PODS
from ktui.model.writes import Danger, Done, ObjectRef, Outcome, Plan, Planned, Result
from tests.fakes import objects
from tests.insight.writes.changing import known

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ktui.model.kinds import Kind
    from ktui.model.writes import Write


def plan_of(verb: str, *writes: Write | None, undoes: int | None = None) -> Plan:
    made = [write for write in writes if write is not None]
    items = tuple(Planned(write.change.ref, write) for write in made)
    return Plan(verb, items, commands_of([write.change for write in made]), undoes=undoes)


def texts(standing: Standing) -> list[str]:
    return [line.text.rstrip() for line in change_page(standing)]


def lines_of(plan: Plan, answers: tuple[Result, ...] | None = None) -> list[str]:
    return texts(Standing(plan=plan, answers=answers))


def accepted(plan: Plan) -> tuple[Result, ...]:
    return tuple(Result(item.ref, Outcome.PREVIEWED, write=item.write) for item in plan.items)


def nodes(count: int, **labels: str) -> list[dict[str, Any]]:
    made = []
    for number in range(count):
        node = known(objects.node(f"n{number:03}"), f"u-{number}")
        node["metadata"]["labels"] = labels
        made.append(node)
    return made


def deleting(kind: Kind, name: str, goes: str = "") -> Write:
    make = objects.daemonset if kind is DAEMONSETS else objects.pod
    return delete(kind, known(make(name, "web")), goes=goes)


def test_one_object() -> None:
    (node,) = nodes(1)
    plan = plan_of("cordon", cordon(node, on=True))
    assert heading(plan) == "Cordon Node n000"
    assert lines_of(plan) == [
        "changes   unschedulable: (none) → true",
        "server    asked for a dry run …",
        "same as   kubectl cordon n000",
    ]
    assert lines_of(plan, accepted(plan))[1] == "server    dry run accepted"


def test_few_objects_are_named_where_they_differ() -> None:
    writes = [label(node, parse_labels(["disk=ssd"])) for node in (*nodes(1), *nodes(3, disk="hdd")[1:])]
    plan = plan_of("label", *writes)
    assert heading(plan) == "Label 3 Nodes"
    assert lines_of(plan)[:2] == [
        "changes   disk: hdd → ssd on n001, n002",
        "          disk: (none) → ssd on n000",
    ]


def test_five_hundred_are_two_lines() -> None:
    change = parse_labels(["disk=ssd"])
    writes = [label(node, change) for node in (*nodes(480), *nodes(500, disk="hdd")[480:])]
    plan = plan_of("label", *writes)
    page = lines_of(plan, accepted(plan))
    assert page[:3] == [
        "changes   disk: (none) → ssd on 480 Nodes (n000, n001, n002 …)",
        "          disk: hdd → ssd on 20 Nodes (n480, n481, n482 …)",
        "server    dry run accepted",
    ]
    assert len(page) == 4
    assert page[3].startswith("same as   kubectl label node n000 n001")
    assert page[3].endswith("…")


def test_what_goes_with_it_is_named_before_the_others() -> None:
    plan = plan_of(
        "delete",
        deleting(DAEMONSETS, "idle"),
        deleting(DAEMONSETS, "agent", "12 pods on 12 nodes"),
    )
    assert lines_of(plan)[:2] == [
        "deletes   DaemonSet web/agent, and with it 12 pods on 12 nodes",
        "          DaemonSet web/idle",
    ]
    assert plan.danger is Danger.NAME
    assert typed_word(plan) == "2"
    assert asked_word(plan) == "To delete 2 DaemonSets, type 2 and press enter."


def test_of_many_that_go_some_are_listed_and_all_are_counted() -> None:
    plan = plan_of("delete", *(deleting(PODS, f"p{number}") for number in range(500)))
    page = lines_of(plan)
    assert page[LISTED] == f"          and {500 - LISTED} Pods more"
    assert page[-1] == f"          and {500 - COMMANDS} more such commands"
    assert len(page) == LISTED + 1 + 1 + COMMANDS + 1


def test_one_that_owns_something_is_asked_for_by_its_name() -> None:
    plan = plan_of("delete", deleting(DAEMONSETS, "agent", "12 pods on 12 nodes"))
    assert asked_word(plan) == "To delete DaemonSet web/agent, type agent and press enter."


def job_of(*differences: Difference, warnings: Sequence[str] = ()) -> Plan:
    origin = ObjectRef("jobs", "web", "once", "u-9")
    body = {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "once-2"}, "spec": {}}
    write = make_job("rerun", origin, body, kubectl="kubectl", warnings=warnings, differences=differences)
    return Plan("rerun", (Planned(origin, write),), "kubectl")


def test_a_job_that_is_made_is_named_with_what_it_comes_from_and_in_what_it_differs() -> None:
    plan = job_of(
        Difference("metadata.name", "once", "once-2"),
        Difference("spec.suspend", "true", None),
        Difference("spec.template", "x" * 100, "\x1b[31m"),
        warnings=["The Job is suspended: the new one runs at once."],
    )
    assert heading(plan) == "Rerun Job web/once"
    assert lines_of(plan) == [
        "makes     Job web/once-2, from Job web/once",
        "unlike it spec.suspend: true → (none)",
        f"          spec.template: {'x' * 59}… → ␛[31m",
        "          and its name, uid, times and status, which are each object's own",
        "note      The Job is suspended: the new one runs at once.",
        "server    asked for a dry run …",
        "same as   kubectl",
    ]


def test_differences_without_end_are_counted() -> None:
    page = lines_of(job_of(*(Difference(f"f{number}", "1", "2") for number in range(LISTED + 3))))
    assert page[LISTED + 1] == "          and 3 fields more"


def refusing(plan: Plan, *sentences: str) -> tuple[Result, ...]:
    """A dry run or an end, in which the first ones are refused."""
    refused = [
        Result(item.ref, Outcome.REFUSED, text, KtuiError(text), item.write)
        for item, text in zip(plan.items, sentences, strict=False)
    ]
    rest = plan.items[len(refused) :]
    return (*refused, *(Result(item.ref, Outcome.APPLIED, write=item.write) for item in rest))


def test_the_servers_words_against_some_of_them() -> None:
    plan = plan_of("cordon", *(cordon(node, on=True) for node in nodes(4)))
    refused = refusing(plan, "not permitted to patch nodes", "not permitted to patch nodes", "n002: no")[:3]
    page = lines_of(plan, (*refused, *accepted(plan)[3:]))
    assert page[1:4] == [
        "server    dry run: 1 accepted, 3 not",
        "          n000, n001: not permitted to patch nodes",
        "          n002: no",
    ]


def test_a_dry_run_that_refuses_all_may_be_tried_all_the_same() -> None:
    (node,) = nodes(1)
    plan = plan_of("cordon", cordon(node, on=True))
    standing = Standing(plan=plan, answers=refusing(plan, "the webhook of n000 has no dry run"))
    assert texts(standing)[1] == "server    the webhook of n000 has no dry run"
    assert go_words(standing) == "cordon all the same"
    assert leave_words(standing) == "leave it"


def test_what_cannot_be_done_and_what_is_so_already() -> None:
    there, absent, so = nodes(3)
    plan = Plan(
        "cordon",
        (
            Planned(ref_of(NODES, there), cordon(there, on=True)),
            Planned(ref_of(NODES, absent), result=Result(ref_of(NODES, absent), Outcome.REFUSED, "n001 not found")),
            Planned(ref_of(NODES, so), result=Result(ref_of(NODES, so), Outcome.UNCHANGED)),
        ),
        "kubectl cordon n000",
    )
    assert lines_of(plan)[:3] == [
        "changes   unschedulable: (none) → true",
        "refused   n001 not found",
        "as it is  n002: so already",
    ]
    assert Standing(plan=plan).ready


def test_there_is_nothing_to_apply_where_all_is_so_already() -> None:
    (node,) = nodes(1)
    plan = Plan("cordon", (Planned(ref_of(NODES, node), result=Result(ref_of(NODES, node), Outcome.UNCHANGED)),), "")
    standing = Standing(plan=plan)
    assert texts(standing) == ["as it is  n000: so already"]
    assert (standing.ready, go_words(standing), leave_words(standing)) == (False, "", "back")


def test_before_there_is_a_plan() -> None:
    assert texts(Standing(waiting="reading Node n1")) == ["reading Node n1 …"]
    assert texts(Standing(problem="no\x1banswer")) == ["no␛answer"]
    assert title_words("cordon", NODES, ["n1"]) == "Cordon Node n1"
    assert title_words("delete", PODS, ["a", "b"]) == "Delete 2 Pods"


def test_while_it_is_made() -> None:
    plan = plan_of("cordon", *(cordon(node, on=True) for node in nodes(500)))
    ended = refusing(plan, "n000 is gone")[:37]
    standing = Standing(plan=plan, results=ended, applying=True, stopping=True)
    assert texts(standing) == [
        "37 of 500",
        "The dry run was not answered: it was sent without.",
        "Stopping: what is under way is waited for, no more is sent.",
        "not done  n000 is gone",
    ]
    assert leave_words(standing) == ""
    assert leave_words(Standing(plan=plan, applying=True)) == "stop"


@pytest.mark.parametrize("count", [1, 3])
def test_what_was_not_done_stays_to_be_read(count: int) -> None:
    plan = plan_of("cordon", *(cordon(node, on=True) for node in nodes(count)))
    standing = Standing(plan=plan, done=Done(1, refusing(plan, "n000 is gone")))
    assert texts(standing) == ["Not done." if count == 1 else "2 of 3 done.", "not done  n000 is gone"]
    assert (go_words(standing), leave_words(standing)) == ("", "back")


def test_a_job_that_was_made_is_followed() -> None:
    plan = job_of()
    standing = Standing(plan=plan, done=Done(1, refusing(plan)))
    assert texts(standing) == ["Job web/once-2 created: enter follows it"]
    assert go_words(standing) == "go to it"


def test_all_that_was_done_in_a_few_words() -> None:
    plan = plan_of("cordon", *(cordon(node, on=True) for node in nodes(500)))
    assert done_words(plan, refusing(plan)) == "500 Nodes cordoned"
    cronjob = plan_of("suspend", suspend(CRONJOBS, known(objects.cronjob("backup", "web")), on=True))
    assert done_words(cronjob, refusing(cronjob)) == "CronJob web/backup suspended"


def test_an_undo_says_so() -> None:
    (node,) = nodes(1)
    node["spec"]["unschedulable"] = True
    plan = plan_of("uncordon", cordon(node, on=False), undoes=12)
    assert heading(plan) == "Undo change 12: uncordon Node n000"
    assert go_words(Standing(plan=plan)) == "undo it"


def test_jobs_are_of_one_kind() -> None:
    plan = Plan("trigger", tuple(Planned(ObjectRef(JOBS.name, "web", name)) for name in "ab"), "")
    assert heading(plan) == "Trigger 2 Jobs"
