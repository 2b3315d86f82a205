"""How a container is started: its back-off, its image, its configuration; and what is told of each step."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ktui.demo.kubelet.containers import Container, container_id
from ktui.demo.kubelet.program import Launch, Program
from ktui.demo.kubelet.statuses import Waiting, full_image
from ktui.demo.moments import moment

if TYPE_CHECKING:
    from ktui.demo.kubelet.pod_worker import PodWorker
    from ktui.demo.kubelet.steps import Steps, StepsTo
    from ktui.demo.server.statuses import Raw

_IMAGE = re.compile(r"[a-z0-9]+([._:/-]+[a-z0-9]+)*(:[\w][\w.-]*)?(@sha256:[0-9a-f]{64})?")


@dataclass(frozen=True, slots=True)
class Failure:
    """A container that could not be started in a look."""

    retry_at: float | None
    """When a crashed container's back-off is over, in Unix seconds; None: it fails for another reason."""


class Starting:
    """Starts the containers of one pod."""

    def __init__(self, worker: PodWorker) -> None:
        self._worker = worker
        self._tries: dict[str, int] = {}
        self._pull_failures: dict[str, str] = {}

    def start(self, spec: Raw, dead: Container | None, failures: list[Failure]) -> Steps:
        """Start it; why it cannot be is added to `failures`. `dead` is the last one of its name that has ended."""
        worker, name = self._worker, spec["name"]
        kubelet = worker.kubelet
        if dead is not None:
            key = f"{worker.pod['metadata']['uid']}/{name}"
            if kubelet.back_off.waits(key, dead.finished, kubelet.agenda.now):
                delay = kubelet.back_off.delay(key)
                worker.tell(spec, "Warning", "BackOff", kubelet.wording.restart_back_off(name, worker.pod))
                worker.waiting[name] = Waiting("CrashLoopBackOff", kubelet.wording.crash_loop(name, worker.pod, delay))
                failures.append(Failure(dead.finished + delay))
                return
            kubelet.back_off.next(key, dead.finished, kubelet.agenda.now)
        newest = worker.containers.newest(name)
        attempt = 0 if newest is None else newest.attempt + 1
        program = kubelet.programs(self._launch(spec, attempt))
        waiting = yield from self._start(spec, attempt, program)
        if waiting is None:
            worker.waiting.pop(name, None)
            self._tries.pop(name, None)
        else:
            worker.waiting[name] = waiting
            self._tries[name] = self._tries.get(name, 0) + 1
            failures.append(Failure(None))

    def adopt(self, spec: Raw, told: Raw) -> None:
        """A container that runs already, as the pod's status tells."""
        worker, attempt = self._worker, told["restartCount"]
        if "terminated" in told.get("lastState", {}):
            ended = told["lastState"]["terminated"]
            worker.containers.create(
                Container(
                    spec["name"],
                    ended.get("containerID", "").rpartition("/")[2],
                    attempt - 1,
                    Program(),
                    told["image"],
                    "exited",
                    moment(ended["startedAt"]),
                    moment(ended["finishedAt"]),
                    ended["exitCode"],
                    ended["reason"],
                    ended.get("message", ""),
                )
            )
        program = worker.kubelet.programs(self._launch(spec, attempt))
        container = Container(spec["name"], told["containerID"].rpartition("/")[2], attempt, program, told["image"])
        container.known = True
        if "startupProbe" in spec:
            container.verdicts["startup"] = True if told.get("started") else None
        container.verdicts |= {"liveness": True, "readiness": bool(told.get("ready"))}
        worker.containers.create(container)
        worker.containers.start(container, since=moment(told["state"]["running"]["startedAt"]))
        worker.kubelet.log_begins(worker, container)

    def _launch(self, spec: Raw, attempt: int) -> Launch:
        kubelet = self._worker.kubelet
        tries = self._tries.get(spec["name"], 0)
        uid = self._worker.pod["metadata"]["uid"]
        chance = kubelet.agenda.stream(f"run {attempt} {tries} of {spec['name']} {uid}")
        return Launch(self._worker.pod, spec, attempt, tries, kubelet.agenda.now, chance)

    def _start(self, spec: Raw, attempt: int, program: Program) -> StepsTo[Waiting | None]:
        worker = self._worker
        kubelet = worker.kubelet
        waiting = yield from self._image(spec, program)
        if waiting is not None:
            worker.tell(spec, "Warning", "Failed", f"Error: {waiting.reason}")
            return waiting
        failure = program.failure
        if failure is not None and failure.step != "start":
            worker.tell(spec, "Warning", "Failed", f"Error: {failure.message}")
            config = failure.step == "config"
            return Waiting("CreateContainerConfigError" if config else "CreateContainerError", failure.message)
        yield kubelet.chance.takes(program.create_seconds)
        uid = worker.pod["metadata"]["uid"]
        own_id = container_id(uid, spec["name"], str(attempt))
        container = Container(spec["name"], own_id, attempt, program, full_image(spec["image"]))
        worker.containers.create(container)
        worker.tell(spec, "Normal", "Created", kubelet.wording.created(spec["name"]))
        yield kubelet.chance.takes(program.start_seconds)
        if failure is not None:
            worker.tell(spec, "Warning", "Failed", f"Error: {failure.message}")
            worker.containers.fail_to_start(container, failure.code, failure.message)
            return Waiting("RunContainerError", failure.message)
        worker.containers.start(container)
        kubelet.log_begins(worker, container)
        worker.tell(spec, "Normal", "Started", kubelet.wording.started(spec["name"]))
        return None

    def _image(self, spec: Raw, program: Program) -> StepsTo[Waiting | None]:
        """Have the image there; why not, if not."""
        worker, image = self._worker, spec["image"]
        kubelet, words = worker.kubelet, worker.kubelet.wording
        if not _IMAGE.fullmatch(image):
            why = f'couldn\'t parse image name "{image}": invalid reference format'
            message = f'Failed to apply default image tag "{image}": {why}'
            worker.tell(spec, "Warning", "InspectFailed", message)
            return Waiting("InvalidImageName", message)
        default = "Always" if full_image(image).endswith(":latest") else "IfNotPresent"
        policy = spec.get("imagePullPolicy", default)
        if policy != "Always" and (program.image.local or image in kubelet.images):
            worker.tell(spec, "Normal", "Pulled", words.present(image))
            return None
        if policy == "Never":
            worker.tell(spec, "Warning", "ErrImageNeverPull", words.not_present(image))
            return Waiting("ErrImageNeverPull", words.not_present(image))
        key = f"{worker.pod['metadata']['uid']}_{image}"
        if kubelet.back_off.waits_since_try(key, kubelet.agenda.now):
            worker.tell(spec, "Normal", "BackOff", f'Back-off pulling image "{image}"')
            return Waiting("ImagePullBackOff", words.image_back_off(image, self._pull_failures.get(key, "")))
        worker.tell(spec, "Normal", "Pulling", f'Pulling image "{image}"')
        seconds = kubelet.chance.takes(program.image.pull_seconds)
        yield seconds
        if program.image.failure:
            message = program.image.failure
            worker.tell(spec, "Warning", "Failed", f'Failed to pull image "{image}": {message}')
            kubelet.back_off.next(key, kubelet.agenda.now, kubelet.agenda.now)
            self._pull_failures[key] = message
            return Waiting("ErrImagePull", message)
        kubelet.images.add(image)
        worker.tell(spec, "Normal", "Pulled", words.pulled(image, round(seconds, 3), program.image.size))
        return None
