"""Why a container waits: for its image, its configuration, its volumes, a start that works, or a back-off's end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.insight.why.ends import start_failure
from ktui.insight.why.judged import Judged, in_order
from ktui.insight.why.verdict import Cause, Clue
from ktui.insight.why.words import brief, said, shortened, span

if TYPE_CHECKING:
    from ktui.insight.why.case import Case, Member
    from ktui.model.evidence import EventWrite
    from ktui.model.objects import Waiting

IMAGE = frozenset(
    (
        "ErrImagePull",
        "ImagePullBackOff",
        "InvalidImageName",
        "ErrImageNeverPull",
        "ImageInspectError",
        "RegistryUnavailable",
        "SignatureValidationFailed",
    )
)
"""The kubelet's reasons about an image (pkg/kubelet/images/types.go and pkg/kubelet/container/sync_result.go)."""

CONFIG = frozenset(("CreateContainerConfigError",))

START = frozenset(
    ("CreateContainerError", "RunContainerError", "PreCreateHookError", "PreStartHookError", "PostStartHookError")
)
"""The container cannot be made or started."""

CRASH_LOOP = "CrashLoopBackOff"

LONG = 500
"""Characters of a runtime's words about an image: what matters comes last."""

_CREATING = frozenset(("", "ContainerCreating", "PodInitializing"))

_VOLUMES = ("FailedMount", "FailedAttachVolume", "FailedMapVolume")

_SANDBOXES = ("FailedCreatePodSandBox", "FailedStatusPodSandBox", "FailedPrepareDynamicResources")


def waits(case: Case, member: Member, waiting: Waiting) -> Judged | None:
    """Why it waits; None where it is not for a reason of its own that it does: it is being made, or backs off."""
    reason, message = waiting.reason, said(waiting.message)
    status = Clue(None, "status", f"{reason}: {message}" if message else reason)
    if reason in IMAGE:
        return _image(case, member, reason, waiting.message)
    if reason in CONFIG:
        return Judged(
            Cause.CONFIG,
            f"its configuration is not there: {message or reason}",
            shortened(message or reason),
            (status,),
        )
    if reason in START:
        what = f"the container could not be started: {message or reason}"
        return Judged(Cause.START_ERROR, what, shortened(f"no start: {start_failure(waiting.message)}"), (status,))
    if reason in _CREATING or reason == CRASH_LOOP:
        return None
    return Judged(
        Cause.UNKNOWN, f"it waits: {reason}" + (f": {message}" if message else ""), shortened(reason), (status,)
    )


def being_made(case: Case) -> Judged:
    """Why the pod's containers are not there yet, though none has a reason of its own."""
    for reasons, judge in ((_VOLUMES, _volume), (_SANDBOXES, _sandbox)):
        failed = _still(case, case.latest(*reasons))
        if failed is not None:
            return judge(case, failed)
    started = case.pod.status.start_time
    since = case.now - started.timestamp() if started is not None else None
    pulling = case.latest("Pulling")
    pulled = case.latest("Pulled")
    if pulling is not None and (pulled is None or pulled.last < pulling.last):
        long = case.now - pulling.last
        clue = Clue(pulling.last, case.source_of(pulling), said(pulling.message))
        return Judged(
            Cause.IMAGE, f"its image is being pulled, for {span(long)} now", f"pulling image {brief(long)}", (clue,)
        )
    for_ = f", for {span(since)} now" if since is not None else ""
    clues = (Clue(started.timestamp(), "status", "the kubelet took the pod on"),) if started is not None else ()
    return Judged(
        Cause.UNKNOWN,
        f"its containers are being made{for_}, and nothing is told that keeps them from it",
        f"being made {brief(since)}" if since is not None else "being made",
        clues,
    )


def _still(case: Case, write: EventWrite | None) -> EventWrite | None:
    """A failure that was not overcome: no container has been made since."""
    if write is None:
        return None
    made = case.latest("Created", "Started")
    return None if made is not None and made.last > write.last else write


def _volume(case: Case, write: EventWrite) -> Judged:
    # A mount that fails is told as it is, and every two minutes as a list of the volumes that are not there.
    own = [each for each in case.writes(*_VOLUMES) if not each.message.startswith("Unable to attach or mount")]
    write = max(own, key=lambda each: (each.last, each.count), default=write)
    message = said(write.message)
    why = message.rpartition(" : ")[2] if " : " in message else message
    clue = Clue(write.last, case.source_of(write), f"{write.reason}: {message}")
    return Judged(Cause.VOLUME, f"a volume is not there: {message}", shortened(f"volume: {why}"), (clue,))


def _sandbox(case: Case, write: EventWrite) -> Judged:
    message = said(write.message)
    clue = Clue(write.last, case.source_of(write), f"{write.reason}: {message}")
    what = f"the pod's sandbox could not be made: {message}"
    return Judged(Cause.START_ERROR, what, shortened(f"no sandbox: {start_failure(write.message)}"), (clue,))


def _image(case: Case, member: Member, reason: str, whole: str) -> Judged:
    image = member.spec.image if member.spec is not None else ""
    pulls = [
        each
        for each in case.writes("Failed", "InspectFailed", "ErrImageNeverPull")
        if each.container in ("", member.name) and not each.message.startswith("Error: ")
    ]
    failed = max(pulls, key=lambda each: (each.last, each.count), default=None)
    clues = [Clue(None, "status", f"{reason}: {said(whole, LONG)}" if whole else reason)]
    if failed is not None:
        clues.append(Clue(failed.last, case.source_of(failed), said(failed.message, LONG)))
    told = whole
    if reason == "ImagePullBackOff" and "ErrImagePull" not in whole:
        # Before 1.33 the back-off does not say what for; an event does.
        told = failed.message if failed is not None else ""
    of = f"the image {image}" if image else "its image"
    why = image_failure(reason, " ".join(told.split())) if told else ""
    missing = () if told else ("No event tells why the image could not be pulled.",)
    return Judged(
        Cause.IMAGE,
        f"{of} is not to be had ({reason}): {why or 'why is not told'}",
        shortened(f"image: {why or 'why not told'}"),
        in_order(clues),
        missing,
    )


def image_failure(reason: str, message: str) -> str:
    """What of a runtime's long words about an image matters."""
    if reason == "InvalidImageName":
        return "not a valid name"
    if reason == "ErrImageNeverPull":
        return "not on the node"
    lower = message.lower()
    for told, words in _PULL_FAILURES:
        if told in lower:
            return words
    return message.rpartition(": ")[2] or reason


_PULL_FAILURES = (
    ("no match for platform", "not for this platform"),
    ("toomanyrequests", "too many pulls"),
    ("too many requests", "too many pulls"),
    ("access denied", "access denied"),
    ("unauthorized", "access denied"),
    ("authorization failed", "access denied"),
    ("403 forbidden", "access denied"),
    ("no basic auth", "access denied"),
    ("manifest unknown", "not found"),
    ("not found", "not found"),
    ("no such host", "registry not found"),
    ("connection refused", "registry refuses"),
    ("x509", "registry's certificate"),
    ("http response to https client", "registry has no TLS"),
    ("timeout", "registry does not answer"),
    ("deadline exceeded", "registry does not answer"),
    ("no space left", "no space on the node"),
)
"""What runtimes and registries say, in the order in which it is looked for, and what that is in short."""
