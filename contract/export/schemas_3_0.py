"""
Schemas of JSON Schema 2020-12 in the words of OpenAPI 3.0.

What 3.0 cannot say is left out, so that a schema allows more than before.
Source: OpenAPI 3.0.4, "Schema Object".
"""

import json
from typing import Any, Final

from contract.notes import Notes
from contract.walk import Node

_Object = dict[str, Any]

_KNOWN: Final = frozenset(
    (
        "$ref additionalProperties allOf anyOf default deprecated description discriminator enum"
        " example exclusiveMaximum exclusiveMinimum externalDocs format items maxItems maxLength"
        " maxProperties maximum minItems minLength minProperties minimum multipleOf not nullable"
        " oneOf pattern properties readOnly required title type uniqueItems writeOnly xml"
    ).split()
)
#: Left out without loss: what they name is referred to by pointers to components.
_NAMING: Final = ("$anchor", "$defs", "$id", "definitions")


class Schemas:
    """Changes one schema after the other."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    def without_nullable(self, node: Node) -> Any:
        """Leave out `nullable`, which means nothing since 3.1 and would mean something in 3.0."""
        if node.kind != "schema" or not isinstance(node.value, dict):
            return node.value
        return {key: each for key, each in node.value.items() if key != "nullable"}

    def changed(self, node: Node) -> Any:
        """Give a schema as 3.0 writes it; the schemas inside are still to be changed."""
        if isinstance(node.value, bool):
            if node.member == "additionalProperties":
                return node.value
            return {} if node.value else {"not": {}}
        value = _beside_reference(_without_names(node.value))
        if "$ref" in value:
            return value
        value = _one_type(_constant(value))
        value = _limited(_limited(value, "minimum"), "maximum")
        value = self._example(value, node.pointer)
        value = self._tuple(self._patterns(value))
        return self._known(_encoded(_lists(value)), node.pointer)

    def _example(self, value: _Object, where: str) -> _Object:
        examples = value.get("examples")
        if not isinstance(examples, list):
            return value
        if len(examples) > 1 or "example" in value:
            self._notes.add(
                f"{where}/examples", "OpenAPI 3.0 has one example, the others are left out"
            )
        rest = {key: each for key, each in value.items() if key != "examples"}
        return {"example": examples[0], **rest} if examples else rest

    def _patterns(self, value: _Object) -> _Object:
        """Allow properties of any name where a pattern allowed some."""
        patterns = value.get("patternProperties")
        others = value.get("additionalProperties")
        if not isinstance(patterns, dict) or others is None or others is True:
            return value
        allowed = [*patterns.values(), *([others] if isinstance(others, dict) else [])]
        return {**value, "additionalProperties": {"anyOf": allowed} if allowed else False}

    def _tuple(self, value: _Object) -> _Object:
        """Allow each item what one of the items of a tuple was allowed."""
        first = value.get("prefixItems")
        others = value.get("items", True)
        if not isinstance(first, list):
            return value
        allowed = [*first, *([others] if isinstance(others, dict) else [])]
        return {**value, "items": {} if others is True else {"anyOf": allowed}}

    def _known(self, value: _Object, where: str) -> _Object:
        lost = [key for key in value if key not in _KNOWN and not key.startswith("x-")]
        if lost:
            self._notes.add(where, f"OpenAPI 3.0 has no {', '.join(lost)}, left out")
        return {key: each for key, each in value.items() if key not in lost}


def _without_names(value: _Object) -> _Object:
    return {key: each for key, each in value.items() if key not in _NAMING}


def _beside_reference(value: _Object) -> _Object:
    """Leave a reference alone: 3.0 ignores what stands beside it."""
    rest = {key: each for key, each in value.items() if key != "$ref"}
    return _with_all(rest, {"$ref": value["$ref"]}) if "$ref" in value and rest else value


def _with_all(value: _Object, schema: _Object) -> _Object:
    """
    Add a schema that has to hold as well.

    openapi-spec-validator wants what is required beside `allOf` declared there, but not inside.
    """
    known = value.get("allOf")
    inside = [schema, *(known if isinstance(known, list) else [])]
    if "required" in value:
        inside.append({"required": value["required"]})
    rest = {key: each for key, each in value.items() if key != "required"}
    return {**rest, "allOf": inside}


def _constant(value: _Object) -> _Object:
    if "const" not in value:
        return value
    rest = {key: each for key, each in value.items() if key != "const"}
    allowed = {"enum": [value["const"]]}
    return _with_all(rest, allowed) if "enum" in rest else {**rest, **allowed}


def _one_type(value: _Object) -> _Object:
    """Express null by `nullable`, and several types by a union."""
    written = value.get("type")
    types = written if isinstance(written, list) else [written]
    if written is None or types == [written] != ["null"]:
        return value
    rest = {key: each for key, each in value.items() if key != "type"}
    nullable = {"nullable": True} if "null" in types else {}
    others = [each for each in types if each != "null"]
    if not others:
        only_null = {"enum": [None]}
        return _with_all(rest, only_null) if "enum" in rest else {**rest, **only_null}
    if len(others) == 1:
        return {"type": others[0], **nullable, **rest}
    union = {"anyOf": [{"type": each, **nullable} for each in others]}
    return _with_all(rest, union) if "anyOf" in rest else {**union, **rest}


def _limited(value: _Object, limit: str) -> _Object:
    """Express an exclusive limit by a limit and a boolean; of two limits the narrower."""
    exclusive = f"exclusive{limit.capitalize()}"
    number = value.get(exclusive)
    if number is None or isinstance(number, bool):
        return value
    other = value.get(limit, number)
    is_narrower = number >= other if limit == "minimum" else number <= other
    rest = {key: each for key, each in value.items() if key != exclusive}
    return {**rest, limit: number, exclusive: True} if is_narrower else rest


def _lists(value: _Object) -> _Object:
    """Give lists as 3.0 wants them, filled and without repetition, and items to all arrays."""
    if value.get("required") == []:
        value = {key: each for key, each in value.items() if key != "required"}
    if isinstance(value.get("enum"), list):
        listed = {json.dumps(each, sort_keys=True): each for each in value["enum"]}
        value = {**value, "enum": list(listed.values())}
    if value.get("enum") == []:
        rest = {key: each for key, each in value.items() if key != "enum"}
        value = _with_all(rest, {"not": {}})
    return (
        {**value, "items": {}} if value.get("type") == "array" and "items" not in value else value
    )


def _encoded(value: _Object) -> _Object:
    if str(value.get("contentEncoding")).lower() != "base64" or "format" in value:
        return value
    rest = {key: each for key, each in value.items() if key != "contentEncoding"}
    return {**rest, "format": "byte"}
