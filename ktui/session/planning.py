"""From what a user wants done to a plan of it: each object is read as it is now, and nothing is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ktui.errors import ConfigError, CredentialsError, ForbiddenError, KtuiError, UnreachableError, UsageError
from ktui.insight.columns.jobs import job_condition
from ktui.insight.job_bodies.names import SUFFIX_ALPHABET, SUFFIX_LENGTH, name_fault, rerun_name, trigger_name
from ktui.insight.job_bodies.notes import rerun_notes, trigger_notes
from ktui.insight.job_bodies.rerun import rerun_of
from ktui.insight.job_bodies.trigger import job_of
from ktui.insight.writes.commands import commands_of
from ktui.insight.writes.labels import label, label_command, labelled
from ktui.insight.writes.lifecycle import delete, make_job, owned_words, rerun_command, trigger_command
from ktui.insight.writes.objects import ref_of, value_at
from ktui.insight.writes.switches import cordon, restart, suspend
from ktui.kube.reads import read_all, read_raw
from ktui.model.kinds import CRONJOBS, JOBS, NODES, PODS
from ktui.model.verbs import VERBS
from ktui.model.writes import ObjectRef, Outcome, Plan, Planned, Result
from ktui.session.bounded import bounded

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence

    from ktui.insight.writes.labels import LabelChange
    from ktui.insight.writes.lifecycle import Cascade
    from ktui.kube.transport import Transport
    from ktui.model.kinds import Kind
    from ktui.model.objects import Job
    from ktui.model.writes import Write
    from ktui.store.store import Key

Raw = dict[str, Any]


class Planner:
    """Plans for one cluster. Every method raises `KtuiError` where the cluster cannot be asked.

    What is wrong with one object of several (it is not there, may not be read, or may not be changed so) is that
    object's result in the plan.
    """

    def __init__(
        self, transport: Transport, *, now: Callable[[], float], rand: Callable[[], float], gzip: bool = False
    ) -> None:
        self._transport = transport
        self._now = now
        self._rand = rand
        self._gzip = gzip

    async def label(self, names: Sequence[str], changes: Sequence[LabelChange], *, overwrite: bool = True) -> Plan:
        """Labels of nodes; without `overwrite` a value that is there already is not changed."""

        async def build(node: Raw) -> Write | None:
            there = [
                field
                for field in labelled(node, changes)
                if not overwrite and field.before is not None and field.after is not None
            ]
            if there:
                held = ", ".join(f"{field.path[-1]}={field.before}" for field in there)
                raise KtuiError(f"node {ref_of(NODES, node).name} has {held} already: --overwrite changes it")
            return label(node, changes)

        items = await self._items(NODES, [("", name) for name in names], build)
        return Plan("label", items, label_command(names, changes))

    async def switch(self, verb: str, kind: Kind, keys: Sequence[Key]) -> Plan:
        """Cordon, uncordon, suspend, resume or restart; raises `UsageError` for a kind that has no such verb."""
        if kind not in VERBS[verb].kinds:
            fit = " and ".join(each.title for each in VERBS[verb].kinds)
            raise UsageError(f"ktui {verb} is for {fit}, not for {kind.title}")

        async def build(obj: Raw) -> Write | None:
            if verb in ("cordon", "uncordon"):
                return cordon(obj, on=verb == "cordon")
            return restart(obj, self._now()) if verb == "restart" else suspend(kind, obj, on=verb == "suspend")

        return _plan(verb, await self._items(kind, keys, build))

    async def delete(self, kind: Kind, keys: Sequence[Key], *, cascade: Cascade = "background") -> Plan:
        """Objects that go, with what each owns."""

        async def build(obj: Raw) -> Write | None:
            return delete(kind, obj, cascade=cascade, goes=await self.owned(kind, obj))

        return _plan("delete", await self._items(kind, keys, build))

    async def trigger(self, keys: Sequence[Key], *, name: str | None = None) -> Plan:
        """A Job now, of each of these CronJobs; `name` instead of one that is made up."""

        async def build(cronjob: Raw) -> Write | None:
            origin = ref_of(CRONJOBS, cronjob)
            spec = value_at(cronjob, ("spec", "jobTemplate", "spec")) or {}
            chosen = _checked(name, spec) or trigger_name(origin.name, self._suffix(), spec)
            return make_job(
                "trigger",
                origin,
                job_of(cronjob, chosen),
                kubectl=trigger_command(origin, chosen),
                warnings=trigger_notes(cronjob, await self._unfinished(cronjob)),
            )

        return _plan("trigger", await self._items(CRONJOBS, keys, build))

    async def rerun(self, keys: Sequence[Key], *, name: str | None = None) -> Plan:
        """Each of these Jobs again; `name` instead of one that is made up."""

        async def build(job: Raw) -> Write | None:
            origin = ref_of(JOBS, job)
            spec = value_at(job, ("spec",)) or {}
            chosen = _checked(name, spec) or rerun_name(origin.name, self._suffix(), spec)
            again = rerun_of(job, chosen)
            return make_job(
                "rerun",
                origin,
                again.job,
                kubectl=rerun_command(origin, chosen),
                warnings=rerun_notes(job),
                differences=again.differences,
            )

        return _plan("rerun", await self._items(JOBS, keys, build))

    # -- reading

    async def _items(
        self, kind: Kind, keys: Sequence[Key], build: Callable[[Raw], Awaitable[Write | None]]
    ) -> tuple[Planned, ...]:
        keys = list(dict.fromkeys(keys))

        async def item(index: int) -> Planned:
            namespace, name = keys[index]
            ref = ObjectRef(kind.name, namespace, name)
            obj: Raw | None = None
            try:
                obj = await read_raw(self._transport, kind, namespace or None, name)
                ref = ref_of(kind, obj)
                write = await build(obj)
            except (UnreachableError, CredentialsError, ConfigError):
                raise  # the others would fare no better
            except KtuiError as error:
                return Planned(ref, result=Result(ref, Outcome.REFUSED, str(error), error, answer=obj))
            if write is None:
                return Planned(ref, result=Result(ref, Outcome.UNCHANGED, answer=obj))
            return Planned(ref, write)

        return tuple(await bounded(len(keys), item))

    async def owned(self, kind: Kind, obj: Mapping[str, Any]) -> str:
        """What an object owns, in words; empty: nothing. Raises `KtuiError`."""
        meta: Mapping[str, Any] = obj["metadata"]
        namespace = meta.get("namespace")
        if kind is PODS:
            return ""
        try:
            if kind is NODES:
                here = f"spec.nodeName={meta['name']}"
                on_it = await read_all(self._transport, PODS, None, field_selector=here, gzip=self._gzip)
                return owned_words([], on_it.objects)
            jobs = await self._jobs_of(obj) if kind is CRONJOBS else []
            owners = {job.meta.uid for job in jobs} if kind is CRONJOBS else {meta.get("uid")}
            if not owners:
                return ""
            labels = {} if kind is CRONJOBS else value_at(obj, ("spec", "selector", "matchLabels")) or {}
            selector = ",".join(f"{key}={value}" for key, value in labels.items())
            listed = await read_all(self._transport, PODS, namespace, selector=selector, gzip=self._gzip)
        except ForbiddenError:
            return "whatever it owns (you may not list that)"
        return owned_words(jobs, [pod for pod in listed.objects if _owned_by(pod, owners)])

    async def _jobs_of(self, cronjob: Mapping[str, Any]) -> list[Job]:
        """The Jobs of a CronJob that are there; raises `KtuiError`."""
        meta = cronjob["metadata"]
        listed = await read_all(self._transport, JOBS, meta.get("namespace"), gzip=self._gzip)
        return [job for job in listed.objects if _owned_by(job, {meta.get("uid")})]

    async def _unfinished(self, cronjob: Raw) -> list[str]:
        """The names of its Jobs that are not finished, as far as they may be listed."""
        try:
            return [job.meta.name for job in await self._jobs_of(cronjob) if not _finished(job)]
        except ForbiddenError:
            return []

    def _suffix(self) -> str:
        return "".join(SUFFIX_ALPHABET[int(self._rand() * len(SUFFIX_ALPHABET))] for _ in range(SUFFIX_LENGTH))


def _plan(verb: str, items: tuple[Planned, ...]) -> Plan:
    return Plan(verb, items, commands_of([item.write.change for item in items if item.write is not None]))


def _owned_by(obj: Any, uids: Collection[object]) -> bool:
    return any(owner.uid in uids for owner in obj.meta.owner_references or ())


def _finished(job: Job) -> bool:
    return job_condition(job, "Complete") or job_condition(job, "Failed")


def _checked(name: str | None, job_spec: Mapping[str, Any]) -> str:
    """A name that a user chose for a Job; raises `UsageError` for one that the API would not take."""
    if name is not None and (fault := name_fault(name, job_spec)):
        raise UsageError(fault)
    return name or ""
