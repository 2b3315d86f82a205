"""What may be typed next: from the cluster's own labels."""

from __future__ import annotations

import pytest

from ktui.insight.writes.label_completion import KnownLabels, completed, completions

ZONE, HOST = "topology.kubernetes.io/zone", "kubernetes.io/hostname"
KNOWN = KnownLabels(
    [
        *({HOST: f"n{number}", ZONE: "a", "disk": "hdd"} for number in range(3)),
        {HOST: "n3", ZONE: "b", "disk": "ssd", "tier": "gold"},
        {HOST: "n4", ZONE: "b", "disk": "", "dedicated": "db"},
        None,
    ]
)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("", ["disk=", "disk-", "dedicated=", "tier=", f"{HOST}=", f"{ZONE}="]),
        ("d", ["disk=", "disk-", "dedicated="]),
        ("disk", ["disk=", "disk-"]),
        ("disk-", []),
        ("zo", [f"{ZONE}="]),
        ("topology", [f"{ZONE}="]),
        ("disk=", ["disk=hdd", "disk=ssd"]),
        ("disk=s", ["disk=ssd"]),
        ("disk=ssd", []),
        ("unheard=", []),
        ("disk=ssd ", ["dedicated=", "tier=", f"{HOST}=", f"{ZONE}="]),
        ("disk- ti", ["tier="]),
    ],
)
def test_the_most_frequent_first_and_what_is_not_ones_own_last(typed: str, offered: list[str]) -> None:
    assert completions(typed, len(typed), KNOWN, {"disk"}) == offered


def test_the_word_under_the_cursor_is_completed_within_a_line() -> None:
    assert completions("di tier=gold", 2, KNOWN, ()) == ["disk="]
    assert completed("di tier=gold", 2, "disk=") == ("disk= tier=gold", 5)


def test_behind_a_whole_word_the_next_one_begins() -> None:
    assert completed("disk=s", 6, "disk=ssd") == ("disk=ssd ", 9)
    assert completed("di", 2, "disk-") == ("disk- ", 6)
    assert completed("di", 2, "disk=") == ("disk=", 5)
    assert completed("tier=gold di", 12, "disk=") == ("tier=gold disk=", 15)


def test_what_cannot_be_typed_is_not_offered() -> None:
    odd = KnownLabels([{"a b": "c", "fine": "not fine", "\x1b": "x"}])
    assert completions("", 0, odd, ()) == ["fine="]
    assert completions("fine=", 5, odd, ()) == []
