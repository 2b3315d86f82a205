"""YAML to read: it means the object it shows, nothing in it hides, and its tones are those of what they are on."""

from __future__ import annotations

import string
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ktui.insight.text import visible
from ktui.insight.yaml_page import yaml_page

TEXTS = st.one_of(
    st.text(),
    st.text(string.ascii_letters + string.digits + " -.:#'\"\\\n\t{}[],&*!|>%@`?=~_+eExo0"),
    st.sampled_from(["yes", "No", "ON", "y", "null", "~", "1e3", "0x1f", "0o7", "1_0", "1:30", ".5", "-", "--", "<<"]),
    st.sampled_from(["2026-01-01", "2026-01-01T00:00:00Z", "1.35.4", "10.0.0.1", "a: b", "a #b", "=", ".inf", "..."]),
)
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), TEXTS)
VALUES = st.recursive(
    SCALARS, lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXTS, inner, max_size=4))
)
OBJECTS = st.dictionaries(TEXTS, VALUES, max_size=5)


def written(obj: dict[str, Any], **options: Any) -> str:
    return "".join(f"{line.text}\n" for line in yaml_page(obj, **options))


@given(OBJECTS)
def test_what_is_written_is_read_back_as_the_same_object(obj: dict[str, Any]) -> None:
    assert yaml.safe_load(written(obj, managed_fields=True)) == obj


@given(OBJECTS)
def test_every_character_is_safe(obj: dict[str, Any]) -> None:
    for line in yaml_page(obj):
        assert visible(line.text) == line.text


@given(TEXTS)
def test_a_text_stays_a_text(text: str) -> None:
    assert yaml.safe_load(written({"a": text, "b": [text, {"c": text}], text: [[text]]})) == {
        "a": text,
        "b": [text, {"c": text}],
        text: [[text]],
    }


AWKWARD = [
    *[
        "- a",
        "-",
        "-a",
        "--- a",
        "...",
        "? a",
        ": a",
        "a:",
        "a: b",
        "a #b",
        "#a",
        "a#b",
        "& a",
        "*a",
        "!a",
        "%a",
        "@a",
        "`a",
    ],
    *["true", "False", "yes", "No", "on", "OFF", "y", "N", "null", "~", "=", "<<", "NaN", ".nan", ".inf", "-.INF"],
    *["1", "-1", "+1", "1_000", "0b1", "0o7", "017", "0x1F", "1.5", ".5", "1.", "1e3", "1E-3", "1:30", "1:30.5", "."],
    *["2026-01-01", "2026-1-1", "2026-01-01T00:00:00Z", "2026-01-01 00:00:00"],
    *[
        " a",
        "a ",
        " ",
        "",
        "\t",
        "a\tb",
        "'",
        '"',
        "''",
        "it's",
        "a'b: c",
        '"a"',
        "\\",
        "a\\b: c",
        "[a]",
        "{a}",
        "a, b",
        "|",
        ">",
    ],
    *[
        "\n",
        "\n\n",
        "a\n",
        "a\n\n",
        "\na",
        "a\n\nb",
        " a\nb",
        "a\n b",
        "a\n ",
        "a \nb",
        " \na",
        "  \n",
        "a\n  \n",
        "a\n\n  b\n",
    ],
    *[
        "---\na",
        "a\n---\n",
        "# a\nb",
        "a\n# b",
        "\ta\nb",
        "a\n\tb",
        "a\tb\n c\n\n",
        "a\r\nb",
        "\ufeffa",
        "a\u2028b\n",
        "a\x85b",
    ],
    *["\u0301a", "a\u0301", "a\n\u0301b", "\ud800", "\U0001f600", "\U0001f3fb\n", "\xa0", "a\xa0b\nc"],
]


@pytest.mark.parametrize("text", AWKWARD)
def test_an_awkward_text_stays_a_text(text: str) -> None:
    obj = {"a": text, "b": [text, {"c": text, text: text}], "d": [[text]]}
    assert yaml.safe_load(written(obj)) == obj
    assert all(visible(line.text) == line.text for line in yaml_page(obj))


def test_keys_stand_as_kubectl_has_them_and_lists_are_not_indented() -> None:
    obj = {
        "status": {"phase": "Running"},
        "spec": {"containers": [{"name": "main", "args": ["-c", "x"], "ports": []}], "nodeSelector": {}},
        "metadata": {"name": "web", "labels": {"app": "web"}},
        "kind": "Pod",
        "apiVersion": "v1",
    }
    assert written(obj) == (
        "apiVersion: v1\n"
        "kind: Pod\n"
        "metadata:\n"
        "  name: web\n"
        "  labels:\n"
        "    app: web\n"
        "spec:\n"
        "  containers:\n"
        "  - name: main\n"
        "    args:\n"
        "    - -c\n"
        "    - x\n"
        "    ports: []\n"
        "  nodeSelector: {}\n"
        "status:\n"
        "  phase: Running\n"
    )


