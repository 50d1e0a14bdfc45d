"""
From text to typed values, by the types of a schema.

Numbers are written as JSON writes them, with a sign or a leading zero at will; booleans in any of
the spellings that openapi-core takes. Null has no text of its own.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from contract.model import Contract, Schema

Cast = Callable[[Any], Any]

_INTEGER: Final = re.compile(r"[-+]?[0-9]{1,4000}", re.ASCII)
_NUMBER: Final = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?", re.ASCII)
_BOOLEANS: Final = {
    **dict.fromkeys(("y", "yes", "t", "true", "on", "1"), True),
    **dict.fromkeys(("n", "no", "f", "false", "off", "0"), False),
}
#: Schemas inside schemas are followed so far; those that contain themselves never end.
_DEEPEST: Final = 8


class UndecodableError(ValueError):
    """Text that is not the notation of its type."""

    def __init__(self, kind: str, value: Any) -> None:
        super().__init__(f"cannot be read as {kind}")
        self.kind = kind  #: The type it was to be read as.
        self.value = value  #: What was to be read.


def caster(schema: Schema | None, contract: Contract, depth: int = 0) -> Cast:
    """
    Build the function that turns text, or lists and objects of text, into typed values.

    It raises `UndecodableError` for text that cannot be of the schema's type.
    """
    resolved = contract.resolved(schema) if schema is not None else {}
    if not isinstance(resolved, Mapping) or depth > _DEEPEST:
        return as_it_is
    kind = resolved.get("type")
    if isinstance(kind, list):
        variants = [{**resolved, "type": each} for each in sorted(kind, key="null".__eq__)]
        return _first_that_fits([caster(each, contract, depth + 1) for each in variants])
    if kind == "array":
        return _array_caster(caster(resolved.get("items", {}), contract, depth + 1))
    if kind == "object":
        properties = resolved.get("properties", {})
        return _object_caster(
            {name: caster(each, contract, depth + 1) for name, each in properties.items()}
        )
    if kind is None:
        return _composed_caster(resolved, contract, depth)
    return CASTS.get(kind, as_it_is)


def as_it_is(value: Any) -> Any:
    """Leave text as it is."""
    return value


def _integer(value: Any) -> Any:
    if isinstance(value, str):
        if _INTEGER.fullmatch(value):
            return int(value)
        raise UndecodableError("integer", value)
    return value


def _number(value: Any) -> Any:
    if isinstance(value, str):
        if _INTEGER.fullmatch(value):
            return int(value)
        number = float(value) if _NUMBER.fullmatch(value) else float("inf")
        if abs(number) != float("inf"):
            return number
        raise UndecodableError("number", value)
    return value


def _boolean(value: Any) -> Any:
    if isinstance(value, str):
        truth = _BOOLEANS.get(value.lower())
        if truth is None:
            raise UndecodableError("boolean", value)
        return truth
    return value


#: How the types are read whose text is not the value itself.
CASTS: Final[Mapping[str, Cast]] = {"integer": _integer, "number": _number, "boolean": _boolean}


def _array_caster(item: Cast) -> Cast:
    def cast(value: Any) -> Any:
        if not isinstance(value, list):
            raise UndecodableError("array", value)
        return value if item is as_it_is else [item(each) for each in value]

    return cast


def _object_caster(members: Mapping[str, Cast]) -> Cast:
    def cast(value: Any) -> Any:
        if not isinstance(value, dict):
            raise UndecodableError("object", value)
        return {
            name: members[name](each) if name in members else each for name, each in value.items()
        }

    return cast


def _first_that_fits(casts: Sequence[Cast]) -> Cast:
    """Try the variants in their order; text that fits none stays text, for the schema to refuse."""

    def cast(value: Any) -> Any:
        for each in casts:
            try:
                return each(value)
            except UndecodableError:
                continue
        return value

    return cast


def _composed_caster(schema: Mapping[str, Any], contract: Contract, depth: int) -> Cast:
    members = [
        _first_that_fits([caster(each, contract, depth + 1)]) for each in schema.get("allOf", ())
    ]
    variants = [
        caster(each, contract, depth + 1)
        for each in (*schema.get("oneOf", ()), *schema.get("anyOf", ()))
    ]
    if not members and not variants:
        return as_it_is
    choose = _first_that_fits(variants)

    def cast(value: Any) -> Any:
        for each in members:
            value = each(value)
        return choose(value)

    return cast
