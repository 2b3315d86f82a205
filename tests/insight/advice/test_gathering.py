"""Advice on many pods: told once for what was made of one thing, however the pods came and went."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ktui.insight.advice.advice import Advice
from ktui.insight.advice.gathering import Gathering, Maker, maker_of
from ktui.insight.advice.page import MOST, advice_page
from ktui.model.kinds import PODS
from ktui.model.reference import Reference
from tests.fakes import objects
from tests.ui.fake_session import decoded

RULES = ("no-liveness-probe", "timeout-too-long")


def pod(name: str, owner: tuple[str, str] | None = None, *, namespace: str = "shop", **labels: str) -> Any:
    raw = objects.pod(name, namespace, labels=labels, uid=f"uid-{name}")
    if owner is not None:
        raw["metadata"]["ownerReferences"] = [{"kind": owner[0], "name": owner[1], "uid": "1", "controller": True}]
    return decoded(PODS, [raw])[0]


def advice(rule: str = RULES[0], container: str = "app") -> Advice:
    return Advice(container, rule, f"spec.containers[{container}].livenessProbe", "it hangs", "livenessProbe: {…}")


def texts(gathering: Gathering, *, namespaces: bool = False) -> list[str]:
    return [each.text.rstrip() for each in advice_page(gathering, namespaces=namespaces)]


def test_forty_pods_of_one_daemonset_are_one_piece() -> None:
    gathering = Gathering()
    for number in range(40):
        gathering.put(pod(f"logs-{number:02}", ("DaemonSet", "logs")), [advice()])
    gathering.put(pod("bare"), [advice(), advice(RULES[1])])
    assert (gathering.advised, gathering.pieces) == (41, 3)
    assert texts(gathering) == [
        "No liveness probe   41 pods   no-liveness-probe",
        "  it hangs",
        "  x40   DaemonSet logs   spec.containers[app].livenessProbe",
        "        livenessProbe: {…}",
        "  x1    Pod bare   spec.containers[app].livenessProbe",
        "        livenessProbe: {…}",
        "",
        "The timeout is not below the period   1 pod   timeout-too-long",
        "  x1    Pod bare   spec.containers[app].livenessProbe",
        "        it hangs",
        "        livenessProbe: {…}",
    ]


def test_each_line_leads_to_a_pod_and_says_where_it_is() -> None:
    gathering = Gathering()
    gathering.put(pod("logs-b", ("DaemonSet", "logs")), [advice()])
    gathering.put(pod("logs-a", ("DaemonSet", "logs")), [advice()])
    page = advice_page(gathering, namespaces=True)
    assert page[0].about is None
    assert {each.about for each in page[1:]} == {Reference("Pod", "shop", "logs-a", "v1", "uid-logs-a")}
    assert "DaemonSet logs, shop" in page[1].text


def test_the_pods_of_a_rollout_are_their_deployments() -> None:
    old = pod("web-1-x", ("ReplicaSet", "web-1"), **{"pod-template-hash": "1"})
    new = pod("web-2-y", ("ReplicaSet", "web-2"), **{"pod-template-hash": "2"})
    assert maker_of(old) == maker_of(new) == Maker("shop", "Deployment", "web")
    assert maker_of(pod("x", ("ReplicaSet", "web-1"))) == Maker("shop", "ReplicaSet", "web-1"), "nothing tells"


def test_what_is_much_is_counted() -> None:
    gathering = Gathering()
    for number in range(MOST + 3):
        gathering.put(pod(f"bare-{number:02}"), [advice()])
    assert texts(gathering)[-1] == "        and 3 more of the kind, on 3 pods"


def test_nothing_to_advise_is_said() -> None:
    assert texts(Gathering()) == ["There is nothing to advise."]


def test_a_name_steers_no_terminal() -> None:
    gathering = Gathering()
    gathering.put(pod("a\x1b[31m"), [advice(container="b\x1b")])
    assert all(text.isprintable() for text in texts(gathering))


steps = st.lists(
    st.tuples(st.integers(0, 5), st.none() | st.lists(st.tuples(st.sampled_from(RULES), st.sampled_from(["a", "b"]))))
)


@given(steps)
def test_it_is_what_the_pods_that_are_there_come_to(steps: list[Any]) -> None:
    gathering = Gathering()
    there: dict[tuple[str, str], list[Advice]] = {}
    for number, told in steps:
        one = pod(f"p-{number}", ("DaemonSet", "even" if number % 2 == 0 else "odd"))
        pieces = [advice(rule, container) for rule, container in dict.fromkeys(told or ())]
        before = there.get(one.key, [])
        if told is None:
            assert gathering.remove(one.key) == bool(before)
            there.pop(one.key, None)
        else:
            assert gathering.put(one, pieces) == (pieces != before)
            there[one.key] = pieces
    fresh = Gathering()
    for key, pieces in there.items():
        fresh.put(pod(key[1], ("DaemonSet", "even" if int(key[1][2:]) % 2 == 0 else "odd")), pieces)
    assert texts(gathering) == texts(fresh)
    assert (gathering.advised, gathering.pieces) == (fresh.advised, fresh.pieces)
