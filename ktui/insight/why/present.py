"""Why a pod is as it is: of all that can be said of it, what tells most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.insight.columns.pods import is_finished
from ktui.insight.probes.ahead import Ahead
from ktui.insight.trouble import NEWS
from ktui.insight.why import serving
from ktui.insight.why.ends import judge
from ktui.insight.why.judged import Judged, in_order
from ktui.insight.why.leaving import leaving, node_clues, node_is_lost, owner_of
from ktui.insight.why.restarts import next_container
from ktui.insight.why.verdict import Cause, Clue, Now
from ktui.insight.why.waiting import being_made, waits
from ktui.insight.why.words import brief, said, sentence, shortened, some, span
from ktui.model.evidence import ProbeType

if TYPE_CHECKING:
    from ktui.insight.probes.ahead import Item
    from ktui.insight.why.case import Case, End, Member
    from ktui.model.objects import Condition


def present(case: Case) -> Now:
    """Why the pod is as it is."""
    gone = leaving(case)
    if gone is not None:
        return _leaving(case)
    if is_finished(case.pod):
        return _finished(case)
    if node_is_lost(case) is not None and case.pod.spec.node_name:
        return _unheard_of(case)
    if not case.pod.spec.node_name:
        return _unscheduled(case)
    return _initializing(case) or _running(case)


def _condition(case: Case, kind: str) -> Condition | None:
    return next((c for c in case.pod.status.conditions or () if c.type == kind), None)


def _since(condition: Condition | None) -> float | None:
    at = condition.last_transition_time if condition is not None else None
    return at.timestamp() if at is not None else None


def _now(judged: Judged, after: str = "", container: str = "") -> Now:
    what = f"{judged.what}; {after}" if after else judged.what
    return Now(judged.cause, sentence(what), judged.short, judged.clues, container)


def _leaving(case: Case) -> Now:
    gone = leaving(case)
    assert gone is not None
    words, clues = gone.what, list(gone.clues)
    if case.evidence.gone is not None:
        words += "; it is gone"
        clues.append(Clue(case.evidence.gone.at, "status", "the pod is gone"))
    elif case.deletion is not None:
        left = case.deletion.at + case.deletion.grace - case.now
        if gone.cause is Cause.NODE_LOST:
            words += "; it stands here as terminating until the node is back, or gone for good"
        elif left > 0:
            words += f"; its containers have another {span(left)} to end by themselves"
        elif not is_finished(case.pod) and left < -1:
            words += f"; the time it had for that was over {span(-left)} ago"
        failing = [
            member.name
            for member in case.members
            if member.probe(ProbeType.READINESS) is not None and member.status.state.running and not member.status.ready
        ]
        if failing:
            words += "; that its readiness probe fails meanwhile is as it should be"
    return Now(gone.cause, sentence(words), gone.short, in_order(clues))


def _unheard_of(case: Case) -> Now:
    node = case.pod.spec.node_name
    lost = node_is_lost(case)
    since = _since(lost)
    been = f" for {span(case.now - since)}" if since is not None else ""
    owner = owner_of(case.pod)
    then = (
        f"the control plane is about to delete the pod, and {owner} to make another one elsewhere"
        if owner and not owner.startswith("DaemonSet ")
        else "whether the pod still runs is not known"
    )
    words = f"nothing has been heard of the node {node}{been}, so what is told here is as it was then; {then}"
    return Now(Cause.NODE_LOST, sentence(words), shortened(f"node lost: {node}"), node_clues(case))


def _finished(case: Case) -> Now:
    if case.pod.status.phase == "Succeeded":
        ended = [e.finished for m in case.members for e in case.ends(m) if e.finished is not None and not e.replaced]
        last = max(ended, default=None)
        ago = f" {span(case.now - last)} ago" if last is not None else ""
        clues = (Clue(last, "status", "the last container ended with exit 0"),) if last is not None else ()
        return Now(
            Cause.COMPLETED,
            sentence(f"the pod has done its work: all its containers ended well{ago}"),
            "completed",
            clues,
        )
    for member in case.members:
        ends = case.ends(member)
        if ends and not ends[-1].replaced and ends[-1].exit.exit_code:
            judged = _last(case, member)
            return _now(_of_container(case, member, judged), "the pod has failed and is not started again", member.name)
    message = said(case.pod.status.message)
    told = f": {message}" if message else f": {case.pod.status.reason}" if case.pod.status.reason else ""
    return Now(Cause.UNKNOWN, sentence(f"the pod has failed{told}"), "failed")


def _unscheduled(case: Case) -> Now:
    condition = _condition(case, "PodScheduled")
    since = _since(condition)
    message = said(condition.message, 600) if condition is not None else ""
    if condition is not None and condition.reason == "SchedulingGated":
        clue = Clue(since, "status", f"SchedulingGated: {message}")
        return Now(
            Cause.GATED,
            sentence(f"it is not to be scheduled before its scheduling gates are taken away: {message}"),
            "scheduling gated",
            (clue,),
        )
    clues = [Clue(since, "status", f"{condition.reason}: {message}")] if condition is not None else []
    event = case.latest("FailedScheduling")
    if event is not None:
        message = message or said(event.message, 600)
        clues.append(Clue(event.last, case.source_of(event), f"{event.reason}: {said(event.message)}"))
    if not message:
        created = case.pod.meta.creation_timestamp
        ago = f" for {span(case.now - created.timestamp())}" if created is not None else ""
        return Now(
            Cause.UNKNOWN,
            sentence(f"it has been waiting for the scheduler{ago}, which has said nothing of it yet"),
            "waits for the scheduler",
        )
    nominated = case.pod.status.nominated_node_name
    room = f"; room is being made for it on {nominated}" if nominated else ""
    been = f", for {span(case.now - since)} now" if since is not None else ""
    return Now(
        Cause.UNSCHEDULABLE,
        sentence(f"no node takes it{been}: {message.rstrip('.')}{room}"),
        _scheduler_short(message),
        in_order(clues),
    )


def _scheduler_short(message: str) -> str:
    """`0/3 nodes: 2 Insufficient cpu` of the scheduler's long words."""
    nodes, told, rest = message.partition(" nodes are available: ")
    if not told:
        return shortened(message)
    parts = [part.strip() for part in rest.partition(". ")[0].rstrip(".").split(",")]
    parts.sort(key=lambda part: -int(part.split()[0]) if part.split()[:1] and part.split()[0].isdecimal() else 0)
    words = ", ".join(parts)
    for long in ("node(s) ", "had ", "were "):
        words = words.replace(long, "")
    return shortened(f"{nodes} nodes: {words}")