@pytest.mark.parametrize(("count", "words"), [(0, "0 entries"), (1, "1 entry"), (3, "3 entries")])
def test_managed_fields_are_one_line_unless_asked_for(count: int, words: str) -> None:
    entries = [{"manager": f"m{number}", "fieldsV1": {"f:spec": {}}} for number in range(count)]
    obj = {"metadata": {"name": "web", "managedFields": entries, "uid": "u"}}
    assert written(obj) == f"metadata:\n  name: web\n  # managedFields: {words} hidden\n  uid: u\n"
    assert yaml.safe_load(written(obj)) == {"metadata": {"name": "web", "uid": "u"}}
    assert yaml.safe_load(written(obj, managed_fields=True)) == obj


def test_metadata_of_nothing_but_managed_fields_is_still_yaml() -> None:
    obj = {"metadata": {"managedFields": [{}]}, "kind": "Pod"}
    assert yaml.safe_load(written(obj)) == {"metadata": {}, "kind": "Pod"}
    assert "# managedFields: 1 entry hidden" in written(obj)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("*/5 * * * *", '"*/5 * * * *"'),
        ('{"a": 1}', "'{\"a\": 1}'"),
        ("it's", "it's"),
        ("10.244.0.5", "10.244.0.5"),
        ("1.35.4", "1.35.4"),
        ("10", '"10"'),
        ("2026-01-01T00:00:00Z", '"2026-01-01T00:00:00Z"'),
        ("true", '"true"'),
        ("", '""'),
        ("nginx:1.27", "nginx:1.27"),
        ("--flag=x", "--flag=x"),
        ("\x1b]52;c;eA==\x07", '"\\e]52;c;eA==\\a"'),
        ("a\u202eb", '"a\\u202eb"'),
        ("[red]x", '"[red]x"'),
        ("名前", "名前"),
        ("\u0301a", '"\\u0301a"'),
        ("a\u0301", "a\u0301"),
    ],
)
def test_quotes_are_there_where_they_are_needed(text: str, shown: str) -> None:
    assert written({"a": text}) == f"a: {shown}\n"


def test_several_lines_are_a_block() -> None:
    script = "set -e\n\nif x; then\n  y\nfi\n"
    assert written({"a": {"args": [script, script.rstrip()]}}) == (
        "a:\n  args:\n"
        "  - |\n    set -e\n\n    if x; then\n      y\n    fi\n"
        "  - |-\n    set -e\n\n    if x; then\n      y\n    fi\n"
    )


def test_several_lines_with_something_unseen_keep_their_lines_and_say_what_it_is() -> None:
    text = "if x; then\n\ty\n  z\n"
    assert written({"a": text}) == 'a: "if x; then\\n\\\n  \\ty\\n\\\n  \\  z\\n"\n'
    assert yaml.safe_load(written({"a": text})) == {"a": text}


def test_tones_are_those_of_keys_numbers_and_comments_only() -> None:
    page = yaml_page({"metadata": {"managedFields": []}, "a": "text", "b": [1, True, None, "bad"]})
    toned = [span for line in page for span in line.spans if span[1]]
    assert toned == [
        ("metadata", "key"),
        ("# managedFields: 0 entries hidden", "muted"),
        ("a", "key"),
        ("b", "key"),
        ("1", "strong"),
        ("true", "strong"),
        ("null", "strong"),
    ]


def test_what_does_not_fit_hangs_two_cells_deeper_than_it_begins() -> None:
    page = yaml_page({"a": {"b": [{"c": "x", "d": "one\n  two"}]}})
    assert [(line.text, line.hang) for line in page] == [
        ("a:", 2),
        ("  b:", 4),
        ("  - c: x", 6),
        ("    d: |-", 6),
        ("      one", 8),
        ("        two", 8),
    ]


def test_a_key_longer_than_readers_of_yaml_look_is_read_back() -> None:
    obj = {"k" * 2000: [1, {"b": 2}], "x": [{"y" * 2000: {"z": "a\nb"}}]}
    assert yaml.safe_load(written(obj)) == obj


def test_nothing_is_nested_too_deep() -> None:
    obj: dict[str, Any] = {}
    for _ in range(2000):
        obj = {"a": [obj]}
    assert len(yaml_page(obj)) == 2001
