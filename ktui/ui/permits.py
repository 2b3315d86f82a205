"""Which keys may change the cluster here: read-only mode closes them all, a right that is missing closes its own.

The server is asked when the cursor has come to rest in a pane, for the namespace of the object under it; until it has
answered, every key is open. It has the last word in any case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.errors import KtuiError, ReadOnlyError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ktui.model.keys import Key
    from ktui.model.kinds import Kind
    from ktui.model.right import Right
    from ktui.session.writing import Writing

CLOSED = "closed: --read-only"
"""Why a key does nothing under read-only mode, where a few words must do."""
RECORDED = "not in a replay"
"""Why a key does nothing in a replay."""
NEVER = (CLOSED, RECORDED)
"""Reasons that hold wherever the cursor is, and that the line on top gives already."""
NOT_RECORDED = {
    "logs.open": "a recording holds no logs",
    "shell.open": "this is a recording: no shell can be opened in it",
    "write.undo": "this is a recording: nothing in it was changed",
    "write.journal": "this is a recording: nothing in it was changed",
    "scope.contexts": "this is a recording of one cluster: leave it for another",
}
"""By the key's id, what a replay cannot do though it changes nothing, in a sentence."""
IN_A_RECORDING = "this is a recording: nothing in it can be changed"


class Permits:
    """What is known of the rights of one user in one cluster."""

    def __init__(self, *, read_only: bool, replay: bool = False) -> None:
        """`replay`: it is a recording, which nothing can change."""
        self._read_only = read_only
        self._replay = replay
        self._known: dict[tuple[Right, str], bool] = {}

    def forget(self) -> None:
        """Another cluster, or another user."""
        self._known.clear()

    async def ask(self, writing: Writing, keys: Sequence[Key], kind: Kind, namespace: str) -> bool:
        """Ask for all that `keys` need for an object of a kind there; whether anything is new of it.

        What cannot be asked stays as it is known: open, if it is not. Under read-only mode nothing is asked.
        """
        if self._read_only or self._replay:
            return False
        before = dict(self._known)
        rights = dict.fromkeys(right for key in keys if (right := key.right(kind)) is not None)
        for right in rights:
            try:
                self._known[right, namespace] = (await writing.may(right, namespace)).allowed
            except KtuiError:
                continue
        return before != self._known

    def missing(self, key: Key, kind: Kind, namespace: str) -> Right | None:
        """The right that a key lacks for an object of a kind there; None: none, as far as is known."""
        right = key.right(kind)
        return right if right is not None and not self._known.get((right, namespace), True) else None

    def why_not(self, key: Key, kind: Kind, namespace: str) -> str:
        """Why a key does nothing there, in a few words: `needs: patch nodes`; empty: it does."""
        if self._replay and (key.writes or key.id in NOT_RECORDED):
            return RECORDED
        if self._read_only and key.writes:
            return CLOSED
        right = self.missing(key, kind, namespace)
        return f"needs: {right.words}" if right is not None else ""

    def refusal(self, key: Key, kind: Kind, namespace: str) -> str:
        """The same in a sentence."""
        if self._replay and (key.writes or key.id in NOT_RECORDED):
            return NOT_RECORDED.get(key.id, IN_A_RECORDING)
        if self._read_only and key.writes:
            return str(ReadOnlyError())
        right = self.missing(key, kind, namespace)
        where = f" in {namespace}" if namespace else ""
        return f"{key.shown} needs the right to {right.words}{where}, which you do not have" if right else ""
