"""A validator for the keywords of JSON Schema that our schemas use, so that the sandbox needs no more packages."""

from __future__ import annotations

import re
from typing import Any

TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "number": (int, float),
    "boolean": bool,
}


def errors(value: Any, schema: dict[str, Any], where: str = "") -> list[str]:
    """List the errors of a value against a schema, as sentences; empty when it is valid."""
    kind = schema.get("type")
    if kind and (not isinstance(value, TYPES[kind]) or (kind == "number" and isinstance(value, bool))):
        return [f"{where or 'The document'} is not of type {kind}."]
    found = [f"{where} is none of {', '.join(schema['enum'])}."] if value not in schema.get("enum", (value,)) else []
    if isinstance(value, str):
        found += _of_text(value, schema, where)
    elif isinstance(value, dict):
        found += _of_object(value, schema, where)
    elif isinstance(value, list):
        if len(value) < schema.get("minItems", 0):
            found.append(f"{where} has too few items.")
        for n, item in enumerate(value):
            found += errors(item, schema.get("items", {}), f"{where}[{n}]")
    elif kind == "number":
        if value % schema.get("multipleOf", value or 1) or value <= schema.get("exclusiveMinimum", value - 1):
            found.append(f"{where} is not a number that is allowed.")
    return found


def _of_text(value: str, schema: dict[str, Any], where: str) -> list[str]:
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
        return [f"{where} has the wrong length."]
    if "pattern" in schema and not re.search(schema["pattern"], value):
        return [f"{where} has the wrong form."]
    return []


def _of_object(value: dict[str, Any], schema: dict[str, Any], where: str) -> list[str]:
    known = schema.get("properties", {})
    found = [f"{where}.{name} is missing." for name in schema.get("required", ()) if name not in value]
    for name, one in value.items():
        if name in known:
            found += errors(one, known[name], f"{where}.{name}")
        elif schema.get("additionalProperties") is False:
            found.append(f"{where}.{name} is not known.")
    return found
