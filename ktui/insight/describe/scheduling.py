"""Where a pod may run: node selector, tolerations, affinity and spread, in brief."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ktui.insight.describe.selectors import labels_text, requirement_text, selector_text
from ktui.insight.describe.values import mapping_at, mappings_at, number_at, text_at
from ktui.insight.describe.writing import joined

if TYPE_CHECKING:
    from ktui.insight.describe.writing import Writer

MUST = "requiredDuringSchedulingIgnoredDuringExecution"
PREFERS = "preferredDuringSchedulingIgnoredDuringExecution"

_UNUSABLE = ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")
"""Taints of a node that is lost, which the API server has every pod tolerate for a while."""


def toleration_text(toleration: dict[str, Any]) -> str:
    """In kubectl's words: `dedicated=gpu:NoSchedule`, `spot op=Exists`, `node...:NoExecute op=Exists for 300s`."""
    key, value, effect, operator = (text_at(toleration, field) for field in ("key", "value", "effect", "operator"))
    said = key + (f"={value}" if value else "") + (f":{effect}" if effect else "")
    if operator == "Exists" and not value:
        said = joined(said, "op=Exists", by=" ")
    elif operator not in ("", "Equal", "Exists"):
        said = joined(said, f"op={operator}", by=" ")
    seconds = number_at(toleration, "tolerationSeconds")
    return said if seconds is None else f"{said} for {seconds}s"


def tolerations_text(spec: dict[str, Any]) -> str:
    """All of them; the two that every pod has are one."""
    lost: dict[int, list[str]] = {}
    texts = []
    for toleration in mappings_at(spec, "tolerations"):
        seconds = number_at(toleration, "tolerationSeconds")
        usual = text_at(toleration, "effect") == "NoExecute" and text_at(toleration, "operator") == "Exists"
        if usual and seconds is not None and text_at(toleration, "key") in _UNUSABLE:
            lost.setdefault(seconds, []).append(text_at(toleration, "key"))
        else:
            texts.append(toleration_text(toleration))
    for seconds, keys in lost.items():
        if len(keys) == len(_UNUSABLE):
            texts.append(f"not-ready and unreachable nodes for {seconds}s")
        else:
            texts += [f"{key}:NoExecute op=Exists for {seconds}s" for key in keys]
    return ", ".join(texts)


def write_scheduling(writer: Writer, spec: dict[str, Any]) -> None:
    """The fields that say where a pod of this spec may run."""
    writer.field("Node selector", labels_text(mapping_at(spec, "nodeSelector")))
    writer.field("Tolerations", tolerations_text(spec))
    affinity = mapping_at(spec, "affinity")
    writer.fields("Affinity", [*_node_affinity(affinity), *_pod_affinities(affinity)])
    writer.fields("Spread", [_spread_text(spread) for spread in mappings_at(spec, "topologySpreadConstraints")])
    gates = ", ".join(text_at(gate, "name") for gate in mappings_at(spec, "schedulingGates"))
    writer.field("Gates", f"not scheduled until these are taken away: {gates}" if gates else "")


def _term_text(term: dict[str, Any]) -> str:
    requirements = [*mappings_at(term, "matchExpressions"), *mappings_at(term, "matchFields")]
    return ",".join(map(requirement_text, requirements)) or "nothing"


def _node_affinity(affinity: dict[str, Any]) -> list[str]:
    node = mapping_at(affinity, "nodeAffinity")
    terms = [_term_text(term) for term in mappings_at(node, MUST, "nodeSelectorTerms")]
    texts = [f"needs a node with {' or '.join(terms)}"] if terms else []
    for preferred in mappings_at(node, PREFERS):
        weight, term = text_at(preferred, "weight"), _term_text(mapping_at(preferred, "preference"))
        texts.append(f"prefers a node with {term} (weight {weight})")
    return texts


def _pod_affinities(affinity: dict[str, Any]) -> list[str]:
    texts = []
    for field, words in (("podAffinity", "with"), ("podAntiAffinity", "apart from")):
        terms = mapping_at(affinity, field)
        texts += [f"needs to be {words} {_pods_text(term)}" for term in mappings_at(terms, MUST)]
        for preferred in mappings_at(terms, PREFERS):
            weight, term = text_at(preferred, "weight"), mapping_at(preferred, "podAffinityTerm")
            texts.append(f"prefers to be {words} {_pods_text(term)} (weight {weight})")
    return texts


def _pods_text(term: dict[str, Any]) -> str:
    selector = selector_text(mapping_at(term, "labelSelector"))
    return f"{joined('pods', selector, by=' ')} by {text_at(term, 'topologyKey')}"


def _spread_text(spread: dict[str, Any]) -> str:
    must = text_at(spread, "whenUnsatisfiable") != "ScheduleAnyway"
    selector = selector_text(mapping_at(spread, "labelSelector"))
    skew = text_at(spread, "maxSkew")
    said = f"{'at most' if must else 'preferably at most'} {skew} more of {joined('pods', selector, by=' ')}"
    return f"{said} in one {text_at(spread, 'topologyKey')} than in another"
