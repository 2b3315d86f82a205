"""Programs that are like real ones: those of the manifests' images, and some that fail in common ways."""

from __future__ import annotations

from ktui.demo.kubelet.program import (
    IGNORES_TERM,
    Answers,
    Exit,
    Image,
    OnTerm,
    Program,
    StartFailure,
    always_healthy,
)
from ktui.demo.kubelet.programs.answering import (
    Alternating,
    ByProbe,
    ForRequests,
    Until,
    hangs,
    not_serving,
    refuses,
    status,
)
from ktui.demo.kubelet.programs.writing import Both, Every, Once

GO_TERM = OnTerm(0.02, 2)
"""A Go program that is process 1 and has set no handler ends with 2."""
OOM_CODE = 137


def unhealthy(healthy: int = 5) -> Program:
    """luksa/kubia-unhealthy: 200 to its first requests, 500 from then on; it ignores SIGTERM."""
    return Program(
        answers=ForRequests(healthy, status(500)),
        on_term=IGNORES_TERM,
        writes=Once(((0.01, "listening on :8080"),)),
    )


def monitor() -> Program:
    """luksa/ssd-monitor: a line every five seconds, and nothing that listens."""
    return Program(on_term=GO_TERM, writes=Every(5, ("{time} SSD OK",)))


def batch_job(seconds: float = 20, code: int = 0) -> Program:
    """luksa/batch-job: works so long, then exits so."""
    lines = ((0.01, "{time} batch job starting"), (seconds, f"{{time}} finished with {code}"))
    return Program(exit=Exit(seconds, code), on_term=GO_TERM, writes=Once(lines))


def web(start_seconds: float = 0.0) -> Program:
    """A server that is well, once it has started."""
    begins = Once(((0.01, "{time} starting"), (max(start_seconds, 0.02), "{time} listening on :8080")))
    hits = Every(3, ('{time} "GET / HTTP/1.1" 200 12', '{time} "GET /items HTTP/1.1" 200 1894'))
    answers: Answers = Until(start_seconds, refuses) if start_seconds else always_healthy
    return Program(answers=answers, writes=Both(begins, hits), on_term=OnTerm(0.3, 0))


def never_listens() -> Program:
    """It runs, and nobody listens on its port: its startup probe never passes."""
    lines = ("{time} waiting for the database at db:5432", "{time} still waiting, attempt {number}")
    return Program(answers=refuses, on_term=OnTerm(0.05, 143), writes=Every(5, lines))


def hanging() -> Program:
    """One request at a time, ten seconds for each: others are refused meanwhile, and SIGTERM is ignored."""
    return Program(answers=Alternating((hangs, refuses)), on_term=IGNORES_TERM)


def leaking(seconds: float = 600.0) -> Program:
    """A slow death: well at first, then too slow for readiness, too slow for liveness, and out of memory."""
    slow = ByProbe(liveness=Until(0.95 * seconds, always_healthy, hangs), readiness=hangs)
    lines = ("{time} cache: {number} entries", "{time} WARN gc pause 812ms", "{time} cache: {number} entries")
    return Program(
        answers=Until(0.8 * seconds, always_healthy, slow),
        exit=Exit(seconds, OOM_CODE, "OOMKilled"),
        writes=Every(10, lines),
    )


def out_of_memory(seconds: float = 5.0) -> Program:
    """It asks for more memory than it may have."""
    return Program(exit=Exit(seconds, OOM_CODE, "OOMKilled"), writes=Once(((0.02, "{time} loading the index"),)))


def crashing(seconds: float = 3.0, code: int = 1, last_words: str = "panic: no such table: orders") -> Program:
    """It ends by itself, and not well."""
    lines = ((0.02, "{time} starting"), (seconds, last_words))
    return Program(exit=Exit(seconds, code), writes=Once(lines))


def grpc_not_serving(after: float = 0.0) -> Program:
    """Its gRPC health service says NOT_SERVING, from so many seconds on."""
    return Program(answers=Until(after, always_healthy, not_serving))


def no_such_image(image: str) -> Program:
    """A registry that does not know the image."""
    where = image if "/" in image else f"docker.io/library/{image}"
    reason = f'failed to pull and unpack image "{where}": failed to resolve reference "{where}": {where}: not found'
    return Program(image=Image(local=False, failure=f"rpc error: code = NotFound desc = {reason}"))


def missing_config_map(name: str) -> Program:
    """A ConfigMap that its environment needs is not there."""
    return Program(failure=StartFailure("config", f'configmap "{name}" not found'))


def no_such_command(command: str) -> Program:
    """The image does not have the command."""
    reason = f'exec: "{command}": executable file not found in $PATH'
    runc = f"OCI runtime create failed: runc create failed: unable to start container process: {reason}: unknown"
    return Program(
        failure=StartFailure("start", f"failed to create containerd task: failed to create shim task: {runc}")
    )
