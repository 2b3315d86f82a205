"""Deployments: rollouts that leave enough pods, go back, stop and wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ktui.demo.controllers.pods import condition, is_ready
from ktui.demo.kubelet.program import Image, Program
from ktui.model.version import ServerVersion
from tests.demo.controllers.scene import Scene, deployment, said

if TYPE_CHECKING:
    from ktui.demo.kubelet.program import Launch
    from ktui.demo.server.statuses import Raw


def template(version: str) -> Raw:
    made: Raw = deployment("web", version=version)["spec"]["template"]
    return made


def versions(scene: Scene) -> list[str]:
    return sorted(
        pod["spec"]["containers"][0]["env"][0]["value"]
        for pod in scene.pods("web-")
        if is_ready(pod) and "deletionTimestamp" not in pod["metadata"]
    )


def told(scene: Scene, name: str) -> tuple[str, str]:
    found = condition(scene.get("deployments", "web"), name)
    assert found is not None
    return found["status"], found["reason"]


def rolled(**strategy: Any) -> tuple[Scene, int, int]:
    """A rollout of four pods to its end; the fewest that were ready meanwhile, and the most that there were."""
    scene = Scene(nodes=2)
    made = deployment("web", 4)
    if strategy:
        made["spec"]["strategy"] = strategy
    scene.make("deployments", made)
    scene.go(5)
    scene.change("deployments", "web", template=template("2"))
    least, most = 4, 0
    for _ in range(600):
        scene.go(0.1)
        there = [pod for pod in scene.pods("web-") if "deletionTimestamp" not in pod["metadata"]]
        least, most = min(least, sum(map(is_ready, there))), max(most, len(there))
    assert versions(scene) == ["2"] * 4
    assert told(scene, "Progressing") == ("True", "NewReplicaSetAvailable")
    return scene, least, most


def test_a_quarter_may_be_missing_and_a_quarter_too_many() -> None:
    _, least, most = rolled()
    assert (least, most) == (3, 5)


def test_with_no_surge_and_half_missing() -> None:
    _, least, most = rolled(type="RollingUpdate", rollingUpdate={"maxUnavailable": "50%", "maxSurge": 0})
    assert (least, most) == (2, 4)


def test_recreated_the_old_ones_end_before_the_new_ones_come() -> None:
    _, least, most = rolled(type="Recreate")
    assert (least, most) == (0, 4)


def test_back_to_an_earlier_template_is_a_new_revision_of_the_same_replicaset() -> None:
    scene, _, _ = rolled()
    scene.change("deployments", "web", template=template("1"))
    scene.go(30)
    assert versions(scene) == ["1"] * 4
    annotations = [one["metadata"]["annotations"] for one in scene.registry.each("replicasets")]
    assert sorted(one["deployment.kubernetes.io/revision"] for one in annotations) == ["2", "3"]
    revision = scene.get("deployments", "web")["metadata"]["annotations"]["deployment.kubernetes.io/revision"]
    assert revision == "3"


def test_a_rollout_that_cannot_go_on_stops_where_it_is_and_says_so() -> None:
    def second_has_no_image(launch: Launch) -> Program:
        return Program(image=Image(local=False, failure="not found")) if launch.env["VERSION"] == "2" else said(launch)

    scene = Scene(programs=second_has_no_image)
    made = deployment("web", 4, progressDeadlineSeconds=60)
    made["spec"]["template"]["spec"]["containers"][0]["imagePullPolicy"] = "Always"
    scene.make("deployments", made)
    scene.go(10)
    wanted = scene.get("deployments", "web")["spec"]["template"]
    container = {**wanted["spec"]["containers"][0], "env": [{"name": "VERSION", "value": "2"}]}
    scene.change("deployments", "web", template={**wanted, "spec": {**wanted["spec"], "containers": [container]}})
    scene.go(50)
    assert versions(scene) == ["1"] * 3
    assert told(scene, "Progressing") == ("True", "ReplicaSetUpdated")
    scene.go(30)
    assert told(scene, "Progressing") == ("False", "ProgressDeadlineExceeded")
    assert told(scene, "Available") == ("True", "MinimumReplicasAvailable")


def test_paused_it_takes_another_number_but_no_other_template() -> None:
    scene = Scene(nodes=2)
    scene.make("deployments", deployment("web", 2))
    scene.go(5)
    scene.change("deployments", "web", paused=True, template=template("2"), replicas=3)
    scene.go(10)
    assert versions(scene) == ["1"] * 3
    assert told(scene, "Progressing") == ("Unknown", "DeploymentPaused")
    scene.change("deployments", "web", paused=None)
    scene.go(20)
    assert versions(scene) == ["2"] * 3
    assert told(scene, "Progressing") == ("True", "NewReplicaSetAvailable")


def test_the_number_alone_makes_no_revision() -> None:
    scene = Scene(nodes=2)
    scene.make("deployments", deployment("web", 2))
    scene.go(5)
    for number in (5, 1, 0):
        scene.change("deployments", "web", replicas=number)
        scene.go(6)
        assert len(versions(scene)) == number
    assert len(list(scene.registry.each("replicasets"))) == 1


def test_old_replicasets_beyond_the_limit_go() -> None:
    scene = Scene(nodes=2)
    scene.make("deployments", deployment("web", 2, revisionHistoryLimit=1))
    for version in "234":
        scene.go(20)
        scene.change("deployments", "web", template=template(version))
    scene.go(30)
    assert versions(scene) == ["4", "4"]
    assert len(list(scene.registry.each("replicasets"))) == 2


def test_the_old_release_says_what_it_scales_to_alone() -> None:
    scene = Scene(version=ServerVersion(1, 20))
    scene.make("deployments", deployment("web", 2))
    scene.go(5)
    [event] = scene.events("web", "ScalingReplicaSet")
    assert event["message"].endswith(" to 2")
    assert " from " not in event["message"]
    assert "terminatingReplicas" not in scene.get("deployments", "web")["status"]
