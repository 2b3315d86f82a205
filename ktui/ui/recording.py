"""The recording that is made of what is shown: begun, shown in the banner, ended."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from ktui.errors import KtuiError
from ktui.insight.durations import human_duration
from ktui.insight.sizes import human_size
from ktui.insight.text import visible
from ktui.paths import state_dir

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from textual.worker import Worker

    from ktui.session.recorder import Recorder
    from ktui.session.session import Session
    from ktui.ui.app import KtuiApp


class ScreenRecording:
    """At most one at a time; it goes on over other namespaces, and ends with its context."""

    def __init__(self, app: KtuiApp, *, wall: Callable[[], float]) -> None:
        """`wall` is this machine's clock in Unix seconds, by which files are named."""
        self._app = app
        self._wall = wall
        self._recorder: Recorder | None = None
        self._worker: Worker[None] | None = None
        self._context = ""

    def toggle(self) -> None:
        """End it, or ask for the name of a file and begin."""
        if self._worker is not None:
            self.end()
            return
        if self._app.playing is not None:
            self._app.notify("This is a recording already.")
            return
        if self._app.sessions.session is None:
            self._app.notify("A recording begins with the connection to the cluster.")
            return
        from ktui.ui.choosing import choose_recording  # noqa: PLC0415  a modal is not needed for the first frame

        choose_recording(self._app)

    def offered(self) -> Iterator[tuple[str, str, str]]:
        """Where it may go: (path, how it is shown, a note)."""
        from ktui.session.save_log import fit_name  # noqa: PLC0415  asyncio, which the first frame does without

        session = self._app.sessions.session
        stamp = time.strftime("%Y%m%d-%H%M", time.localtime(self._wall()))
        name = f"ktui-{fit_name(session.context if session else '')}-{stamp}.jsonl.gz"
        yield str(Path.cwd() / name), name, "here"
        yield str(state_dir() / name), str(state_dir() / name), ""

    def begin(self, path: str) -> None:
        """Record the session that is shown into a new file; what is in the way is said."""
        session = self._app.sessions.session
        if session is None or self._recorder is not None or self._app.playing is not None:
            there = self._recorder is not None or self._app.playing is not None
            self._app.say("there is a recording already" if there else "there is no connection yet")
            return
        file = Path(path).expanduser()
        try:
            if file.parent == state_dir():
                file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._recorder = session.recorder(file)
        except (KtuiError, OSError) as error:
            self._app.say(str(error))
            return
        self._context = session.context
        self._worker = self._app.run_worker(self._record(self._recorder), name="recording", exit_on_error=False)
        self.tick()

    async def _record(self, recorder: Recorder) -> None:
        try:
            await recorder.run()
        except KtuiError as error:
            self._app.say(str(error))
        finally:
            if self._recorder is recorder:
                self._recorder = self._worker = None
                self._app.main.recorded("")
            self._tell(recorder)

    def _tell(self, recorder: Recorder) -> None:
        """What has become of it, where the screen is still there to say it."""
        file, progress = recorder.file, recorder.progress
        if self._app.is_running:
            told = (
                f"recorded {human_duration(progress.seconds)} of {self._context} to {file.path}:"
                f" {file.lines} lines, {human_size(file.size)}"
            )
            self._app.notify(visible(told), markup=False)

    def end(self) -> None:
        """End it in order, if there is one."""
        if self._worker is not None:
            self._worker.cancel()

    def close(self) -> None:
        """The application ends, whoever is still at work."""
        if self._recorder is not None:
            with suppress(KtuiError):  # nobody is there to be told
                self._recorder.end()

    def attach(self, session: Session) -> None:
        """Another session is shown: of another cluster the connections are others."""
        if self._recorder is not None and session.context != self._context:
            self.end()

    def tick(self) -> None:
        """A second has passed."""
        if self._recorder is not None:
            progress = self._recorder.progress
            self._app.main.recorded(f"{human_size(progress.size)} {human_duration(progress.seconds)}")
