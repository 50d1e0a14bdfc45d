"""JSON (RFC 8259) whose faults are told with their line, a repeated key among them."""

import json
import re
from collections.abc import Iterator
from itertools import count
from typing import Any, Final

import orjson

from contract.errors import InvalidSyntax

_TOKEN: Final = re.compile(
    r'"(?P<key>(?:[^"\\]|\\.)*)"\s*:|"(?:[^"\\]|\\.)*"|(?P<open>\{)|(?P<close>\})', re.DOTALL
)
_SPACE: Final = re.compile(r"[ \t\n\r]*")
_DECODER: Final = json.JSONDecoder()


def load(text: str, name: str) -> Any:
    """
    Parse a JSON text into plain values.

    `name` is what messages call the text.

    Raises:
        InvalidSyntax: the text is not JSON, is nested too deep, or has a key twice in one object.
    """
    try:
        orjson.loads(text)  # Stricter than the standard library, and its words are better.
        return json.loads(text, object_pairs_hook=_unique)
    except orjson.JSONDecodeError as error:
        raise InvalidSyntax(name, error.lineno, error.colno, error.msg) from None
    except _RepeatedKey as repeated:
        offset = _repetition(text)
        line, column = text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
        reason = f"the key {repeated} stands here a second time in one object"
        raise InvalidSyntax(name, line, column, reason) from None
    except RecursionError:
        raise InvalidSyntax(name, 1, 1, "the text is nested too deep") from None


def first_value(text: str) -> int | None:
    """Give the offset of the value that a text begins with, if it is an object or list of JSON."""
    at = _behind_space(text, 0)
    try:
        _DECODER.raw_decode(text, at)
    except (ValueError, RecursionError):
        return None
    return at if text[at] in "{[" else None


def elements(text: str, start: int) -> Iterator[tuple[str, int, int]]:
    """
    Give the elements of the object or list at an offset: name, begin, and begin of the value.

    The names of the elements of a list are their numbers. What is inside of them is read past at
    the speed of the parser. `text` is JSON from `start` on.
    """
    is_object, at = text[start] == "{", _behind_space(text, start + 1)
    if text[start] not in "{[":
        return
    for number in count():
        if text[at] in "}]":
            return
        name, begin = str(number), at
        if is_object:
            name, at = _DECODER.raw_decode(text, at)
            at = _behind_space(text, _behind_space(text, at) + 1)
        yield name, begin, at
        _, at = _DECODER.raw_decode(text, at)
        at = _behind_space(text, at)
        at = _behind_space(text, at + 1) if text[at] == "," else at


def _behind_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


class _RepeatedKey(Exception):
    """The message is the key."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _RepeatedKey(next(key for key in keys if keys.count(key) > 1))
    return value


def _repetition(text: str) -> int:
    """Find the offset of the first key that its object has already."""
    open_objects: list[set[str]] = []
    for match in _TOKEN.finditer(text):
        if match["open"]:
            open_objects.append(set())
        elif match["close"]:
            open_objects.pop()
        elif match["key"] is not None:
            key = json.loads(f'"{match["key"]}"')
            if key in open_objects[-1]:
                return match.start()
            open_objects[-1].add(key)
    return 0
