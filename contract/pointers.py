"""JSON Pointers (RFC 6901): how a place inside a document is written and followed."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import unquote

_INDEX: Final = re.compile(r"0|[1-9][0-9]*", re.ASCII)


def escape(part: str) -> str:
    """Write a name as one part of a pointer."""
    if "~" not in part and "/" not in part:
        return part  # Most names.
    return part.replace("~", "~0").replace("/", "~1")


def pointer(*parts: str | int) -> str:
    """Join parts, unescaped, into a pointer: `pointer("paths", "/a")` is `/paths/~1a`."""
    return "".join([f"/{escape(str(part))}" for part in parts])


def parts(text: str) -> tuple[str, ...]:
    """Take a pointer apart; the parts come unescaped."""
    return tuple([part.replace("~1", "/").replace("~0", "~") for part in text.split("/")[1:]])


def of_reference(reference: str) -> str:
    """Give the pointer of a reference inside its document: `#/paths/~1a%7Bid%7D` (RFC 6901, 6)."""
    return unquote(reference.removeprefix("#"))


def follow(document: Any, text: str) -> Any:
    """
    Give the element a pointer leads to.

    Raises:
        LookupError: it leads nowhere.
    """
    if text and not text.startswith("/"):
        raise LookupError(text)
    element = document
    for part in parts(text):
        if isinstance(element, list) and _INDEX.fullmatch(part):
            element = element[int(part)]
        elif isinstance(element, Mapping):
            element = element[part]
        else:
            raise LookupError(text)
    return element


def references(value: Any) -> Iterator[tuple[dict[str, Any], str]]:
    """Find every object with a `$ref` that is a string, in the order of the document."""
    pending = [value]
    while pending:
        element = pending.pop()
        if isinstance(element, dict):
            target = element.get("$ref")
            if isinstance(target, str):
                yield element, target
            pending.extend(reversed(element.values()))
        elif isinstance(element, list):
            pending.extend(reversed(element))
