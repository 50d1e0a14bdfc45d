"""
A request off the wire: its body, whole, decompressed and of bounded size, or a refusal.

aiohttp is told not to decompress: it would do so on the event loop and without a limit, even for
a body that was refused already.
"""

import asyncio
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from aiohttp import HttpVersion11, StreamReader, web
from aiohttp.http_exceptions import HttpProcessingError
from multidict import CIMultiDictProxy
from yarl import URL

from mockserver.behaviours import Refusal
from mockserver.messages import MockRequest

#: A body that has not arrived whole after this is given up.
BODY_SECONDS: Final = 30.0
_AUTHORITY_END: Final = re.compile("[/?#]")
_CONTINUE: Final = b"HTTP/1.1 100 Continue\r\n\r\n"
#: Decompressed at a time; between two pieces other requests are answered.
_PIECE_BYTES: Final = 256 * 1024
#: One on top of another.
_MOST_CODINGS: Final = 4
#: By content coding (RFC 9110, 8.4.1): what zlib calls it. Some clients send raw deflate data.
_WINDOW_BITS: Final = {"gzip": 31, "x-gzip": 31, "deflate": 15}
_RAW_DEFLATE: Final = -15


def received(request: web.BaseRequest, body: bytes) -> MockRequest:
    """Give a request in the mock's own terms."""
    told, client = request.headers, request.remote or ""
    return as_told(request.method, request.raw_path, request.rel_url, told, body, client)


def as_told(
    method: str, target: str, url: URL, told: CIMultiDictProxy[str], body: bytes, client: str
) -> MockRequest:
    """Give a request in the mock's own terms; `url` is what the `target` of its line says."""
    headers: Mapping[str, str] = told
    if len(accepted := told.getall("Accept", ())) > 1:
        # Several lines are one list (RFC 9110, 5.2).
        joined = told.copy()
        joined["Accept"] = ", ".join(accepted)
        headers = joined
    host = told.get("Host", "")
    if not target.startswith("/"):
        # An absolute form names the host as well, which counts before the header (RFC 9112, 3.2.2).
        _, is_absolute, rest = target.partition("://")
        host = _AUTHORITY_END.split(rest)[0].rpartition("@")[2] if is_absolute else host
        target = url.raw_path_qs
    path, _, query = target.partition("#")[0].partition("?")
    pairs = tuple(told.items())
    return MockRequest(method, path, query, headers, pairs, body, f"http://{host}", client)


async def receive_body(request: web.BaseRequest, most_bytes: int) -> bytes:
    """
    Give the body of a request, decompressed; at most `most_bytes`, before and after.

    Raises:
        Refusal: it is too large, too slow, damaged, or of an unknown coding.
    """
    if _is_at_hand(request):
        body = request.content.read_nowait()
        if len(body) > most_bytes:
            raise _too_large(most_bytes)
        return body
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > most_bytes:
        raise _too_large(most_bytes)
    body, is_whole = await begin_body(request, most_bytes)
    if not is_whole:
        raise _too_large(most_bytes)
    coding = ", ".join(request.headers.getall("Content-Encoding", ()))
    return await decompressed(body, coding, most_bytes) if coding and body else body


def _is_at_hand(request: web.BaseRequest) -> bool:
    """Tell whether a body came together with its head, as it is; that of most requests does."""
    headers = request.headers
    return (
        request.content.is_eof()
        and request.content.exception() is None
        and "Content-Encoding" not in headers
        and "Transfer-Encoding" not in headers
        and "Expect" not in headers
    )


async def begin_body(request: web.BaseRequest, least_bytes: int) -> tuple[bytes, bool]:
    """
    Give the body of a request as it was sent, and whether that is all of it.

    A body of more than `least_bytes` is read up to there; the rest is left to be read.

    Raises:
        Refusal: it is too slow, or does not come as its headers say.
    """
    if request.headers.get("Transfer-Encoding", "chunked").lower() != "chunked":
        # RFC 9112, 6.1.
        raise Refusal(501, message="only the transfer coding chunked is understood")
    _let_continue(request)
    try:
        if request.content.is_eof():
            body = request.content.read_nowait()
            return body, len(body) <= least_bytes
        async with asyncio.timeout(BODY_SECONDS):
            return await read_up_to(request.content, least_bytes)
    except TimeoutError:
        raise Refusal(408, message=f"the body took longer than {BODY_SECONDS:g} seconds") from None
    except (web.RequestPayloadError, HttpProcessingError):
        raise Refusal(400, message="the body does not come as its headers say") from None


def _let_continue(request: web.BaseRequest) -> None:
    """Tell a client that waits for it to send its body (RFC 9110, 10.1.1)."""
    expected = request.headers.get("Expect")
    if expected is None or request.version < HttpVersion11:
        return
    if expected.lower() != "100-continue":
        raise Refusal(417, message="only 100-continue may be expected")
    if request.transport is not None and not request.content.is_eof():
        request.transport.write(_CONTINUE)


async def read_up_to(
    content: StreamReader, least_bytes: int, on_piece: Callable[[], None] = lambda: None
) -> tuple[bytes, bool]:
    """Read to the end, or until there is more than `least_bytes`; tells whether it is the end."""
    pieces: list[bytes] = []
    size = 0
    while piece := await content.readany():
        on_piece()
        pieces.append(piece)
        size += len(piece)
        if size > least_bytes:
            return b"".join(pieces), False
    return b"".join(pieces), True


async def decompressed(body: bytes, codings: str, most_bytes: int) -> bytes:
    """
    Give what content codings hide, the last one of a list first (RFC 9110, 8.4).

    Raises:
        Refusal: it is more than `most_bytes`, damaged, or of an unknown coding, or of too many.
    """
    applied = [each.strip().lower() for each in codings.split(",") if each.strip()]
    if len(applied) > _MOST_CODINGS:
        raise Refusal(415, message=f"these are more than {_MOST_CODINGS} content codings")
    for coding in reversed(applied):
        if body and coding != "identity":
            body = await _decoded(body, coding, most_bytes)
    return body


async def _decoded(body: bytes, coding: str, most_bytes: int) -> bytes:
    bits = _WINDOW_BITS.get(coding)
    if bits is None:
        headers = (("Accept-Encoding", "gzip, deflate"),)
        raise Refusal(415, message="this content coding is not understood", headers=headers)
    if coding == "deflate" and not _is_zlib(body):
        bits = _RAW_DEFLATE
    pieces: list[bytes] = []
    size = 0
    try:
        for piece in _inflated(body, bits):
            pieces.append(piece)
            size += len(piece)
            if size > most_bytes:
                raise _too_large(most_bytes)
            await asyncio.sleep(0)
    except (zlib.error, EOFError):
        raise Refusal(400, message=f"the body is no whole {coding} data") from None
    return b"".join(pieces)


def _inflated(body: bytes, bits: int) -> Iterator[bytes]:
    """Decompress piece by piece; gzip data may be several, one behind the other (RFC 1952, 2.2)."""
    rest = body
    while rest:
        member = zlib.decompressobj(bits)
        while not member.eof:
            piece = member.decompress(rest, _PIECE_BYTES)
            rest = member.unconsumed_tail
            if not piece and not rest and not member.eof:
                raise EOFError
            yield piece
        rest = member.unused_data


def _is_zlib(body: bytes) -> bool:
    """Tell the format that HTTP calls deflate by its first two bytes (RFC 1950, 2.2)."""
    return body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0


def _too_large(most_bytes: int) -> Refusal:
    return Refusal(413, message=f"the body is larger than {most_bytes} bytes")
