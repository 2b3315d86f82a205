"""`ktui advice` for people: a table, or prose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.insight.page import PageLine, line
from ktui.insight.text import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ktui.insight.advice.advice import Advice
    from ktui.model.objects import Pod


def advice_rows(
    found: Sequence[tuple[Pod, Sequence[Advice]]], *, wide: bool, namespaces: bool
) -> list[tuple[str, ...]]:
    """A row for each piece of advice below the headers; `wide`: with its reason."""
    headers = ("NAME", "CONTAINER", "RULE", "FIELD", "INSTEAD", *(["REASON"] if wide else []))
    rows: list[tuple[str, ...]] = [("NAMESPACE", *headers) if namespaces else headers]
    for pod, told in found:
        for each in told:
            row = (pod.meta.name, each.container or "-", each.rule, each.field, each.instead)
            last = (each.reason,) if wide else ()
            rows.append((pod.meta.namespace, *row, *last) if namespaces else (*row, *last))
    return rows


def advice_text(found: Sequence[tuple[Pod, Sequence[Advice]]]) -> list[PageLine]:
    """Pod by pod, each piece of advice with its reason; every text of the cluster's is made safe to show."""
    page: list[PageLine] = []
    for pod, told in found:
        if not told:
            continue
        page += [line()] if page else []
        page.append(line((visible(f"{pod.meta.namespace}/{pod.meta.name}"), "strong")))
        for each in told:
            page.append(line("  ", (visible(each.field), "key"), (f"  {each.rule}", "muted")))
            page.append(line("    ", visible(each.reason)))
            page.append(line("    ", (visible(each.instead), "good")))
    return page
