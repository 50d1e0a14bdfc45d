"""
Requests that arrive whole, as most do: read without a task, a payload or a request of aiohttp.

It is aiohttp's own parser that reads them, so they mean what they mean to aiohttp's server. It is
given nothing but whole requests, so that one parser reads those of all connections.
"""

import asyncio
from typing import Final, NamedTuple

from aiohttp.base_protocol import BaseProtocol
from aiohttp.http import HttpRequestParser, RawRequestMessage
from multidict import istr

from mockserver.wire.pipelining import is_whole

#: Of a request with its head. A parser holds up the connection of a body that is much larger.
_MOST_BYTES: Final = 64 * 1024
#: Headers of requests that are not answered as they are: something is to be done or said first.
_CODED: Final = istr("Content-Encoding")
_EXPECT: Final = istr("Expect")
_TRANSFERRED: Final = istr("Transfer-Encoding")


def may_be_whole(data: bytes) -> bool:
    """Tell whether bytes that begin a request look like one that is whole, and not large."""
    return len(data) <= _MOST_BYTES and is_whole(data)


class Whole(NamedTuple):
    """A request that has arrived whole, and leaves its connection open."""

    message: RawRequestMessage
    body: bytes


class WholeReader:
    """Reads the requests of one server that arrive whole."""

    def __init__(self) -> None:
        self._parser = _new_parser()

    def read(self, data: bytes) -> Whole | None:
        """Read what may be a whole request; None unless it is, and can be answered as it is."""
        try:
            messages, is_upgraded, _ = self._parser.feed_data(data)
        except Exception:
            # Whatever it is, a connection's own parser meets it again, and tells.
            self._parser = _new_parser()
            return None
        if len(messages) != 1 or is_upgraded or not messages[0][1].is_eof():
            self._parser = _new_parser()
            return None
        self._parser.message_consumed()
        message, payload = messages[0]
        headers = message.headers
        is_special = _CODED in headers or _EXPECT in headers or _TRANSFERRED in headers
        if message.should_close or is_special:
            return None
        return Whole(message, payload.read_nowait())


def _new_parser() -> HttpRequestParser:
    loop = asyncio.get_running_loop()
    return HttpRequestParser(BaseProtocol(loop), loop, _MOST_BYTES, auto_decompress=False)
