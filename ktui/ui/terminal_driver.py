"""What speaks to the terminal: Textual's own, which must not take a terminal that it has not given back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.drivers.linux_driver import LinuxDriver

from ktui.ui.screen_diff import ScreenDiff

if TYPE_CHECKING:
    from textual.app import App


class TerminalDriver(LinuxDriver):
    """Textual's driver for POSIX terminals, in fewer bytes."""

    def __init__(
        self,
        app: App[object],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._diff = ScreenDiff()

    def write(self, data: str) -> None:
        """Have `data` written, or what comes to the same."""
        super().write(self._diff.shorten(data))

    def forget_screen(self) -> None:
        """Whatever is drawn next, draw all of it: the terminal may show something else."""
        self._diff.forget()

    def start_application_mode(self) -> None:
        """Take the terminal, which somebody else may have had meanwhile."""
        self._diff.forget()
        super().start_application_mode()  # type: ignore[no-untyped-call]

    def _sigcont_application(self, *_: object) -> None:
        """The process goes on.

        After ctrl+z the terminal is taken again. After a SIGSTOP, which no process hears of, it was never given back:
        Textual would start a second reader of the keyboard, that never ends, and take its own settings for those that
        it has to restore.
        """
        if self._must_signal_resume:
            super()._sigcont_application()
        else:
            self._diff.forget()
            self._app.call_later(self._app.refresh, repaint=True, layout=True)
