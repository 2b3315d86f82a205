"""The configuration: what it says, and one sentence with the line for everything that is not right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.config import Config, parse_config, read_config
from ktui.model.keeping import Keeping
from ktui.model.kinds import KINDS

if TYPE_CHECKING:
    from pathlib import Path

FULL = """\
# mine
keys:
  pane.zoom: f9
  row.down: [down, v]
  app.help: "?"
theme: light
columns:
  pods: [NAME, status, label:app.kubernetes.io/name, NODE]
  ds: [DESIRED]
namespace: [web, shop]
panes: [nodes, po, ds, jobs, cj]
ages: 5
mouse: false
label_keys:
  F5: disk=ssd   tier-
  ctrl+g: [disk-, tier=gold]
history: {days: 30, megabytes: 200, observations: 5000}
"""

FULL_MEANS = Config(
    keys={"pane.zoom": ("f9",), "row.down": ("down", "v"), "app.help": ("question_mark",)},
    theme="light",
    columns={"pods": ("NAME", "STATUS", "label:app.kubernetes.io/name", "NODE"), "daemonsets": ("DESIRED",)},
    namespace=("web", "shop"),
    panes=("nodes", "pods", "daemonsets", "jobs", "cronjobs"),
    ages=5,
    mouse=False,
    label_keys={"f5": "disk=ssd tier-", "ctrl+g": "disk- tier=gold"},
    history=Keeping(days=30, megabytes=200, observations=5000),
)


def test_everything_that_can_be_said() -> None:
    assert parse_config(FULL, "config.yaml") == (FULL_MEANS, ())


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing\n", "---\n", "{}"])
def test_nothing_said_is_nothing_wrong(text: str) -> None:
    assert parse_config(text, "config.yaml") == (Config(), ())


@pytest.mark.parametrize(
    ("text", "namespace"),
    [("all", ()), ("[all]", ()), ("web", ("web",)), ("[web]", ("web",)), ("[web, shop, web]", ("web", "shop"))],
)
def test_a_start_scope(text: str, namespace: tuple[str, ...]) -> None:
    assert parse_config(f"namespace: {text}", "c")[0].namespace == namespace


@pytest.mark.parametrize(
    ("text", "keeping"),
    [
        ("false", Keeping(keep=False)),
        ("true", Keeping()),
        ("{}", Keeping()),
        ("{days: 3}", Keeping(days=3)),
        ("{megabytes: 1}", Keeping(megabytes=1)),
    ],
)
def test_how_much_is_kept(text: str, keeping: Keeping) -> None:
    assert parse_config(f"history: {text}", "c") == (Config(history=keeping), ())


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("theme: light\nthem: dark", "f line 2: 'them': there is no such setting (did you mean theme?)"),
        ("theme: drak", "f line 1: theme: there is no theme 'drak' (did you mean dark?); there are dark, light"),
        ("theme: [dark]", "f line 1: theme: it wants one of dark, light, contrast, 16"),
        ("theme:", "f line 1: theme: it wants one of dark, light, contrast, 16"),
        ("theme: dark\ntheme: light", "f line 2: 'theme' stands here twice; the first one is used"),
        ("mouse: maybe", "f line 1: mouse: it wants true or false; the mouse stays on"),
        ("ages: 0", "f line 1: ages: it wants whole seconds from 1 to 3600; 2 is used"),
        ("ages: 1.5", "f line 1: ages: it wants whole seconds"),
        ("ages: ٣", "f line 1: ages: it wants whole seconds"),
        ("ages: [2]", "f line 1: ages: it wants whole seconds"),
        ("namespace:", "f line 1: namespace: it wants a name, a list of names, or all"),
        ("namespace: Web", "f line 1: namespace: 'Web' is no namespace's name; the setting is left out"),
        ("namespace:\n- web\n- all", "f line 3: namespace: all stands alone; the setting is left out"),
        ("panes: [pods]", "f line 1: panes: daemonsets, jobs, cronjobs, nodes must be in the list too; the usual"),
        ("panes:\n- pods\n- po", "f line 3: panes: 'po' stands here twice; the usual order is used"),
        ("panes: [pods, job, ds, cj, noeds]", "panes: there is no kind 'noeds' (did you mean nodes?)"),
        ("panes: {pods: 1}", "f line 1: panes: it wants a list of kinds"),
        ("columns: [NAME]", "f line 1: columns: it wants a list of columns for each kind, as in pods: [NAME, STATUS]"),
        ("columns:\n  deploy: [NAME]", "f line 2: columns: there is no kind 'deploy'"),
        ("columns:\n  pods: [NAME]\n  po: [NODE]", "f line 3: columns: pods stands here twice; the first one is used"),
        ("columns:\n  pods:\n  - AGE\n  - STATE", ": columns: pods have no column 'STATE' (did you mean STATUS?)"),
        ("columns: {pods: [STATE]}", "they have NAME, READY, STATUS, RESTARTS, AGE, IP, NODE, NOMINATED NODE"),
        ("label_keys: f5", "f line 1: label_keys: it wants a key and its labels, as in f5: disk=ssd"),
        ("label_keys:\n  f55: disk=ssd", "f line 2: label_keys: there is no key 'f55' (did you mean f5?)"),
        ("label_keys:\n  f5: disk", "f line 2: label_keys: f5: 'disk' is no label: key=value sets one"),
        ("label_keys:\n  f5: -x=y", "f line 2: label_keys: f5: '-x' is no key of a label"),
        ("label_keys:\n  f5: ' '", "f line 2: label_keys: f5: it wants labels, as in disk=ssd tier-"),
        ("label_keys:\n  f5:", "f line 2: label_keys: f5: it wants labels, as in disk=ssd tier-"),
        ("label_keys:\n  l: disk=ssd", "f line 2: label_keys: l is logs.open's key in the panes; choose another"),
        ("label_keys:\n  '?': disk=ssd", "f line 2: label_keys: ? is app.help's key in the panes; choose another"),
        ("label_keys:\n  f5: a=b\n  F5: a=c", "f line 3: label_keys: f5 stands here twice; the first one is used"),
        ("keys: {pane.zoom: f5}\nlabel_keys: {f5: a=b}", "f line 2: label_keys: f5 is pane.zoom's key in the panes"),
        ("history: maybe", "f line 1: history: it wants false, or figures for days, megabytes, observations; the"),
        ("history:", "f line 1: history: it wants false, or figures for days, megabytes, observations; the defaults"),
        ("history: {day: 3}", "f line 1: history: there is no such figure as 'day' (did you mean days?)"),
        ("history:\n  days: 0", "f line 2: history: days: it wants a whole number from 1 to 3650; 14 is used"),
        ("history:\n  megabytes: a lot", "f line 2: history: megabytes: it wants a whole number from 1 to 10000; 50"),
        ("history:\n  observations: 9", "history: observations: it wants a whole number from 1000 to 10000000; 100000"),
        ("columns: {pods: ['label:']}", "f line 1: columns: pods: '' is no label's key"),
        ("columns: {pods: ['label:a b']}", "f line 1: columns: pods: 'a b' is no label's key"),
        ("columns: {pods: []}", "f line 1: columns: pods: it wants a list of columns"),
        ("keys: f9", "f line 1: keys: it wants a binding's id and its key"),
        ("keys:\n  pane.zom: f9", "f line 2: keys: no binding has the id 'pane.zom' (did you mean pane.zoom?)"),
        ("keys:\n  pane.zoom:\n", "f line 2: keys: pane.zoom: it wants a key or a list of keys"),
        ("keys:\n  pane.zoom: []\n", "f line 2: keys: pane.zoom: it wants a key or a list of keys"),
        ("keys:\n  pane.zoom: pgdwn", "f line 2: keys: pane.zoom: there is no key 'pgdwn' (did you mean pgdn?)"),
        ("keys:\n  pane.zoom: tab", "f line 2: keys: pane.zoom: tab is pane.next's key in the panes; pane.zoom stays"),
        ("keys:\n  pane.zoom: '?'", "f line 2: keys: pane.zoom: ? is app.help's key everywhere; pane.zoom stays"),
        ("keys:\n  pane.zoom: f9\n  pane.next: f9", "f line 3: keys: pane.next: f9 is pane.zoom's key in the panes"),
        ("keys:\n  pane.zoom: f8\n  pane.zoom: f9", "f line 3: keys: 'pane.zoom' stands here twice"),
        ("keys:\n  ? [a]\n  : f9", "f line 2: keys: a key must be a word"),
        ("- theme", "f line 1: a configuration is made of keys, theme, columns"),
        ("theme", "f line 1: a configuration is made of keys, theme, columns"),
        ("mouse: true\ntheme: [", "f line 2: this is no YAML ("),
        ("a: 1\n\tb: 2", "f line 2: this is no YAML ("),
        ("a: 1\nb: \x07", "f line 2: this is no YAML ("),
        ("a: 1\n---\nb: 1", "f line 2: this is no YAML ("),
        ("a: *nobody", "f line 1: this is no YAML ("),
        ("[" * 5000, "f line 1: this is no YAML that makes sense here; the defaults are used"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_sentence_with_its_line(text: str, sentence: str) -> None:
    config, problems = parse_config(text, "f")
    assert len(problems) == 1, problems
    assert sentence in problems[0]
    assert problems[0].startswith("f line ")
    assert "\n" not in problems[0]
    assert config._replace(keys={}, columns={}, label_keys={}) in (
        Config(),
        Config(theme="light"),
        Config(theme="dark"),
    )


def test_what_is_wrong_costs_its_own_part_alone() -> None:
    text = FULL.replace("f9", "nokey").replace("light", "lite").replace("ages: 5", "ages: x").replace("status", "st")
    config, problems = parse_config(text, "f")
    assert [problem.split(":")[0] for problem in problems] == ["f line 3", "f line 6", "f line 8", "f line 12"]
    assert config == FULL_MEANS._replace(
        keys={"row.down": ("down", "v"), "app.help": ("question_mark",)},
        theme="",
        columns={"pods": ("NAME", "label:app.kubernetes.io/name", "NODE"), "daemonsets": ("DESIRED",)},
        ages=2,
    )


def test_keys_may_change_places() -> None:
    config, problems = parse_config("keys: {pane.zoom: q, app.quit: z}", "f")
    assert (config.keys, problems) == ({"pane.zoom": ("q",), "app.quit": ("z",)}, ())


def test_a_key_that_was_given_up_is_free_for_labels() -> None:
    config, problems = parse_config("label_keys: {l: disk=ssd}\nkeys: {logs.open: f9}", "f")
    assert problems == ()
    assert config.label_keys == {"l": "disk=ssd"}
    added = config.table[-1]
    assert (added.id, added.shown, added.does, added.writes) == ("label.l", "l", "label disk=ssd", True)


def test_a_key_given_back_to_its_bearer_may_clash_in_turn() -> None:
    """zoom takes quit's key, and quit's own new key is taken: both stay as they were."""
    config, problems = parse_config("keys:\n  pane.zoom: q\n  app.quit: tab", "f")
    assert config.keys == {}
    assert [problem.partition("; ")[0] for problem in problems] == [
        "f line 2: keys: pane.zoom: q is app.quit's key in the panes",
        "f line 3: keys: app.quit: tab is pane.next's key in the panes",
    ]


def test_a_number_may_be_a_key_where_the_pane_of_that_number_has_another() -> None:
    config, problems = parse_config("keys: {pane.pods: v, pane.zoom: 1}", "f")
    assert (config.keys, problems) == ({"pane.pods": ("v",), "pane.zoom": ("1",)}, ())


def test_no_file_is_nothing_wrong(tmp_path: Path) -> None:
    assert read_config(tmp_path / "config.yaml") == (Config(), ())


def test_a_file_is_named_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(FULL + "extra: 1\n")
    assert read_config(path) == (FULL_MEANS, (f"{path} line 18: 'extra': there is no such setting",))


def test_a_file_that_is_no_text_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_bytes(b"theme: dark\n\xff\xfe\n")
    assert read_config(path) == (Config(), (f"{path} line 2: this is no UTF-8 text; the defaults are used",))


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    config, problems = read_config(tmp_path)
    assert config == Config()
    assert problems == (f"{tmp_path} cannot be read (Is a directory); the defaults are used",)


PIECES = (
    *("keys", "theme", "columns", "pods", "panes", "pane.zoom", "label:", "all", "ages", "mouse", "&a", "*a", "!!x"),
    *(":", ": ", "\n", "\n  ", "- ", "[", "]", "{", "}", ",", "'", '"', "#", "1", "~", "|", ">", "? ", "\t", "---\n"),
)
SOUP = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@given(st.one_of(st.text(), SOUP, st.text(st.characters(codec=None, exclude_categories=()))))
def test_any_text_is_a_configuration_and_sentences(text: str) -> None:
    config, problems = parse_config(text, "f")
    assert set(config.panes) == {kind.name for kind in KINDS}
    assert config.ages > 0
    for problem in problems:
        assert problem.startswith("f ")
        assert "\n" not in problem
