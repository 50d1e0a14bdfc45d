"""Talking to a server in bytes, as no client library would."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import deepcopy
from functools import cache
from typing import Any

from mockserver.app import Exchanges, listening
from mockserver.serving import Mock, make_mock
from mockserver.world import Clock, World

BASE = "/openapi/v1"
HEALTH = b"GET /openapi/v1/_health HTTP/1.1\r\nHost: a\r\n\r\n"
#: No answer takes longer, whatever was sent.
PATIENCE_SECONDS = 10.0


@cache
def _dify() -> Mock:
    return make_mock("dify")


class Site:
    """A mock that listens."""

    def __init__(self, exchanges: Exchanges, url: str) -> None:
        self.exchanges = exchanges
        self.url = url
        self.port = int(url.rpartition(":")[2])

    def state(self) -> dict[str, list[Any]]:
        """Give a copy of everything the mock remembers."""
        store = self.exchanges.world.store
        return {name: deepcopy(list(store[name])) for name in store.names()}

    async def exchange(self, *pieces: bytes, ends: bool = True) -> bytes:
        """Send bytes piece by piece and give everything that comes back until the end."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                for piece in pieces:
                    writer.write(piece)
                    await writer.drain()
                if ends:
                    writer.write_eof()
                return await reader.read()
        except ConnectionError:
            return b""
        finally:
            writer.close()


@asynccontextmanager
async def serving_dify(clock: Clock | None = None) -> AsyncIterator[Site]:
    """Serve the Dify user API in a world of its own."""
    mock = _dify()
    world = World(clock=clock or Clock())
    mock.gate.system.seed(world)
    exchanges = Exchanges(mock.gate, world)
    async with listening(exchanges, "127.0.0.1", 0) as url:
        yield Site(exchanges, url)


def post(body: bytes, *headers: str, path: str = "/oauth/device/code") -> bytes:
    """Write a request with a JSON body; headers come before those that are added."""
    lines = [f"POST {BASE}{path} HTTP/1.1", "Host: a", "Content-Type: application/json", *headers]
    if not any(each.lower().startswith(("content-length", "transfer-")) for each in headers):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def statuses(answer: bytes) -> list[int]:
    """Give the status of each reply."""
    lines = answer.replace(b"}HTTP/1.1 ", b"}\r\nHTTP/1.1 ").split(b"\r\n")
    return [int(line[9:12]) for line in lines if line.startswith(b"HTTP/1.1 ")]
