"""What looks secret is taken out, and nothing else."""

from __future__ import annotations

import base64
import copy
import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.recording.redact import REDACTED, looks_secret, redact, redact_text
from tests.recording.files import RECORDINGS

SECRET_NAMES = (
    "PASSWORD",
    "DB_PASSWORD",
    "dbPassword",
    "PGPASSWORD",
    "MYSQL_PWD",
    "API_TOKEN",
    "authtoken",
    "CLIENT_SECRET",
    "SECRET_KEY_BASE",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "ENCRYPTION_KEY",
    "apiKey",
    "GOOGLE_CREDENTIALS",
    "REDIS_AUTH",
    "SENTRY_DSN",
    "X-Api-Key",
    "Authorization",
    "Cookie",
)
OPEN_NAMES = (
    "LOG_LEVEL",
    "PORT",
    "HOSTNAME",
    "KEYCLOAK_URL",
    "AUTH_MODE",
    "MONKEY",
    "PASSENGERS",
    "COMPASS",
    "POD_NAME",
    "JAVA_OPTS",
    "PATH",
)
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"
PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----"


@pytest.mark.parametrize("name", SECRET_NAMES)
def test_names_that_say_so(name: str) -> None:
    assert looks_secret(name)
    assert redact_text("hunter2", name) == REDACTED


@pytest.mark.parametrize("name", OPEN_NAMES)
def test_names_that_do_not(name: str) -> None:
    assert not looks_secret(name)
    assert redact_text("hunter2", name) == "hunter2"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("postgres://app:hunter2@db:5432/app?sslmode=off", "postgres://app:REDACTED@db:5432/app?sslmode=off"),
        ("amqp://hunter2token@queue/", "amqp://REDACTED@queue/"),
        ("Server=db;User=app;Password=hunter2;Timeout=5", "Server=db;User=app;Password=REDACTED;Timeout=5"),
        ("host=db password='hunter 2' user=app", "host=db password='REDACTED' user=app"),
        ('{"user":"app","password":"hunter2"}', '{"user":"app","password":"REDACTED"}'),
        ("api_key: hunter2", "api_key: REDACTED"),
        (JWT, REDACTED),
        (f"-H 'Authorization: Bearer {JWT}'", f"-H 'Authorization: Bearer {REDACTED}'"),
        ("Authorization: Basic YXBwOmh1bnRlcjI=", "Authorization: Basic REDACTED"),
        (PEM, REDACTED),
        (f"x {PEM} y", f"x {REDACTED} y"),
        (PEM[:60], REDACTED),
        ("AKIAIOSFODNN7EXAMPLE", REDACTED),
        ("ghp_16C7e42F292c6912E7710c838347Ae178B4a", REDACTED),
        ("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY1", REDACTED),
        (base64.b64encode(bytes(range(60))).decode(), REDACTED),
        ("d41d8cd98f00b204e9800998ecf8427e", REDACTED),
    ],
)
def test_values_that_can_hardly_be_anything_else(text: str, left: str) -> None:
    assert redact_text(text) == left
    assert redact_text(left) == left


@pytest.mark.parametrize(
    "text",
    [
        "",
        "true",
        "info",
        "http://web.shop.svc.cluster.local:8080/healthz?full=1",
        "postgres://db:5432/app",
        "2fd3c13a-9a95-46d6-b284-295aae3635cc",
        "/usr/lib/jvm/Java-17-Openjdk-Amd64/lib/Security/policies",
        "docker.io/library/nginx@example",
        "$(DB_PASSWORD)",
        "password=$(DB_PASSWORD)",
        "export TOKEN=$TOKEN; run",
        "-Xmx512m -XX:+UseContainerSupport -Dfile.encoding=UTF-8",
        "12345678901234567890123456789012",
        "averyveryverylongwordwithoutanythinginit",
    ],
)
def test_values_that_are_nothing_of_the_kind(text: str) -> None:
    assert redact_text(text) == text


