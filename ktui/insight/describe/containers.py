"""Containers: how each is and last ended, and what it is to run; of a pod, or of a template."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ktui.insight.describe.environment import environment_text
from ktui.insight.describe.exits import exit_words
from ktui.insight.describe.probes import write_probes
from ktui.insight.describe.values import (
    holds,
    mapping_at,
    mappings_at,
    moment_at,
    number_at,
    text_at,
    texts_at,
)
from ktui.insight.describe.volumes import mount_texts
from ktui.insight.describe.writing import INNER, joined
from ktui.insight.durations import human_duration
from ktui.insight.probes.back_off import back_off_delay

if TYPE_CHECKING:
    from datetime import datetime

    from ktui.insight.describe.writing import Writer

_ON_THE_WAY = frozenset({"ContainerCreating", "PodInitializing", ""})
"""Reasons for waiting that are no trouble by themselves."""


def is_sidecar(container: dict[str, Any]) -> bool:
    """Whether an init container goes on beside the others."""
    return text_at(container, "restartPolicy") == "Always"


def write_containers(writer: Writer, spec: dict[str, Any], status: dict[str, Any]) -> None:
    """All containers of a pod, or of a template (then `status` is empty), those that are the pod's first step first.

    While the init containers run they come first, as the pod waits for them; afterwards they are history.
    """
    init = mappings_at(spec, "initContainers")
    done = _statuses(status, "initContainerStatuses")
    groups = [
        ("Container", mappings_at(spec, "containers"), _statuses(status, "containerStatuses")),
        ("Sidecar", [each for each in init if is_sidecar(each)], done),
        ("Init container", [each for each in init if not is_sidecar(each)], done),
        (
            "Ephemeral container",
            mappings_at(spec, "ephemeralContainers"),
            _statuses(status, "ephemeralContainerStatuses"),
        ),
    ]
    if _initializing(status):
        groups.insert(0, groups.pop(2))
    for title, containers, statuses in groups:
        if containers:
            writer.heading(f"{title}s" if len(containers) > 1 else title)
        for container in containers:
            _write_container(writer, container, statuses.get(text_at(container, "name")), known=bool(status))


def _statuses(status: dict[str, Any], field: str) -> dict[str, dict[str, Any]]:
    return {text_at(each, "name"): each for each in mappings_at(status, field)}


def _initializing(status: dict[str, Any]) -> bool:
    conditions = mappings_at(status, "conditions")
    return any(text_at(each, "type") == "Initialized" and text_at(each, "status") == "False" for each in conditions)


def _write_container(writer: Writer, container: dict[str, Any], status: dict[str, Any] | None, *, known: bool) -> None:
    name = (text_at(container, "name"), "strong")
    if status is not None:
        _write_status(writer, name, container, status)
    elif known:
        writer.line(name, ("  not started yet", "muted"), indent=2)
    else:
        writer.line(name, indent=2)
    writer.field("Image", *_image(container, status), indent=INNER)
    policy = text_at(container, "imagePullPolicy")
    target = text_at(container, "targetContainerName")
    writer.field("Target", target, indent=INNER)
    writer.field("Pull", "" if policy in ("", "IfNotPresent") else policy, indent=INNER)
    writer.field("Command", " ".join(map(_word, texts_at(container, "command"))), indent=INNER)
    writer.field("Args", " ".join(map(_word, texts_at(container, "args"))), indent=INNER)
    writer.field("Ports", ", ".join(map(_port_text, mappings_at(container, "ports"))), indent=INNER)
    write_probes(writer, container, INNER)
    writer.field("Requests", _amounts(container, "requests"), indent=INNER)
    writer.field("Limits", _amounts(container, "limits"), indent=INNER)
    writer.field("Env", environment_text(container), indent=INNER)
    writer.fields("Mounts", mount_texts(container), indent=INNER)


def _write_status(writer: Writer, name: tuple[str, str], container: dict[str, Any], status: dict[str, Any]) -> None:
    state = mapping_at(status, "state")
    restarts = number_at(status, "restartCount") or 0
    said, tone, more = _state(writer, container, status, state)
    again = f", restarted {restarts} time{'s' if restarts > 1 else ''}" if restarts else ""
    writer.line(name, "  ", (said, tone), (again, ""), indent=2)
    writer.fields("", more.strip("\n").split("\n"), indent=INNER)
    ended = mapping_at(status, "lastState", "terminated")
    if ended:
        said, _, more = _ended(writer, container, ended)
        writer.field("Last", said, indent=INNER)
        writer.fields("", more.strip("\n").split("\n"), indent=INNER)


def _state(
    writer: Writer, container: dict[str, Any], status: dict[str, Any], state: dict[str, Any]
) -> tuple[str, str, str]:
    """What a container does now, that words' tone, and what its runtime says of it."""
    if running := mapping_at(state, "running"):
        ready = holds(status, "ready")
        started = status.get("started") is not False
        since = writer.since(moment_at(running, "startedAt"))
        word = "ready" if ready else "not ready" if started else "not ready, not started up yet"
        return joined(joined("running", since, by=" "), word), "good" if ready else "busy", ""
    if ended := mapping_at(state, "terminated"):
        return _ended(writer, container, ended)
    waiting = mapping_at(state, "waiting")
    reason, message = text_at(waiting, "reason"), text_at(waiting, "message")
    said = joined("waiting", reason, by=": ")
    if (delay := back_off_delay(message)) is not None:
        finished = moment_at(status, "lastState", "terminated", "finishedAt")
        return joined(said, _again(writer, delay, finished)), "bad", ""
    return said, "busy" if reason in _ON_THE_WAY else "bad", message


