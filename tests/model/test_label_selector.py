"""kubectl's label selectors, by the rules of labels.Parse in k8s.io/apimachinery."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.model.label_selector import Requirement, Selector, SelectorError, parse_selector


def one(key: str, operator: str, *values: str) -> Selector:
    return Selector((Requirement(key, operator, frozenset(values)),))


@pytest.mark.parametrize(
    ("text", "selector"),
    [
        ("", Selector()),
        ("  ", Selector()),
        ("a=b", one("a", "in", "b")),
        ("a==b", one("a", "in", "b")),
        ("a = b", one("a", "in", "b")),
        ("a=", one("a", "in", "")),
        ("a!=", one("a", "notin", "")),
        ("a!=b", one("a", "notin", "b")),
        ("a in (x,y)", one("a", "in", "x", "y")),
        ("a in(x)", one("a", "in", "x")),
        ("a notin ( x , y )", one("a", "notin", "x", "y")),
        ("a in (,)", one("a", "in", "")),
        ("a in (x,)", one("a", "in", "x", "")),
        ("a in (,x)", one("a", "in", "x", "")),
        ("a in (x,,y)", one("a", "in", "x", "", "y")),
        ("a in (in,notin)", one("a", "in", "in", "notin")),
        ("a", one("a", "exists")),
        ("!a", one("a", "!")),
        ("! a", one("a", "!")),
        ("a>1", one("a", ">", "1")),
        ("a < 10", one("a", "<", "10")),
        ("in in (in)", one("in", "in", "in")),
        ("notin=in", one("notin", "in", "in")),
        ("app.kubernetes.io/name=Web_1.x-y", one("app.kubernetes.io/name", "in", "Web_1.x-y")),
        ("a=1,!b", Selector((*one("a", "in", "1").requirements, *one("b", "!").requirements))),
        ("a=,b", Selector((*one("a", "in", "").requirements, *one("b", "exists").requirements))),
    ],
)
def test_what_is_written(text: str, selector: Selector) -> None:
    assert parse_selector(text) == selector


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a in (", "closing parenthesis"),
        ("a in (x", "closing parenthesis"),
        ("a in", "in parentheses"),
        ("a in ()", "is empty"),
        ("a in (x y)", "comma is expected"),
        ("a in (=)", "value is expected"),
        ("a b", "is expected, not 'b'"),
        ("a=b c", "comma or its end"),
        ("a=b,", "ends too early"),
        (",a", "key of a label here, not ','"),
        ("=b", "not '='"),
        ("!", "ends too early"),
        ("!!a", "not '!'"),
        ("!a=b", "comma or its end"),
        ("a=!b", "not '!'"),
        ("a(b)", "not '('"),
        ("a>b", "integer"),
        ("a>", "integer"),
        ("a<1.5", "integer"),
        ("a>99999999999999999999", "integer"),
        ("a=-b", "no value of a label"),
        ("a=b_", "no value of a label"),
        (f"a={'x' * 64}", "up to 63 letters"),
        ("a in (x,y/z)", "no value of a label"),
        ("-a", "no key of a label"),
        ("é", "no key of a label"),
        (f"{'x' * 64}", "up to 63 letters"),
        ("a/b/c", "DNS name"),
        ("/a", "DNS name"),
        ("A.io/a", "DNS name"),
        (f"{'x.' * 127}x/a", "DNS name"),
        ("a.io/", "no key of a label"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_sentence(text: str, told: str) -> None:
    with pytest.raises(SelectorError) as caught:
        parse_selector(text)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "labels", "matches"),
    [
        ("", None, True),
        ("a=b", {"a": "b"}, True),
        ("a=b", {"a": "c"}, False),
        ("a=b", None, False),
        ("a=", {"a": ""}, True),
        ("a=", {}, False),
        ("a!=b", {"a": "b"}, False),
        ("a!=b", {}, True),
        ("a!=b", None, True),
        ("a in (x,y)", {"a": "y"}, True),
        ("a notin (x,y)", {"a": "y"}, False),
        ("a notin (x,y)", {"b": "y"}, True),
        ("a", {"a": ""}, True),
        ("a", {"b": ""}, False),
        ("!a", {"b": ""}, True),
        ("!a", {"a": ""}, False),
        ("a>1", {"a": "2"}, True),
        ("a>1", {"a": "1"}, False),
        ("a<10", {"a": "9"}, True),
        ("a<10", {"a": "x"}, False),
        ("a<10", {}, False),
        ("a<10", {"a": "99999999999999999999"}, False),
        ("a>9", {"a": "1_0"}, False),
        ("a=b,c!=d", {"a": "b", "c": "d"}, False),
        ("a=b,c!=d", {"a": "b"}, True),
    ],
)
def test_what_matches(text: str, labels: dict[str, str] | None, matches: bool) -> None:
    assert parse_selector(text).matches(labels) is matches


# Any selector, written in any way

KEYS = st.sampled_from(["a", "b", "in", "notin", "x.io/a", "A_b.c"])
VALUES = st.sampled_from(["", "1", "2", "10", "x", "in", "v1.2_3-z"])
LABELS = st.none() | st.dictionaries(KEYS, VALUES)
BLANK = st.sampled_from(["", " ", "  ", "\t"])


def plain(labels: dict[str, str] | None, key: str, sign: str, values: list[str]) -> bool:
    """The same by the words of the API's reference."""
    held = labels or {}
    if sign in ("=", "==", "in"):
        return key in held and held[key] in values
    if sign in ("!=", "notin"):
        return key not in held or held[key] not in values
    if sign == "!":
        return key not in held
    if sign == "":
        return key in held
    if key not in held or not held[key].isdigit():
        return False
    return int(held[key]) > int(values[0]) if sign == ">" else int(held[key]) < int(values[0])


@given(st.data(), LABELS)
def test_any_selector_means_what_it_says(data: st.DataObject, labels: dict[str, str] | None) -> None:
    texts: list[str] = []
    expected = True
    for _ in range(data.draw(st.integers(1, 3))):
        key, sign = data.draw(KEYS), data.draw(st.sampled_from(["=", "==", "!=", "in", "notin", "!", "", ">", "<"]))
        b1, b2 = data.draw(BLANK), data.draw(BLANK)
        values: list[str] = []
        if sign in ("in", "notin"):
            values = data.draw(st.lists(VALUES, min_size=1, max_size=3))
            inside = f"{b1},{b2}".join(values) if values != [""] else ","
            text = f"{key} {b1}{sign}{b2}({inside}){b1}"
        elif sign in ("!", ""):
            text = f"{sign}{b1}{key}{b2}"
        else:
            values = [data.draw(VALUES if sign not in "<>" else st.sampled_from(["1", "2", "10"]))]
            text = f"{key}{b1}{sign}{b2}{values[0]}{b1}"
        texts.append(text)
        expected &= plain(labels, key, sign, values)
    assert parse_selector(",".join(texts)).matches(labels) is expected


@given(st.text(st.sampled_from("ab1 ,=!()<>-/._in notéx\t"), max_size=30))
def test_anything_typed_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(SelectorError):
        parse_selector(text).matches({"a": "1"})
