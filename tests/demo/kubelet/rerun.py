"""A recorded pod once more, under the demo's kubelet: with the recorded outcomes, and what chance then decided."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from ktui.demo.kubelet.chance import JITTER, Chance
from ktui.demo.kubelet.kubelet import NOTICED
from ktui.demo.kubelet.pod_worker import RESYNC, SANDBOX_TAKES, VOLUMES_TAKE
from ktui.demo.kubelet.program import IGNORES_TERM, Answer, Attempt, Exit, Launch, OnTerm, Program, always_healthy
from ktui.demo.kubelet.programs import workloads
from ktui.demo.kubelet.programs.answering import ByClock, ByProbe, Says
from tests.demo.kubelet.node import Node
from tests.demo.kubelet.recorded import ADDRESS, PodStory, Shown, Write, hangs, shown, write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ktui.demo.kubelet.program import Answers, ProbeKind

KILLED = 137
RACE = 2.0
"""Seconds between two probes of which it is chance who ends first."""
AS_A_RULE = 0.5
"""The middle of a jitter."""


def _talks(attempt: Attempt) -> Answer:
    return Answer("failed", f"queue depth {int(attempt.at)}\n")


def _missing(attempt: Attempt) -> Answer:
    path = attempt.spec["exec"]["command"][1]
    return Answer("failed", f"cat: can't open '{path}': No such file or directory\n")


def _cannot_run(attempt: Attempt) -> Answer:
    if attempt.probe == "liveness":
        return Answer("errored", "")
    return Answer("failed", 'command timed out: "sh -c sleep 9" timed out after 1s', seconds=1.0)


BEYOND: dict[str, Answers] = {
    "http-500": workloads.unhealthy().answers,
    "leaving": workloads.unhealthy().answers,
    "http-slow": workloads.hanging().answers,
    "tcp-refused": workloads.never_listens().answers,
    "startup-never": workloads.never_listens().answers,
    "exec-flap": ByProbe(
        readiness=ByClock(40, 2, (1,), Says("cache is cold\n")), liveness=ByClock(15, 4, (0,), Says(""))
    ),
    "two-failing": _missing,
    "talkative": _talks,
    "exec-cannot-run": _cannot_run,
}
"""What the pods' real programs answer: used where no event tells, as their budget was spent."""


class Forgetting(Random):
    """Of too many messages of one kind the recorder forgets one by chance: here the newest, and at the draws named the
    oldest; the first draw is 0."""

    def __init__(self, oldest: Sequence[int]) -> None:
        super().__init__(0)
        self._oldest = oldest
        self._drawn = itertools.count()

    def randrange(self, start: int, stop: int | None = None, step: int = 1) -> int:
        """The index."""
        return 0 if next(self._drawn) in self._oldest else start - 1


