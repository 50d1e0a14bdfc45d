"""
Requests, responses, and what a validator says of them.

What is made for every message is a named tuple: a frozen dataclass takes three times as long.
"""

from collections.abc import Mapping, Sequence
from http.cookies import CookieError, SimpleCookie
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple

Part = Literal["path", "query", "header", "cookie", "body", "status"]
Pairs = Sequence[tuple[str, str]]
_NONE: Final[Mapping[str, Any]] = MappingProxyType({})


class Request(NamedTuple):
    """A request to one operation, as it came over the wire."""

    path: Mapping[str, str]  #: The template's variables, percent-decoded.
    query: Pairs  #: Percent-decoded, in their order.
    headers: Pairs
    cookies: Mapping[str, str]
    body: bytes
    content_type: str  #: With its parameters; empty where the header is missing.


def cookies_of(header: str) -> Mapping[str, str]:
    """Give the cookies of a `Cookie` header (RFC 6265, 4.2); none where it cannot be read."""
    if not header:
        return {}
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except CookieError:
        return {}


class Response(NamedTuple):
    """A response to one operation, as it goes over the wire."""

    status: int
    headers: Pairs
    body: bytes
    content_type: str


class Violation(NamedTuple):
    """One way in which a message breaks its contract."""

    part: Part
    path: tuple[str | int, ...]  #: Inside the part: the parameter's name, or the place in a body.
    keyword: str  #: The JSON Schema keyword, or `syntax`, `media-type`, `documented`.
    message: str
    expected: Any = None  #: The keyword's value; the missing name, or the names that are too many.
    value: Any = None  #: What was found.


class Values(NamedTuple):
    """What a request says, decoded; parameters left out take their default or are absent."""

    path: Mapping[str, Any] = _NONE  #: Undeclared variables as text.
    query: Mapping[str, Any] = _NONE
    headers: Mapping[str, Any] = _NONE  #: By the name the contract spells.
    cookies: Mapping[str, Any] = _NONE  #: Undeclared ones as text.
    body: Any = None
