"""JSON (RFC 8259) whose faults are told with their line, a repeated key among them."""

import json
import re
from typing import Any, Final

import orjson

from contract.errors import InvalidSyntax

_TOKEN: Final = re.compile(
    r'"(?P<key>(?:[^"\\]|\\.)*)"\s*:|"(?:[^"\\]|\\.)*"|(?P<open>\{)|(?P<close>\})', re.DOTALL
)


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
