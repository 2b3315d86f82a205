"""The kinds ktui knows: one entry each, from which paths, panes, commands and help derive.

Imports nothing heavy: the first frame is drawn from this before any decoder is loaded.
"""

from __future__ import annotations

from typing import NamedTuple


class Kind(NamedTuple):
    """One kind of object: what it is called and where the API keeps it."""

    name: str
    """Plural and lower case, as in a path and on the command line: `pods`. The key everywhere."""
    singular: str
    title: str
    """As a pane's title: `DaemonSets`."""
    words: tuple[str, ...]
    """What a user may type for it, besides `name`: kubectl's singular and short names."""
    prefixes: tuple[str, ...]
    """Where the API serves it, newest first; a 404 at one means the next is tried."""
    namespaced: bool = True
    bookmarks: bool = True
    """Whether the server may send bookmarks on a watch: what it keeps no watch cache of never has any."""

    def path(self, prefix: str, namespace: str | None) -> str:
        """The collection's path under `prefix`, in `namespace` or (None) in all of them."""
        if namespace is None or not self.namespaced:
            return f"{prefix}/{self.name}"
        return f"{prefix}/namespaces/{namespace}/{self.name}"


PODS = Kind("pods", "pod", "Pods", ("pod", "po"), ("/api/v1",))
DAEMONSETS = Kind("daemonsets", "daemonset", "DaemonSets", ("daemonset", "ds"), ("/apis/apps/v1",))
JOBS = Kind("jobs", "job", "Jobs", ("job",), ("/apis/batch/v1",))
CRONJOBS = Kind("cronjobs", "cronjob", "CronJobs", ("cronjob", "cj"), ("/apis/batch/v1", "/apis/batch/v1beta1"))
NODES = Kind("nodes", "node", "Nodes", ("node", "no"), ("/api/v1",), namespaced=False)
EVENTS = Kind("events", "event", "Events", ("event", "ev"), ("/api/v1",), bookmarks=False)
"""What happens to the others: shown beside them, in no pane of its own."""

KINDS: tuple[Kind, ...] = (PODS, DAEMONSETS, JOBS, CRONJOBS, NODES)
"""In the order of the panes."""

NAMESPACES = Kind("namespaces", "namespace", "Namespaces", ("namespace", "ns"), ("/api/v1",), namespaced=False)
"""Not among the panes: only listed, to choose from."""

_BY_WORD = {word: kind for kind in KINDS for word in (kind.name, *kind.words)}


def kind_named(word: str) -> Kind | None:
    """The kind a user means by `word` (any case), or None."""
    return _BY_WORD.get(word.lower())
