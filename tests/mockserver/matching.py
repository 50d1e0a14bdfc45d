"""Comparing what a case expects with what was found, and filling in saved values."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from tests.mockserver.cases import ABSENT_MARK, ANY

_NAME: Final = re.compile(r"\$\(([^)]+)\)")


class UnknownNameError(ValueError):
    """A case uses a value that nothing saved."""


def filled(value: Any, names: Mapping[str, Any]) -> Any:
    """Put saved values in the place of `$(name)`; alone in a text it keeps its type."""
    if isinstance(value, Mapping):
        return {filled(key, names): filled(each, names) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [filled(each, names) for each in value]
    if not isinstance(value, str):
        return value
    whole = _NAME.fullmatch(value)
    if whole:
        return _named(whole[1], names)
    return _NAME.sub(lambda match: str(_named(match[1], names)), value)


def _named(name: str, names: Mapping[str, Any]) -> Any:
    if name not in names:
        raise UnknownNameError(f"$({name}) was never saved; known are: {', '.join(names)}")
    return names[name]


def found_at(value: Any, path: str) -> Any:
    """
    Give what lies at a path of names and positions, such as `data.0.id`.

    Raises:
        UnknownNameError: there is nothing.
    """
    for part in path.split("."):
        try:
            value = value[int(part)] if isinstance(value, list) else value[part]
        except (KeyError, IndexError, TypeError, ValueError):
            raise UnknownNameError(f'there is no "{part}" of {path} in {value!r:.500}') from None
    return value


def differences(
    expected: Any, found: Any, place: str = "", *, exactly: bool = False
) -> Iterator[str]:
    """Tell where something found is not what is expected; objects may hold more, unless exactly."""
    shown = place or "it"
    if expected == ANY:
        return
    if isinstance(expected, Mapping):
        if not isinstance(found, Mapping):
            yield f"{shown} is {found!r:.200}, not an object"
            return
        yield from _members(expected, found, place, exactly=exactly)
    elif isinstance(expected, list):
        if not isinstance(found, list) or len(found) != len(expected):
            yield f"{shown} is {found!r:.500}, not a list of {len(expected)}"
            return
        for index, (each, given) in enumerate(zip(expected, found, strict=True)):
            yield from differences(each, given, f"{place}.{index}", exactly=exactly)
    elif isinstance(expected, str) and len(expected) > 1 and expected[0] == expected[-1] == "/":
        if not isinstance(found, str) or not re.search(expected[1:-1], found, re.DOTALL):
            yield f"{shown} is {found!r:.500}, which does not match {expected}"
    elif expected != found or isinstance(expected, bool) is not isinstance(found, bool):
        yield f"{shown} is {found!r:.200}, not {expected!r:.200}"


def _members(
    expected: Mapping[str, Any], found: Mapping[str, Any], place: str, *, exactly: bool
) -> Iterator[str]:
    for name, value in expected.items():
        inner = f"{place}.{name}" if place else name
        if value == ABSENT_MARK:
            if name in found:
                yield f"{inner} is {found[name]!r:.200}, and should be absent"
        elif name not in found:
            yield f"{inner} is missing"
        else:
            yield from differences(value, found[name], inner, exactly=exactly)
    for name in found:
        if exactly and name not in expected:
            yield f"{place}.{name} is too much: {found[name]!r:.200}"
