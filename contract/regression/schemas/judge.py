"""Validators for the schemas of a document, and which of two schemas lets more pass."""

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final, Literal
from urllib.parse import quote

import jsonschema_rs

from contract import pointers
from contract.regression.schemas.contents import Version
from contract.schemas.parts import Part, Parts
from contract.schemas.views import Side
from contract.walk import Node, rewritten

#: How the values that pass the new schema relate to those that pass the old one. `unrelated`: each
#: lets something pass that the other does not, or it cannot be told.
Relation = Literal["equal", "wider", "narrower", "unrelated"]


class Judge:
    """Compiles the schemas of one document, as they hold for messages that go one way."""

    def __init__(self, document: Mapping[str, Any], side: Side, version: Version) -> None:
        self._document = document
        self._side = side
        self._base = f"urn:{version}"
        self._validators: dict[object, jsonschema_rs.Validator | None] = {}

    def validator(self, parts: Parts) -> jsonschema_rs.Validator | None:
        """Compile what holds at a place; `None` where the schema cannot be compiled."""
        key = tuple(part.key for part in parts)
        if key not in self._validators:
            self._validators[key] = self._compiled(parts)
        return self._validators[key]

    def canonical(
        self, parts: Parts, keywords: tuple[str, ...] = ()
    ) -> jsonschema_rs.CanonicalSchema | None:
        """
        Bring what holds at a place into canonical form, so that it can be compared.

        Only `keywords` count, if some are given. `None` where there is no such form.
        """
        try:
            schemas = [self._written(part, keywords) for part in parts]
            return jsonschema_rs.canonicalize(
                {"allOf": schemas}, registry=self._registry, validate_formats=True, offline=True
            )
        except (LookupError, ValueError, jsonschema_rs.ReferencingError):
            return None

    def _compiled(self, parts: Parts) -> jsonschema_rs.Validator | None:
        references = [_or_null(part, {"$ref": self._url(part.pointer)}) for part in parts]
        try:
            return jsonschema_rs.Draft202012Validator(
                references[0] if len(references) == 1 else {"allOf": references},
                registry=self._registry,
                validate_formats=True,
                offline=True,
            )
        except (ValueError, jsonschema_rs.ReferencingError):
            return None

    def _written(self, part: Part, keywords: tuple[str, ...]) -> Any:
        """Write a part out: canonical forms see through references inside, but not at the top."""
        if part.alone:
            raise LookupError(part.pointer)  # It is not what the document says there.
        schema = pointers.follow(self._judged, part.pointer)
        if keywords:
            schema = {key: schema[key] for key in keywords if key in schema}
        return _or_null(part, rewritten(schema, self._absolute, "schema"))

    def _absolute(self, node: Node) -> Any:
        reference = node.reference or ""
        if node.kind == "schema" and reference.startswith("#"):
            return {**node.value, "$ref": self._url(reference[1:])}
        return node.value

    def _url(self, pointer: str) -> str:
        return f"{self._base}#{quote(pointer, safe='/~%')}"

    @cached_property
    def _judged(self) -> dict[str, Any]:
        return judged_document(self._document, self._side)

    @cached_property
    def _registry(self) -> jsonschema_rs.Registry:
        return jsonschema_rs.Registry([(self._base, self._judged)], draft=jsonschema_rs.Draft202012)


def difference(
    one: jsonschema_rs.CanonicalSchema | None, other: jsonschema_rs.CanonicalSchema | None
) -> dict[str, Any] | None:
    """Give a schema of what passes the one and not the other; `None` where there is none."""
    if one is None or other is None:
        return None
    try:
        schema = one.subtract(other).to_json_schema()
    except jsonschema_rs.canonical.CanonicalizationError:
        return None
    return schema if isinstance(schema, dict) else None


def are_disjoint(
    one: jsonschema_rs.CanonicalSchema | None, other: jsonschema_rs.CanonicalSchema | None
) -> bool:
    """Tell whether it is proven that no value passes both of two schemas."""
    if one is None or other is None:
        return False
    try:
        shared = one.intersect(other).satisfiability()
    except jsonschema_rs.canonical.CanonicalizationError:
        return False
    return shared == jsonschema_rs.canonical.Satisfiability.NO


def _or_null(part: Part, schema: Any) -> Any:
    return {"anyOf": [{"type": "null"}, schema]} if part.or_null else schema


def relation(
    old: jsonschema_rs.CanonicalSchema | None, new: jsonschema_rs.CanonicalSchema | None
) -> Relation:
    """Compare two schemas in canonical form; what cannot be proven is `unrelated`."""
    if old is None or new is None:
        return "unrelated"
    if covers(new, old):
        return "equal" if covers(old, new) else "wider"
    return "narrower" if covers(old, new) else "unrelated"


def covers(one: jsonschema_rs.CanonicalSchema, other: jsonschema_rs.CanonicalSchema) -> bool:
    """Tell whether it is proven that a schema lets everything pass that another does."""
    try:
        return one.covers(other) == jsonschema_rs.canonical.Containment.YES
    except jsonschema_rs.canonical.CanonicalizationError:
        return False


def judged_document(document: Mapping[str, Any], side: Side) -> dict[str, Any]:
    """
    Give a document whose schemas say to a validator all that they say to people.

    What is no part of such messages is not required: a required property is required only in the
    direction it goes (OpenAPI 3.2.0, "Schema Object", `readOnly` and `writeOnly`). The formats of
    integers are written as limits (OpenAPI Format Registry).
    """
    flag = "readOnly" if side == "request" else "writeOnly"
    # One search through the text is far cheaper than a copy that most documents do not need.
    text = json.dumps(document)
    if f'"{flag}": true' not in text and '"format": "int' not in text:
        return dict(document)
    judged = rewritten(document, lambda node: _judged(node, document, flag))
    assert isinstance(judged, dict)
    return judged


def _judged(node: Node, document: Mapping[str, Any], flag: str) -> Any:
    schema = node.value
    if node.kind != "schema" or not isinstance(schema, Mapping):
        return schema
    properties, required = schema.get("properties"), schema.get("required")
    if isinstance(required, list) and isinstance(properties, Mapping):
        kept = [name for name in required if not _is_flagged(properties, name, document, flag)]
        schema = {**schema, "required": kept}
    limits = _INTEGER_FORMATS.get(str(schema.get("format")))
    return {**schema, "allOf": [*schema.get("allOf", ()), limits]} if limits else schema


def _is_flagged(
    properties: Mapping[str, Any], name: str, document: Mapping[str, Any], flag: str
) -> bool:
    schema, steps = properties.get(name), 0
    while isinstance(schema, Mapping) and schema.get(flag) is not True and steps < 32:
        reference = str(schema.get("$ref", ""))
        if not reference.startswith("#/"):
            return False
        schema, steps = pointers.follow(document, pointers.of_reference(reference)), steps + 1
    return isinstance(schema, Mapping)


#: The formats of integers, as limits; other values pass.
_INTEGER_FORMATS: Final = {
    f"int{bits}": {"minimum": -(1 << (bits - 1)), "maximum": (1 << (bits - 1)) - 1}
    for bits in (8, 16, 32, 64)
}
