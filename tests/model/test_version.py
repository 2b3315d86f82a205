from __future__ import annotations

import pytest

from ktui.model.version import ServerVersion, parse_version, version_served


@pytest.mark.parametrize(
    ("text", "release"),
    [
        ("v1.20.2", (1, 20)),
        ("v1.35.4", (1, 35)),
        ("1.9", (1, 9)),
        ("v1.27.3-eks-a5565ad", (1, 27)),
        ("v1.28.15+k3s1", (1, 28)),
        ("v1.31.0-gke.1058000", (1, 31)),
        ("v2.0.0", (2, 0)),
    ],
)
def test_the_release_is_read_whatever_a_vendor_adds(text: str, release: tuple[int, int]) -> None:
    version = parse_version(text)
    assert version is not None
    assert (version.major, version.minor) == release
    assert version.text == text


@pytest.mark.parametrize("text", ["v0.0.0-master+$Format:%H$", "", "unknown", "v", "x1.20.2"])
def test_a_build_may_not_know_its_release(text: str) -> None:
    assert parse_version(text) is None


@pytest.mark.parametrize(
    ("served", "minor"),
    [
        ([], 20),
        (["apps/v1", "batch/v1", "batch/v1beta1", "policy/v1beta1"], 20),
        (["policy/v1", "policy/v1beta1"], 21),
        (["policy/v1", "autoscaling/v2", "autoscaling/v2beta2"], 23),
        (["policy/v1", "autoscaling/v2", "flowcontrol.apiserver.k8s.io/v1beta3"], 26),
        (["policy/v1", "autoscaling/v2", "flowcontrol.apiserver.k8s.io/v1"], 29),
        (["policy/v1", "autoscaling/v2", "flowcontrol.apiserver.k8s.io/v1", "resource.k8s.io/v1"], 34),
    ],
)
def test_what_is_served_tells_the_release(served: list[str], minor: int) -> None:
    assert version_served(served, "v0.0.0-master") == ServerVersion(1, minor, "v0.0.0-master")


def test_releases_compare_as_numbers() -> None:
    assert ServerVersion(1, 9) < ServerVersion(1, 20)
    assert ServerVersion(1, 21).at_least(1, 21)
    assert ServerVersion(1, 100).at_least(1, 21)
    assert ServerVersion(2, 0).at_least(1, 21)
    assert not ServerVersion(1, 20).at_least(1, 21)
