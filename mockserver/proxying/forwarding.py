"""What a proxy leaves as it is in messages, and what it does not."""

from collections.abc import AsyncIterator, Callable
from typing import Final

import aiohttp
from aiohttp import web

from mockserver.behaviours import Refusal
from mockserver.messages import Headers, MockRequest
from mockserver.wire.receiving import decompressed

#: Of one connection, not of a message (RFC 9110, 7.6.1). Content-Length is written anew.
_HOP_BY_HOP: Final = frozenset(
    (
        *("connection", "keep-alive", "proxy-authenticate", "proxy-authorization"),
        *("proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"),
    )
)


async def readable(request: MockRequest, most_bytes: int) -> MockRequest:
    """Give a request with the body that its content coding hides, to be looked at."""
    coding = request.headers.get("Content-Encoding", "")
    if not coding or not request.body:
        return request
    try:
        return request._replace(body=await decompressed(request.body, coding, most_bytes))
    except Refusal:
        # The server's to refuse.
        return request


async def all_of(begun: bytes, request: web.BaseRequest) -> AsyncIterator[bytes]:
    """Give the body of a request as it comes; `begun` has come already."""
    yield begun
    async for piece in request.content.iter_any():
        yield piece


async def watched(sent: AsyncIterator[bytes], on_piece: Callable[[], None]) -> AsyncIterator[bytes]:
    """Give pieces on, and tell of each."""
    async for piece in sent:
        on_piece()
        yield piece


async def pieces(begun: bytes, reply: aiohttp.ClientResponse) -> AsyncIterator[bytes | None]:
    """Give the body of a reply as it comes; nothing at the end where it broke off."""
    if begun:
        yield begun
    try:
        async for piece in reply.content.iter_any():
            yield piece
    except aiohttp.ClientError:
        yield None


def passed_on(headers: Headers) -> list[tuple[str, str]]:
    """Give the headers of a request as they are sent on; the client writes Host itself."""
    kept = [
        (name, value)
        for name, value in without_hops(headers)
        if name.lower() not in ("host", "expect", "accept-encoding")
    ]
    # Uncompressed, so that it can be looked at; named, as gateways must be (RFC 9110, 7.6.3).
    return [*kept, ("Accept-Encoding", "identity"), ("Via", "1.1 mockserver")]


def without_hops(headers: Headers) -> Headers:
    """Leave out what is meant for one connection, and what that connection names as such."""
    named = [
        each.strip().lower()
        for name, value in headers
        if name.lower() == "connection"
        for each in value.split(",")
    ]
    dropped = _HOP_BY_HOP.union(named)
    return tuple((name, value) for name, value in headers if name.lower() not in dropped)
