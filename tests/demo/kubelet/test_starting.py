from __future__ import annotations

from itertools import pairwise

from ktui.demo.kubelet.program import Exit, Image, Launch, Program, StartFailure
from ktui.model.version import ServerVersion
from tests.demo.kubelet.node import Node, container

OLD = ServerVersion(1, 20)


def test_a_pod_goes_from_pending_to_ready_step_by_step() -> None:
    node = Node()
    node.pod()
    node.run(0.1)
    assert node.state()["state"] == {"waiting": {"reason": "ContainerCreating"}}
    assert node.condition("PodReadyToStartContainers")["status"] == "False"
    assert node.condition("Ready")["message"] == "containers with unready status: [app]"
    node.run(5)
    status = node.status()
    assert (status["phase"], status["podIP"], status["podIPs"]) == ("Running", "10.244.0.2", [{"ip": "10.244.0.2"}])
    assert {each["type"]: each["status"] for each in status["conditions"]} == {
        "PodReadyToStartContainers": "True",
        "Initialized": "True",
        "Ready": "True",
        "ContainersReady": "True",
        "PodScheduled": "True",
    }
    assert [event[1] for event in node.events()] == ["Pulled", "Created", "Started"]
    assert node.state()["containerID"].startswith("containerd://")
    assert node.state()["image"] == "registry.example/app:1"


def test_an_old_kubelet_says_it_in_its_own_words() -> None:
    node = Node(version=OLD)
    node.pod()
    node.run(5)
    assert [event[2] for event in node.events()] == [
        'Container image "registry.example/app:1" already present on machine',
        "Created container app",
        "Started container app",
    ]
    assert [each["type"] for each in node.status()["conditions"]] == [
        "Initialized",
        "Ready",
        "ContainersReady",
        "PodScheduled",
    ]
    assert "hostIPs" not in node.status()


def test_an_image_that_cannot_be_pulled_backs_off() -> None:
    failure = 'failed to resolve reference "registry.example/app:1": not found'
    node = Node(Program(image=Image(local=False, failure=failure)))
    node.pod()
    node.run_to(40)
    assert [event[1:3] for event in node.events()[:4]] == [
        ("Pulling", 'Pulling image "registry.example/app:1"'),
        ("Failed", f'Failed to pull image "registry.example/app:1": {failure}'),
        ("Failed", "Error: ErrImagePull"),
        ("BackOff", 'Back-off pulling image "registry.example/app:1"'),
    ]
    assert node.waited()[1:4] == ["ContainerCreating", "ErrImagePull", "ImagePullBackOff"]
    assert node.status()["phase"] == "Pending"
    node.run_to(1800)
    pulls = [event[0] for event in node.events("Pulling")]
    assert all(
        wait <= after - before <= wait + 18
        for wait, (before, after) in zip((10, 20, 40), pairwise(pulls), strict=False)
    )


def test_a_pull_that_works_at_last_is_told_with_its_time_and_size() -> None:
    def program(launch: Launch) -> Program:
        return Program(image=Image(local=False, failure="no such host" if launch.tries < 2 else ""))

    node = Node(program)
    node.pod()
    node.run(120)
    pulled = node.events("Pulled")[0][2]
    assert pulled.startswith('Successfully pulled image "registry.example/app:1" in ')
    assert pulled.endswith("including waiting). Image size: 5254880 bytes.")
    assert node.state()["ready"] is True
    node.pod("b")
    node.run(5)
    assert "already present" in node.events("Pulled", "b")[0][2]


def test_an_image_that_may_not_be_pulled_and_one_with_an_impossible_name() -> None:
    node = Node(Program(image=Image(local=False)))
    node.pod("a", container(imagePullPolicy="Never"))
    node.pod("b", container(image="Not An Image"))
    node.run(30)
    assert node.state("a")["state"]["waiting"] == {
        "reason": "ErrImageNeverPull",
        "message": 'Container image "registry.example/app:1" is not present with pull policy of Never',
    }
    assert node.state("b")["state"]["waiting"]["reason"] == "InvalidImageName"
    assert ("Failed", "Error: InvalidImageName") in [event[1:3] for event in node.events(name="b")]