def test_what_a_sum_is_of_is_no_secret_and_neither_is_a_place() -> None:
    commit = "da39a3ee5e6b4b0d3255bfef95601890afd80709"
    assert redact_text(commit, "GIT_COMMIT") == commit
    assert redact_text(commit, "checksum/config") == commit
    assert redact_text("/run/secrets/db", "DB_PASSWORD_FILE") == "/run/secrets/db"
    assert redact_text("hunter2", "DB_PASSWORD_FILE") == REDACTED
    assert redact_text("true", "USE_TOKEN") == "true"


def template(env: Any, args: Any) -> dict[str, Any]:
    return {"spec": {"containers": [{"name": "c", "env": env, "args": args}], "initContainers": [{"env": env}]}}


def test_every_place_of_every_kind_is_looked_at() -> None:
    env = [{"name": "PASSWORD", "value": "hunter2"}, {"name": "A", "value": "b"}]
    args = ["--password=hunter2", "--token", "hunter2", "-v", "run"]
    inner = template(env, args)
    kinds = (
        inner,
        {"spec": {"template": inner}},
        {"spec": {"jobTemplate": {"spec": {"template": inner}}}},
        {"data": {"spec": {"template": inner}}},
    )
    for obj in kinds:
        before = copy.deepcopy(obj)
        told = json.dumps(redact(obj))
        assert "hunter2" not in told
        assert json.dumps({"name": "A", "value": "b"}) in told
        assert json.dumps(["--password=REDACTED", "--token", "REDACTED", "-v", "run"]) in told
        assert obj == before


def test_what_was_applied_is_read_and_cleaned_inside() -> None:
    name = "kubectl.kubernetes.io/last-applied-configuration"
    applied = template([{"name": "TOKEN", "value": "hunter2"}], ["-v"])
    applied["spec"]["volumes"] = [{"name": "v", "secret": {"secretName": "db-password"}}]
    text = json.dumps(applied, separators=(",", ":")) + "\n"
    told = redact({"metadata": {"annotations": {name: text}}})["metadata"]["annotations"][name]
    assert told == text.replace("hunter2", REDACTED)
    plain = json.dumps(template([], ["-v"]), indent=1)
    assert redact({"metadata": {"annotations": {name: plain}}})["metadata"]["annotations"][name] == plain
    assert redact({"metadata": {"annotations": {name: "{hunter2"}}})["metadata"]["annotations"][name] == REDACTED


@pytest.mark.parametrize(
    ("name", "value", "left"),
    [
        ("example.com/token", "hunter2", REDACTED),
        ("example.com/url", "https://app:hunter2@git/", "https://app:REDACTED@git/"),
        ("example.com/settings", '{"password":"hunter2","size":3}', '{"password":"REDACTED","size":3}'),
        ("example.com/settings", '{"deep":[{"env":[{"name":"KEY","value":"hunter2"}]}]}', None),
        ("example.com/size", "3", "3"),
        ("prometheus.io/scrape", "true", "true"),
        ("kubernetes.io/config.hash", "da39a3ee5e6b4b0d3255bfef95601890", "da39a3ee5e6b4b0d3255bfef95601890"),
        ("kubernetes.io/config.seen", "2026-11-23T18:53:43.123456789Z", "2026-11-23T18:53:43.123456789Z"),
        ("kubectl.kubernetes.io/restartedAt", "2026-11-23T18:53:43Z", "2026-11-23T18:53:43Z"),
    ],
)
def test_annotations(name: str, value: str, left: str | None) -> None:
    told = redact({"metadata": {"annotations": {name: value}}})["metadata"]["annotations"][name]
    assert "hunter2" not in told
    if left is not None:
        assert told == left