def _initializing(case: Case) -> Now | None:
    """The init container that is not done, which the others wait for."""
    initialized = _condition(case, "Initialized")
    if initialized is not None and initialized.status == "True":
        return None
    members = [member for member in case.members if member.kind != "container"]
    total = len(members)
    for number, member in enumerate(members, 1):
        state = member.status.state
        if state.terminated is not None and state.terminated.exit_code == 0:
            continue
        if member.kind == "sidecar" and member.status.started:
            continue
        which = f"init container {member.name} ({number} of {total})" if total > 1 else f"init container {member.name}"
        if state.waiting is not None and (waiting := waits(case, member, state.waiting)) is not None:
            return Now(waiting.cause, sentence(f"{which}: {waiting.what}"), waiting.short, waiting.clues, member.name)
        ends = case.ends(member)
        if state.running is None and ends and not ends[-1].replaced:
            judged = _last(case, member)
            after = _again(case, member, ends[-1])
            return Now(
                Cause.INIT,
                sentence(f"{which} fails: {judged.what}; {after}"),
                shortened(f"init {member.name}: {judged.short}"),
                judged.clues,
                member.name,
            )
        if state.running is not None:
            return _init_runs(case, member, which, ends)
        made = being_made(case)
        return Now(made.cause, sentence(f"{which}: {made.what}"), made.short, made.clues, member.name)
    return None


def _init_runs(case: Case, member: Member, which: str, ends: list[End]) -> Now:
    running = member.status.state.running
    assert running is not None
    since = running.started_at.timestamp() if running.started_at is not None else None
    starting = serving.starting_up(case, member)
    if starting is not None:
        return Now(starting.cause, sentence(f"{which}: {starting.what}"), starting.short, starting.clues, member.name)
    been = f" for {span(case.now - since)}" if since is not None else ""
    before = f", after it failed {some(member.status.restart_count, 'time')}" if member.status.restart_count > 0 else ""
    clues = [Clue(since, "status", f"init container {member.name} started")] if since is not None else []
    short = f"init {member.name}: running" + (f" {brief(case.now - since)}" if since is not None else "")
    if ends:
        judged = _last(case, member)
        clues += judged.clues
        before += f" ({judged.what})"
    return Now(
        Cause.INIT,
        sentence(f"{which} has been running{been}{before}; the others wait for it"),
        shortened(short),
        in_order(clues),
        member.name,
    )


def _last(case: Case, member: Member) -> Judged:
    return judge(case, member, len(case.ends(member)) - 1)


def _of_container(case: Case, member: Member, judged: Judged) -> Judged:
    """With the container's name, where the pod has several."""
    if len(case.pod.spec.containers or ()) + len(case.pod.spec.init_containers or ()) < 2:
        return judged
    return Judged(judged.cause, f"container {member.name}: {judged.what}", judged.short, judged.clues, judged.missing)


def _again(case: Case, member: Member, end: End) -> str:
    """What is to come after an end: the back-off, the next container."""
    item = case.ahead(Ahead.BACK_OFF, member.name)
    if item is None:
        return next_container(case, member, end)
    delay = f" {span(item.delay)}" if item.delay is not None else ""
    if item.within is None:
        return f"CrashLoopBackOff{delay}, then a new container is made"
    return f"CrashLoopBackOff{delay}: a new container is made " + (
        f"in {span(item.within)}" if item.within > 0 else "about now"
    )


