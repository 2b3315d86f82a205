"""One pod on its node: looked at whenever something may have changed, written down as it is, and brought on.

A look (a sync) first writes the status as the containers are at its beginning, then acts, and may take long: one that
is to be killed gets its grace within it. What happens meanwhile waits for the next. That order is what makes the events
and the status of a real kubelet come as they do (`pod_workers.go`, `kuberuntime_manager.go`).
"""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from ktui.demo.kubelet import statuses, wording
from ktui.demo.kubelet.containers import Container, PodContainers
from ktui.demo.kubelet.prober import FIELDS, Worker
from ktui.demo.kubelet.starting import Failure, Starting
from ktui.demo.kubelet.statuses import FINAL, Ended, Sight, is_sidecar, restarts
from ktui.demo.moments import moment
from ktui.demo.server.registry import DeleteOptions
from ktui.demo.server.statuses import RefusalError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ktui.demo.agenda import Appointment
    from ktui.demo.kubelet.kubelet import Kubelet
    from ktui.demo.kubelet.program import Answer, ProbeKind
    from ktui.demo.kubelet.statuses import Waiting
    from ktui.demo.kubelet.steps import Steps
    from ktui.demo.server.statuses import Raw

RESYNC = 60.0
"""Seconds after which a pod is looked at though nothing has happened."""
RETRY = 10.0
"""Seconds after which what went wrong is tried again."""
LOOK_TAKES = 0.01
"""Seconds that a look takes at least. News that comes meanwhile is for one more look, however much it is; what comes
after, while that one waits for the runtime to be asked, is for yet another."""
LEAST_GRACE = 2.0
"""Seconds that each container has to end in."""
VOLUMES_TAKE = 0.3
"""Seconds until a new pod's volumes are mounted."""
SANDBOX_TAKES = 0.3
"""Seconds until a new pod has its network."""
DEADLINE = Ended("DeadlineExceeded", "Pod was active on the node longer than the specified deadline")


