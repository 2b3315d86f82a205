"""One kubeconfig: what is read from it, and how what cannot be used is refused."""

from __future__ import annotations

import base64
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from ktui.errors import ConfigError
from ktui.kube.access import Access, ExecSpec
from ktui.kube.kubeconfig import context_names, read_access

DATA = Path(__file__).parent / "data"
EXEC = {"apiVersion": "client.authentication.k8s.io/v1", "command": "aws", "interactiveMode": "IfAvailable"}


def document(
    *, cluster: object = None, user: object = None, context: dict[str, Any] | None = None, current: str = "dev@lab"
) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": current,
        "contexts": [{"name": "dev@lab", "context": {"cluster": "lab", "user": "dev"} | (context or {})}],
        "clusters": [{"name": "lab", "cluster": {"server": "https://10.0.0.1:6443"} if cluster is None else cluster}],
        "users": [{"name": "dev", "user": user or {}}],
    }


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config"


def read(file: Path, content: object, *, context: str | None = None) -> Access:
    file.write_text(content if isinstance(content, str) else yaml.safe_dump(content))
    return read_access(kubeconfig=str(file), context=context, environ={})


def refusal(file: Path, content: object, *, context: str | None = None) -> str:
    with pytest.raises(ConfigError) as told:
        read(file, content, context=context)
    text = str(told.value)
    assert str(file) in text
    assert "\n" not in text
    return text.replace(str(file), "FILE")


def test_what_a_context_comes_down_to(file: Path) -> None:
    access = read(
        file,
        document(
            cluster={
                "server": "https://10.0.0.1:6443/base/",
                "certificate-authority-data": base64.b64encode(b"PEM").decode(),
                "tls-server-name": "api.cluster.test",
                "disable-compression": True,
            },
            user={"token": "abc", "tokenFile": "tokens/dev"},
            context={"namespace": "team"},
        ),
    )
    assert access == Access(
        context="dev@lab",
        cluster="lab",
        user="dev",
        namespace="team",
        source=str(file),
        server="https://10.0.0.1:6443/base",
        ca=access.ca,
        tls_server_name="api.cluster.test",
        disable_compression=True,
        token="abc",
        token_file=str(file.parent / "tokens/dev"),
    )
    assert access.ca is not None
    assert access.ca.read() == b"PEM"


def test_the_namespace_is_default_unless_the_context_tells(file: Path) -> None:
    assert read(file, document()).namespace == "default"


def test_a_context_may_be_chosen(file: Path) -> None:
    content = document()
    content["contexts"].append({"name": "2024-01-01", "context": {"cluster": "lab", "namespace": "2024-01-02"}})
    chosen = read(file, yaml.safe_dump(content).replace("'", ""), context="2024-01-01")
    assert (chosen.context, chosen.user, chosen.namespace) == ("2024-01-01", "", "2024-01-02")
    assert context_names(kubeconfig=str(file), environ={}) == ("dev@lab", "2024-01-01")


def test_certificates_in_files_are_found_beside_the_kubeconfig(file: Path) -> None:
    for name in ("ca.pem", "dev.pem", "dev-key.pem"):
        (file.parent / name).write_bytes((DATA / name).read_bytes())
    access = read(
        file,
        document(
            cluster={"server": "https://h", "certificate-authority": "ca.pem"},
            user={"client-certificate": "./dev.pem", "client-key": str(file.parent / "dev-key.pem")},
        ),
    )
    for pem, name in ((access.ca, "ca"), (access.client_certificate, "dev"), (access.client_key, "dev-key")):
        assert pem is not None
        assert pem.read() == (DATA / f"{name}.pem").read_bytes()


def test_data_goes_before_a_file(file: Path) -> None:
    data = {"certificate-authority-data": "UEVN\n", "certificate-authority": "/no/such/file"}
    access = read(file, document(cluster={"server": "https://h", **data}))
    assert access.ca is not None
    assert access.ca.read() == b"PEM"


def test_basic_authentication(file: Path) -> None:
    access = read(file, document(user={"username": "dev", "password": "secret"}))
    assert (access.username, access.password) == ("dev", "secret")


