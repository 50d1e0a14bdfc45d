"""From OpenAPI 3.1 back to 3.0; its schemas have a module of their own."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from contract.bundle import with_components
from contract.export.members import without_newer
from contract.export.openapi_3_1 import MOST_CALLBACKS
from contract.export.schemas_3_0 import Schemas
from contract.notes import Notes
from contract.references import followed
from contract.walk import REFERABLE, Kind, Node, rewritten

_Object = dict[str, Any]

_NEWER: Final[Mapping[Kind, tuple[str, ...]]] = {
    "document": ("jsonSchemaDialect", "webhooks"),
    "info": ("summary",),
    "license": ("identifier",),
}


def to_3_0(document: _Object, notes: Notes) -> _Object:
    """
    Give an OpenAPI 3.1 document as 3.0.

    Raises:
        UnresolvedReference: a reference leads nowhere.
    """
    # What is left out may be referred to: `#/components/schemas/A/$defs/B`.
    document = with_components(document, "the document")
    step = _Step(document, notes)
    result: _Object = rewritten(rewritten(document, step.schemas.without_nullable), step)
    return {**result, "openapi": "3.0.4"}


class _Step:
    """Changes one object after the other."""

    def __init__(self, document: _Object, notes: Notes) -> None:
        self._document = document
        self._notes = notes
        self.schemas = Schemas(notes)
        schemes = document.get("components", {}).get("securitySchemes", {})
        self._lost_schemes = {
            name
            for name, each in schemes.items()
            if followed(each, document).get("type") == "mutualTLS"
        }
        self._by_kind: Mapping[Kind, Callable[[_Object, str], _Object]] = {
            "components": self._components,
            "document": self._root,
            "operation": self._operation,
            "pathItem": self._path_item,
        }

    def __call__(self, node: Node) -> Any:
        if node.kind == "schema":
            return self.schemas.changed(node)
        if not isinstance(node.value, dict):
            return node.value
        if node.reference is not None and node.kind in REFERABLE:
            return self._reference(node.value, node.pointer)
        change = self._by_kind.get(node.kind)
        value = change(node.value, node.pointer) if change else node.value
        return without_newer(node._replace(value=value), _NEWER, "3.0", self._notes)

    def _root(self, value: _Object, where: str) -> _Object:
        return self._secured(value if "paths" in value else {**value, "paths": {}}, where)

    def _components(self, value: _Object, where: str) -> _Object:
        # Path items are put where they are referred to.
        value = {key: each for key, each in value.items() if key != "pathItems"}
        schemes = value.get("securitySchemes", {})
        for name in (each for each in schemes if each in self._lost_schemes):
            reason = "OpenAPI 3.0 has no `mutualTLS`, it is left out"
            self._notes.add(f"{where}/securitySchemes/{name}", reason)
        kept = {name: each for name, each in schemes.items() if name not in self._lost_schemes}
        return {**value, "securitySchemes": kept} if schemes else value

    def _path_item(self, value: _Object, where: str) -> _Object:
        if not isinstance(value.get("$ref"), str):
            return value
        beside = {key: each for key, each in value.items() if key != "$ref"}
        if where.count("/callbacks/") > MOST_CALLBACKS:
            self._notes.add(where, "it contains itself and is left out")
            return beside
        return {**followed(value, self._document), **beside}

    def _operation(self, value: _Object, where: str) -> _Object:
        if "responses" not in value:
            self._notes.add(where, "OpenAPI 3.0 asks for responses, any is documented now")
            value = {**value, "responses": {"default": {"description": "Any response"}}}
        return self._secured(value, where)

    def _secured(self, value: _Object, where: str) -> _Object:
        """Leave lost schemes out of the requirements of a document or an operation."""
        required = value.get("security")
        if not isinstance(required, list) or not self._lost_schemes:
            return value
        kept = [
            {name: scopes for name, scopes in each.items() if name not in self._lost_schemes}
            for each in required
        ]
        if kept == required:
            return value
        self._notes.add(f"{where}/security", "schemes that OpenAPI 3.0 lacks are not required")
        # A requirement of nothing would say that none of the others is needed.
        return {
            **value,
            "security": [new for new, old in zip(kept, required, strict=True) if new or not old],
        }

    def _reference(self, value: _Object, where: str) -> _Object:
        for member in (key for key in value if key != "$ref"):
            self._notes.add(f"{where}/{member}", "it stands beside a reference and is left out")
        return {"$ref": value["$ref"]}
