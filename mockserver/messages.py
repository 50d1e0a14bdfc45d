"""What goes in and out of the mock, without a word about sockets."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

Headers = tuple[tuple[str, str], ...]

#: The value of a reply without a body.
NOTHING: Final = object()


@dataclass(frozen=True, slots=True)
class MockRequest:
    """A request as it came over the wire."""

    method: str  #: Upper case.
    path: str  #: Percent-encoded, without the query.
    query: str = ""  #: Without the question mark.
    headers: Mapping[str, str] = field(default_factory=dict)  #: Looked up without case.
    header_pairs: Headers = ()
    body: bytes = b""
    host: str = ""  #: Scheme, host and port by which the client reached the mock.
    client: str = ""  #: The address the request came from.


@dataclass(frozen=True, slots=True)
class ServerSentEvent:
    """One event of a stream (HTML Living Standard, section 9.2, "Server-sent events")."""

    data: Any = NOTHING  #: Sent as JSON, or as it is where it is text.
    event: str = ""
    id: str = ""
    retry: int | None = None  #: Milliseconds until a client that lost the connection comes back.


@dataclass(frozen=True, slots=True)
class MockReply:
    """A reply to be sent."""

    status: int
    value: Any = NOTHING  #: JSON, or text or bytes where the media type is not JSON.
    media_type: str = ""  #: Empty: the one the contract documents first for the status.
    headers: Headers = ()
    events: AsyncIterator[ServerSentEvent] | None = None  #: Instead of a value: a stream.
    idle: ServerSentEvent | None = None  #: Sent while a stream is silent; else a comment is.
    may_break: bool = False  #: An example asked for by name; a shape no value has.


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request for the mock to send: a callback."""

    method: str
    url: str  #: Of this machine.
    headers: Headers
    body: bytes


@dataclass(frozen=True, slots=True)
class SentReply:
    """A reply in its final form: checked, encoded, with all headers."""

    status: int
    headers: Headers
    body: bytes
    events: AsyncIterator[ServerSentEvent] | None = None
    idle: ServerSentEvent | None = None
    callbacks: tuple[Outgoing, ...] = ()  #: To be sent once the reply is.
