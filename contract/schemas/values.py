"""JSON values: what kind they are, and when two are the same."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, Final, TypeGuard

import jsonschema_rs

#: The kinds of JSON values. A `number` is an `integer` or a `fraction`.
ATOMS: Final = frozenset(("null", "boolean", "integer", "fraction", "string", "array", "object"))


def atom_of(value: Any) -> str:
    """Give the kind of a JSON value, one of `ATOMS`."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "integer" if value == int(value) else "fraction"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


def same_value(one: Any, other: Any) -> bool:
    """Compare as JSON does: `1` is `1.0` but not `true`."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same_value, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same_value(one[key], other[key]) for key in one)
    return bool(one == other)


def contains_value(values: Iterable[Any], value: Any) -> bool:
    """Tell whether a value is among others, compared as JSON does."""
    return any(same_value(each, value) for each in values)


def is_number(value: Any) -> TypeGuard[int | float]:
    """Tell whether a value is a JSON number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def matches(pattern: str, text: str) -> bool:
    """Tell whether a regular expression of JSON Schema matches; what is none of them, never."""
    keeps = _keeping(pattern)
    try:
        return keeps is not None and keeps(text)
    except ValueError:
        return False  # Half of a surrogate pair is no text.


@lru_cache(maxsize=4096)
def _keeping(pattern: str) -> Callable[[str], bool] | None:
    try:
        # As the validators read it: Python's own notation is another.
        return jsonschema_rs.Draft202012Validator({"pattern": pattern}).is_valid
    except ValueError:
        return None
