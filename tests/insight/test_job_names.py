"""The names of Jobs: what the API takes, and that those which are made are of that sort."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.insight.job_bodies.names import (
    SUFFIX_ALPHABET,
    SUFFIX_LENGTH,
    longest_name,
    name_fault,
    rerun_name,
    trigger_name,
)

HOST = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
SUBDOMAIN = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"
"""The API's own expression for the name of an object."""


def indexed(completions: Any) -> dict[str, Any]:
    return {"completionMode": "Indexed", "completions": completions}


suffixes = st.text(SUFFIX_ALPHABET, min_size=SUFFIX_LENGTH, max_size=SUFFIX_LENGTH)
parts = st.text("ab9-", min_size=1, max_size=63).map(lambda part: f"a{part}z")
object_names = st.lists(parts, min_size=1, max_size=4).map(lambda some: ".".join(some)[:253].strip("-."))
specs = st.one_of(
    st.just({}), st.just({"manualSelector": True}), st.integers(0, 2**31 - 1).map(indexed), st.just(indexed(None))
)


@given(object_names, suffixes, specs)
def test_a_made_name_is_a_hosts_of_any_length_of_the_other(name: str, suffix: str, spec: dict[str, Any]) -> None:
    for made, middle in ((trigger_name(name, suffix, spec), "manual"), (rerun_name(name, suffix, spec), "rerun")):
        assert HOST.fullmatch(made)
        assert made.endswith(f"-{middle}-{suffix}")
        assert "--manual" not in made
        assert "--rerun" not in made
        assert name_fault(made, spec) is None
        if spec.get("completions"):
            assert HOST.fullmatch(f"{made}-{spec['completions'] - 1}")


@given(object_names, suffixes, suffixes, specs)
def test_running_a_rerun_again_changes_only_the_suffix(name: str, one: str, other: str, spec: dict[str, Any]) -> None:
    assert rerun_name(rerun_name(name, one, spec), other, spec) == rerun_name(name, other, spec)


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("backup", "backup-manual-x7k2p"),
        ("a.b-c", "a-b-c-manual-x7k2p"),
        ("a" * 52, "a" * 50 + "-manual-x7k2p"),
        ("a" * 49 + "-bc", "a" * 49 + "-manual-x7k2p"),
        ("a" * 48 + ".b", "a" * 48 + "-b-manual-x7k2p"),
        ("a" * 49 + ".b", "a" * 49 + "-manual-x7k2p"),
    ],
)
def test_a_triggered_job_is_named_for_its_cronjob(name: str, made: str) -> None:
    assert trigger_name(name, "x7k2p") == made


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("migrate", "migrate-rerun-x7k2p"),
        ("migrate-rerun-bbbbb", "migrate-rerun-x7k2p"),
        ("migrate-rerun-all", "migrate-rerun-all-rerun-x7k2p"),
        ("backup-manual-bbbbb", "backup-manual-bbbbb-rerun-x7k2p"),
        ("a" * 63, "a" * 51 + "-rerun-x7k2p"),
    ],
)
def test_a_rerun_is_named_for_the_first_of_its_sort(name: str, made: str) -> None:
    assert rerun_name(name, "x7k2p") == made


@pytest.mark.parametrize(
    ("spec", "longest"),
    [
        ({}, 63),
        ({"completions": 10}, 63),
        (indexed(None), 63),
        (indexed(0), 63),
        (indexed(10), 61),
        (indexed(11), 60),
        ({"manualSelector": True}, 253),
        ({"manualSelector": True, **indexed(10)}, 61),
    ],
)
def test_how_long_a_name_may_be(spec: dict[str, Any], longest: int) -> None:
    assert longest_name(spec) == longest
    assert name_fault("a" * longest, spec) is None
    assert name_fault("a" * (longest + 1), spec) is not None


@given(st.text(st.sampled_from("ab9-.A_ é\n"), max_size=70))
def test_a_name_is_taken_as_the_api_takes_it(name: str) -> None:
    taken = re.fullmatch(SUBDOMAIN, name, re.ASCII) is not None and len(name) <= 63
    assert (name_fault(name) is None) is taken


@pytest.mark.parametrize(
    ("name", "spec", "said"),
    [
        ("", {}, "A Job needs a name."),
        ("Backup", {}, "A Job's name may hold a-z, 0-9, - and . but not 'B'."),
        ("a\u202eb", {}, "A Job's name may hold a-z, 0-9, - and . but not '\\u202e'."),
        ("a-.b", {}, "A Job's name, and each part of it between dots, begins and ends with a letter or digit."),
        ("a..b", {}, "A Job's name, and each part of it between dots, begins and ends with a letter or digit."),
        ("-a", {}, "A Job's name, and each part of it between dots, begins and ends with a letter or digit."),
        ("a" * 64, {}, "The name has 64 characters, and a Job's may have 63."),
        (
            "a" * 62,
            indexed(10),
            "The name has 62 characters, and a Job's may have 61, with -9 behind it as its pods' host names.",
        ),
        ("a.b", indexed(1), "An Indexed Job's name may not hold a dot: it is part of its pods' host names."),
    ],
)
def test_what_is_said_of_a_name(name: str, spec: dict[str, Any], said: str) -> None:
    assert name_fault(name, spec) == said