def _again(writer: Writer, delay: float, finished: datetime | None) -> str:
    """When a container that is held back is started again: the kubelet counts from its end, and looks now and then."""
    if finished is None:
        return f"next start {human_duration(delay)} after its end"
    left = finished.timestamp() + delay - writer.now
    when = f"in about {human_duration(left)}" if left >= 1 else "any moment"
    return f"next start {when} (back-off {human_duration(delay)})"


def _ended(writer: Writer, container: dict[str, Any], ended: dict[str, Any]) -> tuple[str, str, str]:
    """How a container ended: `ended 49s ago after 1m50s, exit 137 (Error): SIGKILL (128+9)`."""
    code, signal = number_at(ended, "exitCode"), number_at(ended, "signal") or 0
    reason = text_at(ended, "reason")
    begun, finished = moment_at(ended, "startedAt"), moment_at(ended, "finishedAt")
    words = exit_words(code or 0, signal=signal, reason=reason)
    limit = text_at(container, "resources", "limits", "memory")
    if reason == "OOMKilled" and limit:
        words += f" (limit {limit})"
    ago = f"{writer.span_of(finished)} ago" if finished else ""
    ran = f"after {human_duration(finished.timestamp() - begun.timestamp())}" if finished and begun else ""
    exited = joined("exit" if code is None else f"exit {code}", f"signal {signal}" if signal else "", by=", ")
    how = f"{exited} ({reason})" if reason else exited
    said = f"{joined(joined('ended', ago, ran, by=' '), how)}: {words}"
    return said, "muted" if code == 0 and not signal else "bad", text_at(ended, "message")


def _image(container: dict[str, Any], status: dict[str, Any] | None) -> tuple[str, tuple[str, str]]:
    """The image asked for and, where it differs in more than how it is written, the one that runs."""
    image = text_at(container, "image")
    digest = text_at(status, "imageID").rpartition("@")[2].removeprefix("sha256:")
    return image, (f"  {digest[:12]}" if digest and digest[:12] not in image else "", "muted")


def _word(text: str) -> str:
    """A word of a command as a shell would need it, so that one sees where it ends."""
    return text if text and not any(character in " \t\n\"'" for character in text) else repr(text)


def _port_text(port: dict[str, Any]) -> str:
    number, name = text_at(port, "containerPort"), text_at(port, "name")
    host = joined(text_at(port, "hostIP"), text_at(port, "hostPort"), by=":")
    extra = joined(name, host and f"host {host}")
    said = f"{number}/{text_at(port, 'protocol') or 'TCP'}"
    return f"{said} ({extra})" if extra else said


def _amounts(container: dict[str, Any], field: str) -> str:
    amounts = mapping_at(container, "resources", field)
    return ", ".join(f"{key} {text_at(amounts, key)}" for key in sorted(amounts))
