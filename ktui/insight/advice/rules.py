"""What there is to say to whoever writes a pod: every rule, and what they say of one pod."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from ktui.insight.advice import observed, written
from ktui.insight.advice.advice import Advice
from ktui.insight.advice.past import Past
from ktui.insight.advice.subject import Rule, Subject
from ktui.insight.probes.probed import pod_grace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ktui.insight.evidence import Evidence
    from ktui.model.objects import Pod, PodContainer

POD_RULES = (
    Rule("replication-controller", "a ReplicationController still makes it", written.replication_controller),
    Rule("no-grace", "no grace at its end", written.no_grace),
)

CONTAINER_RULES = (
    Rule("no-liveness-probe", "no liveness probe", written.no_liveness_probe),
    Rule("no-readiness-probe", "no readiness probe though it serves", written.no_readiness_probe),
    Rule("no-start-delay", "neither initialDelaySeconds nor startupProbe", written.no_start_delay),
    Rule("long-initial-delay", "a long initialDelaySeconds, no startupProbe", written.long_initial_delay),
    Rule("exec-starts-jvm", "an exec probe starts a JVM", written.exec_starts_jvm),
    Rule("timeout-too-long", "the timeout is not below the period", written.timeout_too_long),
    Rule("one-failure-kills", "one failure kills", written.one_failure_kills),
    Rule("liveness-same-as-readiness", "liveness asks what readiness asks", written.liveness_same_as_readiness),
    Rule("slow-return", "slow to be back in service", written.slow_return),
    Rule("asks-another-host", "a probe asks another host", written.asks_another_host),
    Rule("prestop-too-long", "preStop takes the whole grace", written.prestop_too_long),
    Rule("probe-grace-too-long", "a probe's grace is longer than the pod's", written.probe_grace_too_long),
)

OBSERVED_RULES = (
    Rule("liveness-before-start-up", "liveness may kill a start-up", observed.liveness_before_start_up),
    Rule("start-up-budget-too-short", "the start-up budget is too short", observed.start_up_budget_too_short),
    Rule("timeout-too-short", "answers come too late", observed.timeout_too_short),
    Rule("probe-cannot-run", "a probe cannot be run", observed.probe_cannot_run),
    Rule("redirect-counts", "a redirect counts as an answer", observed.redirect_counts),
)

RULES: tuple[Rule, ...] = (*POD_RULES, *CONTAINER_RULES, *OBSERVED_RULES)
"""In the order in which their advice is given; a slug stands for one."""

_FINISHED = frozenset({"Succeeded", "Failed"})


def advice_on(pod: Pod, evidence: Evidence | None = None) -> tuple[Advice, ...]:
    """What a pod could be better at: of the pod, then of each container, by what is written and what was seen.

    Nothing of a pod that has finished; of one that may complete, as a Job's, nothing about probes that it has not.
    """
    if pod.status.phase in _FINISHED:
        return ()
    found = tuple(Advice("", rule.slug, *finding) for rule in POD_RULES for finding in rule.look(pod))
    past = Past(pod, evidence) if evidence else None
    for subject in _subjects(pod):
        found += _as_written(subject)
        if past is not None:
            found += _as_observed(subject, past)
    return found


def _as_observed(subject: Subject, past: Past) -> tuple[Advice, ...]:
    name = subject.name
    return tuple(Advice(name, rule.slug, *finding) for rule in OBSERVED_RULES for finding in rule.look(subject, past))


@lru_cache(maxsize=1024)
def _as_written(subject: Subject) -> tuple[Advice, ...]:
    """What is written alike is told once: most pods have siblings."""
    name = subject.name
    return tuple(Advice(name, rule.slug, *finding) for rule in CONTAINER_RULES for finding in rule.look(subject))


def _subjects(pod: Pod) -> Iterator[Subject]:
    """The containers of a pod that may have probes."""
    grace = pod_grace(pod)
    for each in pod.spec.init_containers or ():
        if each.restart_policy == "Always":
            yield _subject(each, grace, sidecar=True, serves=False)
    serves = pod.spec.restart_policy in ("Always", "") and not _is_a_jobs(pod)
    for container in pod.spec.containers or ():
        yield _subject(container, grace, sidecar=False, serves=serves)


def _subject(container: PodContainer, grace: int, *, sidecar: bool, serves: bool) -> Subject:
    lifecycle = container.lifecycle
    return Subject(
        container.name,
        container.startup_probe,
        container.liveness_probe,
        container.readiness_probe,
        lifecycle.pre_stop if lifecycle is not None else None,
        grace,
        sidecar,
        serves,
    )


def _is_a_jobs(pod: Pod) -> bool:
    return any(owner.controller and owner.kind == "Job" for owner in pod.meta.owner_references or ())