class RecordedChance(Chance):
    """The draws as they came out: where a write tells of one, that; in between those of `seeds`."""

    def __init__(self, random: Random, story: PodStory, seeds: Sequence[int] = ()) -> None:
        """`seeds`: one for each stretch between two writes of the pod in which something was held back, from which the
        jitters in it are drawn; 0: all are middling."""
        super().__init__(random, story.began)
        self._story = story
        self._looks = story.looks()
        self._restarts = story.restarts()
        self._seeds = seeds
        self._looked: dict[int, int] = {}
        self._gaps = gaps(story)
        self._relists = story.began + (story.shown[1].at if len(story.shown) > 1 else 0.5)
        begun = [start + 0.95 for (_, run), (start, *_) in story.runs.items() if run == 0]
        first = {each.reason: each.at for each in story.writes if each.count == 1 and each.part == story.writes[0].part}
        self._pulled = min(first.get("Pulled", 0.6), min(begun, default=1.0) - 0.1)
        started = [each.at for each in story.writes if each.reason == "Started" and each.count == 1]
        self._started = min(max(started, default=1.0), max(begun, default=1.0))
        self._taken = 0.0
        self._last_relist = -1.0
        self._triggered: set[str] = set()

    def relist(self, now: float) -> float:
        """When the status was seen to change, if that is soon."""
        since = now - self._story.began
        if since <= self._last_relist:
            return self._story.began + self._last_relist
        least = max(since, self._last_relist + 0.6)
        known = [*(each.at for each in self._story.shown), *self._looks]
        soon = min((at for at in known if least <= at <= since + 1.3), default=self._grid(least))
        self._last_relist = soon
        return self._story.began + soon

    def _grid(self, since: float) -> float:
        return super().relist(since + self._story.began) - self._story.began

    def trigger_takes(self, pod: tuple[str, str], container: str) -> float:
        """Too long for one look, at the first time, where a third extra probe tells that it was so."""
        run = next((each.at for each in self._story.shown if each.containers[0][1] == "running"), 0.0)
        early = [each.at - run for each in self._story.failed.get((container, "readiness"), ()) if each.at < run + 3]
        if len(early) < 3 or container in self._triggered:
            return 0.005
        self._triggered.add(container)
        return early[0]

    def takes(self, seconds: float) -> float:
        """At the first start as long as it took then; from then on as long as it takes as a rule."""
        prepared = VOLUMES_TAKE + SANDBOX_TAKES
        usual = prepared + 0.1 * len(self._story.pod["spec"]["containers"])
        before, self._taken = self._taken, self._taken + seconds
        if before < prepared - 0.01:
            return seconds * (self._pulled - NOTICED) / prepared
        if before < usual - 0.01:
            return seconds * (self._started - self._pulled) / (usual - prepared)
        return seconds

    def first_tick(
        self, pod: tuple[str, str], container: str, probe: ProbeKind, period: float, now: float, *, scattered: bool
    ) -> float:
        """So that the first failure that was recorded is one of its ticks, where it was not an extra probe."""
        failures = self._story.failed.get((container, probe))
        if not failures or (probe == "readiness" and not scattered):
            return now
        base = failures[0].at
        early = min((each.at - base + period / 2) % period - period / 2 for each in failures)
        first = self._story.began + base + max(-0.3, early)
        return now + (first - now) % period

    def look_again(self, pod: tuple[str, str], now: float, seconds: float) -> float:
        """At a look that is known, if one lies where it can; else as the stretch's seed has it."""
        since = now - self._story.began
        most = seconds * (1 + JITTER) + 1
        known = next((at - since for at in self._looks if at - since >= seconds - 0.6), None)
        # The last one may be short: a newer kubelet waits no longer than the back-off does.
        newer = self._story.version.at_least(1, 33) and seconds == RESYNC
        short = newer and known is not None and any(abs(since + known - at) < 0.01 for at in self._restarts)
        if (
            known is not None
            and known <= most + 0.6
            and not (short and known > seconds + 5 and self._draw(since) < 0.3)
        ):
            return now + known
        draw = self._draw(since)
        step = seconds * (1 + JITTER * draw) + 0.5
        if known is not None:
            # So many steps, all of them possible ones, that the known look is hit.
            fewest, most_of_them = math.ceil(known / most), max(1, math.ceil(known / seconds) - (not short))
            steps = most_of_them if short and draw < 0.3 else min(max(fewest, round(known / step)), most_of_them)
            step = max(seconds, known / steps)
        return now + step

    def _draw(self, since: float) -> float:
        """From 0 to 1."""
        stretch = next((i for i, (begin, end) in enumerate(self._gaps) if begin <= since + 0.05 < end), -1)
        self._looked[stretch] = self._looked.get(stretch, 0) + 1
        if not 0 <= stretch < len(self._seeds) or not self._seeds[stretch]:
            return AS_A_RULE
        return Random(f"{self._seeds[stretch]} {self._looked[stretch]}").random()


def gaps(story: PodStory) -> list[tuple[float, float]]:
    """The stretches in which occurrences were held back, from write to write."""
    last: dict[tuple[str, str, str], Write] = {}
    ends = []
    for each in story.writes:
        key = (each.reason, each.message, each.part)
        before = last.get(key)
        if each.count > 1 + (before.count if before else 0):
            ends.append(each.at)
        last[key] = each
    ends.append(story.until)
    return list(zip([0.0, *ends], ends, strict=False))


