"""
From OpenAPI 3.0 to 3.1: above all the schemas, which become JSON Schema 2020-12.

The instances that a schema allows stay the same. Sources: OpenAPI 3.0.4, "Schema Object" with
"Data Types"; OpenAPI 3.1.0, appendix A; the semantics of `nullable` as the proposal
"Clarify Semantics of nullable in OpenAPI 3.0" settled them.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from contract.notes import Notes
from contract.walk import SECTIONS, Kind, Node

_Object = dict[str, Any]

#: Members that allow or forbid nothing; those beside a reference are no loss.
_ANNOTATIONS: Final = frozenset(
    (
        "default deprecated description discriminator example examples externalDocs readOnly"
        " summary title writeOnly xml"
    ).split()
)
#: Keywords of later JSON Schema that people use in 3.0, where they have no meaning.
_FOREIGN: Final = (
    "$defs", "const", "contains", "dependentRequired", "dependentSchemas", "else", "if",
    "patternProperties", "prefixItems", "propertyNames", "then", "unevaluatedItems",
    "unevaluatedProperties",
)  # fmt: skip
#: What a Reference Object may stand for: a Path Item means what stands beside its reference.
_BARE: Final = frozenset(SECTIONS) - {"pathItem"}
#: Keywords that 3.1 does not have as 3.0 has them, apart from lists of `items`.
_CHANGED: Final = frozenset(
    (*_FOREIGN, "nullable", "example", "exclusiveMinimum", "exclusiveMaximum")
)
_EXCLUSIVE: Final = {"minimum": "exclusiveMinimum", "maximum": "exclusiveMaximum"}


class From30:
    """Gives one object of an OpenAPI 3.0 document after the other as 3.1 has it."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._by_kind: Mapping[Kind, Callable[[_Object, str], _Object]] = {
            "example": self._example,
            "header": self._header,
            "link": self._link,
            "parameter": self._parameter,
            "schema": self._schema,
            "serverVariable": self._variable,
        }

    def __call__(self, node: Node) -> Any:
        """Give the object as 3.1 has it."""
        change = self._by_kind.get(node.kind)
        if node.reference is not None and node.kind in _BARE:
            return self._bare(node.value, node.pointer)
        if change is None or not isinstance(node.value, dict):
            return node.value
        return change(node.value, node.pointer)

    def _bare(self, value: _Object, where: str) -> _Object:
        """OpenAPI 3.0.4, "Reference Object": what stands beside a reference is ignored."""
        beside = value.keys() - _ANNOTATIONS - {"$ref"}
        ignored = [key for key in value if key in beside and not key.startswith("x-")]
        if ignored:
            reason = f"{', '.join(ignored)} beside a reference meant nothing and is left out"
            self._notes.add(where, reason)
        return {"$ref": value["$ref"]}

    # --- schemas ---

    def _schema(self, value: _Object, where: str) -> _Object:
        if _CHANGED.isdisjoint(value) and not isinstance(value.get("items"), list):
            return value
        foreign = [key for key in _FOREIGN if key in value]
        if foreign:
            reason = "meant nothing in OpenAPI 3.0, now taken as in JSON Schema"
            self._notes.add(where, f"{', '.join(foreign)} {reason}")
        value = self._nullable(value, where)
        value = _limited(_limited(value, "minimum"), "maximum")
        if value.get("items") == []:
            value = self._without_empty(value, "items", where)
        elif isinstance(value.get("items"), list):
            value = _renamed(value, "items", "prefixItems", value["items"])
        if "example" in value:
            listed = [value["example"], *value.get("examples", ())]
            value = _renamed(value, "example", "examples", listed)
        return value

    def _nullable(self, value: _Object, where: str) -> _Object:
        """
        Express `nullable`, which adds null to the `type` beside it and does nothing else.

        An enumeration that does not list null goes on forbidding it.
        """
        if "nullable" not in value:
            return value
        rest = {key: each for key, each in value.items() if key != "nullable"}
        types = value.get("type")
        if value["nullable"] is not True:
            return rest
        if types is None:
            reason = "`nullable` without a type means nothing; if null is allowed, say so by anyOf"
            self._notes.add(where, reason)
            return rest
        if isinstance(value.get("enum"), list) and None not in value["enum"]:
            reason = "`nullable` means nothing, since the enumeration does not list null"
            self._notes.add(where, reason)
            return rest
        listed = types if isinstance(types, list) else [types]
        return {**rest, "type": listed if "null" in listed else [*listed, "null"]}

    # --- other objects ---

    def _parameter(self, value: _Object, where: str) -> _Object:
        meaningless = ["allowReserved"] if value.get("in") == "header" else []
        meaningless += ["allowEmptyValue"] if value.get("in") != "query" else []
        return self._without(value, meaningless, where)

    def _header(self, value: _Object, where: str) -> _Object:
        return self._without(value, ["allowReserved", "allowEmptyValue"], where)

    def _without(self, value: _Object, meaningless: list[str], where: str) -> _Object:
        if not value.keys() & {*meaningless}:
            return value
        for member in meaningless:
            if value.get(member) is True:
                self._notes.add(f"{where}/{member}", "this means nothing here and is left out")
        return {key: each for key, each in value.items() if key not in meaningless}

    def _example(self, value: _Object, where: str) -> _Object:
        if not {"value", "externalValue"} <= value.keys():
            return value
        self._notes.add(f"{where}/externalValue", "there is a value as well, this is left out")
        return {key: each for key, each in value.items() if key != "externalValue"}

    def _link(self, value: _Object, where: str) -> _Object:
        parameters = value.get("parameters")
        if not isinstance(parameters, dict):
            return value
        texts = {key: _text(each) for key, each in parameters.items()}
        if texts != parameters:
            self._notes.add(f"{where}/parameters", "constants are now written as texts")
        return {**value, "parameters": texts}

    def _variable(self, value: _Object, where: str) -> _Object:
        return self._without_empty(value, "enum", where) if value.get("enum") == [] else value

    def _without_empty(self, value: _Object, member: str, where: str) -> _Object:
        self._notes.add(f"{where}/{member}", "it is empty and is left out")
        return {key: each for key, each in value.items() if key != member}


def _limited(value: _Object, limit: str) -> _Object:
    """Express a limit that a boolean declares exclusive."""
    exclusive = _EXCLUSIVE[limit]
    declared = value.get(exclusive)
    if not isinstance(declared, bool):
        return value
    if declared and limit in value:
        return _renamed(value, limit, exclusive, value[limit])
    return {key: each for key, each in value.items() if key != exclusive}


def _renamed(value: _Object, old: str, new: str, held: Any) -> _Object:
    """Give an object whose member has another name and value, at the place of the old one."""
    rest = {key: each for key, each in value.items() if key == old or key != new}
    return {
        (new if key == old else key): (held if key == old else each) for key, each in rest.items()
    }


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
