"""A container's environment: which variables there are and where they come from, never what is in them."""

from __future__ import annotations

from typing import Any

from ktui.insight.describe.values import holds, mapping_at, mappings_at, text_at

_SOURCES = (("configMapKeyRef", "config map"), ("secretKeyRef", "secret"))


def environment_text(container: dict[str, Any]) -> str:
    """`3: LEVEL (config map settings/level), PORT, all of secret db`; "" for no variables."""
    variables = [_variable_text(variable) for variable in mappings_at(container, "env")]
    sources = [text for source in mappings_at(container, "envFrom") if (text := _source_text(source))]
    if not variables:
        return ", ".join(sources)
    return f"{len(variables)}: {', '.join([*variables, *sources])}"


def _variable_text(variable: dict[str, Any]) -> str:
    name, source = text_at(variable, "name"), mapping_at(variable, "valueFrom")
    origin = ""
    for field, word in _SOURCES:
        if reference := mapping_at(source, field):
            origin = f"{word} {text_at(reference, 'name')}/{text_at(reference, 'key')}{_optional(reference)}"
    if reference := mapping_at(source, "fieldRef"):
        origin = text_at(reference, "fieldPath")
    if reference := mapping_at(source, "resourceFieldRef"):
        origin = text_at(reference, "resource")
    if reference := mapping_at(source, "fileKeyRef"):
        origin = f"file {text_at(reference, 'path')} of {text_at(reference, 'volumeName')}"
    return f"{name} ({origin})" if origin else name


def _source_text(source: dict[str, Any]) -> str:
    prefix = text_at(source, "prefix")
    for field, word in (("configMapRef", "config map"), ("secretRef", "secret")):
        if reference := mapping_at(source, field):
            renamed = f" as {prefix}*" if prefix else ""
            return f"all of {word} {text_at(reference, 'name')}{renamed}{_optional(reference)}"
    return ""


def _optional(reference: dict[str, Any]) -> str:
    return ", optional" if holds(reference, "optional") else ""
