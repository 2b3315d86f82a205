"""The cluster in the box: an API server, what stands behind it, and the story that is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.demo.agenda import Agenda
from ktui.demo.server.api_server import ApiServer
from ktui.demo.server.resources import RESOURCES
from ktui.demo.story.manifests import SEEDS, manifests

if TYPE_CHECKING:
    from ktui.demo.options import DemoOptions


class Box:
    """One demo's cluster as it is at `now`, in Unix seconds; its `agenda` is for the caller to drive."""

    def __init__(self, options: DemoOptions, now: float, *, token: str | None = None, door: str = "") -> None:
        self.agenda = Agenda(now, options.seed)
        """What happens in it."""
        self.server = ApiServer(
            version="v1.20.2" if options.old else "v1.35.4",
            cronjob_versions=("v1beta1",) if options.old else ("v1",),
            token=token,
            now=lambda: self.agenda.now,
            port=options.port,
            door=door,
        )
        """Through which it is reached; not started."""
        plurals = {resource.kind: resource.plural for resource in RESOURCES.values()}
        for obj in manifests("namespaces.yml", *SEEDS):
            self.server.put(plurals[obj["kind"]], obj)
