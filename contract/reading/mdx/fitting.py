"""
Samples held against schemas: what a sample adds to a description, and where it contradicts it.

A sample is evidence of the second rank: it never overrules what is described, but it tells of
nulls, of members that were forgotten, and of maps whose keys are the caller's own.
"""

import re
from typing import Any, Final

from contract import pointers
from contract.reading.blocks import Place
from contract.reading.findings import Draft
from contract.reading.mdx.samples import is_placeholder
from contract.reading.mdx.schemas import locate
from contract.reading.mdx.types import Schema

_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_TYPES: Final[dict[str, tuple[type, ...]]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}


class Fitting:
    """Holds one sample against the schema it is a sample of."""

    def __init__(self, draft: Draft, place: Place, name: str) -> None:
        """`name` is what messages call the sample."""
        self._draft = draft
        self._place = place
        self._name = name

    def fits(self, schema: Schema, value: Any, where: str) -> bool:
        """
        Tell whether the sample is a value of the schema; the schema may learn from it.

        `where` is the pointer of the schema.
        """
        if "$ref" in schema:
            where = schema["$ref"].removeprefix("#")
            schema = pointers.follow(self._draft.document, where)
        if value is None:
            return self._null(schema, where)
        if is_placeholder(value):
            return "enum" not in schema and "format" not in schema and self._typed(schema, value)
        if not self._typed(schema, value):
            message = f"{self._name} has {_shown(value)} where {_kinds(schema)} is described"
            self._draft.contradict("sample-contradicts-type", message, self._place, where)
            return False
        if not self._listed(schema, value, where):
            return False
        if isinstance(value, dict):
            return self._object(schema, value, where)
        if isinstance(value, list) and isinstance(schema.get("items"), dict):
            # Every item is looked at, for each may tell something.
            found = [self.fits(schema["items"], each, f"{where}/items") for each in value]
            return all(found)
        return True

    def _typed(self, schema: Schema, value: Any) -> bool:
        kinds = schema.get("type", [])
        kinds = [kinds] if isinstance(kinds, str) else kinds
        if isinstance(value, bool) and kinds:
            return "boolean" in kinds
        return not kinds or any(isinstance(value, _TYPES[each]) for each in kinds)

    def _listed(self, schema: Schema, value: Any, where: str) -> bool:
        allowed = [schema["const"]] if "const" in schema else schema.get("enum")
        if allowed is not None and value not in allowed:
            message = f"{self._name} has {_shown(value)}, which is not among the values described"
        elif schema.get("format") == "uuid" and not _UUID.fullmatch(str(value)):
            message = f"{self._name} has {_shown(value)}, which is no UUID"
        else:
            return True
        self._draft.contradict("sample-contradicts-values", message, self._place, where)
        return False

    def _null(self, schema: Schema, where: str) -> bool:
        kind = schema.get("type")
        if kind is None or "null" in kind:
            return True
        if "const" in schema:
            return False
        schema["type"] = [kind, "null"] if isinstance(kind, str) else [*kind, "null"]
        if "enum" in schema:
            schema["enum"].append(None)
        message = f"{self._name} shows that it may be null"
        self._draft.infer("null-from-sample", message, self._place, where, confidence="high")
        return True

    def _object(self, schema: Schema, value: dict[str, Any], where: str) -> bool:
        properties = schema.get("properties")
        if properties is None:
            return True
        if value and all(map(is_placeholder, value)):
            # Keys that the caller chooses: what is described stands inside their values.
            for keyword in ("properties", "required"):
                schema.pop(keyword, None)
            message = f"{self._name} shows a map; the members described are those of its values"
            self._draft.infer("map-from-sample", message, self._place, where, confidence="medium")
            return True
        if any(is_placeholder(name) and name not in properties for name in value):
            return False
        fits = self._has_required(schema, value, where)
        for name, each in value.items():
            place = where + pointers.pointer("properties", name)
            if name in properties:
                fits = self.fits(properties[name], each, place) and fits
            else:
                properties[name] = locate(self._draft, schema_of(each), self._place, place)
                message = f"{name} is not described; {self._name} shows it"
                self._draft.places[place] = self._place
                self._draft.infer(
                    "member-from-sample", message, self._place, place, confidence="medium"
                )
        return fits

    def _has_required(self, schema: Schema, value: dict[str, Any], where: str) -> bool:
        missing = [name for name in schema.get("required", ()) if name not in value]
        if missing:
            message = f"{self._name} lacks what is required: {', '.join(missing)}"
            self._draft.contradict("sample-lacks-required", message, self._place, where)
        return not missing


def schema_of(value: Any) -> Schema:
    """Conclude a schema from a value alone: its types and members, nothing more."""
    if isinstance(value, dict):
        schema: Schema = {"type": "object"}
        if value and not any(map(is_placeholder, value)):
            schema["properties"] = {name: schema_of(each) for name, each in value.items()}
        return schema
    if isinstance(value, list):
        return {"type": "array", "items": _common([schema_of(each) for each in value])}
    for kind in ("string", "boolean", "integer", "number"):
        if isinstance(value, _TYPES[kind]) and (kind == "boolean") is isinstance(value, bool):
            return {"type": kind}
    return {}  # Of null alone nothing is known.


def _common(schemas: list[Schema]) -> Schema:
    """Give what the schemas of several items have in common; they are one more than the other."""
    kinds = {str(each.get("type")) for each in schemas}
    if len(kinds) != 1:
        return {}
    if kinds == {"object"}:
        properties: dict[str, list[Schema]] = {}
        for each in schemas:
            for name, schema in each.get("properties", {}).items():
                properties.setdefault(name, []).append(schema)
        merged: Schema = {"type": "object"}
        if properties:
            merged["properties"] = {name: _common(found) for name, found in properties.items()}
        return merged
    if kinds == {"array"}:
        return {"type": "array", "items": _common([each["items"] for each in schemas])}
    return dict(schemas[0])


def _shown(value: Any) -> str:
    return f"{value!r}"[:60]


def _kinds(schema: Schema) -> str:
    kinds = schema.get("type", "")
    return kinds if isinstance(kinds, str) else " or ".join(kinds)
