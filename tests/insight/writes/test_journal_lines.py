"""Changes of the journal in a line each: what, whom, when, how it ended, and what took it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.insight.writes.journal_lines import by_number, change_note, change_words, undone_line
from ktui.model.writes import Change, Entry, FieldChange, ObjectRef, Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

NOW = 1_000.0


def entry(
    name: str = "n1",
    *ways: tuple[str, str | None, str | None],
    number: int = 12,
    outcome: Outcome = Outcome.APPLIED,
    undoes: int | None = None,
    undone_by: int | None = None,
) -> Entry:
    fields = tuple(FieldChange(("metadata", "labels", key), before, after) for key, before, after in ways)
    change = Change("label", ObjectRef("nodes", "", name, "u"), f"/api/v1/nodes/{name}", "kubectl", fields)
    return Entry(1, number, NOW - 180, "lab", change, outcome, undoes=undoes, undone_by=undone_by)


def many(count: int, *, refused: int = 0) -> Sequence[Entry]:
    ends = [Outcome.REFUSED] * refused + [Outcome.APPLIED] * (count - refused)
    return [entry(f"n{number:03}", ("disk", None, "ssd"), outcome=end) for number, end in enumerate(ends)]


def test_one_object_and_its_fields() -> None:
    one = [entry("n1", ("disk", "hdd", "ssd"), ("tier", "gold", None))]
    assert change_words(one) == "12  label Node n1  disk: hdd → ssd, tier: gold → (none)"
    assert change_note(one, NOW) == "3m ago"


def test_many_are_counted_and_differing_values_are_left_out() -> None:
    assert change_words(many(500)) == "12  label 500 Nodes  disk: (none) → ssd"
    both = [entry("n1", ("disk", "hdd", "ssd")), entry("n2", ("disk", None, "ssd"))]
    assert change_words(both) == "12  label 2 Nodes  disk: … → ssd"


def test_more_than_a_few_fields_are_cut() -> None:
    labels = [(key, None, "x") for key in "abcde"]
    assert change_words([entry("n1", *labels)]).endswith("c: (none) → x, …")


def test_what_undoes_and_what_undid() -> None:
    assert change_words([entry("n1", ("disk", "ssd", None), undoes=11)]).startswith("12  undo 11  label Node n1")
    assert change_note([entry(undone_by=13)], NOW) == "3m ago, undone by 13"


def test_how_it_ended_where_it_did_not_end_well() -> None:
    assert change_note([entry(outcome=Outcome.REFUSED)], NOW) == "3m ago, refused"
    assert change_note(many(500, refused=3), NOW) == "3m ago, 3 of 500 refused"
    assert change_note([entry(outcome=Outcome.UNKNOWN)], NOW) == "3m ago, end unknown"


def test_a_clock_that_went_back() -> None:
    assert change_note([entry()], NOW - 500) == "0s ago"


def test_entries_of_one_change_belong_together() -> None:
    listed = [entry("a", number=2), entry("b", number=2), entry("c", number=1)]
    assert {number: len(entries) for number, entries in by_number(listed).items()} == {2: 2, 1: 1}


def test_what_is_taken_back() -> None:
    assert undone_line([entry("n1", ("disk", "hdd", "ssd"))], NOW).text == (
        "undoes    label of n1, disk: hdd → ssd, 3m ago"
    )


def test_nothing_of_a_cluster_steers_the_terminal() -> None:
    assert "\x1b" not in change_words([entry("\x1b[2J", ("\x1b", "\x1b", "\x1b"))])
