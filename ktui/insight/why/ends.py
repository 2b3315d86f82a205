"""Why a container ended, where its end is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.insight.describe.exits import SIGNALS, exit_words
from ktui.insight.probes.arithmetic import SHORTEST_GRACE
from ktui.insight.why.hearing import unheard
from ktui.insight.why.judged import Judged, in_order, source_of
from ktui.insight.why.leaving import leaving
from ktui.insight.why.probe_kills import after_term, doubt, ended_by_probe, inferred
from ktui.insight.why.verdict import Cause, Clue
from ktui.insight.why.words import said, shortened, span

if TYPE_CHECKING:
    from ktui.insight.why.case import Case, End, Member
    from ktui.insight.why.kills import Kill
    from ktui.insight.why.leaving import Leaving

START_FAILURES = frozenset(("StartError", "ContainerCannotRun", "RunContainerError"))
"""A runtime's reasons for a container that never ran."""

_BROUGHT_ABOUT = frozenset((Cause.LIVENESS_PROBE, Cause.STARTUP_PROBE, Cause.DELETED, Cause.EVICTED, Cause.PREEMPTED))
"""Causes of ends that the kubelet brought about."""

_LAST_SIGNAL = 64


def signal_of(code: int, signal: int) -> int | None:
    """The signal that ended it, also where only the code says so."""
    if signal > 0:
        return signal
    return code - 128 if 128 < code <= 128 + _LAST_SIGNAL else None


def judge(case: Case, member: Member, index: int) -> Judged:
    """Why the end of this index is."""
    end = case.ends(member)[index]
    judged = _judge(case, member, index)
    own = [_exit_clue(end, of_itself=judged.cause not in _BROUGHT_ABOUT)]
    if end.started is not None:
        own.append(Clue(end.started, end.source, f"container {member.name} started"))
    return judged.plus(own)


def _judge(case: Case, member: Member, index: int) -> Judged:
    end = case.ends(member)[index]
    ended = end.exit
    kill = case.kills(member).of.get(index)
    if kill is not None and kill.probe is not None:
        return ended_by_probe(case, member, end, kill.probe, kill.mark, kill.at)
    if ended.reason in START_FAILURES:
        return _never_ran(end)
    if ended.reason == "ContainerStatusUnknown" or (ended.reason == "Unknown" and ended.exit_code == 255):
        return _lost(case, end)
    gone = leaving(case)
    if gone is not None and _while_leaving(gone.at, end):
        return _went_along(case, end, kill, gone)
    if kill is not None:
        return _ended_otherwise(case, member, end, kill)
    if ended.reason == "OOMKilled":
        return _out_of_memory(member, end)
    probe = inferred(case, member, end)
    if probe is not None:
        return probe
    if ended.exit_code == 0 and ended.signal == 0:
        what = f"the program ended by itself without an error, exit 0{_after(end)}"
        return Judged(Cause.COMPLETED, what, "completed", missing=doubt(case, member, end))
    if signal_of(ended.exit_code, ended.signal) is not None:
        return _by_signal(case, end)
    return _exit(end, doubt(case, member, end))


def _while_leaving(since: float | None, end: End) -> bool:
    """Whether the container ended because its pod had to go."""
    if end.replaced:
        return False
    return since is None or end.finished is None or end.finished >= since - 1


def _went_along(case: Case, end: End, kill: Kill | None, gone: Leaving) -> Judged:
    """The container ended with its pod."""
    killed, grace = None, case.grace(None)
    clues = [*gone.clues]
    if kill is not None:
        killed = kill.at
        clues.append(Clue(kill.mark.end, source_of(kill.mark), f"Killing: {said(kill.mark.message)}"))
    if case.deletion is not None:
        killed = case.deletion.at
        grace = max(case.deletion.grace, SHORTEST_GRACE)
    if end.exit.reason == "OOMKilled":
        how = f"it ran out of memory meanwhile (OOMKilled), exit {end.exit.exit_code}"
    else:
        how = after_term(end, killed, grace)
    return Judged(gone.cause, f"{gone.what}, and so its container ended: {how}", gone.short, in_order(clues))


def _after(end: End) -> str:
    return f" after {span(end.lasted)}" if end.lasted is not None else ""


def _exit_clue(end: End, *, of_itself: bool) -> Clue:
    """What the status says of it; `of_itself`: what its exit code means, if nobody else ended it."""
    ended = end.exit
    words = exit_words(ended.exit_code, signal=ended.signal, reason=ended.reason)
    if not of_itself and ended.exit_code and signal_of(ended.exit_code, ended.signal) is None:
        words = "the program's own, on SIGTERM"
    reason = f"{ended.reason}, " if ended.reason not in ("", "Error", "Completed") else ""
    text = f"exit {ended.exit_code}: {reason}{words}"
    if ended.message:
        text += f"; {said(ended.message)}"
    return Clue(ended.finished, end.source, text)


def _never_ran(end: End) -> Judged:
    ended = end.exit
    message = said(ended.message) or "the runtime does not say why"
    return Judged(
        Cause.START_ERROR,
        f"the container could not be started: {message} (exit {ended.exit_code})",
        shortened(f"no start: {start_failure(ended.message)}"),
    )


