"""Keys of the user's own that label nodes: each has a line of labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.model.key_names import key_printed
from ktui.model.keys import Key

if TYPE_CHECKING:
    from collections.abc import Mapping


def label_keys(lines: Mapping[str, str]) -> tuple[Key, ...]:
    """The keys for these lines, by the keys' names on the screen: `f5` for `disk=ssd` has the id `label.f5`."""
    return tuple(
        Key(
            id=f"label.{name}",
            keys=(name,),
            action=f"label_set({name!r})",
            does=f"label {text}",
            group="Changes",
            glyphs=key_printed(name),
            writes=True,
            verbs=("label",),
        )
        for name, text in lines.items()
    )
