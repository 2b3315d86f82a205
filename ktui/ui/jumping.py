"""Where a jump from an object leads, by what the session knows of the cluster now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ktui.insight.relations import NowhereError, kind_of, kind_word, node_of, owner_of, pods_filter
from ktui.insight.scope import shows_namespaces
from ktui.insight.text import visible
from ktui.model.kinds import CRONJOBS, JOBS, NODES, PODS
from ktui.model.link import LinkState

if TYPE_CHECKING:
    from ktui.model.kinds import Kind
    from ktui.model.reference import Reference
    from ktui.session.session import Session
    from ktui.store.store import Key


@dataclass(frozen=True, slots=True)
class Destination:
    """An object of a pane, or the rows of a filter in it."""

    kind: Kind
    key: Key | None = None
    filter: str = ""


def destination(where: str, kind: Kind, key: Key, session: Session) -> Destination:
    """Where `owner`, `node` or `pods` of an object is; raises `NowhereError` where that is nowhere."""
    obj = session.feeds[kind.name].store.objects.get(key)
    if obj is None:
        raise NowhereError(f"{visible(key[1])} is gone")
    if where == "pods":
        if kind is CRONJOBS:
            _loaded(JOBS, session)
        jobs = session.feeds[JOBS.name].store.objects
        several = shows_namespaces(session.namespaces)
        return Destination(PODS, filter=pods_filter(kind, obj, jobs, several_namespaces=several))
    if where == "node":
        return Destination(NODES, _known(NODES, node_of(kind, obj), "", session))
    owner_kind, owner_key, uid = owner_of(obj)
    return Destination(owner_kind, _known(owner_kind, owner_key, uid, session))


def destination_of(about: Reference, session: Session) -> Destination:
    """Where an object is that a line is about.

    Raises `NowhereError` where its kind has no pane, or it is not in the scope, or it is gone.
    """
    kind = kind_of(about.kind, about.api_version)
    if kind is None:
        raise NowhereError(f"{visible(about.kind)} {visible(about.name)} has no pane")
    key = (about.namespace if kind.namespaced else "", about.name)
    return Destination(kind, _known(kind, key, about.uid, session))


def _known(kind: Kind, key: Key, uid: str, session: Session) -> Key:
    """The key of an object that is there; of the one with this uid where one is told."""
    obj = session.feeds[kind.name].store.objects.get(key)
    name = f"{kind_word(kind)} {visible(key[1])}"
    if obj is None:
        if kind.namespaced and session.namespaces and key[0] not in session.namespaces:
            raise NowhereError(f"{name} is in namespace {visible(key[0])}: choose that namespace to see it")
        _loaded(kind, session)
        raise NowhereError(f"{name} is gone")
    if uid and obj.meta.uid and obj.meta.uid != uid:
        raise NowhereError(f"{name} is gone; another one has its name now")
    return key


def _loaded(kind: Kind, session: Session) -> None:
    """What is not known cannot be said to be gone."""
    feed = session.feeds[kind.name]
    if not feed.loaded:
        if feed.link.state is LinkState.DENIED:
            raise NowhereError(f"the {kind.title} are not known: you may not {visible(feed.link.reason)}")
        why = f": {visible(feed.link.reason)}" if feed.link.reason else " yet"
        raise NowhereError(f"the {kind.title} are not known{why}")
