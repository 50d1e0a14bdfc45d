"""
Patterns, formats and multiples of decimals: what validators read as they like, read in one way.

jsonschema-rs reads them as the compiled validators do; these are the same for `jsonschema`, which
openapi-core builds on.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

import jsonschema_rs
from jsonschema.exceptions import ValidationError

_NAMES: Final = (
    "date date-time duration email hostname idn-email idn-hostname ipv4 ipv6 iri iri-reference "
    "json-pointer regex relative-json-pointer time uri uri-reference uri-template uuid"
).split()


@lru_cache(maxsize=4096)
def _validator(keyword: str, value: Any) -> Callable[[Any], bool]:
    schema = {keyword: value}
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True).is_valid


def _keeps(keyword: str, value: Any, instance: Any) -> bool:
    try:
        return _validator(keyword, value)(instance)
    except UnicodeEncodeError:
        return False  # Half of a surrogate pair is no text.


def _format(name: str) -> Callable[[Any], bool]:
    return lambda instance: not isinstance(instance, str) or _keeps("format", name, instance)


#: The formats that are asserted, each with its check.
FORMATS: Final[Mapping[str, Callable[[Any], bool]]] = {name: _format(name) for name in _NAMES}


def _pattern(
    _validator: Any, pattern: str, instance: Any, _schema: Mapping[str, Any]
) -> Iterator[ValidationError]:
    if isinstance(instance, str) and not _keeps("pattern", pattern, instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


def _multiple_of(
    _validator: Any, factor: float, instance: Any, _schema: Mapping[str, Any]
) -> Iterator[ValidationError]:
    is_number = isinstance(instance, int | float) and not isinstance(instance, bool)
    if is_number and not _keeps("multipleOf", factor, instance):
        yield ValidationError(f"{instance!r} is not a multiple of {factor}")


def _pattern_properties(
    validator: Any, patterns: Mapping[str, Any], instance: Any, _schema: Mapping[str, Any]
) -> Iterator[ValidationError]:
    if not isinstance(instance, dict):
        return
    for pattern, schema in patterns.items():
        for name, value in instance.items():
            if _keeps("pattern", pattern, name):
                yield from validator.descend(value, schema, path=name, schema_path=pattern)


def _additional_properties(
    validator: Any, schema: Any, instance: Any, parent: Mapping[str, Any]
) -> Iterator[ValidationError]:
    if not isinstance(instance, dict):
        return
    patterns = parent.get("patternProperties", {})
    extra = [
        name
        for name in instance
        if name not in parent.get("properties", {})
        and not any(_keeps("pattern", each, name) for each in patterns)
    ]
    if schema is False and extra:
        yield ValidationError(f"additional properties are not allowed: {', '.join(extra)}")
    elif schema is not False:
        for name in extra:
            yield from validator.descend(instance[name], schema, path=name)


#: The keywords, as `jsonschema.validators.extend` takes them.
KEYWORDS: Final = {
    "pattern": _pattern,
    "multipleOf": _multiple_of,
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional_properties,
}
