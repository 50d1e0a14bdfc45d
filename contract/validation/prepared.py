"""
A contract made ready for validating: what the two libraries read differently is said in one way.

Both the judge and the compiled validators work on the result, so that neither meets a keyword whose
meaning they do not share. The sides taken, and why, stand in docs/validation.md.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final, Literal

import jsonschema_rs

from contract import pointers
from contract.bundle import with_components
from contract.lazily import Lazily
from contract.model import Contract
from contract.references import followed
from contract.validation.media_types import bare, is_xml, normal_name
from contract.walk import SECTIONS, Kind, Node, rewritten

Direction = Literal["request", "response"]

#: Formats that are bounds (OpenAPI Format Registry); the first and the last value of each.
_BOUNDS: Final = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}
_CONTENT: Final = "/content/"
#: The kind of the components in each section.
_KINDS: Final[Mapping[str, Kind]] = {section: kind for kind, section in SECTIONS.items()}
_HIDDEN: Final[Mapping[Direction, str]] = {"request": "readOnly", "response": "writeOnly"}
#: RFC 9110, 15.3.5, 15.3.6 and 15.4.5.
_BARE: Final = ("204", "205", "304")
#: Types whose values are one text on the wire.
_SINGLE: Final = ("string", "integer", "number", "boolean")
#: What may stand beside a `$ref` and ask nothing of a value.
_ANNOTATIONS: Final = frozenset(
    "title description default examples example deprecated readOnly writeOnly $comment".split()
)


def prepared(contract: Contract, direction: Direction) -> Contract:
    """Make a contract whose schemas mean the same to every validator, for one direction."""
    contract = _movable(contract)
    change = _change(contract, direction)
    return Contract.from_document(rewritten(dict(contract.document), change))


def prepared_in_parts(contract: Contract, direction: Direction) -> Contract:
    """
    Make the same contract, but each component and path of its document when it is asked for.

    It lists no operations; `contract.operations.reread` gives one of them. Most clients of a large
    contract use little of it.
    """
    contract = _movable(contract)
    change, document = _change(contract, direction), contract.document

    def part(kind: Kind, listed: Mapping[str, Any]) -> Mapping[str, Any]:
        return Lazily(listed, lambda name: rewritten(listed[name], change, kind))

    def member(name: str) -> Any:
        held = document[name]
        if name == "paths" and isinstance(held, Mapping):
            return part("pathItem", held)
        if name != "components" or not isinstance(held, Mapping):
            return held
        return {
            section: part(_KINDS[section], each) if section in _KINDS else each
            for section, each in held.items()
        }

    return replace(contract, operations=(), document=Lazily(document, member))


def _movable(contract: Contract) -> Contract:
    """Give a contract in which no reference leads through a media type: their names change."""
    document = contract.document
    if not any(_CONTENT in target for _, target in pointers.references(document)):
        return contract
    return replace(contract, document=with_components(dict(document), contract.title))


def _change(contract: Contract, direction: Direction) -> Callable[[Node], Any]:
    """Give what says in one way what the two libraries read differently."""
    document, hidden = contract.document, _HIDDEN[direction]

    def change(node: Node) -> Any:
        if not isinstance(node.value, Mapping):
            return node.value
        if node.kind == "schema":
            return _schema(node.value, document, hidden)
        if node.kind == "responses":
            return _responses(node.value, document)
        value = _parameter(node.value, contract) if node.kind == "parameter" else node.value
        content = value.get("content")
        return {**value, "content": _content(content)} if isinstance(content, Mapping) else value

    return change


def _responses(responses: Mapping[str, Any], document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Take the content of replies that never have any: it cannot be missing."""
    bare_ones = {
        status: {key: each for key, each in found.items() if key != "content"}
        for status in responses
        if status in _BARE and "content" in (found := followed(responses[status], document))
    }
    return {**responses, **bare_ones} if bare_ones else responses


def _parameter(parameter: Mapping[str, Any], contract: Contract) -> Mapping[str, Any]:
    """Write the styles that mean another one as that one, and what may be empty as such."""
    style = parameter.get("style")
    if parameter.get("required") is True and "schema" in parameter:
        parameter = {**parameter, "schema": _without_default(parameter["schema"], contract)}
    if parameter.get("allowEmptyValue") is True and "schema" in parameter:
        parameter = {**parameter, "schema": _or_empty(parameter["schema"], contract)}
    if style == "cookie":
        return {**parameter, "style": "form"}
    if style == "deepObject":
        return {**parameter, "explode": True}
    return parameter


