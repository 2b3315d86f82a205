"""The way in: arguments, the terminal's fitness, and an exit code."""

from __future__ import annotations

import contextlib
import gc
import io
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Coroutine, Sequence
    from types import ModuleType
    from typing import Any

    from ktui.cli import Command, ScreenCommand
    from ktui.cli_demo import DemoCommand
    from ktui.cli_pods import PodCommand
    from ktui.cli_replay import ReplayCommand
    from ktui.cli_writes import WriteCommand
    from ktui.demo_process import DemoProcess
    from ktui.insight.scope import Namespaces
    from ktui.session.session import Listener, Session
    from ktui.state import ScreenState


def main(arguments: list[str] | None = None) -> int:
    """Run ktui; returns the process's exit code."""
    # Collections while thousands of classes and functions are being made find nothing and cost a quarter of start-up.
    gc.disable()
    from ktui.cli import ScreenCommand, parse  # noqa: PLC0415  after the line above
    from ktui.cli_demo import DemoCommand  # noqa: PLC0415
    from ktui.cli_replay import ReplayCommand  # noqa: PLC0415
    from ktui.errors import KtuiError  # noqa: PLC0415

    prog = "kubectl ktui" if os.path.basename(sys.argv[0]).startswith("kubectl-") else "ktui"
    try:
        command = parse(sys.argv[1:] if arguments is None else arguments, prog=prog)
        if isinstance(command, ScreenCommand | ReplayCommand):
            return _screen(command)
        if isinstance(command, DemoCommand):
            return _demo(command)
        gc.enable()
        return _answer(command)
    except KtuiError as error:
        _complain(error)
        return error.exit_code
    except KeyboardInterrupt:
        return 130


def _answer(command: Command) -> int:
    """A command without a screen."""
    import asyncio  # noqa: PLC0415  70 ms that --version and --help need not wait for

    from ktui.cli import GetCommand, InfoCommand, KeysCommand  # noqa: PLC0415
    from ktui.cli_history import HistoryClearCommand  # noqa: PLC0415
    from ktui.cli_pods import PodCommand  # noqa: PLC0415
    from ktui.cli_record import RecordCommand  # noqa: PLC0415

    coroutine: Coroutine[Any, Any, int]
    if isinstance(command, GetCommand) and command.where.recording is not None:
        from ktui.commands.get_recorded import run_get_recorded  # noqa: PLC0415

        coroutine = run_get_recorded(command)
    elif isinstance(command, GetCommand):
        from ktui.commands.get import run_get  # noqa: PLC0415  the HTTP client and the decoder

        coroutine = run_get(command)
    elif isinstance(command, PodCommand):
        coroutine = _about_pods(command)
    elif isinstance(command, RecordCommand):
        from ktui.commands.record import run_record  # noqa: PLC0415

        coroutine = run_record(command)
    elif isinstance(command, KeysCommand):
        from ktui.commands.keys import run_keys  # noqa: PLC0415

        coroutine = run_keys(command)
    elif isinstance(command, HistoryClearCommand):
        from ktui.commands.history import run_history_clear  # noqa: PLC0415

        coroutine = run_history_clear(command)
    elif isinstance(command, InfoCommand):
        from ktui.commands.info import run_info  # noqa: PLC0415

        coroutine = run_info(command)
    else:
        coroutine = _writing(command)  # type: ignore[arg-type]
    for stream in (sys.stdout, sys.stderr):
        # A terminal or pipe that is not UTF-8 gets escapes for what it cannot hold, not a failure.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        return asyncio.run(coroutine)
    except BrokenPipeError:
        # The reader has gone, as `| head` does. Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _about_pods(command: PodCommand) -> Coroutine[Any, Any, int]:
    """A command that answers about pods."""
    from ktui.cli_pods import ADVICE, PROBES  # noqa: PLC0415

    if command.answer == PROBES:
        from ktui.commands.probes import run_probes  # noqa: PLC0415

        return run_probes(command)
    if command.answer == ADVICE:
        from ktui.commands.advice import run_advice  # noqa: PLC0415

        return run_advice(command)
    from ktui.commands.why import run_why  # noqa: PLC0415

    return run_why(command)


