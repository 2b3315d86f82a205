"""Every key, once: bindings, the key bar and the help page derive from this table."""

from __future__ import annotations

from dataclasses import dataclass

from textual.binding import Binding

from ktui.model.kinds import KINDS


@dataclass(frozen=True, slots=True)
class Key:
    """One thing a user can do with a key."""

    id: str
    """What a user's own configuration would call it."""
    keys: tuple[str, ...]
    """In Textual's names; the first is the one that is shown."""
    action: str
    does: str
    """For the help page, in a few words."""
    group: str
    label: str = ""
    """For the key bar, in a word or two; empty: not shown there."""
    glyphs: str = ""
    """How the keys are written, where Textual's names would puzzle."""
    bar: str = ""
    """How they are written in the key bar, where they stand for their neighbours too."""

    @property
    def shown(self) -> str:
        """The keys as they are printed on a keyboard."""
        return self.glyphs or " ".join(self.keys)


KEYS: tuple[Key, ...] = (
    *(
        Key(
            id=f"pane.{kind.name}",
            keys=(str(number),),
            action=f"show_pane('{kind.name}')",
            does=kind.title,
            group="Panes",
        )
        for number, kind in enumerate(KINDS, 1)
    ),
    Key("pane.next", ("tab",), "next_pane", "the next pane", "Panes", "pane", glyphs="tab", bar="1-5 tab"),
    Key("pane.previous", ("shift+tab",), "previous_pane", "the pane before", "Panes", glyphs="shift+tab"),
    Key("pane.zoom", ("z",), "zoom", "this pane alone, and back", "Panes", "zoom"),
    Key("row.up", ("up", "k"), "cursor('up')", "a row up", "Rows", glyphs="↑ k"),
    Key("row.down", ("down", "j"), "cursor('down')", "a row down", "Rows", "move", glyphs="↓ j", bar="↑ ↓"),
    Key("row.page_up", ("pageup", "ctrl+b"), "cursor('page_up')", "a page up", "Rows", glyphs="pgup ctrl+b"),
    Key("row.page_down", ("pagedown", "ctrl+f"), "cursor('page_down')", "a page down", "Rows", glyphs="pgdn ctrl+f"),
    Key("row.first", ("home", "g"), "cursor('home')", "the first row", "Rows", glyphs="home g"),
    Key("row.last", ("end", "G"), "cursor('end')", "the last row", "Rows", glyphs="end G"),
    Key("app.help", ("question_mark",), "help", "these keys", "ktui", "help", glyphs="?"),
    Key("app.back", ("escape",), "end_zoom", "back: close the help, end the zoom", "ktui", glyphs="esc"),
    Key("app.suspend", ("ctrl+z",), "suspend_process", "to the shell; fg comes back", "ktui", glyphs="ctrl+z"),
    Key("app.quit", ("q",), "quit", "leave", "ktui", "quit"),
    Key("app.interrupt", ("ctrl+c",), "interrupt", "leave, as an interrupted command does", "ktui", glyphs="ctrl+c"),
)


def bindings() -> list[Binding]:
    """The table as Textual wants it; priority, so that no focused widget takes Tab or Escape first."""
    return [
        Binding(",".join(key.keys), key.action, key.does, id=key.id, show=bool(key.label), priority=True)
        for key in KEYS
    ]


def help_groups(keys: tuple[Key, ...] = KEYS) -> dict[str, list[tuple[str, str]]]:
    """Group to (keys as printed, what they do), in the table's order."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for key in keys:
        groups.setdefault(key.group, []).append((key.shown, key.does))
    return groups


def help_rows() -> dict[str, list[tuple[str, str]]]:
    """The same as the help page has it: the panes' numbers stand in one line, so that all fits 24."""
    groups = help_groups()
    first, *_ = groups
    numbers, others = groups[first][: len(KINDS)], groups[first][len(KINDS) :]
    together = (" ".join(shown for shown, _ in numbers), ", ".join(does for _, does in numbers))
    return {**groups, first: [together, *others]}
