"""
What goes in and out of the mock, without a word about sockets.

What is made for every message is a named tuple: a frozen dataclass takes three times as long.
"""

from collections.abc import AsyncIterator, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

Headers = tuple[tuple[str, str], ...]

#: The value of a reply without a body.
NOTHING: Final = object()


class MockRequest(NamedTuple):
    """A request as it came over the wire."""

    method: str  #: Upper case.
    path: str  #: Percent-encoded, without the query.
    query: str = ""  #: Without the question mark.
    headers: Mapping[str, str] = MappingProxyType({})  #: Looked up without case.
    header_pairs: Headers = ()
    body: bytes = b""
    host: str = ""  #: Scheme, host and port by which the client reached the mock.
    client: str = ""  #: The address the request came from.


class ServerSentEvent(NamedTuple):
    """One event of a stream (HTML Living Standard, section 9.2, "Server-sent events")."""

    data: Any = NOTHING  #: Sent as JSON, or as it is where it is text.
    event: str = ""
    id: str = ""
    retry: int | None = None  #: Milliseconds until a client that lost the connection comes back.


class MockReply(NamedTuple):
    """A reply to be sent."""

    status: int
    value: Any = NOTHING  #: JSON, or text or bytes where the media type is not JSON.
    media_type: str = ""  #: Empty: the one the contract documents first for the status.
    headers: Headers = ()
    events: AsyncIterator[ServerSentEvent] | None = None  #: Instead of a value: a stream.
    idle: ServerSentEvent | None = None  #: Sent while a stream is silent; else a comment is.
    may_break: bool = False  #: An example asked for by name; a shape no value has.


class Outgoing(NamedTuple):
    """A request for the mock to send: a callback."""

    method: str
    url: str  #: Of this machine.
    headers: Headers
    body: bytes


class SentReply(NamedTuple):
    """A reply in its final form: checked, encoded, with all headers."""

    status: int
    headers: Headers
    body: bytes
    events: AsyncIterator[ServerSentEvent] | None = None
    idle: ServerSentEvent | None = None
    callbacks: tuple[Outgoing, ...] = ()  #: To be sent once the reply is.
