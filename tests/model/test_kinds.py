from __future__ import annotations

import pytest

from ktui.model.kinds import CRONJOBS, DAEMONSETS, JOBS, KINDS, NODES, PODS, Kind, kind_named


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("pods pod po", PODS),
        ("daemonsets daemonset ds", DAEMONSETS),
        ("jobs job", JOBS),
        ("cronjobs cronjob cj", CRONJOBS),
        ("nodes node no", NODES),
    ],
)
def test_a_kind_is_found_by_what_kubectl_calls_it(words: str, kind: Kind) -> None:
    assert {kind_named(word) for word in words.split()} == {kind}
    assert {kind_named(word.upper()) for word in words.split()} == {kind}


@pytest.mark.parametrize("word", ["", "deployments", "p", "pods ", "pods,jobs"])
def test_any_other_word_is_no_kind(word: str) -> None:
    assert kind_named(word) is None


def test_no_word_means_two_kinds() -> None:
    words = [word for kind in KINDS for word in (kind.name, *kind.words)]
    assert len(words) == len(set(words))


def test_the_panes_come_in_a_fixed_order() -> None:
    assert [kind.title for kind in KINDS] == ["Pods", "DaemonSets", "Jobs", "CronJobs", "Nodes"]


def test_paths_are_those_of_the_api() -> None:
    assert PODS.path("/api/v1", None) == "/api/v1/pods"
    assert PODS.path("/api/v1", "web") == "/api/v1/namespaces/web/pods"
    assert [CRONJOBS.path(prefix, "web") for prefix in CRONJOBS.prefixes] == [
        "/apis/batch/v1/namespaces/web/cronjobs",
        "/apis/batch/v1beta1/namespaces/web/cronjobs",
    ]


def test_nodes_are_in_no_namespace() -> None:
    assert NODES.path("/api/v1", "web") == "/api/v1/nodes"
