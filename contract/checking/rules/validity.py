"""Whether a document is what it claims to be: OpenAPI of its version."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

import jsonschema_rs
from jsonschema_specifications import REGISTRY
from openapi_spec_validator.schemas import schema_v2, schema_v30, schema_v31, schema_v32

from contract import pointers
from contract.checking.rules.rule import Example, Family, Flaw, Rule
from contract.checking.survey import Survey

_VALIDITY: Final = Family("validity")
_SCHEMAS: Final[Mapping[str, Any]] = {
    "2.": schema_v2,
    "3.0": schema_v30,
    "3.1": schema_v31,
    "3.2": schema_v32,
}
_JSON_SCHEMA: Final = "https://json-schema.org/draft/2020-12/schema"
#: The older drafts of JSON Schema that a document since 3.1 may name as the dialect of its schemas.
_OLDER_DRAFTS: Final = (
    "http://json-schema.org/draft-04/schema",
    "http://json-schema.org/draft-06/schema",
    "http://json-schema.org/draft-07/schema",
    "https://json-schema.org/draft/2019-09/schema",
)


@_VALIDITY.rule(
    "openapi-invalid",
    "error",
    "Correct it there: the specification of the document's version asks for it.",
    Example({"info": {"title": "Things", "version": 1}}, {}, "document"),
)
def openapi_invalid(survey: Survey) -> Iterator[Flaw]:
    """The document breaks the OpenAPI Specification, or a schema in it JSON Schema."""
    draft = _draft(survey.written.get("jsonSchemaDialect"))
    errors = _validator(_version(survey.written), draft).iter_errors(survey.written)
    flaws = (flaw for error in errors for cause in _causes(error) for flaw in _flaws(cause))
    # An element that belongs to several alternatives is judged by each.
    yield from dict.fromkeys(flaws)


@_VALIDITY.rule(
    "repaired-on-reading",
    "warning",
    "Write it the way it was understood, so that other tools agree.",
    Example(
        {
            "openapi": "3.0.4",
            "components": {
                "schemas": {"State": {"type": "string", "enum": ["on", "off"], "nullable": True}}
            },
        },
        {},
        "document",
    ),
)
def repaired_on_reading(survey: Survey) -> Iterator[Flaw]:
    """Something had to be repaired, or was lost, when the document was brought to OpenAPI 3.2."""
    for sentence in survey.notes:
        pointer, _, message = sentence.removeprefix("#").partition(": ")
        yield Flaw(pointer, message)


def _version(written: Mapping[str, Any]) -> str:
    stated = str(written.get("swagger", written.get("openapi", "")))
    return next((each for each in _SCHEMAS if stated.startswith(each)), "3.2")


def _draft(dialect: Any) -> str:
    """Give the draft of JSON Schema that a dialect is; OpenAPI's own builds on the newest."""
    name = str(dialect).rstrip("#").partition("://")[2]
    return next((each for each in _OLDER_DRAFTS if each.endswith(f"://{name}")), _JSON_SCHEMA)


@cache
def _validator(version: str, draft: str) -> Any:
    """Compile the schema of OpenAPI that openapi-spec-validator brings for a version."""
    schema = dict(_SCHEMAS[version])
    if version not in ("3.1", "3.2"):
        return jsonschema_rs.validator_for(schema)
    # It leaves open what a Schema Object is; that is JSON Schema, all the way down.
    schema["$defs"] = {**schema["$defs"], "schema": _json_schema(draft)}
    known = [(uri, REGISTRY.contents(uri)) for uri in sorted(REGISTRY)]
    return jsonschema_rs.validator_for(schema, registry=jsonschema_rs.Registry(known))


def _json_schema(draft: str) -> dict[str, Any]:
    """Give a schema of schemas: each is held to the draft that it names, others to `draft`."""
    named: dict[str, Any] = {"$ref": draft}
    for each in (*_OLDER_DRAFTS, _JSON_SCHEMA):
        # People write the scheme either way, and the empty fragment or not.
        pattern = f"^https?://{re.escape(each.partition('://')[2])}#?$"
        condition = {"properties": {"$schema": {"pattern": pattern}}}
        named = {"if": condition, "then": {"$ref": each}, "else": named}
    names_one = {"type": "object", "required": ["$schema"]}
    return {"$dynamicAnchor": "meta", "if": names_one, "then": named, "else": {"$ref": draft}}


def _causes(error: Any) -> Iterator[Any]:
    """Find what is wrong in the alternative that was most likely meant."""
    branches = [each for each in getattr(error.kind, "context", ()) if each]
    if not branches:
        yield error
        return
    # Where something stands that is no reference, a reference was not meant; and an alternative
    # that is told by a value, as by `in: path`, was not meant where that value is another.
    meant = [each for each in branches if not _asks_for_reference(each)] or branches
    meant = [each for each in meant if not _asks_for_value(each)] or meant
    for each in max(meant, key=lambda errors: (len(errors[0].instance_path), -len(errors))):
        yield from _causes(each)


def _flaws(error: Any) -> Iterator[Flaw]:
    """Tell of an error; each member that is too many has a place of its own."""
    place = pointers.pointer(*error.instance_path)
    unexpected = getattr(error.kind, "unexpected", None)
    for name in unexpected or ():
        yield Flaw(place + pointers.pointer(name), f"`{name}` means nothing here")
    if not unexpected:
        yield Flaw(place, error.message)


def _asks_for_reference(errors: list[Any]) -> bool:
    return any("$ref" in each.message for each in errors)


def _asks_for_value(errors: list[Any]) -> bool:
    return any(each.kind.name in ("const", "enum") for each in errors)


RULES: tuple[Rule, ...] = (openapi_invalid, repaired_on_reading)