def _running(case: Case) -> Now:
    """Of the containers the one that tells most."""
    judges = (_stuck, _ended, _ending, _starting, _failing, _restarted, _flapping, _unready)
    members = [member for member in case.members if member.kind != "init"]
    for look in judges:
        for member in members:
            now = look(case, member)
            if now is not None:
                return now
    if not members or (
        any(member.status.state.running is None for member in members)
        and not any(member.status.state.terminated for member in members)
    ):
        return _now(being_made(case))
    return _well(case)


def _stuck(case: Case, member: Member) -> Now | None:
    waiting = member.status.state.waiting
    judged = waits(case, member, waiting) if waiting is not None else None
    return _now(_of_container(case, member, judged), container=member.name) if judged is not None else None


def _ended(case: Case, member: Member) -> Now | None:
    """It has ended, and is to be started again or stays so."""
    ends = case.ends(member)
    if member.status.state.running is not None or not ends or ends[-1].replaced:
        return None
    policy = case.pod.spec.restart_policy or "Always"
    if not ends[-1].exit.exit_code and policy != "Always" and member.kind == "container":
        return None
    judged = _of_container(case, member, _last(case, member))
    waiting = member.status.state.waiting
    if waiting is not None:
        judged = judged.plus((Clue(None, "status", f"{waiting.reason}: {said(waiting.message)}".rstrip(": ")),))
    return _now(judged, _again(case, member, ends[-1]), member.name)


def _ending(case: Case, member: Member) -> Now | None:
    judged = serving.being_ended(case, member)
    return _now(_of_container(case, member, judged), container=member.name) if judged is not None else None


def _starting(case: Case, member: Member) -> Now | None:
    judged = serving.starting_up(case, member)
    if judged is None:
        return None
    count = member.status.restart_count
    after = f"it has been started again {some(count, 'time')} before" if count > 0 else ""
    return _now(_of_container(case, member, judged), after, member.name)


def _failing(case: Case, member: Member) -> Now | None:
    judged = serving.failing(case, member)
    return _now(_of_container(case, member, judged), container=member.name) if judged is not None else None


def _restarted(case: Case, member: Member) -> Now | None:
    """It was started again a short time ago."""
    if member.status.restart_count <= 0:
        return None
    ends = case.ends(member)
    if not ends or ends[-1].finished is None or case.now - ends[-1].finished > NEWS:
        return None
    judged = _of_container(case, member, _last(case, member))
    running = member.status.state.running
    since = running.started_at.timestamp() if running is not None and running.started_at is not None else None
    been = f" for {span(case.now - since)}" if since is not None else ""
    how = "and is ready" if member.status.ready else "and is not ready yet"
    clues = (Clue(since, "status", f"a new container {member.name} started"),) if since is not None else ()
    return _now(judged.plus(clues), f"a new container has been running{been} {how}", member.name)


def _flapping(case: Case, member: Member) -> Now | None:
    judged = serving.flapping(case) if member.kind == "container" else None
    return _now(judged) if judged is not None else None


def _unready(case: Case, member: Member) -> Now | None:
    if member.status.ready or member.status.state.running is None:
        return None
    ready = _condition(case, "Ready")
    since = _since(ready) if ready is not None and ready.status != "True" else None
    return _now(_of_container(case, member, serving.not_ready(case, member, since)), container=member.name)


def _well(case: Case) -> Now:
    ready = _condition(case, "Ready")
    if ready is not None and ready.status != "True":
        return _gate(case, ready)
    since = _since(ready)
    been = f" for {span(case.now - since)}" if since is not None else ""
    count = sum(member.status.restart_count for member in case.members)
    before = f"; its containers have been started again {some(count, 'time')}" if count > 0 else ""
    clues = (Clue(since, "status", "ready"),) if since is not None else ()
    near = _near_miss(case)
    words = f"; {near.sentence}" if near is not None else ""
    short = shortened(near.short) if near is not None else ""
    return Now(Cause.RUNNING, sentence(f"it has been running and ready{been}{before}{words}"), short, clues)


def _near_miss(case: Case) -> Item | None:
    """What a pod's probes are about, though it is ready."""
    return next((each for each in case.outlook.items if each.kind in _NEAR), None)


_NEAR = (Ahead.MISSES, Ahead.ERRORED, Ahead.SILENT)


def _gate(case: Case, ready: Condition) -> Now:
    """All containers are ready, and the pod is not."""
    since = _since(ready)
    been = f", for {span(case.now - since)} now" if since is not None else ""
    opened = {c.type for c in case.pod.status.conditions or () if c.status == "True"}
    closed = [g.condition_type for g in case.pod.spec.readiness_gates or () if g.condition_type not in opened]
    clue = Clue(since, "status", f"Ready {ready.status}: {ready.reason} {said(ready.message)}".rstrip())
    if closed:
        what = f"its containers are ready, but its readiness gate {', '.join(closed)} is closed{been}"
        return Now(Cause.READINESS, sentence(what), shortened(f"readiness gate {closed[0]}"), (clue,))
    told = said(ready.message) or ready.reason or "why is not told"
    return Now(
        Cause.READINESS, sentence(f"its containers are ready, but the pod is not{been}: {told}"), "not ready", (clue,)
    )
