"""The names of the Jobs that ktui makes, and what the API asks of the name of a Job."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ktui.insight.describe.values import holds, number_at, text_at
from ktui.insight.text import visible

if TYPE_CHECKING:
    from collections.abc import Mapping

SUFFIX_ALPHABET = "bcdfghjklmnpqrstvwxz2456789"
"""What a suffix is drawn from: the API server's own choice, whose letters make no words and no digit looks like one."""
SUFFIX_LENGTH = 5
"""How many of them make a name that is not taken."""

_LABEL = 63
"""Characters in a label's value, or in the name of a host."""
_SUBDOMAIN = 253
"""Characters in the name of an object."""
_NO_SPEC: Mapping[str, Any] = {}

_UNFIT = re.compile(r"[^a-z0-9.-]")
_PART = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")


def longest_name(job_spec: Mapping[str, Any]) -> int:
    """How many characters the name of a Job of this spec may have.

    The server labels its pods with it. Those of an Indexed Job are hosts as well, named for the Job and their index.
    Where the selector is the user's own, there is no such label.
    """
    if last := _last_index(job_spec):
        return _LABEL - len(last)
    return _SUBDOMAIN if holds(job_spec, "manualSelector") else _LABEL


def trigger_name(cronjob_name: str, suffix: str, job_spec: Mapping[str, Any] = _NO_SPEC) -> str:
    """A name for a Job that is made by hand from a CronJob: `backup-manual-x7k2p`, always the name of a host as well.

    `suffix`: letters and digits that make it unique. `job_spec`: the Job's, which may ask for a shorter name.
    """
    return _named(cronjob_name, f"-manual-{suffix}", job_spec)


def rerun_name(job_name: str, suffix: str, job_spec: Mapping[str, Any] = _NO_SPEC) -> str:
    """A name for a Job that runs another again, `migrate-rerun-x7k2p`: as `trigger_name`.

    Of a Job that has such a name already only the suffix differs.
    """
    first = re.sub(rf"-rerun-[a-z0-9]{{{len(suffix)}}}\Z", "", job_name)
    return _named(first, f"-rerun-{suffix}", job_spec)


def name_fault(name: str, job_spec: Mapping[str, Any] = _NO_SPEC) -> str | None:
    """Why the API would not take `name` for a Job of this spec, in one sentence; None: it would."""
    if not name:
        return "A Job needs a name."
    if unfit := _UNFIT.search(name):
        return f"A Job's name may hold a-z, 0-9, - and . but not '{visible(unfit[0])}'."
    if not all(map(_PART.fullmatch, name.split("."))):
        return "A Job's name, and each part of it between dots, begins and ends with a letter or digit."
    last = _last_index(job_spec)
    if last and "." in name:
        return "An Indexed Job's name may not hold a dot: it is part of its pods' host names."
    longest = longest_name(job_spec)
    if len(name) > longest:
        because = f", with {last} behind it as its pods' host names" if last else ""
        return f"The name has {len(name)} characters, and a Job's may have {longest}{because}."
    return None


def _named(stem: str, tail: str, job_spec: Mapping[str, Any]) -> str:
    """`stem` with `tail`, cut to be the name of a host: dots are none of that."""
    room = min(longest_name(job_spec), _LABEL) - len(tail)
    return stem.replace(".", "-")[:room].rstrip("-") + tail


def _last_index(job_spec: Mapping[str, Any]) -> str:
    """What the last pod of an Indexed Job has behind the Job's name, `-9`; empty for any other Job."""
    completions = number_at(job_spec, "completions") or 0
    return f"-{completions - 1}" if text_at(job_spec, "completionMode") == "Indexed" and completions > 0 else ""
