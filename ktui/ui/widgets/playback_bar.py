"""The line or two above the keys in a replay; a press on the track goes there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from ktui.insight.text import visible
from ktui.ui.bindings import keys_in_use
from ktui.ui.playback_text import Playhead, moment_at, playback_lines, track_place
from ktui.ui.spans import justified
from ktui.ui.widgets.line import Line

if TYPE_CHECKING:
    from textual import events


class PlaybackBar(Line):
    """Shows a playhead; before there is one, what is being read."""

    class Pressed(Message):
        """The reader goes to a moment."""

        def __init__(self, moment: float) -> None:
            """`moment`: Unix seconds of the recording."""
            super().__init__()
            self.moment = moment

    def __init__(self, head: Playhead | None = None) -> None:
        """`head`: None until the recording is read."""
        super().__init__(classes="playback")
        self._head = head
        self._reading = ""
        self._roomy = False

    def read(self, words: str) -> None:
        """Say what is being read."""
        self._reading = words
        self._redraw()

    def tell(self, head: Playhead) -> None:
        """Show this."""
        self._head = head
        self._redraw()

    def fit(self, *, roomy: bool) -> int:
        """Whether there is room for two lines; how many it takes."""
        self._roomy = roomy
        self.styles.height = 2 if roomy else 1
        self._redraw()
        return 2 if roomy else 1

    def on_mount(self) -> None:
        """What is known already."""
        self._redraw()

    def on_resize(self) -> None:
        """Every line is made for its width."""
        super().on_resize()
        self._redraw()

    def on_click(self, event: events.Click) -> None:
        """A press on the track."""
        if self._head is None or event.y != (1 if self._roomy else 0):
            return
        begins, cells = track_place(self._head, self.size.width, roomy=self._roomy)
        if begins <= event.x < begins + cells:
            event.stop()
            self.post_message(self.Pressed(moment_at(self._head, cells, event.x - begins)))

    def _redraw(self) -> None:
        room = self.size.width or self.app.size.width
        if self._head is None:
            self.show([justified(((f" {visible(self._reading)}", "busy"),), (), room)])
            return
        shown = {key.id: key.shown.split()[0] for key in keys_in_use(self.app)}
        keys = (shown.get("replay.before", "{"), shown.get("replay.next", "}"))
        self.show(playback_lines(self._head, room, roomy=self._roomy, keys=keys))
