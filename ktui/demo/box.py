"""The cluster in the box: an API server, what stands behind it, and the story that is told."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from ktui.demo.agenda import Agenda
from ktui.demo.cluster import Cluster
from ktui.demo.server.api_server import ApiServer
from ktui.demo.story.foundation import foundation
from ktui.demo.story.programs import StoryPrograms
from ktui.demo.story.telling import PAST, Telling
from ktui.model.version import NEWEST, parse_version

if TYPE_CHECKING:
    from ktui.demo.options import DemoOptions

VERSION, OLD_VERSION = "v1.35.4", "v1.20.2"


class Box:
    """One demo's cluster as it is at `now`, in Unix seconds; its `agenda` is for the caller to drive."""

    def __init__(self, options: DemoOptions, now: float, *, token: str | None = None, door: str = "") -> None:
        text = OLD_VERSION if options.old else VERSION
        version = parse_version(text) or NEWEST
        self.agenda = Agenda(now - PAST, options.seed)
        """What happens in it."""
        self.server = ApiServer(
            version=text,
            cronjob_versions=("v1beta1",) if options.old else ("v1",),
            token=token,
            now=lambda: self.agenda.now,
            port=options.port,
            door=door,
        )
        """Through which it is reached; not started."""
        registry = self.server.registry
        for plural, obj in foundation(options, self.agenda.now, version):
            if plural == "namespaces" and obj["metadata"]["name"] == "kube-system":
                obj["metadata"]["uid"] = str(uuid.uuid4())  # by which clients tell one cluster from another
            self.server.store.put(plural, obj)
        self.cluster = Cluster(registry, self.agenda, version=version, programs=StoryPrograms(registry))
        for node in registry.each("nodes"):
            self.cluster.add_node(node)
        Telling(self.cluster, now).plan()
        self.agenda.run_until(now)
