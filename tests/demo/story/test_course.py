"""The course of events: the same for the same seed, and enough of it for an hour."""

from __future__ import annotations

from collections import Counter

from tests.demo.story.boxes import OPENING, box, objects, pods_of, trace

MINUTE = 60.0


def test_two_runs_with_one_seed_are_the_same_to_the_microsecond() -> None:
    one, other = box(seed=7), box(seed=7)
    assert trace(one, 10 * MINUTE) == trace(other, 10 * MINUTE)
    for plural in ("pods", "jobs", "events", "nodes", "daemonsets", "cronjobs", "deployments"):
        assert objects(one, plural) == objects(other, plural)


def test_another_seed_is_another_course() -> None:
    assert set(objects(box(seed=7), "pods")) != set(objects(box(seed=8), "pods"))


def test_one_that_opens_at_another_time_differs_in_what_its_cronjobs_made() -> None:
    def names(opening: float) -> set[tuple[str, str, str]]:
        told = box(opening)
        told.agenda.run_until(opening + 5 * MINUTE)
        return {
            (plural, *key)
            for plural in ("pods", "jobs", "nodes", "replicasets", "controllerrevisions")
            for key in objects(told, plural)
            if not any(key[1].startswith(f"{cronjob}-") for _, cronjob in objects(told, "cronjobs"))
        }

    first = names(OPENING)
    assert len(first) > 100
    assert names(OPENING + 25_213.7) == first


def test_two_clusters_are_told_apart_by_their_uid_alone() -> None:
    one, other = (objects(box(seed=7), "namespaces")["", "kube-system"]["metadata"] for _ in range(2))
    assert one["uid"] != other["uid"]
    assert {**one, "uid": ""} == {**other, "uid": ""}


def test_an_hour_has_something_to_see_and_does_not_run_away() -> None:
    told = box()
    pods_before = len(objects(told, "pods"))
    changes = trace(told, 60 * MINUTE)
    new = Counter(plural for _, plural, _, _, verb in changes if verb == "new")
    assert new["jobs"] > 60  # the seed's CronJob alone runs each minute
    assert new["replicasets"] >= 3  # rollouts
    assert condition_of_lost(told) == "True"  # it came back
    assert len(objects(told, "pods")) < pods_before + 60
    assert len(changes) < 20_000
    shipper = objects(told, "daemonsets")["monitoring", "log-shipper"]["status"]
    assert shipper["updatedNumberScheduled"] == shipper["desiredNumberScheduled"]  # the release that works is out


def condition_of_lost(told: object) -> str:
    from ktui.demo.story.nodes import LOST

    node = objects(told, "nodes")["", LOST]  # type: ignore[arg-type]
    return next(str(each["status"]) for each in node["status"]["conditions"] if each["type"] == "Ready")


def test_a_label_brings_the_daemonset_that_waits_for_it() -> None:
    told = box()
    registry = told.server.registry
    registry.change("nodes", "", "node-2", lambda node: node["metadata"]["labels"].update(disk="ssd"))
    told.agenda.run_until(told.agenda.now + 10)
    (pod,) = pods_of(told, "default", "ssd-monitor")
    assert (pod["spec"]["nodeName"], pod["status"]["phase"]) == ("node-2", "Running")


def test_the_missing_secret_is_all_that_tokens_wait_for() -> None:
    told = box()
    secret = {"metadata": {"name": "token-signing-key", "namespace": "payments"}, "data": {"key": "a2V5"}}
    told.server.registry.create("secrets", secret)
    told.agenda.run_until(told.agenda.now + 120)
    (pod,) = pods_of(told, "payments", "tokens")
    assert pod["status"]["phase"] == "Running"


def test_what_a_user_has_deleted_stays_deleted() -> None:
    told = box()
    told.server.registry.delete("namespaces", "", "shop")
    told.server.registry.delete("daemonsets", "monitoring", "log-shipper")
    told.agenda.run_until(told.agenda.now + 50 * MINUTE)
    assert ("", "shop") not in objects(told, "namespaces")
    assert ("monitoring", "log-shipper") not in objects(told, "daemonsets")
