"""Schemas that contradict themselves, or say less than they seem to."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import jsonschema_rs

from contract import pointers
from contract.checking.rules.rule import Example, Family, Flaw, Rule
from contract.checking.survey import Survey
from contract.upgrade.patterns import pattern_of

_SCHEMAS: Final = Family("schemas")
#: What says of an object which members it has, there or elsewhere.
_MEMBERS: Final = frozenset(
    "$ref $dynamicRef properties patternProperties additionalProperties unevaluatedProperties"
    " propertyNames allOf anyOf oneOf not if dependentSchemas const enum maxProperties".split()
)
_ITEMS: Final = frozenset(
    "$ref $dynamicRef items prefixItems contains unevaluatedItems allOf anyOf oneOf not if const"
    " enum maxItems".split()
)
#: Members that accept every value, whatever they say.
_ANNOTATIONS: Final = frozenset(
    "title description default example examples deprecated readOnly writeOnly externalDocs xml"
    " $comment".split()
)
#: Where a schema that accepts everything is likely an omission.
_TELLING: Final = ("properties", "schema", "schemas")
#: JSON Schema 2020-12, Validation 6: the types that each keyword is about.
_TYPES_OF: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(("minLength", "maxLength", "pattern"), frozenset(("string",))),
    **dict.fromkeys(
        ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
        frozenset(("number", "integer")),
    ),
    **dict.fromkeys(("minItems", "maxItems", "uniqueItems", "items"), frozenset(("array",))),
    **dict.fromkeys(
        ("minProperties", "maxProperties", "properties", "required", "additionalProperties"),
        frozenset(("object",)),
    ),
}
_IN_EXAMPLE: Final = "#/paths/~1things/get/responses/200/content/application~1json/schema/$defs/a"
_BOUNDS: Final = (
    ("minimum", "maximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
)


@_SCHEMAS.rule(
    "reference-endless",
    "error",
    "Let one of the references lead to what is meant.",
    Example(
        {"$defs": {"a": {"$ref": _IN_EXAMPLE}}, "$ref": _IN_EXAMPLE},
        {"$defs": {"a": {"type": "string"}}, "$ref": _IN_EXAMPLE},
    ),
)
def reference_endless(survey: Survey) -> Iterator[Flaw]:
    """A reference leads back to itself, so that it means nothing."""
    targets = {
        pointer: pointers.of_reference(schema["$ref"])
        for pointer, schema in _schemas(survey)
        if isinstance(schema.get("$ref"), str)
    }
    for start in targets:
        seen = set()
        at = start
        while at in targets and at not in seen:
            seen.add(at)
            at = targets[at]
        if at == start and seen:
            yield Flaw(start, f"the reference of {_named(start)} leads back to itself")


@_SCHEMAS.rule(
    "object-properties-missing",
    "warning",
    "Name its `properties`, or say with `additionalProperties` that it is a map.",
    Example({"type": "object"}, {"type": "object", "additionalProperties": {"type": "string"}}),
)
def object_properties_missing(survey: Survey) -> Iterator[Flaw]:
    """An object does not say which members it has."""
    for pointer, schema in _schemas(survey):
        if "object" in _types(schema) and not schema.keys() & _MEMBERS:
            yield Flaw(pointer, f"{_named(pointer)} is an object without properties")


@_SCHEMAS.rule(
    "array-items-missing",
    "warning",
    "Describe one item under `items`.",
    Example({"type": "array"}, {"type": "array", "items": {"type": "string"}}),
)
def array_items_missing(survey: Survey) -> Iterator[Flaw]:
    """An array does not say what its items are."""
    for pointer, schema in _schemas(survey):
        if "array" in _types(schema) and not schema.keys() & _ITEMS:
            yield Flaw(pointer, f"{_named(pointer)} is an array without items")


@_SCHEMAS.rule(
    "schema-accepts-everything",
    "info",
    "Give it a type, or write `true` where every value is meant.",
    Example(
        {"type": "object", "properties": {"a": {"description": "Some value"}}},
        {"type": "object", "properties": {"a": True, "b": {"type": "string"}}},
    ),
)
def schema_accepts_everything(survey: Survey) -> Iterator[Flaw]:
    """A schema has no keyword that refuses anything."""
    members = {node.pointer: node.member for node in survey.objects("schema")}
    for pointer, schema in _schemas(survey):
        is_empty = all(key in _ANNOTATIONS or key.startswith("x-") for key in schema)
        if is_empty and members[pointer] in _TELLING:
            yield Flaw(pointer, f"{_named(pointer)} accepts every value")


@_SCHEMAS.rule(
    "required-property-undefined",
    "warning",
    "Describe it under `properties`, or correct the name.",
    Example(
        {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["nam"]},
        {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]},
    ),
)
def required_property_undefined(survey: Survey) -> Iterator[Flaw]:
    """An object requires a member that it does not describe."""
    elsewhere = _MEMBERS - {"properties", "additionalProperties"}
    for pointer, schema in _schemas(survey):
        properties, required = schema.get("properties"), schema.get("required")
        is_whole = not schema.keys() & elsewhere and "/allOf/" not in pointer
        if is_whole and isinstance(properties, dict) and isinstance(required, list):
            for number, name in enumerate(required):
                if name not in properties:
                    message = f"{_named(pointer)} requires {name}, which it does not describe"
                    yield Flaw(f"{pointer}/required/{number}", message)


@_SCHEMAS.rule(
    "keyword-without-effect",
    "warning",
    "Correct the type or remove the keyword.",
    Example({"type": "integer", "minLength": 1}, {"type": "integer", "minimum": 1}),
)
def keyword_without_effect(survey: Survey) -> Iterator[Flaw]:
    """A keyword is about values that the schema's type excludes."""
    for pointer, schema in _schemas(survey):
        types = _types(schema)
        for keyword in schema if types else ():
            if keyword in _TYPES_OF and not _TYPES_OF[keyword] & types:
                message = (
                    f"`{keyword}` means nothing for a value of type {', '.join(sorted(types))}"
                )
                yield Flaw(f"{pointer}/{keyword}", message)


