"""A probe's line is kubectl's, to the letter; what kubectl prints of recorded pods is in test_described_by_kubectl."""

from __future__ import annotations

from typing import Any

import pytest

from ktui.insight.probes.config_text import config_text, unsaid
from tests.insight.probes.probes import probe

HOW = "delay=0s timeout=1s period=10s #success=1 #failure=3"

LINES: list[tuple[dict[str, Any], str]] = [
    ({"httpGet": {"path": "/", "port": 8080, "scheme": "HTTP"}}, "http-get http://:8080/"),
    ({"httpGet": {"path": "/", "port": 8080}}, "http-get http://:8080/"),
    (
        {"httpGet": {"path": "/healthz?deep=1", "port": "web", "scheme": "HTTPS"}},
        "http-get https://:web/healthz%3Fdeep=1",
    ),
    ({"httpGet": {"path": "ready now", "port": 80}}, "http-get http://:80/ready%20now"),
    ({"httpGet": {"path": "/ä", "port": 80, "host": "10.0.0.1"}}, "http-get http://10.0.0.1:80/%C3%A4"),
    ({"httpGet": {"path": "/", "port": 80, "host": "::1"}}, "http-get http://[::1]:80/"),
    ({"httpGet": {"path": "/", "port": 80, "host": "fe80::1%eth0"}}, "http-get http://[fe80::1%25eth0]:80/"),
    ({"httpGet": {"path": "/", "port": "", "host": "example"}}, "http-get http://example/"),
    ({"tcpSocket": {"port": 9999}}, "tcp-socket :9999"),
    ({"tcpSocket": {"port": "db", "host": "10.0.0.1"}}, "tcp-socket 10.0.0.1:db"),
    ({"tcpSocket": {"port": 80, "host": "::1"}}, "tcp-socket ::1:80"),
    ({"exec": {"command": ["sh", "-c", "test -f /ready"]}}, "exec [sh -c test -f /ready]"),
    ({"exec": {}}, "exec []"),
    ({"grpc": {"port": 5000, "service": "books"}}, "grpc <pod>:5000 books"),
    ({"grpc": {"port": 5000, "service": ""}}, "grpc <pod>:5000 "),
    ({"grpc": {"port": 5000}}, "grpc <pod>:5000 "),
    ({}, "unknown"),
]


@pytest.mark.parametrize(("fields", "line"), LINES, ids=[line for _, line in LINES])
def test_each_way_to_ask_has_kubectls_words(fields: dict[str, Any], line: str) -> None:
    assert config_text(probe(**fields)) == f"{line} {HOW}"


def test_the_numbers_are_the_probes() -> None:
    asked = probe(
        exec={"command": ["ok"]},
        initialDelaySeconds=7,
        timeoutSeconds=2,
        periodSeconds=5,
        successThreshold=4,
        failureThreshold=6,
    )
    assert config_text(asked) == "exec [ok] delay=7s timeout=2s period=5s #success=4 #failure=6"


def test_what_kubectl_leaves_out_is_told_apart() -> None:
    assert unsaid(probe(httpGet={"port": 80})) == ()
    headers = [{"name": "Host", "value": "a.example"}, {"name": "X-Check", "value": "deep"}]
    asked = probe(httpGet={"port": 80, "httpHeaders": headers}, terminationGracePeriodSeconds=10)
    assert unsaid(asked) == ("with Host: a.example, X-Check: deep", "then killed after 10s of grace")


@pytest.mark.parametrize("name", ["Authorization", "COOKIE", "Proxy-Authorization", "X-Api-Key", "x-auth-token"])
def test_credentials_are_not_shown(name: str) -> None:
    asked = probe(httpGet={"port": 80, "httpHeaders": [{"name": name, "value": "hunter2"}]})
    assert unsaid(asked) == (f"with {name}: (not shown)",)
