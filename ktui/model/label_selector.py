"""Label selectors as one types them: the grammar of kubectl's `-l`.

The rules are those of `labels.Parse` in k8s.io/apimachinery (pkg/labels/selector.go) and of the API's own validation
of keys and values, the same from Kubernetes 1.20 to 1.35.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ktui.errors import UsageError
from ktui.model.labels import NAME_LENGTH, key_problem, value_problem

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST = 2**63
"""Integers are compared as the server's 64 bits hold them; what does not fit them is none."""

_TOKEN = re.compile(r"==|!=|[=!()<>,]|[^ \t\r\n=!()<>,]+")
_SIGNS = frozenset(["==", "!=", "=", "!", "(", ")", "<", ">", ","])
_INTEGER = re.compile(r"[+-]?[0-9]+")

_OPERATORS = {"=": "in", "==": "in", "in": "in", "!=": "notin", "notin": "notin", ">": ">", "<": "<"}
"""As written to what is meant: equality is a set of one."""

_END = ""
"""Behind the last token."""


class SelectorError(UsageError):
    """A label selector that cannot be read."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One of a selector's conditions."""

    key: str
    operator: str
    """`in`, `notin`, `exists`, `!`, `>` or `<`."""
    values: frozenset[str] = frozenset()

    def matches(self, labels: Mapping[str, str]) -> bool:
        """Whether labels fulfil it; what is not there is not in any set, and neither more nor less than a number."""
        value = labels.get(self.key)
        if self.operator == "in":
            return value is not None and value in self.values
        if self.operator == "notin":
            return value is None or value not in self.values
        if self.operator == "exists":
            return value is not None
        if self.operator == "!":
            return value is None
        number = None if value is None else _integer(value)
        bound = _integer(next(iter(self.values)))
        if number is None or bound is None:
            return False
        return number > bound if self.operator == ">" else number < bound


@dataclass(frozen=True, slots=True)
class Selector:
    """Which labels are meant: all of the requirements must hold, so none means all labels."""

    requirements: tuple[Requirement, ...] = ()

    def matches(self, labels: Mapping[str, str] | None) -> bool:
        """Whether an object with these labels (None: without any) is selected."""
        held = labels or {}
        return all(requirement.matches(held) for requirement in self.requirements)


def parse_selector(text: str) -> Selector:
    """The selector that `text` writes; raises `SelectorError`."""
    return _Parser(text).parse()


def _integer(text: str) -> int | None:
    """The integer that the server reads `text` as."""
    number = int(text) if _INTEGER.fullmatch(text) and len(text) <= NAME_LENGTH else None
    return number if number is not None and -LARGEST <= number < LARGEST else None


class _Parser:
    """Walks over the tokens once; `in` and `notin` are words like others wherever no operator can stand."""

    def __init__(self, text: str) -> None:
        self._tokens = _TOKEN.findall(text)
        self._at = 0

    def parse(self) -> Selector:
        requirements: list[Requirement] = []
        if self._next == _END:
            return Selector()
        while True:
            requirements.append(self._requirement())
            sign = self._take()
            if sign == _END:
                return Selector(tuple(requirements))
            if sign != ",":
                raise SelectorError(f"the selector needs a comma or its end here, not {sign!r}")

    @property
    def _next(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else _END

    def _take(self) -> str:
        token = self._next
        self._at += 1
        return token

    def _requirement(self) -> Requirement:
        absent = self._next == "!"
        if absent:
            self._take()
        key = self._take()
        if key in _SIGNS or key == _END:
            found = f", not {key!r}" if key else ": it ends too early"
            raise SelectorError(f"the selector needs the key of a label here{found}")
        _check_key(key)
        if absent:
            return Requirement(key, "!")
        if self._next in (",", _END):
            return Requirement(key, "exists")
        sign = self._take()
        operator = _OPERATORS.get(sign)
        if operator is None:
            raise SelectorError(f"after the label {key!r} one of = == != in notin < > is expected, not {sign!r}")
        values = self._values(sign) if sign in ("in", "notin") else frozenset([self._value(key, sign)])
        for value in values:
            _check_value(value)
        if operator in "<>" and _integer(next(iter(values))) is None:
            told = next(iter(values))
            raise SelectorError(f"{key}{operator} needs an integer after it, not {told!r}")
        return Requirement(key, operator, values)

    def _value(self, key: str, sign: str) -> str:
        if self._next in (",", _END):
            return ""
        value = self._take()
        if value in _SIGNS:
            raise SelectorError(f"after {key}{sign} a value is expected, not {value!r}")
        return value

    def _values(self, word: str) -> frozenset[str]:
        """The list behind `in` or `notin`; a place left free between commas is the empty value."""
        if (sign := self._take()) != "(":
            found = f", not {sign!r}" if sign else ""
            raise SelectorError(f"after {word!r} a list of values in parentheses is expected{found}")
        values: list[str] = []
        wanted = True
        while (token := self._take()) != ")":
            if token == _END:
                raise SelectorError(f"the list of values after {word!r} has no closing parenthesis")
            if token == ",":
                if wanted:
                    values.append("")
                wanted = True
            elif token in _SIGNS:
                raise SelectorError(f"in the list of values after {word!r} a value is expected, not {token!r}")
            elif not wanted:
                raise SelectorError(f"in the list of values after {word!r} a comma is expected before {token!r}")
            else:
                values.append(token)
                wanted = False
        if not values and wanted:
            raise SelectorError(f"the list of values after {word!r} is empty: name one at least")
        if wanted:
            values.append("")
        return frozenset(values)


def _check_key(key: str) -> None:
    if problem := key_problem(key):
        raise SelectorError(problem)


def _check_value(value: str) -> None:
    if problem := value_problem(value):
        raise SelectorError(problem)