def start_failure(message: str) -> str:
    """What of a runtime's long words matters: the last part, which says what was not there."""
    words = said(message, 1000).removesuffix(": unknown").removesuffix(": unknown.")
    parts = [part.strip() for part in words.split(": ") if part.strip()]
    if not parts:
        return "reason not told"
    last = parts[-1]
    if last in ("no such file or directory", "permission denied", "not found") or "not found in $PATH" in last:
        command = next((part for part in reversed(parts[:-1]) if part.startswith(('"', "stat "))), "")
        command = command.removeprefix("stat ").strip('"')
        short = last.replace("executable file not found in $PATH", "not found").replace(
            "no such file or directory", "not found"
        )
        return f"{command} {short}".strip()
    return last


def _lost(case: Case, end: End) -> Judged:
    node = case.pod.spec.node_name
    where = f"the node {node}" if node else "the node"
    return Judged(
        Cause.NODE_LOST,
        f"{where} lost track of the container, as after a restart of it or of its container runtime"
        f" (exit {end.exit.exit_code} stands for not known)",
        shortened(f"lost by {node or 'its node'}"),
    )


def _ended_otherwise(case: Case, member: Member, end: End, kill: Kill) -> Judged:
    """The kubelet ended it, and not for a probe."""
    message = kill.mark.message
    code = f"exit {end.exit.exit_code}"
    killing = Clue(kill.mark.end, source_of(kill.mark), f"Killing: {said(message)}")
    if "definition changed" in message or "resize requires restart" in message:
        why = "its image or definition was changed" if "definition" in message else "its resources were changed"
        return Judged(Cause.SIGNAL, f"{why}, so the kubelet ended the container: {code}", shortened(why), (killing,))
    if "PostStartHook" in message:
        hook = case.latest("FailedPostStartHook")
        clues = [killing, *([Clue(hook.last, case.source_of(hook), said(hook.message))] if hook is not None else [])]
        return Judged(
            Cause.START_ERROR,
            f"its postStart hook failed, so the kubelet ended the container: {code}",
            "postStart hook failed",
            in_order(clues),
        )
    sandbox = _sandbox(case, end)
    if sandbox is not None:
        return Judged(
            Cause.NODE_LOST,
            "the pod's sandbox was gone, as after a restart of the node or of its container runtime, so the kubelet"
            f" made all of it anew: {code}",
            "sandbox made anew",
            in_order((killing, sandbox)),
        )
    if member.kind == "sidecar" or case.pod.status.phase in ("Succeeded", "Failed"):
        return Judged(
            Cause.SIGNAL,
            f"the pod was done, so the kubelet ended this container as well: {code}",
            "pod done",
            (killing,),
        )
    return Judged(
        Cause.SIGNAL,
        f"the kubelet ended it, and does not tell why: {code}",
        shortened(f"ended by the kubelet, {code}"),
        (killing,),
    )


def _sandbox(case: Case, end: End) -> Clue | None:
    """That the pod's sandbox was made anew around an end."""
    if end.finished is None:
        return None
    for write in case.writes("SandboxChanged"):
        if abs(write.last - end.finished) <= case.grace(None) + 60:
            return Clue(write.last, case.source_of(write), said(write.message))
    return None


def _out_of_memory(member: Member, end: End) -> Judged:
    limit = member.memory_limit
    if limit:
        what = f"out of memory: it reached its limit of {limit} and the kernel killed it (OOMKilled), exit"
        clues: tuple[Clue, ...] = (Clue(None, "spec", f"memory limit {limit}"),)
    else:
        what = (
            "out of memory: it has no limit of its own, so the pod's or the node's memory was used up (OOMKilled), exit"
        )
        clues = (Clue(None, "spec", "no memory limit"),)
    short = f"out of memory, limit {limit}" if limit else "out of memory, no limit"
    return Judged(Cause.OOM_KILLED, f"{what} {end.exit.exit_code}{_after(end)}", shortened(short), clues)


def _by_signal(case: Case, end: End) -> Judged:
    ended = end.exit
    number = signal_of(ended.exit_code, ended.signal)
    assert number is not None
    name = SIGNALS.get(number, f"signal {number}")
    code = f"exit {ended.exit_code}"
    if number not in (9, 15):
        words = exit_words(ended.exit_code, signal=ended.signal)
        return Judged(
            Cause.SIGNAL, f"the program was ended by {words}, {code}{_after(end)}", shortened(f"{name}, {code}")
        )
    sandbox = _sandbox(case, end)
    if sandbox is not None:
        return Judged(
            Cause.NODE_LOST,
            "the pod's sandbox was gone, as after a restart of the node or of its container runtime, so the kubelet"
            f" made all of it anew: {code}",
            "sandbox made anew",
            (sandbox,),
        )
    begins = (ended.finished or case.now) - case.grace(None)
    why = unheard(case, "Normal", begins, ended.finished or case.now)
    missing = (
        f"Nothing tells who sent {name}: {why}."
        if why is not None
        else f"Nothing tells who sent {name}: no kill by a probe, no deletion, no lack of memory is told.",
    )
    return Judged(
        Cause.SIGNAL,
        f"{name} ended it, {code}{_after(end)}, and nothing that is told says who sent it",
        shortened(f"{name}, sender not told"),
        (),
        missing,
    )


def _exit(end: End, missing: tuple[str, ...]) -> Judged:
    ended = end.exit
    words = exit_words(ended.exit_code, signal=ended.signal, reason=ended.reason)
    short = f"exit {ended.exit_code}" + (f" after {span(end.lasted)}" if end.lasted is not None else "")
    what = f"the program ended by itself, exit {ended.exit_code} ({words}){_after(end)}"
    return Judged(Cause.EXIT, what, shortened(short), missing=missing)
