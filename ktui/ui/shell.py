"""From a pod to a shell in it, and back."""

from __future__ import annotations

import logging
import shutil
from typing import TYPE_CHECKING, Any

from ktui.errors import KtuiError
from ktui.insight.shells import ShellContainers, shell_containers
from ktui.insight.text import visible
from ktui.model.kinds import PODS, Kind
from ktui.paths import log_file
from ktui.session.shell import ShellPlace, ended, kubectl_exec
from ktui.ui.handover import hand_over
from ktui.ui.kubectl_terminal import run_kubectl
from ktui.ui.remote_terminal import join_terminals

if TYPE_CHECKING:
    from textual.app import App

    from ktui.session.session import Session
    from ktui.store.store import Key

GROUP = "shell"
"""What the worker is called that a shell is opened by: there is one at a time."""
SAID = 8.0
"""Seconds for which the reason is shown why there is no shell: it is read after looking at another screen."""


def open_shell(app: App[Any], session: Session, kind: Kind, key: Key) -> None:
    """Open a shell in a pod, with the terminal handed over until it ends; where there is none, say why."""
    if kind is not PODS:
        _say(app, "Only pods have a shell: choose one and press s again", wrong=True)
    elif all(worker.is_finished for worker in app.workers if worker.group == GROUP):
        app.run_worker(_shell(app, session, key), group=GROUP, exit_on_error=False)


async def _shell(app: App[Any], session: Session, key: Key) -> None:
    try:
        containers = shell_containers(await session.read(PODS, key))
        container = await choose_container(app, key, containers)
        if container is not None:
            sentence, wrong = await _visit(app, session, ShellPlace(*key, container))
            _say(app, sentence, wrong=wrong)
    except KtuiError as error:
        _say(app, str(error), wrong=True)
    except Exception as error:
        logging.getLogger(__name__).error("the shell failed", exc_info=error)
        _say(app, f"The shell failed inside ({error!r}): {log_file()} says more; please report it", wrong=True)


async def choose_container(app: App[Any], key: Key, containers: ShellContainers) -> str | None:
    """The container that is meant; None: the user wants none after all. Raises `KtuiError` where none runs."""
    if not containers.names:
        raise KtuiError(f"No container of {key[1]} is running, so there is no shell: its summary (d) says why")
    if len(containers.names) == 1:
        return containers.names[0]
    from ktui.insight.fuzzy import Choice  # noqa: PLC0415  a list is not needed until it is asked for
    from ktui.ui.screens.picker import Choices, Offer, PickerScreen  # noqa: PLC0415

    first = [name for name in containers.names if name == containers.default]
    names = [*first, *(name for name in containers.names if name not in first)]
    choices = Choices(
        "containers", [Choice(name, visible(name), "the default" if name in first else "") for name in names]
    )
    picked = await app.push_screen_wait(PickerScreen("A shell in", lambda typed: Offer(choices, typed)))
    return picked[0] if picked else None


async def _visit(app: App[Any], session: Session, place: ShellPlace) -> tuple[str, bool]:
    """A shell from its first key to its last: how it ended, and whether there was none."""
    greeting = visible(f"ktui: a shell in {place.words}; exit or ctrl+d comes back")
    program = shutil.which("kubectl")
    if session.kubectl is not None and program is not None:
        command = kubectl_exec(program, session.kubectl, place)
        return ended(place, *await hand_over(app, greeting, lambda: run_kubectl(command)))
    async with session.shell_in(place) as remote:
        return ended(place, await hand_over(app, greeting, lambda: join_terminals(remote)))


def _say(app: App[Any], sentence: str, *, wrong: bool) -> None:
    app.notify(
        visible(sentence), severity="error" if wrong else "information", timeout=SAID if wrong else None, markup=False
    )
