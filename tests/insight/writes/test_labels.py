"""Labels as one types them, and what is said of the keys that somebody else looks after."""

from __future__ import annotations

import pytest

from ktui.errors import UsageError
from ktui.insight.writes.labels import LabelChange, label, label_warnings, parse_labels
from ktui.model.labels import is_label_word
from ktui.model.right import Right
from tests.fakes import objects


def put(name: str = "n1", **labels: str) -> dict[str, object]:
    node = objects.node(name)
    node["metadata"].update(uid="u-1", labels=labels)
    return node


def test_what_is_set_and_what_is_taken_off() -> None:
    assert parse_labels(["disk=ssd", "tier-", "empty=", "a.b/c-d=x"]) == (
        LabelChange("disk", "ssd"),
        LabelChange("tier", None),
        LabelChange("empty", ""),
        LabelChange("a.b/c-d", "x"),
    )


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("disk", "key=value sets one"),
        ("=ssd", "'' is no key"),
        ("-", "'' is no key"),
        ("bad key=x", "'bad key' is no key"),
        ("a/b/c=x", "before the slash"),
        ("A.example/x=y", "lower case"),
        ("x" * 64 + "=y", "up to 63"),
        ("disk=" + "x" * 64, "up to 63"),
        ("disk=-x", "'-x' is no value"),
        ("disk=a=b", "'a=b' is no value"),
        ("disk=ssd\x1b[2J", "is no value"),
    ],
)
def test_what_the_api_would_refuse_is_refused_as_one_types(word: str, said: str) -> None:
    with pytest.raises(UsageError, match=said) as raised:
        parse_labels([word])
    assert "\n" not in str(raised.value)


def test_a_key_is_set_or_taken_off_and_not_both() -> None:
    with pytest.raises(UsageError, match="twice"):
        parse_labels(["disk=ssd", "disk-"])


@pytest.mark.parametrize(("word", "is_one"), [("a=b", True), ("a-", True), ("node-1", False), ("a=", True)])
def test_a_word_is_a_label_or_a_name(word: str, *, is_one: bool) -> None:
    assert is_label_word(word) is is_one


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("kubernetes.io/hostname", "kubelet"),
        ("topology.kubernetes.io/zone", "cloud"),
        ("node-role.kubernetes.io/worker", "role"),
        ("x.node-restriction.kubernetes.io/a", "kubelets may not"),
        ("karpenter.sh/capacity", "manages the nodes"),
        ("agentpool", "manages the nodes"),
        ("node.kubernetes.io/foo", "reserved"),
        ("my.k8s.io/foo", "reserved"),
    ],
)
def test_keys_that_somebody_looks_after_are_warned_of(key: str, said: str) -> None:
    (warning,) = label_warnings(parse_labels([f"{key}=x"]))
    assert said in warning
    assert key in warning


@pytest.mark.parametrize("key", ["disk", "example.com/disk", "notk8s.io/x", "mykubernetes.io/x"])
def test_other_keys_are_not(key: str) -> None:
    assert label_warnings(parse_labels([f"{key}-"])) == ()


def test_the_change_knows_all_of_itself() -> None:
    write = label(put(disk="hdd", tier="web"), parse_labels(["disk=ssd", "tier-", "zone=a"]))
    assert write is not None
    change = write.change
    assert (change.verb, change.ref.kind, change.ref.name, change.ref.uid) == ("label", "nodes", "n1", "u-1")
    assert change.before == {"disk": "hdd", "tier": "web"}
    assert change.after == {"disk": "ssd", "zone": "a"}
    assert change.kubectl == "kubectl label node n1 disk=ssd tier- zone=a --overwrite"
    assert write.right == Right("patch", "", "nodes")
    assert (write.request.method, write.request.path) == ("PATCH", "/api/v1/nodes/n1")
    assert write.request.content_type == "application/json-patch+json"


def test_what_is_so_already_is_not_sent() -> None:
    assert label(put(disk="ssd"), parse_labels(["disk=ssd", "tier-"])) is None


def test_only_the_keys_that_change_are_warned_of() -> None:
    node = put(**{"kubernetes.io/os": "linux"})
    write = label(node, parse_labels(["kubernetes.io/os=linux", "disk=ssd"]))
    assert write is not None
    assert write.warnings == ()
