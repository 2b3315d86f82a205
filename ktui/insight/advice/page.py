"""The advice on the pods of a scope as a page: rule by rule, then by who makes the pods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.insight.advice.rules import RULES
from ktui.insight.page import PageLine, line
from ktui.insight.text import visible
from ktui.model.reference import Reference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ktui.insight.advice.gathering import Gathering, Heard, Piece

MOST = 40
"""Pieces that are told of one rule, those with the most pods; the rest is counted."""

TIMES = 6
"""Cells for how many pods there are: `x1234 `."""

INDENT = " " * (2 + TIMES)


def advice_page(gathering: Gathering, *, namespaces: bool) -> list[PageLine]:
    """What is advised; each line leads to a pod. `namespaces`: whether it says where they are."""
    lines: list[PageLine] = []
    for rule in RULES:
        pieces = gathering.rules.get(rule.slug)
        if not pieces:
            continue
        if lines:
            lines.append(PageLine())
        lines += _rule(rule.title, rule.slug, pieces, namespaces=namespaces)
    return lines or [line(("There is nothing to advise.", "muted"))]


def _rule(title: str, slug: str, pieces: dict[Piece, Heard], *, namespaces: bool) -> Iterator[PageLine]:
    pods = len({key for heard in pieces.values() for key in heard.pods})
    yield line((f"{title[0].upper()}{title[1:]}", "strong"), f"   {_pods(pods)}   ", (slug, "muted"))
    reasons = {heard.advice.reason for heard in pieces.values()}
    once = len(reasons) == 1 and len(pieces) > 1
    if once:
        yield line("  ", (visible(next(iter(reasons))), "muted"), hang=2)
    ordered = sorted(pieces.items(), key=lambda item: (-len(item[1].pods), item[0]))
    for piece, heard in ordered[:MOST]:
        yield from _piece(piece, heard, namespaces=namespaces, why=not once)
    rest = ordered[MOST:]
    if rest:
        others = len({key for _, heard in rest for key in heard.pods})
        yield line((f"{INDENT}and {len(rest):,} more of the kind, on {_pods(others)}", "muted"))


def _piece(piece: Piece, heard: Heard, *, namespaces: bool, why: bool) -> Iterator[PageLine]:
    """Who is advised, `why` unless that is told already, and what to write; all lead to the first of the pods."""
    (namespace, name), uid = min(heard.pods.items())
    about = Reference("Pod", namespace, name, "v1", uid)
    maker = piece.maker
    where = f", {visible(maker.namespace)}" if namespaces else ""
    times = f"x{len(heard.pods)}"
    hang = len(INDENT)
    yield line(
        (f"  {times:<{TIMES}}", "key" if len(heard.pods) > 1 else "muted"),
        f"{visible(maker.kind)} {visible(maker.name)}{where}",
        (f"   {visible(piece.field)}", "muted"),
        hang=hang,
        about=about,
    )
    if why:
        yield line(INDENT, (visible(heard.advice.reason), "muted"), hang=hang, about=about)
    yield line(INDENT, (visible(heard.advice.instead), "good"), hang=hang, about=about)


def _pods(count: int) -> str:
    return "1 pod" if count == 1 else f"{count:,} pods"
