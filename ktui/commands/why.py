"""`ktui why`: why a pod is as it is, and why its containers were started again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.commands.output import columns, document, write
from ktui.commands.pod_documents import why_document
from ktui.commands.pod_facts import facts_of, write_prose
from ktui.commands.why_text import why_rows, why_text
from ktui.insight.why.judging import verdict
from ktui.insight.why.verdict import Around

if TYPE_CHECKING:
    from ktui.cli_pods import PodCommand


async def run_why(command: PodCommand) -> int:
    """Run it; returns the exit code, raises `KtuiError`. With a recording, nothing but the file is consulted."""
    facts = await facts_of(command)
    around = Around(facts.node, facts.owner_events)
    told = verdict(facts.pod, facts.evidence, facts.watched, facts.now, facts.version, around)
    if command.output in ("json", "yaml"):
        write(document(why_document(facts.pod, told), command.output))
    elif command.output == "text":
        write_prose(facts, why_text(told, facts.now))
    else:
        write("".join(f"{each}\n" for each in columns(why_rows(told, wide=command.output == "wide"), [])))
    return 0
