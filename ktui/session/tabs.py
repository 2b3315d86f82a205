"""What can be read about an object, by kind: each tab of the inspector is an entry here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ktui.insight.page import PageLine
from ktui.model.kinds import KINDS, PODS
from ktui.session.pages import show_events, show_summary, show_yaml

if TYPE_CHECKING:
    from ktui.session.subject import Subject

Show = Callable[[Sequence[PageLine]], None]
"""Takes the page as it is now."""


class Tab(NamedTuple):
    """One page about an object."""

    id: str
    title: str
    run: Callable[[Subject, Show], Awaitable[None]]
    """Shows the page, and again whenever it says something else, until cancelled."""


async def _show_probes(subject: Subject, show: Show) -> None:
    from ktui.session.pod_pages import show_probes  # noqa: PLC0415  all of the rules: the first rows come before them

    await show_probes(subject, show)


async def _show_why(subject: Subject, show: Show) -> None:
    from ktui.session.pod_pages import show_why  # noqa: PLC0415  as above

    await show_why(subject, show)


PROBES = Tab("probes", "Probes", _show_probes)
WHY = Tab("why", "Why", _show_why)
SUMMARY = Tab("summary", "Summary", show_summary)
EVENTS = Tab("events", "Events", show_events)
YAML = Tab("yaml", "YAML", show_yaml)

TABS: dict[str, tuple[Tab, ...]] = {
    kind.name: (*((PROBES, WHY) if kind is PODS else ()), SUMMARY, EVENTS, YAML) for kind in KINDS
}
"""The tabs of each kind, by `Kind.name`, in the order of the screen."""