def _without_default(schema: Any, contract: Contract) -> Any:
    """Take the default of what must be sent: it stands for nothing (OpenAPI 3.2, `required`)."""
    resolved = contract.resolved(schema)
    if not isinstance(resolved, Mapping) or "default" not in resolved:
        return schema
    return {key: each for key, each in resolved.items() if key != "default"}


def _or_empty(schema: Any, contract: Contract) -> Any:
    """Let a schema of single values admit the empty text as well."""
    resolved = contract.resolved(schema)
    if not isinstance(resolved, dict) or resolved.get("type") not in _SINGLE:
        return schema
    if resolved["type"] == "string" and _admits(resolved, ""):
        return schema
    kept = {"default": resolved["default"]} if "default" in resolved else {}
    return {"anyOf": [schema, {"type": "string", "maxLength": 0}], **kept}


def _content(content: Mapping[str, Any]) -> dict[str, Any]:
    """Name media types without their parameters, unless these tell two of them apart."""
    names = [bare(name) for name in content]
    return {
        bare(name) if names.count(bare(name)) == 1 else normal_name(name): (
            _without_schema(media_type) if is_xml(name) else media_type
        )
        for name, media_type in content.items()
    }


def _without_schema(media_type: Mapping[str, Any]) -> dict[str, Any]:
    """What XML says is not mapped to values (OpenAPI 3.2.0, "XML Object")."""
    return {key: each for key, each in media_type.items() if key != "schema"}


# --- schemas --------------------------------------------------------------------------------------


def _schema(schema: Mapping[str, Any], document: Mapping[str, Any], hidden: str) -> dict[str, Any]:
    made = {key: each for key, each in schema.items() if key not in ("discriminator", "$schema")}
    if "pattern" in made and not is_pattern(made["pattern"]):
        del made["pattern"]
    if isinstance(made.get("patternProperties"), Mapping):
        made["patternProperties"] = {
            key: each for key, each in made["patternProperties"].items() if is_pattern(key)
        }
    properties, required = made.get("properties"), made.get("required")
    if isinstance(properties, Mapping) and isinstance(required, list):
        made["required"] = [
            each for each in required if not _has(properties.get(each), hidden, document)
        ]
    for keyword in ("anyOf", "oneOf"):
        if isinstance(made.get(keyword), list):
            made[keyword] = sorted(made[keyword], key=_is_null)
    added = list(_said_apart(made))
    if added:
        made["allOf"] = [*made.get("allOf", ()), *added]
    if "default" in made and not _admits(made, made["default"]):
        del made["default"]  # Who leaves a parameter out does not break the contract by it.
    return made


def _admits(schema: dict[str, Any], value: Any) -> bool:
    """Tell whether a schema admits a value; one that cannot be asked alone is not asked."""
    try:
        return jsonschema_rs.Draft202012Validator(schema, validate_formats=True).is_valid(value)
    except (ValueError, jsonschema_rs.ReferencingError):
        return True


def _said_apart(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give what must be said in schemas of its own; a reference that is one leaves its place."""
    if "$ref" in schema and not schema.keys() <= {"$ref"} | _ANNOTATIONS:
        yield {"$ref": schema.pop("$ref")}
    bounds = _BOUNDS.get(str(schema.get("format")))
    if bounds is not None:
        least, most = bounds
        yield {"if": {"type": "integer"}, "then": {"minimum": least, "maximum": most}}


def _is_null(schema: Any) -> bool:
    return isinstance(schema, Mapping) and schema.get("type") == "null"


@lru_cache(maxsize=4096)
def is_pattern(text: Any) -> bool:
    """Tell whether text is an ECMA-262 regular expression, and one that can be compiled."""
    try:
        jsonschema_rs.Draft202012Validator({"pattern": text})
    except ValueError:
        return False
    return jsonschema_rs.is_valid({"format": "regex"}, text, validate_formats=True)


def _has(schema: Any, keyword: str, document: Mapping[str, Any]) -> bool:
    """Tell whether a property's schema says `readOnly` or `writeOnly`, itself or by reference."""
    seen: set[str] = set()
    while isinstance(schema, Mapping):
        if schema.get(keyword) is True:
            return True
        reference = schema.get("$ref")
        if not isinstance(reference, str) or reference in seen:
            return False
        seen.add(reference)
        try:
            schema = pointers.follow(document, pointers.of_reference(reference))
        except LookupError:
            return False
    return False
