"""From a kubeconfig and a context's name to an `Access`.

What kubectl would refuse is refused, and so is what needs something that is not supported yet: a config that is
followed only in part would ask the cluster as somebody else, or by another way, than its owner means.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ktui.errors import ConfigError
from ktui.kube.access import EXEC_GROUP, Access, ExecSpec
from ktui.kube.incluster import SERVICE_ACCOUNT, in_cluster, read_service_account
from ktui.kube.kubeconfig_files import Entry, Kubeconfig, candidates, load

if TYPE_CHECKING:
    from pathlib import Path

EXEC_VERSIONS = frozenset(f"{EXEC_GROUP}/{version}" for version in ("v1", "v1beta1", "v1alpha1"))
"""The forms in which plugins are spoken to."""
EXEC_EXTENSION = f"{EXEC_GROUP}/exec"
"""The name of a cluster's extension that is handed to plugins."""
INTERACTIVE_MODES = frozenset({"", "Never", "IfAvailable", "Always"})
"""What `interactiveMode` may be; absent is IfAvailable, and a terminal is never available to a plugin of ours."""
NAMES_SHOWN = 10
"""Known contexts named in an error: enough to recognise one's own, few enough for one line."""


def read_access(
    *,
    kubeconfig: str | None,
    context: str | None,
    environ: Mapping[str, str],
    service_account: Path = SERVICE_ACCOUNT,
) -> Access:
    """How to reach the cluster that `context` (None: the current one) names.

    `kubeconfig` is the file told on the command line; else KUBECONFIG of `environ`, `~/.kube/config`, and last the
    service account of the pod we run in. Reads files and blocks; raises `ConfigError`.
    """
    config = load(kubeconfig=kubeconfig, environ=environ)
    if config.empty and not kubeconfig and in_cluster(environ):
        return read_service_account(environ=environ, context=context, folder=service_account)
    if config.empty:
        looked = ", ".join(candidates(kubeconfig=kubeconfig, environ=environ)) or "KUBECONFIG"
        raise ConfigError(f"no cluster is configured in {looked}: name a kubeconfig with --kubeconfig or KUBECONFIG")
    name = context or config.current_context
    if not name:
        raise ConfigError(
            f"{config.where} has no current-context: choose one with --context ({_names(config.contexts)})"
        )
    chosen = config.contexts.get(name)
    if chosen is None:
        whose = "context" if context else "current-context"
        raise ConfigError(
            f"there is no context {name!r} in {config.where}: choose a {whose} from {_names(config.contexts)}"
        )
    return _access(config, name, chosen)


def context_names(*, kubeconfig: str | None, environ: Mapping[str, str]) -> tuple[str, ...]:
    """The contexts there are to choose from, in the files' order. Reads files and blocks; raises `ConfigError`."""
    return tuple(load(kubeconfig=kubeconfig, environ=environ).contexts)


def _access(config: Kubeconfig, name: str, context: Entry) -> Access:
    cluster_name, user_name = context.text("cluster"), context.text("user")
    if not cluster_name:
        raise context.error("names no cluster: add one")
    cluster = config.clusters.get(cluster_name)
    if cluster is None:
        raise context.error(
            f"names cluster {cluster_name!r}, which is not defined: correct the name or add the cluster"
        )
    user = Entry("nobody", context.file, {}) if not user_name else config.users.get(user_name)
    if user is None:
        raise context.error(f"names user {user_name!r}, which is not defined: correct the name or add the user")
    _refuse_unsupported(cluster, user)

    ca, insecure = cluster.pem("certificate-authority"), cluster.flag("insecure-skip-tls-verify")
    if ca is not None and insecure:
        raise cluster.error("has both a certificate-authority and insecure-skip-tls-verify: remove one")
    certificate, key = user.pem("client-certificate"), user.pem("client-key")
    if (certificate is None) != (key is None):
        missing = "client-key" if key is None else "client-certificate"
        raise user.error(f"lacks the {missing} that belongs to its other half: add {missing} or {missing}-data")
    token, username, password = user.text("token"), user.text("username"), user.text("password")
    if token and (username or password):
        raise user.error("has both a token and a username: remove one")
    return Access(
        context=name,
        cluster=cluster_name,
        user=user_name,
        namespace=context.text("namespace") or "default",
        source=context.file,
        server=_server(cluster),
        ca=ca,
        insecure_skip_tls_verify=insecure,
        tls_server_name=cluster.text("tls-server-name") or None,
        disable_compression=cluster.flag("disable-compression"),
        client_certificate=certificate,
        client_key=key,
        token=token or None,
        token_file=user.path("tokenFile") or None,
        username=username or None,
        password=password or None,
        plugin=_plugin(user, cluster),
    )


