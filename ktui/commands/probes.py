"""`ktui probes`: what a pod's probes ask, what they found, and what is due."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

from ktui.commands.output import columns, document, write
from ktui.commands.pod_documents import probes_document
from ktui.commands.pod_facts import facts_of, write_prose
from ktui.commands.probes_text import probes_rows, probes_text
from ktui.insight.probes.outlook import outlook
from ktui.insight.probes.timeline import timeline

if TYPE_CHECKING:
    from ktui.cli_pods import PodCommand

WIDTH = 120
"""Cells for a chart that does not go to a terminal."""


async def run_probes(command: PodCommand) -> int:
    """Run it; returns the exit code, raises `KtuiError`. With a recording, nothing but the file is consulted."""
    facts = await facts_of(command)
    lanes = timeline(facts.pod, facts.evidence, facts.watched, facts.now, facts.version)
    due = outlook(facts.pod, lanes, facts.now, facts.version)
    if command.output in ("json", "yaml"):
        write(document(probes_document(facts.pod, lanes, due, facts.version), command.output))
    elif command.output == "text":
        write_prose(facts, probes_text(facts, lanes, due, _width()))
    else:
        rows = probes_rows(facts.pod, lanes, wide=command.output == "wide")
        write("".join(f"{each}\n" for each in columns(rows, [])))
    return 0


def _width() -> int:
    """Cells there are for a line."""
    terminal = sys.stdout is not None and sys.stdout.isatty()
    return shutil.get_terminal_size((WIDTH, 24)).columns if terminal else WIDTH
