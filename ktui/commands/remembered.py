"""What an earlier ktui has seen of a pod."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.commands.recorded import warn
from ktui.config import user_config
from ktui.errors import KtuiError
from ktui.history.history import history_file
from ktui.session.lasting import Lasting

if TYPE_CHECKING:
    from ktui.kube.transport import Transport
    from ktui.model.evidence import Observation


async def remembered(transport: Transport, uid: str, config: str | None) -> list[Observation]:
    """All that the history tells of a pod, where there is one and the configuration wants it; no file is made.

    `config`: the configuration to read, None for the one in the configuration folder. What keeps the history from
    being read is said on stderr, and so is what is wrong with the configuration.
    """
    wanted, problems = user_config(config)
    for problem in problems:
        warn(problem)
    if not wanted.history.keep or not history_file().exists():
        return []
    lasting = Lasting(transport, wanted.history)
    try:
        past = await lasting.past(uid)
        if lasting.problem:
            warn(lasting.problem)
        return past
    except KtuiError as error:
        warn(f"{error}; what was seen before is left out")
        return []
    finally:
        await lasting.close()
