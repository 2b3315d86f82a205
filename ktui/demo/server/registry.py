"""What can be done to the objects of a cluster, whoever does it: a request over HTTP, a controller or a kubelet.

Here is what a real API server does before it stores: uid, generation, defaults, what may not be or not change, dry
runs, preconditions, deletion in steps. Every method raises `RefusalError` with the server's own words.

Objects that are returned are those of the store: to be read, never to be changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.demo.server import managed_fields, statuses
from ktui.demo.server.deletion import DeleteOptions, Deletion, explain_precondition, is_over, marked
from ktui.demo.server.field_errors import FieldErrors
from ktui.demo.server.metadata_rules import check_marks, check_metadata, check_metadata_update
from ktui.demo.server.resources import RESOURCES
from ktui.demo.server.statuses import RefusalError
from ktui.demo.server.store import copied, timestamp
from ktui.demo.server.strategies import strategy
from ktui.demo.server.workload_defaults import TEMPLATE_GENERATION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ktui.demo.server.statuses import Raw
    from ktui.demo.server.store import Store

__all__ = ["DeleteOptions", "Deletion", "Registry"]

KEPT_NAMESPACES = ("default", "kube-system", "kube-public")
"""Those that may not be deleted."""
NAME_TRIES = 8
"""How many names are made up for one object before the clash is told."""
_TYPE = ("kind", "apiVersion")
_SERVER_GIVES = (
    "uid", "resourceVersion", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation",
    "selfLink", "managedFields",
)  # fmt: skip


class Registry:
    """The one way to what `store` holds.

    `namespaces`: nothing can be created in a namespace that is not there, or ends.
    """

    def __init__(self, store: Store, *, namespaces: bool = False) -> None:
        self.store = store
        self.namespaces = namespaces

    def get(self, plural: str, namespace: str, name: str) -> Raw | None:
        """An object as it is stored. `namespace` is "" for what has none."""
        stored = self.store.get(plural, (namespace, name))
        return None if stored is None else stored.obj

    def there(self, plural: str, namespace: str, name: str) -> Raw:
        """As `get`; a 404 `RefusalError` when there is none."""
        stored = self.store.get(plural, (namespace, name))
        if stored is None:
            raise RefusalError(404, statuses.no_such_object(resource=plural, group=RESOURCES[plural].group, name=name))
        return stored.obj

    def each(self, plural: str, namespace: str | None = None) -> Iterator[Raw]:
        """Those of a kind, by namespace and name."""
        for stored in self.store.state(plural, namespace):
            yield stored.obj

    def create(
        self, plural: str, obj: Raw, *, dry_run: bool = False, manager: str = "", entries: list[Raw] | None = None
    ) -> Raw:
        """A new object, from what a client sends: uid, times and status are the server's to give; as stored.

        `metadata.generateName` takes the place of a name. `manager`: who it is, for `managedFields`; "" for nobody;
        `entries`: all that stands there.
        """
        rules, resource = strategy(plural), RESOURCES[plural]
        obj = {**copied(obj), "kind": resource.kind, "apiVersion": resource.api_version(resource.versions[0])}
        meta = obj.setdefault("metadata", {})
        for key in _SERVER_GIVES:
            meta.pop(key, None)
        if resource.namespaced:
            meta.setdefault("namespace", "default")
        else:
            meta.pop("namespace", None)
        if not meta.get("name") and meta.get("generateName"):
            meta["name"] = self._made_up(plural, meta)
        rules.default(obj)
        self._note(plural, obj, None, manager, entries)
        self._check_namespace(plural, meta)
        rules.admit(obj)
        meta["uid"] = self.store.identities.uid(f"{plural} {meta.get('namespace', '')} {meta.get('name', '')}")
        meta["creationTimestamp"] = timestamp(self.store.now())
        if rules.generation:
            meta["generation"] = 1
        rules.begin(obj)
        if rules.first_status is not None:
            obj["status"] = rules.first_status(obj)
        errors = FieldErrors()
        check_metadata(meta, rules.name, errors)
        rules.check(obj, errors)
        errors.refuse_object(resource, meta.get("name", ""))
        if self.store.get(plural, (meta.get("namespace", ""), meta["name"])) is not None:
            raise RefusalError(409, statuses.already_exists(plural, resource.group, meta["name"]))
        return obj if dry_run else self.store.keep(plural, obj)

    def update(
        self,
        plural: str,
        obj: Raw,
        *,
        subresource: str = "",
        dry_run: bool = False,
        manager: str = "",
        entries: list[Raw] | None = None,
        patch: bool = True,
    ) -> Raw:
        """The object in place of the one there is; as stored.

        `subresource` `status` takes nothing but status and metadata from `obj`, `finalize` a namespace's finalizers;
        without it everything but the status. A resourceVersion in `obj` must be the present one, and so must be a uid;
        `patch`: what is said when it is not. `manager` and `entries` as in `create`.
        """
        meta = obj["metadata"]
        before = self.there(plural, meta.get("namespace", ""), meta["name"])
        self._check_present(plural, meta, before["metadata"], patch=patch)
        rules = strategy(plural)
        new = {key: value for key, value in copied(obj).items() if key not in _TYPE}
        new |= {key: before[key] for key in _TYPE if key in before}
        _keep_what_is_given(new["metadata"], before["metadata"])
        if subresource != "status":
            rules.default(new)
            rules.admit_update(new, before)
        new = self._joined(plural, new, before, subresource)
        errors = FieldErrors()
        for _ in range(2):
            check_metadata_update(new["metadata"], before["metadata"], errors)
        for _ in range(rules.marks_checked):
            check_marks(new["metadata"], errors)
        if not subresource:
            rules.check(new, errors)
            rules.check_update(new, before, errors)
        errors.refuse_object(RESOURCES[plural], meta["name"])
        if new == before and entries in (None, before["metadata"].get("managedFields")):
            return before
        self._note(plural, new, before, manager, entries, subresource)
        return self._settled(plural, new, before, subresource, dry_run=dry_run)

    def change(
        self, plural: str, namespace: str, name: str, edit: Callable[[Raw], object], *, subresource: str = ""
    ) -> Raw | None:
        """`edit` a copy and store it, if that has changed anything; None where there is no such object any more.

        This is the quick way of those who know what they write: nothing is checked, nothing filled in. `subresource` as
        in `update`.
        """
        stored = self.store.get(plural, (namespace, name))
        if stored is None:
            return None
        new, before = stored.copy(), stored.obj
        edit(new)
        new = self._joined(plural, new, before, subresource)
        return before if new == before else self._settled(plural, new, before, subresource)

    def delete(self, plural: str, namespace: str, name: str, options: DeleteOptions | None = None) -> Raw:
        """Delete, or begin to; the object as it then is, or was last."""
        return self.deletion(plural, namespace, name, options).obj

    def deletion(self, plural: str, namespace: str, name: str, options: DeleteOptions | None = None) -> Deletion:
        """As `delete`, and whether it is gone."""
        options = options or DeleteOptions()
        obj = self.there(plural, namespace, name)
        if why := explain_precondition(obj["metadata"], options):
            resource = RESOURCES[plural]
            raise RefusalError(409, statuses.conflict(resource.kind, resource.group, name, why))
        if plural == "namespaces":
            ending = self._ending_namespace(obj, dry_run=options.dry_run)
            if ending is not None:
                return Deletion(ending, gone=False)
        new = marked(obj, strategy(plural), options, self.store.now())
        if new is not None and new is not obj and not options.dry_run:
            obj = self.store.keep(plural, _unversioned(new))
        elif new is not None:
            obj = new
        if new is not None and not is_over(obj):
            return Deletion(obj, gone=False)
        if not options.dry_run:
            self.store.delete(plural, namespace, name)
        return Deletion(obj, gone=True)

    def _settled(self, plural: str, new: Raw, before: Raw, subresource: str, *, dry_run: bool = False) -> Raw:
        """Store what has changed; what is no longer held by a finalizer goes."""
        meta = new["metadata"]
        if strategy(plural).generation and not subresource:
            _count(plural, new, before)
        if is_over(new) and not is_over(before):
            if not dry_run:
                self.store.delete(plural, meta.get("namespace", ""), meta["name"])
            return new
        return new if dry_run else self.store.keep(plural, new)

    def _note(
        self, plural: str, new: Raw, before: Raw | None, manager: str, entries: list[Raw] | None, subresource: str = ""
    ) -> None:
        """Who wrote it: what somebody wants, before admission and the kind's own ways add to it."""
        if entries is not None:
            new["metadata"]["managedFields"] = entries
        elif manager:
            status = bool(subresource) or not strategy(plural).has_status
            now = timestamp(self.store.now())
            managed_fields.record(new, before, plural, manager, now, subresource, status=status)

    def _joined(self, plural: str, new: Raw, before: Raw, subresource: str) -> Raw:
        """Of what was sent that which this way of writing takes, the rest as it was."""
        meta = {**new["metadata"], "resourceVersion": before["metadata"]["resourceVersion"]}
        if subresource == "finalize":
            spec = {**before.get("spec", {}), "finalizers": new.get("spec", {}).get("finalizers", [])}
            return {**before, "metadata": meta, "spec": spec}
        if subresource == "status":
            return {**before, "metadata": meta, "status": new.get("status", {})}
        made = {**new, "metadata": meta}
        if strategy(plural).has_status and "status" in before:
            made["status"] = before["status"]
        if plural == "namespaces" and "spec" in before:
            made["spec"] = before["spec"]
        return made

    def _check_present(self, plural: str, meta: Raw, was: Raw, *, patch: bool) -> None:
        name, group = meta["name"], RESOURCES[plural].group
        revision, uid = meta.get("resourceVersion"), meta.get("uid")
        if revision and not revision.isdigit():
            message = f'strconv.ParseUint: parsing "{revision}": invalid syntax'
            raise RefusalError(500, statuses.status(500, None, message))
        if uid and uid != was["uid"] and not patch:
            key = "/".join(part for part in ("/registry", plural, was.get("namespace", ""), name) if part)
            why = (
                f"StorageError: invalid object, Code: 4, Key: {key}, ResourceVersion: 0, AdditionalErrorMsg: "
                f"Precondition failed: UID in precondition: {uid}, UID in object meta: {was['uid']}"
            )
            raise RefusalError(409, statuses.conflict(plural, group, name, why))
        if revision not in (None, "", "0", was["resourceVersion"]):
            why = "the object has been modified; please apply your changes to the latest version and try again"
            raise RefusalError(409, statuses.conflict(plural, group, name, why))

    def _made_up(self, plural: str, meta: Raw) -> str:
        for _ in range(NAME_TRIES):
            name = self.store.identities.name(meta["generateName"])
            if self.store.get(plural, (meta.get("namespace", ""), name)) is None:
                break
        return name

    def _check_namespace(self, plural: str, meta: Raw) -> None:
        namespace = meta.get("namespace", "")
        if not self.namespaces or not namespace:
            return
        obj = self.there("namespaces", "", namespace)
        if obj["metadata"].get("deletionTimestamp"):
            group = RESOURCES[plural].group
            raise RefusalError(403, statuses.namespace_ends(plural, group, meta.get("name", ""), namespace))

    def _ending_namespace(self, obj: Raw, *, dry_run: bool) -> Raw | None:
        """A namespace that is to be emptied first; None: nothing holds it."""
        name = obj["metadata"]["name"]
        if name in KEPT_NAMESPACES and self.namespaces:
            raise RefusalError(403, statuses.kept_namespace(name))
        if obj["metadata"].get("deletionTimestamp") or not obj.get("spec", {}).get("finalizers"):
            return obj if obj.get("spec", {}).get("finalizers") else None
        meta = {**obj["metadata"], "deletionTimestamp": timestamp(self.store.now())}
        new = {**obj, "metadata": meta, "status": {**obj.get("status", {}), "phase": "Terminating"}}
        return new if dry_run else self.store.keep("namespaces", _unversioned(new))