def _writing(command: WriteCommand) -> Coroutine[Any, Any, int]:
    """A command that changes the cluster."""
    from ktui.cli_writes import ChangeCommand, JournalCommand, LabelCommand, UndoCommand  # noqa: PLC0415

    if isinstance(command, LabelCommand):
        from ktui.commands.label import run_label  # noqa: PLC0415

        return run_label(command)
    if isinstance(command, ChangeCommand):
        from ktui.commands.change import run_change  # noqa: PLC0415

        return run_change(command)
    if isinstance(command, UndoCommand):
        from ktui.commands.undo import run_undo  # noqa: PLC0415

        return run_undo(command)
    if isinstance(command, JournalCommand):
        from ktui.commands.journal import run_journal  # noqa: PLC0415

        return run_journal(command)
    from ktui.commands.make_job import run_make_job  # noqa: PLC0415

    return run_make_job(command)


def _demo(command: DemoCommand) -> int:
    """A cluster of its own, with the screen on it or without."""
    if command.serve:
        from ktui.demo.serving import serve  # noqa: PLC0415  the HTTP server, which the screen's process does without

        _log_to_file()
        return serve(command.options)
    _need_terminal()
    from ktui.demo_process import DemoProcess  # noqa: PLC0415

    with DemoProcess(command.options) as demo:
        return _screen(command.screen, demo)


def _need_terminal() -> None:
    from ktui.errors import UsageError  # noqa: PLC0415

    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        raise UsageError("the screen needs a terminal on input, output and errors; ktui get ... answers without one")
    if os.environ.get("TERM", "") in ("", "dumb"):
        raise UsageError("the screen needs a terminal that can move its cursor, and TERM says this one cannot")


def _screen(command: ScreenCommand | ReplayCommand, demo: DemoProcess | None = None) -> int:
    """The screen, on a cluster, which may be one that was brought along, or on a recording.

    Of a recording nothing is remembered, and nothing is changed in it.
    """
    from ktui import starting  # noqa: PLC0415
    from ktui.cli_replay import ReplayCommand  # noqa: PLC0415
    from ktui.errors import KtuiError  # noqa: PLC0415

    _need_terminal()
    from ktui.config import user_config  # noqa: PLC0415  light, and a file that is not there is told at once
    from ktui.state import start_scope  # noqa: PLC0415

    config, problems = user_config(command.config)
    where = command.where
    replay = command if isinstance(command, ReplayCommand) else None
    reading = _reading(replay.file) if replay is not None else ""
    state = _state(command, demo)
    if demo is not None:
        where = demo.where(where)
        # What the user has set is for other clusters' namespaces; of this one, all are looked at first.
        config = config._replace(namespace=None)
        if where.namespace is None and state.of(where.context or "").scope is None:
            where = where._replace(all_namespaces=True)

    starting.say(sys.stderr)
    try:
        from ktui.ui.app import KtuiApp  # noqa: PLC0415  Textual: only for the screen
    finally:
        starting.unsay(sys.stderr)
    _log_to_file()

    async def opening() -> ModuleType:
        import asyncio  # noqa: PLC0415
        import importlib  # noqa: PLC0415

        # Loaded in a thread while the first frame is on the glass: the keys work meanwhile.
        return await asyncio.to_thread(importlib.import_module, "ktui.opening" if replay is None else "ktui.replaying")

    async def connect(listener: Listener, *, context: str | None, namespaces: Namespaces | None) -> Session:
        loaded = await opening()
        if replay is not None:
            begun: Session = await loaded.open_replay(
                replay.file, listener, speed=replay.speed, namespaces=namespaces if namespaces is not None else named
            )
            return begun
        if demo is not None:
            await demo.ready()
        opened: Session = await loaded.open_session(
            where,
            listener,
            context=context,
            namespaces=namespaces,
            start_scope=lambda name: start_scope(config, state, name),
            cluster_clock=None if demo is None else demo.clock,
            # A demo is another cluster each time: nothing that was seen of it is of use to the next.
            keeping=config.history._replace(keep=config.history.keep and not where.no_history and demo is None),
        )
        return opened

    async def contexts() -> Sequence[str]:
        if replay is not None:
            raise KtuiError("This is a recording of one cluster: leave it for another")
        names: Sequence[str] = await (await opening()).contexts(where)
        return names

    named = (where.namespace,) if where.namespace is not None else None if replay is None else ()
    app = KtuiApp(
        connect=connect,
        contexts=contexts,
        context=where.context if replay is None else os.path.basename(replay.file),
        namespaces=() if where.all_namespaces else named,
        config=config,
        problems=problems,
        state=state,
        theme=command.theme,
        read_only=where.read_only,
        replay=reading,
        **_guide(demo, remembered=not getattr(command, "fresh", False)),
    )
    code = app.run(mouse=command.mouse and config.mouse)
    if app.failure is not None:
        raise app.failure
    return code or app.return_code or 0


