"""Answers as text: columns as kubectl aligns them, JSON, YAML."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

from ktui.errors import KtuiError
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
    """One JSON or YAML document, with its line end; nothing in it steers a terminal."""
    if output == "yaml":
        return _yaml_text(data)
    return json_text(data, indent=2) + "\n"


def json_text(data: Any, *, indent: int | None = None) -> str:
    """JSON with every letter as it is, and what is no letter escaped."""
    text = json.dumps(data, indent=indent, ensure_ascii=False)
    return text if text.isascii() and "\x7f" not in text else text.translate(_ESCAPED)


class _Escaped(dict[int, str]):
    """A character as JSON shows it, as the table `str.translate` wants; line ends are the document's own."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        shown = character if character.isprintable() or character == "\n" else json.dumps(character)[1:-1]
        self[code] = shown
        return shown


_ESCAPED = _Escaped()


def _yaml_text(data: Any) -> str:
    import yaml  # noqa: PLC0415  20 ms, and only for this output

    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    text: str = yaml.dump(data, Dumper=dumper, sort_keys=False, allow_unicode=True)
    if not text.replace("\n", "").isprintable():
        # YAML lets through what turns the direction of writing: then every letter beyond ASCII is escaped.
        text = yaml.dump(data, Dumper=dumper, sort_keys=False, allow_unicode=False)
    return text


def write(text: str) -> None:
    """To stdout, at once: a reader of a pipe sees each answer when it is there.

    Raises `BrokenPipeError` when the reader has gone, and `KtuiError` when there is no place for the answer.
    """
    if sys.stdout is None:
        raise KtuiError("the answer cannot be written: standard output is closed")
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        # What is left in the buffer would be tried again when Python ends, and fail with a traceback.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise KtuiError(f"the answer cannot be written: {error.strerror}") from None