@pytest.mark.parametrize(
    ("command", "expected"), [("aws", "aws"), ("./bin/aws", "{folder}/bin/aws"), ("/usr/bin/aws", "/usr/bin/aws")]
)
def test_a_plugin_and_where_its_command_is_looked_for(file: Path, command: str, expected: str) -> None:
    content = document(
        cluster={
            "server": "https://h",
            "extensions": [
                {"name": "other", "extension": {}},
                {"name": "client.authentication.k8s.io/exec", "extension": {"audience": "a"}},
            ],
        },
        user={
            "exec": EXEC
            | {
                "command": command,
                "args": ["eks", "get-token"],
                "env": [{"name": "AWS_PROFILE", "value": "team"}],
                "installHint": "install aws",
                "provideClusterInfo": True,
            }
        },
    )
    assert read(file, content).plugin == ExecSpec(
        "client.authentication.k8s.io/v1",
        expected.format(folder=file.parent),
        ("eks", "get-token"),
        (("AWS_PROFILE", "team"),),
        "install aws",
        True,
        '{"audience": "a"}',
    )


@pytest.mark.parametrize(
    ("server", "expected"),
    [
        ("https://h/k8s/clusters/c-1?x=y#z", "https://h/k8s/clusters/c-1"),
        ("HTTPS://[fd00::1]:6443", "https://[fd00::1]:6443"),
        ("10.0.0.1:8080", "http://10.0.0.1:8080"),
        ("localhost:8080/", "http://localhost:8080"),
    ],
)
def test_a_servers_address(file: Path, server: str, expected: str) -> None:
    assert read(file, document(cluster={"server": server})).server == expected


def test_json_is_a_kubeconfig_too(file: Path) -> None:
    import json

    assert read(file, json.dumps(document())).context == "dev@lab"


def test_secrets_stay_out_of_what_is_printed_for_debugging(file: Path) -> None:
    user = {
        "token": "s3cret",
        "client-certificate-data": base64.b64encode(b"s3cret").decode(),
        "client-key-data": base64.b64encode(b"s3cret").decode(),
        "exec": EXEC | {"args": ["s3cret"], "env": [{"name": "A", "value": "s3cret"}]},
    }
    assert "s3cret" not in repr(read(file, document(user=user)))


