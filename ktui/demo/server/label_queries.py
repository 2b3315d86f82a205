"""Label selectors as in a list's or a watch's query, read and refused as the server's own parser does it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from ktui.demo.server.statuses import RefusalError, bad_request

Labels = Mapping[str, str]

_TOKEN = re.compile(r"\s*(!=|==|[=!,()<>]|[^\s=!,()<>]+)")
_SIGNS = frozenset({"!", ",", "(", ")", "=", "==", "!=", "<", ">"})
_OPERATORS = frozenset({"in", "notin", "=", "==", "!=", "<", ">"})
_NAME = re.compile(r"([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]")
_VALUE = re.compile(r"(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?")
_BAD_NAME = (
    "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric "
    "character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
    "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
)
_BAD_VALUE = (
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and "
    "end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is "
    "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
)


def label_query(selector: str) -> Callable[[Labels], bool]:
    """`a=b,c!=d,e in (f,g),h notin (i),j,!k,l>3`: whether labels are selected. Raises a 400 `RefusalError`."""
    tests = list(_Parser(selector).requirements())
    return lambda labels: all(test(labels) for test in tests)


class _Parser:
    def __init__(self, selector: str) -> None:
        self._tokens = _TOKEN.findall(selector)
        self._at = 0

    def requirements(self) -> list[Callable[[Labels], bool]]:
        found = []
        while self._next:
            if self._next not in ("!",) and self._next in _SIGNS:
                raise _bad(f"found '{self._next}', expected: !, identifier, or 'end of string'")
            found.append(self._requirement())
            if not self._next:
                break
            if self._next != ",":
                raise _bad(f"found '{self._next}', expected: ',' or 'end of string'")
            self._take()
            if not self._next or (self._next in _SIGNS and self._next != "!"):
                raise _bad(f"found '{self._next}', expected: identifier after ','")
        return found

    @property
    def _next(self) -> str:
        """The token ahead, empty at the end."""
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _take(self) -> str:
        self._at += 1
        return str(self._tokens[self._at - 1])

    def _requirement(self) -> Callable[[Labels], bool]:
        absent = self._next == "!"
        if absent:
            self._take()
        if not self._next or self._next in _SIGNS:
            raise _unread(f"found '{self._next}', expected: identifier")
        key = self._take()
        if not _NAME.fullmatch(key.rpartition("/")[2]):
            raise _unread(f'<nil>: Invalid value: "{key}": {_BAD_NAME}')
        if absent:
            return lambda labels: key not in labels
        if self._next in ("", ","):
            return lambda labels: key in labels
        if self._next not in _OPERATORS:
            raise _unread(f"found '{self._next}', expected: in, notin, =, ==, !=, gt, lt")
        match operator := self._take():
            case "in" | "notin":
                values = self._values(key)
                return lambda labels: (labels.get(key) in values) is (operator == "in")
            case "=" | "==" | "!=":
                value = "" if self._next in ("", ",") else self._take()
                _check_value(key, value)
                return lambda labels: (labels.get(key) == value) is (operator != "!=")
            case _:
                return _compares(key, operator, self._take() if self._next else "")

    def _values(self, key: str) -> frozenset[str]:
        if self._next != "(":
            raise _unread(f"found '{self._next}' expected: '('")
        self._take()
        values, value = [], ""
        while self._next not in ("", ")"):
            if (token := self._take()) == ",":
                values.append(value)
                value = ""
            else:
                value = token
        if not self._next:
            raise _unread("found '', expected: ',' or ')'")
        self._take()
        for found in (*values, value):
            _check_value(key, found)
        return frozenset((*values, value))


def _compares(key: str, operator: str, value: str) -> Callable[[Labels], bool]:
    try:
        bound = int(value)
    except ValueError:
        words = "for 'Gt', 'Lt' operators, the value must be an integer"
        raise _unread(f'values[0]: Invalid value: "{value}": {words}') from None

    def test(labels: Labels) -> bool:
        try:
            found = int(labels[key])
        except (KeyError, ValueError):
            return False
        return found > bound if operator == ">" else found < bound

    return test


def _check_value(key: str, value: str) -> None:
    if not _VALUE.fullmatch(value):
        raise _unread(f'values[0][{key}]: Invalid value: "{value}": {_BAD_VALUE}')


def _unread(why: str) -> RefusalError:
    return _bad(f"unable to parse requirement: {why}")


def _bad(message: str) -> RefusalError:
    return RefusalError(400, bad_request(message))
