"""Which containers' logs are read, chosen from a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ktui.insight.fuzzy import Choice
from ktui.insight.log_containers import ALL
from ktui.insight.text import visible
from ktui.ui.choosing import NOW
from ktui.ui.screens.picker import Choices, Offer, Picked, PickerScreen

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from textual.app import App

    from ktui.insight.log_containers import Containers, Role
    from ktui.session.logs import LogFeed

EVERY = ""
"""The value of the choice of all containers: none is called so."""


def choose_containers(app: App[Any], log: LogFeed, choose: Callable[[Containers], object]) -> str:
    """Let the user choose one, several or all; `choose` hears of others than are read.

    Where there is nothing to choose from: that, in a sentence.
    """
    containers, defaults, now = log.members.containers, log.members.default_containers, log.choice.containers
    if len(containers) < 2:
        only = visible(next(iter(containers), ""))
        return f"there is only one container: {only}" if only else "there is no container now"

    def take(values: Picked | None) -> None:
        if not values:
            return
        picked = ALL if EVERY in values else tuple(name for name in containers if name in values)
        if picked != now and not (now is None and len(picked) == 1 and picked == defaults):
            choose(picked)

    choices = container_choices(containers, defaults=defaults, chosen=log.chosen)
    app.push_screen(PickerScreen("Containers", lambda typed: Offer(choices, typed), many=True), take)
    return ""


def container_choices(containers: Mapping[str, Role], *, defaults: Collection[str], chosen: Containers) -> Choices:
    """All containers, and each with what it is to its pod."""

    def note(name: str, role: Role) -> str:
        words = (role.value, "the default" if name in defaults else "", NOW if name in chosen else "")
        return ", ".join(filter(None, words))

    return Choices(
        "containers",
        [
            Choice(EVERY, "all containers", "" if chosen else NOW),
            *(Choice(name, visible(name), note(name, role)) for name, role in containers.items()),
        ],
        beside=EVERY,
    )
