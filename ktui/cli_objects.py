"""Objects as one types them: `pods a b`, `pod/a pod/b`, and for a kind that is known `a` or `pod/a`."""

from __future__ import annotations

from ktui.errors import UsageError
from ktui.model.kinds import KINDS, Kind, kind_named


def objects_named(first: str, rest: list[str]) -> tuple[Kind, tuple[str, ...]]:
    """`pods a b`, `pod/a pod/b` -> the kind and the names; raises `UsageError`."""
    words = [first, *rest] if "/" in first else rest
    wanted = first.partition("/")[0]
    kind = kind_named(wanted)
    if kind is None:
        known = ", ".join(kind.name for kind in KINDS)
        raise UsageError(f"no such kind: {wanted or first!r}; ktui knows {known}")
    return kind, tuple(name_of(kind, word) for word in words)


def object_named(words: list[str]) -> tuple[Kind, str]:
    """`ds/agent` or `ds agent` -> the kind and the name; raises `UsageError`."""
    kind, names = objects_named(words[0], words[1:])
    if len(names) != 1:
        raise UsageError(f"one object is meant, as in {kind.singular}/NAME, not {' '.join(words)!r}")
    return kind, names[0]


def name_of(kind: Kind, word: str) -> str:
    """`a`, `pod/a` -> the name; raises `UsageError` for an object of another kind."""
    prefix, slash, name = word.rpartition("/")
    if slash and kind_named(prefix) is not kind:
        raise UsageError(f"{word!r} is not one of the {kind.name}: one kind at a time")
    if not name:
        raise UsageError(f"{word!r} wants a name after the slash")
    return name