def shortest(story: PodStory, name: str) -> float:
    """Seconds that the container runs: its program takes the same time always, the status has whole seconds."""
    return min(end - start for (each, _), (start, end, *_) in story.runs.items() if each == name and end >= 0)


def lag(story: PodStory, name: str, probe: ProbeKind, at: float) -> float:
    """By how much a probe ended after that of another container which began with it: who was written first."""
    others = [key for key in story.failed if key[0] != name and key[1] == probe]
    for other in others:
        mine = story.failure_near(name, probe, at, RACE)
        theirs = story.failure_near(other[0], probe, at, RACE)
        if theirs is not None:
            return 0.02 if mine is None else max(0.0, mine.at - theirs.at)
    return 0.0


def program(story: PodStory, launch: Launch) -> Program:
    """What the container did in this run, as far as the recording tells."""
    name = launch.container["name"]
    _start, end, code, reason = story.runs.get((name, launch.run), (0.0, -1.0, 0, ""))
    probed = any(key[0] == name and key[1] != "readiness" for key in story.failed)
    told_until = story.told_until()
    beyond = BEYOND.get(story.name, always_healthy)

    def answers(attempt: Attempt) -> Answer:
        answer = answered(attempt)
        behind = lag(story, name, attempt.probe, attempt.at - story.began)
        return answer if answer.seconds else replace(answer, seconds=behind)

    def answered(attempt: Attempt) -> Answer:
        at = attempt.at - story.began
        took = float(attempt.spec["timeoutSeconds"])
        period = float(attempt.spec["periodSeconds"])
        known = story.failure_near(name, attempt.probe, at, period / 2 if at <= told_until else RACE / 4)
        if known is None:
            return beyond(attempt)
        output = ADDRESS.sub(attempt.address, known.output)
        if known.kind == "errored":
            return Answer("errored", output, seconds=0.1)
        late = min(0.4, max(0.0, known.at - at))
        return Answer("failed", output, seconds=late + (took if hangs(output) else 0.0))

    return Program(
        exit=Exit(shortest(story, name), code, reason) if end >= 0 and not probed else None,
        on_term=IGNORES_TERM if code in (0, KILLED) else OnTerm(0.05, code),
        answers=answers if any(key[0] == name for key in story.failed) else always_healthy,
    )


def rerun(story: PodStory, seeds: Sequence[int] = (), *, oldest: Sequence[int] = ()) -> tuple[list[Write], list[Shown]]:
    """The same pod for the same time: the kubelet's event writes, and what the status showed.

    `seeds` as `RecordedChance` has them, `oldest` as `Forgetting`.
    """
    node = Node(lambda launch: program(story, launch), version=story.version, start=story.began)
    node.agenda.random = Forgetting(oldest)
    node.kubelet.recorder.forget()
    node.kubelet.chance = RecordedChance(node.agenda.random, story, seeds)
    pod = {**story.pod, "spec": {**story.pod["spec"], "nodeName": "n1"}, "status": {"phase": "Pending"}}
    node.registry.create("pods", pod)
    if story.deleted is not None:
        at, grace = story.deleted

        def leave(pod: dict[str, dict[str, object]]) -> None:
            pod["metadata"] |= {"deletionTimestamp": "2026-11-24T02:48:14Z", "deletionGracePeriodSeconds": grace}

        def ask() -> None:
            node.registry.change("pods", pod["metadata"]["namespace"], story.name, leave)

        node.agenda.at(story.began + at, ask)
    node.run_to(story.until)
    writes: list[Write] = []
    seen: list[Shown] = []
    for seconds, change in node.writes:
        if change.after is None:
            continue
        if change.plural == "events":
            writes.append(write(seconds, change.before is None, change.after.obj))
        elif change.plural == "pods":
            now = shown(seconds, change.after.obj.get("status", {}))
            if now.containers and (not seen or seen[-1].seen != now.seen):
                seen.append(now)
    return writes, seen
