"""
What swagger-markdown 3.0.0 prints of a schema, as the schema that can be known from the print.

Source: `dist/transformers/v2/dataTypes.js`, `v3/dataTypes.js` and the models' `Schema.js`.
"""

import re
from typing import Any, Final

Json = dict[str, Any]

#: The types with words of their own; a format of any other type is printed in brackets.
_SCALARS: Final = ("integer", "number", "string")


def kept_schema(schema: Json, *, notes: bool) -> Json:
    """Give what is printed; `notes`: enumerations and defaults are, as from OpenAPI 3."""
    if schema.get("allOf") is not None and (schema["allOf"] or not notes):
        return _all_of([kept_schema(each, notes=notes) for each in schema["allOf"]])
    if "$ref" in schema:
        return {"$ref": schema["$ref"].replace("#/definitions/", "#/components/schemas/")}
    kinds = schema.get("type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    kept = _merged([_single(kind, schema, notes=notes) for kind in kinds])
    return kept | (_notes(schema, kept) if notes else {})


def _all_of(members: list[Json]) -> Json:
    """Members that print as nothing are left out, and members of members print like members."""
    flat = [each for member in members if member for each in member.get("allOf", [member])]
    return {"allOf": flat} if len(flat) > 1 else flat[0] if flat else {}


def _single(kind: str | None, schema: Json, *, notes: bool) -> Json:
    form = schema.get("format")
    if kind in _SCALARS or form:
        said = {"type": kind, "format": form}
        if (kind, form) == ("integer", "int32"):
            said["format"] = None
        return {key: value for key, value in said.items() if value}
    if kind == "array":
        return {"type": "array", "items": kept_schema(schema["items"], notes=notes)}
    if properties := schema.get("properties"):
        inner = {name: kept_schema(each, notes=notes) for name, each in properties.items()}
        return {"type": "object", "properties": inner}
    if kind == "file":
        return {"type": "string", "format": "binary"}
    return {"type": kind} if kind else {}


def _merged(singles: list[Json]) -> Json:
    """Null beside an object with properties prints as that object once more."""
    kinds = list(dict.fromkeys(each["type"] for each in singles if "type" in each))
    merged = {key: value for each in singles for key, value in each.items()}
    return merged | ({"type": kinds[0] if len(kinds) == 1 else kinds} if kinds else {})


# --- enumerations and defaults ------------------------------------------------------------------


def _notes(schema: Json, kept: Json) -> Json:
    notes: Json = {}
    values = schema.get("enum") or []
    if values and all(isinstance(each, str | int | float) for each in values):
        notes["enum"] = values
    if schema.get("default") not in (None, False, 0, ""):
        meant = possible_values(printed(schema["default"]), kept)
        if len(meant) == 1:
            notes["default"] = meant[0]
    return notes


def printed(value: Any) -> str:
    """Give what JavaScript makes of a value in a text."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ",".join(map(printed, value))
    if isinstance(value, dict):
        return "[object Object]"
    return f"{value:g}" if isinstance(value, float) else str(value)


def possible_values(text: str, schema: Json) -> list[Any]:
    """Give the values of the schema's types that print as `text`, lists taken at every comma."""
    kinds = schema.get("type", [])
    found: list[Any] = []
    for kind in kinds if isinstance(kinds, list) else [kinds]:
        if kind == "string" and text != "[object Object]":
            found.append(text)
        elif kind == "boolean" and text in ("true", "false"):
            found.append(text == "true")
        elif kind == "integer" and re.fullmatch(r"-?\d+", text):
            found.append(int(text))
        elif kind == "number" and re.fullmatch(r"-?\d+(\.\d+)?(e[+-]?\d+)?", text):
            found.append(float(text))
        elif kind == "array":
            found += _possible_lists(text, schema.get("items", {}))
    return found


def _possible_lists(text: str, items: Json) -> list[list[Any]]:
    if not text:
        return [[]]
    if "array" in items.get("type", []):
        return []  # [[1], [2]] and [[1, 2]] both print as 1,2.
    members = [possible_values(part, items) for part in text.split(",")]
    return [[each[0] for each in members]] if all(len(each) == 1 for each in members) else []