def _keep_what_is_given(new: Raw, was: Raw) -> None:
    """What the server gave stays, unless somebody says something else and is to be told."""
    for key in ("uid", "deletionTimestamp", "deletionGracePeriodSeconds"):
        if key in was:
            new.setdefault(key, was[key])
    for key in ("creationTimestamp", "generation", "selfLink", "managedFields"):
        if key in was:
            new[key] = was[key]
        else:
            new.pop(key, None)


def _count(plural: str, new: Raw, before: Raw) -> None:
    """The generation counts changes of what is wanted."""
    meta, was = new["metadata"], before["metadata"]
    changed = new.get("spec") != before.get("spec")
    if plural == "deployments":
        changed = changed or meta.get("annotations") != was.get("annotations")
    if plural == "daemonsets" and new.get("spec", {}).get("template") != before.get("spec", {}).get("template"):
        count = int((was.get("annotations") or {}).get(TEMPLATE_GENERATION, 0)) + 1
        meta["annotations"] = {**meta.get("annotations", {}), TEMPLATE_GENERATION: str(count)}
    if changed and "generation" in was:
        meta["generation"] = was["generation"] + 1


def _unversioned(obj: Raw) -> Raw:
    """`obj` with metadata of its own, for the store to write its revision into."""
    return {**obj, "metadata": {**obj["metadata"]}}
