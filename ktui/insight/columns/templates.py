"""The wide columns of the kinds that make pods from a template: CONTAINERS, IMAGES and SELECTOR."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ktui.insight.columns.selectors import selector_text
from ktui.insight.table import Column

if TYPE_CHECKING:
    from collections.abc import Callable

    from ktui.model.objects import DaemonSetSpec, JobSpec


def template_cells(spec: DaemonSetSpec | JobSpec) -> tuple[str, str, str]:
    """The names of the template's containers, their images, and the selector of its pods."""
    containers = spec.template.spec.containers or ()
    return (
        ",".join([container.name for container in containers]),
        ",".join([container.image for container in containers]),
        selector_text(spec.selector),
    )


def template_columns(spec_of: Callable[[Any], DaemonSetSpec | JobSpec]) -> tuple[Column, Column, Column]:
    """The three columns of a kind whose objects keep template and selector in `spec_of`."""

    def cell(index: int) -> Callable[[Any, float], str]:
        return lambda obj, now: template_cells(spec_of(obj))[index]

    return (
        Column("CONTAINERS", cell(0), wide=True, rank=10),
        Column("IMAGES", cell(1), wide=True, rank=11),
        Column("SELECTOR", cell(2), wide=True, rank=12),
    )
