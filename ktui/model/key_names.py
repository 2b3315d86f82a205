"""Keys by name: what people write for them, what the screen calls them, what is printed on a keyboard."""

from __future__ import annotations

import unicodedata

MODIFIERS = ("alt", "ctrl", "hyper", "meta", "shift", "super")
"""In the order in which the screen puts them before a key."""

NAMED = (
    *("backspace", "delete", "down", "end", "enter", "escape", "home", "insert", "left", "pagedown", "pageup"),
    *("right", "space", "tab", "up"),
    *(f"f{number}" for number in range(1, 25)),
)
"""Keys that are no character."""

_ALSO = {
    "bksp": "backspace",
    "del": "delete",
    "esc": "escape",
    "ins": "insert",
    "pgdn": "pagedown",
    "pgup": "pageup",
    "return": "enter",
    "↑": "up",
    "↓": "down",
    "←": "left",
    "→": "right",
    " ": "space",
}
"""Other words for them."""

_PRINTED = {
    "delete": "del",
    "down": "↓",
    "escape": "esc",
    "insert": "ins",
    "left": "←",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "right": "→",
    "up": "↑",
}
"""What stands on a keyboard, where it is not the name."""

_SHORTER = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
"""The screen's names for characters whose Unicode names nobody uses."""


def _name_of(character: str) -> str:
    """`?` -> `question_mark`: letters and digits are their own names."""
    if character.isalnum():
        return character
    name = unicodedata.name(character, "").lower().replace("-", "_").replace(" ", "_")
    return _SHORTER.get(name, name)


_CHARACTERS = {_name_of(chr(code)): chr(code) for code in range(0x21, 0x7F)}
"""The characters of an English keyboard by the screen's names."""


def _character(name: str) -> str:
    """The character that the screen calls so; empty where there is none."""
    if name in _CHARACTERS:
        return _CHARACTERS[name]
    try:
        character = unicodedata.lookup(name.replace("_", " "))
    except KeyError:
        return ""
    printable = len(character) == 1 and character.isprintable()  # some names are those of several
    return character if printable and _name_of(character) in (name, _SHORTER.get(name)) else ""


def key_named(word: str) -> str | None:
    """The screen's name for the key that a user calls `word` (`?`, `esc`, `ctrl+d`, `F5`), or None."""
    *before, base = _divided(word)
    given = [part.strip().lower() for part in before[0].split("+")] if before else []
    if any(part not in MODIFIERS for part in given) or len(set(given)) < len(given):
        return None
    named = _base(base if len(base) == 1 else base.strip())
    if named is None:
        return None
    modifiers = set(given)
    if len(named) == 1 and named.isalpha():
        if modifiers == {"shift"}:  # what a terminal sends for it is the capital letter
            return named.upper()
        if modifiers:
            named = named.lower()
    return "+".join([*(part for part in MODIFIERS if part in modifiers), named])


def _divided(word: str) -> tuple[str, ...]:
    """(modifiers joined by +, key), or the key alone; `+` is a key too, alone or behind others: `ctrl++`."""
    if word.endswith("++"):
        return (word[:-2], "+")
    before, plus, base = word.rpartition("+")
    return (before, base) if plus and before else (word,)


def _base(word: str) -> str | None:
    if word in _ALSO:
        return _ALSO[word]
    if len(word) == 1:
        return _name_of(word) or None if word.isprintable() and not word.isspace() else None
    lower = word.lower()
    if lower in NAMED or _character(lower):
        return _SHORTER.get(lower, lower)
    return _ALSO.get(lower)


def key_printed(name: str) -> str:
    """The screen's name as it is printed on a keyboard: `question_mark` -> `?`, `ctrl+pageup` -> `ctrl+pgup`."""
    *modifiers, base = name.split("+")
    return "+".join([*modifiers, _PRINTED.get(base) or (base if base in NAMED else _character(base) or base)])


def key_words() -> tuple[str, ...]:
    """Words a user may have meant, for a suggestion."""
    return (*NAMED, *_CHARACTERS, *(word for word in _ALSO if word.isascii() and len(word) > 1))
