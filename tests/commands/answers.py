"""Answers as people see them, of recordings of real kubelets: `python -m tests.commands.answers` writes them anew."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

from ktui.__main__ import main
from tests.recording.files import RECORDINGS

FOLDER = Path(__file__).parent / "seen"

ANSWERS: dict[str, tuple[str, ...]] = {
    "probes-http-500": ("probes", "http-500", "--from", "probes-1.35.jsonl", "--at", "+6m"),
    "probes-two-failing": ("probes", "two-failing", "--from", "probes-1.35.jsonl"),
    "probes-odd": ("probes", "exec-cannot-run", "--from", "probes-odd.jsonl"),
    "probes-table": ("probes", "http-500", "--from", "probes.jsonl", "-o", "wide"),
    "why-http-500": ("why", "http-500", "--from", "probes-1.35.jsonl", "--at", "+6m"),
    "why-oom": ("why", "oom", "--from", "probes-1.35.jsonl", "--at", "+3m"),
    "why-table": ("why", "startup-never", "--from", "probes.jsonl", "--at", "+6m", "-o", "table"),
    "advice": ("advice", "--from", "probes-1.35.jsonl", "-n", "probes"),
    "advice-prose": ("advice", "http-500", "--from", "probes-1.35.jsonl", "-o", "text"),
}
"""The command that gives each; a recording is in the tests' data."""


def answer(name: str) -> str:
    """What the command prints."""
    out = io.StringIO()
    words = [str(RECORDINGS / word) if word.endswith(".jsonl") else word for word in ANSWERS[name]]
    with contextlib.redirect_stdout(out):
        assert main(words) == 0
    return out.getvalue()


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for each in ANSWERS:
        (FOLDER / f"{each}.txt").write_text(answer(each))
