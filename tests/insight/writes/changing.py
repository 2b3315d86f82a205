"""Objects to be changed, and a change made of them as a server would."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ktui.demo.server.json_patch import apply_json_patch
from tests.fakes import objects

if TYPE_CHECKING:
    from ktui.model.writes import Write


def known(obj: dict[str, Any], uid: str = "u-1") -> dict[str, Any]:
    """An object that a server has."""
    obj["metadata"]["uid"] = uid
    return obj


def node(**labels: str) -> dict[str, Any]:
    """A node with these labels alone."""
    made = known(objects.node("n1"))
    made["metadata"]["labels"] = labels
    return made


def made_of(obj: dict[str, Any], write: Write | None) -> dict[str, Any]:
    """The object after the change."""
    assert write is not None
    assert write.request.method == "PATCH"
    return apply_json_patch(obj, write.request.body)
