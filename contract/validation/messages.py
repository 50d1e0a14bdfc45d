"""Requests, responses, and what a validator says of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Part = Literal["path", "query", "header", "cookie", "body", "status"]
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Request:
    """A request to one operation, as it came over the wire."""

    path: Mapping[str, str]  #: The template's variables, percent-decoded.
    query: Pairs  #: Percent-decoded, in their order.
    headers: Pairs
    cookies: Mapping[str, str]
    body: bytes
    content_type: str  #: With its parameters; empty where the header is missing.


@dataclass(frozen=True, slots=True)
class Response:
    """A response to one operation, as it goes over the wire."""

    status: int
    headers: Pairs
    body: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class Violation:
    """One way in which a message breaks its contract."""

    part: Part
    path: tuple[str | int, ...]  #: Inside the part: the parameter's name, or the place in a body.
    keyword: str  #: The JSON Schema keyword, or `syntax`, `media-type`, `documented`.
    message: str
    expected: Any = None  #: The keyword's value; the missing name, or the names that are too many.
    value: Any = None  #: What was found.


@dataclass(frozen=True, slots=True)
class Values:
    """What a request says, decoded; parameters left out take their default or are absent."""

    path: Mapping[str, Any] = field(default_factory=dict)  #: Undeclared variables as text.
    query: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, Any] = field(default_factory=dict)  #: By the name the contract spells.
    cookies: Mapping[str, Any] = field(default_factory=dict)  #: Undeclared ones as text.
    body: Any = None
