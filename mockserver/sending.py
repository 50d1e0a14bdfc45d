"""A reply onto the wire: whole, or as a stream of events."""

import asyncio
import time
from contextlib import suppress
from email.utils import formatdate
from functools import lru_cache
from http import HTTPStatus
from typing import Final

from aiohttp import HttpVersion11, web
from aiohttp.abc import AbstractStreamWriter

from mockserver.messages import Headers, SentReply
from mockserver.streams import KEEP_ALIVE, encode_event

#: Silence after which a comment is sent, so that proxies keep an idle stream open.
KEEP_ALIVE_SECONDS: Final = 10.0
#: Without a body, and without a length (RFC 9110, 8.6).
_BODILESS: Final = (204, 304)


class WholeReply(web.StreamResponse):
    """
    A reply that is written in one go.

    aiohttp's own takes half of the time of a small request: it gathers headers in a mapping and
    writes them out again, each time.
    """

    def __init__(
        self, request: web.BaseRequest, reply: SentReply, body_bytes: int | None = None
    ) -> None:
        """`body_bytes`: of the body there would be, where the request was for the head alone."""
        super().__init__(status=reply.status)
        self._body_bytes = len(reply.body) if body_bytes is None else body_bytes
        self._reply = reply
        self._request = request
        self._is_kept = request.keep_alive

    @property
    def keep_alive(self) -> bool:
        """Tell whether the connection stays open behind this reply."""
        return self._is_kept

    def force_close(self) -> None:
        """Let the connection be closed behind this reply."""
        self._is_kept = False

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        """Everything is ready."""
        return None

    async def write_eof(self, data: bytes = b"") -> None:
        """Write the reply; waits where the client reads more slowly than it asks."""
        transport = self._request.transport
        if transport is None:
            raise ConnectionResetError("the client is gone")
        transport.write(self._written())
        await self._request.writer.drain()

    def _written(self) -> bytes:
        reply, request = self._reply, self._request
        head, is_dated = _head(reply.status, reply.headers)
        date = "" if is_dated else _date(int(time.time()))
        if request.version < HttpVersion11:
            connection = "Connection: keep-alive\r\n" if self._is_kept else ""
        else:
            connection = "" if self._is_kept else "Connection: close\r\n"
        if reply.status in _BODILESS:
            return f"{head}{date}{connection}\r\n".encode()
        length = f"Content-Length: {self._body_bytes}\r\n"
        start = f"{head}{date}{connection}{length}\r\n".encode()
        return start if request.method == "HEAD" else start + reply.body


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
    """Write the events of a reply as they come, and something whenever none came for a while."""
    response = web.StreamResponse(status=reply.status, headers=reply.headers)
    await response.prepare(request)
    assert reply.events is not None
    idle = encode_event(reply.idle) if reply.idle else KEEP_ALIVE
    pulse = _Pulse(response, idle)
    try:
        async for event in reply.events:
            await response.write(encode_event(event))
            pulse.is_silent = False
    finally:
        pulse.stop()
    await response.write_eof()
    return response


class _Pulse:
    """Writes into a stream in which nothing happens."""

    def __init__(self, response: web.StreamResponse, idle: bytes) -> None:
        self.is_silent = False  #: Whether nothing was written since this was last looked at.
        self._response = response
        self._idle = idle
        self._task = asyncio.get_running_loop().create_task(self._beat())

    def stop(self) -> None:
        """Write no more."""
        self._task.cancel()

    async def _beat(self) -> None:
        # Looked at twice in the time allowed: a silence is noticed before it is over.
        with suppress(ConnectionError):
            while True:
                await asyncio.sleep(KEEP_ALIVE_SECONDS / 2)
                if self.is_silent:
                    await self._response.write(self._idle)
                self.is_silent = True