def test_probes_messages_and_volumes_too() -> None:
    obj = {
        "livenessProbe": {
            "httpGet": {
                "path": "/health?token=hunter2",
                "httpHeaders": [{"name": "Authorization", "value": "hunter2"}],
            },
            "exec": {"command": ["sh", "-c", "check --password hunter --secret=hunter2"]},
        },
        "message": 'Liveness probe failed: Get "http://10.0.0.1/health?token=hunter2": dial tcp',
        "volumes": [{"csi": {"volumeAttributes": {"accessKey": "hunter2", "bucket": "b"}}}],
    }
    told = redact(obj)
    assert "hunter2" not in json.dumps(told)
    assert told["message"] == 'Liveness probe failed: Get "http://10.0.0.1/health?token=REDACTED": dial tcp'
    assert told["volumes"][0]["csi"]["volumeAttributes"]["bucket"] == "b"
    for message in (
        'Error: secret "db-token" not found',
        'MountVolume.SetUp failed for volume "token" : secret "x" not found',
        "Back-off restarting failed container token: secret",
    ):
        assert redact({"message": message}) == {"message": message}


def test_references_stay() -> None:
    obj = {
        "env": [{"name": "PASSWORD", "valueFrom": {"secretKeyRef": {"name": "db-token", "key": "password"}}}],
        "envFrom": [{"secretRef": {"name": "token"}}],
        "volumes": [{"secret": {"secretName": "password"}}],
        "imagePullSecrets": [{"name": "token"}],
        "labels": {"token": "yes"},
    }
    assert redact(obj) == obj


def test_managed_fields_go() -> None:
    obj = {"metadata": {"name": "a", "managedFields": [{"manager": "kubectl"}]}, "kind": "Pod"}
    assert redact(obj) == {"metadata": {"name": "a"}, "kind": "Pod"}


@pytest.mark.parametrize("name", ["probes.jsonl", "probes-1.35.jsonl", "probes-odd.jsonl"])
def test_real_objects_without_secrets_are_left_as_they_are(name: str) -> None:
    for text in (RECORDINGS / name).read_text().splitlines():
        obj = json.loads(text)["object"]
        assert redact(obj) == obj


SECRETS = st.one_of(
    st.just(JWT),
    st.just(PEM),
    st.text("abcdefXYZ0123456789", min_size=40, max_size=60).map(lambda text: f"a1B{text}"),
)
PLAIN_WORDS = st.text("abcdefghij -:", max_size=20)


@given(
    st.lists(st.tuples(st.sampled_from(OPEN_NAMES), PLAIN_WORDS), max_size=4),
    st.lists(st.tuples(st.sampled_from(OPEN_NAMES), SECRETS), max_size=3),
    st.lists(st.tuples(st.sampled_from(SECRET_NAMES), st.text("!?~^xyz", min_size=3)), max_size=3),
    st.permutations(range(3)),
)
def test_nothing_that_looks_secret_survives_and_nothing_else_changes(
    plain: list[tuple[str, str]], shown: list[tuple[str, str]], named: list[tuple[str, str]], order: list[int]
) -> None:
    together = [[plain, shown, named][index] for index in order]
    env = [{"name": name, "value": value} for group in together for name, value in group]
    obj = {"kind": "Pod", "spec": {"containers": [{"name": "c", "image": "web:1", "env": env}]}}
    told = redact(obj)
    values = [entry["value"] for entry in told["spec"]["containers"][0]["env"]]
    expected = [REDACTED if group is not plain else value for group in together for _, value in group]
    assert values == expected
    assert redact(told) == told
    told["spec"]["containers"][0]["env"] = env
    assert told == obj


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(
                    ["env", "args", "annotations", "metadata", "message", "name", "value", "command", "options"]
                )
                | st.text(max_size=3),
                inner,
            )
        ),
    )
)
def test_no_form_of_an_object_is_too_odd(value: Any) -> None:
    obj = {"metadata": value, "spec": value, "env": value, "annotations": value}
    told = redact(obj)
    assert redact(told) == told


def test_a_long_annotation_does_not_take_long() -> None:
    began = time.perf_counter()
    for text in ("a" * 250_000, "a-" * 125_000, "eyJ" * 80_000, "://" * 80_000, "token" * 50_000, "=:" * 120_000):
        redact({"metadata": {"annotations": {"x": text}}, "message": text})
    assert time.perf_counter() - began < 5