def test_a_missing_config_map_holds_the_container_until_it_is_there() -> None:
    def program(launch: Launch) -> Program:
        missing = StartFailure("config", 'configmap "settings" not found')
        return Program(failure=missing if launch.tries < 3 else None)

    node = Node(program)
    node.pod()
    node.run(14)
    assert node.state()["state"]["waiting"] == {
        "reason": "CreateContainerConfigError",
        "message": 'configmap "settings" not found',
    }
    assert node.events("Failed")[0][2] == 'Error: configmap "settings" not found'
    node.run(60)
    assert node.state()["ready"] is True


def test_a_command_that_is_not_there_ends_with_128_and_crash_loops() -> None:
    failure = 'failed to create containerd task: exec: "/no/such": no such file or directory'
    node = Node(Program(failure=StartFailure("start", failure)))
    node.pod()
    node.run(60)
    assert node.waited()[1:4] == ["ContainerCreating", "RunContainerError", "CrashLoopBackOff"]
    status = node.state()
    assert (status["lastState"]["terminated"]["exitCode"], status["lastState"]["terminated"]["reason"]) == (
        128,
        "StartError",
    )
    assert node.events("Failed")[0][2] == f"Error: {failure}"
    assert not node.events("Started")


def test_init_containers_run_one_after_another_before_the_rest() -> None:
    node = Node({"first": Program(exit=Exit(3)), "second": Program(exit=Exit(4))})
    node.pod("a", container(), initContainers=[container("first"), container("second")])
    node.run(2)
    assert node.state()["state"] == {"waiting": {"reason": "PodInitializing"}}
    assert node.condition("Initialized")["message"] == "containers with incomplete status: [first second]"
    node.run(3)
    assert node.condition("Initialized")["message"] == "containers with incomplete status: [second]"
    node.run(8)
    assert node.status()["phase"] == "Running"
    assert node.condition("Initialized")["status"] == "True"
    assert [event[1] for event in node.events()].count("Started") == 3
    assert node.state(container="first")["state"]["terminated"]["reason"] == "Completed"


def test_an_init_container_that_fails_for_good_fails_the_pod() -> None:
    node = Node({"first": Program(exit=Exit(1, code=3))})
    node.pod("a", container(), initContainers=[container("first")], restartPolicy="Never")
    node.run(10)
    assert node.status()["phase"] == "Failed"
    assert node.state()["state"] == {"waiting": {"reason": "PodInitializing"}}


def test_a_sidecar_starts_first_and_goes_on_running() -> None:
    node = Node({"once": Program(exit=Exit(2))})
    node.pod("a", container(), initContainers=[container("proxy", restartPolicy="Always"), container("once")])
    node.run(10)
    assert node.state(container="proxy")["ready"] is True
    assert node.state()["ready"] is True
    assert node.condition("Ready")["status"] == "True"


def test_a_sidecar_is_started_again_even_where_nothing_else_is() -> None:
    node = Node(lambda launch: Program(exit=Exit(5, 1)) if launch.container["name"] == "proxy" else Program())
    node.pod("a", container(), initContainers=[container("proxy", restartPolicy="Always")], restartPolicy="Never")
    node.run(12)
    assert node.state(container="proxy")["restartCount"] >= 1
    assert node.status()["phase"] == "Running"


def test_sidecars_end_when_the_others_have() -> None:
    node = Node({"app": Program(exit=Exit(5))})
    node.pod("a", container(), initContainers=[container("proxy", restartPolicy="Always")], restartPolicy="Never")
    node.run(5)
    assert node.status()["phase"] == "Running"
    node.run(5)
    assert node.status()["phase"] == "Succeeded"
    assert node.events("Killing")[0][2] == "Stopping container proxy"
    assert "terminated" in node.state(container="proxy")["state"]