class PodWorker:
    """A pod from the moment it is bound to the node until it is gone."""

    def __init__(self, kubelet: Kubelet, pod: Raw) -> None:
        self.kubelet = kubelet
        self.pod = pod
        """As the API has it."""
        self.status: Raw = pod.get("status", {})
        """As it was written last."""
        self.containers = PodContainers(kubelet.agenda, self._container_changed)
        self.address = ""
        self.waiting: dict[str, Waiting] = {}
        self._sandbox = False
        self._mounted = False
        self._probers: list[Worker] = []
        self._ended: Ended | None = None
        self._over = False
        self._working = False
        self._pending = False
        self._asleep: Appointment | None = None
        self._again: Appointment | None = None
        self._deadline: Appointment | None = None
        self._last_look = 0.0
        self._gone = False
        self._starting = Starting(self)
        self._steps: Steps | None = None
        """The look that is under way."""

    @property
    def key(self) -> tuple[str, str]:
        """Namespace and name."""
        return self.pod["metadata"]["namespace"], self.pod["metadata"]["name"]

    # What comes from outside.

    def changed(self, pod: Raw) -> None:
        """The API's object is another now; the kubelet's own status writes do not count."""
        before, self.pod = self.pod, pod
        relevant = ("deletionTimestamp", "deletionGracePeriodSeconds", "labels", "annotations", "generation")
        if pod["spec"] != before["spec"] or any(pod["metadata"].get(k) != before["metadata"].get(k) for k in relevant):
            self.look()

    def gone(self) -> None:
        """The API has it no more: whatever runs still is killed, nothing is written."""
        self._gone = True
        self._stop_probes()
        for appointment in (self._again, self._deadline, self._asleep):
            if appointment is not None:
                appointment.cancel()
        for container in self.containers.running():
            if container.ends is not None:
                container.ends.cancel()

    def end(self, ended: Ended) -> None:
        """It fails, whatever its containers do."""
        if self._ended is None and self.status.get("phase") not in FINAL:
            self._ended = ended
            self.look()

    def adopt(self) -> None:
        """Take over what runs already, as the status tells: the kubelet is new here, the pod is not."""
        known = [
            *((each, True) for each in self.pod["spec"].get("initContainers", ())),
            *((each, False) for each in self.pod["spec"]["containers"]),
        ]
        for spec, init in known:
            key = "initContainerStatuses" if init else "containerStatuses"
            told = next((each for each in self.status.get(key, ()) if each["name"] == spec["name"]), None)
            if told is not None and "running" in told["state"]:
                self._starting.adopt(spec, told)
        self._sandbox = self._mounted = bool(self.status.get("podIP"))
        self.address = self.status.get("podIP", "")
        if self._settled() and not self.leaving:
            self._add_probes(scattered=True)
            if self.kubelet.long_up:
                for worker in self._probers:
                    worker.take_over(self.told(worker.name)[0])
        else:
            self.look()

    def kubelet_stopped(self) -> None:
        """Nobody looks any more; the containers go on."""
        self._stop_probes()
        self._probers = []
        for appointment in (self._again, self._asleep, self._deadline):
            if appointment is not None:
                appointment.cancel()
        self._again = self._asleep = self._deadline = self._steps = None
        self._working = self._pending = False

    def kubelet_started(self, pod: Raw) -> None:
        """The kubelet is back; `pod` is what the API has now."""
        self.pod = pod
        self.status = pod.get("status", {})
        for container in self.containers.running():
            container.known = self.kubelet.version.at_least(1, 35)
        self.look()

    # Looks, one at a time.

    def look(self) -> None:
        """Look as soon as that is possible: the runtime must have been asked since the last look ended."""
        if self._gone or self._pending:
            return
        self._pending = True
        if not self._working:
            self._begin()

    def _begin(self) -> None:
        kubelet = self.kubelet
        when = kubelet.agenda.now
        if self._last_look:
            when = max(when, kubelet.chance.relist(self._last_look))
        self._working, self._pending = True, False
        self._asleep = kubelet.agenda.at(when, self._look)

    def _look(self) -> None:
        if self._again is not None:
            self._again.cancel()
            self._again = None
        self._steps = self._sync()
        self._step(self._steps)

    def _step(self, steps: Steps) -> None:
        """Go on until the next wait."""
        if self._gone or self._steps is not steps:
            return
        for wait in steps:
            if callable(wait):
                wait(lambda: self._step(steps))
            else:
                self._asleep = self.kubelet.agenda.after(wait, lambda: self._step(steps))
            return
        self._asleep = self.kubelet.agenda.after(LOOK_TAKES, self._looked)

    def _looked(self) -> None:
        self._working = False
        self._last_look = self.kubelet.agenda.now
        if self._pending:
            self._begin()

    def _look_in(self, seconds: float) -> None:
        if self._gone:
            return
        if self._again is not None:
            self._again.cancel()
        when = self.kubelet.chance.look_again(self.key, self.kubelet.agenda.now, seconds)
        self._again = self.kubelet.agenda.at(when, self.look)

    def _sync(self) -> Steps:
        self._keep_deadline()
        self.write(statuses.pod_status(self.sight()))
        self._trigger_readiness()
        if self.leaving or self._ended is not None or self.status["phase"] in FINAL or self._only_sidecars_left():
            yield from self._terminate()
            return
        if not self._mounted:
            yield self.kubelet.chance.takes(VOLUMES_TAKE)
            self._mounted = True
        self._add_probes()
        failures: list[Failure] = []
        yield from self._bring_on(failures)
        self._plan(failures)

    def _only_sidecars_left(self) -> bool:
        """All others have ended for good: so must these."""
        pairs = [(spec, self.containers.newest(spec["name"])) for spec in self.pod["spec"]["containers"]]
        return all(
            container is not None and container.state == "exited" and not restarts(self.pod, spec, container)
            for spec, container in pairs
        )

    def _plan(self, failures: list[Failure]) -> None:
        """When to look again, if nothing happens before."""
        now = self.kubelet.agenda.now
        backing_off = [each.retry_at for each in failures if each.retry_at is not None]
        if backing_off and self.kubelet.version.at_least(1, 33):
            self._look_in(min(RESYNC, max(0.0, min(backing_off) - now)))
        elif failures:
            self._look_in(RETRY)
        elif not self._settled():
            self._look_in(RESYNC)

    def _settled(self) -> bool:
        """Nothing that a look could change: such a pod costs nothing."""
        told = self.status.get("containerStatuses", ())
        sidecars = [each["name"] for each in self.pod["spec"].get("initContainers", ()) if is_sidecar(each)]
        inits = [each for each in self.status.get("initContainerStatuses", ()) if each["name"] in sidecars]
        return bool(told) and all("running" in each["state"] and each["ready"] for each in (*told, *inits))

    # What a look does.

    def _bring_on(self, failures: list[Failure]) -> Steps:
        """Kill what failed its probes, start what should run."""
        if not self._sandbox:
            yield self.kubelet.chance.takes(SANDBOX_TAKES)
            self._sandbox = True
            self.address = self.kubelet.new_address(self.pod)
            self._look_at_next_relist()
        # Decided from what is known at the beginning, as the kubelet does.
        dead = {spec["name"]: self.containers.last_ended(spec["name"]) for spec in self._specs()}
        to_start: list[Raw] = []
        to_kill: list[tuple[Raw, Container, ProbeKind]] = []
        inits = self.pod["spec"].get("initContainers", [])
        for spec in self._due(inits):
            container = self.containers.newest(spec["name"])
            if container is not None and container.state == "running":
                failed = self._failed_probe(container)
                if failed is None:
                    continue
                to_kill.append((spec, container, failed))
                if not self._may_restart(spec):
                    continue
            elif not restarts(self.pod, spec, container):
                continue
            to_start.append(spec)
        for spec, container, probe in to_kill:
            init = spec in inits
            message = wording.failed_probe(spec["name"], probe, restarts=self._may_restart(spec), init=init)
            yield from self._kill([(spec, container)], message, probe)
            if self._gone:
                return
        for spec in to_start:
            yield from self._starting.start(spec, dead[spec["name"]], failures)
            if self._gone:
                return

    def _due(self, inits: list[Raw]) -> list[Raw]:
        """The containers that are to run by now: init containers one after another, sidecars from their turn on."""
        due: list[Raw] = []
        main = self.pod["spec"]["containers"]
        begun = any(self.containers.newest(each["name"]) is not None for each in main)
        for spec in inits:
            newest = self.containers.newest(spec["name"])
            if is_sidecar(spec):
                due.append(spec)
                if not begun and not statuses.is_started(spec, newest):
                    return due
            elif not begun and not (newest is not None and newest.state == "exited" and newest.code == 0):
                return [*due, spec]
        return [*due, *main]

    def _may_restart(self, spec: Raw) -> bool:
        return is_sidecar(spec) or self.pod["spec"].get("restartPolicy", "Always") != "Never"

    @staticmethod
    def _failed_probe(container: Container) -> ProbeKind | None:
        kinds: tuple[ProbeKind, ...] = ("liveness", "startup")
        return next((kind for kind in kinds if container.verdicts.get(kind, True) is False), None)

    def _kill(self, which: list[tuple[Raw, Container]], message: str, probe: ProbeKind | None = None) -> Steps:
        """End containers, all of them at once, each with its grace; until they are gone."""
        left = len(which)

        def ended(resume: Callable[[], None]) -> None:
            nonlocal left
            left -= 1
            if not left:
                resume()

        def stop(resume: Callable[[], None]) -> None:
            for spec, container in which:
                grace = self._grace(spec, probe)
                before = min(_pre_stop(spec), grace)
                after = max(grace - before, LEAST_GRACE)
                ask = partial(self.containers.stop, container, after, partial(ended, resume))
                self.kubelet.agenda.after(before, ask)

        for spec, _ in which:
            self.tell(spec, "Normal", "Killing", message or f"Stopping container {spec['name']}")
        yield stop

    def _grace(self, spec: Raw, probe: ProbeKind | None) -> float:
        meta = self.pod["metadata"]
        if "deletionGracePeriodSeconds" in meta:
            return float(meta["deletionGracePeriodSeconds"])
        if probe is not None and self.kubelet.version.at_least(1, 22):
            own = spec[FIELDS[probe]].get("terminationGracePeriodSeconds")
            if own is not None:
                return float(own)
        return float(self.pod["spec"].get("terminationGracePeriodSeconds", 30))

    def _terminate(self) -> Steps:
        """End it all, write the last status, and where it was to be deleted, delete it."""
        newer = self.kubelet.version.at_least(1, 22)
        which = [(self._spec(each.name), each) for each in self.containers.running()]
        if newer:
            for worker in self._probers:
                if worker.probe != "readiness":
                    worker.stop()
        if which:
            yield from self._kill(which, "")
            if self._gone:
                return
            yield self.kubelet.chance.takes(0.1)
        self._stop_probes()
        self._over = True
        self._sandbox = False
        self.write(statuses.pod_status(self.sight()))
        if self.leaving:
            yield self.kubelet.chance.takes(0.4)
            self._delete()

    def _delete(self) -> None:
        uid = self.pod["metadata"]["uid"]
        try:
            self.kubelet.registry.delete("pods", *self.key, DeleteOptions(grace=0, uid=uid))
        except RefusalError:
            # Gone already, or another of the same name by now.
            return

    def _keep_deadline(self) -> None:
        seconds = self.pod["spec"].get("activeDeadlineSeconds")
        if seconds is None or self._deadline is not None or self._ended is not None:
            return
        started = moment(self.status["startTime"]) if "startTime" in self.status else self.kubelet.agenda.now

        def exceeded() -> None:
            if not self._gone and self.kubelet.running and self.status.get("phase") not in FINAL:
                self.kubelet.tell(self.pod, "Normal", DEADLINE.reason, DEADLINE.message)
                self.end(DEADLINE)

        self._deadline = self.kubelet.agenda.at(started + seconds, exceeded)

    # Status.

    def sight(self) -> Sight:
        """What the status is made from now."""
        return Sight(
            pod=self.pod,
            old=self.status,
            containers=self.containers,
            waiting=self.waiting,
            sandbox=self._sandbox,
            host_ip=self.kubelet.host_ip,
            pod_ip=self.address,
            version=self.kubelet.version,
            now=self.kubelet.agenda.now,
            over=self._over,
            ended=self._ended,
        )

    def write(self, status: Raw | None) -> None:
        """Send the status, if it is another; wake the probes that wait for one."""
        if status is None or self._gone or status == self.status:
            return
        self.status = status
        uid = self.pod["metadata"]["uid"]

        def edit(pod: Raw) -> None:
            if pod["metadata"]["uid"] == uid:
                pod["status"] = status

        self.kubelet.registry.change("pods", *self.key, edit, subresource="status")
        for worker in self._probers:
            worker.notice()

    def tell(self, spec: Raw, event_type: str, reason: str, message: str) -> None:
        """An event about one container."""
        kind = "initContainers" if spec in self.pod["spec"].get("initContainers", ()) else "containers"
        path = f"spec.{kind}{{{spec['name']}}}"
        self.kubelet.tell(self.pod, event_type, reason, message, path)

    def _container_changed(self, container: Container) -> None:
        """The runtime has news: the kubelet sees it when it asks next."""
        if container.state == "exited":
            self.kubelet.log_ends(self, container)
        if not self._gone and self.kubelet.running:
            self._look_at_next_relist()

    def _look_at_next_relist(self) -> None:
        self.kubelet.agenda.at(self.kubelet.chance.relist(self.kubelet.agenda.now), self.look)

    def _specs(self) -> list[Raw]:
        return [*self.pod["spec"].get("initContainers", ()), *self.pod["spec"]["containers"]]

    def _spec(self, name: str) -> Raw:
        return next(each for each in self._specs() if each["name"] == name)

    # Probes: what the workers see and say.

    def _add_probes(self, *, scattered: bool = False) -> None:
        """`scattered`: whenever the pod was started, it was not all of them at this moment."""
        if self._probers:
            return
        kubelet = self.kubelet
        for spec in self._specs():
            if spec in self.pod["spec"].get("initContainers", ()) and not is_sidecar(spec):
                continue
            for probe, field in FIELDS.items():
                if field in spec:
                    period = float(spec[field].get("periodSeconds", 10))
                    now = kubelet.agenda.now
                    late = scattered or kubelet.scatters_probes(period)
                    first = kubelet.chance.first_tick(self.key, spec["name"], probe, period, now, scattered=late)
                    holds = kubelet.version.at_least(1, 27)
                    self._probers.append(Worker(self, kubelet.agenda, spec, probe, first, holds_started=holds))

    def _stop_probes(self) -> None:
        for worker in self._probers:
            worker.stop()

    def _trigger_readiness(self) -> None:
        """A look at a container that is not ready has it probed at once (newer releases)."""
        if not self.kubelet.version.at_least(1, 21):
            return
        for worker in self._probers:
            if worker.probe == "readiness":
                container = self.containers.newest(worker.name)
                if (
                    container is not None
                    and statuses.is_started(self._spec(worker.name), container)
                    and container.verdicts.get("readiness") is not True
                ):
                    wait = self.kubelet.chance.trigger_takes(self.key, worker.name)
                    self.kubelet.agenda.after(wait, worker.trigger)

    @property
    def leaving(self) -> bool:
        """It is to be deleted."""
        return "deletionTimestamp" in self.pod["metadata"]

    def is_leaving(self) -> bool:
        """Whether liveness and startup probes have ended with that."""
        return self.leaving and self.kubelet.version.at_least(1, 22)

    def is_over(self) -> bool:
        """Whether it has reached its last phase."""
        return self._gone or self.status.get("phase") in FINAL

    def told(self, container: str) -> tuple[str, Raw]:
        """ID and state of a container in the status."""
        for key in ("containerStatuses", "initContainerStatuses"):
            for each in self.status.get(key, ()):
                if each["name"] == container:
                    return each.get("containerID", "").removeprefix("containerd://"), each["state"]
        return "", {}

    def told_started(self, container: str) -> bool:
        """Whether the status says that it has started."""
        for key in ("containerStatuses", "initContainerStatuses"):
            for each in self.status.get(key, ()):
                if each["name"] == container:
                    return bool(each.get("started"))
        return False

    def container(self, name: str, told_id: str) -> Container | None:
        """The container with this ID."""
        return next((each for each in self.containers.of(name) if each.id == told_id), None)

    def restarts_ever(self, container: str) -> bool:
        """Whether it may be started again after its end."""
        return self._may_restart(self._spec(container))

    def probe_told(self, container: str, probe: ProbeKind, answer: Answer) -> None:
        """Tell of a probe as the kubelet does."""
        if not self.kubelet.running:
            return
        words = self.kubelet.wording
        spec = self._spec(container)
        if answer.kind == "warning":
            self.tell(spec, "Warning", "ProbeWarning", words.probe_warning(probe, answer.message))
        elif answer.kind == "errored":
            self.tell(spec, "Warning", "Unhealthy", words.probe_errored(probe, answer.message))
        else:
            self.tell(spec, "Warning", "Unhealthy", words.probe_failed(probe, answer.message))

    def verdict_changed(self, container: str, probe: ProbeKind) -> None:
        """Act on it: a readiness is written at once, a failed liveness probe is looked at."""
        newest = self.containers.newest(container)
        if newest is None or not self.kubelet.running:
            return
        verdict = newest.verdicts.get(probe)
        newer = self.kubelet.version.at_least(1, 22)
        if probe == "readiness":
            self.write(statuses.with_readiness(self.sight(), container, ready=verdict is True))
        elif probe == "startup":
            self.write(statuses.with_started(self.sight(), container, started=verdict is True))
        if (probe == "liveness" and verdict is False) or (probe != "liveness" and newer):
            self.look()


def _pre_stop(spec: Raw) -> float:
    """Seconds that a container's preStop hook takes: as long as it sleeps; what else it does takes no time."""
    hook = spec.get("lifecycle", {}).get("preStop", {})
    if "sleep" in hook:
        return float(hook["sleep"].get("seconds", 0))
    words = " ".join(hook.get("exec", {}).get("command", ())).split()
    return next((float(after) for word, after in pairwise(words) if word == "sleep" and after.isdigit()), 0.0)
