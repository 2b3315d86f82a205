"""Users who may only look, and only in some namespaces, as the cluster role `view` in a role binding lets them."""

from __future__ import annotations

from dataclasses import dataclass

LOOKING = frozenset({"get", "list", "watch"})


@dataclass(frozen=True, slots=True)
class Reader:
    """A user with few rights."""

    name: str
    namespaces: frozenset[str]

    def may(self, verb: str, kind: str, namespace: str | None) -> bool:
        """Whether a request is theirs to make; `namespace` None is the whole cluster, `kind` a plural."""
        return verb in LOOKING and namespace in self.namespaces and kind != "secrets"