@_SCHEMAS.rule(
    "bounds-contradictory",
    "error",
    "Correct one of the two.",
    Example({"type": "integer", "minimum": 5, "maximum": 1}, {"type": "integer", "minimum": 5}),
)
def bounds_contradictory(survey: Survey) -> Iterator[Flaw]:
    """A lower bound is greater than the upper one, so that no value is valid."""
    for pointer, schema in _schemas(survey):
        for low, high in _BOUNDS:
            least, most = schema.get(low), schema.get(high)
            if isinstance(least, int | float) and isinstance(most, int | float) and least > most:
                yield Flaw(f"{pointer}/{low}", f"`{low}` {least} is above `{high}` {most}")


@_SCHEMAS.rule(
    "enum-value-impossible",
    "error",
    "Correct the value or the type.",
    Example({"type": "integer", "enum": [1, "2"]}, {"type": "integer", "enum": [1, 2]}),
)
def enum_value_impossible(survey: Survey) -> Iterator[Flaw]:
    """A value that is listed is not of the schema's type."""
    for pointer, schema in _schemas(survey):
        values, types = schema.get("enum"), schema.get("type")
        if not isinstance(values, list) or types is None:
            continue
        is_valid = jsonschema_rs.Draft202012Validator({"type": types}).is_valid
        for number, value in enumerate(values):
            if not is_valid(value):
                message = f"{value!r} is listed and is not of type {', '.join(_types(schema))}"
                yield Flaw(f"{pointer}/enum/{number}", message)


@_SCHEMAS.rule(
    "pattern-invalid",
    "error",
    "Correct the regular expression (ECMA-262).",
    Example({"type": "string", "pattern": "["}, {"type": "string", "pattern": "[a-z]"}),
)
def pattern_invalid(survey: Survey) -> Iterator[Flaw]:
    """A pattern is no regular expression."""
    # As it was written: on reading, such a pattern is left out.
    for node in survey.as_written("schema"):
        pattern = node.value.get("pattern") if isinstance(node.value, dict) else None
        if isinstance(pattern, str) and pattern_of(pattern) is None:
            yield Flaw(f"{node.pointer}/pattern", f"{pattern!r} is no regular expression")


@_SCHEMAS.rule(
    "read-and-write-only",
    "error",
    "Keep one of the two, or none.",
    Example(
        {"type": "string", "readOnly": True, "writeOnly": True},
        {"type": "string", "readOnly": True},
    ),
)
def read_and_write_only(survey: Survey) -> Iterator[Flaw]:
    """A value may only be read and only be written."""
    for pointer, schema in _schemas(survey):
        if schema.get("readOnly") is True and schema.get("writeOnly") is True:
            yield Flaw(pointer, f"{_named(pointer)} is both readOnly and writeOnly")


def _schemas(survey: Survey) -> Iterator[tuple[str, dict[str, Any]]]:
    for node in survey.objects("schema"):
        if isinstance(node.value, dict):
            yield node.pointer, node.value


def _types(schema: Mapping[str, Any]) -> frozenset[str]:
    """Give the types a schema names, `null` aside."""
    written = schema.get("type", ())
    return frozenset([written] if isinstance(written, str) else written) - {"null"}


def _named(pointer: str) -> str:
    """Name a schema for people by where it stands."""
    name = pointers.parts(pointer)[-1]
    return {"schema": "the schema", "items": "an item"}.get(name, name)


RULES: tuple[Rule, ...] = (
    reference_endless,
    object_properties_missing,
    array_items_missing,
    schema_accepts_everything,
    required_property_undefined,
    keyword_without_effect,
    bounds_contradictory,
    enum_value_impossible,
    pattern_invalid,
    read_and_write_only,
)
