"""The cluster in the box: an API server, what stands behind it, and the story that is told."""

from __future__ import annotations

import uuid
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING

from ktui.demo.agenda import Agenda
from ktui.demo.cluster import Cluster
from ktui.demo.server.api_server import ApiServer
from ktui.demo.story.enlarging import address, more_nodes, more_pods, nodes_for
from ktui.demo.story.foundation import foundation
from ktui.demo.story.programs import StoryPrograms
from ktui.demo.story.telling import PAST, Telling
from ktui.model.version import NEWEST, parse_version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ktui.demo.options import DemoOptions
    from ktui.demo.server.statuses import Raw
    from ktui.demo.story.enlarging import Placed

VERSION, OLD_VERSION = "v1.35.4", "v1.20.2"

BOOKMARKS = 60.0
"""Seconds between two bookmarks on a watch, as servers send them."""


class Box:
    """One demo's cluster as it is at `now`, in Unix seconds; its `agenda` is for the caller to drive.

    The pods that make it as large as the options want come at once, and a Deployment at a time, when it is driven.
    """

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
            seed=options.seed,
            namespaces=True,
            port=options.port,
            door=door,
        )
        """Through which it is reached; not started."""
        self.server.bookmark_every = BOOKMARKS
        registry, store = self.server.registry, self.server.store
        objects = foundation(options, self.agenda.now, version)
        for plural, obj in objects:
            if plural == "namespaces" and obj["metadata"]["name"] == "kube-system":
                obj["metadata"]["uid"] = str(uuid.uuid4())  # by which clients tell one cluster from another
            store.put(plural, obj)
        programs = StoryPrograms(registry)
        self.cluster = Cluster(registry, self.agenda, version=version, programs=programs, logs=self.server.logs)
        for node in list(registry.each("nodes")):
            self.cluster.add_node(node)
        Telling(self.cluster, now).plan()
        self.agenda.run_until(now)
        self._enlarge(objects, options)

    def _enlarge(self, objects: list[Placed], options: DemoOptions) -> None:
        """Plan what makes the cluster as large as the options want."""
        registry = self.server.registry
        nodes = {obj["metadata"]["name"]: address(obj) for obj in registry.each("nodes") if not _is_closed(obj)}
        parts = list(more_nodes(objects, options.nodes or nodes_for(options.pods), options.seed))
        nodes |= {obj["metadata"]["name"]: address(obj) for part in parts for plural, obj in part if plural == "nodes"}
        theirs = sum(plural == "pods" for part in parts for plural, _ in part)
        missing = options.pods - theirs - sum(1 for _ in registry.each("pods"))
        more = more_pods(objects, missing, nodes, options.seed) if missing > 0 else ()
        self.agenda.after(0.0, partial(self._place_next, chain(parts, more)))

    def _place_next(self, parts: Iterator[list[Placed]]) -> None:
        for part in islice(parts, 1):
            for plural, obj in part:
                self.server.store.put(plural, obj)
            for plural, obj in part:
                if plural == "nodes":
                    self.cluster.add_node(obj)
            self.agenda.after(0.0, partial(self._place_next, parts))


def _is_closed(node: Raw) -> bool:
    """Whether new pods are kept off it."""
    return bool(node["spec"].get("taints") or node["spec"].get("unschedulable"))
