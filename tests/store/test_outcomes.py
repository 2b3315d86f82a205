from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ktui.model.objects import Job, OwnerReference
from ktui.store.outcomes import LastJobs
from ktui.store.store import Store
from tests.store.storing import job

NIGHTLY = OwnerReference(kind="CronJob", uid="nightly", controller=True)
HOURLY = OwnerReference(kind="CronJob", uid="hourly", controller=True)
BY_HAND = OwnerReference(kind="CronJob", uid="nightly")
"""As `kubectl create job --from` writes it: no controller."""


class Jobs:
    """A store of Jobs and what follows it."""

    def __init__(self) -> None:
        self.store = Store(lambda _obj, _now: None)
        self.last_jobs = LastJobs()
        self._version = 0

    def put(self, *jobs: Job) -> set[str]:
        """The uids of the CronJobs concerned."""
        changed = {}
        for each in jobs:
            self._version += 1
            meta = each.meta
            new = type(meta)(
                **{name: getattr(meta, name) for name in meta.__struct_fields__ if name != "resource_version"},
                resource_version=str(self._version),
            )
            changed[each.key] = Job(meta=new)
        return self.last_jobs.update(self.store.apply(changed, 0.0), self.store.objects)

    def remove(self, *names: str) -> set[str]:
        """As `put`."""
        return self.last_jobs.update(self.store.apply({("web", name): None for name in names}, 0.0), self.store.objects)

    def last(self, uid: str) -> str | None:
        """The name of the last Job."""
        found = self.last_jobs.last(uid)
        return found.meta.name if found else None


def test_the_job_created_last_is_the_last() -> None:
    jobs = Jobs()
    assert jobs.put(job("n-1", NIGHTLY, created=10), job("n-2", NIGHTLY, created=20)) == {"nightly"}
    assert jobs.last("nightly") == "n-2"
    assert jobs.put(job("n-3", NIGHTLY, created=15)) == {"nightly"}
    assert jobs.last("nightly") == "n-2"


def test_each_cronjob_has_its_own() -> None:
    jobs = Jobs()
    assert jobs.put(job("n", NIGHTLY, created=10), job("h", HOURLY, created=20)) == {"nightly", "hourly"}
    assert (jobs.last("nightly"), jobs.last("hourly")) == ("n", "h")
    assert jobs.last("weekly") is None


def test_a_job_made_by_hand_counts() -> None:
    jobs = Jobs()
    jobs.put(job("n", NIGHTLY, created=10), job("manual", BY_HAND, created=20))
    assert jobs.last("nightly") == "manual"


def test_other_owners_do_not_count() -> None:
    jobs = Jobs()
    workflow = OwnerReference(kind="Workflow", uid="nightly", controller=True)
    watcher = OwnerReference(kind="CronJob", uid="nightly", controller=False)
    assert jobs.put(job("free"), job("w", workflow, created=10), job("x", watcher, created=20)) == set()
    assert jobs.last("nightly") is None


def test_when_the_last_goes_the_one_before_is_the_last() -> None:
    jobs = Jobs()
    jobs.put(job("n-1", NIGHTLY, created=10), job("n-2", NIGHTLY, created=20))
    assert jobs.remove("n-2") == {"nightly"}
    assert jobs.last("nightly") == "n-1"
    assert jobs.remove("n-1") == {"nightly"}
    assert jobs.last("nightly") is None
    assert jobs.remove("n-1") == set()


def test_a_job_that_changes_hands_concerns_both() -> None:
    jobs = Jobs()
    jobs.put(job("j", NIGHTLY, created=10))
    assert jobs.put(job("j", HOURLY, created=10)) == {"nightly", "hourly"}
    assert (jobs.last("nightly"), jobs.last("hourly")) == (None, "j")
    assert jobs.put(job("j", created=10)) == {"hourly"}
    assert jobs.last("hourly") is None


def test_of_jobs_of_the_same_second_the_last_by_name_is_told() -> None:
    jobs = Jobs()
    jobs.put(job("n-2", NIGHTLY, created=10), job("n-1", NIGHTLY, created=10))
    assert jobs.last("nightly") == "n-2"


def test_a_job_without_a_time_is_the_oldest() -> None:
    jobs = Jobs()
    jobs.put(job("n-9", NIGHTLY), job("n-8", NIGHTLY))
    assert jobs.last("nightly") == "n-9"
    jobs.put(job("n-1", NIGHTLY, created=10))
    assert jobs.last("nightly") == "n-1"


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from("abcdef"),
            st.none() | st.tuples(st.sampled_from([NIGHTLY, HOURLY, None]), st.integers(0, 5)),
        )
    )
)
def test_after_any_changes_it_is_what_a_look_at_all_would_tell(
    batches: list[dict[str, tuple[OwnerReference | None, int] | None]],
) -> None:
    jobs = Jobs()
    for batch in batches:
        jobs.remove(*(name for name, wanted in batch.items() if wanted is None))
        jobs.put(
            *(
                job(name, *filter(None, [wanted[0]]), created=wanted[1])
                for name, wanted in batch.items()
                if wanted is not None
            )
        )
        for owner in (NIGHTLY, HOURLY):
            owned = [each for each in jobs.store.objects.values() if owner in (each.meta.owner_references or [])]
            newest = max(owned, key=lambda each: (each.meta.creation_timestamp, each.key), default=None)
            assert jobs.last(owner.uid) == (newest.meta.name if newest else None)
