"""What speaks to the terminal: Textual's own, which must not take a terminal that it has not given back."""

from __future__ import annotations

from textual.drivers.linux_driver import LinuxDriver


class TerminalDriver(LinuxDriver):
    """Textual's driver for POSIX terminals."""

    def _sigcont_application(self, *_: object) -> None:
        """The process goes on.

        After ctrl+z the terminal is taken again. After a SIGSTOP, which no process hears of, it was never given back:
        Textual would start a second reader of the keyboard, that never ends, and take its own settings for those that
        it has to restore.
        """
        if self._must_signal_resume:
            super()._sigcont_application()
        else:
            self._app.call_later(self._app.refresh, repaint=True, layout=True)
