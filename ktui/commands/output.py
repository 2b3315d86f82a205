"""Answers as text: columns as kubectl aligns them, JSON, YAML."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from ktui.insight.text import visible, width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

GAP = 3
"""Spaces between columns, as kubectl's tabwriter leaves them."""


def columns(rows: Sequence[Sequence[str]], widths: list[int]) -> list[str]:
    """Lines of aligned columns; `widths` grows to what the rows need and is kept by the caller for later rows.

    Control characters in what came from the cluster are made visible; the last column is not padded.
    """
    safe = [[visible(cell) for cell in row] for row in rows]
    for row in safe:
        for index, cell in enumerate(row):
            if index == len(widths):
                widths.append(0)
            widths[index] = max(widths[index], width_of(cell))
    lines = []
    for row in safe:
        cells = [cell + " " * (widths[index] + GAP - width_of(cell)) for index, cell in enumerate(row[:-1])]
        lines.append("".join([*cells, row[-1]]).rstrip())
    return lines


def document(data: Any, output: str) -> str:
    """One JSON or YAML document, with its line end."""
    if output == "yaml":
        import yaml  # noqa: PLC0415  20 ms, and only for this output

        dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
        text: str = yaml.dump(data, Dumper=dumper, sort_keys=False, allow_unicode=True)
        return text
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def write(text: str) -> None:
    """To stdout, at once: a reader of a pipe sees each answer when it is there."""
    sys.stdout.write(text)
    sys.stdout.flush()