def _refuse_unsupported(cluster: Entry, user: Entry) -> None:
    if cluster.text("proxy-url"):
        raise cluster.error("has a proxy-url, which ktui does not support yet: use a cluster that is reached directly")
    provider = user.child("auth-provider")
    if provider is not None:
        raise user.error(
            f"uses auth-provider {provider.text('name')!r}, which ktui does not support yet: use an exec plugin instead"
        )
    for key in ("as", "as-uid", "as-groups", "as-user-extra"):
        if user.fields.get(key):
            raise user.error(f"impersonates with {key!r}, which ktui does not support yet: use a user without it")


def _server(cluster: Entry) -> str:
    """The address as requests need it; one without a scheme is plain HTTP, as kubectl takes it."""
    text = cluster.text("server").strip()
    if not text:
        raise cluster.error("has no server: add its address")
    try:
        parts = urlsplit(text if "://" in text else f"http://{text}")
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    if not usable or not text.isprintable() or " " in text:
        raise cluster.error(f"has the server {text!r}, which is not an http or https address: correct it")
    if "@" in parts.netloc:
        raise cluster.error("has a server with a user name in it: put username and password into the user")
    return f"{parts.scheme}://{parts.netloc}{parts.path}".rstrip("/")


def _plugin(user: Entry, cluster: Entry) -> ExecSpec | None:
    exec_ = user.child("exec")
    if exec_ is None:
        return None
    command, version, mode = exec_.text("command"), exec_.text("apiVersion"), exec_.text("interactiveMode")
    if not command:
        raise exec_.error("has no command: add one")
    if version not in EXEC_VERSIONS:
        raise exec_.error(f"has the apiVersion {version!r}: use {EXEC_GROUP}/v1 or v1beta1")
    if mode not in INTERACTIVE_MODES:
        raise exec_.error(f"has the interactiveMode {mode!r}: use Never, IfAvailable or Always")
    if mode == "Always":
        raise exec_.error(
            "has interactiveMode Always, which ktui does not support yet as it owns the terminal: log in by another way"
        )
    args = exec_.items("args")
    if not all(isinstance(arg, str) for arg in args):
        raise exec_.error("has args that are not all strings: put them in quotes")
    return ExecSpec(
        api_version=version,
        # A path is relative to the kubeconfig, a mere name is looked up on PATH.
        command=exec_.path("command") if os.sep in command else command,
        args=tuple(args),
        env=tuple(_variables(exec_)),
        install_hint=exec_.text("installHint"),
        provide_cluster_info=exec_.flag("provideClusterInfo"),
        cluster_config=_exec_extension(cluster),
    )


def _variables(exec_: Entry) -> list[tuple[str, str]]:
    variables = []
    for item in exec_.items("env"):
        variable = Entry(f"env of {exec_.what}", exec_.file, item if isinstance(item, Mapping) else {})
        name, value = variable.text("name"), variable.text("value")
        if not name or "=" in name or "\0" in name + value:
            raise variable.error("has an item without a usable name and value: correct it")
        variables.append((name, value))
    return variables


def _exec_extension(cluster: Entry) -> str:
    for item in cluster.items("extensions"):
        if isinstance(item, Mapping) and item.get("name") == EXEC_EXTENSION:
            return _json(item.get("extension"), cluster)
    return ""


def _json(value: Any, cluster: Entry) -> str:
    try:
        return "" if value is None else json.dumps(value)
    except (TypeError, ValueError):
        raise cluster.error(f"has an extension {EXEC_EXTENSION} that JSON cannot hold: correct it") from None


def _names(contexts: Mapping[str, Entry]) -> str:
    shown = [repr(name) for name in list(contexts)[:NAMES_SHOWN]]
    more = len(contexts) - len(shown)
    return (", ".join(shown) or "none, as none is defined") + (f" and {more} more" if more else "")
