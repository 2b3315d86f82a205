"""Text from a cluster, made safe to show: every character visible, on one line, of a known width in cells.

A name, a message or a label may hold anything; what reaches the terminal must neither steer it nor
hide a part of itself. Nothing here reads markup.
"""

from __future__ import annotations

import unicodedata

from rich.cells import cell_len, split_graphemes

ELLIPSIS = "…"
"""Stands for what was cut off; one cell."""

_INVISIBLE = frozenset(
    [
        0x034F,  # combining grapheme joiner
        0x115F,  # Hangul fillers: letters by category, blank by design
        0x1160,
        0x3164,
        0xFFA0,
        0x17B4,  # Khmer inherent vowels
        0x17B5,
        *range(0x180B, 0x1810),  # Mongolian variation selectors
        *range(0xFE00, 0xFE10),  # variation selectors: terminals disagree on their widths
        *range(0xE0100, 0xE01F0),
        *range(0x1F3FB, 0x1F400),  # skin tones: two cells, or none after an emoji, by the terminal
    ]
)
"""Code points that count as printable and that show nothing by themselves (Default_Ignorable), or not everywhere."""

_DOTTED_CIRCLE = "\u25cc"
"""Unicode's own bearer for a combining mark that has no letter before it."""


def _shown(code: int) -> str:
    """What stands for one code point: itself if it shows as itself."""
    character = chr(code)
    if code < 0x20:
        return chr(0x2400 + code)  # control pictures, in the order of the controls
    if code == 0x7F:
        return "\u2421"
    if character.isprintable() and code not in _INVISIBLE:
        return character
    if unicodedata.category(character) == "Zs":
        return " "
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


class _Shown(dict[int, str]):
    """`_shown` as the table `str.translate` wants, filled as characters turn up."""

    def __missing__(self, code: int) -> str:
        shown = self[code] = _shown(code)
        return shown


_SHOWN = _Shown()


def visible(text: str) -> str:
    r"""`text` on one line, with everything in it to be seen, and nothing in it that a terminal obeys.

    Control characters become control pictures (`\n` is `␊`, escape is `␛`); bidirectional overrides,
    zero-width characters, separators of lines, unassigned code points and unpaired surrogates become
    escapes (`\u202e`); every kind of space becomes a space. `[markup]` stays what it is.
    """
    if text.isprintable() and text.isascii():
        return text
    shown = text.translate(_SHOWN)
    if shown and unicodedata.category(shown[0]).startswith("M"):
        return _DOTTED_CIRCLE + shown
    return shown


def printable(text: str) -> str:
    """`text` without what is not printable, for where it must stay what it is: a clipboard."""
    return "".join(filter(str.isprintable, text))


def width_of(text: str) -> int:
    """The width of visible `text`, in terminal cells."""
    return len(text) if text.isascii() else cell_len(text)


def fit(text: str, width: int, right: bool = False) -> str:
    """Visible `text` in exactly `width` cells: padded, or cut with an ellipsis; `right` aligns it to the right.

    A wide character or a letter with its combining marks is never split; a cell that is left over
    by a wide character is a space.
    """
    if width <= 0:
        return ""
    if text.isascii():
        if len(text) > width:
            return text[: width - 1] + ELLIPSIS
        return text.rjust(width) if right else text.ljust(width)
    cells = cell_len(text)
    if cells > width:
        text, cells = _cut(text, width - 1)
        text, cells = text + ELLIPSIS, cells + 1
    blank = " " * (width - cells)
    return blank + text if right else text + blank


def whole_words(text: str, width: int) -> str:
    """The words of visible `text` that fit `width` cells, with an ellipsis; as it is where not even the first does."""
    end = text.rfind(" ", 0, len(_cut(text, width)[0]))
    return text[:end].rstrip(" ,:;") + ELLIPSIS if end > 0 else text


def first_word(text: str, width: int) -> str:
    """The first word of visible `text` where it fits `width` cells; else `text`."""
    word = text.partition(" ")[0]
    return word if width_of(word) <= width else text


def both_ends(text: str, width: int) -> str:
    """The beginning and the end of visible `text` in at most `width` cells, with an ellipsis between them."""
    if width < len("a…z") or width_of(text) <= width:
        return text
    if text.isascii():
        begin = width // 2
        return text[:begin] + ELLIPSIS + text[len(text) - (width - 1 - begin) :]
    begins = _cut(text, width // 2)[0]
    ends, room = [], width - 1 - width_of(begins)
    for start, stop, cells in reversed(split_graphemes(text)[0]):
        room -= cells
        if room < 0:
            break
        ends.append(text[start:stop])
    return begins + ELLIPSIS + "".join(reversed(ends))


def _cut(text: str, width: int) -> tuple[str, int]:
    """The longest beginning of `text` that needs at most `width` cells, and the cells it needs."""
    end = used = 0
    for _start, stop, cells in split_graphemes(text)[0]:
        if used + cells > width:
            break
        end, used = stop, used + cells
    return text[:end], used
