"""A reply onto the wire: whole, or as a stream of events."""

import asyncio
import time
from contextlib import suppress
from email.utils import formatdate
from functools import lru_cache
from http import HTTPStatus
from typing import Final

from aiohttp import HttpVersion, HttpVersion11, web
from aiohttp.abc import AbstractStreamWriter

from mockserver.messages import Headers, SentReply
from mockserver.streaming.streams import KEEP_ALIVE, encode_event

#: Silence after which a comment is sent, so that proxies keep an idle stream open.
KEEP_ALIVE_SECONDS: Final = 10.0
#: Events of a stream that are written together have no more than these bytes, or are one.
_MOST_READY_BYTES: Final = 64 * 1024
#: Without a body, and without a length (RFC 9110, 8.6).
_BODILESS: Final = (204, 304)


class _Sent(web.StreamResponse):
    """What stands for a reply that is written already: aiohttp has nothing left to do."""

    def __init__(self, status: int, *, is_kept: bool) -> None:
        super().__init__(status=status)
        self._is_kept = is_kept

    @property
    def keep_alive(self) -> bool:
        """Tell whether the connection stays open behind the reply."""
        return self._is_kept

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        """Everything is ready."""
        return None

    async def write_eof(self, data: bytes = b"") -> None:
        """Everything is written."""


@lru_cache(maxsize=1024)
def _sent(status: int, *, is_kept: bool) -> _Sent:
    return _Sent(status, is_kept=is_kept)


def send_whole(
    request: web.BaseRequest,
    reply: SentReply,
    *,
    closes: bool = False,
    body_bytes: int | None = None,
) -> web.StreamResponse:
    """
    Write a reply in one go, and give aiohttp what stands for it.

    aiohttp's own replies take half of the time of a small request: each gathers its headers in a
    mapping and writes them out again. `closes`: the connection ends with the reply. `body_bytes`:
    of the body there would be, where the request was for the head alone.
    """
    transport = request.transport
    is_kept = request.keep_alive and not closes
    if transport is None:
        return _sent(reply.status, is_kept=False)
    data = written(reply, request.method, request.version, is_kept=is_kept, body_bytes=body_bytes)
    transport.write(data)
    return _sent(reply.status, is_kept=is_kept)


def written(
    reply: SentReply,
    method: str,
    version: HttpVersion,
    *,
    is_kept: bool,
    body_bytes: int | None = None,
) -> bytes:
    """Give a whole reply to a request of a method and version, as it goes onto the wire."""
    head = _start(version, reply, is_kept=is_kept)
    if reply.status in _BODILESS:
        return _encoded(f"{head}\r\n")
    length = len(reply.body) if body_bytes is None else body_bytes
    start = _encoded(f"{head}Content-Length: {length}\r\n\r\n")
    return start if method == "HEAD" else start + reply.body


def _encoded(head: str) -> bytes:
    """Write a head; bytes of the request in it, such as the origin, are given back as they came."""
    return head.encode("utf-8", "surrogateescape")


async def _write(request: web.BaseRequest, data: bytes) -> None:
    transport = request.transport
    if transport is None:
        raise ConnectionResetError("the client is gone")
    transport.write(data)
    await request.writer.drain()


def _start(version: HttpVersion, reply: SentReply, *, is_kept: bool) -> str:
    """Write the head of a reply but for what tells its length."""
    head, is_dated = _head(reply.status, reply.headers)
    date = "" if is_dated else _date(int(time.time()))
    if version < HttpVersion11:
        return f"{head}{date}{'Connection: keep-alive' if is_kept else 'Connection: close'}\r\n"
    return f"{head}{date}" if is_kept else f"{head}{date}Connection: close\r\n"


@lru_cache(maxsize=512)
def _head(status: int, headers: Headers) -> tuple[str, bool]:
    """Write the status line and the headers; tells whether a date is among them."""
    reason = HTTPStatus(status).phrase if status in _STATUSES else ""
    lines = [f"HTTP/1.1 {status} {reason}\r\n"]
    lines += [f"{name}: {_one_line(value)}\r\n" for name, value in headers]
    return "".join(lines), any(name.lower() == "date" for name, _ in headers)