def test_what_is_broken_elsewhere_does_not_matter(file: Path) -> None:
    content = document()
    content["users"].append({"name": "broken", "user": {"token": 5, "auth-provider": {"name": "gcp"}}})
    content["clusters"].append({"name": "broken", "cluster": None})
    assert read(file, content).cluster == "lab"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("a: [1\nb: }", "FILE, line 2 is not valid YAML (did not find expected ',' or ']'): correct it"),
        ("a: \x07", "FILE is not valid YAML (control characters are not allowed): correct it"),
        ("a: !!python/object:os.system {}", "FILE, line 1 is not valid YAML"),
        ("just words", "FILE is not a kubeconfig"),
        ("clusters: {}", "FILE: the top level needs a list as clusters"),
        ("users: [dev]", "FILE: item 1 of users has no name"),
        ("users: [{name: 5}]", "FILE: item 1 of users needs a string as name: put it in quotes"),
        ("users: [{name: dev, user: token}]", "FILE: item 1 of users needs a mapping as user"),
        ("current-context: [a]", "FILE: the top level needs a string as current-context"),
        (document(current=""), "FILE has no current-context: choose one with --context ('dev@lab')"),
        (document(current="x"), "there is no context 'x' in FILE: choose a current-context from 'dev@lab'"),
        (document(context={"cluster": ""}), "FILE: context 'dev@lab' names no cluster"),
        (document(context={"cluster": "x"}), "FILE: context 'dev@lab' names cluster 'x', which is not defined"),
        (document(context={"user": "x"}), "FILE: context 'dev@lab' names user 'x', which is not defined"),
        (document(context={"namespace": 5}), "FILE: context 'dev@lab' needs a string as namespace"),
        (document(cluster={}), "FILE: cluster 'lab' has no server"),
        (document(cluster={"server": "ftp://h"}), "FILE: cluster 'lab' has the server 'ftp://h', which is not an http"),
        (document(cluster={"server": "https://h:x"}), "has the server 'https://h:x', which is not an http or https"),
        (document(cluster={"server": "https://h h"}), "which is not an http or https address"),
        (document(cluster={"server": "https://a:b@h"}), "FILE: cluster 'lab' has a server with a user name in it"),
        (
            document(cluster={"server": "https://h", "insecure-skip-tls-verify": "yes"}),
            "FILE: cluster 'lab' needs true or false as insecure-skip-tls-verify",
        ),
        (
            document(cluster={"server": "https://h", "certificate-authority-data": "?"}),
            "certificate-authority-data of cluster 'lab' in FILE is not base64",
        ),
        (
            document(cluster={"server": "https://h", "certificate-authority": "/no/ca"}),
            "certificate-authority of cluster 'lab' in FILE: cannot read /no/ca (No such file or directory)",
        ),
        (
            document(
                cluster={
                    "server": "https://h",
                    "certificate-authority-data": "UEVN",
                    "insecure-skip-tls-verify": True,
                }
            ),
            "FILE: cluster 'lab' has both a certificate-authority and insecure-skip-tls-verify",
        ),
        (document(user={"client-certificate-data": "UEVN"}), "FILE: user 'dev' lacks the client-key"),
        (document(user={"client-key-data": "UEVN"}), "FILE: user 'dev' lacks the client-certificate"),
        (document(user={"token": 5}), "FILE: user 'dev' needs a string as token: put it in quotes"),
        (document(user={"token": "a", "username": "b"}), "FILE: user 'dev' has both a token and a username"),
        (document(user={"exec": "aws"}), "FILE: user 'dev' needs a mapping as exec"),
        (document(user={"exec": EXEC | {"command": ""}}), "FILE: exec of user 'dev' has no command"),
        (document(user={"exec": EXEC | {"apiVersion": "v1"}}), "FILE: exec of user 'dev' has the apiVersion 'v1'"),
        (document(user={"exec": EXEC | {"interactiveMode": "x"}}), "has the interactiveMode 'x'"),
        (document(user={"exec": EXEC | {"args": [5]}}), "FILE: exec of user 'dev' has args that are not all strings"),
        (document(user={"exec": EXEC | {"env": ["A=b"]}}), "env of exec of user 'dev' has an item without a usable"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_sentence(file: Path, content: object, sentence: str) -> None:
    assert sentence in refusal(file, content)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (document(cluster={"server": "https://h", "proxy-url": "http://p:3128"}), "cluster 'lab' has a proxy-url"),
        (document(user={"auth-provider": {"name": "oidc"}}), "user 'dev' uses auth-provider 'oidc'"),
        (document(user={"auth-provider": {"name": "gcp"}}), "user 'dev' uses auth-provider 'gcp'"),
        (document(user={"as": "admin"}), "user 'dev' impersonates with 'as'"),
        (document(user={"as-groups": ["a"]}), "user 'dev' impersonates with 'as-groups'"),
        (document(user={"as-user-extra": {"a": ["b"]}}), "user 'dev' impersonates with 'as-user-extra'"),
        (
            document(user={"exec": EXEC | {"interactiveMode": "Always"}}),
            "exec of user 'dev' has interactiveMode Always",
        ),
    ],
)
def test_what_is_not_supported_yet_is_refused_in_one_sentence(file: Path, content: object, sentence: str) -> None:
    text = refusal(file, content)
    assert text.startswith(f"FILE: {sentence}")
    assert "which ktui does not support yet" in text


def test_an_unknown_context_is_told_with_the_known_ones(file: Path) -> None:
    content = document()
    content["contexts"] += [{"name": f"c{number}", "context": {}} for number in range(20)]
    text = refusal(file, content, context="prod\x1b[2J")
    assert text.startswith(r"there is no context 'prod\x1b[2J' in FILE: choose a context from 'dev@lab', 'c0', ")
    assert text.endswith("'c8' and 11 more")


def test_a_file_that_is_told_must_exist_be_readable_and_hold_something(file: Path) -> None:
    with pytest.raises(ConfigError, match=rf"^there is no kubeconfig {file}: check --kubeconfig$"):
        read_access(kubeconfig=str(file), context=None, environ={})
    with pytest.raises(ConfigError, match=rf"^cannot read the kubeconfig {file.parent}: Is a directory$"):
        read_access(kubeconfig=str(file.parent), context=None, environ={})
    assert "no cluster is configured in FILE" in refusal(file, "")


def test_nothing_here_imports_yaml_or_the_official_client_before_a_file_is_read() -> None:
    source = (
        "import sys, ktui.kube.kubeconfig, ktui.kube.credentials, ktui.kube.tls\n"
        "sys.exit(', '.join({'yaml', 'kubernetes', 'aiohttp', 'msgspec'} & set(sys.modules)) or None)"
    )
    finished = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=False)
    assert (finished.returncode, finished.stderr) == (0, "")
