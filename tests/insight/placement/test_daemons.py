"""Which nodes a DaemonSet runs on."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ktui.insight.placement.affinity import REQUIRED
from ktui.insight.placement.daemons import Hindrance, Verdict, daemon_tolerations, node_should_run
from ktui.insight.placement.taints import tolerates


def daemonset(**spec: Any) -> dict[str, Any]:
    return {"spec": {"template": {"spec": spec}}}


def node(name: str = "n1", labels: dict[str, str] | None = None, *taints: tuple[str, str, str]) -> dict[str, Any]:
    made = [{"key": key, "value": value, "effect": effect} for key, value, effect in taints]
    return {"metadata": {"name": name, "labels": labels or {}}, "spec": {"taints": made}}


def test_without_wishes_it_runs_everywhere() -> None:
    assert node_should_run(daemonset(), node()) == Verdict(True, True)


def test_a_node_name_leaves_one_node() -> None:
    assert node_should_run(daemonset(nodeName="n1"), node("n1")).run
    assert node_should_run(daemonset(nodeName="n1"), node("n2")) == Verdict(False, False, Hindrance.NODE_NAME)


def test_a_label_brings_the_pod_and_takes_it_away() -> None:
    wanted = daemonset(nodeSelector={"disk": "ssd"})
    assert node_should_run(wanted, node(labels={"disk": "ssd"})) == Verdict(True, True)
    assert node_should_run(wanted, node(labels={"disk": "hdd"})) == Verdict(False, False, Hindrance.SELECTOR)


def test_preferred_affinity_does_not_count() -> None:
    preferred = {"preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 1, "preference": {}}]}
    assert node_should_run(daemonset(affinity={"nodeAffinity": preferred}), node()).run
    required = {REQUIRED: {"nodeSelectorTerms": [{"matchExpressions": [{"key": "gpu", "operator": "Exists"}]}]}}
    verdict = node_should_run(daemonset(affinity={"nodeAffinity": required}), node())
    assert verdict == Verdict(False, False, Hindrance.AFFINITY)


def test_a_pod_that_is_there_stays_under_no_schedule_and_goes_under_no_execute() -> None:
    under = node_should_run(daemonset(), node("n1", None, ("dedicated", "db", "NoSchedule")))
    assert (under.run, under.keep, under.hindrance) == (False, True, Hindrance.TAINTS)
    assert [taint["key"] for taint in under.taints] == ["dedicated"]
    assert not node_should_run(daemonset(), node("n1", None, ("dedicated", "db", "NoExecute"))).keep
    assert node_should_run(daemonset(), node("n1", None, ("dedicated", "db", "PreferNoSchedule"))) == Verdict(
        True, True
    )


def test_a_toleration_lets_it_run() -> None:
    tolerant = daemonset(tolerations=[{"key": "dedicated", "value": "db", "effect": "NoSchedule"}])
    assert node_should_run(tolerant, node("n1", None, ("dedicated", "db", "NoSchedule"))).run
    assert not node_should_run(tolerant, node("n1", None, ("dedicated", "web", "NoSchedule"))).run


def test_neither_a_cordon_nor_a_lost_node_stops_it() -> None:
    for key, effect in (("unschedulable", "NoSchedule"), ("unreachable", "NoExecute"), ("disk-pressure", "NoSchedule")):
        assert node_should_run(daemonset(), node("n1", None, (f"node.kubernetes.io/{key}", "", effect))).run


def test_an_unavailable_network_stops_it_unless_it_uses_the_hosts() -> None:
    without = node("n1", None, ("node.kubernetes.io/network-unavailable", "", "NoSchedule"))
    assert not node_should_run(daemonset(), without).run
    assert node_should_run(daemonset(hostNetwork=True), without).run


def test_a_templates_own_toleration_is_not_doubled() -> None:
    own = {"key": "node.kubernetes.io/not-ready", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 5}
    tolerations = daemon_tolerations({"tolerations": [own]})
    assert [one["key"] for one in tolerations].count("node.kubernetes.io/not-ready") == 1
    assert "tolerationSeconds" not in tolerations[0]
    assert len(tolerations) == 6


TAINTS = st.fixed_dictionaries(
    {
        "key": st.sampled_from(["a", "b"]),
        "value": st.sampled_from(["", "x", "5"]),
        "effect": st.sampled_from(["NoSchedule", "NoExecute", "PreferNoSchedule"]),
    }
)
TOLERATIONS = st.fixed_dictionaries(
    {},
    optional={
        "key": st.sampled_from(["", "a", "b"]),
        "operator": st.sampled_from(["", "Equal", "Exists", "Lt", "Gt"]),
        "value": st.sampled_from(["", "x", "4", "6"]),
        "effect": st.sampled_from(["", "NoSchedule", "NoExecute"]),
    },
)


@given(taints=st.lists(TAINTS, max_size=3), tolerations=st.lists(TOLERATIONS, max_size=3), more=TOLERATIONS)
def test_more_tolerance_never_takes_a_pod_away(
    taints: list[dict[str, str]], tolerations: list[dict[str, str]], more: dict[str, str]
) -> None:
    there: dict[str, Any] = {"metadata": {"name": "n1"}, "spec": {"taints": taints}}
    before = node_should_run(daemonset(tolerations=tolerations), there)
    after = node_should_run(daemonset(tolerations=[*tolerations, more]), there)
    assert after.run >= before.run
    assert after.keep >= before.keep
    assert not before.run or before.keep
    for taint in before.taints:
        assert not any(tolerates(toleration, taint) for toleration in tolerations)


@given(taint=TAINTS, seconds=st.integers())
def test_what_tolerates_everything_tolerates_any_taint(taint: dict[str, str], seconds: int) -> None:
    assert tolerates({"operator": "Exists", "tolerationSeconds": seconds}, taint)


ODD = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text("ab", max_size=2)
    | st.lists(st.none() | st.text("ab", max_size=2))
)
WITH_ODD = st.recursive(ODD, lambda part: st.dictionaries(st.sampled_from(["spec", "template", "taints", "labels",
    "metadata", "tolerations", "effect", "key"]), part | st.lists(part, max_size=2)), max_leaves=12)  # fmt: skip


@given(
    wanted=st.dictionaries(st.just("spec"), WITH_ODD),
    there=st.dictionaries(st.sampled_from(["metadata", "spec"]), WITH_ODD),
)
def test_nothing_odd_makes_it_fail(wanted: dict[str, Any], there: dict[str, Any]) -> None:
    verdict = node_should_run(wanted, there)
    assert verdict.keep or not verdict.run
