"""From OpenAPI 3.2 back to 3.1. Source: the members marked new in OpenAPI 3.2.0."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Final

from contract import pointers
from contract.export.members import without_newer
from contract.notes import Notes
from contract.references import followed
from contract.upgrade.openapi_3_1 import DIALECT_3_1, DIALECT_3_2
from contract.walk import REFERABLE, Kind, Node, rewritten

_Object = dict[str, Any]

_NEWER: Final[Mapping[Kind, tuple[str, ...]]] = {
    "discriminator": ("defaultMapping",),
    "document": ("$self",),
    "encoding": ("encoding", "itemEncoding", "prefixEncoding"),
    "mediaType": ("description", "itemEncoding", "itemSchema", "prefixEncoding"),
    "oauthFlows": ("deviceAuthorization",),
    "pathItem": ("additionalOperations", "query"),
    "response": ("summary",),
    "securityScheme": ("deprecated", "oauth2MetadataUrl"),
    "server": ("name",),
    "tag": ("kind", "parent", "summary"),
}
_BESIDE_REFERENCE: Final = ("$ref", "description", "summary")
#: A callback of a callback, and so on: deeper than anybody writes.
MOST_CALLBACKS: Final = 3
#: A media type inside a header inside a media type, and so on: deeper than anybody writes.
_MOST_CONTENTS: Final = 8


def to_3_1(document: _Object, notes: Notes) -> _Object:
    """Give an OpenAPI 3.2 document as 3.1."""
    result: _Object = rewritten(document, _Step(document, notes))
    if result.get("jsonSchemaDialect") == DIALECT_3_2:
        result["jsonSchemaDialect"] = DIALECT_3_1
    return {**result, "openapi": "3.1.1"}


class _Step:
    """Changes one object after the other."""

    def __init__(self, document: _Object, notes: Notes) -> None:
        self._document = document
        self._notes = notes
        self._by_kind: Mapping[Kind, Callable[[_Object, str], _Object]] = {
            "components": self._components,
            "example": self._example,
            "header": self._described,
            "mediaType": self._media_type,
            "operation": self._operation,
            "parameter": self._parameter,
            "pathItem": self._path_item,
            "response": self._response,
            "schema": self._schema,
            "xml": self._xml,
        }

    def __call__(self, node: Node) -> Any:
        if not isinstance(node.value, dict):
            return node.value
        if node.reference is not None and node.kind in REFERABLE and node.kind != "mediaType":
            return self._reference(node.value, node.pointer)
        change = self._by_kind.get(node.kind)
        value = change(node.value, node.pointer) if change else node.value
        return without_newer(node._replace(value=value), _NEWER, "3.1", self._notes)

    def _lose(self, where: str, member: str, reason: str) -> None:
        self._notes.add(where + pointers.pointer(member), reason)

    # --- components, paths and operations ---

    def _components(self, value: _Object, where: str) -> _Object:
        # Media types are put where they are referred to.
        value = {key: each for key, each in value.items() if key != "mediaTypes"}
        parameters = value.get("parameters")
        if not isinstance(parameters, dict):
            return value
        kept = {}
        for name, each in parameters.items():
            if self._is_new(each):
                self._lose(f"{where}/parameters", name, "a `querystring` is left out")
            else:
                kept[name] = each
        return {**value, "parameters": kept}

    def _path_item(self, value: _Object, where: str) -> _Object:
        # Not every tool knows what stands beside the reference of a path.
        is_mixed = isinstance(value.get("$ref"), str) and len(value) > 1
        if is_mixed and where.count("/callbacks/") <= MOST_CALLBACKS:
            beside = {key: each for key, each in value.items() if key != "$ref"}
            value = {**followed(value, self._document), **beside}
        return self._operation(value, where)

    def _operation(self, value: _Object, where: str) -> _Object:
        parameters = value.get("parameters")
        if not isinstance(parameters, list):
            return value
        kept = []
        for number, each in enumerate(parameters):
            if self._is_new(each):
                self._lose(f"{where}/parameters", str(number), "a `querystring` is left out")
            else:
                kept.append(each)
        return {**value, "parameters": kept}

    def _is_new(self, parameter: Any) -> bool:
        return followed(parameter, self._document).get("in") == "querystring"

    def _reference(self, value: _Object, where: str) -> _Object:
        kept = {key: each for key, each in value.items() if key in _BESIDE_REFERENCE}
        for member in (key for key in value if key not in kept):
            self._lose(where, member, "it stands beside a reference and is left out")
        return kept

    # --- parameters and bodies ---

    def _parameter(self, value: _Object, where: str) -> _Object:
        if value.get("style") == "cookie":
            self._lose(where, "style", "OpenAPI 3.1 has no `cookie`, `form` is the nearest")
            value = {**value, "style": "form"}
        if "allowReserved" in value and value.get("in") != "query":
            if value["allowReserved"] is True:
                self._lose(where, "allowReserved", "OpenAPI 3.1 has it in queries only")
            value = {key: each for key, each in value.items() if key != "allowReserved"}
        return self._described(value, where)

    def _described(self, value: _Object, where: str) -> _Object:
        """Give a parameter or header whose examples stand where 3.1 has them."""
        content = value.get("content")
        examples = {key: value[key] for key in ("example", "examples") if key in value}
        if not isinstance(content, dict) or not examples:
            return value
        name, media_type = next(iter(content.items()), ("", {}))
        has_own = {"$ref", "example", "examples"} & media_type.keys()
        for member in examples if has_own else ():
            self._lose(where, member, "the media type has examples of its own, it is left out")
        rest = {key: each for key, each in value.items() if key not in examples}
        return rest if has_own else {**rest, "content": {name: {**media_type, **examples}}}

    def _media_type(self, value: _Object, where: str) -> _Object:
        if isinstance(value.get("$ref"), str):
            value = followed(value, self._document)
            if where.count("/content/") > _MOST_CONTENTS:
                self._lose(where, "$ref", "it contains itself and is left out")
                return {}
        if "itemSchema" in value and "schema" not in value:
            value = {**value, "schema": {"type": "string"}}
        return value

    def _response(self, value: _Object, where: str) -> _Object:
        if "description" in value:
            return value
        described = value.get("summary") or _phrase(pointers.parts(where)[-1])
        return {"description": described, **value}

    def _example(self, value: _Object, where: str) -> _Object:
        value_of = next((key for key in ("dataValue", "serializedValue") if key in value), None)
        if value_of is None:
            return value
        if value_of == "serializedValue":
            self._lose(where, value_of, "the value is now the text of its serialization")
        lost = [
            key for key in ("serializedValue", "externalValue") if key in value.keys() - {value_of}
        ]
        for member in lost:
            self._lose(where, member, "there is a value as well, this is left out")
        rest = {key: each for key, each in value.items() if key not in (*lost, value_of)}
        return {**rest, "value": value[value_of]}

    # --- schemas ---

    def _schema(self, value: _Object, where: str) -> _Object:
        discriminator = value.get("discriminator")
        if not isinstance(discriminator, dict) or "propertyName" in discriminator:
            return value
        self._lose(where, "discriminator", "it names no property and is left out")
        return {key: each for key, each in value.items() if key != "discriminator"}

    def _xml(self, value: _Object, where: str) -> _Object:
        node_type = value.get("nodeType")
        if node_type is None:
            return value
        rest = {key: each for key, each in value.items() if key != "nodeType"}
        if node_type == "attribute":
            return {**rest, "attribute": True}
        self._lose(where, "nodeType", f"OpenAPI 3.1 cannot express {node_type}, it is left out")
        return rest


def _phrase(status: str) -> str:
    try:
        return HTTPStatus(int(status)).phrase
    except ValueError:
        return "Any other status" if status == "default" else status
