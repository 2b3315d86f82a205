"""What a page says of a pod's probes besides their timeline: how they are set, what stands now, what is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from ktui.insight.probes.arithmetic import arithmetic, pace
from ktui.insight.probes.config_text import config_text, unsaid
from ktui.insight.probes.outlook import outlook
from ktui.insight.probes.probed import pod_grace, probed
from ktui.insight.text import visible
from ktui.model.link import Link, LinkState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ktui.insight.probes.lane import Lane, Timeline
    from ktui.model.evidence import ProbeType
    from ktui.model.objects import Pod, Probe
    from ktui.model.version import ServerVersion


class Times(msgspec.Struct, frozen=True):
    """Of which time a pod can have anything to tell; Unix seconds."""

    since: float
    """Its creation."""
    until: float
    """The present; or when it went."""


class Asked(msgspec.Struct, frozen=True):
    """One probe as it is set."""

    container: str
    type: ProbeType
    period: float
    """Seconds from one asking to the next."""
    config: str
    """As `kubectl describe` words it; not fit to be shown as it is, like all that follows."""
    sums: Sequence[str] = ()
    """What kubectl leaves out, and what follows from the numbers."""
    probe: Probe | None = None


class Standing(msgspec.Struct, frozen=True):
    """All of it."""

    times: Times
    asked: Sequence[Asked] = ()
    sentences: Sequence[tuple[str, str]] = ()
    """What stands now: text and tone."""
    notes: Sequence[str] = ()
    """What keeps anything from being known, in sentences that are fit to be shown."""

    def probe(self, lane: Lane) -> Probe | None:
        """The one that a lane is of; None: there is none now."""
        return next(
            (each.probe for each in self.asked if (each.container, each.type) == (lane.container, lane.probe)), None
        )


def standing_of(
    pod: Pod, timeline: Timeline, link: Link, now: float, gone: float | None, version: ServerVersion
) -> Standing:
    """All of it at `now`; `link` is that of the pod's events, `gone` the time when it was heard to be gone."""
    due = outlook(pod, timeline, now, version).items if gone is None else ()
    return Standing(
        times=times_of(pod, now, gone),
        asked=asked_of(pod, version),
        sentences=[(item.sentence, item.tone) for item in due],
        notes=events_notes(link),
    )


def asked_of(pod: Pod, version: ServerVersion) -> tuple[Asked, ...]:
    """Each probe of a pod, container by container; `version` is the kubelet's, as far as it is known."""
    grace = pod_grace(pod)
    return tuple(
        Asked(
            container=each.name,
            type=type_,
            period=pace(probe).period,
            config=config_text(probe),
            sums=(*unsaid(probe), arithmetic(probe, type_, grace, version).text),
            probe=probe,
        )
        for each in probed(pod)
        for type_, probe in each.probes
    )


def times_of(pod: Pod, now: float, gone: float | None) -> Times:
    """From a pod's creation until now, or until it was gone."""
    created = pod.meta.creation_timestamp
    return Times(created.timestamp() if created is not None else 0.0, now if gone is None else gone)


def events_notes(link: Link) -> tuple[str, ...]:
    """Why a pod's events are not to be had, or not as they are now."""
    reason = f": {visible(link.reason)}" if link.reason else ""
    match link.state:
        case LinkState.DENIED:
            return (f"You may not {visible(link.reason)} here: what its probes answered is not known.",)
        case LinkState.ABSENT:
            return ("This server has no events: what its probes answered is not known.",)
        case LinkState.UNRECORDED:
            return ("Events were not recorded: what its probes answered is not known.",)
        case LinkState.STALE:
            return (f"Its events are not up to date{reason}.",)
        case LinkState.CONNECTING | LinkState.LOADING if reason:
            return (f"Its events are not there yet{reason}.",)
    return ()
