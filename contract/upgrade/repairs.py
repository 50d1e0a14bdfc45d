"""
Repairs of documents that are incomplete or slightly misshapen, in the version they are written in.

Each is noted. What only hides the meaning of the author is put right: an empty YAML value, a
number where a text belongs, a path variable nobody declared. What means nothing is left out.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from contract import pointers
from contract.errors import InvalidDocument
from contract.model import METHODS
from contract.notes import Notes
from contract.paths import path_variables
from contract.references import followed
from contract.upgrade.older_drafts import without_old_dialect
from contract.upgrade.schema_repairs import SchemaRepairs
from contract.upgrade.shapes import Shapes
from contract.walk import Kind, Node

_Object = dict[str, Any]

#: One of these must be there (OpenAPI 3.1.0, "OpenAPI Object").
_ANY_OF: Final = frozenset(("paths", "webhooks", "components"))
_STATUS: Final = re.compile(r"[1-5](?:[0-9]{2}|XX)|default")


def check_paths(document: _Object, name: str) -> None:
    """
    Refuse a document whose paths could be anything.

    Raises:
        InvalidDocument: the paths are no mapping.
    """
    if not isinstance(document.get("paths") or {}, dict):
        raise InvalidDocument(name, "/paths", "this is no mapping from paths to operations")


class Repairs:
    """Gives one object after the other the form of its kind, and what it cannot do without."""

    def __init__(self, document: _Object, version: str, notes: Notes) -> None:
        self._document = document
        self._version = version
        self._notes = notes
        self._shapes = Shapes(notes)
        self._ending: set[str] = set()  #: References that lead to what is none.
        schemas = SchemaRepairs(version, notes)
        self._by_kind: Mapping[Kind, Callable[[_Object, str], _Object]] = {
            "document": self._root,
            "header": schemas.described,
            "info": self._info,
            "oauthFlow": self._flow,
            "operation": self._operation,
            "parameter": schemas.parameter,
            "pathItem": self._path_item,
            "paths": self._paths,
            "requestBody": self._request_body,
            "responses": self._responses,
            "schema": schemas.schema,
        }

    def __call__(self, node: Node) -> Any:
        """Give the object in its form."""
        if not isinstance(node.value, dict):
            return node.value
        reference = node.reference
        if reference is not None and self._is_endless(node.pointer, reference):
            self._notes.add(node.pointer, "the reference leads back to itself, so it says nothing")
        if reference is not None and len(node.value) == 1:
            return node.value
        value = self._shapes.shaped(node)
        repair = self._by_kind.get(node.kind)
        if repair is None or (reference is not None and node.kind != "schema"):
            return value
        return repair(value, node.pointer)

    def _is_endless(self, start: str, reference: str) -> bool:
        """Tell whether the references that begin with the one at a pointer lead back there."""
        if reference in self._ending:
            return False
        target: Any = reference
        seen: set[str] = set()
        while isinstance(target, str) and target.startswith("#") and target not in seen:
            seen.add(target)
            at = pointers.of_reference(target)
            if at == start:
                return True
            try:
                element = pointers.follow(self._document, at)
            except LookupError:
                return False
            target = element.get("$ref") if isinstance(element, dict) else None
        if not isinstance(target, str):
            self._ending |= seen
        return False

    # --- the document ---

    def _root(self, value: _Object, where: str) -> _Object:
        value = without_old_dialect(value, "jsonSchemaDialect", where, self._notes)
        if "info" not in value:
            value = {"info": {}, **value}
        is_paths_needed = self._version in ("2.0", "3.0") or not value.keys() & _ANY_OF
        if "paths" not in value and is_paths_needed:
            self._notes.add(where, "it has no paths")
            value = {**value, "paths": {}}
        return value

    def _info(self, value: _Object, where: str) -> _Object:
        for member, default in (("title", "Untitled"), ("version", "0")):
            written = value.get(member)
            if written is None:
                self._notes.add(where, f'the {member} was missing, it is now "{default}"')
                value = {**value, member: default}
            elif not isinstance(written, str):
                self._notes.add(f"{where}/{member}", f"it was {written!r}, it is now a text")
                value = {**value, member: str(written)}
        return value

    def _flow(self, value: _Object, where: str) -> _Object:
        if isinstance(value.get("scopes"), dict):
            return value
        self._notes.add(where, "it has no scopes")
        return {**value, "scopes": {}}

    # --- paths and operations ---

    def _paths(self, value: _Object, where: str) -> _Object:
        kept: _Object = {}
        for path, item in value.items():
            name = path if path.startswith(("/", "x-")) else f"/{path}"
            if name != path:
                self._notes.add(f"{where}/{pointers.escape(path)}", f"the path is now {name}")
            kept.setdefault(name, item)
        return kept

    def _path_item(self, value: _Object, where: str) -> _Object:
        parts = pointers.parts(where)
        if len(parts) != 2 or parts[0] != "paths":
            return value
        variables = tuple(dict.fromkeys(path_variables(parts[1])))
        value = self._without_strangers(value, variables, where)
        declared = self._path_parameters(value)
        missing = [each for each in variables if each not in declared]

        def completed(operations: _Object, place: str) -> _Object:
            return {
                name: self._with_variables(each, variables, missing, place + pointers.pointer(name))
                for name, each in operations.items()
            }

        fixed = completed({each: value[each] for each in METHODS if each in value}, where)
        if additional := value.get("additionalOperations"):
            fixed["additionalOperations"] = completed(additional, f"{where}/additionalOperations")
        return {**value, **fixed}

    def _with_variables(
        self, operation: _Object, variables: tuple[str, ...], missing: list[str], where: str
    ) -> _Object:
        """Declare the variables of the path that neither the operation nor the path declares."""
        operation = self._without_strangers(operation, variables, where)
        own = self._path_parameters(operation)
        added = [each for each in missing if each not in own]
        for name in added:
            self._notes.add(where, f"the path variable {name} was not declared, it is now a string")
        if not added:
            return operation
        schema: _Object = {"type": "string"}
        typed = schema if self._version == "2.0" else {"schema": schema}
        declared = [{"name": name, "in": "path", "required": True, **typed} for name in added]
        return {**operation, "parameters": [*_parameters(operation), *declared]}

    def _without_strangers(
        self, holder: _Object, variables: tuple[str, ...], where: str
    ) -> _Object:
        """Leave out the path parameters for which the path has no variable."""
        kept = []
        for number, each in enumerate(_parameters(holder)):
            parameter = followed(each, self._document)
            if parameter.get("in") == "path" and parameter.get("name") not in variables:
                reason = f"the path has no variable {parameter.get('name')}, it is left out"
                self._notes.add(f"{where}/parameters/{number}", reason)
            else:
                kept.append(each)
        return holder if len(kept) == len(_parameters(holder)) else {**holder, "parameters": kept}

    def _path_parameters(self, holder: _Object) -> list[Any]:
        found = [followed(each, self._document) for each in _parameters(holder)]
        return [each.get("name") for each in found if each.get("in") == "path"]

    def _operation(self, value: _Object, where: str) -> _Object:
        # Optional since OpenAPI 3.1.
        if "responses" in value or self._version not in ("2.0", "3.0"):
            return value
        return {**value, "responses": {}}

    def _responses(self, value: _Object, where: str) -> _Object:
        kept: _Object = {}
        for status, response in value.items():
            if status.startswith("x-") or _STATUS.fullmatch(status):
                kept[status] = response
                continue
            code = status.upper() if status[0:1].isdigit() else status.lower()
            is_status = _STATUS.fullmatch(code) is not None
            outcome = f"taken as {code}" if is_status else "left out"
            reason = f"{status} is no status of OpenAPI 3 and is {outcome}"
            self._notes.add(f"{where}/{pointers.escape(status)}", reason)
            if is_status:
                kept.setdefault(code, response)
        if all(status.startswith("x-") for status in kept):
            self._notes.add(where, "no response is documented, any is allowed now")
            kept["default"] = {"description": "Any response"}
        return kept

    def _request_body(self, value: _Object, where: str) -> _Object:
        if isinstance(value.get("content"), dict):
            return value
        self._notes.add(where, "it has no content")
        return {**value, "content": {}}


def _parameters(holder: _Object) -> list[Any]:
    found = holder.get("parameters")
    return found if isinstance(found, list) else []
