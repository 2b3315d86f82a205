"""Every key, once: bindings, the key bar, the help page, the palette, the README and `ktui keys` derive from this."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ktui.model.kinds import KINDS, PODS
from ktui.model.right import Right
from ktui.model.verbs import VERBS

if TYPE_CHECKING:
    from ktui.model.kinds import Kind

EVERYWHERE = "everywhere"
PANES = "panes"
INSPECTOR = "inspector"
HELP = "help"
FILTER = "filter"
SORT = "sort"
LOGS = "logs"
FEED = "feed"
ADVICE = "advice"
PICKER = "picker"
CHANGE = "change"
LABELS = "labels"
GUIDE = "guide"
REPLAY = "replay"
PLACES = {
    EVERYWHERE: "everywhere",
    PANES: "the panes",
    INSPECTOR: "the inspector",
    HELP: "the help",
    FILTER: "the line of a filter",
    SORT: "the columns to sort by",
    LOGS: "the logs",
    FEED: "the live feed",
    ADVICE: "the advice",
    PICKER: "a list to choose from",
    CHANGE: "a change that is shown",
    LABELS: "the line of labels",
    GUIDE: "the guide of a demo",
    REPLAY: "a replay",
}
"""Where keys work, and what the place is called. A key of `EVERYWHERE` works in all of them, one of `REPLAY` in all of
them while a recording is played."""


WORDS = 22
"""Cells for what a key does."""


class Key(NamedTuple):
    """One thing a user can do with a key, in one place."""

    id: str
    """What a user's own configuration calls it."""
    keys: tuple[str, ...]
    """In Textual's names; the first is the one that is shown."""
    action: str
    """The action of the place's screen, or of the application for those that work everywhere."""
    does: str
    """For the help page, in at most `WORDS` cells: two columns of keys fit 80."""
    group: str
    where: str = PANES
    label: str = ""
    """For the key bar, in a word or two; empty: not shown there."""
    glyphs: str = ""
    """How the keys are written, where Textual's names would puzzle."""
    bar: str = ""
    """How they are written in the key bar, where they stand for their neighbours too."""
    needs: Right | None = None
    """Of a key that works on pods, and is no change that the gateway knows."""
    priority: bool = False
    """Whether it goes before what has the focus, a dialog's or a line of text."""
    writes: bool = False
    """Whether it may change the cluster: closed under --read-only."""
    only: str = ""
    """The kind (`Kind.name`) whose objects alone it is for; empty: those of any."""
    tab: str = ""
    """The inspector's tab in which alone it does anything; empty: in any."""
    verbs: tuple[str, ...] = ()
    """The changes it makes, by their names in `VERBS`: which kinds it works on and what it needs follow from these."""

    def right(self, kind: Kind) -> Right | None:
        """What it needs to work on an object of a kind; None: nothing, or it does not work on that."""
        if self.needs is not None:
            return self.needs if kind is PODS else None
        return next((VERBS[verb].needs(kind) for verb in self.verbs if kind in VERBS[verb].kinds), None)

    @property
    def rights(self) -> tuple[Right, ...]:
        """All that it may need, kind by kind."""
        return tuple(dict.fromkeys(right for kind in KINDS if (right := self.right(kind)) is not None))

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds that its changes work on, in the order of the panes; none: it makes none."""
        return tuple(kind for kind in KINDS if any(kind in VERBS[verb].kinds for verb in self.verbs))

    @property
    def shown(self) -> str:
        """The keys as they are printed on a keyboard."""
        return self.glyphs or " ".join(self.keys)


_OF_PANES = (
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
    Key("pane.next", ("tab",), "next_pane", "the next pane", "Panes", label="pane", bar="1-5 tab"),
    Key("pane.previous", ("shift+tab",), "previous_pane", "the pane before", "Panes"),
    Key("pane.zoom", ("z",), "zoom", "this pane alone", "Panes", label="zoom"),
    Key("feed.open", ("E",), "live_feed", "the live feed", "Panes", label="feed"),
    Key("advice.open", ("A",), "advice", "advice on all pods", "Panes"),
    Key("row.up", ("up", "k"), "cursor('up')", "a row up", "Rows", glyphs="↑ k"),
    Key("row.down", ("down", "j"), "cursor('down')", "a row down", "Rows", glyphs="↓ j"),
    Key("row.page_up", ("pageup", "ctrl+b"), "cursor('page_up')", "a page up", "Rows", glyphs="pgup ctrl+b"),
    Key("row.page_down", ("pagedown", "ctrl+f"), "cursor('page_down')", "a page down", "Rows", glyphs="pgdn ctrl+f"),
    Key("row.first", ("home", "g"), "cursor('home')", "the first row", "Rows"),
    Key("row.last", ("end", "G"), "cursor('end')", "the last row", "Rows"),
    Key("rows.filter", ("slash",), "filter", "filter the rows", "Rows", label="filter", glyphs="/"),
    Key("rows.trouble", ("ctrl+t",), "trouble_only", "only those in trouble", "Rows"),
    Key("rows.sort", ("o",), "sort", "sort by a column", "Rows", label="sort"),
    Key("rows.columns", ("O",), "app.columns", "choose the columns", "Rows"),
    Key("logs.open", ("l",), "logs", "its log", "Rows", label="logs"),
    Key(
        "shell.open",
        ("s",),
        "shell",
        "a shell in the pod",
        "Rows",
        needs=Right("create", "", "pods", "exec"),
        writes=True,
    ),
    Key("row.mark", ("space",), "mark", "mark, and a row down", "Marks", label="mark"),
    Key("row.mark_all", ("asterisk",), "mark_all", "mark all, or none", "Marks", glyphs="*"),
    Key("row.copy", ("ctrl+y",), "copy_names", "copy the name", "Marks"),
    Key("jump.pods", ("p",), "jump('pods')", "the pods of this", "Jumps", label="pods"),
    Key("jump.owner", ("a",), "jump('owner')", "what it belongs to", "Jumps", label="owner"),
    Key("jump.node", ("N",), "jump('node')", "the node it is on", "Jumps", label="node"),
    Key("jump.back", ("backspace",), "go_back", "back from the jump", "Jumps"),
    *(
        Key(f"write.{name}", (key,), f"change('{name}')", does, "Changes", label=label, writes=True, verbs=verbs)
        for name, key, does, label, verbs in (
            ("run", "t", "run it now, or again", "run", ("trigger", "rerun")),
            ("suspend", "x", "suspend or resume", "suspend", ("suspend", "resume")),
            ("cordon", "c", "cordon or uncordon", "cordon", ("cordon", "uncordon")),
            ("restart", "r", "restart its pods", "restart", ("restart",)),
            ("delete", "ctrl+d", "delete it", "delete", ("delete",)),
        )
    ),
    Key("write.label", ("L",), "label", "its labels", "Changes", label="labels", writes=True, verbs=("label",)),
    Key("write.undo", ("u",), "undo", "undo the last change", "Changes", label="undo", writes=True),
    Key("write.journal", ("U",), "journal", "what was changed", "Changes"),
    Key("inspector.open", ("enter",), "inspect", "go into it", "Inspector", label="inspect"),
    Key("inspector.probes", ("b",), "inspect('probes')", "a pod's probes", "Inspector", only="pods"),
    Key("inspector.why", ("w",), "inspect('why')", "why a pod is as it is", "Inspector", label="why", only="pods"),
    Key("inspector.summary", ("d",), "inspect('summary')", "its summary", "Inspector"),
    Key("inspector.events", ("e",), "inspect('events')", "its events", "Inspector", label="events"),
    Key("inspector.yaml", ("y",), "inspect('yaml')", "its YAML", "Inspector", label="yaml"),
    Key("inspector.next", ("right_square_bracket",), "tab(1)", "its next tab", "Inspector", glyphs="]"),
    Key("inspector.previous", ("left_square_bracket",), "tab(-1)", "its tab before", "Inspector", glyphs="["),
    Key("inspector.shorter", ("minus",), "span(-1)", "a shorter timeline", "Inspector", glyphs="-"),
    Key("inspector.longer", ("plus", "equals_sign"), "span(1)", "a longer timeline", "Inspector", glyphs="+ ="),
    Key("inspector.toggle", ("i",), "toggle_inspector", "inspector on or off", "Inspector"),
    Key("scope.namespaces", ("n",), "app.namespaces", "choose namespaces", "Scope", label="namespaces"),
    Key("scope.contexts", ("C",), "app.contexts", "choose a context", "Scope", label="contexts"),
    Key("record.toggle", ("R",), "app.record", "record, or end that", "ktui"),
    Key("app.back", ("escape",), "back", "one step back", "ktui", glyphs="esc"),
    Key("app.quit", ("q",), "app.quit", "leave", "ktui", label="quit"),
)

_OF_INSPECTOR = (
    Key("text.up", ("up", "k"), "move('up')", "a line up", "Text", INSPECTOR, glyphs="↑ k"),
    Key("text.down", ("down", "j"), "move('down')", "a line down", "Text", INSPECTOR, "move", "↓ j", "↑ ↓"),
    Key("text.page_up", ("pageup", "ctrl+b"), "move('page_up')", "a page up", "Text", INSPECTOR, glyphs="pgup ctrl+b"),
    Key(
        "text.page_down",
        ("pagedown", "ctrl+f"),
        "move('page_down')",
        "a page down",
        "Text",
        INSPECTOR,
        glyphs="pgdn ctrl+f",
    ),
    Key("text.first", ("home", "g"), "move('home')", "the first line", "Text", INSPECTOR),
    Key("text.last", ("end", "G"), "move('end')", "the last line", "Text", INSPECTOR),
    Key("text.search", ("slash",), "search", "search, as one types", "Text", INSPECTOR, "search", "/"),
    Key("text.next", ("greater_than_sign",), "match(1)", "the next match", "Text", INSPECTOR, glyphs=">"),
    Key("text.previous", ("less_than_sign",), "match(-1)", "the match before", "Text", INSPECTOR, glyphs="<"),
    *(
        Key(f"time.{name}", keys, action, does, "Timeline", INSPECTOR, label, glyphs, bar, tab="probes")
        for name, keys, action, does, label, glyphs, bar in (
            ("earlier", ("left",), "time(-1)", "earlier in time", "", "←", ""),
            ("later", ("right",), "time(1)", "later in time, to now", "time", "→", "← →"),
            ("before", ("shift+left", "B"), "evidence(-1)", "the evidence before", "", "", ""),
            ("next", ("shift+right", "W"), "evidence(1)", "the next evidence", "", "", ""),
            ("shorter", ("minus",), "span(-1)", "a shorter span", "", "-", ""),
            ("longer", ("plus", "equals_sign"), "span(1)", "a longer span", "span", "+ =", "- +"),
        )
    ),
    Key("text.go", ("enter",), "go", "go to its object", "Text", INSPECTOR, "go"),
    Key("text.copy", ("ctrl+y",), "copy", "copy the line", "Text", INSPECTOR, "copy"),
    Key("text.fold", ("F",), "fold", "all there is, or less", "Text", INSPECTOR),
    Key("text.next_tab", ("right_square_bracket",), "tab(1)", "the next tab", "Text", INSPECTOR, "tabs", "]", "[ ]"),
    Key("text.previous_tab", ("left_square_bracket",), "tab(-1)", "the tab before", "Text", INSPECTOR, glyphs="["),
    Key("text.probes", ("b",), "choose('probes')", "a pod's probes", "Text", INSPECTOR),
    Key("text.why", ("w",), "choose('why')", "why a pod is as it is", "Text", INSPECTOR),
    Key("text.summary", ("d",), "choose('summary')", "the summary", "Text", INSPECTOR),
    Key("text.events", ("e",), "choose('events')", "the events", "Text", INSPECTOR),
    Key("text.yaml", ("y",), "choose('yaml')", "the YAML", "Text", INSPECTOR),
    Key("text.back", ("escape", "q"), "leave", "back to the pane", "Text", INSPECTOR, "back", "esc q", "esc"),
)

_OF_FILTER = (
    Key("filter.keep", ("enter",), "keep", "keep the filter", "Filter", FILTER, "keep"),
    Key("filter.undo", ("escape",), "undo", "the filter before", "Filter", FILTER, "back", glyphs="esc"),
    Key("filter.earlier", ("up",), "earlier", "an earlier filter", "Filter", FILTER, "earlier", "↑"),
    Key("filter.later", ("down",), "later", "a later filter", "Filter", FILTER, "later", "↓"),
)

_OF_SORT = (
    Key("sort.pick", ("enter",), "pick", "sort by this column", "Sort", SORT, priority=True),
    Key("sort.close", ("escape",), "close", "leave the order", "Sort", SORT, glyphs="esc"),
)

_OF_LOGS = (
    Key("logs.back", ("escape",), "back", "one step back", "Log", LOGS, "back", glyphs="esc"),
    Key("logs.leave", ("q",), "leave", "to the panes", "Log", LOGS),
    Key("logs.up", ("up", "k"), "cursor('up')", "a line up, and pause", "Lines", LOGS, glyphs="↑ k"),
    Key("logs.down", ("down", "j"), "cursor('down')", "a line down", "Lines", LOGS, glyphs="↓ j"),
    Key("logs.page_up", ("pageup", "ctrl+b"), "cursor('page_up')", "a page up", "Lines", LOGS, glyphs="pgup ctrl+b"),
    Key(
        "logs.page_down",
        ("pagedown", "ctrl+f"),
        "cursor('page_down')",
        "a page down",
        "Lines",
        LOGS,
        glyphs="pgdn ctrl+f",
    ),
    Key("logs.first", ("home", "g"), "cursor('home')", "the oldest line", "Lines", LOGS),
    Key("logs.last", ("end", "G"), "cursor('end')", "follow the end", "Lines", LOGS),
    Key("logs.left", ("left",), "cursor('left')", "what is left of it", "Lines", LOGS, glyphs="←"),
    Key("logs.right", ("right",), "cursor('right')", "what is right of it", "Lines", LOGS, glyphs="→"),
    Key("logs.search", ("slash",), "search", "search text or regex", "Search", LOGS, "search", glyphs="/"),
    Key("logs.next", ("greater_than_sign",), "match(1)", "the next match", "Search", LOGS, glyphs=">"),
    Key("logs.before", ("less_than_sign",), "match(-1)", "the match before", "Search", LOGS, glyphs="<"),
    Key("logs.filter", ("f",), "only_matches", "matches only, and all", "Search", LOGS),
    Key("logs.previous", ("P",), "previous_log", "the run before, back", "Log", LOGS, "previous"),
    Key("logs.container", ("m",), "container", "choose its containers", "Log", LOGS, "container"),
    Key("logs.since", ("S",), "since", "further back in time", "Log", LOGS, "since"),
    Key("logs.wrap", ("w",), "wrap", "wrap lines, or not", "Log", LOGS, "wrap"),
    Key("logs.stamps", ("T",), "stamps", "times, or none", "Log", LOGS, "times"),
    Key("logs.copy", ("ctrl+y",), "copy", "copy line or selection", "Log", LOGS),
    Key("logs.save", ("ctrl+s",), "save", "save all to a file", "Log", LOGS),
)

_OF_FEED = (
    Key("feed.up", ("up", "k"), "move('up')", "a line up, and pause", "Live feed", FEED, glyphs="↑ k"),
    Key("feed.down", ("down", "j"), "move('down')", "a line down", "Live feed", FEED, "move", "↓ j", "↑ ↓"),
    Key("feed.page_up", ("pageup", "ctrl+b"), "move('page_up')", "a page up", "Live feed", FEED, glyphs="pgup ctrl+b"),
    Key(
        "feed.page_down",
        ("pagedown", "ctrl+f"),
        "move('page_down')",
        "a page down",
        "Live feed",
        FEED,
        glyphs="pgdn ctrl+f",
    ),
    Key("feed.go", ("enter",), "go", "go to its object", "Live feed", FEED, "go to it"),
    Key("feed.first", ("home", "g"), "move('home')", "the first line", "Live feed", FEED),
    Key("feed.last", ("end", "G"), "move('end')", "the end, followed", "Live feed", FEED, "follow", bar="end"),
    Key(
        "feed.narrow",
        ("f",),
        "narrow",
        "object, namespace, all",
        "Live feed",
        FEED,
        "only this",
    ),
    Key("feed.back", ("escape", "q", "E"), "leave", "back to the panes", "Live feed", FEED, "back", "esc q E", "esc"),
)

_OF_ADVICE = (
    Key("advice.up", ("up", "k"), "move('up')", "a line up", "Advice", ADVICE, glyphs="↑ k"),
    Key("advice.down", ("down", "j"), "move('down')", "a line down", "Advice", ADVICE, "move", "↓ j", "↑ ↓"),
    Key("advice.page_up", ("pageup", "ctrl+b"), "move('page_up')", "a page up", "Advice", ADVICE, glyphs="pgup ctrl+b"),
    Key(
        "advice.page_down",
        ("pagedown", "ctrl+f"),
        "move('page_down')",
        "a page down",
        "Advice",
        ADVICE,
        glyphs="pgdn ctrl+f",
    ),
    Key("advice.first", ("home", "g"), "move('home')", "the first line", "Advice", ADVICE),
    Key("advice.last", ("end", "G"), "move('end')", "the last line", "Advice", ADVICE),
    Key("advice.search", ("slash",), "search", "search, as one types", "Advice", ADVICE, "search", "/"),
    Key("advice.next", ("greater_than_sign",), "match(1)", "the next match", "Advice", ADVICE, glyphs=">"),
    Key("advice.previous", ("less_than_sign",), "match(-1)", "the match before", "Advice", ADVICE, glyphs="<"),
    Key("advice.go", ("enter",), "go", "go to its pod", "Advice", ADVICE, "go to the pod"),
    Key("advice.copy", ("ctrl+y",), "copy", "copy the line", "Advice", ADVICE, "copy"),
    Key("advice.back", ("escape", "q", "A"), "leave", "back to the panes", "Advice", ADVICE, "back", "esc q A", "esc"),
)

_OF_PICKER = (
    *(
        Key(f"pick.{name}", keys, action, does, "Choices", PICKER, label, glyphs, bar, priority=True)
        for name, keys, action, does, label, glyphs, bar in (
            ("up", ("up",), "cursor('up')", "a choice up", "", "↑", ""),
            ("down", ("down",), "cursor('down')", "a choice down", "choose", "↓", "↑ ↓"),
            ("page_up", ("pageup",), "cursor('page_up')", "a page of choices up", "", "pgup", ""),
            ("page_down", ("pagedown",), "cursor('page_down')", "a page of choices down", "", "pgdn", ""),
            ("mark", ("space",), "mark", "mark one of several", "mark", "", ""),
            ("take", ("enter",), "take", "take it", "go", "", ""),
            ("close", ("escape",), "close", "back, nothing changes", "back", "esc", ""),
        )
    ),
)

_OF_CHANGE = (
    *(
        Key(f"change.{name}", keys, action, does, "A change", CHANGE, label, glyphs, bar, priority=True)
        for name, keys, action, does, label, glyphs, bar in (
            ("go", ("enter",), "go", "do what is shown", "go on", "", ""),
            ("leave", ("escape",), "leave", "back, or do no more", "back", "esc", ""),
            ("up", ("up",), "scroll('up')", "a line up", "", "↑", ""),
            ("down", ("down",), "scroll('down')", "a line down", "scroll", "↓", "↑ ↓"),
            ("page_up", ("pageup",), "scroll('page_up')", "a page up", "", "pgup", ""),
            ("page_down", ("pagedown",), "scroll('page_down')", "a page down", "", "pgdn", ""),
        )
    ),
)

_OF_LABELS = (
    *(
        Key(f"labels.{name}", keys, action, does, "Labels", LABELS, label, glyphs, bar, priority=True)
        for name, keys, action, does, label, glyphs, bar in (
            ("go", ("enter",), "go", "label as it is shown", "label", "", ""),
            ("leave", ("escape",), "leave", "back, or do no more", "back", "esc", ""),
            ("take", ("tab",), "take", "take what is offered", "take", "", ""),
            ("other", ("shift+tab",), "other", "offer another one", "another", "", ""),
            ("earlier", ("up",), "earlier", "an earlier line", "earlier", "↑", ""),
            ("later", ("down",), "later", "a later line", "", "↓", ""),
            ("page_up", ("pageup",), "scroll('page_up')", "a page up", "", "pgup", ""),
            ("page_down", ("pagedown",), "scroll('page_down')", "a page down", "scroll", "pgdn", ""),
        )
    ),
)

_OF_GUIDE = (
    Key("guide.up", ("up", "k"), "move(-1)", "a step up", "Guide", GUIDE, glyphs="↑ k"),
    Key("guide.down", ("down", "j"), "move(1)", "a step down", "Guide", GUIDE, glyphs="↓ j"),
    Key("guide.go", ("enter",), "go", "go to its object", "Guide", GUIDE),
    Key("guide.never", ("x",), "never", "close it for good", "Guide", GUIDE),
    Key("guide.leave", ("escape", "q"), "leave", "close it", "Guide", GUIDE, glyphs="esc q"),
)

_OF_REPLAY = (
    *(
        Key(f"replay.{name}", (key,), f"replay({action!r})", does, "Replay", REPLAY, label, glyphs, bar)
        for name, key, action, does, label, glyphs, bar in (
            ("hold", "h", "hold", "hold, or play on", "hold", "", ""),
            ("back", "comma", "back", "10 s back", "", ",", ""),
            ("on", "full_stop", "on", "10 s on", "10 s", ".", ", ."),
            ("minute_back", "left_parenthesis", "minute_back", "1 min back", "", "(", ""),
            ("minute_on", "right_parenthesis", "minute_on", "1 min on", "1 min", ")", "( )"),
            ("before", "left_curly_bracket", "before", "what failed before", "", "{", ""),
            ("next", "right_curly_bracket", "next", "next kill, exit, fail", "next failure", "}", "{ }"),
            ("slower", "V", "slower", "slower", "", "", ""),
            ("faster", "v", "faster", "faster", "speed", "", "V v"),
            ("at", "at", "at", "go to a time", "time", "@", ""),
            ("start", "circumflex_accent", "start", "its start", "", "^", ""),
            ("end", "dollar_sign", "end", "its end", "", "$", ""),
        )
    ),
)

_EVERYWHERE = (
    Key(
        "app.palette",
        ("colon", "ctrl+p"),
        "palette",
        "say by name what to do",
        "Scope",
        EVERYWHERE,
        "palette",
        ": ctrl+p",
        ":",
    ),
    Key("app.help", ("question_mark",), "help", "these keys", "ktui", EVERYWHERE, "help", glyphs="?"),
    Key("app.redraw", ("ctrl+l",), "redraw", "draw the screen anew", "ktui", EVERYWHERE),
    Key("app.suspend", ("ctrl+z",), "suspend_process", "suspend; fg comes back", "ktui", EVERYWHERE, priority=True),
    Key(
        "app.interrupt",
        ("ctrl+c",),
        "interrupt",
        "leave, exit code 130",
        "ktui",
        EVERYWHERE,
        priority=True,
    ),
)

KEYS: tuple[Key, ...] = (
    *_OF_PANES,
    *_OF_INSPECTOR,
    *_OF_FILTER,
    *_OF_SORT,
    *_OF_LOGS,
    *_OF_FEED,
    *_OF_ADVICE,
    *_OF_PICKER,
    *_OF_CHANGE,
    *_OF_LABELS,
    *_OF_GUIDE,
    *_OF_REPLAY,
    *_EVERYWHERE,
)
"""Every key, place by place."""

FIRST = ("pane.next", "inspector.open", "inspector.why", "rows.filter", "logs.open", "app.palette", "rows.sort")
"""Ids of the keys that the panes' key bar names first: it seldom has room for all that have a label."""


def keys_while(keys: tuple[Key, ...], *, replaying: bool) -> tuple[Key, ...]:
    """Of a table of keys those that work: the ones of a replay everywhere in it, and nowhere else."""
    if not replaying:
        return tuple(key for key in keys if key.where != REPLAY)
    return tuple(key._replace(where=EVERYWHERE) if key.where == REPLAY else key for key in keys)


def keys_of(place: str) -> tuple[Key, ...]:
    """The keys that work in a place, in the table's order; those that work everywhere are the application's."""
    return tuple(key for key in KEYS if key.where == place)
