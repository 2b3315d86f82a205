"""An object as YAML to read: kubectl's layout, toned, and every character of it to be seen.

The lines are written from the values and not from another writer's text, so that what is a key and what a number is
known and not guessed. What a terminal would obey or hide is written as an escape in double quotes: the page stays
YAML that means the same object, whatever is in it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ktui.insight.page import PageLine
from ktui.insight.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ktui.insight.page import Span, Spans

FIRST_KEYS = ("apiVersion", "kind", "metadata", "spec")
"""An object's keys that are read first, in this order; `status` is last, and what else there is stands between."""

STEP = 2
"""Cells by which each level is indented; lists are not indented under their key, as kubectl has it."""

SIMPLE_KEY = 1000
"""Characters of a key on one line with its value: readers of YAML stop looking for the colon after 1024."""

_OTHER_TYPE = re.compile(
    r"""
    [-+]?(\d[\d_]*)?(\.[\d_]*)?([eE][-+]?\d+)?      # 1, 1_000, 1.5, 1e3, .5, and a lone sign or dot
    | [-+]?0[box][\da-fA-F_]+                       # 0b1, 0o7, 0x1f
    | [-+]?\d[\d_]*(:[0-5]?\d)+(\.[\d_]*)?          # 1:30 is ninety to a reader of YAML 1.1
    | [-+]?\.(inf|nan)
    | \d{4}-\d\d?-\d\d?([Tt\s].*)?                  # a date or a time
    | true|false|yes|no|on|off|y|n|null|~|=|<<
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Texts that without quotes would be read as a number, a truth value, a time or nothing, by YAML 1.1 or 1.2."""

_NOT_PLAIN = re.compile(r"""[?:,\[\]{}#&*!|>'"%@`]|-$|-\s|---|\.\.\.|.*(:\s|\s\#|:$)""")
"""Texts that without quotes would be read as YAML's own signs."""

_ESCAPES = {"\0": "\\0", "\a": "\\a", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\v": "\\v", "\f": "\\f", "\r": "\\r"}
_ESCAPES |= {"\x1b": "\\e", '"': '\\"', "\\": "\\\\"}


def yaml_page(obj: dict[str, Any], *, managed_fields: bool = False) -> list[PageLine]:
    """`obj`, a decoded JSON object, as YAML; the lines, each with a newline after it, are read back as the same object.

    The entries of `managedFields`, which fill most of a screen and concern few, are one comment unless
    `managed_fields` asks for them. Keys are toned `key`, numbers, truth values and null `strong`, comments `muted`;
    texts are not toned, as a colour would say something of what they say.
    """
    writer = _Writer()
    writer.write(_ordered(obj, managed_fields=managed_fields))
    return writer.lines


class _Comment:
    """Stands for what is left out; the key it has in a mapping is not shown."""

    def __init__(self, text: str) -> None:
        self.text = text


def _ordered(obj: dict[str, Any], *, managed_fields: bool) -> dict[str, Any]:
    """`obj` with its keys in the order of reading, and what is folded replaced by a comment."""
    last = [key for key in ("status",) if key in obj]
    first = [key for key in FIRST_KEYS if key in obj]
    keys = [*first, *(key for key in obj if key not in first and key not in last), *last]
    ordered = {key: obj[key] for key in keys}
    meta = obj.get("metadata")
    if not managed_fields and isinstance(meta, dict) and isinstance(entries := meta.get("managedFields"), list):
        noun = "entry" if len(entries) == 1 else "entries"
        comment = _Comment(f"# managedFields: {len(entries)} {noun} hidden")
        ordered["metadata"] = {key: comment if value is entries else value for key, value in meta.items()}
    return ordered


class _Node:
    """A value yet to be written: where its block is indented, and what stands before it on its first line."""

    __slots__ = ("after_dash", "indent", "lead", "value")

    def __init__(self, value: Any, indent: int, lead: Spans, *, after_dash: bool) -> None:
        self.value = value
        self.indent = indent
        self.lead = lead
        self.after_dash = after_dash


class _Writer:
    """Writes values depth first, with a stack of its own: nothing nested is too deep."""

    def __init__(self) -> None:
        self.lines: list[PageLine] = []
        self._stack: list[_Node] = []

    def write(self, obj: dict[str, Any]) -> None:
        if any(not isinstance(value, _Comment) for value in obj.values()):
            self._push_mapping(obj, 0, ())
        else:
            self._line(0, (("{}", ""),))
        while self._stack:
            self._node(self._stack.pop())

    def _line(self, indent: int, spans: Iterable[Span]) -> None:
        self.lines.append(PageLine(tuple(span for span in spans if span[0]), indent + STEP))

    def _node(self, node: _Node) -> None:
        value, indent, lead = node.value, node.indent, node.lead
        if isinstance(value, _Comment):
            self._line(indent, (*lead, (value.text, "muted")))
        elif isinstance(value, dict):
            self._mapping(node)
        elif isinstance(value, list) and value:
            if node.after_dash:
                self._push_list(value, indent + STEP, lead)
            else:
                self._line(indent, lead)
                self._push_list(value, indent, ())
        else:
            gap = () if node.after_dash else ((" ", ""),)
            first, *rest = _scalar(value, indent + STEP)
            self._line(indent, (*lead, *gap, first))
            for text in rest:
                self._line(indent + STEP, (text,))

    def _mapping(self, node: _Node) -> None:
        comments = [value for value in node.value.values() if isinstance(value, _Comment)]
        if len(node.value) > len(comments):
            if node.after_dash:
                self._push_mapping(node.value, node.indent + STEP, node.lead)
            else:
                self._line(node.indent, node.lead)
                self._push_mapping(node.value, node.indent + STEP, ())
            return
        self._line(node.indent, (*node.lead, ("{}" if node.after_dash else " {}", "")))
        for comment in comments:
            self._line(node.indent + STEP, ((" " * (node.indent + STEP), ""), (comment.text, "muted")))

    def _push_mapping(self, mapping: dict[str, Any], indent: int, lead: Spans) -> None:
        nodes = []
        pad: Spans = ((" " * indent, ""),)
        for key, value in mapping.items():
            before, lead = lead or pad, ()
            if isinstance(value, _Comment):
                nodes.append(_Node(value, indent, before, after_dash=False))
                continue
            name = _one_line(str(key))
            if len(name) < SIMPLE_KEY:
                nodes.append(_Node(value, indent, (*before, (name, "key"), (":", "")), after_dash=False))
            else:
                nodes.append(_Node(_Key(name), indent, (*before, ("? ", "")), after_dash=True))
                nodes.append(_Node(value, indent, (*pad, (":", "")), after_dash=False))
        self._stack += reversed(nodes)

    def _push_list(self, items: list[Any], indent: int, lead: Spans) -> None:
        pad: Spans = ((" " * indent, ""),)
        dash: Span = ("- ", "")
        nodes = [
            _Node(item, indent, (*((lead or pad) if index == 0 else pad), dash), after_dash=True)
            for index, item in enumerate(items)
        ]
        self._stack += reversed(nodes)


class _Key:
    """A key too long to have its value on the same line, as it is written."""

    def __init__(self, text: str) -> None:
        self.text = text


def _scalar(value: Any, indent: int) -> list[Span]:
    """A value that has no parts: the first span goes on the line that is begun, each other is a line of its own."""
    if isinstance(value, str):
        return [(text, "") for text in _text(value, indent)]
    if isinstance(value, _Key):
        return [(value.text, "key")]
    if value is None:
        return [("null", "strong")]
    if isinstance(value, bool):
        return [("true" if value else "false", "strong")]
    if isinstance(value, float):
        return [(_float(value), "strong")]
    if isinstance(value, int):
        return [(str(value), "strong")]
    return [("{}" if isinstance(value, dict) else "[]", "")] if not value else [(_one_line(str(value)), "")]


def _float(value: float) -> str:
    """A float that is read as one by YAML 1.1 too, which wants a point in it."""
    text = repr(value)
    if text in ("inf", "-inf", "nan"):
        return text.replace("inf", ".inf").replace("nan", ".nan")
    return text if "." in text else text.replace("e", ".0e")


def _text(text: str, indent: int) -> list[str]:
    """A text on one line, or its lines as a block that is indented by `indent`."""
    if "\n" not in text:
        return [_one_line(text)]
    pad = " " * indent
    lines = text.split("\n")
    if text.isspace() or text.endswith("\n\n") or any(visible(part) != part for part in lines):
        first, *rest = [_escaped(part) + "\\n" for part in lines[:-1]]
        rest += [_escaped(lines[-1])] if lines[-1] else []
        quoted = [f'"{first}', *(pad + ("\\" if part.startswith(" ") else "") + part for part in rest)]
        return [*(f"{part}\\" for part in quoted[:-1]), f'{quoted[-1]}"']
    if not lines[-1]:
        lines.pop()
    head = "|" + (str(STEP) if text[0] in " \n" else "") + ("" if text.endswith("\n") else "-")
    return [head, *(f"{pad}{part}" if part else "" for part in lines)]


def _one_line(text: str) -> str:
    """A text on one line, in quotes where it needs them: double quotes unless others spare escapes."""
    if visible(text) != text:
        return f'"{_escaped(text)}"'
    if not text or text[0] == " " or text[-1] == " " or _NOT_PLAIN.match(text) or _OTHER_TYPE.fullmatch(text):
        if '"' in text or "\\" in text:
            return "'" + text.replace("'", "''") + "'"
        return f'"{text}"'
    return text


def _escaped(text: str) -> str:
    """A text as it stands in double quotes, everything that is not to be seen as an escape."""
    return "".join([_escape(character, first=index == 0) for index, character in enumerate(text)])


def _escape(character: str, *, first: bool) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    bearer = "" if first else "a"  # a combining mark shows on the letter before it
    if visible(bearer + character) == bearer + character:
        return character
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