def _guide(demo: DemoProcess | None, *, remembered: bool) -> dict[str, Any]:
    """What the application is told of a guide; whether it was closed for good is kept in the state folder."""
    if demo is None:
        return {}
    from ktui.demo.guide import demo_guide  # noqa: PLC0415
    from ktui.paths import state_dir  # noqa: PLC0415

    closed = state_dir() / "demo-guide-closed"

    def close() -> None:
        with contextlib.suppress(OSError):  # it opens once more then
            closed.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            closed.touch(0o600)

    return {
        "guide": demo_guide(demo.kubeconfig),
        "guide_opens": not (remembered and closed.exists()),
        "guide_closed": close if remembered else lambda: None,
    }


def _state(command: ScreenCommand | ReplayCommand, demo: DemoProcess | None) -> ScreenState:
    """How the screen was left: a demo's is kept apart, as a cluster of the user's may have the same name."""
    from ktui.cli import ScreenCommand  # noqa: PLC0415
    from ktui.paths import state_dir  # noqa: PLC0415
    from ktui.state import ScreenState  # noqa: PLC0415

    if not isinstance(command, ScreenCommand) or command.fresh:
        return ScreenState()
    return ScreenState.read() if demo is None else ScreenState.read(state_dir() / "demo.json")


def _reading(file: str) -> str:
    """What is read of a recording: `incident.jsonl.gz, 12 MB`.

    What is not there is told before the screen takes the terminal; raises `UsageError`.
    """
    from ktui.errors import UsageError  # noqa: PLC0415
    from ktui.insight.sizes import human_size  # noqa: PLC0415
    from ktui.insight.text import visible  # noqa: PLC0415

    try:
        with open(file, "rb") as opened:
            return f"{os.path.basename(file)}, {human_size(os.fstat(opened.fileno()).st_size)}"
    except OSError as error:
        raise UsageError(f"the recording {visible(file)} cannot be read: {error.strerror or error}") from None


def _log_to_file() -> None:
    """Whatever a library has to say goes to a file: on the terminal it would be painted over the screen."""
    import logging  # noqa: PLC0415

    from ktui.paths import log_file  # noqa: PLC0415

    handler: logging.Handler = logging.NullHandler()
    with contextlib.suppress(OSError):  # a state folder that cannot be written costs the log, not the screen
        path = log_file()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600))
        handler = logging.FileHandler(path, encoding="utf-8", delay=True)
    logging.basicConfig(level=logging.WARNING, handlers=[handler], format="%(asctime)s %(name)s %(message)s")


def _complain(error: Exception) -> None:
    from ktui.insight.text import visible  # noqa: PLC0415

    print(f"ktui: {visible(str(error))}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
