"""Schemas of Swagger 2.0, and all references, as OpenAPI 3.0 or later has them."""

from typing import Any, Final
from urllib.parse import unquote

from contract import pointers
from contract.walk import Node

_SECTIONS: Final = {"definitions": "schemas", "parameters": "parameters", "responses": "responses"}


def with_schemas_of_3_0(node: Node) -> Any:
    """Give an object whose reference leads where components are now, or a schema as 3.0 has it."""
    value = node.value
    if node.reference is not None and node.reference.startswith("#/"):
        section, *rest = pointers.parts(node.reference[1:])
        if section in _SECTIONS:
            moved = pointers.pointer("components", _SECTIONS[section], *map(unquote, rest))
            value = {**value, "$ref": f"#{moved}"}
    if node.kind != "schema" or not isinstance(value, dict):
        return value
    if isinstance(value.get("discriminator"), str):
        value = {**value, "discriminator": {"propertyName": value["discriminator"]}}
    if value.get("type") == "file":
        value = {"format": "binary", **value, "type": "string"}
    value = {key: each for key, each in value.items() if key != "collectionFormat"}
    return _nullable(value)


def _nullable(value: dict[str, Any]) -> dict[str, Any]:
    """Express `x-nullable`, which is no standard but widespread, and means that null is allowed."""
    if "x-nullable" not in value:
        return value
    rest = {key: each for key, each in value.items() if key != "x-nullable"}
    if value["x-nullable"] is not True:
        return rest
    if "$ref" in rest or "allOf" in rest:
        return {"anyOf": [rest, {"type": "null"}]}
    if isinstance(rest.get("type"), str):
        rest["type"] = [rest["type"], "null"]
    if isinstance(rest.get("enum"), list) and None not in rest["enum"]:
        rest["enum"] = [*rest["enum"], None]
    return rest
