"""Replies on the wire: heads, streams, and what follows a reply."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from mockserver import app
from mockserver.app import Exchanges, PortInUse, listening
from mockserver.messages import MockRequest, SentReply, ServerSentEvent
from mockserver.options import Options
from mockserver.streaming.streams import KEEP_ALIVE
from mockserver.wire import sending
from mockserver.world import World
from tests.mockserver.asking import gate_of
from tests.mockserver.test_callbacks import TEXT as ORDERS

STREAM = b"GET /events HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"


class _Canned:
    """A gate that gives the same reply to everybody."""

    def __init__(self, reply: SentReply) -> None:
        self._reply = reply
        self.system = self
        self.largest_body_bytes = 1000

    def answer(self, world: World, request: MockRequest) -> SentReply:
        return self._reply

    def refuse(self, world: World, request: MockRequest, refusal: Exception) -> SentReply:
        return SentReply(503, (), b"")


@asynccontextmanager
async def answering(reply: SentReply) -> AsyncIterator[int]:
    exchanges = Exchanges(_Canned(reply), World())  # type: ignore[arg-type]
    async with listening(exchanges, "127.0.0.1", 0) as url:
        yield int(url.rpartition(":")[2])


async def received(port: int, sent: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    if b"keep-alive" in sent:
        writer.write_eof()
    found = await asyncio.wait_for(reader.read(), 5)
    writer.close()
    return found


async def test_a_reply_is_written_with_its_date_and_length():
    async with answering(SentReply(200, (("X-A", "ä"),), b"{}")) as port:
        head, _, body = (await received(port, STREAM)).partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    assert lines[0] == b"HTTP/1.1 200 OK"
    assert "X-A: ä".encode() in lines
    assert b"Content-Length: 2" in lines
    assert sum(line.startswith(b"Date: ") for line in lines) == 1
    assert body == b"{}"


async def test_a_header_never_begins_another():
    """A behaviour may pass on what a client sent."""
    async with answering(SentReply(200, (("Location", "/a\r\nSet-Cookie: b"),), b"")) as port:
        found = await received(port, STREAM)
    assert b"\r\nSet-Cookie" not in found


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        pytest.param(b"GET / HTTP/1.0\r\n\r\n", b"Connection: close", id="an old client"),
        pytest.param(
            b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
            b"Connection: keep-alive",
            id="an old client that stays",
        ),
        pytest.param(
            b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
            b"Connection: close",
            id="a client that goes",
        ),
    ],
)
async def test_a_reply_tells_whether_the_connection_stays(sent, told):
    async with answering(SentReply(200, (), b"{}")) as port:
        assert told in await received(port, sent)


async def test_a_reply_without_a_body_tells_no_length():
    async with answering(SentReply(204, (), b"")) as port:
        assert b"Content-Length" not in await received(port, STREAM)


async def test_a_head_of_a_stream_tells_what_get_would():
    """Chunks, and no length; the next request is answered."""
    asked = STREAM.replace(b"GET", b"HEAD").replace(b"Connection: close\r\n", b"")
    async with answering(SentReply(200, (), b"", _events(1))) as port:
        found = await received(port, asked + STREAM.replace(b"GET", b"HEAD"))
    assert found.count(b"Transfer-Encoding: chunked\r\n") == 2
    assert b"Content-Length" not in found
    assert found.endswith(b"\r\n\r\n")


async def _events(count: int, pause: float = 0.0) -> AsyncIterator[ServerSentEvent]:
    for number in range(count):
        await asyncio.sleep(pause)
        yield ServerSentEvent(number)


@pytest.mark.parametrize(
    ("sent", "body"),
    [
        pytest.param(STREAM, b"9\r\ndata: 0\n\n\r\n9\r\ndata: 1\n\n\r\n0\r\n\r\n", id="in chunks"),
        pytest.param(b"GET / HTTP/1.0\r\n\r\n", b"data: 0\n\ndata: 1\n\n", id="to an old client"),
        pytest.param(STREAM.replace(b"GET", b"HEAD"), b"", id="its head alone"),
    ],
)
async def test_a_stream_is_written_event_by_event(sent, body):
    async with answering(SentReply(200, (), b"", _events(2))) as port:
        assert (await received(port, sent)).partition(b"\r\n\r\n")[2] == body


async def test_a_silent_stream_is_kept_open(monkeypatch):
    """By comments, which clients skip."""
    monkeypatch.setattr(sending, "KEEP_ALIVE_SECONDS", 0.02)
    async with answering(SentReply(200, (), b"", _events(1, pause=0.3))) as port:
        found = await received(port, STREAM)
    assert found.count(KEEP_ALIVE + b"\r\n") > 1
    assert found.endswith(b"data: 0\n\n\r\n0\r\n\r\n")


async def test_a_client_that_sends_no_more_hears_a_stream_to_its_end():
    """What is sent to find out whether it is there are comments."""
    async with answering(SentReply(200, (), b"", _events(3, pause=0.1))) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(STREAM)
        writer.write_eof()
        found = await asyncio.wait_for(reader.read(), 5)
        writer.close()
    assert [found.count(b"data: %d\n\n" % number) for number in range(3)] == [1, 1, 1]
    assert found.endswith(b"0\r\n\r\n")


@pytest.mark.parametrize("pause", [0.0, 60.0])
async def test_a_stream_ends_when_its_client_goes(pause):
    """Nothing is made any more for nobody, though there is nothing to write for long."""
    ended = asyncio.Event()

    async def endless() -> AsyncIterator[ServerSentEvent]:
        try:
            while True:
                yield ServerSentEvent(1)
                await asyncio.sleep(pause)
        finally:
            ended.set()

    async with answering(SentReply(200, (), b"", endless())) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(STREAM)
        await reader.readline()
        writer.close()
        await asyncio.wait_for(ended.wait(), 5)


async def test_one_stream_too_many_is_refused(monkeypatch):
    monkeypatch.setattr(app, "MOST_STREAMS", 0)
    async with answering(SentReply(200, (), b"", _events(1))) as port:
        assert (await received(port, STREAM)).startswith(b"HTTP/1.1 503 ")


async def test_callbacks_are_sent_behind_the_reply():
    """And one that nobody takes disturbs nobody."""
    called: asyncio.Queue[tuple[str, object]] = asyncio.Queue()

    async def hook(request: web.Request) -> web.Response:
        called.put_nowait((request.path_qs, await request.json()))
        return web.Response()

    client = web.Application()
    client.router.add_post("/{path:.*}", hook)
    exchanges = Exchanges(gate_of(ORDERS, Options(callbacks=True)), World())
    async with TestServer(client) as there, listening(exchanges, "127.0.0.1", 0) as url:
        for hooked in ("http://127.0.0.1:1", str(there.make_url("/"))[:-1]):
            async with aiohttp.request("POST", f"{url}/orders/a", json={"url": hooked}) as reply:
                assert reply.status == 201
        told = await asyncio.wait_for(called.get(), 5)
    assert told == ("/7?order=a", {"paid": True})


async def test_a_port_in_use_is_told():
    async with answering(SentReply(200, (), b"")) as port:
        exchanges = Exchanges(gate_of(ORDERS), World())
        with pytest.raises(PortInUse, match="--port"):
            async with listening(exchanges, "127.0.0.1", port):
                pass


@pytest.mark.parametrize("host", ["192.0.2.1", "no-such-host.invalid"])
async def test_an_address_of_another_machine_is_refused(host):
    """192.0.2.0/24 is nobody's (RFC 5737), and no name ends in `invalid` (RFC 6761)."""
    exchanges = Exchanges(gate_of(ORDERS), World())
    with pytest.raises(PortInUse, match="--host"):
        async with listening(exchanges, host, 0):
            pass
