"""What the containers of the story do, by their image: which are well, and how the others fail.

Whatever is not of the story runs as the kubelet's own catalogue has it, by its command.
"""

from __future__ import annotations

from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING

from ktui.demo.kubelet import wording
from ktui.demo.kubelet.program import HEALTHY, IGNORES_TERM, Answer, Exit, OnTerm, Program, StartFailure
from ktui.demo.kubelet.programs import workloads
from ktui.demo.kubelet.programs.answering import Until, not_serving, refuses, status
from ktui.demo.kubelet.programs.catalogue import catalogue
from ktui.demo.kubelet.programs.writing import Both, Every, Once

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ktui.demo.kubelet.program import Answers, Attempt, Launch
    from ktui.demo.server.registry import Registry

    Make = Callable[[Launch], Program]

A_JOBS_SECONDS = 20.0
"""After which the pod of a Job ends that would run for ever otherwise."""

_KEPT = {
    "secretKeyRef": "secret",
    "configMapKeyRef": "configmap",
    "secretRef": "secret",
    "configMapRef": "configmap",
}
"""Where a variable comes from: the field that names it, and its kind."""


class StoryPrograms:
    """What each container of the cluster that `registry` holds does: the `Programs` of its kubelets."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._others = catalogue()

    def __call__(self, launch: Launch) -> Program:
        """The run that is about to begin."""
        if missing := self._missing(launch):
            return Program(failure=StartFailure("config", missing))
        image: str = launch.container["image"]
        made = _PROGRAMS.get(image) or _PROGRAMS.get(image.rpartition(":")[0])
        program = made(launch) if made is not None else self._others(launch)
        if program.exit is None and program.failure is None and _of_a_job(launch):
            return replace(program, exit=Exit(A_JOBS_SECONDS))
        return program

    def _missing(self, launch: Launch) -> str:
        """What the container's variables should come from and is not there, in the kubelet's words; "": nothing."""
        env, env_from = launch.container.get("env", ()), launch.container.get("envFrom", ())
        namespace = launch.pod["metadata"]["namespace"]
        for source in (*(variable.get("valueFrom", {}) for variable in env), *env_from):
            for field, kind in _KEPT.items():
                wanted = source.get(field)
                if wanted is None or wanted.get("optional"):
                    continue
                there = self._registry.get(f"{kind}s", namespace, wanted["name"])
                if there is None:
                    return f'{kind} "{wanted["name"]}" not found'
                if "key" in wanted and wanted["key"] not in there.get("data", {}):
                    words = {"secret": "Secret", "configmap": "ConfigMap"}[kind]
                    return f"couldn't find key {wanted['key']} in {words} {namespace}/{wanted['name']}"
        return ""


def _of_a_job(launch: Launch) -> bool:
    return any(owner["kind"] == "Job" for owner in launch.pod["metadata"].get("ownerReferences", ()))


# What is well.


def _requests(name: str, seconds: float = 2.0) -> Every:
    """The log of a web server of this name."""
    return Every(
        seconds,
        (
            f'{{time}} 10.244.1.7 "GET /{name}/items?page={{number}} HTTP/1.1" 200 5120B 34ms',
            '{time} 10.244.3.12 "GET /metrics HTTP/1.1" 200 18211B 9ms',
            f'{{time}} 10.244.2.31 "GET /{name}/items/{{number}} HTTP/1.1" 200 1304B 12ms',
            f'{{time}} 10.244.1.7 "POST /{name}/items HTTP/1.1" 201 88B 61ms',
            f'{{time}} 10.244.5.3 "GET /{name}/items/0 HTTP/1.1" 404 21B 4ms',
        ),
    )


def _server(name: str, warm_up: float = 0.0) -> Make:
    """A server that logs its requests, and refuses probes until it has started for `warm_up` seconds."""
    begins = Once(((0.2, f"{{time}} {name} is starting"), (warm_up + 0.3, "{time} listening on :8080")))
    program = Program(
        answers=Until(warm_up, refuses) if warm_up else lambda _attempt: HEALTHY,
        writes=Both(begins, _requests(name)),
        on_term=OnTerm(0.4, 0),
    )
    return lambda _launch: program


def _daemon(*lines: str, seconds: float = 10.0) -> Make:
    """Something that runs for ever, and says the same each so often."""
    program = Program(writes=Every(seconds, lines))
    return lambda _launch: program


def _batch(what: str, least: float, most: float) -> Make:
    """Work that ends well after `least` to `most` seconds."""

    def make(launch: Launch) -> Program:
        seconds = launch.random.uniform(least, most)
        writes = Every(3.0, (f"{{time}} level=info msg={what!r} batch={{number}}",))
        return Program(exit=Exit(seconds), writes=Both(writes, Once(((seconds, "{time} done"),))))

    return make


# What fails.


def _failing_batch(after: float, code: int, *said: str) -> Make:
    """Work that comes to nothing."""

    def make(launch: Launch) -> Program:
        seconds = after * launch.random.uniform(0.8, 1.2)
        *before, last = said
        lines = [(0.1 + 0.2 * index, f"{{time}} {text}") for index, text in enumerate(before)]
        return Program(exit=Exit(seconds, code), writes=Once((*lines, (seconds, f"{{time}} {last}"))))

    return make


def _always(answer: Answers) -> Answers:
    """The same for as long as the container runs: it need not be asked again."""
    return lambda attempt: replace(answer(attempt), until=inf)


def _checkout(launch: Launch) -> Program:
    """The release that leaks connections: after a minute or two every request ends in 500."""
    breaks = round(launch.random.uniform(40.0, 150.0))
    complaint = Once(((float(breaks), "{time} ERROR pool exhausted: 64 of 64 connections in use"),))
    return Program(
        answers=Until(breaks, lambda _attempt: HEALTHY, _always(status(500))),
        on_term=IGNORES_TERM,
        writes=Both(_requests("checkout"), complaint),
    )


def _cart(launch: Launch) -> Program:
    """Its cache is cold for a while every few minutes: not ready then, and no harm done."""
    period, cold = launch.random.uniform(150.0, 260.0), launch.random.uniform(25.0, 60.0)

    def answer(attempt: Attempt) -> Answer:
        if attempt.probe != "readiness":
            return HEALTHY
        turn, phase = divmod(attempt.since, period)
        begins = turn * period
        if phase < cold:
            return Answer("failed", "cache is cold\n", until=begins + cold)
        return Answer("success", until=begins + period)

    return Program(answers=answer, writes=_requests("cart"))


def _search(launch: Launch) -> Program:
    """Never gets as far as to listen."""
    loading = Every(7.0, ("{time} loading segment {number} of 212 from object storage",))
    return Program(answers=_always(refuses), writes=loading)


def _recommendations(launch: Launch) -> Program:
    """Every other answer takes longer than the probe waits, and now and then three in a row do."""

    def answer(attempt: Attempt) -> Answer:
        wait = float(attempt.spec.get("timeoutSeconds", 1))
        if attempt.random.random() < 0.55:
            return Answer("failed", wording.http_timeout(attempt.address, attempt.spec), seconds=wait)
        return Answer("success", seconds=wait * attempt.random.uniform(0.3, 0.9))

    return Program(
        answers=answer, writes=Every(15.0, ("{time} WARN predict took 2310 ms", "{time} predict took 480 ms"))
    )


def _ledger(launch: Launch) -> Program:
    """Waits for a lock that nobody gives back, before it listens."""
    waiting = Every(10.0, ("{time} LOG waiting for the lock on /var/lib/ledger/postmaster.pid",))
    return Program(answers=_always(refuses), writes=waiting)


def _fraud(launch: Launch) -> Program:
    """Serves, and says of itself that it does not."""
    old = Every(30.0, ("{time} the scoring model is 9 days old: not serving",))
    return Program(answers=_always(not_serving), writes=old)


def _settlement(launch: Launch) -> Program:
    """Reads the whole day into memory."""
    reading = Every(2.0, ("{time} read {number} x 50000 transactions",))
    return Program(exit=Exit(launch.random.uniform(18.0, 50.0), 137, reason="OOMKilled"), writes=reading)


def _thumbnails(launch: Launch) -> Program:
    """Its readiness probe runs a script that the image does not have."""

    def answer(attempt: Attempt) -> Answer:
        command = attempt.spec["exec"]["command"][0] if "exec" in attempt.spec else "?"
        return Answer("errored", _NO_SUCH_SCRIPT.format(command=command), until=inf)

    return Program(answers=answer, writes=_requests("thumbnails", 9.0))


_NO_SUCH_SCRIPT = (
    "rpc error: code = Unknown desc = failed to exec in container: failed to start exec "
    '"7d0c2d4b6a5e8f907d0c2d4b6a5e8f907d0c2d4b6a5e8f907d0c2d4b6a5e8f90": OCI runtime exec failed: exec failed: '
    'unable to start container process: exec: "{command}": stat {command}: no such file or directory: unknown'
)

_PROGRAMS: Mapping[str, Make] = {
    "registry.example/shop/web:2.15.0-rc1": lambda launch: workloads.no_such_image(launch.container["image"]),
    "registry.example/shop/web": _server("web", warm_up=2.0),
    "registry.example/shop/catalog": _server("catalog", warm_up=14.0),
    "registry.example/shop/checkout:3.2.0": _checkout,
    "registry.example/shop/checkout": _server("checkout", warm_up=3.0),
    "registry.example/shop/cart": _cart,
    "registry.example/shop/search:8.0.0": _search,
    "registry.example/shop/recommendations": _recommendations,
    "registry.example/shop/importer": _failing_batch(
        3.0, 1, "connecting to feed.registry.example:21", "panic: unexpected EOF in the header, line 1"
    ),
    "registry.example/shop/thumbnails": _thumbnails,
    "registry.example/shop/thumbnails-batch": _batch("rendered", 60.0, 90.0),
    "registry.example/library/redis": _daemon("{time} * 100 changes in 300 seconds. Saving...", seconds=300.0),
    "registry.example/payments/gateway": _server("gateway", warm_up=4.0),
    "registry.example/payments/audit-tail": _daemon("{time} 812 entries forwarded", seconds=30.0),
    "registry.example/payments/ledger": _ledger,
    "registry.example/payments/fraud": _fraud,
    "registry.example/payments/settlement": _settlement,
    "registry.example/payments/migrate": _failing_batch(
        6.0, 3, "the schema is at 2031-dirty", "refusing to migrate a dirty schema: fix it, then force 2031"
    ),
    "registry.example/monitoring/log-shipper:3.0.0": _failing_batch(
        1.0, 78, 'ERROR /etc/log-shipper/config.toml: unknown field "sinks.main.batch", expected "batching"'
    ),
    "registry.example/monitoring/log-shipper": _daemon("{time} shipped 812 lines to logs.monitoring:9200"),
    "registry.example/monitoring/check-certificates": _batch("checked a certificate", 8.0, 15.0),
    "registry.example/ingress/edge-proxy": _server("edge", warm_up=2.0),
    "registry.example/data/migrate-invoices": _failing_batch(
        5.0, 1, "ERROR: duplicate key value violates unique constraint invoices_pkey (id=40017)"
    ),
    "registry.example/data/reindex": _batch("indexed", 110.0, 240.0),
    "registry.example/data/import-orders": _batch("imported", 40.0, 80.0),
    "registry.example/data/close-of-day": _batch("closed a branch", 25.0, 45.0),
    "registry.example/data/sweep": _batch("swept", 8.0, 25.0),
    "registry.example/data/refresh-rates": _batch("refreshed", 4.0, 9.0),
    "registry.example/data/reconcile": _batch("reconciled", 390.0, 450.0),
    "registry.example/data/backup": _failing_batch(
        12.0, 2, "dumping shop (41 GB)", "write /backup/shop.dump: no space left on device"
    ),
}
"""By image with its tag, else without."""
