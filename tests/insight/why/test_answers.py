"""What a probe was answered, in few words."""

from __future__ import annotations

import msgspec
import pytest

from ktui.insight.why.answers import answer
from ktui.model.objects import Probe

HTTP, TCP, EXEC, GRPC = (
    msgspec.convert({handler: {}, "timeoutSeconds": 2}, Probe) for handler in ("httpGet", "tcpSocket", "exec", "grpc")
)

ANSWERS = [
    (HTTP, "Liveness probe failed: HTTP probe failed with statuscode: 500", "HTTP 500", "HTTP 500"),
    (
        HTTP,
        'Startup probe failed: Get "http://10.244.0.5:8080/started": dial tcp 10.244.0.5:8080:'
        " connect: connection refused",
        "connection refused",
        "refused :8080",
    ),
    (
        HTTP,
        'Liveness probe failed: Get "http://10.0.0.1:80/": context deadline exceeded (Client.Timeout exceeded while'
        " awaiting headers)",
        "no answer within 2 s",
        "no answer in 2 s",
    ),
    (HTTP, 'Liveness probe failed: Get "http://10.0.0.1:80/": EOF', "connection closed", "connection closed"),
    (
        HTTP,
        'Liveness probe failed: Get "https://10.0.0.1:80/": http: server gave HTTP response to HTTPS client',
        "HTTP, not HTTPS",
        "HTTP, not HTTPS",
    ),
    (HTTP, "Liveness probe failed: Get http://10.0.0.1/: odd new words", "odd new words", "odd new words"),
    (
        TCP,
        "Readiness probe failed: dial tcp 10.0.0.3:9999: connect: connection refused",
        "connection refused",
        "refused :9999",
    ),
    (TCP, "Readiness probe failed: dial tcp 10.0.0.3:9999: i/o timeout", "no answer within 2 s", "no answer in 2 s"),
    (
        TCP,
        "Readiness probe failed: dial tcp 10.0.0.3:9999: connect: no route to host",
        "no route to the pod",
        "no route to the pod",
    ),
    (EXEC, "Readiness probe failed: cache is cold\n", '"cache is cold"', "cache is cold"),
    (EXEC, "(combined from similar events): Readiness probe failed: depth 7\nmore", '"depth 7"', "depth 7"),
    (EXEC, "Liveness probe failed: ", "the command failed and printed nothing", "exec failed"),
    (
        EXEC,
        'Readiness probe failed: command timed out: "sh -c sleep 9" timed out after 1s',
        "no answer within 2 s",
        "no answer in 2 s",
    ),
    (
        EXEC,
        "Readiness probe failed: curl: (7) Failed to connect to 10.0.0.1:80: connect: connection refused",
        '"curl: (7) Failed to connect to 10.0.0.1:80: connect: connection refused"',
        "curl: (7) Failed to connect to 10.0.0.1:80: connect: connection refused",
    ),
    (GRPC, 'Readiness probe failed: service unhealthy (responded with "NOT_SERVING")', "NOT_SERVING", "NOT_SERVING"),
    (
        GRPC,
        "Readiness probe failed: timeout: health rpc did not complete within 2s",
        "no answer within 2 s",
        "no answer in 2 s",
    ),
    (
        GRPC,
        'Readiness probe failed: timeout: failed to connect service "10.0.0.1:50051" within 2s:'
        " connection error: desc ="
        ' "transport: Error while dialing: dial tcp 10.0.0.1:50051: connect: connection refused"',
        "connection refused",
        "refused :50051",
    ),
    (
        GRPC,
        "Readiness probe failed: error: this server does not implement the grpc health protocol"
        " (grpc.health.v1.Health):"
        " unknown service",
        "no gRPC health service",
        "no gRPC health service",
    ),
    (None, "Liveness probe failed: HTTP probe failed with statuscode: 404", "HTTP 404", "HTTP 404"),
    (None, "Liveness probe failed: whatever it printed", '"whatever it printed"', "whatever it printed"),
    (HTTP, "", "what it was answered is not told", "failed"),
]


@pytest.mark.parametrize(("probe", "message", "text", "short"), ANSWERS, ids=[each[2] for each in ANSWERS])
def test_an_answer_in_two_lengths(probe: Probe | None, message: str, text: str, short: str) -> None:
    assert answer(message, probe) == (text, short)
