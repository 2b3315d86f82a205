"""The parts of a configuration: from YAML to values, and a sentence with the line for what is not right."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Any

from ktui.config import AGES, Config
from ktui.errors import UsageError
from ktui.insight.column_choice import LABEL, column_named, headers_of
from ktui.insight.writes.labels import parse_labels
from ktui.model.keeping import USUAL
from ktui.model.key_names import key_named, key_printed, key_words
from ktui.model.keys import EVERYWHERE, KEYS, PANES, PLACES
from ktui.model.kinds import KINDS, kind_named
from ktui.model.rebound import conflicts, rebound
from ktui.model.themes import THEMES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from ktui.model.keeping import Keeping
    from ktui.model.keys import Key
    from ktui.model.rebound import Conflict

ALL = "all"
"""The start scope that is all namespaces."""

MAX_AGES = 3600
"""Seconds, the longest that is taken: ages that stand still for longer are no ages."""

HISTORY = {"days": (1, 3_650), "megabytes": (1, 10_000), "observations": (1_000, 10_000_000)}
"""The least and the most of each figure of the history."""

_NAMESPACE = re.compile(r"[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?")
"""The API's rule for a namespace's name."""


def meant(word: str, known: Iterable[str]) -> str:
    """` (did you mean pane.zoom?)`, or nothing where nothing is near."""
    near = difflib.get_close_matches(word[:100], list(known), n=1)
    return f" (did you mean {near[0]}?)" if near else ""


class Reading:
    """One pass over the nodes of a file, which know their lines."""

    def __init__(self, file: str) -> None:
        self._file = file
        self.problems: list[str] = []

    def config(self, root: Any) -> Config:
        """The whole."""
        parts: dict[str, Callable[[Any], Any]] = {
            "keys": self._keys,
            "theme": self._theme,
            "columns": self._columns,
            "namespace": self._namespace,
            "panes": self._panes,
            "ages": self._ages,
            "mouse": self._mouse,
            "label_keys": self._label_keys,
            "history": self._history,
        }
        if root.id != "mapping":
            self._problem(root, f"a configuration is made of {_list(parts)}, each with a colon; the defaults are used")
            return Config()
        values: dict[str, Any] = {}
        keys: dict[str, Any] = {}
        for name, node, value in self._pairs(root, ""):
            if name not in parts:
                self._problem(node, f"{_shown(name)}: there is no such setting{meant(name, parts)}")
            elif name in ("keys", "label_keys"):
                keys[name] = value
            elif (found := parts[name](value)) is not None:
                values[name] = found
        # Last: the panes' numbers are theirs unless the panes have another order, and labels have what keys are left.
        if "keys" in keys:
            values["keys"] = self._keys(keys["keys"], values.get("panes", ()))
        if "label_keys" in keys:
            taken = rebound(KEYS, values.get("keys", {}), values.get("panes", ()))
            values["label_keys"] = self._label_keys(keys["label_keys"], taken)
        self.problems.sort(key=_line_of)
        return Config(**values)

    # -- what every part needs

    def _problem(self, node: Any, sentence: str) -> None:
        self.problems.append(f"{self._file} line {node.start_mark.line + 1}: {sentence}")

    def _pairs(self, node: Any, inside: str) -> list[tuple[str, Any, Any]]:
        """(key, its node, its value) of a mapping; what stands twice is told and its first value kept."""
        found: dict[str, tuple[str, Any, Any]] = {}
        for key, value in node.value:
            if key.id != "scalar":
                self._problem(key, f"{inside}a key must be a word")
            elif key.value in found:
                self._problem(key, f"{inside}{_shown(key.value)} stands here twice; the first one is used")
            else:
                found[key.value] = (key.value, key, value)
        return list(found.values())

    def _words(self, node: Any, key: str, wants: str) -> list[tuple[str, Any]] | None:
        """(word, its node) of a word or a list of words; None, and told, where it is neither or empty."""
        items = node.value if node.id == "sequence" else [node]
        if not items or any(item.id != "scalar" or item.tag.endswith(":null") or not item.value for item in items):
            self._problem(node, f"{key}: it wants {wants}")
            return None
        return [(item.value, item) for item in items]

    def _word(self, node: Any, key: str, wants: str) -> str | None:
        words = self._words(node, key, wants) if node.id == "scalar" else None
        if words is None and node.id != "scalar":
            self._problem(node, f"{key}: it wants {wants}")
        return words[0][0] if words else None

    # -- the parts

    def _theme(self, node: Any) -> str | None:
        word = self._word(node, "theme", f"one of {_list(THEMES)}")
        if word is None or word in THEMES:
            return word
        self._problem(node, f"theme: there is no theme {_shown(word)}{meant(word, THEMES)}; there are {_list(THEMES)}")
        return None

    def _mouse(self, node: Any) -> bool | None:
        word = node.value.lower() if node.id == "scalar" and node.tag.endswith(":bool") else ""
        if not word:
            self._problem(node, "mouse: it wants true or false; the mouse stays on")
            return None
        return word in ("true", "yes", "on")

    def _history(self, node: Any) -> Keeping | None:
        """`false`: nothing is read of what was seen before, and nothing is kept; else figures, each by itself."""
        if node.id == "scalar" and node.tag.endswith(":bool"):
            return USUAL._replace(keep=node.value.lower() in ("true", "yes", "on"))
        if node.id != "mapping":
            self._problem(node, f"history: it wants false, or figures for {_list(HISTORY)}; the defaults are used")
            return None
        figures: dict[str, Any] = {}
        for word, key, value in self._pairs(node, "history: "):
            if word not in HISTORY:
                self._problem(key, f"history: there is no such figure as {_shown(word)}{meant(word, HISTORY)}")
                continue
            least, most = HISTORY[word]
            figure = _whole(value)
            if least <= figure <= most:
                figures[word] = figure
            else:
                usual = getattr(USUAL, word)
                wants = f"it wants a whole number from {least} to {most}; {usual} is used"
                self._problem(value, f"history: {word}: {wants}")
        return USUAL._replace(**figures)

    def _ages(self, node: Any) -> int | None:
        seconds = _whole(node)
        if not 1 <= seconds <= MAX_AGES:
            self._problem(node, f"ages: it wants whole seconds from 1 to {MAX_AGES}; {AGES} is used")
            return None
        return seconds

    def _namespace(self, node: Any) -> tuple[str, ...] | None:
        words = self._words(node, "namespace", f"a name, a list of names, or {ALL}")
        if words is None:
            return None
        names = list(dict.fromkeys(word for word, _ in words))
        if names == [ALL]:
            return ()
        for word, item in words:
            if word == ALL or not _NAMESPACE.fullmatch(word):
                why = f"{ALL} stands alone" if word == ALL else f"{_shown(word)} is no namespace's name"
                self._problem(item, f"namespace: {why}; the setting is left out")
                return None
        return tuple(names)

    def _panes(self, node: Any) -> tuple[str, ...] | None:
        words = self._words(node, "panes", "a list of kinds")
        if words is None:
            return None
        names: list[str] = []
        for word, item in words:
            kind = kind_named(word)
            if kind is None or kind.name in names:
                kinds = [kind.name for kind in KINDS]
                why = f"{_shown(word)} stands here twice" if kind else f"there is no kind {_shown(word)}"
                self._problem(item, f"panes: {why}{'' if kind else meant(word, kinds)}; the usual order is used")
                return None
            names.append(kind.name)
        missing = [kind.name for kind in KINDS if kind.name not in names]
        if missing:
            self._problem(node, f"panes: {_list(missing)} must be in the list too; the usual order is used")
            return None
        return tuple(names)

    def _columns(self, node: Any) -> dict[str, tuple[str, ...]] | None:
        if node.id != "mapping":
            self._problem(node, "columns: it wants a list of columns for each kind, as in pods: [NAME, STATUS]")
            return None
        columns: dict[str, tuple[str, ...]] = {}
        for word, key, value in self._pairs(node, "columns: "):
            kind = kind_named(word)
            if kind is None:
                near = meant(word, [kind.name for kind in KINDS])
                self._problem(key, f"columns: there is no kind {_shown(word)}{near}")
                continue
            if kind.name in columns:
                self._problem(key, f"columns: {kind.name} stands here twice; the first one is used")
                continue
            names: list[str] = []
            for wanted, item in self._words(value, f"columns: {kind.name}", "a list of columns") or ():
                column = column_named(kind, wanted)
                if column is not None:
                    names.append(column)
                elif wanted.startswith(LABEL):
                    self._problem(item, f"columns: {kind.name}: {_shown(wanted[len(LABEL) :])} is no label's key")
                else:
                    headers = headers_of(kind)
                    self._problem(
                        item,
                        f"columns: {kind.name} have no column {_shown(wanted)}{meant(wanted.upper(), headers)};"
                        f" they have {_list(headers)}, and {LABEL}KEY for a label's value",
                    )
            if names:
                columns[kind.name] = tuple(dict.fromkeys(names))
        return columns

    def _keys(self, node: Any, panes: Sequence[str] = ()) -> dict[str, tuple[str, ...]]:
        if node.id != "mapping":
            self._problem(node, "keys: it wants a binding's id and its key, as in pane.zoom: f9; ktui keys lists them")
            return {}
        ids = [key.id for key in KEYS]
        wanted: dict[str, tuple[str, ...]] = {}
        nodes: dict[str, Any] = {}
        for binding, key, value in self._pairs(node, "keys: "):
            if binding not in ids:
                self._problem(key, f"keys: no binding has the id {_shown(binding)}{meant(binding, ids)}")
                continue
            words = self._words(value, f"keys: {binding}", "a key or a list of keys")
            names = [self._key(binding, word, item) for word, item in words or ()]
            if names and None not in names:
                wanted[binding] = tuple(dict.fromkeys(name for name in names if name))
                nodes[binding] = key
        return self._without_conflicts(wanted, nodes, panes)

    def _key(self, binding: str, word: str, item: Any) -> str | None:
        name = key_named(word)
        if name is None:
            near = meant(word, key_words())
            self._problem(item, f"keys: {binding}: there is no key {_shown(word)}{near}; it stays as it was")
        return name

    def _label_keys(self, node: Any, table: Sequence[Key] = KEYS) -> dict[str, str]:
        if node.id != "mapping":
            self._problem(node, "label_keys: it wants a key and its labels, as in f5: disk=ssd")
            return {}
        bearers = {name: key for key in table if key.where in (PANES, EVERYWHERE) for name in key.keys}
        lines: dict[str, str] = {}
        for word, key, value in self._pairs(node, "label_keys: "):
            name = key_named(word)
            labels = self._words(value, f"label_keys: {word}", "labels, as in disk=ssd tier-")
            if name is None:
                self._problem(key, f"label_keys: there is no key {_shown(word)}{meant(word, key_words())}")
            elif name in bearers:
                bearer = bearers[name]
                self._problem(
                    key, f"label_keys: {key_printed(name)} is {bearer.id}'s key in {PLACES[PANES]}; choose another"
                )
            elif name in lines:
                self._problem(key, f"label_keys: {key_printed(name)} stands here twice; the first one is used")
            elif labels is not None and (line := self._label_line(word, labels)):
                lines[name] = line
        return lines

    def _label_line(self, word: str, labels: list[tuple[str, Any]]) -> str:
        """The line of a key; empty, and told, where the API would not take it."""
        try:
            changes = parse_labels([each for text, _ in labels for each in text.split()])
        except UsageError as error:
            self._problem(labels[0][1], f"label_keys: {word}: {error}")
            return ""
        if not changes:
            self._problem(labels[0][1], f"label_keys: {word}: it wants labels, as in disk=ssd tier-")
        return " ".join(change.word for change in changes)

    def _without_conflicts(
        self, wanted: dict[str, tuple[str, ...]], nodes: dict[str, Any], panes: Sequence[str]
    ) -> dict[str, tuple[str, ...]]:
        """Without those that would have a key mean two things in one place, the later in the file first."""
        order = list(wanted)
        while clash := next(iter(_clashes(wanted, panes)), None):
            dropped = max((one for one in clash.ids if one in wanted), key=order.index)
            other = next(one for one in clash.ids if one != dropped)
            place = next(key.where for key in KEYS if key.id == other)
            where = PLACES[place] if place == EVERYWHERE else f"in {PLACES[place]}"
            self._problem(
                nodes[dropped],
                f"keys: {dropped}: {key_printed(clash.key)} is {other}'s key {where}; {dropped} stays as it was",
            )
            del wanted[dropped]
        return wanted


def _clashes(wanted: Mapping[str, tuple[str, ...]], panes: Sequence[str]) -> list[Conflict]:
    """What clashes by the user's doing."""
    return [clash for clash in conflicts(rebound(KEYS, wanted, panes)) if any(one in wanted for one in clash.ids)]


def _whole(node: Any) -> int:
    """A whole number as it stands there; 0 for anything else."""
    word = node.value if node.id == "scalar" else ""
    return int(word) if word.isascii() and word.isdecimal() and len(word) < 10 else 0


_LINE = re.compile(r" line (\d+): ")


def _line_of(problem: str) -> int:
    found = _LINE.search(problem)
    return int(found[1]) if found else 0


def _shown(word: str) -> str:
    """A user's word in a sentence, cut where it is a whole text."""
    return repr(word if len(word) <= 60 else word[:60] + "…")


def _list(words: Iterable[str]) -> str:
    return ", ".join(words)