_STATUSES: Final = frozenset(map(int, HTTPStatus))
_NO_BREAKS: Final = str.maketrans("\r\n\0", "   ")


def _one_line(value: str) -> str:
    """Nothing in a value may begin another header (RFC 9110, 5.5)."""
    return value.translate(_NO_BREAKS)


@lru_cache(maxsize=1)
def _date(second: int) -> str:
    """Write the time of sending (RFC 9110, 6.6.1): the machine's, whatever the world's clock."""
    return f"Date: {formatdate(second, usegmt=True)}\r\n"


async def send_stream(request: web.BaseRequest, reply: SentReply) -> web.StreamResponse:
    """
    Write the events of a reply as they come, and something whenever none came for a while.

    To HEAD it is the head alone, as GET would get it (RFC 9110, 9.3.2).
    """
    assert reply.events is not None
    stream = Stream(request, encode_event(reply.idle) if reply.idle else KEEP_ALIVE)
    request[STREAM] = stream
    length = "Transfer-Encoding: chunked\r\n" if stream.is_chunked else ""
    head = _start(request.version, reply, is_kept=stream.keep_alive)
    await _write(request, _encoded(f"{head}{length}\r\n"))
    if request.method == "HEAD":
        return stream
    pulse = asyncio.get_running_loop().create_task(stream.beat())
    try:
        async for event in reply.events:
            await stream.send(encode_event(event))
    finally:
        pulse.cancel()
    return stream


class Stream(web.StreamResponse):
    """A reply that is written event by event; aiohttp gets it when only its end is missing."""

    def __init__(self, request: web.BaseRequest, idle: bytes) -> None:
        super().__init__()
        self.is_chunked = request.version >= HttpVersion11
        self._request = request
        self._idle = idle
        self._is_silent = False  #: Whether nothing was sent since this was last looked at.
        self._is_over = False
        self._ready: list[bytes] = []  #: Events that are not yet written.
        self._ready_bytes = 0

    @property
    def keep_alive(self) -> bool:
        """Tell whether the connection stays open behind this reply; only chunks tell the end."""
        return self.is_chunked and self._request.keep_alive

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        """The head was written first."""
        return None

    async def send(self, event: bytes) -> None:
        """Write an event, together with those that are ready at the same time."""
        self._is_silent = False
        if not self._ready:
            asyncio.get_running_loop().call_soon(self._write_ready)
        self._ready.append(event)
        self._ready_bytes += len(event)
        if self._ready_bytes > _MOST_READY_BYTES:
            self._write_ready()
        if self._request.transport is None:
            raise ConnectionResetError("the client is gone")
        await self._request.writer.drain()

    def knock(self) -> None:
        """Write something at once: a client that is gone answers it by a reset."""
        if not self._is_over:
            self._ready.append(self._idle)
            self._write_ready()

    def _write_ready(self) -> None:
        transport = self._request.transport
        if self._ready and transport is not None and not transport.is_closing():
            transport.write(self._taken())

    def _taken(self) -> bytes:
        """Give what is ready, framed as one chunk."""
        data = b"".join(self._ready)
        self._ready.clear()
        self._ready_bytes = 0
        return b"%x\r\n%b\r\n" % (len(data), data) if data and self.is_chunked else data

    async def write_eof(self, data: bytes = b"") -> None:
        """Write what is still to be written, and the end."""
        self._is_over = True
        has_end = self.is_chunked and self._request.method != "HEAD"
        await _write(self._request, self._taken() + (b"0\r\n\r\n" if has_end else b""))

    async def beat(self) -> None:
        """Write into the stream whenever nothing happens in it."""
        # Looked at twice in the time allowed: a silence is noticed before it is over.
        with suppress(ConnectionError):
            while True:
                await asyncio.sleep(KEEP_ALIVE_SECONDS / 2)
                if self._is_silent:
                    await self.send(self._idle)
                self._is_silent = True


#: Of a request: the stream that answers it, once its head is written.
STREAM: Final = web.RequestKey("stream", Stream)
